//! What it takes to believe in a genus of amplicons.

use crate::classify::amplicon::PlacementParameters;
use crate::error::{Error, ErrorKind, Result};
use serde::{Deserialize, Serialize};

/// The rule's numbers; see [the method](super).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AmpliconProfileParameters {
    /// How amplicons are placed.
    pub placement: PlacementParameters,
    /// Least probability with which an amplicon speaks for a genus or a species,
    /// above 0.5 and at most 1; default 0.8.
    pub minimum_posterior: f64,
    /// Fewest reads that speak for a taxon, 1 or more; default 4.
    pub minimum_reads: u64,
    /// Least share of all reads, 0 to 1; default 0.0001. Reads that leak from other
    /// samples of a run cannot be told apart in one sample alone.
    pub minimum_share: f64,
}

impl Default for AmpliconProfileParameters {
    fn default() -> Self {
        Self {
            placement: PlacementParameters::default(),
            minimum_posterior: 0.8,
            minimum_reads: 4,
            minimum_share: 0.0001,
        }
    }
}

impl AmpliconProfileParameters {
    /// Checks the ranges.
    ///
    /// # Errors
    /// All numbers out of range at once.
    pub fn check(&self) -> Result<()> {
        let mut errors: Vec<Error> = self.placement.check().err().into_iter().collect();
        let mut within = |field: &str, value: f64, low: f64, high: f64| {
            if !(low..=high).contains(&value) {
                let message = format!("found {value}, expected {low} to {high}");
                errors.push(Error::new(ErrorKind::Parameter, message).at_field(field));
            }
        };
        // At most one taxon can have more than half.
        within("minimum posterior", self.minimum_posterior, 0.501, 1.0);
        within("minimum reads", self.minimum_reads as f64, 1.0, 1e12);
        within("minimum share", self.minimum_share, 0.0, 1.0);
        Error::gather(errors).map_or(Ok(()), Err)
    }
}

impl AmpliconProfileParameters {
    /// Fewest reads that speak for a taxon in a sample of some reads.
    pub(super) fn enough(&self, total_reads: u64) -> u64 {
        let share = (self.minimum_share * total_reads as f64).ceil() as u64;
        self.minimum_reads.max(share)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_numbers_out_of_range_are_told() {
        assert!(AmpliconProfileParameters::default().check().is_ok());
        let mut wrong = AmpliconProfileParameters {
            placement: PlacementParameters::default(),
            minimum_posterior: 0.5,
            minimum_reads: 0,
            minimum_share: f64::NAN,
        };
        wrong.placement.minimum_bases = 1;
        assert_eq!(wrong.check().unwrap_err().all().count(), 4);
    }
}
