//! Which edition of which table.

use serde::{Deserialize, Serialize};

/// Which table it is, as far as its file says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edition {
    /// Its name.
    pub name: String,
    /// How it counts energy.
    pub energy: EnergyMethod,
    /// Checksum of the file it was read from, SHA-256 in hexadecimal.
    pub sha256: String,
}

/// How a table counts the energy of foods.
///
/// The eighth revision of the Japanese tables (2020) changed it, so that the same food
/// has another energy than in the seventh: intakes of one must not be compared with
/// those of the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EnergyMethod {
    /// From amino acids, fatty acids, sugars and starch, fibre, polyols, organic acids
    /// and alcohol (FAO/INFOODS 2012, as in the eighth Japanese revision).
    Components,
    /// From protein, fat and carbohydrate by difference, with Atwater's factors or
    /// those of each food.
    Atwater,
    /// Not said.
    Unknown,
}
