//! Bundles of HL7 FHIR R4 into the store.

mod answer;
mod bundle;
mod consent;
mod day;
mod element;
mod mapping;
mod observation;
mod patient;
mod questionnaire;
mod reception;
mod run;
mod specimen;
mod value;

pub use mapping::{FhirMapping, PurposeName};
pub use run::{BundleRequest, is_bundle};

use crate::cohort::fhir::{is_fhir_id, is_plain_code};
