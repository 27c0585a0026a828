//! A taxon for each read, with the evidence.
//!
//! A [`Kernel`] calls the fragments of one batch; [`classify_all`] runs kernels
//! on all threads of a pool and writes the results in input order.
//!
//! With a Kraken 2 database everything written (lines, report, split reads) is
//! what Kraken 2 2.17.1 writes for the same options, byte for byte.

pub mod amplicon;
mod call;
mod caller;
mod counts;
mod distinct;
mod introsort;
mod kernel;
mod kraken2_vote;
mod lines;
mod native_vote;
mod report;
mod run;
mod settings;
mod stretches;

pub use call::{Call, Candidate, Hit, Label, Segment, Unassigned};
pub use counts::TaxonCounts;
pub use distinct::DistinctCounter;
pub use kernel::Kernel;
pub(crate) use lines::push_read;
pub use lines::{EVIDENCE_HEADER, TaxonStyle};
pub use report::{ReportStyle, write_report};
pub use run::{Outputs, Progress, Relabel, RunSummary, SetAside, classify_all};
pub use settings::Settings;
