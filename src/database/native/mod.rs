//! nuka's own databases: one file, memory-mapped, checksummed.
//!
//! Genomes are represented by a sample of their k-mers, [open
//! syncmers](crate::minimizer::SyncmerScanner). A table says for each whether it
//! belongs to one species or to a few ([`ValueTable`]), at one cache line a
//! lookup. The file also holds the tree, counts by taxon ([`TaxonFacts`]), the
//! genomes it was made from with their checksums ([`GenomeFacts`]) and its
//! parameters ([`Parameters`]).
#![doc = ""]
#![doc = include_str!("sampling.md")]

mod assign;
mod build;
pub(super) mod container;
mod facts;
mod genomes;
mod spread;
mod table;
#[cfg(test)]
pub(crate) mod tests_support;
mod values;

pub(super) use assign::source_file;
pub(super) use build::json_line;
pub use build::{BuildEstimate, BuildPlan};
pub use container::{FORMAT_VERSION, Section};
pub use facts::{GenomeFacts, Parameters, SourceFile, TaxonFacts};
pub(super) use facts::{read_taxonomy, write_taxonomy};
pub use genomes::{GenomeSource, read_genomes};
pub use spread::{CHUNKS_PER_GENOME, Spread};
pub use values::ValueTable;

use super::Preload;
use super::murmur;
use crate::error::{Error, ErrorKind, Result};
use crate::minimizer::SyncmerShape;
use crate::taxonomy::Taxonomy;
use crate::vectors::{Masks, Vectors, vectorized};
use container::Container;
use std::path::Path;
pub use table::Cell;
use table::{BUCKET_BYTES, TableShape, WORDS, find, prefetch_bucket};

const PARAMETERS: &str = "params";
const TAXONOMY: &str = "taxonomy";
const SETS: &str = "sets";
const FACTS: &str = "facts";
const GENOMES: &str = "genomes";
const SPREAD: &str = "spread";
const CHUNKS: &str = "chunks";
const TABLE: &str = "table";

/// An open native database.
#[derive(Debug)]
pub struct NativeDatabase {
    container: Container,
    parameters: Parameters,
    syncmers: SyncmerShape,
    taxonomy: Taxonomy,
    values: ValueTable,
    facts: Vec<TaxonFacts>,
    table: Section,
    chunks: Section,
    shape: TableShape,
    vectors: Vectors,
}

/// The hash of a canonical k-mer that places it in the table.
#[inline]
fn key_hash(kmer: u64) -> u64 {
    // Without the constant the k-mer of A alone would have hash 0.
    murmur(kmer ^ 0x5851_f42d_4c95_7f2d)
}

/// A lookup that has begun.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NativeLookUp {
    hash: u64,
}

vectorized!(find_all = find_all_body, (
    table: &[u8],
    shape: TableShape,
    begun: &[NativeLookUp],
    values: &mut [u32],
    cells: &mut [u64]
));

#[inline(always)]
fn find_all_body<M: Masks>(
    table: &[u8],
    shape: TableShape,
    begun: &[NativeLookUp],
    values: &mut [u32],
    cells: &mut [u64],
) {
    for ((value, cell), look_up) in values.iter_mut().zip(cells).zip(begun) {
        (*value, *cell) = find::<M>(table, shape, look_up.hash);
    }
}

impl NativeDatabase {
    /// Whether a file begins like a native database.
    pub fn is_at(path: &Path) -> bool {
        container::has_magic(path)
    }

    /// Opens a file. Everything but the table is compared with its checksum; the
    /// table only by [`verify`](Self::verify), as that reads all of it.
    ///
    /// # Errors
    /// When the file is not a native database, is cut short, damaged, or of
    /// another format version.
    pub fn open(path: &Path) -> Result<Self> {
        let container = Container::open(path)?;
        let at = |name: &'static str| {
            move |error: Error| {
                error
                    .at_path(path)
                    .at_field(format!("section {name}"))
                    .or_mend("build the database again")
            }
        };
        let parameters: Parameters = serde_json::from_slice(container.checked(PARAMETERS)?)
            .map_err(|error| {
                at(PARAMETERS)(Error::new(
                    ErrorKind::Malformed,
                    format!("not readable: {error}"),
                ))
            })?;
        let syncmers = SyncmerShape::new(parameters.k, parameters.s).map_err(at(PARAMETERS))?;
        let taxonomy = facts::read_taxonomy(container.checked(TAXONOMY)?).map_err(at(TAXONOMY))?;
        let sets = values::read_sets(container.checked(SETS)?, &taxonomy).map_err(at(SETS))?;
        let facts = facts::read_facts(container.checked(FACTS)?, &taxonomy).map_err(at(FACTS))?;
        let species = facts::species_of(&taxonomy, &facts);
        let values = ValueTable::new(&taxonomy, sets, &species);
        let table = container.find(TABLE)?.clone();
        let shape = TableShape {
            home_buckets: parameters.home_buckets,
            value_bits: parameters.value_bits,
        };
        let least = u64::from(shape.home_buckets) * BUCKET_BYTES as u64;
        let chunks = container.find(CHUNKS)?.clone();
        let fits = (table.length as u64) >= least
            && chunks.length == table.length / 4
            && table.length % BUCKET_BYTES == 0
            && (1..32).contains(&shape.value_bits)
            && shape.home_buckets > 0;
        if !fits {
            return Err(at(TABLE)(Error::new(
                ErrorKind::Malformed,
                "the table does not fit its parameters",
            )));
        }
        Ok(Self {
            container,
            parameters,
            syncmers,
            taxonomy,
            values,
            facts,
            table,
            chunks,
            shape,
            vectors: Vectors::widest(),
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

    /// One number for the whole file: the checksum of its header, which holds those
    /// of all sections.
    pub fn checksum(&self) -> u64 {
        self.container.checksum()
    }

    /// How it was made.
    pub fn parameters(&self) -> &Parameters {
        &self.parameters
    }

    /// The shape of its sampled k-mers.
    pub fn syncmers(&self) -> SyncmerShape {
        self.syncmers
    }

    /// The tree.
    pub fn taxonomy(&self) -> &Taxonomy {
        &self.taxonomy
    }

    /// What the values of the table mean.
    pub fn values(&self) -> &ValueTable {
        &self.values
    }

    /// Counts by taxon, by [`Taxon::index`](crate::taxonomy::Taxon::index).
    pub fn facts(&self) -> &[TaxonFacts] {
        &self.facts
    }

    /// The sections of the file.
    pub fn sections(&self) -> &[Section] {
        self.container.sections()
    }

    /// How the keys of each species are spread over its genome and over sets.
    ///
    /// # Errors
    /// When their section is damaged.
    pub fn spread(&self) -> Result<Spread> {
        let bytes = self.container.checked(SPREAD)?;
        Spread::read(bytes, &self.taxonomy, &self.values).map_err(|error| {
            error
                .at_path(self.path())
                .at_field(format!("section {SPREAD}"))
                .or_mend("build the database again")
        })
    }

    /// The genomes, in order of accession.
    ///
    /// # Errors
    /// When their section is damaged.
    pub fn genomes(&self) -> Result<Vec<GenomeFacts>> {
        let lines = self.container.checked(GENOMES)?;
        serde_json::Deserializer::from_slice(lines)
            .into_iter()
            .collect::<std::result::Result<_, _>>()
            .map_err(|error| {
                Error::new(ErrorKind::Malformed, format!("not readable: {error}"))
                    .at_path(self.path())
                    .at_field(format!("section {GENOMES}"))
            })
    }

    /// Compares every byte of the file with its checksums.
    ///
    /// # Errors
    /// One for each damaged section.
    pub fn verify(&self) -> Result<()> {
        let damaged = self
            .sections()
            .iter()
            .filter_map(|section| self.container.check(section).err());
        Error::gather(damaged.collect()).map_or(Ok(()), Err)
    }

    /// Begins lookups of canonical sampled k-mers: the memory that they need is asked for.
    pub fn begin(&self, kmers: &[u64], begun: &mut Vec<NativeLookUp>) {
        let table = self.container.bytes(&self.table);
        begun.extend(kmers.iter().map(|&kmer| {
            let hash = key_hash(kmer);
            prefetch_bucket(table, self.shape, hash);
            NativeLookUp { hash }
        }));
    }

    /// Ends lookups: appends for each k-mer its value, 0 for none (see
    /// [`values`](Self::values)), and the number of its cell, 0 for none. Best called a
    /// few hundred nanoseconds after [`begin`](Self::begin), when the memory has come.
    pub fn finish(&self, begun: &[NativeLookUp], values: &mut Vec<u32>, cells: &mut Vec<u64>) {
        let table = self.container.bytes(&self.table);
        let (first_value, first_cell) = (values.len(), cells.len());
        values.resize(first_value + begun.len(), 0);
        cells.resize(first_cell + begun.len(), 0);
        find_all(
            self.vectors,
            table,
            self.shape,
            begun,
            &mut values[first_value..],
            &mut cells[first_cell..],
        );
    }

    /// Numbers of cells are below this.
    pub fn cell_numbers(&self) -> usize {
        self.chunks.length
    }

    /// The keys of part number `part` of `parts` about equal ones of the table whose cells
    /// `wanted` asks for by number, in order.
    pub fn cells<'a>(
        &'a self,
        part: usize,
        parts: usize,
        wanted: impl Fn(usize) -> bool + 'a,
    ) -> impl Iterator<Item = Cell> + 'a {
        let buckets = self.cell_numbers() / WORDS;
        let border = |part: usize| buckets * part.min(parts) / parts.max(1);
        table::cells(
            self.container.bytes(&self.table),
            self.container.bytes(&self.chunks),
            self.shape,
            border(part)..border(part + 1),
            wanted,
        )
    }
}
