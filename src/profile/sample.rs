//! One sample's profile.

use super::{Estimate, Host, Part, Reach, SampleQuality, Status};
use crate::error::{Error, Result};
use crate::taxonomy::{Level, Rank};
use serde::{Deserialize, Serialize};

/// The reads of one taxon in one sample.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// The taxon's id in its reference; never 0.
    pub taxid: u64,
    /// The taxon's name.
    pub name: String,
    /// The taxon's level.
    pub rank: Rank,
    /// The named levels down to the taxon, `d__Bacteria;p__...`; may be empty.
    pub lineage: String,
    /// Reads at the taxon or below it.
    pub clade_reads: u64,
    /// Reads at the taxon itself; `None` where the source does not tell them apart.
    pub direct_reads: Option<u64>,
    /// What is believed of the taxon; `None` where the source only counts reads.
    pub estimate: Option<Estimate>,
}

impl Entry {
    /// Whether the taxon is believed to be in the sample. A source that only
    /// counts reads believes all that has reads.
    pub fn is_present(&self) -> bool {
        match &self.estimate {
            Some(estimate) => estimate.status == Status::Present,
            None => self.clade_reads > 0,
        }
    }
}

/// The reads of one sample, by taxon at every rank, with the unknown ones and,
/// where it was looked for, the host's.
///
/// At each level the reads of the taxa, the unplaced, the unknown and the host's
/// are all the reads there are.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Profile {
    sample: String,
    entries: Vec<Entry>,
    unclassified_reads: u64,
    total_reads: u64,
    /// The shares of the unknown; `None` where the source only counts reads.
    unknown: Option<Part>,
    host: Option<Host>,
    reach: Vec<Reach>,
    quality: Option<SampleQuality>,
}

/// What a profile holds beside the reads of its taxa.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Surroundings {
    /// The unknown part with its shares.
    pub unknown: Option<Part>,
    /// The host's part, where the host was looked for.
    pub host: Option<Host>,
    /// The unknown reads by the lowest taxon they reach.
    pub reach: Vec<Reach>,
    /// What the reads are like.
    pub quality: Option<SampleQuality>,
}

impl Profile {
    /// Checks and keeps the parts of a profile; entries are put in order of taxid.
    ///
    /// # Errors
    /// All at once: an empty sample id, a text that no table can hold (control
    /// characters, white space at an end), a taxid that is 0 or occurs twice, more
    /// reads at a taxon or rank than there are classified reads in all.
    pub fn new(
        sample: impl Into<String>,
        entries: Vec<Entry>,
        unclassified_reads: u64,
        total_reads: u64,
    ) -> Result<Self> {
        let surroundings = Surroundings::default();
        Self::with_surroundings(
            sample,
            entries,
            unclassified_reads,
            total_reads,
            surroundings,
        )
    }

    /// As [`new`](Self::new), with what surrounds the taxa. `total_reads` counts
    /// the unknown and the host's reads too.
    ///
    /// # Errors
    /// As [`new`](Self::new), and when the parts have other reads than are told
    /// beside them.
    pub fn with_surroundings(
        sample: impl Into<String>,
        mut entries: Vec<Entry>,
        unclassified_reads: u64,
        total_reads: u64,
        surroundings: Surroundings,
    ) -> Result<Self> {
        let sample = sample.into();
        entries.sort_by_key(|entry| entry.taxid);
        let profile = Self {
            sample,
            entries,
            unclassified_reads,
            total_reads,
            unknown: surroundings.unknown,
            host: surroundings.host,
            reach: surroundings.reach,
            quality: surroundings.quality,
        };
        match Error::gather(profile.check()) {
            Some(error) => Err(error),
            None => Ok(profile),
        }
    }

    /// The sample's id.
    pub fn sample(&self) -> &str {
        &self.sample
    }

    /// The taxa, in order of taxid.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Reads that no taxon explains.
    pub fn unclassified_reads(&self) -> u64 {
        self.unclassified_reads
    }

    /// Reads of the host; 0 where it was not looked for.
    pub fn host_reads(&self) -> u64 {
        self.host.as_ref().map_or(0, |host| host.part.reads)
    }

    /// The host's part; `None` where it was not looked for.
    pub fn host(&self) -> Option<&Host> {
        self.host.as_ref()
    }

    /// The unknown part with its shares; `None` where the source only counts reads.
    pub fn unknown(&self) -> Option<&Part> {
        self.unknown.as_ref()
    }

    /// The unknown reads by the lowest taxon they reach, in order of taxid.
    pub fn reach(&self) -> &[Reach] {
        &self.reach
    }

    /// What the reads are like; `None` where the source does not say.
    pub fn quality(&self) -> Option<&SampleQuality> {
        self.quality.as_ref()
    }

    /// The taxa believed to be in the sample at one level, in order of taxid.
    pub fn present(&self, level: Level) -> impl Iterator<Item = &Entry> {
        let at_level = move |entry: &&Entry| entry.rank.level() == Some(level);
        self.entries
            .iter()
            .filter(at_level)
            .filter(|entry| entry.is_present())
    }

    /// Reads that some taxon of the reference explains.
    pub fn classified_reads(&self) -> u64 {
        self.total_reads
            .saturating_sub(self.unclassified_reads)
            .saturating_sub(self.host_reads())
    }

    /// All reads of the sample.
    pub fn total_reads(&self) -> u64 {
        self.total_reads
    }

    /// The summed clade reads of the taxa at one level.
    pub fn reads_at(&self, level: Level) -> u64 {
        self.entries
            .iter()
            .filter(|entry| entry.rank.level() == Some(level))
            .fold(0, |sum: u64, entry| sum.saturating_add(entry.clade_reads))
    }
}
