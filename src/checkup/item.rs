//! One item of the check-up.

use crate::error::{Error, ErrorKind, Result};

/// An item of the specific health check-up.
#[derive(Debug, Clone, PartialEq)]
pub struct CheckupItem {
    /// Its key in nuka: `glucose_fasting`.
    pub key: &'static str,
    /// Its name in English.
    pub name_en: &'static str,
    /// Its name in Japanese.
    pub name_ja: &'static str,
    /// Its JLAC10 codes, one a method of measuring.
    pub codes: Vec<&'static str>,
    /// The LOINC code of the same meaning, whatever the method.
    pub loinc: Option<&'static str>,
    /// The unit of its values (UCUM); empty for answers.
    pub unit: &'static str,
    /// Whether its values are numbers or answers.
    pub kind: ValueKind,
    /// Other units and how to get out of them.
    pub conversions: Vec<Conversion>,
}

/// What the values of an item are.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum ValueKind {
    /// Numbers; those outside the limits are mistakes of typing, unit or column.
    Number {
        /// The lowest plausible value.
        low: f64,
        /// The highest plausible value.
        high: f64,
    },
    /// Answers of a code list, such as 1 for yes and 2 for no.
    Code,
}

/// From another unit into that of the item: value × factor + plus.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Conversion {
    /// The other unit.
    pub from_unit: &'static str,
    /// What a value is multiplied by.
    pub factor: f64,
    /// What is added then.
    pub plus: f64,
    /// Where the numbers come from.
    pub source: &'static str,
}

/// What a value looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Plausibility {
    /// Some living adult may have it.
    Plausible,
    /// Below every living adult's.
    TooLow,
    /// Above every living adult's.
    TooHigh,
    /// The item has answers, not numbers; or the value is no number.
    NotANumber,
}

impl CheckupItem {
    /// A value given in some unit, in the unit of the item. Units are UCUM;
    /// [`ucum_unit`](super::ucum_unit) knows other ways of writing them.
    ///
    /// # Errors
    /// When the unit is not that of the item and cannot be converted.
    pub fn in_its_unit(&self, value: f64, unit: &str) -> Result<f64> {
        if unit == self.unit {
            return Ok(value);
        }
        let conversion = self.conversions.iter().find(|one| one.from_unit == unit);
        conversion
            .map(|one| value * one.factor + one.plus)
            .ok_or_else(|| {
                let others: Vec<&str> = self.conversions.iter().map(|one| one.from_unit).collect();
                let known = [&[self.unit], others.as_slice()].concat().join(", ");
                let message = format!("found the unit \"{unit}\", expected one of {known}");
                Error::new(ErrorKind::Unsupported, message).at_field(self.key)
            })
    }

    /// Whether some living adult may have a value, in the unit of the item.
    pub fn plausibility(&self, value: f64) -> Plausibility {
        match self.kind {
            ValueKind::Number { low, .. } if value < low => Plausibility::TooLow,
            ValueKind::Number { high, .. } if value > high => Plausibility::TooHigh,
            ValueKind::Number { .. } if value.is_finite() => Plausibility::Plausible,
            ValueKind::Number { .. } | ValueKind::Code => Plausibility::NotANumber,
        }
    }
}
