//! Kraken 2 databases as they are: `hash.k2d`, `opts.k2d` and `taxo.k2d` in a folder.

mod options;
mod remainder;
mod table;

pub use options::Kraken2Options;
pub use table::{Kraken2LookUp, Kraken2Table};

use super::Preload;
use super::map::FileMap;
use crate::error::{Error, ErrorKind, Result};
use crate::taxonomy::{Taxon, Taxonomy, read_kraken2};
use std::path::{Path, PathBuf};

/// A Kraken 2 database, memory-mapped.
#[derive(Debug)]
pub struct Kraken2Database {
    folder: PathBuf,
    options: Kraken2Options,
    taxonomy: Taxonomy,
    table: Kraken2Table,
}

impl Kraken2Database {
    /// Whether a folder looks like a Kraken 2 database.
    pub fn is_at(folder: &Path) -> bool {
        folder.join("hash.k2d").exists() || folder.join("taxo.k2d").exists()
    }

    /// Opens the three files of a folder.
    ///
    /// # Errors
    /// When a file is missing, cut short or malformed, or the database is one of proteins.
    pub fn open(folder: &Path) -> Result<Self> {
        let damaged = |error: Error, path: &Path| {
            error
                .at_path(path)
                .or_mend("copy or build the database again; the file is damaged")
        };
        let open = |name: &str| {
            let path = folder.join(name);
            let map = FileMap::open(&path).map_err(|error| {
                error.mend("a Kraken 2 database is a folder with hash.k2d, opts.k2d and taxo.k2d")
            })?;
            Ok((path, map))
        };
        let (path, bytes) = open("opts.k2d")?;
        let options = Kraken2Options::parse(&bytes).map_err(|error| damaged(error, &path))?;
        let (path, bytes) = open("taxo.k2d")?;
        let taxonomy = read_kraken2(&bytes).map_err(|error| damaged(error, &path))?;
        let (path, map) = open("hash.k2d")?;
        let table = Kraken2Table::new(map).map_err(|error| damaged(error, &path))?;
        if (taxonomy.len() as u64) > 1 << table.bits().1 {
            return Err(Error::new(
                ErrorKind::Mismatch,
                format!(
                    "{} taxa do not fit into {} value bits",
                    taxonomy.len(),
                    table.bits().1
                ),
            )
            .at_path(&path)
            .mend("take hash.k2d and taxo.k2d of one and the same database"));
        }
        Ok(Self {
            folder: folder.to_path_buf(),
            options,
            taxonomy,
            table,
        })
    }

    pub(super) fn preload(&mut self, preload: Preload) -> Result<bool> {
        self.table.preload(preload)
    }

    /// The folder it was opened from.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// What `opts.k2d` says.
    pub fn options(&self) -> &Kraken2Options {
        &self.options
    }

    /// The tree of `taxo.k2d`, in Kraken 2's numbering.
    pub fn taxonomy(&self) -> &Taxonomy {
        &self.taxonomy
    }

    /// The table.
    pub fn table(&self) -> &Kraken2Table {
        &self.table
    }

    /// Begins lookups of minimizers: the memory that they need is asked for.
    pub fn begin(&self, keys: &[u64], begun: &mut Vec<Kraken2LookUp>) {
        let minimum = self.options.minimum_acceptable_hash;
        self.table.begin(keys, minimum, begun);
    }

    /// Ends lookups: appends the taxon of each minimizer, or none. Best called a few
    /// hundred nanoseconds after [`begin`](Self::begin), when the memory has come.
    pub fn finish(&self, begun: &[Kraken2LookUp], taxa: &mut Vec<Taxon>) {
        self.table.finish(begun, self.taxonomy.len() as u32, taxa);
    }
}

/// The 64-bit finalizer of MurmurHash3 (Appleby, public domain).
#[inline]
pub(crate) fn murmur(key: u64) -> u64 {
    let mut hash = key;
    hash ^= hash >> 33;
    hash = hash.wrapping_mul(0xff51_afd7_ed55_8ccd);
    hash ^= hash >> 33;
    hash = hash.wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    hash ^ (hash >> 33)
}
