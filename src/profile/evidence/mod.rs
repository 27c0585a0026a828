//! What a sample shows, before anything is concluded: keys found, reads by the
//! species they may come from, and what the reads are like.
//!
//! One pass over the reads gathers it all, from the same minimizers that call them.
//! Everything is a count, and sums of counts do not depend on order, so the
//! evidence is the same at any number of threads.

mod chimera;
mod host_screen;
mod key_counts;
mod kraken2;
mod read_classes;
mod read_statistics;
mod species_keys;
mod survey;

pub use host_screen::{HostReference, HostScreen};
pub use key_counts::{KeyCounts, PendingCells};
pub use kraken2::{Kraken2Evidence, survey_kraken2};
pub(crate) use read_classes::find_candidates;
pub use read_classes::{Candidates, MATCH_STEPS, ReadClasses};
pub use read_statistics::ReadStatistics;
pub use species_keys::{ReferenceKeys, SpeciesGenomes, SpeciesKeys};
pub use survey::{Against, Evidence, survey};
