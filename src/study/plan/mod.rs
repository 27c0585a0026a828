//! The plan of a join: declared before anything is looked at.

mod energy;
mod keys;
mod matching;
mod parse;

#[cfg(test)]
mod tests;

pub use energy::EnergyPlan;
pub use keys::{
    FoodName, FoodPlan, JoinPlan, Keep, LimitValue, MarkerPlan, PeopleRules, SampleRules,
    SurveyPlan, Take, TaxaFilter,
};
pub use matching::Matching;
