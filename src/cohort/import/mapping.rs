//! The mapping file: which column of a table is what.

use super::conversion::Conversion;
use super::kind::RecordKind;
use super::mapping_form::{FieldSource, OtherValues, ProfileForm, TableForm, ValueColumn};
use crate::checksum::Checksum;
use crate::error::{Error, ErrorKind, Result};
use crate::tabular::values::DateForm;
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
    /// Codes whose values are words (`+`, `-`), in long tables.
    #[serde(default)]
    pub text_codes: Vec<String>,
    /// Units to be changed, by code.
    #[serde(default)]
    pub conversions: Vec<Conversion>,
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

    fn mistakes(&self) -> Vec<Error> {
        let mut mistakes = self.mistakes_of_fields();
        let kind = self.kind.name();
        let mut refuse = |is_written: bool, belongs: bool, key: &str| {
            if is_written && !belongs {
                let message = format!("tables of the kind \"{kind}\" have no {key}");
                mistakes.push(Error::new(ErrorKind::Parameter, message).at_field(key));
            }
        };
        let has_values = self.kind.has_values();
        refuse(
            !self.attributes.is_empty(),
            self.kind.has_attributes(),
            "attributes",
        );
        refuse(!self.values.is_empty(), has_values, "values");
        refuse(self.other_values.is_some(), has_values, "other_values");
        refuse(!self.conversions.is_empty(), has_values, "conversions");
        refuse(!self.text_codes.is_empty(), has_values, "text_codes");
        refuse(
            self.profile.is_some(),
            self.kind == RecordKind::Profiles,
            "profile",
        );
        mistakes.extend(self.mistakes_of_values());
        let has_words = !self.text_codes.is_empty() || self.values.iter().any(|value| value.text);
        if self.kind == RecordKind::Nutrients && has_words {
            let message = "values of nutrients are numbers, not words";
            mistakes.push(Error::new(ErrorKind::Parameter, message).at_field("values"));
        }
        if let Some(profile) = self
            .profile
            .as_ref()
            .filter(|_| self.kind == RecordKind::Profiles)
        {
            mistakes.extend(profile.mistakes(&self.fields));
        }
        for conversion in &self.conversions {
            if !(conversion.factor > 0.0 && conversion.factor.is_finite()) {
                let message = format!(
                    "found the factor {}, expected more than 0",
                    conversion.factor
                );
                mistakes.push(Error::new(ErrorKind::Parameter, message).at_field("conversions"));
            }
        }
        if self.kind == RecordKind::Profiles && self.profile.is_none() {
            mistakes.push(
                Error::new(ErrorKind::Missing, "found no section [profile]")
                    .at_field("profile")
                    .mend("say how the profiles are written: [profile] layout = \"nuka\""),
            );
        }
        mistakes
    }

    fn mistakes_of_fields(&self) -> Vec<Error> {
        let mut mistakes = Vec::new();
        for name in self.fields.keys() {
            if self.kind.field(name).is_none() {
                let known: Vec<&str> = self.kind.fields().iter().map(|field| field.name).collect();
                mistakes.push(
                    Error::new(
                        ErrorKind::Parameter,
                        format!(
                            "tables of the kind \"{}\" have no such field",
                            self.kind.name()
                        ),
                    )
                    .at_field(format!("fields.{name}"))
                    .mend(format!("the fields are {}", known.join(", "))),
                );
            }
        }
        let mut required: Vec<&str> = self.kind.required().to_vec();
        let has = |name: &str| self.fields.contains_key(name);
        if matches!(self.kind, RecordKind::Foods | RecordKind::Nutrients) && !has("survey") {
            required.push("participant");
        }
        if self.kind == RecordKind::Consent && !has("given_on") && !has("withdrawn_on") {
            required.extend(["decision", "date"]);
        }
        for name in required {
            if !has(name) {
                mistakes.push(
                    Error::new(ErrorKind::Missing, "found nothing for this field")
                        .at_field(format!("fields.{name}"))
                        .mend(format!("say which column it is: {name} = \"COLUMN\"")),
                );
            }
        }
        for (name, source) in self.fields.iter().chain(&self.attributes) {
            mistakes.extend(source.mistake().map(|error| error.at_field(name.clone())));
        }
        mistakes
    }

    /// Values come from a long table or from a wide one.
    fn mistakes_of_values(&self) -> Vec<Error> {
        if !self.kind.has_values() {
            return Vec::new();
        }
        let code = if self.kind == RecordKind::Markers {
            "code"
        } else {
            "nutrient"
        };
        let is_long = self.fields.contains_key(code) || self.fields.contains_key("value");
        let is_wide = !self.values.is_empty() || self.other_values.is_some();
        let has_all = [code, "value"]
            .iter()
            .all(|name| self.fields.contains_key(*name));
        let message = match (is_long, is_wide) {
            (true, true) => {
                "found a long table (code and value) and a wide one (values) in one mapping"
            }
            (false, false) => "found no values",
            (true, false) if !has_all => "a long table needs a column of codes and one of values",
            _ => return Vec::new(),
        };
        vec![
            Error::new(ErrorKind::Parameter, message)
                .at_field("values")
                .mend(format!(
                    "either fill the fields {code} and value, or list the columns under [[values]]"
                )),
        ]
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
