//! The cohort: people, what they ate, what was measured, what they agreed to.

mod consent;
mod day;
mod store;
mod summary;

#[cfg(test)]
mod made_cohort;

pub use consent::{ConsentEntry, Decision, Purpose, Removal, StudyFile};
pub use day::Day;
pub use store::Cohort;
pub use summary::CohortCounts;
