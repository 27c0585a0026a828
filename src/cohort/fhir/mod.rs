//! HL7 FHIR R4: what names mean, for reading and for writing bundles.
//!
//! Reading stands in the import room, writing in the export room; both speak the
//! code systems and extensions told here.

mod instance;
mod purposes;
mod systems;
mod token;

#[cfg(test)]
mod tests;

pub(super) use instance::{instance_url, resource_id, with_instance_id};
pub(super) use purposes::{purpose_coding, purpose_of};
pub(super) use systems::{
    CHECKUP_ITEMS, JLAC10, JLAC10_MATERIAL, LOINC, MARKER_SYSTEM, OBSERVATION_CATEGORY,
    PARTICIPANT_SYSTEM, SAMPLE_SYSTEM, SNOMED, STOOL_JLAC10, STOOL_SNOMED, SURVEY_SYSTEM, UCUM,
    extension, is_jlac10_system, is_loinc_code, is_stool,
};
pub(super) use token::{is_address, is_fhir_id, is_plain_code, parse_token, token};
