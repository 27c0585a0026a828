//! The cohort: people, what they ate, what was measured, what they agreed to.

mod check;
mod consent;
mod export;
mod import;
mod profile;
mod store;
mod summary;
mod timeline;

#[cfg(test)]
mod made_cohort;

pub use check::{CheckFinding, CheckupItem, Gravity};
pub use consent::{ConsentEntry, Decision, Purpose, Removal, StudyFile};
pub use export::{ExportAccount, ExportRequest, ExportTable, ExportedFile};
pub use import::{
    Conversion, DetailedSource, Differences, Field, FieldSource, Form, ImportAccount,
    ImportRequest, LineageForm, Mapping, OtherValues, ProfileForm, ProfileLayout, ProfileQuantity,
    RecordKind, TableForm, TaxaAre, ValueColumn,
};
pub use profile::{CohortEntry, CohortProfile, CohortTaxon, ProfileUnit};
pub use store::Cohort;
pub use summary::CohortCounts;
pub use timeline::TimelineEntry;
