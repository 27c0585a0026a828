//! Units changed on import.

use crate::checkup::ucum_unit;
use serde::Deserialize;

/// One unit of one code changed into another: `to` = `from` × `factor` + `plus`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Conversion {
    /// The marker or nutrient; without it, all.
    pub code: Option<String>,
    /// The unit as written in the table.
    pub from: String,
    /// The unit in the store.
    pub to: String,
    /// What a value is multiplied by.
    pub factor: f64,
    /// What is added then.
    #[serde(default)]
    pub plus: f64,
}

impl Conversion {
    /// A value in the new unit.
    pub(super) fn apply(&self, value: f64) -> f64 {
        value * self.factor + self.plus
    }

    /// The first conversion that fits a code and unit.
    pub(super) fn find<'c>(all: &'c [Self], code: &str, unit: &str) -> Option<&'c Self> {
        all.iter().find(|one| {
            ucum_unit(&one.from) == ucum_unit(unit)
                && one.code.as_deref().is_none_or(|wanted| wanted == code)
        })
    }
}
