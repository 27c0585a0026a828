//! Shares of all reads at one level.

use super::{Entry, Profile};
use crate::error::{Error, ErrorKind, Result};
use crate::taxonomy::Level;

/// The shares of one sample's reads at one level; taxa, unplaced, unknown and host
/// sum to 1.
#[derive(Debug, Clone, PartialEq)]
pub struct ReadShares<'a> {
    /// The taxa of the level with their fraction of all reads, in order of taxid.
    pub taxa: Vec<(&'a Entry, f64)>,
    /// The fraction that is classified, but to no taxon of this level.
    pub unplaced_fraction: f64,
    /// The fraction that no taxon explains.
    pub unknown_fraction: f64,
    /// The fraction that is the host's; 0 where it was not looked for.
    pub host_fraction: f64,
}

impl Profile {
    /// The share of each taxon of a level in all reads, the unknown ones included.
    ///
    /// # Errors
    /// [`ErrorKind::NotEstimable`] when the sample has no reads.
    pub fn read_shares(&self, level: Level) -> Result<ReadShares<'_>> {
        if self.total_reads() == 0 {
            return Err(Error::new(
                ErrorKind::NotEstimable,
                format!("sample {} has no reads", self.sample()),
            ));
        }
        let total = self.total_reads() as f64;
        let taxa = self
            .entries()
            .iter()
            .filter(|entry| entry.rank.level() == Some(level))
            .map(|entry| (entry, entry.clade_reads as f64 / total))
            .collect();
        let unplaced = self.classified_reads().saturating_sub(self.reads_at(level));
        Ok(ReadShares {
            taxa,
            unplaced_fraction: unplaced as f64 / total,
            unknown_fraction: self.unclassified_reads() as f64 / total,
            host_fraction: self.host_reads() as f64 / total,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::taxonomy::Rank;

    fn entry(taxid: u64, rank: Rank, clade_reads: u64) -> Entry {
        Entry {
            taxid,
            name: format!("t{taxid}"),
            rank,
            lineage: String::new(),
            clade_reads,
            direct_reads: None,
            estimate: None,
        }
    }

    #[test]
    fn unknown_part_is_never_renormalised() {
        let entries = vec![entry(2, Rank::Domain, 60), entry(3, Rank::Genus, 45)];
        let profile = Profile::new("s", entries, 40, 100).unwrap();
        let shares = profile.read_shares(Level::Genus).unwrap();
        assert_eq!(shares.taxa[0].1, 0.45);
        assert_eq!(shares.unplaced_fraction, 0.15);
        assert_eq!(shares.unknown_fraction, 0.40);
    }

    #[test]
    fn a_sample_without_reads_has_no_shares() {
        let profile = Profile::new("s", Vec::new(), 0, 0).unwrap();
        let error = profile.read_shares(Level::Genus).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NotEstimable);
    }

    #[test]
    fn a_rank_with_more_reads_than_the_sample_is_refused() {
        assert!(Profile::new("s", vec![entry(3, Rank::Genus, 7)], 0, 6).is_err());
    }
}
