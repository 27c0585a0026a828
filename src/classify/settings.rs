//! The parameters of classification.

use crate::error::{Error, ErrorKind, Result};

/// Parameters as typed. Names and meanings are Kraken 2's where it has them.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// Share of a fragment's k-mers that must support a call's clade, 0 to 1;
    /// default 0. A call with less moves up the tree until it has enough.
    pub confidence: f64,
    /// Fewest minimizers that must be found for a call. `None` is the default of
    /// the database's kind: 2 for Kraken 2 databases.
    pub minimum_hit_groups: Option<u32>,
    /// Stop at the first hit that reaches the minimum (Kraken 2 databases).
    pub quick: bool,
    /// Bases of FASTQ reads below this Phred quality count as ambiguous; default 0.
    pub minimum_base_quality: u8,
    /// Count distinct minimizers of each taxon (Kraken 2 databases); costs time.
    pub count_distinct: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            confidence: 0.0,
            minimum_hit_groups: None,
            quick: false,
            minimum_base_quality: 0,
            count_distinct: false,
        }
    }
}

impl Settings {
    /// Checks the ranges.
    ///
    /// # Errors
    /// When the confidence is not between 0 and 1.
    pub fn check(&self) -> Result<()> {
        if !(0.0..=1.0).contains(&self.confidence) {
            return Err(Error::new(
                ErrorKind::Parameter,
                format!("the confidence is {}, expected 0 to 1", self.confidence),
            )
            .at_field("confidence"));
        }
        Ok(())
    }
}
