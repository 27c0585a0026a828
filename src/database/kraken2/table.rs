//! The compact hash table of `hash.k2d`.

use super::super::Preload;
use super::super::map::FileMap;
use super::murmur;
use super::remainder::Divisor;
use crate::error::{Error, ErrorKind, Result};
use crate::prefetch::prefetch;
use crate::taxonomy::Taxon;
use crate::vectors::{Masks, Vectors, vectorized};

/// Minimizers looked up in a thousand bytes of FASTQ, about: 39 a read of 150 bases.
const LOOKUPS_PER_KILOBYTE: u64 = 117;
const TABLE_HEADER_BYTES: usize = 32;
/// A cache line, and how many cells of four bytes it holds.
const LINE_BYTES: usize = 64;
const LINE_CELLS: usize = LINE_BYTES / 4;

/// The compact hash table of `hash.k2d`.
#[derive(Debug)]
pub struct Kraken2Table {
    map: FileMap,
    vectors: Vectors,
    capacity: Divisor,
    size: u64,
    key_bits: u32,
    value_bits: u32,
    cell: Cell,
}

/// A lookup that has begun.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kraken2LookUp {
    hash: u64,
    cell: u64,
}

impl Kraken2LookUp {
    /// Finds nothing.
    const NEVER: Self = Self {
        hash: 0,
        cell: u64::MAX,
    };
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cell {
    FourBytes,
    FiveBytes,
}

impl Kraken2Table {
    pub(super) fn new(map: FileMap) -> Result<Self> {
        if map.len() < TABLE_HEADER_BYTES {
            return Err(Error::new(
                ErrorKind::Truncated,
                format!(
                    "found {} bytes, expected a header of {TABLE_HEADER_BYTES}",
                    map.len()
                ),
            )
            .mend("copy the database again; the file is incomplete"));
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
        if size > capacity {
            return Err(Error::new(
                ErrorKind::Malformed,
                format!("found {size} occupied of {capacity} cells"),
            )
            .mend("copy the database again; the file is damaged"));
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
                    expected.map_or_else(
                        || "more than any file has".to_string(),
                        |bytes| bytes.to_string()
                    )
                ),
            )
            .mend("copy the database again; the file is incomplete or damaged"));
        }
        Ok(Self {
            map,
            vectors: Vectors::widest(),
            capacity: Divisor::new(capacity),
            size,
            key_bits: key_bits as u32,
            value_bits: value_bits as u32,
            cell,
        })
    }

    pub(super) fn preload(&mut self, preload: Preload) -> Result<bool> {
        super::super::preload::preload(&mut self.map, preload, LOOKUPS_PER_KILOBYTE)
    }

    /// Number of cells.
    pub fn capacity(&self) -> u64 {
        self.capacity.get()
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

    /// Begins lookups: the lines that each may need are asked for. Keys whose hash is
    /// below `minimum_hash` will not be found.
    pub(super) fn begin(&self, keys: &[u64], minimum_hash: u64, begun: &mut Vec<Kraken2LookUp>) {
        begun.extend(keys.iter().map(|&key| {
            let hash = murmur(key);
            if hash < minimum_hash {
                return Kraken2LookUp::NEVER;
            }
            let cell = self.capacity.remainder(hash);
            let at = TABLE_HEADER_BYTES + cell as usize * self.cell.bytes();
            prefetch(&self.map, at);
            // Chains are mostly shorter than this.
            if at % LINE_BYTES >= LINE_BYTES - 4 * self.cell.bytes() {
                prefetch(&self.map, at + LINE_BYTES / 2);
            }
            Kraken2LookUp { hash, cell }
        }));
    }

    /// Ends lookups: appends the taxon of each, none where there is none or it is not
    /// below `known`.
    pub(super) fn finish(&self, begun: &[Kraken2LookUp], known: u32, taxa: &mut Vec<Taxon>) {
        let before = taxa.len();
        taxa.resize(before + begun.len(), Taxon::NONE);
        find_all(self.vectors, self, begun, known, &mut taxa[before..]);
    }

    /// The value stored for a hash, 0 for none; a whole line of cells at once.
    #[inline(always)]
    fn value<M: Masks>(&self, Kraken2LookUp { hash, cell }: Kraken2LookUp) -> u32 {
        if cell == u64::MAX {
            return 0;
        }
        if M::WIDE && self.cell == Cell::FourBytes {
            let fingerprint = (hash >> (64 - self.key_bits)) as u32;
            let slot = TABLE_HEADER_BYTES / 4 + cell as usize;
            let (lines, _) = self.map.as_chunks::<LINE_BYTES>();
            let lines = lines.get(slot / LINE_CELLS..).unwrap_or_default();
            let mut skipped = slot % LINE_CELLS;
            for line in lines {
                // An empty cell, whose value is 0, ends a search, or one with the fingerprint.
                let stops = M::none_of(line, (1 << self.value_bits) - 1)
                    | M::equal(line, self.value_bits, fingerprint);
                let stops = stops >> skipped << skipped;
                if stops != 0 {
                    let (cells, _) = line.as_chunks::<4>();
                    let stop = u32::from_le_bytes(cells[stops.trailing_zeros() as usize]);
                    return stop & ((1 << self.value_bits) - 1);
                }
                skipped = 0;
            }
        }
        self.probe(hash, cell)
    }

    /// The value stored for a hash, 0 for none: cell by cell up to an empty one.
    fn probe(&self, hash: u64, start: u64) -> u32 {
        let fingerprint = hash >> (64 - self.key_bits);
        let mut cell = start;
        loop {
            let (stored, value) = self.cell_at(cell as usize);
            if value == 0 || stored == fingerprint {
                return value;
            }
            cell += 1;
            if cell == self.capacity.get() {
                cell = 0;
            }
            if cell == start {
                return 0;
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

vectorized!(find_all = find_all_body, (
    table: &Kraken2Table, begun: &[Kraken2LookUp], known: u32, taxa: &mut [Taxon]
));

#[inline(always)]
fn find_all_body<M: Masks>(
    table: &Kraken2Table,
    begun: &[Kraken2LookUp],
    known: u32,
    taxa: &mut [Taxon],
) {
    for (taxon, &look_up) in taxa.iter_mut().zip(begun) {
        let value = table.value::<M>(look_up);
        *taxon = Taxon::from_index(if value < known { value } else { 0 });
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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn get(table: &Kraken2Table, hash: u64) -> u32 {
        table.probe(hash, hash % table.capacity())
    }

    proptest! {
        #[test]
        fn any_table_is_refused_or_can_be_asked(
            header in any::<[u64; 4]>(),
            bits in (0_u64..42, prop::sample::select(vec![32_u64, 40])),
            cells in proptest::collection::vec(any::<u8>(), 0..60),
            hashes in proptest::collection::vec(any::<u64>(), 1..9),
        ) {
            let width = bits.1 / 8;
            let fitting = [cells.len() as u64 / width, 0, bits.1.saturating_sub(bits.0), bits.0];
            let whole = &cells[..cells.len() / width as usize * width as usize];
            let tables = [table(header, &cells), table(fitting, whole)];
            for table in tables.iter().flatten() {
                for &hash in &hashes {
                    prop_assert!(u64::from(get(table, hash)) < 1 << table.bits().1);
                }
            }
        }

        #[test]
        fn every_width_finds_what_cell_by_cell_is_found(
            keys in proptest::collection::vec(any::<u64>(), 1..200),
            others in proptest::collection::vec(any::<u64>(), 0..100),
            room in 1_usize..4,
            value_bits in 4_u64..12,
        ) {
            let capacity = keys.len() * room;
            let mut cells = vec![0_u32; capacity];
            for (place, &key) in keys.iter().enumerate() {
                let hash = murmur(key);
                let mut at = (hash % capacity as u64) as usize;
                while cells[at] != 0 {
                    at = (at + 1) % capacity;
                }
                let fingerprint = (hash >> (32 + value_bits)) as u32;
                cells[at] = fingerprint << value_bits | (place as u32 % 15 + 1);
            }
            let bytes: Vec<u8> = cells.iter().flat_map(|cell| cell.to_le_bytes()).collect();
            let header = [capacity as u64, keys.len() as u64, 32 - value_bits, value_bits];
            let mut table = table(header, &bytes).unwrap();
            let asked: Vec<u64> = keys.iter().chain(&others).copied().collect();
            let expected: Vec<u32> = asked.iter().map(|&key| get(&table, murmur(key))).collect();
            let mut look_up = |vectors, minimum_hash, known| -> Vec<u32> {
                table.vectors = vectors;
                let (mut begun, mut taxa) = (Vec::new(), Vec::new());
                table.begin(&asked, minimum_hash, &mut begun);
                table.finish(&begun, known, &mut taxa);
                taxa.iter().map(|taxon| taxon.index() as u32).collect()
            };
            for vectors in Vectors::all() {
                prop_assert_eq!(&look_up(vectors, 0, u32::MAX), &expected);
            }
            prop_assert!(look_up(Vectors::widest(), u64::MAX, u32::MAX).iter().all(|&value| value == 0));
            let known = expected.iter().map(|&value| if value < 3 { value } else { 0 });
            prop_assert_eq!(look_up(Vectors::widest(), 0, 3), known.collect::<Vec<_>>());
        }
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
        let found: Vec<u32> = hashes.iter().map(|&hash| get(&table, hash)).collect();
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
        assert_eq!(get(&table, hash), 9);
        assert_eq!(get(&table, hash ^ (1 << 63)), 0);
    }

    #[test]
    fn tables_of_the_wrong_size_or_layout_are_refused() {
        assert!(table([3, 0, 22, 10], &[0; 11]).is_err());
        assert!(table([3, 0, 22, 10], &[0; 13]).is_err());
        assert!(table([u64::MAX, 0, 22, 10], &[0; 12]).is_err());
        assert!(table([0, 0, 22, 10], &[]).is_err());
        assert!(table([3, 0, 20, 10], &[0; 12]).is_err());
        assert!(table([3, 0, 32, 0], &[0; 12]).is_err());
        assert!(table([3, 4, 22, 10], &[0; 12]).is_err());
    }
}
