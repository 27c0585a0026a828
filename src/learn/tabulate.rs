//! The rows of the tables.

use super::learned::Learned;
use super::model::PartPlace;
use super::null::NullStatistics;
use super::plan::Plan;
use super::rows::{CoefficientRow, NullRow, PredictionRow};
use super::stability::Stability;
use std::collections::BTreeSet;

/// Intercept, covariates, then every part that was looked at in any fold.
pub(super) fn coefficient_rows(learned: &Learned, plan: &Plan) -> Vec<CoefficientRow> {
    let (people, model) = (&learned.people, &learned.model);
    let models = &learned.observed.models;
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
            // A slope of minus zero is no slope; adding zero takes its sign away.
            per_unit: slope.map(|slope| slope.per_unit + 0.0),
            per_sd: slope.map(|slope| slope.per_sd + 0.0),
            share_kept: Some(stability.share_kept),
            share_nonzero: Some(stability.share_nonzero),
            sign_consistency: stability.sign_consistency,
        });
    }
    rows
}

/// Everyone, repeat by repeat.
pub(super) fn prediction_rows(learned: &Learned) -> Vec<PredictionRow> {
    let people = &learned.people;
    let mut rows = Vec::new();
    for (repeat, foretold) in learned.observed.repeats.iter().enumerate() {
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

/// One row a permutation.
pub(super) fn null_rows(null: &NullStatistics) -> Vec<NullRow> {
    let rows = null.r2.iter().enumerate().map(|(index, &r2)| NullRow {
        permutation: index + 1,
        r2,
        gain: null.gain.get(index).copied(),
    });
    rows.collect()
}
