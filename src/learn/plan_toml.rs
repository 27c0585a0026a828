//! A plan in TOML.

use super::plan::{Plan, Remainder, ValidPlan};
use crate::error::{Error, ErrorKind, Result};
use crate::plan_reader::PlanReader;
use crate::taxonomy::{Level, Rank};

impl Plan {
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
        let rank = reader.parsed("taxa.rank", None, parse_level);
        let mut plan = Self::new(outcome, rank.unwrap_or(Level::Genus), seed);
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
}

fn parse_level(text: &str) -> Result<Level> {
    Rank::from_name(text).level().ok_or_else(|| {
        let names = Level::ALL.map(|level| level.rank().name());
        Error::new(
            ErrorKind::Parameter,
            format!("found \"{text}\", expected one of {}", names.join(", ")),
        )
    })
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
