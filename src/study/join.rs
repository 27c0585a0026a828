//! Matching by participant.

use super::account::JoinAccount;
use super::column::{Column, Origin};
use super::inputs::JoinInputs;
use super::participants::ParticipantTable;
use super::sheet::{Observation, Study};
use super::taxa::reads_by_taxon;
use crate::error::{Error, ErrorKind, Result, both};
use crate::profile::Profile;
use std::collections::{BTreeMap, BTreeSet};

/// The profiles of each participant.
type Samples<'a> = BTreeMap<&'a str, Vec<&'a Profile>>;

/// Joins profiles, survey and markers by participant.
///
/// A participant in all three is in the study with every sample; all others are
/// named in the account.
///
/// # Errors
/// All at once: a column name in both tables, taxids that stand for different
/// taxa. [`ErrorKind::Mismatch`] when no participant is in all three.
pub fn join(inputs: &JoinInputs) -> Result<Study> {
    let mut account = JoinAccount {
        other_files: inputs.other_files.clone(),
        ..JoinAccount::default()
    };
    let mut samples = samples_by_participant(inputs, &mut account);
    let matched = match_participants(inputs, &samples, &mut account);
    if matched.is_empty() {
        return Err(no_match(inputs, &samples));
    }
    samples.retain(|participant, _| matched.contains(participant));
    let profiles: Vec<&Profile> = samples.values().flatten().copied().collect();
    let observations: Vec<Observation> = samples
        .iter()
        .flat_map(|(participant, profiles)| {
            profiles.iter().map(|profile| Observation {
                sample: profile.sample().to_owned(),
                participant: (*participant).to_owned(),
                total_reads: profile.total_reads() - profile.host_reads(),
                host_reads: profile.host_reads(),
            })
        })
        .collect();
    account.participants_matched = matched.len() as u64;
    account.samples_matched = profiles.len() as u64;

    let (columns, (taxa, reads)) = both(columns(inputs, &observations), reads_by_taxon(&profiles))?;
    note_missing(&columns, &observations, &mut account);
    let provenance = inputs.provenance.clone();
    Study::new(observations, taxa, reads, columns, account, provenance)
}

fn samples_by_participant<'a>(inputs: &'a JoinInputs, account: &mut JoinAccount) -> Samples<'a> {
    let mut samples = Samples::new();
    let mut found = BTreeSet::new();
    for profile in &inputs.profiles {
        let participant = match &inputs.samples {
            None => Some(profile.sample()),
            Some(table) => table
                .participants()
                .get(profile.sample())
                .map(String::as_str),
        };
        found.insert(profile.sample());
        match participant {
            Some(participant) => samples.entry(participant).or_default().push(profile),
            None => account
                .samples_without_participant
                .push(profile.sample().to_owned()),
        }
    }
    if let Some(table) = &inputs.samples {
        account.samples_without_profile = table
            .participants()
            .keys()
            .filter(|sample| !found.contains(sample.as_str()))
            .cloned()
            .collect();
    }
    samples
}

fn match_participants<'a>(
    inputs: &'a JoinInputs,
    samples: &Samples<'a>,
    account: &mut JoinAccount,
) -> BTreeSet<&'a str> {
    let profiles: BTreeSet<&str> = samples.keys().copied().collect();
    let survey: BTreeSet<&str> = inputs.survey.rows().keys().map(String::as_str).collect();
    let markers: BTreeSet<&str> = inputs.markers.rows().keys().map(String::as_str).collect();
    let only = |some: &BTreeSet<&str>, others: &BTreeSet<&str>| -> Vec<String> {
        some.difference(others).map(|id| (*id).to_owned()).collect()
    };
    account.participants_in_profiles = profiles.len() as u64;
    account.participants_in_survey = survey.len() as u64;
    account.participants_in_markers = markers.len() as u64;
    account.in_profiles_not_in_survey = only(&profiles, &survey);
    account.in_profiles_not_in_markers = only(&profiles, &markers);
    account.in_survey_not_in_profiles = only(&survey, &profiles);
    account.in_survey_not_in_markers = only(&survey, &markers);
    account.in_markers_not_in_profiles = only(&markers, &profiles);
    account.in_markers_not_in_survey = only(&markers, &survey);
    let doubts = inputs.survey.doubts().iter().chain(inputs.markers.doubts());
    account.doubtful_columns = doubts.cloned().collect();
    let in_tables: BTreeSet<&str> = survey.intersection(&markers).copied().collect();
    profiles.intersection(&in_tables).copied().collect()
}

/// The columns of both tables, by observation; a name may be in one table only.
fn columns(inputs: &JoinInputs, observations: &[Observation]) -> Result<Vec<Column>> {
    let mut columns: Vec<Column> = Vec::new();
    let mut errors = Vec::new();
    for (origin, table) in [
        (Origin::Survey, &inputs.survey),
        (Origin::Markers, &inputs.markers),
    ] {
        let rows = rows_of(table, observations);
        for (name, values) in table.columns() {
            if columns.iter().any(|column| column.name == *name) {
                errors.push(
                    Error::new(
                        ErrorKind::Duplicate,
                        "found in the survey and in the markers",
                    )
                    .at_field(name.clone())
                    .mend("rename one of the two columns, or take one out"),
                );
            }
            columns.push(Column {
                name: name.clone(),
                origin,
                unit: String::new(),
                values: values.select(&rows),
            });
        }
    }
    match Error::gather(errors) {
        Some(error) => Err(error),
        None => Ok(columns),
    }
}

/// The row of each observation's participant.
fn rows_of(table: &ParticipantTable, observations: &[Observation]) -> Vec<usize> {
    observations
        .iter()
        .filter_map(|observation| table.rows().get(&observation.participant).copied())
        .collect()
}

pub(super) fn note_missing(
    columns: &[Column],
    observations: &[Observation],
    account: &mut JoinAccount,
) {
    for column in columns {
        let mut missing: Vec<String> = observations
            .iter()
            .enumerate()
            .filter(|(row, _)| column.values.is_missing(*row))
            .map(|(_, observation)| observation.participant.clone())
            .collect();
        missing.dedup();
        if !missing.is_empty() {
            account.missing_values.insert(column.name.clone(), missing);
        }
    }
}

fn no_match(inputs: &JoinInputs, samples: &Samples<'_>) -> Error {
    let example = |ids: Option<&str>| ids.map_or("none".to_owned(), |id| format!("\"{id}\""));
    Error::new(
        ErrorKind::Mismatch,
        format!(
            "no participant is in the profiles (the first: {}), the survey ({}) and the markers ({})",
            example(samples.keys().next().copied()),
            example(inputs.survey.rows().keys().next().map(String::as_str)),
            example(inputs.markers.rows().keys().next().map(String::as_str)),
        ),
    )
    .mend("write the ids alike, or give a table of samples and participants")
}
