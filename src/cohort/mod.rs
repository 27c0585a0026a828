//! The cohort: people, what they ate, what was measured, what they agreed to.

mod consent;
mod import;
mod profile;
mod store;
mod summary;
mod timeline;

#[cfg(test)]
mod made_cohort;

pub use consent::{ConsentEntry, Decision, Purpose, Removal, StudyFile};
pub use import::*;
pub use profile::{CohortEntry, CohortProfile, CohortTaxon, ProfileUnit};
pub use store::Cohort;
pub use summary::CohortCounts;
pub use timeline::TimelineEntry;
