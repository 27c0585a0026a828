//! Values that cannot be true: of another unit, of another column, codes such as 999.

use super::measured::StoredValue;
use crate::checkup::{CheckupItems, ValueKind, ucum_unit};
use crate::error::{Error, ErrorKind, Result};
use rusqlite::types::Value;
use serde::Deserialize;
use std::collections::HashMap;

/// The values that one code may have, in the unit of the store; both ends included.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ValueRange {
    /// The marker or nutrient.
    pub code: String,
    /// The least value; any when not given.
    pub least: Option<f64>,
    /// The largest value; any when not given.
    pub most: Option<f64>,
}

impl ValueRange {
    /// What is wrong with it, if anything.
    pub(super) fn mistake(&self) -> Option<Error> {
        let message = match (self.least, self.most) {
            (None, None) => "expected least, most or both".to_owned(),
            (Some(least), Some(most)) if least > most => {
                format!("found least {least} and most {most}")
            }
            (least, most) if least.or(most).is_some_and(f64::is_nan) => {
                "expected numbers".to_owned()
            }
            _ => return None,
        };
        Some(Error::new(ErrorKind::Parameter, message).at_field(format!("ranges.{}", self.code)))
    }
}

/// Units of what is never less than nothing. Amounts of substance are not among them:
/// a base excess is negative.
const NEVER_NEGATIVE: [&str; 24] = [
    "mm[Hg]", "mg/dL", "g/dL", "g/L", "mg/L", "ug/dL", "ug/mL", "ng/mL", "ng/dL", "pg/mL", "U/L",
    "U/mL", "kg/m2", "10*4/mm3", "10*12/L", "umol/L", "mmol/mol", "kg", "g", "mg", "ug", "cm",
    "kcal", "kJ",
];

/// What is known of the values of codes.
#[derive(Debug)]
pub(super) struct Ranges {
    told: HashMap<String, (f64, f64)>,
    /// The items of the check-up; none for nutrients.
    items: Option<CheckupItems>,
}

impl Ranges {
    /// The ranges of a mapping, and for markers those of the check-up.
    ///
    /// # Errors
    /// When the built-in table is damaged, which the tests rule out.
    pub(super) fn new(told: &[ValueRange], are_markers: bool) -> Result<Self> {
        let ends = |range: &ValueRange| {
            let least = range.least.unwrap_or(f64::NEG_INFINITY);
            (least, range.most.unwrap_or(f64::INFINITY))
        };
        Ok(Self {
            told: told
                .iter()
                .map(|range| (range.code.clone(), ends(range)))
                .collect(),
            items: are_markers.then(CheckupItems::built_in).transpose()?,
        })
    }

    /// That a value may be true. A limit tells one side only: `<5` may be any value
    /// below 5.
    ///
    /// # Errors
    /// When it lies outside the range of its code.
    pub(super) fn expect(&self, code: &str, value: &StoredValue) -> Result<()> {
        let Value::Real(number) = value.value else {
            return Ok(());
        };
        let (number, ends, whose) = match (self.told.get(code), self.of_item(code, number, value)) {
            (Some(&ends), _) => (number, ends, "as the mapping says".to_owned()),
            (None, Some((number, ends, unit))) => {
                (number, ends, format!("{unit}, as living adults have"))
            }
            (None, None) if NEVER_NEGATIVE.contains(&ucum_unit(&value.unit)) => {
                (number, (0.0, f64::INFINITY), "in this unit".to_owned())
            }
            (None, None) => return Ok(()),
        };
        within(number, ends, &value.limit_side).map_err(|end| {
            let (written, unit) = &value.written;
            Error::new(
                ErrorKind::Malformed,
                format!("found {code} of \"{written}\" {unit}, expected {end} {whose}"),
            )
            .mend(format!(
                "correct the value, its column or its unit, or list it under missing; if such values are true, write [[ranges]] code = \"{code}\" with least and most"
            ))
        })
    }

    /// The value and the range of an item of the check-up, in the item's unit.
    fn of_item(
        &self,
        code: &str,
        number: f64,
        value: &StoredValue,
    ) -> Option<(f64, (f64, f64), &'static str)> {
        let items = self.items.as_ref()?;
        let item = items.by_code(code).or_else(|| items.by_key(code))?;
        let ValueKind::Number { low, high } = item.kind else {
            return None;
        };
        let number = item.in_its_unit(number, ucum_unit(&value.unit)).ok()?;
        Some((number, (low, high), item.unit))
    }
}

/// That a number lies between two others, as far as a limit tells; otherwise what was
/// expected.
fn within(
    number: f64,
    (least, most): (f64, f64),
    limit_side: &Value,
) -> std::result::Result<(), String> {
    let is_limit = |side: &str| matches!(limit_side, Value::Text(text) if text == side);
    if number < least && (!is_limit("below") || number <= 0.0) {
        Err(format!("at least {least}"))
    } else if number > most && !is_limit("above") {
        Err(format!("at most {most}"))
    } else {
        Ok(())
    }
}
