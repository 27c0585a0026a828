//! What tells one database from another, for records of what was done with it.

use super::{Database, Kraken2Database, NativeDatabase};
use crate::error::{Error, Result};
use crate::taxonomy::Rank;
use serde::{Deserialize, Serialize};
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;
use xxhash_rust::xxh3::Xxh3Default;

/// Pieces of a Kraken 2 file that are hashed, and their length in bytes.
const PIECES: u64 = 4096;
const PIECE_BYTES: u64 = 4096;

/// The kind of a database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DatabaseKind {
    /// A native file.
    Nuka,
    /// The folder of a Kraken 2 database.
    Kraken2,
    /// A file of a marker gene.
    Amplicon,
    /// A filter of a host.
    Filter,
}

/// The identity of a database, whatever its name and place.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DatabaseMark {
    /// Its kind.
    pub kind: DatabaseKind,
    /// XXH3-64 in hexadecimal: of the checksums of all sections of a native file;
    /// of the lengths and the bytes of a Kraken 2 database's files, of which large
    /// ones give 4,096 pieces of 4 KiB spread evenly.
    pub checksum: String,
    /// Length of the k-mers, in bases.
    pub k: u64,
    /// Length of the s-mers that choose the k-mers of a native database, in bases.
    pub s: Option<u64>,
    /// Length of the minimizers of a Kraken 2 database, in bases.
    pub l: Option<u64>,
    /// Species in its tree.
    pub species: u64,
}

impl Database {
    /// What tells it from other databases.
    ///
    /// # Errors
    /// When the files of a Kraken 2 database cannot be read.
    pub fn mark(&self) -> Result<DatabaseMark> {
        let taxonomy = self.taxonomy();
        let is_species = |taxon: &_| taxonomy.rank(*taxon) == Rank::Species;
        let species = taxonomy.taxa().filter(is_species).count() as u64;
        match self {
            Self::Native(database) => Ok(mark_native(database, species)),
            Self::Kraken2(database) => mark_kraken2(database, species),
            Self::Amplicon(database) => Ok(DatabaseMark {
                kind: DatabaseKind::Amplicon,
                checksum: format!("{:016x}", database.checksum()),
                k: u64::from(database.parameters().k),
                s: None,
                l: None,
                species,
            }),
            Self::Filter(filter) => Ok(DatabaseMark {
                kind: DatabaseKind::Filter,
                checksum: format!("{:016x}", filter.checksum()),
                k: filter.parameters().k as u64,
                s: Some(filter.parameters().s as u64),
                l: None,
                species: 0,
            }),
        }
    }

    /// The file or folder it was opened from.
    pub fn path(&self) -> &Path {
        match self {
            Self::Native(database) => database.path(),
            Self::Kraken2(database) => database.folder(),
            Self::Amplicon(database) => database.path(),
            Self::Filter(filter) => filter.path(),
        }
    }
}

fn mark_native(database: &NativeDatabase, species: u64) -> DatabaseMark {
    let parameters = database.parameters();
    DatabaseMark {
        kind: DatabaseKind::Nuka,
        checksum: format!("{:016x}", database.checksum()),
        k: parameters.k as u64,
        s: Some(parameters.s as u64),
        l: None,
        species,
    }
}

fn mark_kraken2(database: &Kraken2Database, species: u64) -> Result<DatabaseMark> {
    let mut hasher = Xxh3Default::new();
    for name in ["opts.k2d", "taxo.k2d", "hash.k2d"] {
        let path = database.folder().join(name);
        hash_pieces(&path, &mut hasher).map_err(|source| Error::io("read", &path, source))?;
    }
    let shape = database.options().shape;
    Ok(DatabaseMark {
        kind: DatabaseKind::Kraken2,
        checksum: format!("{:016x}", hasher.digest()),
        k: shape.k as u64,
        s: None,
        l: Some(shape.l as u64),
        species,
    })
}

/// Hashes the length of a file and its bytes, or pieces of a large one.
fn hash_pieces(path: &Path, hasher: &mut Xxh3Default) -> io::Result<()> {
    let mut file = File::open(path)?;
    let length = file.metadata()?.len();
    hasher.update(&length.to_le_bytes());
    let mut piece = Vec::new();
    // Overlapping pieces of a file shorter than all of them cover it whole.
    let pieces = PIECES.min(length.div_ceil(PIECE_BYTES));
    for number in 0..pieces {
        let room = length.saturating_sub(PIECE_BYTES);
        let start = u128::from(room) * u128::from(number) / u128::from((pieces - 1).max(1));
        file.seek(SeekFrom::Start(start as u64))?;
        piece.clear();
        file.by_ref().take(PIECE_BYTES).read_to_end(&mut piece)?;
        hasher.update(&piece);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hash(bytes: &[u8]) -> u64 {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("f");
        std::fs::write(&path, bytes).unwrap();
        let mut hasher = Xxh3Default::new();
        hash_pieces(&path, &mut hasher).unwrap();
        hasher.digest()
    }

    #[test]
    fn every_byte_of_a_short_file_counts() {
        for length in [1, 4095, 4096, 4097, 8191, 8193, 50_000] {
            let bytes = vec![7_u8; length];
            let whole = hash(&bytes);
            for place in [0, length / 3, length / 2, length - 1] {
                let mut other = bytes.clone();
                other[place] = 8;
                assert_ne!(hash(&other), whole, "byte {place} of {length}");
            }
            assert_ne!(hash(&bytes[1..]), whole);
        }
    }

    #[test]
    fn the_first_and_the_last_byte_of_a_long_file_count() {
        let mut bytes = vec![7_u8; 40 << 20];
        let whole = hash(&bytes);
        for place in [0, (40 << 20) - 1] {
            bytes[place] = 8;
            assert_ne!(hash(&bytes), whole);
            bytes[place] = 7;
        }
        assert_eq!(hash(&bytes), whole);
    }
}
