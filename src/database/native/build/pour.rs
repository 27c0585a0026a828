//! Pouring keys into the buckets of the table, in units that know nothing of each other.
//!
//! A unit holds all keys of some buckets in a row. It is poured as if no key spilled over
//! from the buckets before it. Where some did, its first buckets are poured once more with
//! them, up to the first one that nothing spills out of: from there on both ways agree.

use super::super::table::{BUCKET_BYTES, CELLS, Key, TableShape, WORDS};
use std::ops::Range;

/// Cuts keys that come by range into units.
pub(super) struct UnitCutter {
    shape: TableShape,
    /// Keys of the last bucket that has any: more of them may come.
    waiting: Vec<Key>,
    /// The first bucket of no unit yet.
    next_bucket: usize,
}

/// Some buckets and all the keys that belong there.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Unit {
    buckets: Range<usize>,
    /// Ascending by hash.
    keys: Vec<Key>,
}

/// A unit as bytes.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Poured {
    unit: Unit,
    pub(super) table: Vec<u8>,
    /// The chunk of each cell.
    pub(super) chunks: Vec<u8>,
    /// Keys that spill out of the last bucket.
    left: Vec<Key>,
}

impl UnitCutter {
    pub(super) fn new(shape: TableShape) -> Self {
        Self {
            shape,
            waiting: Vec::new(),
            next_bucket: 0,
        }
    }

    /// The unit that the next keys make whole, if they do. They ascend by hash, from one
    /// call to the next too.
    pub(super) fn cut(&mut self, mut keys: Vec<Key>) -> Option<Unit> {
        let last = self.shape.home(keys.last()?.hash);
        if !self.waiting.is_empty() {
            self.waiting.append(&mut keys);
            keys = std::mem::take(&mut self.waiting);
        }
        let whole = keys.partition_point(|key| self.shape.home(key.hash) < last);
        self.waiting = keys.split_off(whole);
        Some(self.unit(keys, last))
    }

    /// The last unit.
    pub(super) fn finish(mut self) -> Unit {
        let keys = std::mem::take(&mut self.waiting);
        self.unit(keys, self.shape.home_buckets as usize)
    }

    fn unit(&mut self, keys: Vec<Key>, end: usize) -> Unit {
        let buckets = self.next_bucket..end;
        self.next_bucket = end;
        Unit { buckets, keys }
    }
}

impl Unit {
    /// Makes one of keys of one bucket that have the same fingerprint and cannot be told
    /// apart: `join` makes one value of their two.
    pub(super) fn merge_twins(&mut self, shape: TableShape, join: impl Fn(u32, u32) -> u32) {
        let (mut kept, mut first_of_bucket) = (0, 0);
        for place in 0..self.keys.len() {
            let key = self.keys[place];
            let home = shape.home(key.hash);
            if kept > 0 && shape.home(self.keys[kept - 1].hash) != home {
                first_of_bucket = kept;
            }
            let fingerprint = shape.fingerprint(key.hash);
            let twin = self.keys[first_of_bucket..kept]
                .iter_mut()
                .find(|other| shape.fingerprint(other.hash) == fingerprint);
            match twin {
                Some(other) => other.value = join(other.value, key.value),
                None => {
                    self.keys[kept] = key;
                    kept += 1;
                }
            }
        }
        self.keys.truncate(kept);
    }

    pub(super) fn keys(&self) -> &[Key] {
        &self.keys
    }

    /// Pours the keys into the buckets.
    pub(super) fn pour(self, shape: TableShape) -> Poured {
        let buckets = self.buckets.len();
        let mut table = Vec::with_capacity(buckets * BUCKET_BYTES);
        let mut chunks = Vec::with_capacity(buckets * WORDS);
        let mut left = Vec::new();
        let mut rest = &self.keys[..];
        for bucket in self.buckets.clone() {
            let own = take_own(&mut rest, bucket, shape);
            let (cells, cell_chunks) = fill_bucket(own, &mut left, shape);
            table.extend_from_slice(&cells);
            chunks.extend_from_slice(&cell_chunks);
        }
        Poured {
            unit: self,
            table,
            chunks,
            left,
        }
    }
}

impl Poured {
    /// Lets in what spilled over from the bucket before the first; gives in its place what
    /// spills out of the last one.
    pub(super) fn let_in(&mut self, spilled: &mut Vec<Key>, shape: TableShape) {
        let mut rest = &self.unit.keys[..];
        let (buckets, _) = self.table.as_chunks_mut::<BUCKET_BYTES>();
        let (chunks, _) = self.chunks.as_chunks_mut::<WORDS>();
        let places = buckets.iter_mut().zip(chunks);
        for (number, (cells, cell_chunks)) in self.unit.buckets.clone().zip(places) {
            if spilled.is_empty() {
                std::mem::swap(spilled, &mut self.left);
                return;
            }
            let own = take_own(&mut rest, number, shape);
            (*cells, *cell_chunks) = fill_bucket(own, spilled, shape);
        }
        // With more keys in, no fewer spill out of the last bucket: `spilled` has them all.
    }
}

/// The buckets after the last home bucket, for what still spills.
pub(super) fn pour_rest(mut spilled: Vec<Key>, shape: TableShape) -> (Vec<u8>, Vec<u8>) {
    let (mut table, mut chunks) = (Vec::new(), Vec::new());
    while !spilled.is_empty() {
        let (cells, cell_chunks) = fill_bucket(&[], &mut spilled, shape);
        table.extend_from_slice(&cells);
        chunks.extend_from_slice(&cell_chunks);
    }
    (table, chunks)
}

/// The first keys, those of a bucket.
fn take_own<'a>(rest: &mut &'a [Key], bucket: usize, shape: TableShape) -> &'a [Key] {
    let is_own = |key: &&Key| shape.home(key.hash) == bucket;
    let (own, later) = rest.split_at(rest.iter().take_while(is_own).count());
    *rest = later;
    own
}

/// A bucket of its own keys and then those that spilled, as far as they go in; the
/// others spill on.
fn fill_bucket(
    own: &[Key],
    spilled: &mut Vec<Key>,
    shape: TableShape,
) -> ([u8; BUCKET_BYTES], [u8; WORDS]) {
    let mut cells = [0; BUCKET_BYTES];
    let mut chunks = [0; WORDS];
    let mut left = Vec::new();
    let mut filter = 0_u32;
    let (words, _) = cells.as_chunks_mut::<4>();
    for (place, key) in own.iter().chain(spilled.iter()).enumerate() {
        if place < CELLS {
            words[place + 1] = shape.cell(key).to_le_bytes();
            chunks[place + 1] = key.chunk;
        } else {
            filter |= TableShape::overflow_bit(key.hash);
            left.push(*key);
        }
    }
    words[0] = filter.to_le_bytes();
    *spilled = left;
    (cells, chunks)
}

/// Keys in ascending order of hash as one whole table, with the chunks of its cells.
#[cfg(test)]
pub(in crate::database::native) fn pour_whole(
    keys: Vec<Key>,
    shape: TableShape,
    join: impl Fn(u32, u32) -> u32,
) -> (Vec<u8>, Vec<u8>) {
    let mut unit = Unit {
        buckets: 0..shape.home_buckets as usize,
        keys,
    };
    unit.merge_twins(shape, join);
    let poured = unit.pour(shape);
    let (rest, rest_chunks) = pour_rest(poured.left, shape);
    (
        [poured.table, rest].concat(),
        [poured.chunks, rest_chunks].concat(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The obvious way: bucket by bucket, each with a list of what spilled before.
    fn pour_slowly(
        keys: &[Key],
        shape: TableShape,
        join: fn(u32, u32) -> u32,
    ) -> (Vec<u8>, Vec<u8>) {
        let (mut table, mut chunks) = (Vec::new(), Vec::new());
        let mut spilled: Vec<Key> = Vec::new();
        let mut bucket = 0;
        while bucket < shape.home_buckets as usize || !spilled.is_empty() {
            let mut all: Vec<Key> = Vec::new();
            for key in keys.iter().filter(|key| shape.home(key.hash) == bucket) {
                let alike =
                    |other: &&mut Key| shape.fingerprint(other.hash) == shape.fingerprint(key.hash);
                match all.iter_mut().find(alike) {
                    Some(twin) => twin.value = join(twin.value, key.value),
                    None => all.push(*key),
                }
            }
            all.append(&mut spilled);
            spilled = all.split_off(all.len().min(CELLS));
            let filter = spilled
                .iter()
                .fold(0, |bits, key| bits | TableShape::overflow_bit(key.hash));
            let mut words = vec![filter];
            words.extend(all.iter().map(|key| shape.cell(key)));
            words.resize(WORDS, 0);
            table.extend(words.iter().flat_map(|word| word.to_le_bytes()));
            let mut row: Vec<u8> = std::iter::once(0)
                .chain(all.iter().map(|key| key.chunk))
                .collect();
            row.resize(WORDS, 0);
            chunks.extend(row);
            bucket += 1;
        }
        (table, chunks)
    }

    proptest! {
        /// Few buckets for many keys, and fingerprints of few bits, so that buckets spill
        /// over several others and across units, and twins are common.
        #[test]
        fn units_make_the_table_that_is_poured_bucket_by_bucket(
            mut words in proptest::collection::vec((any::<u32>(), 0_u32..200, 1_u32..9, 0_u8..65), 0..300),
            cuts in proptest::collection::vec(0_usize..300, 0..8),
            home_buckets in 1_u32..40,
        ) {
            let shape = TableShape { home_buckets, value_bits: 8 };
            words.sort_unstable();
            let keys: Vec<Key> = words
                .iter()
                .map(|&(high, low, value, chunk)| Key {
                    hash: u64::from(high) << 32 | u64::from(low) | u64::from(low) << 25 & 0xf800_0000,
                    value,
                    chunk,
                })
                .collect();
            let join = |a: u32, b: u32| (3 * a + b) % 200 + 1;
            let mut cuts: Vec<usize> = cuts.into_iter().map(|cut| cut.min(keys.len())).collect();
            cuts.extend([0, keys.len()]);
            cuts.sort_unstable();

            let mut cutter = UnitCutter::new(shape);
            let mut units: Vec<Unit> = cuts
                .windows(2)
                .filter_map(|cut| cutter.cut(keys[cut[0]..cut[1]].to_vec()))
                .collect();
            units.push(cutter.finish());
            let (mut table, mut chunks, mut spilled) = (Vec::new(), Vec::new(), Vec::new());
            for mut unit in units {
                unit.merge_twins(shape, join);
                let mut poured = unit.pour(shape);
                poured.let_in(&mut spilled, shape);
                table.extend(poured.table);
                chunks.extend(poured.chunks);
            }
            let (rest, rest_chunks) = pour_rest(spilled, shape);
            table.extend(rest);
            chunks.extend(rest_chunks);

            let expected = pour_slowly(&keys, shape, join);
            prop_assert_eq!(&pour_whole(keys, shape, join), &expected);
            prop_assert_eq!((table, chunks), expected);
        }
    }
}
