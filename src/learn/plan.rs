//! What is to be learned and how, declared before anything is fitted.

use super::plan_reader::PlanReader;
use crate::error::{Error, ErrorKind, Result};
use crate::taxonomy::Rank;
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
    pub rank: Rank,
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
    pub fn new(outcome: impl Into<String>, rank: Rank, seed: u64) -> Self {
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

    /// Reads a plan in TOML.
    ///
    /// ```
    /// use nuka::learn::Plan;
    ///
    /// let plan = Plan::parse(r#"
    /// outcome = "bmi"
    /// covariates = ["fat"]
    /// seed = 1
    ///
    /// [taxa]
    /// rank = "genus"
    ///
    /// [model]
    /// kind = "elastic-net"
    ///
    /// [validation]
    /// permutations = 99
    /// "#)?;
    /// assert_eq!(plan.get().permutations, 99);
    /// # Ok::<(), nuka::Error>(())
    /// ```
    ///
    /// # Errors
    /// All at once, each with its line: what is no TOML, a missing or unknown
    /// key, a value of the wrong kind, and what [`check`](Self::check) finds.
    pub fn parse(text: &str) -> Result<ValidPlan> {
        let mut reader = PlanReader::parse(text)?;
        let outcome = reader.text("outcome", None).unwrap_or_default();
        let seed = reader.whole("seed", None).unwrap_or_default();
        let rank = reader.parsed("taxa.rank", None, str::parse::<Rank>);
        let mut plan = Self::new(outcome, rank.unwrap_or(Rank::Genus), seed);
        let defaults = plan.clone();
        if let Some(covariates) = reader.texts("covariates") {
            plan.covariates = covariates;
        }
        plan.min_prevalence = reader.number("taxa.min_prevalence", defaults.min_prevalence);
        plan.pseudo_count = reader.number("taxa.pseudo_count", defaults.pseudo_count);
        if let Some(remainder) = reader.parsed("taxa.remainder", Some("parts"), parse_remainder) {
            plan.remainder = remainder;
        }
        reader.parsed("model.kind", Some("elastic-net"), parse_kind);
        plan.l1_ratio = reader.number("model.l1_ratio", defaults.l1_ratio);
        if let Some(penalties) = reader.numbers("model.penalties") {
            plan.penalties = penalties;
        }
        plan.outer_folds = reader.count("validation.outer_folds", defaults.outer_folds);
        plan.inner_folds = reader.count("validation.inner_folds", defaults.inner_folds);
        plan.repeats = reader.count("validation.repeats", defaults.repeats);
        plan.permutations = reader.count("validation.permutations", defaults.permutations);
        reader.finish(plan.mistakes())?;
        Ok(ValidPlan::of(plan))
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

    fn mistakes(&self) -> Vec<Error> {
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
        expect(
            self.rank != Rank::NoRank,
            "taxa.rank",
            self.rank.to_string(),
            "a level with a name",
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

fn by_name<S: Serializer>(rank: &Rank, serializer: S) -> std::result::Result<S::Ok, S::Error> {
    serializer.collect_str(rank)
}

fn out_of_range(field: &str, found: &str, expected: &str) -> Error {
    Error::new(
        ErrorKind::Parameter,
        format!("found {found}, expected {expected}"),
    )
    .at_field(field)
}

fn parse_remainder(text: &str) -> Result<Remainder> {
    match text {
        "parts" => Ok(Remainder::Parts),
        "left-out" => Ok(Remainder::LeftOut),
        _ => Err(Error::new(
            ErrorKind::Parameter,
            format!("found \"{text}\", expected \"parts\" or \"left-out\""),
        )),
    }
}

fn parse_kind(text: &str) -> Result<()> {
    if text == "elastic-net" {
        return Ok(());
    }
    Err(Error::new(
        ErrorKind::Unsupported,
        format!("found \"{text}\", expected \"elastic-net\""),
    ))
}

/// A plan whose values are all in range; penalties stand from the largest down.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(transparent)]
pub struct ValidPlan(Plan);

impl ValidPlan {
    fn of(mut plan: Plan) -> Self {
        plan.penalties.sort_by(|one, other| other.total_cmp(one));
        Self(plan)
    }

    /// The plan.
    pub fn get(&self) -> &Plan {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_mistakes_of_a_plan_are_told_at_once_with_their_lines() {
        let text = r#"
covariates = ["fat", "fat", 3]
seed = -1
sead = 2

[taxa]
rank = "genuss"
min_prevalence = 1.5
pseudo_count = "half"
remainder = "gone"

[model]
kind = "forest"
l1_ratio = 2
penalties = [0.1, 0.1, -1]

[validation]
outer_folds = 1
permutations = 0.5

[extra]
"#;
        let error = Plan::parse(text).unwrap_err();
        let text = error.to_string();
        for expected in [
            "field outcome",
            "line 2, field covariates",
            "line 3, field seed",
            "line 4, field sead",
            "line 7, field taxa.rank",
            "line 8, field taxa.min_prevalence: found 1.5, expected 0 to 1",
            "line 9, field taxa.pseudo_count",
            "line 10, field taxa.remainder",
            "line 13, field model.kind",
            "line 14, field model.l1_ratio: found 2, expected 0 to 1",
            "line 15, field model.penalties: found -1, expected more than 0",
            "line 15, field model.penalties: found 0.1 twice",
            "line 18, field validation.outer_folds: found 1, expected 2 to 50",
            "line 19, field validation.permutations",
            "line 21, field extra",
        ] {
            assert!(text.contains(expected), "no {expected:?} in:\n{text}");
        }
        assert_eq!(error.all().count(), 15, "{text}");
    }

    #[test]
    fn what_is_no_toml_is_told_with_its_line() {
        let error = Plan::parse("outcome = \"x\"\nseed = = 1\n").unwrap_err();
        assert_eq!(error.place().line, Some(2));
    }
}
