//! The table: one cache line a lookup.
//!
//! A bucket is 64 bytes: an overflow filter and 15 cells of 32 bits. A cell
//! holds the low bits of a key's hash (the fingerprint) above a value; a zero
//! cell is empty. A key that finds its bucket full goes to the next one, and one
//! of the 32 filter bits of the full bucket, chosen by the hash, says so; a
//! lookup goes on only if that bit is set. At 80 % load about 2 in 100 lookups of
//! absent keys touch a second line.
//!
//! A parallel array holds one byte for each cell: the chunk of the genome the key
//! lies in. Lookups never touch it.

use super::spread::REPEATED;
use crate::prefetch::prefetch;
use crate::vectors::Masks;
use std::ops::Range;

/// Bytes of a bucket: one cache line.
pub(super) const BUCKET_BYTES: usize = 64;
/// Cells of a bucket.
pub(super) const CELLS: usize = 15;
/// Words of a bucket, and numbers of cells that a bucket takes: number 0 is the filter's.
pub(super) const WORDS: usize = BUCKET_BYTES / 4;
/// Occupied share of the cells, as built.
const LOAD: f64 = 0.8;

/// Where a key lives and how it is recognised.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct TableShape {
    /// Buckets a hash can point to; a few more follow for what spills over the last.
    pub(super) home_buckets: u32,
    /// Bits of a value; the other bits of a cell are the fingerprint.
    pub(super) value_bits: u32,
}

impl TableShape {
    /// For a number of keys and the largest value.
    pub(super) fn for_keys(keys: usize, largest_value: u32) -> Self {
        let buckets = (keys as f64 / (CELLS as f64 * LOAD)).ceil().max(1.0);
        Self {
            home_buckets: buckets as u32,
            value_bits: 32 - largest_value.leading_zeros(),
        }
    }

    /// The bucket a hash points to.
    #[inline]
    pub(super) fn home(self, hash: u64) -> usize {
        (((hash >> 32) * u64::from(self.home_buckets)) >> 32) as usize
    }

    /// The bits of a hash that stand in its cell.
    #[inline]
    pub(super) fn fingerprint(self, hash: u64) -> u32 {
        (hash as u32) & (u32::MAX >> self.value_bits)
    }

    /// The filter bit of a hash, from bits that the fingerprint uses last.
    #[inline]
    pub(super) fn overflow_bit(hash: u64) -> u32 {
        1 << ((hash as u32) >> 27)
    }

    /// The cell of a key.
    pub(super) fn cell(self, key: &Key) -> u32 {
        (self.fingerprint(key.hash) << self.value_bits) | key.value
    }
}

/// Starts loading the bucket of a hash.
#[inline]
pub(super) fn prefetch_bucket(table: &[u8], shape: TableShape, hash: u64) {
    prefetch(table, shape.home(hash) * BUCKET_BYTES);
}

/// The value stored for a hash and the number of its cell, or 0 and 0.
#[inline(always)]
pub(super) fn find<M: Masks>(table: &[u8], shape: TableShape, hash: u64) -> (u32, u64) {
    let fingerprint = shape.fingerprint(hash);
    let (buckets, _) = table.as_chunks::<BUCKET_BYTES>();
    let home = shape.home(hash);
    for (bucket, words) in (home..).zip(buckets.get(home..).unwrap_or_default()) {
        // Word 0 is the filter; a zero cell is empty.
        let alike = M::equal(words, shape.value_bits, fingerprint) & !1;
        let places = if fingerprint == 0 {
            alike & !M::none_of(words, u32::MAX)
        } else {
            alike
        };
        let (words, _) = words.as_chunks::<4>();
        if places != 0 {
            let place = places.trailing_zeros() as usize;
            let cell = u32::from_le_bytes(words[place]);
            let number = (bucket * WORDS + place) as u64;
            return (cell & ((1 << shape.value_bits) - 1), number);
        }
        if u32::from_le_bytes(words[0]) & TableShape::overflow_bit(hash) == 0 {
            break;
        }
    }
    (0, 0)
}

/// A cell of the table that holds a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cell {
    /// Its number, as lookups give it.
    pub number: u64,
    /// Its value; see [`ValueTable`](super::ValueTable).
    pub value: u32,
    /// The chunk of the genome its key lies in, below
    /// [`CHUNKS_PER_GENOME`](super::CHUNKS_PER_GENOME); `None` if some genome holds it
    /// more than once.
    pub chunk: Option<u8>,
}

/// The cells that hold a key and that `wanted` asks for by number, in order.
pub(super) fn cells<'a>(
    table: &'a [u8],
    chunks: &'a [u8],
    shape: TableShape,
    buckets: Range<usize>,
    wanted: impl Fn(usize) -> bool + 'a,
) -> impl Iterator<Item = Cell> + 'a {
    let (words, _) = table.as_chunks::<4>();
    let numbers = buckets.start * WORDS..buckets.end * WORDS;
    numbers
        .filter(move |&number| wanted(number))
        .filter_map(move |number| {
            // Word 0 of a bucket is its filter; a zero cell is empty.
            let cell = u32::from_le_bytes(*words.get(number)?);
            let value = cell & ((1 << shape.value_bits) - 1);
            (value != 0 && number % WORDS != 0).then(|| Cell {
                number: number as u64,
                value,
                chunk: chunks
                    .get(number)
                    .copied()
                    .filter(|&chunk| chunk < REPEATED),
            })
        })
}

/// A key as it goes into the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Key {
    pub(super) hash: u64,
    pub(super) value: u32,
    /// The chunk of the genome it lies in.
    pub(super) chunk: u8,
}

#[cfg(test)]
mod tests {
    use super::super::super::murmur;
    use super::super::build::pour_whole;
    use super::*;
    use crate::vectors::Portable;

    fn build(hashes: &[u64], shape: TableShape) -> (Vec<u8>, Vec<u8>) {
        let mut sorted: Vec<Key> = hashes
            .iter()
            .enumerate()
            .map(|(i, &hash)| Key {
                hash,
                value: i as u32 % 500 + 1,
                chunk: (i % 64) as u8,
            })
            .collect();
        sorted.sort_unstable_by_key(|key| key.hash);
        pour_whole(sorted, shape, |a, b| a.max(b))
    }

    #[test]
    fn every_key_is_found_at_any_load() {
        for (count, crowding) in [
            (0_usize, 1),
            (1, 1),
            (15, 1),
            (16, 1),
            (1000, 1),
            (50_000, 1),
            (1000, 2),
        ] {
            let hashes: Vec<u64> = (0..count as u64).map(murmur).collect();
            // With crowding the home buckets hold only part of the keys and the rest spills.
            let shape = TableShape::for_keys(count / crowding, 500);
            let (table, chunks) = build(&hashes, shape);
            assert_eq!(table.len() % BUCKET_BYTES, 0);
            assert_eq!(chunks.len() * 4, table.len());
            let buckets = 0..table.len() / BUCKET_BYTES;
            let listed: Vec<Cell> = cells(&table, &chunks, shape, buckets, |_| true).collect();
            for (i, &hash) in hashes.iter().enumerate() {
                let (value, cell) = find::<Portable>(&table, shape, hash);
                assert_eq!(value, i as u32 % 500 + 1, "{i} of {count}");
                assert_eq!(usize::from(chunks[cell as usize]), i % 64, "{i} of {count}");
                let chunk = Some((i % 64) as u8);
                let place = listed.binary_search_by_key(&cell, |cell| cell.number);
                let expected = Cell {
                    number: cell,
                    value,
                    chunk,
                };
                assert_eq!(listed[place.unwrap()], expected);
            }
            assert_eq!(listed.len(), count);
        }
    }

    #[test]
    fn absent_keys_are_rarely_found_and_rarely_cost_a_second_line() {
        let hashes: Vec<u64> = (0..100_000).map(murmur).collect();
        let shape = TableShape::for_keys(hashes.len(), 500);
        let (table, _) = build(&hashes, shape);
        let absent = || (1_000_000..1_200_000_u64).map(murmur);
        let found = absent()
            .filter(|&hash| find::<Portable>(&table, shape, hash).0 != 0)
            .count();
        // 200,000 lookups x 12 cells / 2^23 fingerprints = 0.3 expected.
        assert!(found <= 5, "{found}");
        let second = absent()
            .filter(|&hash| {
                let at = shape.home(hash) * BUCKET_BYTES;
                let filter = u32::from_le_bytes(table[at..at + 4].try_into().unwrap());
                filter & TableShape::overflow_bit(hash) != 0
            })
            .count();
        assert!(second < 200_000 * 3 / 100, "{second}");
    }

    #[test]
    fn keys_that_cannot_be_told_apart_share_a_joined_value() {
        let shape = TableShape {
            home_buckets: 1,
            value_bits: 10,
        };
        let keys = [(5, 3), (5 | 1 << 40, 4)].map(|(hash, value)| Key {
            hash,
            value,
            chunk: 0,
        });
        let (table, _) = pour_whole(keys.to_vec(), shape, |a, b| a + b);
        assert_eq!(find::<Portable>(&table, shape, 5).0, 7);
    }
}
