//! What it takes to name an amplicon.

use crate::error::{Error, ErrorKind, Result};
use serde::{Deserialize, Serialize};

/// Fewest bases that can be asked for.
const LEAST_BASES: u64 = 30;

/// The numbers of the model; see [the method](super).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PlacementParameters {
    /// Least identity with the nearest reference for a genus, 0.7 to 1; default 0.945
    /// (Yarza 2014, doi:10.1038/nrmicro3330).
    pub minimum_genus_identity: f64,
    /// Least identity with the nearest reference for a species, 0.7 to 1; default
    /// 0.987 (Yarza 2014; Edgar 2018, doi:10.1093/bioinformatics/bty113).
    pub minimum_species_identity: f64,
    /// What is believed beforehand: that the species of an amplicon is among the
    /// references (default 0.55), only its genus (default 0.4), or neither (the
    /// rest); each above 0, together below 1.
    pub known_species: f64,
    /// See [`known_species`](Self::known_species).
    pub known_genus: f64,
    /// Bases below this Phred quality are not compared, 0 to 93; default 20.
    pub minimum_base_quality: u8,
    /// Fewest bases that are compared, 30 or more; default 100. Shorter amplicons
    /// are unknown.
    pub minimum_bases: u64,
}

/// Parameters whose ranges were checked.
#[derive(Debug, Clone, PartialEq)]
pub struct ValidPlacement(PlacementParameters);

impl ValidPlacement {
    /// The numbers.
    pub fn parameters(&self) -> &PlacementParameters {
        &self.0
    }

    /// The same for amplicons of which only half is looked at.
    #[must_use]
    pub fn for_halves(&self) -> Self {
        let mut halves = self.0.clone();
        halves.minimum_bases = halves.minimum_bases.div_ceil(2).max(LEAST_BASES);
        Self(halves)
    }
}

impl Default for PlacementParameters {
    fn default() -> Self {
        Self {
            minimum_genus_identity: 0.945,
            minimum_species_identity: 0.987,
            known_species: 0.55,
            known_genus: 0.4,
            minimum_base_quality: 20,
            minimum_bases: 100,
        }
    }
}

impl PlacementParameters {
    /// Checks the ranges.
    ///
    /// # Errors
    /// All numbers out of range at once.
    pub fn check(&self) -> Result<ValidPlacement> {
        let mut errors = Vec::new();
        let mut within = |field: &str, value: f64, low: f64, high: f64| {
            if !(low..=high).contains(&value) {
                let message = format!("found {value}, expected {low} to {high}");
                errors.push(Error::new(ErrorKind::Parameter, message).at_field(field));
            }
        };
        within(
            "minimum genus identity",
            self.minimum_genus_identity,
            0.7,
            1.0,
        );
        within(
            "minimum species identity",
            self.minimum_species_identity,
            0.7,
            1.0,
        );
        within("known species", self.known_species, 0.001, 0.998);
        within("known genus", self.known_genus, 0.001, 0.998);
        let novel = 1.0 - self.known_species - self.known_genus;
        within("neither species nor genus known", novel, 0.000_999, 0.998);
        within(
            "minimum base quality",
            f64::from(self.minimum_base_quality),
            0.0,
            93.0,
        );
        within(
            "minimum bases",
            self.minimum_bases as f64,
            LEAST_BASES as f64,
            65_535.0,
        );
        Error::gather(errors).map_or_else(|| Ok(ValidPlacement(self.clone())), Err)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_numbers_out_of_range_are_told() {
        assert!(PlacementParameters::default().check().is_ok());
        let wrong = PlacementParameters {
            minimum_genus_identity: 94.5,
            minimum_species_identity: f64::NAN,
            known_species: 0.7,
            known_genus: 0.4,
            minimum_base_quality: 94,
            minimum_bases: 0,
        };
        assert_eq!(wrong.check().unwrap_err().all().count(), 5);
    }
}
