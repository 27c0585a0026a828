//! Filters: the sampled k-mers of a host, and nothing but whether they are there.
//!
//! Reads of people hold personal data, and their share of a sample says nothing of its
//! microbes. A filter finds them in the same pass that calls the others.
#![doc = ""]
#![doc = include_str!("rule.md")]

mod blocks;
mod build;
mod finder;
mod rule;
mod scanner;
mod sex_keys;
mod sex_names;
mod sorted;

pub use build::{FilterPlan, FilterSource};
pub use finder::HostFinder;
pub use sex_keys::{OwnKeys, SexFragments, SexKeys};

use super::native::Section;
use super::native::container::Container;
use super::{Preload, murmur};
use crate::error::{Error, ErrorKind, Result};
use crate::minimizer::SyncmerShape;
use crate::prefetch::prefetch;
use crate::taxonomy::{Rank, TaxonRow, Taxonomy};
use blocks::{BlockShape, holds};
use serde::{Deserialize, Serialize};
use sex_keys::{OwnBlocks, SexCounter};
use std::path::Path;

const PARAMETERS: &str = "filter";
const BLOCKS: &str = "blocks";
const X_BLOCKS: &str = "x";
const Y_BLOCKS: &str = "y";
/// People in NCBI's taxonomy.
const HUMAN: u64 = 9606;

/// How a filter was made and how it is read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilterParameters {
    /// Length of the sampled k-mers, in bases.
    pub k: usize,
    /// Length of the s-mers that choose them, in bases.
    pub s: usize,
    /// Blocks of keys a hash can point to.
    pub home_blocks: u32,
    /// Distinct k-mers.
    pub keys: u64,
    /// Bases of the host's sequences.
    pub bases: u64,
    /// The host's taxid in NCBI's taxonomy.
    pub taxid: u64,
    /// The host's name; may be empty.
    pub name: String,
    /// The files it was made from, with their SHA-256.
    pub sources: Vec<FilterSource>,
    /// The program that built it.
    pub built_by: String,
    /// The keys of the sex chromosomes, where they are told apart.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sex: Option<SexKeys>,
}

/// An open filter.
#[derive(Debug)]
pub struct HostFilter {
    container: Container,
    parameters: FilterParameters,
    syncmers: SyncmerShape,
    blocks: Section,
    shape: BlockShape,
    /// The keys of X and of Y alone.
    sex_blocks: Option<[Section; 2]>,
    taxonomy: Taxonomy,
}

impl HostFilter {
    /// Whether a file is a filter.
    pub fn is_at(path: &Path) -> bool {
        super::native::container::has_magic(path)
            && Container::open(path).is_ok_and(|container| container.find(PARAMETERS).is_ok())
    }

    /// Opens a file. All but the keys is compared with its checksum; the keys only by
    /// [`verify`](Self::verify), as that reads all of them.
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
        let blocks = container.find(BLOCKS)?.clone();
        let shape = BlockShape::new(parameters.home_blocks);
        let sex_blocks = match parameters.sex {
            Some(_) => {
                let find = |name| container.find(name).cloned();
                Some([find(X_BLOCKS)?, find(Y_BLOCKS)?])
            }
            None => None,
        };
        let all = std::iter::once((&blocks, shape));
        let own = parameters.sex.iter().flat_map(|sex| [sex.x, sex.y]);
        let of_sex = sex_blocks.iter().flatten().zip(own.map(OwnKeys::shape));
        if !all
            .chain(of_sex)
            .all(|(section, shape)| shape.fits(section.length))
        {
            return Err(at(Error::new(
                ErrorKind::Malformed,
                "the blocks of keys do not fit the parameters",
            )));
        }
        Ok(Self {
            container,
            parameters,
            syncmers,
            blocks,
            shape,
            sex_blocks,
            taxonomy: Taxonomy::from_rows(&[TaxonRow {
                taxid: 1,
                parent: 1,
                rank: Rank::NoRank,
                name: "root".to_string(),
            }])?,
        })
    }

    pub(super) fn preload(&mut self, preload: Preload) -> Result<bool> {
        self.container.preload(preload)
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

    /// The shape of its sampled k-mers.
    pub fn syncmers(&self) -> SyncmerShape {
        self.syncmers
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

    /// Looks up canonical sampled k-mers; `found[i]` says whether `kmers[i]` is there.
    /// About one absent k-mer in 140,000 is taken for present.
    pub fn look_up(&self, kmers: &[u64], found: &mut Vec<bool>) {
        /// How many lookups ahead memory is asked for.
        const AHEAD: usize = 16;
        let blocks = self.container.bytes(&self.blocks);
        let shape = self.shape;
        found.clear();
        found.reserve(kmers.len());
        for &kmer in kmers.iter().take(AHEAD) {
            prefetch(blocks, shape.byte_of(key_hash(kmer)));
        }
        for (place, &kmer) in kmers.iter().enumerate() {
            if let Some(&later) = kmers.get(place + AHEAD) {
                prefetch(blocks, shape.byte_of(key_hash(later)));
            }
            found.push(holds(blocks, shape, key_hash(kmer)));
        }
    }
}

impl HostFilter {
    /// What counts fragments by sex chromosome, where those are told apart.
    fn sex_counter(&self) -> Option<SexCounter<'_>> {
        let (Some([x, y]), Some(keys)) = (&self.sex_blocks, self.parameters.sex) else {
            return None;
        };
        let own = |section, keys: OwnKeys| OwnBlocks {
            bytes: self.container.bytes(section),
            shape: keys.shape(),
        };
        Some(SexCounter::new(own(x, keys.x), own(y, keys.y)))
    }
}

/// The hash of a canonical k-mer.
#[inline]
fn key_hash(kmer: u64) -> u64 {
    murmur(kmer ^ 0x2545_f491_4f6c_dd1d)
}
