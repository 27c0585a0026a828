//! Tables, by mapping files, and bundles into the store.

mod account;
mod blank;
mod columns;
mod conversion;
mod desk;
mod fhir;
mod field;
mod fields;
mod food_mistakes;
mod form;
mod frequency;
mod kind;
mod mapping;
mod mapping_form;
mod mapping_mistakes;
mod measured;
mod privacy;
mod profile_form;
mod profiles;
mod pseudonym;
mod range;
mod rows;
mod run;
mod season;
mod source;
mod upsert;

#[cfg(test)]
mod tests;

pub use account::ImportAccount;
pub use blank::Blank;
pub use conversion::Conversion;
pub use fhir::{BundleRequest, FhirMapping, PurposeName, is_bundle};
pub use field::Field;
pub use form::Form;
pub use frequency::Frequency;
pub use kind::RecordKind;
pub use mapping::Mapping;
pub use mapping_form::{DetailedSource, FieldSource, OtherValues, ValueColumn};
pub use profile_form::{
    HeadersAre, LineageForm, ProfileForm, ProfileLayout, ProfileQuantity, TaxaAre,
};
pub use range::ValueRange;
pub use run::ImportRequest;
pub use season::{FoodSeason, SeasonMonths};
pub use upsert::Differences;
