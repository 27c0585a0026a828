//! The parts of a plan.

use super::energy::EnergyPlan;
use super::matching::Matching;
use crate::cohort::Purpose;
use crate::tabular::values::{Date, Sex};
use crate::taxonomy::Rank;

/// What is taken from a cohort, of whom, and what belongs together.
///
#[doc = include_str!("../plan.md")]
#[derive(Debug, Clone, PartialEq)]
pub struct JoinPlan {
    /// The purpose everyone in the study must have agreed to.
    pub purpose: Purpose,
    /// The day on which consent must hold; without it the day of the join.
    pub consent_on: Option<Date>,
    /// Facts of people and samples to take, in this order.
    pub covariates: Vec<String>,
    /// Whom to take.
    pub people: PeopleRules,
    /// Which samples to take.
    pub samples: SampleRules,
    /// The method of the store's profiles; without it there must be one only.
    pub method: Option<String>,
    /// Which survey belongs to a sample.
    pub survey: SurveyPlan,
    /// Which markers to take.
    pub markers: MarkerPlan,
    /// Which nutrients to take.
    pub nutrients: Take,
    /// What stands for a nutrient that is known only to lie beyond a limit.
    pub nutrient_limits: LimitValue,
    /// Which foods to take.
    pub foods: FoodPlan,
    /// Whose reports of energy cannot be true.
    pub energy: EnergyPlan,
    /// Which taxa to take.
    pub taxa: TaxaFilter,
    /// The plan as it was written.
    pub text: String,
}

/// Whom to take; an empty list takes all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PeopleRules {
    /// Sexes to take.
    pub sexes: Vec<Sex>,
    /// Regions to take.
    pub regions: Vec<String>,
    /// Sites to take.
    pub sites: Vec<String>,
}

/// Which samples to take; what is not set takes all.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SampleRules {
    /// The youngest age taken, in years.
    pub min_age_years: Option<u64>,
    /// The oldest age taken, in years.
    pub max_age_years: Option<u64>,
    /// Visits to take; an empty list takes all.
    pub visits: Vec<String>,
    /// The fewest reads, the host's not counted.
    pub min_reads: Option<u64>,
    /// The largest share of host reads, 0 to 1.
    pub max_host_share: Option<f64>,
    /// Drugs that exclude a sample: codes or names, or how they begin.
    pub medications: Vec<String>,
    /// Days before the sample in which such a drug must not have been taken.
    pub medication_days_before: u32,
    /// Which samples of a person to keep in the end.
    pub keep: Keep,
}

/// Which samples of a person to keep.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Keep {
    /// All.
    #[default]
    All,
    /// The first by day, then visit, then id.
    First,
    /// The last.
    Last,
}

/// Which survey belongs to a sample.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SurveyPlan {
    /// How it is found.
    pub matching: Matching,
    /// Whether a sample without one is left out.
    pub is_required: bool,
    /// The questionnaire or method; without it any.
    pub instrument: Option<String>,
}

/// Which things of a kind to take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Take {
    /// All that are there.
    All,
    /// These, in this order.
    Named(Vec<String>),
}

impl Take {
    /// Whether nothing is to be taken.
    pub fn is_nothing(&self) -> bool {
        matches!(self, Self::Named(names) if names.is_empty())
    }

    /// Whether a thing is to be taken.
    pub fn takes(&self, name: &str) -> bool {
        match self {
            Self::All => true,
            Self::Named(names) => names.iter().any(|known| known == name),
        }
    }
}

/// Which markers to take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MarkerPlan {
    /// The markers, by code.
    pub take: Take,
    /// Markers without which a sample is left out.
    pub required: Vec<String>,
    /// How the value of a sample is found.
    pub matching: Matching,
    /// What stands for a value beyond a limit of the method.
    pub limits: LimitValue,
}

/// What stands for a value that is known only to lie beyond a limit.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum LimitValue {
    /// The limit itself.
    #[default]
    Limit,
    /// Half the limit where the value lies below it, the limit where it lies above.
    Half,
    /// Nothing: the value is missing.
    Missing,
}

/// Which foods to take.
#[derive(Debug, Clone, PartialEq)]
pub struct FoodPlan {
    /// The foods.
    pub take: Take,
    /// What a food is called.
    pub by: FoodName,
    /// The share of surveys in which a food must be eaten, 0 to 1.
    pub min_prevalence: f64,
}

/// What a food is called.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum FoodName {
    /// Its code as the survey wrote it.
    #[default]
    Food,
    /// Its number in a composition table; foods without one are listed in the flow.
    CompositionCode,
}

/// Which taxa to take.
#[derive(Debug, Clone, PartialEq)]
pub struct TaxaFilter {
    /// Ranks to take; an empty list takes all.
    pub ranks: Vec<Rank>,
    /// The share of samples in which a taxon must be present, 0 to 1.
    pub min_prevalence: f64,
}
