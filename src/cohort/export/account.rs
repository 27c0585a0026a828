//! What an export holds.

use serde::Serialize;
use std::collections::BTreeMap;

/// What an export holds. People who are not in it are counted, never named.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct ExportAccount {
    /// The program and its version.
    pub made_by: String,
    /// The purpose whose consent was asked.
    pub purpose: String,
    /// The day on which consent had to hold.
    pub consent_on: String,
    /// People in the store.
    pub participants_in_store: u64,
    /// People with consent: those of the export.
    pub participants_exported: u64,
    /// People without consent to the purpose on that day.
    pub participants_without_consent: u64,
    /// Profiles left out because too many of their reads are the host's.
    pub profiles_with_too_much_host: u64,
    /// Records of these people for which a FHIR bundle has no resources, by table.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub not_in_bundle: BTreeMap<String, u64>,
    /// The files, by name: rows and SHA-256.
    pub files: BTreeMap<String, ExportedFile>,
}

/// One file of an export.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct ExportedFile {
    /// Rows below the header.
    pub rows: u64,
    /// The SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
}
