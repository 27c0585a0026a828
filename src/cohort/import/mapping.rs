//! The mapping file: which column of a table is what.

use super::blank::Blank;
use super::conversion::Conversion;
use super::frequency::Frequency;
use super::kind::RecordKind;
use super::mapping_form::{FieldSource, OtherValues, ValueColumn};
use super::profile_form::ProfileForm;
use super::range::ValueRange;
use super::season::FoodSeason;
use crate::checksum::Checksum;
use crate::error::{Error, ErrorKind, Result};
use crate::tabular::TableForm;
use crate::tabular::values::{DateForm, NumberForm};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::Path;

/// A mapping: which column of a table is what.
///
#[doc = include_str!("../mapping.md")]
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    /// What the rows are.
    pub kind: RecordKind,
    /// How the table is written, where its bytes do not say.
    #[serde(default)]
    pub table: TableForm,
    /// Cells that stand for nothing, beside empty ones.
    #[serde(default)]
    pub missing: Vec<String>,
    /// What empty cells say, in wide tables of foods.
    #[serde(default)]
    pub blank: Blank,
    /// How days are written, where the text does not say.
    #[serde(default)]
    pub dates: DateForm,
    /// Where the value of each field comes from.
    #[serde(default)]
    pub fields: BTreeMap<String, FieldSource>,
    /// Further columns worth keeping as text, by the name they get.
    #[serde(default)]
    pub attributes: BTreeMap<String, FieldSource>,
    /// Columns of values, in wide tables.
    #[serde(default)]
    pub values: Vec<ValueColumn>,
    /// What all columns are that nothing else names, in wide tables.
    pub other_values: Option<OtherValues>,
    /// What each answer of a questionnaire to "how often" means, in wide tables of foods.
    #[serde(default)]
    pub frequencies: BTreeMap<String, Frequency>,
    /// Foods that are asked for in their season.
    #[serde(default)]
    pub seasons: Vec<FoodSeason>,
    /// Codes whose values are words (`+`, `-`), in long tables.
    #[serde(default)]
    pub text_codes: Vec<String>,
    /// Units to be changed, by code.
    #[serde(default)]
    pub conversions: Vec<Conversion>,
    /// Values that may be true, by code.
    #[serde(default)]
    pub ranges: Vec<ValueRange>,
    /// How numbers are written, where their commas do not say.
    #[serde(default)]
    pub numbers: NumberForm,
    /// Whether ids that differ only in capitals, width, spaces or leading zeros are
    /// those of different people.
    #[serde(default)]
    pub similar_ids: bool,
    /// Columns that are left out for what they tell of a person.
    #[serde(default)]
    pub drop: Vec<String>,
    /// How profiles are written.
    pub profile: Option<ProfileForm>,
    /// The SHA-256 of the text, in hexadecimal.
    #[serde(skip)]
    pub sha256: String,
}

impl Mapping {
    /// Reads a mapping file.
    ///
    /// # Errors
    /// When it cannot be read, and as [`parse`](Self::parse).
    pub fn open(path: &Path) -> Result<Self> {
        let text =
            std::fs::read_to_string(path).map_err(|source| Error::io("read", path, source))?;
        Self::parse(&text).map_err(|error| error.at_path(path))
    }

    /// Whether the table has a column for each value.
    pub(super) fn is_wide(&self) -> bool {
        !self.values.is_empty() || self.other_values.is_some()
    }

    /// Reads a mapping in TOML.
    ///
    /// # Errors
    /// What is no TOML or an unknown key, with its line; then all mistakes of meaning
    /// at once: fields the kind does not have, required ones that are missing, parts
    /// that do not belong to the kind.
    pub fn parse(text: &str) -> Result<Self> {
        let mut mapping: Self = toml::from_str(text).map_err(|error| {
            let mistake = Error::new(ErrorKind::Malformed, error.message().trim().to_owned());
            match error.span() {
                Some(span) => mistake.at_line(line_of(text, span.start)),
                None => mistake,
            }
            .mend("src/cohort/mapping.md explains every key")
        })?;
        mapping.sha256 = Checksum::of_bytes(text.as_bytes()).sha256;
        match Error::gather(mapping.mistakes()) {
            Some(error) => Err(error),
            None => Ok(mapping),
        }
    }
}

fn line_of(text: &str, place: usize) -> u64 {
    let before = text.as_bytes().get(..place).unwrap_or_default();
    before.iter().filter(|&&byte| byte == b'\n').count() as u64 + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_example_of_the_guide_is_a_mapping() {
        let guide = include_str!("../mapping.md");
        let examples = guide.split("```toml\n").skip(1);
        let examples: Vec<&str> = examples
            .filter_map(|rest| rest.split("```").next())
            .collect();
        assert!(examples.len() >= 9, "{}", examples.len());
        for example in examples {
            Mapping::parse(example).unwrap_or_else(|error| panic!("{example}\n{error}"));
        }
    }

    #[test]
    fn the_guide_names_every_field_of_every_kind() {
        let guide = include_str!("../mapping.md");
        for kind in RecordKind::ALL {
            let row = format!("| `{}` |", kind.name());
            let row = guide.lines().find(|line| line.starts_with(&row)).unwrap();
            for field in kind.fields() {
                let is_told = row.contains(field.name) || kind == RecordKind::Profiles;
                assert!(is_told, "{}: {}", kind.name(), field.name);
            }
        }
    }

    #[test]
    fn all_mistakes_of_meaning_are_told_at_once() {
        let text = "
            kind = \"samples\"
            [fields]
            sample = \"id\"
            colour = \"colour\"
            visit = { column = \"a\", value = \"b\" }
            [[values]]
            column = \"bmi\"
            unit = \"kg/m2\"
            [profile]
            layout = \"nuka\"
        ";
        let error = Mapping::parse(text).unwrap_err();
        let told = error.to_string();
        for expected in [
            "fields.colour",
            "fields.participant",
            "visit",
            "field values",
            "field profile",
        ] {
            assert!(told.contains(expected), "no {expected} in\n{told}");
        }
        assert_eq!(error.all().count(), 5, "{told}");
    }

    #[test]
    fn unknown_keys_are_told_with_their_line() {
        let error = Mapping::parse("kind = \"samples\"\nfield = 1\n").unwrap_err();
        assert_eq!(error.place().line, Some(2), "{error}");
    }

    #[test]
    fn a_table_is_long_or_wide() {
        let long = "kind = \"markers\"\n[fields]\nparticipant = \"id\"\n";
        assert!(
            Mapping::parse(long)
                .unwrap_err()
                .to_string()
                .contains("found no values")
        );
        let long = format!("{long}code = \"c\"\n");
        assert!(
            Mapping::parse(&long)
                .unwrap_err()
                .to_string()
                .contains("a long table needs")
        );
        let long = format!("{long}value = \"v\"\n");
        assert!(Mapping::parse(&long).is_ok());
        let both = format!("{long}[other_values]\nunit = \"g\"\n");
        assert!(
            Mapping::parse(&both)
                .unwrap_err()
                .to_string()
                .contains("in one mapping")
        );
    }
}
