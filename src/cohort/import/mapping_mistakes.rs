//! What is wrong with the meaning of a mapping.

use super::blank::Blank;
use super::kind::RecordKind;
use super::mapping::Mapping;
use super::range::ValueRange;
use crate::error::{Error, ErrorKind};

impl Mapping {
    /// All mistakes of meaning.
    pub(super) fn mistakes(&self) -> Vec<Error> {
        let mut mistakes = self.mistakes_of_fields();
        let kind = self.kind.name();
        let is_long_table = self.kind == RecordKind::Foods && !self.is_wide();
        let shape = if is_long_table {
            " with a row for each food"
        } else {
            ""
        };
        let mut refuse = |is_written: bool, belongs: bool, key: &str| {
            if is_written && !belongs {
                let message = format!("tables of the kind \"{kind}\"{shape} have no {key}");
                mistakes.push(Error::new(ErrorKind::Parameter, message).at_field(key));
            }
        };
        let has_values = self.kind.has_values();
        let are_foods = self.kind == RecordKind::Foods;
        let is_converted = has_values && (!are_foods || self.is_wide());
        refuse(
            !self.attributes.is_empty(),
            self.kind.has_attributes(),
            "attributes",
        );
        refuse(!self.values.is_empty(), has_values, "values");
        refuse(self.other_values.is_some(), has_values, "other_values");
        refuse(!self.conversions.is_empty(), is_converted, "conversions");
        refuse(!self.ranges.is_empty(), is_converted, "ranges");
        let are_wide_foods = are_foods && self.is_wide();
        refuse(self.blank != Blank::NotTold, are_wide_foods, "blank");
        refuse(
            self.similar_ids,
            self.kind == RecordKind::Participants,
            "similar_ids",
        );
        let has_codes = has_values && !are_foods;
        refuse(!self.text_codes.is_empty(), has_codes, "text_codes");
        refuse(!self.frequencies.is_empty(), are_foods, "frequencies");
        refuse(!self.seasons.is_empty(), are_foods, "seasons");
        refuse(
            self.tells_of_foods(),
            are_foods,
            "portion_grams, composition_code and weighed",
        );
        refuse(
            self.profile.is_some(),
            self.kind == RecordKind::Profiles,
            "profile",
        );
        mistakes.extend(match self.kind {
            RecordKind::Foods => self.mistakes_of_foods(),
            _ => self.mistakes_of_values(),
        });
        let has_words = !self.text_codes.is_empty() || self.values.iter().any(|value| value.text);
        if matches!(self.kind, RecordKind::Foods | RecordKind::Nutrients) && has_words {
            let message = format!("values of {kind} are numbers, not words");
            mistakes.push(Error::new(ErrorKind::Parameter, message).at_field("values"));
        }
        if let Some(profile) = self
            .profile
            .as_ref()
            .filter(|_| self.kind == RecordKind::Profiles)
        {
            mistakes.extend(profile.mistakes(&self.fields));
        }
        mistakes.extend(self.ranges.iter().filter_map(ValueRange::mistake));
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
        if self.kind == RecordKind::Foods && self.is_wide() {
            required.retain(|name| *name != "food");
        }
        for name in required {
            if !has(name) {
                mistakes.push(
                    Error::new(ErrorKind::Missing, "found nothing for this field")
                        .at_field(format!("fields.{name}"))
                        .mend(match (self.kind, name) {
                            (RecordKind::Consent, "decision" | "date") => format!(
                                "say which column it is: {name} = \"COLUMN\"; or in place of decision and date which column has the day of consent: given_on = \"COLUMN\" (or withdrawn_on)"
                            ),
                            _ => format!("say which column it is: {name} = \"COLUMN\""),
                        }),
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
        let is_wide = self.is_wide();
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
