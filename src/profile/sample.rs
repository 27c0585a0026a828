//! One sample's profile.

use crate::error::{Error, ErrorKind, Result};
use crate::taxonomy::{Level, Rank};

/// The reads of one taxon in one sample.
#[derive(Debug, Clone, PartialEq, Eq)]
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
}

/// The reads of one sample, by taxon at every rank, with the unknown ones.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    sample: String,
    entries: Vec<Entry>,
    unclassified_reads: u64,
    total_reads: u64,
}

impl Profile {
    /// Checks and keeps the parts of a profile; entries are put in order of taxid.
    ///
    /// # Errors
    /// All at once: an empty sample id, a taxid that is 0 or occurs twice, more
    /// reads at a rank than there are classified reads in all.
    pub fn new(
        sample: impl Into<String>,
        mut entries: Vec<Entry>,
        unclassified_reads: u64,
        total_reads: u64,
    ) -> Result<Self> {
        let sample = sample.into();
        entries.sort_by_key(|entry| entry.taxid);
        let profile = Self {
            sample,
            entries,
            unclassified_reads,
            total_reads,
        };
        match Error::gather(profile.check()) {
            Some(error) => Err(error),
            None => Ok(profile),
        }
    }

    fn check(&self) -> Vec<Error> {
        let mut errors = Vec::new();
        if self.sample.is_empty() {
            errors.push(Error::new(ErrorKind::Malformed, "a sample has no id"));
        }
        for entry in self.entries.iter().filter(|entry| entry.taxid == 0) {
            errors.push(
                Error::new(
                    ErrorKind::Malformed,
                    format!("{} has taxid 0, which stands for unknown reads", entry.name),
                )
                .at_field("taxid"),
            );
        }
        for pair in self.entries.windows(2) {
            if pair[0].taxid == pair[1].taxid {
                errors.push(
                    Error::new(
                        ErrorKind::Duplicate,
                        format!(
                            "sample {}: taxid {} occurs twice",
                            self.sample, pair[0].taxid
                        ),
                    )
                    .at_field("taxid"),
                );
            }
        }
        if self.unclassified_reads > self.total_reads {
            errors.push(Error::new(
                ErrorKind::Mismatch,
                format!(
                    "sample {}: {} unknown reads of {} in all",
                    self.sample, self.unclassified_reads, self.total_reads
                ),
            ));
        }
        for level in Level::ALL {
            let reads = self.reads_at(level);
            if reads > self.classified_reads() {
                errors.push(Error::new(
                    ErrorKind::Mismatch,
                    format!(
                        "sample {}: {reads} reads at the rank {}, but {} classified in all",
                        self.sample,
                        level.rank(),
                        self.classified_reads()
                    ),
                ));
            }
        }
        errors
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

    /// Reads that some taxon explains.
    pub fn classified_reads(&self) -> u64 {
        self.total_reads.saturating_sub(self.unclassified_reads)
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
