//! Filters: the sampled k-mers of a host, and nothing but whether they are there.
//!
//! Reads of people hold personal data, and their share of a sample says nothing of its
//! microbes. A filter finds them in the same pass that calls the others. It holds open
//! syncmers (k 31, s 15, one k-mer in 17) as fingerprints of 16 bits, 30 to a cache
//! line, at about 2.6 bytes a k-mer: less than half a gigabyte for the human genome.
//! K-mers of few distinct triplets (homopolymers, short tandem repeats) are left out:
//! they are in every kind of genome.
//!
//! **The rule.** A fragment is the host's when at least a quarter of its sampled k-mers
//! are in the filter, and at least two that do not overlap. An absent k-mer is found by
//! chance once in about 2,500 lookups, so chance alone never makes a host read. Reads
//! with too few sampled k-mers for two that do not overlap are never the host's.
//!
//! Measured on a megabase of human chromosome 22 as the filter: see the tests.

mod build;
mod cells;

pub use build::{FilterPlan, FilterSource};

use super::native::Section;
use super::native::container::Container;
use super::{murmur, prefetch};
use crate::error::{Error, ErrorKind, Result};
use crate::minimizer::{Runs, SyncmerScanner, SyncmerShape};
use crate::reads::Fragment;
use crate::taxonomy::{Rank, TaxonRow, Taxonomy};
use cells::{CellShape, holds};
use serde::{Deserialize, Serialize};
use std::path::Path;

const PARAMETERS: &str = "filter";
const KEYS: &str = "keys";

/// Of this many sampled k-mers of a fragment one must be the host's.
const ONE_OF: usize = 4;
/// Fewest k-mers of the host that do not overlap.
const LEAST_APART: u32 = 2;

/// How a filter was made and how it is read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilterParameters {
    /// Length of the sampled k-mers, in bases.
    pub k: usize,
    /// Length of the s-mers that choose them, in bases.
    pub s: usize,
    /// Buckets a hash can point to.
    pub home_buckets: u32,
    /// Distinct k-mers.
    pub keys: u64,
    /// Bases of the host's sequences.
    pub bases: u64,
    /// The host's taxid in NCBI's taxonomy.
    pub taxid: u64,
    /// The files it was made from, with their SHA-256.
    pub sources: Vec<FilterSource>,
    /// The program that built it.
    pub built_by: String,
}

/// An open filter.
#[derive(Debug)]
pub struct HostFilter {
    container: Container,
    parameters: FilterParameters,
    syncmers: SyncmerShape,
    keys: Section,
    taxonomy: Taxonomy,
}

impl HostFilter {
    /// Whether a file is a filter.
    pub fn is_at(path: &Path) -> bool {
        super::native::container::has_magic(path)
            && Container::open(path).is_ok_and(|container| container.find(PARAMETERS).is_ok())
    }

    /// Opens a file.
    ///
    /// # Errors
    /// When the file is no filter, is cut short or damaged.
    pub fn open(path: &Path) -> Result<Self> {
        let container = Container::open(path)?;
        let at = |error: Error| {
            error
                .at_path(path)
                .at_field(format!("section {PARAMETERS}"))
                .or_mend("build the filter again with `nuka db build --filter`")
        };
        let parameters: FilterParameters = serde_json::from_slice(container.checked(PARAMETERS)?)
            .map_err(|error| {
            at(Error::new(
                ErrorKind::Malformed,
                format!("not readable: {error}"),
            ))
        })?;
        let syncmers = SyncmerShape::new(parameters.k, parameters.s).map_err(at)?;
        let keys = container.find(KEYS)?.clone();
        if !CellShape::new(parameters.home_buckets).fits(keys.length) {
            return Err(at(Error::new(
                ErrorKind::Malformed,
                "the keys do not fit the parameters",
            )));
        }
        Ok(Self {
            container,
            parameters,
            syncmers,
            keys,
            taxonomy: Taxonomy::from_rows(&[TaxonRow {
                taxid: 1,
                parent: 1,
                rank: Rank::NoRank,
                name: "root".to_string(),
            }])?,
        })
    }

    /// The file.
    pub fn path(&self) -> &Path {
        self.container.path()
    }

    /// Size of the file, in bytes.
    pub fn file_bytes(&self) -> usize {
        self.container.file_bytes()
    }

    /// How it was made.
    pub fn parameters(&self) -> &FilterParameters {
        &self.parameters
    }

    /// The checksum of the header, which holds the checksums of the sections.
    pub(super) fn checksum(&self) -> u64 {
        self.container.checksum()
    }

    /// A root alone: a filter knows no taxa.
    pub(super) fn taxonomy(&self) -> &Taxonomy {
        &self.taxonomy
    }

    /// Compares every byte of the file with its checksums.
    ///
    /// # Errors
    /// One for each damaged section.
    pub fn verify(&self) -> Result<()> {
        let sections = self.container.sections().iter();
        let damaged = sections.filter_map(|section| self.container.check(section).err());
        Error::gather(damaged.collect()).map_or(Ok(()), Err)
    }

    /// Whether a canonical k-mer is in the filter; of absent ones about one in 2,500 is
    /// taken for present.
    fn look_up(&self, kmers: &[u64], found: &mut Vec<bool>) {
        /// How many lookups ahead memory is asked for.
        const AHEAD: usize = 16;
        let cells = self.container.bytes(&self.keys);
        let shape = CellShape::new(self.parameters.home_buckets);
        found.clear();
        for &kmer in kmers.iter().take(AHEAD) {
            prefetch(cells, shape.byte_of(key_hash(kmer)));
        }
        for (place, &kmer) in kmers.iter().enumerate() {
            if let Some(&later) = kmers.get(place + AHEAD) {
                prefetch(cells, shape.byte_of(key_hash(later)));
            }
            found.push(holds(cells, shape, key_hash(kmer)));
        }
    }
}

/// The hash of a canonical k-mer.
#[inline]
fn key_hash(kmer: u64) -> u64 {
    murmur(kmer ^ 0x2545_f491_4f6c_dd1d)
}

/// Finds host fragments; one for each thread, its buffers reused.
#[derive(Debug)]
pub struct HostFinder<'a> {
    filter: &'a HostFilter,
    scanner: SyncmerScanner,
    runs: Runs,
    found: Vec<bool>,
    /// Of each fragment: keys before the second mate's, and all keys so far.
    ends: Vec<(usize, usize)>,
}

impl<'a> HostFinder<'a> {
    /// A finder for a filter.
    pub fn new(filter: &'a HostFilter) -> Self {
        Self {
            filter,
            scanner: SyncmerScanner::new(filter.syncmers),
            runs: Runs::default(),
            found: Vec::new(),
            ends: Vec::new(),
        }
    }

    /// Says of each fragment whether it is the host's.
    pub fn find<'b>(
        &mut self,
        fragments: impl Iterator<Item = Fragment<'b>>,
        is_host: &mut Vec<bool>,
    ) {
        self.runs.clear();
        self.ends.clear();
        for fragment in fragments {
            self.scanner.scan(fragment.first().sequence, &mut self.runs);
            let first_mate = self.runs.keys().len();
            if let Some(second) = fragment.second() {
                self.scanner.scan(second.sequence, &mut self.runs);
            }
            self.runs.end_fragment();
            self.ends.push((first_mate, self.runs.keys().len()));
        }
        self.filter.look_up(self.runs.keys(), &mut self.found);
        is_host.clear();
        let mut start = 0;
        for &(second_mate, end) in &self.ends {
            is_host.push(self.judge(start, second_mate, end));
            start = end;
        }
    }

    fn judge(&self, start: usize, second_mate: usize, end: usize) -> bool {
        let found = &self.found[start..end];
        let hits = found.iter().filter(|&&found| found).count();
        if hits * ONE_OF < found.len() || hits < LEAST_APART as usize {
            return false;
        }
        let k = self.filter.syncmers.k() as u32;
        let (mut apart, mut free_from) = (0, 0);
        for place in start..end {
            if place == second_mate {
                free_from = 0;
            }
            let position = self.runs.positions()[place];
            if self.found[place] && position >= free_from {
                apart += 1;
                free_from = position + k;
            }
        }
        apart >= LEAST_APART
    }
}
