//! What a bundle does not say by itself.

use crate::checksum::Checksum;
use crate::cohort::consent::Purpose;
use crate::cohort::fhir::{purpose_of, token};
use crate::error::{Error, ErrorKind, Result};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::Path;

/// What a bundle does not say by itself; all of it may be left out.
///
#[doc = include_str!("../../fhir.md")]
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FhirMapping {
    /// `fhir`, which tells the mapping from those of tables.
    kind: FhirKind,
    /// The system of the identifier that is the pseudonym; without it, `Patient.id` is.
    pub participant_system: Option<String>,
    /// The system of the identifier that names a sample; without it, `Specimen.id` does.
    pub sample_system: Option<String>,
    /// Whether check-up values are kept under the names of their items
    /// (`glucose_fasting`) rather than their JLAC10 codes.
    #[serde(default)]
    pub name_items: bool,
    /// Further code systems whose codes are kept as they are.
    #[serde(default)]
    pub code_systems: Vec<String>,
    /// Codes of purposes of consent, as `system|code`.
    #[serde(default)]
    pub purposes: BTreeMap<String, PurposeName>,
    /// Answers that tell how often a food is eaten, in times a day.
    #[serde(default)]
    pub frequencies: BTreeMap<String, f64>,
    /// The SHA-256 of the text, in hexadecimal; empty where there is none.
    #[serde(skip)]
    pub(super) sha256: String,
}

/// The kind of the mapping.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
enum FhirKind {
    #[default]
    Fhir,
}

/// A purpose by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct PurposeName(pub Purpose);

impl TryFrom<String> for PurposeName {
    type Error = String;

    fn try_from(name: String) -> std::result::Result<Self, String> {
        let purpose = name.parse().map(Self);
        purpose.map_err(|error: Error| error.message().to_owned())
    }
}

impl FhirMapping {
    /// Reads a mapping file.
    ///
    /// # Errors
    /// When it cannot be read, and as [`parse`](Self::parse).
    pub fn open(path: &Path) -> Result<Self> {
        let text =
            std::fs::read_to_string(path).map_err(|source| Error::io("read", path, source))?;
        Self::parse(&text).map_err(|error| error.at_path(path))
    }

    /// Reads a mapping in TOML.
    ///
    /// # Errors
    /// What is no TOML, an unknown key or purpose, a frequency below 0.
    pub fn parse(text: &str) -> Result<Self> {
        let mut mapping: Self = toml::from_str(text).map_err(|error| {
            let mistake = Error::new(ErrorKind::Malformed, error.message().trim().to_owned());
            let before = error.span().and_then(|span| text.get(..span.start));
            match before {
                Some(before) => mistake.at_line(before.matches('\n').count() as u64 + 1),
                None => mistake,
            }
            .mend("src/cohort/fhir.md explains every key")
        })?;
        let wrong = mapping
            .frequencies
            .iter()
            .filter(|(_, times)| !(**times >= 0.0 && **times <= 1000.0))
            .map(|(answer, times)| {
                let message = format!("found {times} times a day, expected 0 to 1000");
                Error::new(ErrorKind::Parameter, message).at_field(format!("frequencies.{answer}"))
            });
        if let Some(error) = Error::gather(wrong.collect()) {
            return Err(error);
        }
        mapping.sha256 = Checksum::of_bytes(text.as_bytes()).sha256;
        Ok(mapping)
    }

    /// The purpose a coding means.
    pub(super) fn purpose(&self, system: &str, code: &str) -> Option<Purpose> {
        let named = self.purposes.get(&token(Some(system), code));
        named
            .map(|name| name.0)
            .or_else(|| purpose_of(system, code))
    }
}
