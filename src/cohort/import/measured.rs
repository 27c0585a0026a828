//! Values with units, as markers and nutrients have them.

use super::conversion::Conversion;
use crate::checkup::ucum_unit;
use crate::error::{Error, ErrorKind, Result};
use crate::tabular::Cell;
use crate::tabular::values::{Measured, NumberForm};
use rusqlite::types::Value;
use std::collections::HashMap;

/// What a value of a table becomes in the store.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct StoredValue {
    /// The number, in the store's unit; `Null` for words.
    pub(super) value: Value,
    /// The words; `Null` for numbers.
    pub(super) text: Value,
    /// The store's unit.
    pub(super) unit: String,
    /// `below` or `above` where the number is a limit.
    pub(super) limit_side: Value,
    /// The value and unit as written.
    pub(super) written: (String, String),
}

impl StoredValue {
    /// Words.
    pub(super) fn of_words(words: &str, written: &str) -> Self {
        Self {
            value: Value::Null,
            text: Value::Text(words.to_owned()),
            unit: String::new(),
            limit_side: Value::Null,
            written: (written.to_owned(), String::new()),
        }
    }

    /// Grams of a food.
    pub(super) fn of_grams(grams: f64, written: (&str, &str)) -> Self {
        Self {
            value: Value::Real(grams),
            text: Value::Null,
            unit: "g".to_owned(),
            limit_side: Value::Null,
            written: (written.0.to_owned(), written.1.to_owned()),
        }
    }

    /// A number, with its unit changed where a conversion fits.
    pub(super) fn of_number(
        code: &str,
        written: &str,
        unit: &str,
        numbers: NumberForm,
        conversions: &[Conversion],
    ) -> Result<Self> {
        let (number, side) = match numbers.read_measured(Cell::of_text(written))? {
            Measured::Exact(number) => (number, None),
            Measured::Below { limit, .. } => (limit, Some("below")),
            Measured::Above { limit, .. } => (limit, Some("above")),
        };
        let (number, stored_unit) = match Conversion::find(conversions, code, unit) {
            Some(conversion) => (conversion.apply(number), conversion.to.as_str()),
            None => (number, unit),
        };
        Ok(Self {
            value: Value::Real(number),
            text: Value::Null,
            unit: stored_unit.to_owned(),
            limit_side: side.map_or(Value::Null, |side| Value::Text(side.to_owned())),
            written: (written.to_owned(), unit.to_owned()),
        })
    }
}

/// The unit of each code: one code has one unit throughout the store.
#[derive(Debug, Default)]
pub(super) struct Units(HashMap<String, String>);

impl Units {
    /// The units that are in use already.
    pub(super) fn of(pairs: impl IntoIterator<Item = (String, String)>) -> Self {
        Self(pairs.into_iter().collect())
    }

    /// Takes note of a unit; gives it as the store writes it: `mg/dl` and `mg/dL` are
    /// one.
    ///
    /// # Errors
    /// When the code has another one.
    pub(super) fn agree(&mut self, code: &str, unit: &str) -> Result<String> {
        match self.0.get(code) {
            None => {
                self.0.insert(code.to_owned(), unit.to_owned());
                Ok(unit.to_owned())
            }
            Some(known) if known == unit || ucum_unit(known) == ucum_unit(unit) => {
                Ok(known.clone())
            }
            Some(known) => Err(Error::new(
                ErrorKind::Mismatch,
                format!("found {code} in \"{unit}\", but the store has it in \"{known}\""),
            )
            .mend(format!(
                "write a conversion into the mapping: [[conversions]] code = \"{code}\", from = \"{unit}\", to = \"{known}\", factor = ..."
            ))),
        }
    }
}
