//! What is believed of one taxon, and why.

use super::{Interval, SexReads};
use serde::{Deserialize, Serialize};
use std::fmt;

/// Whether a taxon is believed to be in the sample.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// The evidence fits a genome of this taxon and nothing else explains it.
    Present,
    /// There is evidence, too little or too odd to believe; it has no share.
    Doubtful,
    /// The evidence contradicts the taxon; it has no share.
    Rejected,
}

impl Status {
    /// All, from believed to rejected.
    pub const ALL: [Status; 3] = [Self::Present, Self::Doubtful, Self::Rejected];

    /// The word used in tables.
    pub fn name(self) -> &'static str {
        match self {
            Self::Present => "present",
            Self::Doubtful => "doubtful",
            Self::Rejected => "rejected",
        }
    }

    /// From the word used in tables.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.name() == name)
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The estimates of one taxon in one sample. Intervals are 90 %.
///
/// Numbers hold six significant digits, so that every table gives them back.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Estimate {
    /// Whether it is believed.
    pub status: Status,
    /// Why, in words; empty for taxa above species, which follow from their species.
    pub reason: String,
    /// Reads the vote alone called to the taxon or below it, before re-weighing.
    pub called_reads: u64,
    /// Fraction of all reads of the sample, host and unknown ones included.
    pub sequence_share: Interval,
    /// Fraction of all cells that are not host cells, unknown ones included; `None`
    /// where genome lengths are not known.
    pub taxonomic_share: Option<Interval>,
    /// Average nucleotide identity with the nearest reference, as a fraction.
    pub ani: Option<Interval>,
    /// How many times the genome was sequenced, on average.
    pub depth: Option<f64>,
    /// Fraction of the chunks of the genome in which a minimizer was found.
    pub breadth: Option<f64>,
    /// The breadth that reads spread at random would reach.
    pub breadth_expected: Option<f64>,
    /// Distinct minimizers of this taxon alone that were found.
    pub distinct_minimizers: u64,
    /// Minimizers of this taxon alone in the reference.
    pub reference_minimizers: u64,
}

/// Reads, sequence share and taxonomic share of a part of a sample that is no
/// taxon of the reference: the unknown or the host.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Part {
    /// Reads (pairs count once).
    pub reads: u64,
    /// Fraction of all reads of the sample.
    pub sequence_share: Interval,
    /// Fraction of all cells that are not host cells; `None` where it cannot be told.
    pub taxonomic_share: Option<Interval>,
}

/// The host's part.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Host {
    /// Its taxid, 0 where the filter does not say.
    pub taxid: u64,
    /// Its reads and share.
    pub part: Part,
    /// Its reads by sex chromosome, where the filter tells those apart. Personal data,
    /// kept in the sample's record alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sex: Option<SexReads>,
}

/// Unknown reads by the lowest taxon they reach.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reach {
    /// The taxon; 0 where they reach none.
    pub taxid: u64,
    /// Its name; empty for none.
    pub name: String,
    /// Its rank.
    pub rank: crate::taxonomy::Rank,
    /// The named levels down to it; may be empty.
    pub lineage: String,
    /// Unknown reads called to exactly this taxon.
    pub reads: u64,
}
