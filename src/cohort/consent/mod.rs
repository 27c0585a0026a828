//! Consent: given, withdrawn, and what follows from it.

mod ledger;
mod purpose;
mod removal;
mod study_log;

pub use ledger::ConsentEntry;
pub use purpose::{Decision, Purpose};
pub use removal::Removal;
pub use study_log::StudyFile;
