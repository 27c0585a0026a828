//! The cells of a filter: one cache line a lookup.
//!
//! A bucket is 64 bytes: 30 cells of 16 bits, and a word whose bits say which keys
//! spilled into the next bucket. Zero is no fingerprint.

const BUCKET_BYTES: usize = 64;
const CELLS: usize = 30;
/// Occupied share of the cells, as built.
const LOAD: f64 = 0.82;

/// Where a key lives and how it is recognised.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct CellShape {
    home_buckets: u32,
}

impl CellShape {
    pub(super) fn new(home_buckets: u32) -> Self {
        Self { home_buckets }
    }

    /// Buckets for a number of keys.
    pub(super) fn buckets_for(keys: usize) -> u32 {
        (keys as f64 / (CELLS as f64 * LOAD)).ceil().max(1.0) as u32
    }

    /// Whether cells of this length are of the shape.
    pub(super) fn fits(self, bytes: usize) -> bool {
        let least = self.home_buckets as usize * BUCKET_BYTES;
        self.home_buckets > 0 && bytes >= least && bytes.is_multiple_of(BUCKET_BYTES)
    }

    fn home(self, hash: u64) -> usize {
        (((hash >> 32) * u64::from(self.home_buckets)) >> 32) as usize
    }

    /// Where the bucket of a hash begins.
    pub(super) fn byte_of(self, hash: u64) -> usize {
        self.home(hash) * BUCKET_BYTES
    }

    fn fingerprint(hash: u64) -> u16 {
        (hash as u16).max(1)
    }

    fn overflow_bit(hash: u64) -> u32 {
        1 << ((hash >> 16) & 31)
    }
}

/// Whether a hash is there.
#[inline]
pub(super) fn holds(cells: &[u8], shape: CellShape, hash: u64) -> bool {
    let fingerprint = CellShape::fingerprint(hash);
    let (buckets, _) = cells.as_chunks::<BUCKET_BYTES>();
    for bucket in &buckets[shape.home(hash)..] {
        let (words, _) = bucket.as_chunks::<2>();
        // All cells at once, without a branch, as vector units like it.
        let found = words[2..].iter().fold(false, |found, &word| {
            found | (u16::from_le_bytes(word) == fingerprint)
        });
        if found {
            return true;
        }
        let overflow = u32::from_le_bytes([bucket[0], bucket[1], bucket[2], bucket[3]]);
        if overflow & CellShape::overflow_bit(hash) == 0 {
            return false;
        }
    }
    false
}

/// Pours hashes, ascending, into cells.
pub(super) fn pour(hashes: &[u64], shape: CellShape) -> Vec<u8> {
    let mut bytes = Vec::with_capacity((shape.home_buckets as usize + 1) * BUCKET_BYTES);
    let mut waiting: Vec<u64> = Vec::new();
    let mut next = 0;
    let mut bucket = 0;
    while bucket < shape.home_buckets as usize || !waiting.is_empty() {
        let own = hashes[next..].partition_point(|&hash| shape.home(hash) <= bucket);
        let mut kept: Vec<u64> = hashes[next..next + own].to_vec();
        next += own;
        kept.append(&mut waiting);
        waiting = kept.split_off(kept.len().min(CELLS));
        let overflow = waiting
            .iter()
            .fold(0, |bits, &hash| bits | CellShape::overflow_bit(hash));
        bytes.extend(overflow.to_le_bytes());
        let mut cells = [0_u16; CELLS];
        for (cell, &hash) in cells.iter_mut().zip(&kept) {
            *cell = CellShape::fingerprint(hash);
        }
        bytes.extend(cells.iter().flat_map(|cell| cell.to_le_bytes()));
        bucket += 1;
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::database::murmur;

    #[test]
    fn every_key_is_found_at_any_load_and_absent_ones_rarely() {
        for (count, crowding) in [
            (0, 1),
            (1, 1),
            (31, 1),
            (1_000, 1),
            (100_000, 1),
            (3_000, 2),
        ] {
            let mut hashes: Vec<u64> = (1..=count as u64).map(murmur).collect();
            hashes.sort_unstable();
            let shape = CellShape::new(CellShape::buckets_for(count / crowding));
            let cells = pour(&hashes, shape);
            assert!(shape.fits(cells.len()));
            assert!(
                hashes.iter().all(|&hash| holds(&cells, shape, hash)),
                "{count}"
            );
            let absent = (1_000_000..1_100_000_u64).map(murmur);
            let found = absent.filter(|&hash| holds(&cells, shape, hash)).count();
            // 100,000 lookups x 25 cells / 2^16 fingerprints = 38 expected.
            assert!(crowding > 1 || found < 80, "{count}: {found}");
        }
    }
}
