//! The columns of a composition table.

use crate::error::{Error, ErrorKind, Result, excerpt};
use crate::tabular::values::narrow;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A nutrient, or energy, as a composition table names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Component {
    /// The INFOODS tag, or the tag of the table: `ENERC_KCAL`, `PROT-`, `NA`.
    pub tag: String,
    /// The unit of its amounts.
    pub unit: Unit,
}

/// The unit of a component.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Unit {
    /// Kilocalories; 1 kcal is 4.184 kJ.
    #[serde(rename = "kcal")]
    Kilocalorie,
    /// Kilojoules.
    #[serde(rename = "kJ")]
    Kilojoule,
    /// Grams.
    #[serde(rename = "g")]
    Gram,
    /// Milligrams.
    #[serde(rename = "mg")]
    Milligram,
    /// Micrograms.
    #[serde(rename = "ug")]
    Microgram,
}

impl Unit {
    /// Reads a unit as tables print it: `g`, `mg`, `μg`, `ug`, `mcg`, `kcal`, `kJ`; in
    /// brackets and among dots, as printed below several columns at once.
    ///
    /// # Errors
    /// When it is none of these.
    pub fn parse(written: &str) -> Result<Self> {
        let plain: String = narrow(written)
            .chars()
            .filter(|letter| letter.is_alphabetic())
            .collect();
        match plain.as_str() {
            "kcal" => Ok(Self::Kilocalorie),
            "kJ" | "kj" => Ok(Self::Kilojoule),
            "g" => Ok(Self::Gram),
            "mg" => Ok(Self::Milligram),
            // Greek mu, the micro sign, and their stand-ins.
            "μg" | "µg" | "ug" | "mcg" => Ok(Self::Microgram),
            _ => {
                let found = excerpt(written.as_bytes());
                let message = format!("found the unit \"{found}\", expected kcal, kJ, g, mg or μg");
                Err(Error::new(ErrorKind::Unsupported, message))
            }
        }
    }

    /// How many grams one of it is; nothing for energy.
    pub fn grams(self) -> Option<f64> {
        match self {
            Self::Gram => Some(1.0),
            Self::Milligram => Some(1e-3),
            Self::Microgram => Some(1e-6),
            Self::Kilocalorie | Self::Kilojoule => None,
        }
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Kilocalorie => "kcal",
            Self::Kilojoule => "kJ",
            Self::Gram => "g",
            Self::Milligram => "mg",
            Self::Microgram => "ug",
        })
    }
}
