//! Rules by which a report of energy cannot be true.

use crate::diet::energy::basal_rate::BasalRate;
use crate::diet::energy::respondent::Respondent;
use crate::tabular::values::Sex;
use std::ops::RangeInclusive;

/// A rule for energy that cannot be true. Every rule has a name and a source, which
/// stand in the flow of exclusions.
#[derive(Debug, Clone, PartialEq)]
pub enum EnergyRule {
    /// Fixed limits by sex.
    Range(EnergyRange),
    /// Limits from the basal rate of the person and the scatter of energy reports.
    Goldberg(GoldbergLimits),
    /// Limits of so many times the estimated energy requirement, which is the basal
    /// rate times the physical activity level: as used with Japanese diet history
    /// questionnaires, under 0.5 times that of the lowest level and over 1.5 times
    /// that of the highest.
    Requirement {
        /// The equation for the basal rate.
        basal_rate: BasalRate,
        /// The lowest and the highest level of physical activity, such as 1.5 and 2.0
        /// (Dietary Reference Intakes for Japanese 2020, ages 18 to 64).
        activity: (f64, f64),
        /// Multiples of the requirement, such as 0.5 and 1.5.
        multiples: (f64, f64),
    },
    /// So many standard deviations around the mean of log energy, by sex; of all
    /// people who are still in when the rule is applied.
    LogNormal {
        /// Standard deviations, such as 3.
        deviations: f64,
    },
}

/// Limits of energy by sex, in kcal a day; the limits themselves are plausible.
#[derive(Debug, Clone, PartialEq)]
pub struct EnergyRange {
    /// The name of the rule.
    pub name: String,
    /// Who uses it.
    pub source: String,
    /// Limits for women.
    pub female: RangeInclusive<f64>,
    /// Limits for men.
    pub male: RangeInclusive<f64>,
}

impl EnergyRange {
    /// Women 500 to 3500, men 800 to 4000 kcal a day (Willett, Nutritional
    /// Epidemiology, 3rd edition, Oxford University Press 2012, chapter 13).
    pub fn willett() -> Self {
        Self {
            name: "Willett".to_string(),
            source: "Willett, Nutritional Epidemiology, 3rd edition 2012".to_string(),
            female: 500.0..=3500.0,
            male: 800.0..=4000.0,
        }
    }
}

/// Goldberg's limits for the ratio of energy reported to the basal rate, as Black
/// (2000, doi:10.1038/sj.ijo.0801376) has them:
///
/// PAL · exp(± z · S / 100 / √n), S² = CV²(intake) / days + CV²(basal rate) + CV²(activity)
#[derive(Debug, Clone, PartialEq)]
pub struct GoldbergLimits {
    /// The equation for the basal rate.
    pub basal_rate: BasalRate,
    /// The physical activity level of the people, such as 1.55.
    pub activity_level: f64,
    /// Days of the survey; infinite for a questionnaire of usual intake.
    pub days: f64,
    /// z of the confidence: 2 for 95 %, 3 for 99.7 %.
    pub z: f64,
    /// Coefficients of variation in percent: of intake within a person, of the basal
    /// rate, of the activity level. Black's are 23, 8.5 and 15.
    pub variation_percent: (f64, f64, f64),
}

impl GoldbergLimits {
    /// Limits for single people with Black's coefficients and 95 % confidence.
    pub fn black(basal_rate: BasalRate, activity_level: f64, days: f64) -> Self {
        Self {
            basal_rate,
            activity_level,
            days,
            z: 2.0,
            variation_percent: (23.0, 8.5, 15.0),
        }
    }

    /// The lower and the upper limit of energy over basal rate.
    pub fn ratios(&self) -> (f64, f64) {
        let (intake, basal, activity) = self.variation_percent;
        let s = (intake * intake / self.days + basal * basal + activity * activity).sqrt();
        let factor = (self.z * s / 100.0).exp();
        (self.activity_level / factor, self.activity_level * factor)
    }
}

/// What a rule says of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The energy may be true.
    Plausible,
    /// It is too low to be true.
    TooLow,
    /// It is too high to be true.
    TooHigh,
    /// The rule needs what is not known of the person.
    NotAssessable(&'static str),
}

impl EnergyRule {
    /// The name of the rule.
    pub fn name(&self) -> String {
        match self {
            Self::Range(range) => range.name.clone(),
            Self::Goldberg(limits) => format!("Goldberg, PAL {}", limits.activity_level),
            Self::Requirement {
                multiples: (low, high),
                ..
            } => {
                format!("{low} to {high} times the energy requirement")
            }
            Self::LogNormal { deviations } => format!("mean of log energy ± {deviations} SD"),
        }
    }

    /// Where the rule comes from.
    pub fn source(&self) -> String {
        match self {
            Self::Range(range) => range.source.clone(),
            Self::Goldberg(_) => "Black 2000, doi:10.1038/sj.ijo.0801376".to_string(),
            Self::Requirement { .. } => {
                "usage with Japanese diet history questionnaires".to_string()
            }
            Self::LogNormal { .. } => "the people of the study themselves".to_string(),
        }
    }

    /// What the rule says of each person.
    pub(super) fn judge(&self, people: &[&Respondent]) -> Vec<Verdict> {
        if let Self::LogNormal { deviations } = self {
            return judge_by_scatter(people, *deviations);
        }
        people.iter().map(|person| self.judge_one(person)).collect()
    }

    fn judge_one(&self, person: &Respondent) -> Verdict {
        let energy = person.energy_kcal_per_day;
        let limits = match self {
            Self::Range(range) => match person.sex {
                Some(Sex::Female) => Ok((*range.female.start(), *range.female.end())),
                Some(Sex::Male) => Ok((*range.male.start(), *range.male.end())),
                Some(Sex::Other) | None => Err("sex"),
            },
            Self::Goldberg(goldberg) => goldberg.basal_rate.kcal_per_day(person).map(|basal| {
                let (low, high) = goldberg.ratios();
                (basal * low, basal * high)
            }),
            Self::Requirement {
                basal_rate,
                activity,
                multiples,
            } => {
                let limits = |basal| {
                    (
                        basal * activity.0 * multiples.0,
                        basal * activity.1 * multiples.1,
                    )
                };
                basal_rate.kcal_per_day(person).map(limits)
            }
            Self::LogNormal { .. } => Err("the other people"),
        };
        match limits {
            Ok(limits) => within(energy, limits),
            Err(missing) => Verdict::NotAssessable(missing),
        }
    }
}

fn within(energy: f64, (low, high): (f64, f64)) -> Verdict {
    if energy < low {
        Verdict::TooLow
    } else if energy > high {
        Verdict::TooHigh
    } else {
        Verdict::Plausible
    }
}

fn judge_by_scatter(people: &[&Respondent], deviations: f64) -> Vec<Verdict> {
    let limits = |sex: Sex| {
        let logs: Vec<f64> = people
            .iter()
            .filter(|person| person.sex == Some(sex) && person.energy_kcal_per_day > 0.0)
            .map(|person| person.energy_kcal_per_day.ln())
            .collect();
        let n = logs.len() as f64;
        let mean = logs.iter().sum::<f64>() / n;
        let squares: f64 = logs.iter().map(|log| (log - mean).powi(2)).sum();
        let deviation = (squares / (n - 1.0)).sqrt();
        // Three people are the fewest whose scatter says anything.
        (logs.len() >= 3).then(|| {
            (
                (mean - deviations * deviation).exp(),
                (mean + deviations * deviation).exp(),
            )
        })
    };
    let (female, male) = (limits(Sex::Female), limits(Sex::Male));
    let verdict = |person: &&Respondent| {
        let limits = match person.sex {
            Some(Sex::Female) => female,
            Some(Sex::Male) => male,
            Some(Sex::Other) | None => return Verdict::NotAssessable("sex"),
        };
        match limits {
            Some(limits) => within(person.energy_kcal_per_day, limits),
            None => Verdict::NotAssessable("three people of the same sex"),
        }
    };
    people.iter().map(verdict).collect()
}
