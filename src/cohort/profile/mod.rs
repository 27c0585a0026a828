//! Profiles in the store.

mod packed;
mod read;
mod stored;

pub(in crate::cohort) use packed::{pack, unpack};
pub use stored::{CohortEntry, CohortProfile, CohortTaxon, ProfileTotals, ProfileUnit};
