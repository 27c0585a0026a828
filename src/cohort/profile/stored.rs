//! A profile as the cohort keeps it.

use crate::profile::Status;
use crate::taxonomy::Rank;

/// What the numbers of a profile are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ProfileUnit {
    /// Reads, or anything else that is counted.
    Reads,
    /// Shares of a whole, 0 to 1.
    Share,
}

impl ProfileUnit {
    /// The name in the store.
    pub fn name(self) -> &'static str {
        match self {
            Self::Reads => "reads",
            Self::Share => "share",
        }
    }

    /// The unit of a name.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Reads, Self::Share]
            .into_iter()
            .find(|unit| unit.name() == name)
    }
}

/// A taxon of the cohort's profiles.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CohortTaxon {
    /// The id in its reference; 0 where the source gave none.
    pub taxid: u64,
    /// The name.
    pub name: String,
    /// The level.
    pub rank: Rank,
    /// The named levels down to the taxon, `d__Bacteria;p__...`; may be empty.
    pub lineage: String,
}

/// What a profile says of one taxon.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CohortEntry {
    /// The taxon's number in the store.
    pub taxon: u32,
    /// What was found at the taxon or below it, in the profile's unit.
    pub value: f64,
    /// Whether the taxon is believed to be there, where the source says.
    pub status: Option<Status>,
    /// The share of all reads, 0 to 1, where the source tells it beside the reads.
    pub sequence_share: Option<f64>,
    /// The share of all cells, 0 to 1, where the source tells it.
    pub taxonomic_share: Option<f64>,
}

/// The profile of one sample by one method.
#[derive(Debug, Clone, PartialEq)]
pub struct CohortProfile {
    /// The sample.
    pub sample: String,
    /// How it was profiled; may be empty.
    pub method: String,
    /// What its numbers are.
    pub unit: ProfileUnit,
    /// The whole, the unknown and the host's included; 1 for shares.
    pub total: f64,
    /// What no taxon explains; `None` where the source does not tell.
    pub unknown: Option<f64>,
    /// The host's part; `None` where it was not looked for.
    pub host: Option<f64>,
    /// The taxa, in order of their number; those that are not listed have nothing.
    pub entries: Vec<CohortEntry>,
}

/// The whole of a profile, without its taxa.
#[derive(Debug, Clone, PartialEq)]
pub struct ProfileTotals {
    /// The sample.
    pub sample: String,
    /// How it was profiled; may be empty.
    pub method: String,
    /// What its numbers are.
    pub unit: ProfileUnit,
    /// The whole, the unknown and the host's included; 1 for shares.
    pub total: f64,
    /// What no taxon explains; `None` where the source does not tell.
    pub unknown: Option<f64>,
    /// The host's part; `None` where it was not looked for.
    pub host: Option<f64>,
}
