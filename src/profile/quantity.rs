//! What can be told of a taxon or a part in numbers.

use super::{Entry, Interval, Part, Profile, round_significant};
use crate::taxonomy::Level;

/// A number that a profile has for each taxon and part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Quantity {
    /// Reads (pairs count once).
    Reads,
    /// Fraction of all reads, unknown and host ones included.
    SequenceShare,
    /// Fraction of all cells that are not host cells, unknown ones included.
    TaxonomicShare,
}

impl Quantity {
    /// All three.
    pub const ALL: [Quantity; 3] = [Self::Reads, Self::SequenceShare, Self::TaxonomicShare];

    /// The word used in tables and file names.
    pub fn name(self) -> &'static str {
        match self {
            Self::Reads => "reads",
            Self::SequenceShare => "sequence_share",
            Self::TaxonomicShare => "taxonomic_share",
        }
    }

    /// From the word used in tables and file names.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|quantity| quantity.name() == name)
    }
}

/// Which number of an interval.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Bound {
    /// The estimate itself.
    Estimate,
    /// The lower end of the 90 % interval.
    Low,
    /// The upper end of the 90 % interval.
    High,
}

impl Interval {
    /// One of its three numbers.
    pub fn bound(&self, bound: Bound) -> f64 {
        match bound {
            Bound::Estimate => self.estimate,
            Bound::Low => self.low,
            Bound::High => self.high,
        }
    }
}

impl Profile {
    /// Whether it estimates; a source that only counts reads does not.
    pub fn has_estimates(&self) -> bool {
        self.unknown().is_some() || self.entries().iter().any(|entry| entry.estimate.is_some())
    }

    /// Whether every believed taxon and the unknown part have a taxonomic share.
    pub fn has_taxonomic_shares(&self) -> bool {
        let of_taxa = self.entries().iter().filter(|entry| entry.is_present());
        let of_taxa = of_taxa.map(|entry| {
            let estimate = entry.estimate.as_ref();
            estimate.is_some_and(|estimate| estimate.taxonomic_share.is_some())
        });
        let of_unknown = self.unknown().map(|part| part.taxonomic_share.is_some());
        let mut all = of_taxa.chain(of_unknown).peekable();
        all.peek().is_some() && all.all(|has| has)
    }

    /// The taxonomic share where there is one for all, otherwise the sequence share.
    pub fn best_share(&self) -> Quantity {
        if self.has_taxonomic_shares() {
            Quantity::TaxonomicShare
        } else {
            Quantity::SequenceShare
        }
    }

    /// A number of a taxon of this profile; `None` where it is not known. A taxon
    /// that is not believed to be there has 0, as one that is not listed.
    pub fn value(&self, entry: &Entry, quantity: Quantity, bound: Bound) -> Option<f64> {
        if !entry.is_present() {
            return self.nothing(quantity, bound);
        }
        let estimate = entry.estimate.as_ref();
        match quantity {
            Quantity::Reads => Some(entry.clade_reads as f64),
            Quantity::SequenceShare => match estimate {
                Some(estimate) => Some(estimate.sequence_share.bound(bound)),
                None => self.counted_share(entry.clade_reads, bound),
            },
            Quantity::TaxonomicShare => estimate?.taxonomic_share.map(|share| share.bound(bound)),
        }
    }

    /// The number of a taxon that is not in the sample: 0, or `None` where a taxon
    /// that is in it would have no number either.
    pub fn nothing(&self, quantity: Quantity, bound: Bound) -> Option<f64> {
        let known = match quantity {
            Quantity::Reads => true,
            Quantity::SequenceShare => {
                self.has_estimates() || (self.total_reads() > 0 && bound == Bound::Estimate)
            }
            Quantity::TaxonomicShare => self.has_taxonomic_shares(),
        };
        known.then_some(0.0)
    }

    /// A number of the unknown part.
    pub fn unknown_value(&self, quantity: Quantity) -> Option<f64> {
        self.part_value(self.unknown(), self.unclassified_reads(), quantity)
    }

    /// A number of the host; `None` where it was not looked for. It has no
    /// taxonomic share, which is one of the cells that are not the host's.
    pub fn host_value(&self, quantity: Quantity) -> Option<f64> {
        let part = &self.host()?.part;
        self.part_value(Some(part), part.reads, quantity)
    }

    fn part_value(&self, part: Option<&Part>, reads: u64, quantity: Quantity) -> Option<f64> {
        match quantity {
            Quantity::Reads => Some(reads as f64),
            Quantity::SequenceShare => match part {
                Some(part) => Some(part.sequence_share.estimate),
                None => self.counted_share(reads, Bound::Estimate),
            },
            Quantity::TaxonomicShare => part?.taxonomic_share.map(|share| share.estimate),
        }
    }

    /// A number of what is classified, but to no taxon of a level.
    pub fn unplaced_value(&self, level: Level, quantity: Quantity) -> Option<f64> {
        /// What rounding each share to six digits can leave of a difference of nothing.
        const ROUNDING: f64 = 1e-6;
        match quantity {
            Quantity::Reads => Some(self.unplaced_reads(level) as f64),
            Quantity::SequenceShare => {
                self.counted_share(self.unplaced_reads(level), Bound::Estimate)
            }
            Quantity::TaxonomicShare => {
                let unknown = self.unknown_value(quantity)?;
                let taxa = self.present(level).try_fold(0.0, |sum, entry| {
                    Some(sum + self.value(entry, quantity, Bound::Estimate)?)
                });
                let rest = 1.0 - unknown - taxa?;
                Some(if rest < ROUNDING {
                    0.0
                } else {
                    round_significant(rest)
                })
            }
        }
    }

    /// Reads that are classified, but to no taxon of a level.
    pub fn unplaced_reads(&self, level: Level) -> u64 {
        self.classified_reads().saturating_sub(self.reads_at(level))
    }

    /// The share of counted reads, for which no interval is known.
    fn counted_share(&self, reads: u64, bound: Bound) -> Option<f64> {
        let known = self.total_reads() > 0 && bound == Bound::Estimate;
        known.then(|| round_significant(reads as f64 / self.total_reads() as f64))
    }
}
