//! The mapping of a composition table, as it is written: TOML.

use super::mapped::CompositionMapping;
use crate::checksum::Checksum;
use crate::error::{Error, ErrorKind, Result};
use std::path::Path;

impl CompositionMapping {
    /// Reads a mapping file.
    ///
    /// # Errors
    /// When it cannot be read, and as [`parse`](Self::parse).
    pub fn from_path(path: &Path) -> Result<Self> {
        let text =
            std::fs::read_to_string(path).map_err(|source| Error::io("read", path, source))?;
        Self::parse(&text).map_err(|error| error.at_path(path))
    }

    /// Reads a mapping in TOML.
    ///
    /// # Errors
    /// What is no TOML, an unknown key or one that is missing, with its line; a mapping
    /// without a component, or with one that has no tag.
    pub fn parse(text: &str) -> Result<Self> {
        const MEND: &str = "src/cohort/intake.md explains every key";
        let mut mapping: Self = toml::from_str(text).map_err(|error| {
            let mistake = Error::new(ErrorKind::Malformed, error.message().trim().to_owned());
            match error.span() {
                Some(span) => mistake.at_line(line_of(text, span.start)),
                None => mistake,
            }
            .mend(MEND)
        })?;
        if mapping.component.is_empty() {
            let message = "found no component, expected one or more";
            return Err(Error::new(ErrorKind::Missing, message)
                .at_field("component")
                .mend(MEND));
        }
        if let Some(nameless) = mapping.component.iter().find(|one| one.tag.is_empty()) {
            let message = format!("the column {} has an empty tag", nameless.column);
            return Err(Error::new(ErrorKind::Malformed, message)
                .at_field("component.tag")
                .mend(MEND));
        }
        mapping.sha256 = Checksum::of_bytes(text.as_bytes()).sha256;
        Ok(mapping)
    }
}

fn line_of(text: &str, place: usize) -> u64 {
    let before = text.as_bytes().get(..place).unwrap_or_default();
    before.iter().filter(|&&byte| byte == b'\n').count() as u64 + 1
}
