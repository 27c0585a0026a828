//! What is to be learned and how, declared before anything is fitted.

use crate::error::{Error, ErrorKind, Result};
use crate::taxonomy::Level;
use serde::{Serialize, Serializer};
use std::ops::RangeInclusive;

/// Where reads go that are of no kept taxon.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Remainder {
    /// They are parts of the composition: one for rare or unplaced taxa, one for
    /// the unknown reads.
    Parts,
    /// They are left out: the composition of the kept taxa among themselves.
    LeftOut,
}

/// A plan as it was typed. [`Plan::check`] makes it a [`ValidPlan`].
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Plan {
    /// The column to foretell (`outcome`).
    pub outcome: String,
    /// Columns of numbers that are known anyway (`covariates`, default none).
    pub covariates: Vec<String>,
    /// What all chance depends on (`seed`).
    pub seed: u64,
    /// The level of the taxa (`taxa.rank`).
    #[serde(serialize_with = "by_name")]
    pub rank: Level,
    /// The least share of training people who have a taxon
    /// (`taxa.min_prevalence`, 0 to 1, default 0.1).
    pub min_prevalence: f64,
    /// Reads added to every count before logarithms (`taxa.pseudo_count`, more
    /// than 0, default 0.5).
    pub pseudo_count: f64,
    /// Where other reads go (`taxa.remainder`, `parts` or `left-out`, default `parts`).
    pub remainder: Remainder,
    /// The share of the lasso in the penalty (`model.l1_ratio`, 0 to 1, default 0.5).
    pub l1_ratio: f64,
    /// The penalties to choose from (`model.penalties`, more than 0, each once),
    /// for outcomes and features of unit standard deviation.
    pub penalties: Vec<f64>,
    /// Parts into which the people are cut to test the model
    /// (`validation.outer_folds`, 2 to 50, default 5).
    pub outer_folds: usize,
    /// Parts into which training people are cut to choose the penalty
    /// (`validation.inner_folds`, 2 to 50, default 5).
    pub inner_folds: usize,
    /// How often the people are cut anew (`validation.repeats`, 1 to 100, default 3).
    pub repeats: usize,
    /// How often the outcome is permuted (`validation.permutations`, 0 to
    /// 100,000, default 199).
    pub permutations: usize,
}

impl Plan {
    /// A plan with all defaults.
    pub fn new(outcome: impl Into<String>, rank: Level, seed: u64) -> Self {
        Self {
            outcome: outcome.into(),
            covariates: Vec::new(),
            seed,
            rank,
            min_prevalence: 0.1,
            pseudo_count: 0.5,
            remainder: Remainder::Parts,
            l1_ratio: 0.5,
            penalties: vec![1.0, 0.6, 0.36, 0.22, 0.13, 0.08, 0.05, 0.03, 0.02, 0.01],
            outer_folds: 5,
            inner_folds: 5,
            repeats: 3,
            permutations: 199,
        }
    }

    /// Checks every range.
    ///
    /// # Errors
    /// All mistakes at once, each with its key.
    pub fn check(self) -> Result<ValidPlan> {
        match Error::gather(self.mistakes()) {
            Some(error) => Err(error),
            None => Ok(ValidPlan::of(self)),
        }
    }

    /// What is out of range, with its key.
    pub(super) fn mistakes(&self) -> Vec<Error> {
        let mut errors = Vec::new();
        let mut expect = |right: bool, field: &str, found: String, expected: &str| {
            if !right {
                errors.push(out_of_range(field, &found, expected));
            }
        };
        let unit = 0.0..=1.0;
        expect(
            unit.contains(&self.min_prevalence),
            "taxa.min_prevalence",
            self.min_prevalence.to_string(),
            "0 to 1",
        );
        expect(
            self.pseudo_count > 0.0 && self.pseudo_count.is_finite(),
            "taxa.pseudo_count",
            self.pseudo_count.to_string(),
            "more than 0",
        );
        expect(
            unit.contains(&self.l1_ratio),
            "model.l1_ratio",
            self.l1_ratio.to_string(),
            "0 to 1",
        );
        let mut counts = |value: usize, range: RangeInclusive<usize>, field: &str| {
            let expected = format!("{} to {}", range.start(), range.end());
            expect(range.contains(&value), field, value.to_string(), &expected);
        };
        counts(self.outer_folds, 2..=50, "validation.outer_folds");
        counts(self.inner_folds, 2..=50, "validation.inner_folds");
        counts(self.repeats, 1..=100, "validation.repeats");
        counts(self.permutations, 0..=100_000, "validation.permutations");
        errors.extend(self.mistakes_of_penalties());
        errors.extend(self.mistakes_of_columns());
        errors
    }

    fn mistakes_of_penalties(&self) -> Vec<Error> {
        let right = |penalty: f64| penalty > 0.0 && penalty.is_finite();
        let mut errors: Vec<Error> = self
            .penalties
            .iter()
            .filter(|&&penalty| !right(penalty))
            .map(|penalty| out_of_range("model.penalties", &penalty.to_string(), "more than 0"))
            .collect();
        for (index, penalty) in self.penalties.iter().enumerate() {
            if self.penalties[..index].contains(penalty) {
                let found = format!("{penalty} twice");
                errors.push(out_of_range("model.penalties", &found, "each penalty once"));
            }
        }
        if self.penalties.is_empty() {
            errors.push(out_of_range("model.penalties", "none", "one or more"));
        }
        errors
    }

    fn mistakes_of_columns(&self) -> Vec<Error> {
        let mut errors = Vec::new();
        for (index, name) in self.covariates.iter().enumerate() {
            if *name == self.outcome {
                let found = format!("{name}, the outcome");
                errors.push(out_of_range("covariates", &found, "other columns"));
            }
            if self.covariates[..index].contains(name) {
                let found = format!("{name} twice");
                errors.push(out_of_range("covariates", &found, "each column once"));
            }
        }
        errors
    }
}

fn by_name<S: Serializer>(level: &Level, serializer: S) -> std::result::Result<S::Ok, S::Error> {
    serializer.collect_str(&level.rank())
}

fn out_of_range(field: &str, found: &str, expected: &str) -> Error {
    Error::new(
        ErrorKind::Parameter,
        format!("found {found}, expected {expected}"),
    )
    .at_field(field)
}

/// A plan whose values are all in range; penalties stand from the largest down.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(transparent)]
pub struct ValidPlan(Plan);

impl ValidPlan {
    /// A plan without mistakes.
    pub(super) fn of(mut plan: Plan) -> Self {
        plan.penalties.sort_by(|one, other| other.total_cmp(one));
        Self(plan)
    }

    /// The plan.
    pub fn get(&self) -> &Plan {
        &self.0
    }
}
