//! What a sample holds: the reads of each taxon, and those of none.
//!
//! A [`Profile`] keeps read counts at every rank together with the reads that
//! no reference explains. Gut samples hold what no database holds, so the
//! unknown part is a row like any other and no share is ever computed without
//! it.
//!
//! ```
//! use nuka::profile::read_kreport;
//! use nuka::taxonomy::Level;
//!
//! let report = b" 40.00\t4\t4\tU\t0\tunclassified
//!  60.00\t6\t1\tR\t1\troot
//!  50.00\t5\t0\tD\t2\t  Bacteria
//!  50.00\t5\t5\tG\t816\t    Bacteroides
//! ";
//! let profile = read_kreport(&report[..], "p1")?;
//! let shares = profile.read_shares(Level::Genus)?;
//! assert_eq!(shares.taxa[0].1, 0.5);
//! assert_eq!(shares.unplaced_fraction, 0.1); // classified, but above the genus
//! assert_eq!(shares.unknown_fraction, 0.4);
//! # Ok::<(), nuka::Error>(())
//! ```

mod agreement;
pub mod amplicon;
mod clade_tree;
mod estimate;
pub mod evidence;
mod folder;
mod host_reads;
mod host_sex;
pub mod inference;
mod interval;
mod level_table;
mod lineage_steps;
mod profiler;
mod quality;
mod quantity;
pub mod run;
mod sample;
mod sample_check;
mod set;
mod share_table;
mod shares;

pub mod formats;

#[cfg(test)]
mod made_profiles;

pub(crate) use agreement::agreed_taxa;
pub use clade_tree::{Clade, CladeTree};
pub use estimate::{Estimate, Host, Part, Reach, Status};
pub use folder::{ProfileFile, Profiles, open_profiles};
pub use formats::{read_kreport, read_tidy, write_tidy};
pub use host_reads::{MateStreams, split_host_reads};
pub use host_sex::{ReadSex, SexReads};
pub use interval::{Interval, round_significant};
pub use level_table::{LevelTable, LevelTaxon};
pub use profiler::{Platform, Profiled, Profiler};
pub use quality::SampleQuality;
pub use quantity::{Bound, Quantity};
pub use sample::{Entry, Profile, Surroundings};
pub use set::ProfileSet;
pub use share_table::{PathStep, SEVEN_LEVELS, ShareRow, ShareTable};
pub use shares::ReadShares;
