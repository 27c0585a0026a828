//! Whose reports of energy cannot be true.

use crate::diet::energy::{BasalRate, EnergyRange, EnergyRule, GoldbergLimits, NotAssessable};
use crate::error::{Error, ErrorKind, Result};
use crate::plan_reader::PlanReader;

/// The rules of energy, in the order in which they are applied.
#[derive(Debug, Clone, PartialEq)]
pub struct EnergyPlan {
    /// The rules.
    pub rules: Vec<EnergyRule>,
    /// The nutrient that is energy, in kcal or kJ a day.
    pub nutrient: String,
    /// The marker that is body weight in kg, where a rule needs it.
    pub weight: String,
    /// The marker that is body height in cm, where a rule needs it.
    pub height: String,
    /// What becomes of those whom a rule cannot judge.
    pub unjudged: NotAssessable,
}

impl EnergyPlan {
    /// The names of the rules.
    const NAMES: &str = "willett, goldberg, requirement, log-normal";

    /// Reads the section `energy`.
    pub(super) fn read(reader: &mut PlanReader<'_>, mistakes: &mut Vec<Error>) -> Self {
        let text = |reader: &mut PlanReader<'_>, key: &str, default: &str| {
            reader
                .text(key, Some(default))
                .unwrap_or_else(|| default.to_owned())
        };
        let basal_rate = reader
            .parsed("energy.basal_rate", Some("ganpule"), parse_basal_rate)
            .unwrap_or(BasalRate::Ganpule);
        let unjudged = reader.parsed("energy.unjudged", Some("keep"), |text| match text {
            "keep" => Ok(NotAssessable::Keep),
            "exclude" => Ok(NotAssessable::Exclude),
            _ => Err(not_one_of(text, "keep, exclude")),
        });
        let mut above_zero = |key: &str, default: f64| {
            let number = reader.number(key, default);
            if !(number > 0.0 && number.is_finite()) {
                let message = format!("found {number}, expected more than 0");
                mistakes.push(Error::new(ErrorKind::Parameter, message).at_field(key));
            }
            number
        };
        let activity_level = above_zero("energy.activity_level", 1.55);
        let deviations = above_zero("energy.deviations", 3.0);
        let days = reader.number_if_any("energy.days").unwrap_or(f64::INFINITY);
        if days.is_nan() || days < 1.0 {
            let message = format!("found {days}, expected 1 or more");
            mistakes.push(Error::new(ErrorKind::Parameter, message).at_field("energy.days"));
        }
        let mut rules = Vec::new();
        for name in reader.texts("energy.rules").unwrap_or_default() {
            match name.as_str() {
                "willett" => rules.push(EnergyRule::Range(EnergyRange::willett())),
                "goldberg" => {
                    let limits = GoldbergLimits::black(basal_rate, activity_level, days);
                    rules.push(EnergyRule::Goldberg(limits));
                }
                "requirement" => rules.push(EnergyRule::Requirement {
                    basal_rate,
                    activity: (1.5, 2.0),
                    multiples: (0.5, 1.5),
                }),
                "log-normal" => rules.push(EnergyRule::LogNormal { deviations }),
                _ => mistakes.push(not_one_of(&name, Self::NAMES).at_field("energy.rules")),
            }
        }
        Self {
            rules,
            nutrient: text(reader, "energy.nutrient", "energy"),
            weight: text(reader, "energy.weight", "weight"),
            height: text(reader, "energy.height", "height"),
            unjudged: unjudged.unwrap_or(NotAssessable::Keep),
        }
    }
}

fn parse_basal_rate(text: &str) -> Result<BasalRate> {
    match text {
        "ganpule" => Ok(BasalRate::Ganpule),
        "schofield" => Ok(BasalRate::Schofield),
        "mifflin" => Ok(BasalRate::Mifflin),
        _ => Err(not_one_of(text, "ganpule, schofield, mifflin")),
    }
}

pub(super) fn not_one_of(found: &str, known: &str) -> Error {
    let message = format!("found \"{found}\", expected one of {known}");
    Error::new(ErrorKind::Parameter, message)
}
