//! Kraken 2 databases as they are: `hash.k2d`, `opts.k2d` and `taxo.k2d` in a folder.

use super::map::FileMap;
use super::prefetch::prefetch;
use crate::error::{Error, ErrorKind, Result};
use crate::minimizer::Kraken2Shape;
use crate::taxonomy::{Taxon, Taxonomy, read_kraken2};
use std::path::{Path, PathBuf};

const TABLE_HEADER_BYTES: usize = 32;
const OPTIONS_BYTES: usize = 64;
/// Up to the options that every version wrote: k, l, masks and the nucleotide flag.
const LEAST_OPTIONS_BYTES: usize = 40;

/// A Kraken 2 database, memory-mapped.
#[derive(Debug)]
pub struct Kraken2Database {
    folder: PathBuf,
    options: Kraken2Options,
    taxonomy: Taxonomy,
    table: Kraken2Table,
}

/// What `opts.k2d` says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kraken2Options {
    /// The shape of the minimizers.
    pub shape: Kraken2Shape,
    /// Minimizers with a hash below this were left out of the table; 0 for none.
    pub minimum_acceptable_hash: u64,
}

/// The compact hash table of `hash.k2d`.
#[derive(Debug)]
pub struct Kraken2Table {
    map: FileMap,
    capacity: u64,
    size: u64,
    key_bits: u32,
    value_bits: u32,
    cell: Cell,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cell {
    FourBytes,
    FiveBytes,
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
        let read = |name: &str| {
            let path = folder.join(name);
            std::fs::read(&path)
                .map_err(|source| {
                    Error::io("read", &path, source).mend(
                        "a Kraken 2 database is a folder with hash.k2d, opts.k2d and taxo.k2d",
                    )
                })
                .map(|bytes| (path, bytes))
        };
        let (path, bytes) = read("opts.k2d")?;
        let options = Kraken2Options::parse(&bytes).map_err(|error| error.at_path(&path))?;
        let (path, bytes) = read("taxo.k2d")?;
        let taxonomy = read_kraken2(&bytes).map_err(|error| error.at_path(&path))?;
        let path = folder.join("hash.k2d");
        let table =
            Kraken2Table::new(FileMap::open(&path)?).map_err(|error| error.at_path(&path))?;
        if (taxonomy.len() as u64) > 1 << table.value_bits {
            return Err(Error::new(
                ErrorKind::Mismatch,
                format!(
                    "{} taxa do not fit into {} value bits",
                    taxonomy.len(),
                    table.value_bits
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

    /// Looks up minimizers; `taxa[i]` becomes the taxon of `keys[i]` or none.
    pub fn look_up(&self, keys: &[u64], taxa: &mut Vec<Taxon>) {
        /// How many lookups ahead memory is asked for.
        const AHEAD: usize = 16;
        let minimum = self.options.minimum_acceptable_hash;
        taxa.clear();
        taxa.reserve(keys.len());
        for &key in keys.iter().take(AHEAD) {
            self.table.prefetch(murmur(key));
        }
        for (place, &key) in keys.iter().enumerate() {
            if let Some(&later) = keys.get(place + AHEAD) {
                self.table.prefetch(murmur(later));
            }
            let hash = murmur(key);
            // With no minimum nothing is below it.
            let taxon = if hash < minimum {
                Taxon::NONE
            } else {
                self.table.get(hash)
            };
            let known = taxon.index() < self.taxonomy.len();
            taxa.push(if known { taxon } else { Taxon::NONE });
        }
    }
}

impl Kraken2Options {
    /// Parses `opts.k2d`; files of old versions are shorter and mean zero for what is missing.
    ///
    /// # Errors
    /// When it is too short, for proteins, or of an impossible shape.
    pub fn parse(bytes: &[u8]) -> Result<Self> {
        if bytes.len() < LEAST_OPTIONS_BYTES {
            return Err(Error::new(
                ErrorKind::Truncated,
                format!(
                    "found {} bytes, expected at least {LEAST_OPTIONS_BYTES}",
                    bytes.len()
                ),
            ));
        }
        let mut whole = [0_u8; OPTIONS_BYTES];
        let length = bytes.len().min(OPTIONS_BYTES);
        whole[..length].copy_from_slice(&bytes[..length]);
        let (words, _) = whole.as_chunks::<8>();
        let word = |place: usize| u64::from_le_bytes(words[place]);
        if whole[32] == 0 {
            return Err(Error::new(
                ErrorKind::Unsupported,
                "this is a protein database; nuka classifies against nucleotide databases only",
            )
            .mend("use a database built without --protein"));
        }
        let shape = Kraken2Shape {
            k: word(0) as usize,
            l: word(1) as usize,
            spaced_seed_mask: word(2),
            toggle_mask: word(3),
            reverse_complement_version: word(6) as i32,
        };
        crate::minimizer::Kraken2Scanner::new(shape)?;
        Ok(Self {
            shape,
            minimum_acceptable_hash: word(5),
        })
    }
}

impl Kraken2Table {
    fn new(map: FileMap) -> Result<Self> {
        if map.len() < TABLE_HEADER_BYTES {
            return Err(Error::new(
                ErrorKind::Truncated,
                format!(
                    "found {} bytes, expected a header of {TABLE_HEADER_BYTES}",
                    map.len()
                ),
            ));
        }
        let (words, _) = map.as_chunks::<8>();
        let word = |place: usize| u64::from_le_bytes(words[place]);
        let (capacity, size) = (word(0), word(1));
        let (key_bits, value_bits) = (word(2), word(3));
        let cell = match key_bits.checked_add(value_bits) {
            Some(32) => Cell::FourBytes,
            Some(40) => Cell::FiveBytes,
            _ => {
                return Err(Error::new(
                    ErrorKind::Unsupported,
                    format!("found {key_bits} key and {value_bits} value bits, expected 32 or 40 together"),
                )
                .mend("check that the file is the hash.k2d of a Kraken 2 database"));
            }
        };
        let most_value_bits = 31;
        if key_bits == 0 || value_bits == 0 || value_bits > most_value_bits {
            return Err(Error::new(
                ErrorKind::Malformed,
                format!("found {value_bits} value bits, expected 1 to {most_value_bits}"),
            ));
        }
        let expected = capacity
            .checked_mul(cell.bytes() as u64)
            .and_then(|bytes| bytes.checked_add(TABLE_HEADER_BYTES as u64));
        if capacity == 0 || expected != Some(map.len() as u64) {
            return Err(Error::new(
                ErrorKind::Truncated,
                format!(
                    "found {} bytes, expected {} for a table of {capacity} cells",
                    map.len(),
                    expected.map_or_else(|| "more than fit".to_string(), |bytes| bytes.to_string())
                ),
            )
            .mend("copy the database again; the file is incomplete or damaged"));
        }
        Ok(Self {
            map,
            capacity,
            size,
            key_bits: key_bits as u32,
            value_bits: value_bits as u32,
            cell,
        })
    }

    /// Number of cells.
    pub fn capacity(&self) -> u64 {
        self.capacity
    }

    /// Number of occupied cells, as the header says.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Bits of the fingerprint and of the taxon in a cell.
    pub fn bits(&self) -> (u32, u32) {
        (self.key_bits, self.value_bits)
    }

    /// Bytes of the file.
    pub fn bytes(&self) -> usize {
        self.map.len()
    }

    #[inline]
    fn prefetch(&self, hash: u64) {
        let cell = (hash % self.capacity) as usize;
        prefetch(&self.map, TABLE_HEADER_BYTES + cell * self.cell.bytes());
    }

    /// The taxon stored for a minimizer's hash: linear probing up to an empty cell.
    #[inline]
    fn get(&self, hash: u64) -> Taxon {
        let fingerprint = hash >> (64 - self.key_bits);
        let start = hash % self.capacity;
        let mut cell = start;
        loop {
            let (stored, value) = self.cell_at(cell as usize);
            if value == 0 || stored == fingerprint {
                return Taxon::from_index(value);
            }
            cell += 1;
            if cell == self.capacity {
                cell = 0;
            }
            if cell == start {
                return Taxon::NONE;
            }
        }
    }

    /// Fingerprint and value of a cell; the value of an empty cell is 0.
    #[inline]
    fn cell_at(&self, cell: usize) -> (u64, u32) {
        let at = TABLE_HEADER_BYTES + cell * self.cell.bytes();
        let low = self.map[at..at + 4]
            .try_into()
            .map_or(0, u32::from_le_bytes);
        let value = low & ((1 << self.value_bits) - 1);
        let mut stored = u64::from(low >> self.value_bits);
        if self.cell == Cell::FiveBytes {
            stored |= u64::from(self.map[at + 4]) << (32 - self.value_bits);
        }
        (stored, value)
    }
}

impl Cell {
    #[inline]
    fn bytes(self) -> usize {
        match self {
            Cell::FourBytes => 4,
            Cell::FiveBytes => 5,
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    fn options(bytes: &mut [u8; 64]) -> &mut [u8; 64] {
        bytes[0] = 35;
        bytes[8] = 31;
        bytes[32] = 1;
        bytes
    }

    #[test]
    fn old_short_option_files_mean_zero_for_what_is_missing() {
        let mut bytes = [0_u8; 64];
        options(&mut bytes)[48] = 1;
        assert_eq!(
            Kraken2Options::parse(&bytes)
                .unwrap()
                .shape
                .reverse_complement_version,
            1
        );
        let old = Kraken2Options::parse(&bytes[..48]).unwrap();
        assert_eq!(old.shape.reverse_complement_version, 0);
        assert!(Kraken2Options::parse(&bytes[..39]).is_err());
    }

    #[test]
    fn protein_databases_are_refused_with_a_clear_sentence() {
        let mut bytes = [0_u8; 64];
        options(&mut bytes)[32] = 0;
        let error = Kraken2Options::parse(&bytes).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unsupported);
        assert!(error.to_string().contains("protein database"));
    }

    fn table(header: [u64; 4], cells: &[u8]) -> Result<Kraken2Table> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("hash.k2d");
        let mut bytes: Vec<u8> = header.iter().flat_map(|word| word.to_le_bytes()).collect();
        bytes.extend(cells);
        std::fs::write(&path, bytes).unwrap();
        Kraken2Table::new(FileMap::open(&path)?)
    }

    #[test]
    fn lookups_probe_wrap_and_stop() {
        // Three full cells: the fingerprints of hashes that start at cell 2.
        let (key_bits, value_bits) = (22_u64, 10_u64);
        let hashes: Vec<u64> = (1..)
            .map(murmur)
            .filter(|hash| hash % 3 == 2)
            .take(4)
            .collect();
        let cell = |hash: u64, value: u32| ((hash >> (64 - key_bits)) as u32) << value_bits | value;
        let cells = [cell(hashes[1], 6), cell(hashes[2], 7), cell(hashes[0], 5)];
        let bytes: Vec<u8> = cells.iter().flat_map(|cell| cell.to_le_bytes()).collect();
        let table = table([3, 3, key_bits, value_bits], &bytes).unwrap();
        let found: Vec<usize> = hashes.iter().map(|&hash| table.get(hash).index()).collect();
        assert_eq!(found, [5, 6, 7, 0]);
    }

    #[test]
    fn five_byte_cells_join_their_two_parts() {
        let hash = murmur(42);
        let fingerprint = hash >> (64 - 30);
        let low = ((fingerprint as u32) << 10) | 9;
        let mut bytes = low.to_le_bytes().to_vec();
        bytes.push((fingerprint >> 22) as u8);
        let table = table([1, 1, 30, 10], &bytes).unwrap();
        assert_eq!(table.get(hash).index(), 9);
        assert_eq!(table.get(hash ^ (1 << 63)).index(), 0);
    }

    #[test]
    fn tables_of_the_wrong_size_or_layout_are_refused() {
        assert!(table([3, 0, 22, 10], &[0; 11]).is_err());
        assert!(table([3, 0, 22, 10], &[0; 13]).is_err());
        assert!(table([u64::MAX, 0, 22, 10], &[0; 12]).is_err());
        assert!(table([0, 0, 22, 10], &[]).is_err());
        assert!(table([3, 0, 20, 10], &[0; 12]).is_err());
        assert!(table([3, 0, 32, 0], &[0; 12]).is_err());
    }
}
