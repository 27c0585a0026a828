//! From a cohort and a plan to a study.

use super::covariates::Covariates;
use super::energy::leave_out_untrue_energy;
use super::foods::foods_table;
use super::markers::Markers;
use super::names::Names;
use super::nutrients::Nutrients;
use super::people::{consenting, take_people};
use super::profiles::ProfileSource;
use super::samples::{Sample, keep_one_each, leave_out_unless, take_samples};
use super::surveys::{Surveys, survey_columns};
use super::taxa::{TaxaTable, taxa_table};
use crate::cohort::{Cohort, Purpose};
use crate::error::{Error, ErrorKind, Mistakes, Result};
use crate::study::account::{InputFile, JoinAccount, Provenance};
use crate::study::beside::{Beside, CohortOrigin};
use crate::study::column::Column;
use crate::study::flow::{Flow, OpenStep};
use crate::study::join::note_missing;
use crate::study::plan::JoinPlan;
use crate::study::sheet::{Observation, Study};
use crate::tabular::values::Date;
use std::collections::BTreeSet;
use std::path::Path;

/// A study of a cohort, and what its keeping has to note.
#[derive(Debug, Clone, PartialEq)]
pub struct CohortStudy {
    /// The study.
    pub study: Study,
    /// Everyone whom the study or its flow names: all who consent.
    pub people: BTreeSet<String>,
    /// The purpose they agreed to.
    pub purpose: Purpose,
    /// The day on which their consent held.
    pub consent_on: Date,
}

/// Joins what a plan takes from a cohort: consent first, then the plan's rules, each
/// step with an account of what it left out.
///
/// Consent must hold on the plan's day, or else on `today`. The profiles are those of
/// the store, or of a folder (or tidy table) where one is given.
///
/// The same records and the same plan give the same study, in whatever order the
/// records were imported.
///
/// # Errors
/// What the plan names and the cohort does not have, all at once. When nobody
/// consents, or no sample is left: the flow so far is told. When profiles of different
/// references or units would be mixed, and when the store cannot be read.
pub fn join_cohort(
    cohort: &Cohort,
    plan: &JoinPlan,
    profiles: Option<&Path>,
    today: Date,
) -> Result<CohortStudy> {
    let consent_on = plan.consent_on.unwrap_or(today);
    let mut flow = Flow::default();
    let people = consenting(cohort, plan.purpose, consent_on, &mut flow)?;
    let taken = take_people(cohort, &people, &plan.people, &mut flow)?;
    let names: BTreeSet<String> = taken.keys().cloned().collect();

    let mut mistakes = Mistakes::new();
    let source = ProfileSource::open(cohort, plan, profiles)?;
    let mut samples = take_samples(cohort, plan, &source, &taken, &mut flow)?;
    let mut surveys = Surveys::read(cohort, plan, &names, &mut samples)?;
    surveys.tell(plan, &samples, &mut flow);
    let markers = Markers::read(cohort, plan, &names, &mut mistakes)?;
    let nutrients = Nutrients::read(cohort, plan, &names, &mut mistakes)?;
    let covariates = Covariates::read(cohort, plan, &names, &mut mistakes)?;
    mistakes.finish()?;

    if plan.survey.is_required {
        let step = format!("a survey {}", plan.survey.matching.describe());
        leave_out_unless(&mut samples, step, "no survey", &mut flow, |sample| {
            sample.survey.is_some()
        });
    }
    leave_out_untrue_energy(
        plan,
        &taken,
        &surveys,
        &nutrients,
        &markers,
        &mut samples,
        &mut flow,
    )?;
    markers.leave_out_without(&plan.markers, &mut samples, &mut flow);
    keep_one_each(plan.samples.keep, &mut samples, &mut flow);
    tell_people_without_samples(&names, &samples, &mut flow);
    if samples.is_empty() {
        return Err(nothing_left(cohort, &flow));
    }

    surveys.narrow(&samples);
    let mut column_names = Names::of_observations();
    let mut columns = covariates.columns(&taken, &samples, &mut column_names);
    columns.extend(survey_columns(plan, &surveys, &samples, &mut column_names));
    columns.extend(markers.columns(plan, &samples, &mut column_names));
    markers.tell_unused(plan, &samples, &mut flow);
    let mut tables = Vec::new();
    tables.extend(foods_table(cohort, plan, &surveys, &samples, &mut flow)?);
    tables.extend(nutrients.table(plan, &surveys, &samples));
    let taxa = taxa_table(&source, &plan.taxa, &samples, &mut flow)?;

    let origin = CohortOrigin {
        purpose: plan.purpose.name().to_owned(),
        consent_on: consent_on.to_string(),
        plan: plan.text.clone(),
        flow,
    };
    let account = account(&names, &samples, &columns);
    let provenance = provenance(cohort, plan, &source)?;
    let TaxaTable {
        taxa,
        values,
        unit,
        taxids,
        layers,
    } = taxa;
    let observations = observations(&samples);
    let study = Study::new(observations, taxa, values, columns, account, provenance)?;
    let study = study.with_beside(Beside {
        unit,
        taxids,
        layers,
        tables,
        cohort: Some(origin),
    })?;
    Ok(CohortStudy {
        study,
        people,
        purpose: plan.purpose,
        consent_on,
    })
}

fn observations(samples: &[Sample]) -> Vec<Observation> {
    let observation = |sample: &Sample| Observation {
        sample: sample.record.sample.clone(),
        participant: sample.record.participant.clone(),
        total_reads: sample.reads_without_host().unwrap_or(0.0).round() as u64,
        host_reads: sample.host_reads().unwrap_or(0.0).round() as u64,
    };
    samples.iter().map(observation).collect()
}

fn tell_people_without_samples(people: &BTreeSet<String>, samples: &[Sample], flow: &mut Flow) {
    let with: BTreeSet<&str> = samples
        .iter()
        .map(|sample| sample.record.participant.as_str())
        .collect();
    let mut step = OpenStep::new("a sample that is left", "participants", people.len());
    for person in people
        .iter()
        .filter(|person| !with.contains(person.as_str()))
    {
        step.leave_out("no sample left", person);
    }
    flow.close(step);
}

fn account(people: &BTreeSet<String>, samples: &[Sample], columns: &[Column]) -> JoinAccount {
    let with: BTreeSet<&str> = samples
        .iter()
        .map(|sample| sample.record.participant.as_str())
        .collect();
    let mut account = JoinAccount {
        participants_matched: with.len() as u64,
        participants_in_profiles: people.len() as u64,
        samples_matched: samples.len() as u64,
        ..JoinAccount::default()
    };
    note_missing(columns, &observations(samples), &mut account);
    account
}

fn provenance(cohort: &Cohort, plan: &JoinPlan, source: &ProfileSource<'_>) -> Result<Provenance> {
    let mut inputs = vec![InputFile::of_bytes(
        "plan",
        "plan.toml",
        plan.text.as_bytes(),
    )];
    inputs.extend(source.input().cloned());
    inputs.extend(cohort.imported_files()?.into_iter().map(|file| InputFile {
        role: file.kind,
        name: file.name,
        sha256: file.sha256,
    }));
    inputs.sort();
    Ok(Provenance {
        made_by: concat!("nuka ", env!("CARGO_PKG_VERSION")).to_owned(),
        inputs,
    })
}

fn nothing_left(cohort: &Cohort, flow: &Flow) -> Error {
    let told: Vec<String> = flow
        .rows()
        .iter()
        .filter(|row| row.dropped > 0)
        .map(|row| {
            format!(
                "\n  {}: {} {} left out: {}",
                row.step, row.dropped, row.subject, row.reason
            )
        })
        .collect();
    Error::new(
        ErrorKind::Mismatch,
        format!("no sample is left for the study{}", told.concat()),
    )
    .at_path(cohort.path())
    .mend("loosen the rule of the plan that left out what should be in")
}
