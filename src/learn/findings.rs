//! From a study and a plan to findings.

use super::estimate::Estimate;
use super::evaluation::{Evaluation, evaluate};
use super::folds::{Chance, enough};
use super::model::{Model, PartPlace};
use super::nested::Nested;
use super::null::draw;
use super::people::People;
use super::plan::{Plan, ValidPlan};
use super::rows::{CoefficientRow, NullRow, PredictionRow};
use super::score::permutation_p;
use super::stability::Stability;
use super::summary::{CAUTION, P_DEFINITION, R2_DEFINITION, Summary};
use crate::error::{Error, ErrorKind, Result};
use crate::study::Study;
use ndarray::Array1;
use std::collections::BTreeSet;

/// What was learned.
#[derive(Debug, Clone, PartialEq)]
pub struct Findings {
    /// The findings in short.
    pub summary: Summary,
    /// The model of all people: intercept, covariates, then parts.
    pub coefficients: Vec<CoefficientRow>,
    /// What was foretold for everyone left out, repeat by repeat.
    pub predictions: Vec<PredictionRow>,
    /// The null distribution, one row a permutation.
    pub null: Vec<NullRow>,
}

/// Called once for each of `repeats · outer_folds` folds when it is done.
pub type Progress<'a> = &'a (dyn Fn() + Sync);

/// Learns what the plan asks for, on the threads of `pool`.
///
/// The findings do not depend on the number of threads.
///
/// # Errors
/// All at once, columns or ranks that the study does not have;
/// [`ErrorKind::NotEstimable`] when there are too few people, an outcome that
/// does not differ, no taxon common enough, a covariate that is constant in a
/// fold, or a fit that does not converge.
pub fn learn(
    study: &Study,
    plan: &ValidPlan,
    pool: &rayon::ThreadPool,
    progress: Progress<'_>,
) -> Result<Findings> {
    let valid = plan;
    let plan = valid.get();
    let people = People::gather(study, plan)?;
    check(&people, plan)?;
    let null = draw(&people, plan)?;
    let outcomes: Vec<Array1<f64>> = std::iter::once(people.outcome.clone())
        .chain(null.permuted)
        .chain(null.rest_permuted)
        .collect();
    let mut evaluations = pool
        .install(|| evaluate(&people, plan, &outcomes, progress))?
        .into_iter();
    let Some(observed) = evaluations.next() else {
        return Err(Error::new(ErrorKind::NotEstimable, "nothing was evaluated"));
    };
    let permuted: Vec<Evaluation> = evaluations.by_ref().take(plan.permutations).collect();
    let rest_permuted: Vec<Evaluation> = evaluations.collect();

    let everyone: Vec<usize> = (0..people.len()).collect();
    let nested = Nested::prepare(&people, plan, (everyone, Vec::new()), Chance::Final)?;
    let (fit, penalty) = nested.fit(people.outcome.view(), plan)?;
    let model = nested.outer.model(&fit, penalty);
    let taxa_kept = |model: &Model| {
        let is_taxon = |part| matches!(part, PartPlace::Taxon(_));
        model
            .slopes
            .iter()
            .filter(|slope| is_taxon(slope.part))
            .count()
    };
    if taxa_kept(&model) == 0 || observed.models.iter().all(|model| taxa_kept(model) == 0) {
        return Err(no_taxa(plan));
    }
    let null_r2: Vec<f64> = permuted.iter().map(Evaluation::r2).collect();
    let null_gain: Vec<f64> = rest_permuted.iter().map(Evaluation::gain).collect();
    let p = |observed: f64, null: &[f64]| match permutation_p(observed, null) {
        Some(p) => Estimate::Value(p),
        None => Estimate::NotEstimable("no permutations in the plan".to_owned()),
    };
    let with_covariates = |estimate: &dyn Fn() -> Estimate| {
        if plan.covariates.is_empty() {
            Estimate::NotEstimable("no covariates in the plan".to_owned())
        } else {
            estimate()
        }
    };
    let summary = Summary {
        made_by: concat!("nuka ", env!("CARGO_PKG_VERSION")).to_owned(),
        study: study.provenance().clone(),
        plan: valid.clone(),
        people: people.len(),
        samples: people.samples.iter().map(Vec::len).sum(),
        people_left_out: people.people_left_out.clone(),
        samples_left_out: people.samples_left_out.clone(),
        taxa: people.taxa.len(),
        taxa_kept: taxa_kept(&model),
        zeros: nested.outer.features.zeros,
        penalty,
        penalties_of_folds: observed.models.iter().map(|model| model.penalty).collect(),
        r2: Estimate::Value(observed.r2()),
        r2_of_repeats: observed.full_r2.clone(),
        baseline_r2: with_covariates(&|| Estimate::mean(&observed.baseline_r2, "no repeats")),
        gain: with_covariates(&|| Estimate::Value(observed.gain())),
        r2_p: p(observed.r2(), &null_r2),
        gain_p: with_covariates(&|| p(observed.gain(), &null_gain)),
        r2_definition: R2_DEFINITION,
        p_definition: P_DEFINITION,
        caution: CAUTION,
    };
    Ok(Findings {
        summary,
        coefficients: coefficient_rows(&people, plan, &model, &observed.models),
        predictions: prediction_rows(&people, &observed),
        null: null_rows(&null_r2, &null_gain),
    })
}

fn check(people: &People, plan: &Plan) -> Result<()> {
    let covariates = plan.covariates.len();
    enough(people.len(), plan.outer_folds, plan.inner_folds, covariates).map_err(|error| {
        match people.people_left_out.first() {
            None => error,
            Some(first) => error.mend(format!(
                "{} people of the study were left out, the first: {} ({})",
                people.people_left_out.len(),
                first.id,
                first.reason
            )),
        }
    })?;
    let first = people.outcome[0];
    if people.outcome.iter().all(|&outcome| outcome == first) {
        return Err(Error::new(
            ErrorKind::NotEstimable,
            format!("all {} people have the same outcome, {first}", people.len()),
        )
        .at_field(plan.outcome.clone()));
    }
    Ok(())
}

fn no_taxa(plan: &Plan) -> Error {
    Error::new(
        ErrorKind::NotEstimable,
        format!(
            "fewer than two parts are found in a share of {} of the people",
            plan.min_prevalence
        ),
    )
    .at_field("taxa.min_prevalence")
    .mend("take a smaller share, or a wider rank")
}

fn coefficient_rows(
    people: &People,
    plan: &Plan,
    model: &Model,
    models: &[Model],
) -> Vec<CoefficientRow> {
    let plain = |kind, name: &str, per_unit| CoefficientRow {
        kind,
        taxid: None,
        name: name.to_owned(),
        lineage: String::new(),
        per_unit: Some(per_unit),
        per_sd: None,
        share_kept: None,
        share_nonzero: None,
        sign_consistency: None,
    };
    let mut rows = vec![plain("intercept", "", model.intercept)];
    for (name, &slope) in plan.covariates.iter().zip(&model.covariates) {
        rows.push(plain("covariate", name, slope));
    }
    let parts: BTreeSet<PartPlace> = models
        .iter()
        .chain(std::iter::once(model))
        .flat_map(|model| model.slopes.iter().map(|slope| slope.part))
        .collect();
    for part in parts {
        let slope = model.slopes.iter().find(|slope| slope.part == part);
        let stability = Stability::of(part, models);
        let (kind, taxon) = match part {
            PartPlace::Taxon(place) => ("taxon", people.taxa.get(place)),
            PartPlace::Other => ("other", None),
            PartPlace::Unknown => ("unknown", None),
        };
        rows.push(CoefficientRow {
            kind,
            taxid: taxon.map(|taxon| taxon.taxid),
            name: taxon.map_or(String::new(), |taxon| taxon.name.clone()),
            lineage: taxon.map_or(String::new(), |taxon| taxon.lineage.clone()),
            per_unit: slope.map(|slope| slope.per_unit),
            per_sd: slope.map(|slope| slope.per_sd),
            share_kept: Some(stability.share_kept),
            share_nonzero: Some(stability.share_nonzero),
            sign_consistency: stability.sign_consistency,
        });
    }
    rows
}

fn prediction_rows(people: &People, observed: &Evaluation) -> Vec<PredictionRow> {
    let mut rows = Vec::new();
    for (repeat, foretold) in observed.repeats.iter().enumerate() {
        for (person, participant) in people.ids.iter().enumerate() {
            rows.push(PredictionRow {
                participant: participant.clone(),
                repeat: repeat + 1,
                fold: foretold.fold[person] + 1,
                outcome: people.outcome[person],
                foretold: foretold.full[person],
                baseline: foretold.baseline[person],
                training_mean: foretold.training_mean[person],
            });
        }
    }
    rows
}

fn null_rows(null_r2: &[f64], null_gain: &[f64]) -> Vec<NullRow> {
    let rows = null_r2.iter().enumerate().map(|(index, &r2)| NullRow {
        permutation: index + 1,
        r2,
        gain: null_gain.get(index).copied(),
    });
    rows.collect()
}
