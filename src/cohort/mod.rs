//! The cohort: people, what they ate, what was measured, what they agreed to.
//!
//! A [`Cohort`] is one SQLite file that holds people by their pseudonyms: samples and
//! their profiles, food surveys, check-up values, medications, and a ledger of consent
//! that only grows. Tables come in by [`Mapping`]s and bundles of HL7 FHIR R4 as they
//! are ([`import_bundle`](Cohort::import_bundle)), whole or not at all. Foods
//! become nutrients by a composition table
//! ([`compute_nutrients`](Cohort::compute_nutrients)). Nothing leaves but for a
//! [`Purpose`] and of people who agree to it
//! ([`participants_with_consent`](Cohort::participants_with_consent)). Who withdraws is
//! taken out, and the files that still hold them are named.
//!
//! ```
//! use nuka::cohort::{Cohort, Differences, ImportRequest, Mapping, Purpose};
//!
//! let folder = std::env::temp_dir().join(format!("nuka-people-{}", std::process::id()));
//! std::fs::create_dir_all(&folder).unwrap();
//! let mut cohort = Cohort::create(&folder.join("cohort.sqlite"))?;
//! let mut import = |table: &str, mapping: &str| {
//!     let file = folder.join("table.csv");
//!     std::fs::write(&file, table).unwrap();
//!     cohort.import(&ImportRequest {
//!         file: &file,
//!         lineages: None,
//!         mapping: &Mapping::parse(mapping)?,
//!         differences: Differences::Refuse,
//!         imported_on: None,
//!         dry_run: false,
//!     })
//! };
//! import("ID,性別\np1,女\np2,男\n", r#"
//!     kind = "participants"
//!     [fields]
//!     participant = "ID"
//!     sex = "性別"
//! "#)?;
//! import("id,day\np1,2025-04-01\n", r#"
//!     kind = "consent"
//!     [fields]
//!     participant = "id"
//!     purpose = { value = "research" }
//!     given_on = "day"
//! "#)?;
//! let today = "2026-01-01".parse()?;
//! let people = cohort.participants_with_consent(Purpose::Research, today)?;
//! assert_eq!(people.into_iter().collect::<Vec<_>>(), ["p1"]);
//! # drop(cohort);
//! # std::fs::remove_dir_all(&folder).unwrap();
//! # Ok::<(), nuka::Error>(())
//! ```

mod check;
mod consent;
mod export;
mod fhir;
mod import;
mod intake;
mod profile;
mod records;
mod release;
mod store;
mod summary;
mod timeline;

#[cfg(test)]
mod made_cohort;

pub use check::{CheckFinding, Gravity};
pub use consent::{ConsentEntry, Decision, Purpose, Removal, StudyFile};
pub use export::{ExportAccount, ExportRequest, ExportTable, ExportedFile};
pub use import::{
    Blank, BundleRequest, Conversion, DetailedSource, Differences, FhirMapping, Field, FieldSource,
    FoodSeason, Form, Frequency, HeadersAre, ImportAccount, ImportRequest, LineageForm, Mapping,
    OtherValues, ProfileForm, ProfileLayout, ProfileQuantity, PurposeName, RecordKind,
    SeasonMonths, TaxaAre, ValueColumn, ValueRange, is_bundle,
};
pub use intake::{IntakeAccount, IntakeRequest, LeftOutFood, LeftOutReason};
pub use profile::{CohortEntry, CohortProfile, CohortTaxon, ProfileTotals, ProfileUnit};
pub use records::{
    AttributeRecord, FoodAmount, FoodRecord, ImportedFile, LimitSide, MarkerRecord, MarkerValue,
    MedicationRecord, Moment, NutrientRecord, ParticipantRecord, SampleRecord, SurveyRecord,
    TimeWindow,
};
pub use release::{Coding, ReleasePlan, ReleaseReport, ReleasedMarker};
pub use store::Cohort;
pub use summary::CohortCounts;
pub use timeline::TimelineEntry;
