//! What leaves the store: only people who agreed, for a purpose they agreed to.

mod account;
mod fhir;
mod profiles;
mod run;
mod tables;
mod writer;

#[cfg(test)]
mod tests;

pub use account::{ExportAccount, ExportedFile};
pub use run::ExportRequest;
pub use tables::ExportTable;
