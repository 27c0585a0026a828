//! The people of a study as the plan sees them: one row a person.

use super::plan::Plan;
use crate::error::{Error, ErrorKind, Result};
use crate::study::{Quantity, Study, StudyTaxon, Values};
use crate::taxonomy::{Level, Rank};
use ndarray::{Array1, Array2, Axis};
use serde::Serialize;
use std::collections::BTreeMap;

/// A person of the study who is not in the model, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LeftOut {
    /// The participant, or the sample where only a sample is left out.
    pub id: String,
    /// Why.
    pub reason: String,
}

/// The people of a plan: samples, reads, outcome and covariates.
#[derive(Debug, Clone, PartialEq)]
pub struct People {
    /// Participants, in order of id.
    pub ids: Vec<String>,
    /// For each person, the rows of `taxa_reads`; never empty.
    pub samples: Vec<Vec<usize>>,
    /// The taxa of the plan's rank, in order of taxid.
    pub taxa: Vec<StudyTaxon>,
    /// Reads of each taxon; shape (samples, taxa).
    pub taxa_reads: Array2<f64>,
    /// Reads that are classified, but to no taxon of the rank; one a sample.
    pub unplaced_reads: Array1<f64>,
    /// Reads that no taxon explains; one a sample.
    pub unknown_reads: Array1<f64>,
    /// The outcome; one a person.
    pub outcome: Array1<f64>,
    /// The covariates in the plan's order; shape (people, covariates).
    pub covariates: Array2<f64>,
    /// People without outcome, covariates or reads of any taxon.
    pub people_left_out: Vec<LeftOut>,
    /// Samples without reads of any taxon.
    pub samples_left_out: Vec<LeftOut>,
}

impl People {
    /// Gathers the people who have an outcome, all covariates and reads.
    ///
    /// # Errors
    /// When the study holds shares. All at once: columns that are not there or hold text, a rank without
    /// taxa, samples whose reads do not add up, samples of one person with
    /// different values.
    pub(super) fn gather(study: &Study, plan: &Plan) -> Result<Self> {
        if study.beside().unit == Quantity::Share {
            let message = "the study holds shares, expected reads";
            return Err(Error::new(ErrorKind::Unsupported, message)
                .at_field("X")
                .mend("join profiles that count reads"));
        }
        let mut errors = Vec::new();
        let mut numbers = |name: &str| match number_column(study, name) {
            Ok(values) => values,
            Err(error) => {
                errors.push(error);
                &[]
            }
        };
        let outcome = numbers(&plan.outcome);
        let covariates: Vec<&[Option<f64>]> =
            plan.covariates.iter().map(|name| numbers(name)).collect();
        let places: Vec<usize> = (0..study.taxa().len())
            .filter(|&place| study.taxa()[place].rank.level() == Some(plan.rank))
            .collect();
        if places.is_empty() {
            errors.push(no_such_rank(study, plan.rank));
        }
        if let Some(error) = Error::gather(errors) {
            return Err(error);
        }

        let taxa_reads = study.reads().select(Axis(1), &places);
        let unknown_reads = unknown_reads(study);
        let unplaced_reads = unplaced_reads(study, &taxa_reads, &unknown_reads)?;
        let mut of_participant: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (row, observation) in study.observations().iter().enumerate() {
            of_participant
                .entry(&observation.participant)
                .or_default()
                .push(row);
        }
        let mut people = Self {
            ids: Vec::new(),
            samples: Vec::new(),
            taxa: places
                .iter()
                .map(|&place| study.taxa()[place].clone())
                .collect(),
            taxa_reads,
            unplaced_reads,
            unknown_reads,
            outcome: Array1::zeros(0),
            covariates: Array2::zeros((0, covariates.len())),
            people_left_out: Vec::new(),
            samples_left_out: Vec::new(),
        };
        let named: Vec<(&str, &[Option<f64>])> = std::iter::once(plan.outcome.as_str())
            .chain(plan.covariates.iter().map(String::as_str))
            .zip(std::iter::once(outcome).chain(covariates))
            .collect();
        people.keep(study, &of_participant, &named)?;
        Ok(people)
    }

    /// Keeps the people with all values and at least one sample with reads.
    fn keep(
        &mut self,
        study: &Study,
        of_participant: &BTreeMap<&str, Vec<usize>>,
        named: &[(&str, &[Option<f64>])],
    ) -> Result<()> {
        let mut errors = Vec::new();
        let mut values = Vec::new();
        for (participant, rows) in of_participant {
            let (with_reads, without): (Vec<usize>, Vec<usize>) = rows
                .iter()
                .partition(|&&row| self.taxa_reads.row(row).sum() > 0.0);
            self.samples_left_out
                .extend(without.iter().map(|&row| LeftOut {
                    id: study.observations()[row].sample.clone(),
                    reason: "no reads of any taxon of the rank".to_owned(),
                }));
            let mut reasons = Vec::new();
            let mut row_values = Vec::new();
            for (name, column) in named {
                let mut found: Vec<Option<f64>> = rows.iter().map(|&row| column[row]).collect();
                found.dedup();
                match found.as_slice() {
                    [Some(value)] => row_values.push(*value),
                    [None] => reasons.push(format!("no value of {name}")),
                    _ => errors.push(differs(participant, name)),
                }
            }
            if with_reads.is_empty() {
                reasons.push("no sample with reads of any taxon of the rank".to_owned());
            }
            if reasons.is_empty() {
                self.ids.push((*participant).to_owned());
                self.samples.push(with_reads);
                values.extend(row_values);
            } else {
                self.people_left_out.push(LeftOut {
                    id: (*participant).to_owned(),
                    reason: reasons.join(", "),
                });
            }
        }
        if let Some(error) = Error::gather(errors) {
            return Err(error);
        }
        let table = Array2::from_shape_vec((self.ids.len(), named.len()), values)
            .map_err(|error| Error::new(ErrorKind::Mismatch, error.to_string()))?;
        self.outcome = table.column(0).to_owned();
        self.covariates = table.slice(ndarray::s![.., 1..]).to_owned();
        Ok(())
    }

    /// The number of people.
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Whether there is nobody.
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }
}

fn number_column<'a>(study: &'a Study, name: &str) -> Result<&'a [Option<f64>]> {
    let Some(column) = study.column(name) else {
        let known: Vec<&str> = study.columns().iter().map(|c| c.name.as_str()).collect();
        return Err(
            Error::new(ErrorKind::Missing, "the study has no such column")
                .at_field(name)
                .mend(format!("its columns are {}", known.join(", "))),
        );
    };
    match &column.values {
        Values::Number(values) => Ok(values),
        Values::Text(values) => {
            let text = values
                .iter()
                .flatten()
                .find(|text| text.parse::<f64>().is_err());
            Err(Error::new(
                ErrorKind::Unsupported,
                format!(
                    "found text (\"{}\"), expected numbers",
                    text.map_or("", String::as_str)
                ),
            )
            .at_field(name)
            .mend("write numbers, 0 and 1 for two groups, and join again"))
        }
    }
}

fn no_such_rank(study: &Study, level: Level) -> Error {
    let mut ranks: Vec<Rank> = study.taxa().iter().map(|taxon| taxon.rank).collect();
    ranks.sort();
    ranks.dedup();
    let ranks: Vec<&str> = ranks.iter().map(|rank| rank.name()).collect();
    Error::new(
        ErrorKind::Missing,
        format!("the study has no taxon of the rank {}", level.rank()),
    )
    .at_field("taxa.rank")
    .mend(format!("its ranks are {}", ranks.join(", ")))
}

fn unknown_reads(study: &Study) -> Array1<f64> {
    match study.taxa().iter().position(|taxon| taxon.taxid == 0) {
        Some(place) => study.reads().column(place).to_owned(),
        None => Array1::zeros(study.observations().len()),
    }
}

fn unplaced_reads(
    study: &Study,
    taxa_reads: &Array2<f64>,
    unknown_reads: &Array1<f64>,
) -> Result<Array1<f64>> {
    let mut errors = Vec::new();
    let totals = study.observations().iter().map(|o| o.total_reads as f64);
    let mut unplaced: Array1<f64> = totals.collect();
    unplaced -= &taxa_reads.sum_axis(Axis(1));
    unplaced -= unknown_reads;
    for (observation, &reads) in study.observations().iter().zip(&unplaced) {
        if reads < 0.0 {
            errors.push(Error::new(
                ErrorKind::Mismatch,
                format!(
                    "sample {}: the taxa of the rank and the unknown part have {} reads more than all {}",
                    observation.sample, -reads, observation.total_reads
                ),
            ));
        }
    }
    match Error::gather(errors) {
        Some(error) => Err(error),
        None => Ok(unplaced),
    }
}

fn differs(participant: &str, name: &str) -> Error {
    Error::new(
        ErrorKind::Mismatch,
        format!("the samples of participant {participant} have different values"),
    )
    .at_field(name)
    .mend("a participant has one value of each column; join again")
}
