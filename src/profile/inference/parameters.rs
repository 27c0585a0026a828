//! What it takes to believe in a species.

use crate::error::{Error, ErrorKind, Result};
use serde::{Deserialize, Serialize};

/// With Kraken 2 databases: reads of a species match in at least this share of the
/// k-mers (of 35 bases by default) that reads of the best matching species do.
pub(super) const KRAKEN2_LEAST_MATCH: f64 = 0.35;

/// The rule's numbers; see [the method](super).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PresenceParameters {
    /// Least average nucleotide identity with the nearest reference, 0.7 to 1;
    /// default 0.945. Species are commonly parted at 0.95; keys of one species alone
    /// are its more variable ones and show half a point less.
    pub minimum_ani: f64,
    /// Fewest reads that point to the species alone, 1 or more; default 20.
    pub minimum_reads: u64,
    /// Least breadth, as a share of what reads spread at random would reach, 0 to 1;
    /// default 0.6.
    pub minimum_breadth_ratio: f64,
    /// Least share of the reads that match like reads of one genome where the identity
    /// is still uncertain, 0 to 1; default 0.5.
    pub minimum_own_share: f64,
}

impl Default for PresenceParameters {
    fn default() -> Self {
        Self {
            minimum_ani: 0.945,
            minimum_reads: 20,
            minimum_breadth_ratio: 0.6,
            minimum_own_share: 0.5,
        }
    }
}

impl PresenceParameters {
    /// Checks the ranges.
    ///
    /// # Errors
    /// All numbers out of range at once.
    pub fn check(&self) -> Result<()> {
        let mut errors = Vec::new();
        let mut within = |field: &str, value: f64, low: f64, high: f64| {
            if !(low..=high).contains(&value) {
                let message = format!("found {value}, expected {low} to {high}");
                errors.push(Error::new(ErrorKind::Parameter, message).at_field(field));
            }
        };
        within("minimum ANI", self.minimum_ani, 0.7, 1.0);
        within("minimum reads", self.minimum_reads as f64, 1.0, 1e12);
        within(
            "minimum breadth ratio",
            self.minimum_breadth_ratio,
            0.0,
            1.0,
        );
        within("minimum own share", self.minimum_own_share, 0.0, 1.0);
        Error::gather(errors).map_or(Ok(()), Err)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_numbers_out_of_range_are_told() {
        assert!(PresenceParameters::default().check().is_ok());
        let wrong = PresenceParameters {
            minimum_ani: 95.0,
            minimum_reads: 0,
            minimum_breadth_ratio: f64::NAN,
            minimum_own_share: -1.0,
        };
        assert_eq!(wrong.check().unwrap_err().all().count(), 4);
    }
}
