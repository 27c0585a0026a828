//! Reference databases: what a key says about a taxon.
//!
//! [`Database::open`] sees which kind is there: a native file or the folder of
//! a Kraken 2 database. Both are memory-mapped, so opening takes no longer for
//! a large one.

pub mod amplicon;
pub mod filter;
mod kraken2;
mod map;
mod mark;
mod memory;
pub mod native;
mod preload;
mod ranges;

pub use amplicon::AmpliconDatabase;
pub use filter::{HostFilter, HostFinder};
pub(crate) use kraken2::murmur;
pub use kraken2::{Kraken2Database, Kraken2LookUp, Kraken2Options, Kraken2Table};
pub use map::FileMap;
pub use mark::{DatabaseKind, DatabaseMark};
pub use memory::MemoryBudget;
pub use native::{NativeDatabase, NativeLookUp};
pub use preload::Preload;

use crate::error::{Error, ErrorKind, Result};
use crate::taxonomy::Taxonomy;
use std::path::Path;

/// An open database of any kind.
#[derive(Debug)]
pub enum Database {
    /// A Kraken 2 database.
    Kraken2(Box<Kraken2Database>),
    /// A native database.
    Native(Box<NativeDatabase>),
    /// A database of a marker gene.
    Amplicon(Box<AmpliconDatabase>),
    /// A filter of a host.
    Filter(Box<HostFilter>),
}

impl Database {
    /// Opens a database: native, of a marker gene, or Kraken 2.
    ///
    /// # Errors
    /// When there is none, or it is damaged or unsupported.
    pub fn open(path: &Path) -> Result<Self> {
        if path.is_dir() {
            if !Kraken2Database::is_at(path) {
                return Err(Error::new(ErrorKind::Missing, "no database in this folder")
                    .at_path(path)
                    .mend("give a native database file, or a Kraken 2 folder with hash.k2d, opts.k2d and taxo.k2d"));
            }
            return Kraken2Database::open(path).map(|database| Self::Kraken2(Box::new(database)));
        }
        if AmpliconDatabase::is_at(path) {
            return AmpliconDatabase::open(path).map(|database| Self::Amplicon(Box::new(database)));
        }
        if HostFilter::is_at(path) {
            return HostFilter::open(path).map(|filter| Self::Filter(Box::new(filter)));
        }
        NativeDatabase::open(path).map(|database| Self::Native(Box::new(database)))
    }

    /// Copies the table into memory, if asked to; whether it was. Calls do not depend on
    /// it.
    ///
    /// # Errors
    /// When there is no memory for it, or the file cannot be read.
    pub fn preload(&mut self, preload: Preload) -> Result<bool> {
        match self {
            Self::Kraken2(database) => database.preload(preload),
            Self::Native(database) => database.preload(preload),
            Self::Filter(filter) => filter.preload(preload),
            // Its index is built when it is opened.
            Self::Amplicon(_) => Ok(false),
        }
    }

    /// The tree of taxa; of a filter, which has none, a root alone.
    pub fn taxonomy(&self) -> &Taxonomy {
        match self {
            Self::Filter(filter) => filter.taxonomy(),
            Self::Kraken2(database) => database.taxonomy(),
            Self::Native(database) => database.taxonomy(),
            Self::Amplicon(database) => database.taxonomy(),
        }
    }
}
