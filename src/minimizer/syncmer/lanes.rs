//! Open syncmers of sixteen stretches at a time.

use super::super::code::reverse_complement;
use super::super::rows::{ROW_BASES, Rows};
use super::{SyncmerShape, scramble};
use crate::vectors::{Masks, Vectors, vectorized};

/// Stretches abreast: one 512-bit vector of 32-bit words.
pub(super) const LANES: usize = 16;

/// One word of each lane.
type Column = [u32; LANES];

/// Bases of a step of the hash loop: one word of codes.
const STEP: usize = 4;

/// The sampled k-mers of up to sixteen stretches without ambiguous bases.
#[derive(Debug, Clone)]
pub(super) struct SyncmerLanes {
    shape: SyncmerShape,
    vectors: Vectors,
    rows: Rows<LANES>,
    /// K-mers of each lane.
    kmers: [usize; LANES],
    /// Hashes of the canonical s-mers, by last base.
    hashes: Box<[Column; ROW_BASES]>,
    /// By last base: the smallest hash of the s-mer that ends there and those that
    /// follow, half a k-mer's worth.
    smallest: Box<[Column; ROW_BASES]>,
    /// By position of a k-mer: a bit for each lane in which it is sampled.
    sampled: Box<[u16; ROW_BASES]>,
    /// The same turned round: of each lane a bit for each position, the first one lowest.
    sampled_of: Box<[[u64; WORDS]; LANES]>,
    /// The codes of each lane, four bases a byte, the first base lowest.
    packed: Box<[[u8; PACKED_BYTES]; LANES]>,
}

/// Words with a bit for each position of a lane.
const WORDS: usize = ROW_BASES / 64;

/// The sampled k-mers of a lane, in order.
#[derive(Debug, Clone)]
pub(super) struct LaneKmers {
    positions: [u32; ROW_BASES],
    kmers: [u64; ROW_BASES],
    count: usize,
}

impl LaneKmers {
    pub(super) fn new() -> Self {
        Self {
            positions: [0; ROW_BASES],
            kmers: [0; ROW_BASES],
            count: 0,
        }
    }

    /// Where each begins in its sequence.
    pub(super) fn positions(&self) -> &[u32] {
        &self.positions[..self.count]
    }

    /// Each in its canonical form.
    pub(super) fn kmers(&self) -> &[u64] {
        &self.kmers[..self.count]
    }
}

/// The packed bases of a lane, and room to read 16 bytes at any of them.
const PACKED_BYTES: usize = ROW_BASES / 4 + 16;

impl SyncmerLanes {
    pub(super) fn new(shape: SyncmerShape, vectors: Vectors) -> Self {
        Self {
            shape,
            vectors,
            rows: Rows::new(),
            kmers: [0; LANES],
            hashes: Box::new([[0; LANES]; ROW_BASES]),
            smallest: Box::new([[0; LANES]; ROW_BASES]),
            sampled: Box::new([0; ROW_BASES]),
            sampled_of: Box::new([[0; WORDS]; LANES]),
            packed: Box::new([[0; PACKED_BYTES]; LANES]),
        }
    }

    pub(super) fn vectors(&self) -> Vectors {
        self.vectors
    }

    pub(super) fn is_full(&self) -> bool {
        self.rows.is_full()
    }

    /// Takes a stretch of `k` to `ROW_BASES` unambiguous bases; returns its lane.
    pub(super) fn push(&mut self, bases: &[u8]) -> usize {
        let lane = self.rows.push(self.vectors, bases);
        self.kmers[lane] = bases.len() + 1 - self.shape.k;
        lane
    }

    /// Empties the lanes.
    pub(super) fn clear(&mut self) {
        self.rows.clear();
    }

    /// Finds the sampled k-mers of all lanes.
    pub(super) fn compute(&mut self) {
        if self.rows.is_empty() {
            return;
        }
        let SyncmerShape { k, s } = self.shape;
        let half = (k - s) / 2;
        let (bases, rows) = (self.rows.longest(), self.rows.codes());
        hash_smers(self.vectors, rows, bases, s, &mut self.hashes);
        // From here on by the position of s-mers, not by their last base.
        let hashes = &self.hashes[s - 1..bases];
        let smallest = &mut self.smallest[..hashes.len()];
        take_smallest(self.vectors, hashes, half, smallest);
        let sampled = &mut self.sampled[..=bases - k];
        find_sampled(self.vectors, hashes, smallest, half, sampled);
        pack(self.vectors, rows, bases, &mut self.packed);
        turn_round(&self.sampled[..=bases - k], &mut self.sampled_of);
    }

    /// The sampled k-mers of a lane whose first base is number `start` of its sequence.
    pub(super) fn syncmers(&self, lane: usize, start: usize, found: &mut LaneKmers) {
        let lane = lane % LANES;
        let k = self.shape.k as u32;
        let packed = &self.packed[lane];
        found.count = 0;
        for (word, &sampled) in self.sampled_of[lane].iter().enumerate() {
            let first = 64 * word;
            // A lane ends where its own k-mers do.
            let own = match self.kmers[lane].saturating_sub(first) {
                kmers @ 0..64 => (1 << kmers) - 1,
                _ => u64::MAX,
            };
            let mut sampled = sampled & own;
            while sampled != 0 && found.count < ROW_BASES {
                let position = first + sampled.trailing_zeros() as usize;
                sampled &= sampled - 1;
                let mut bytes = [0; 16];
                bytes.copy_from_slice(&packed[position / 4..][..16]);
                let bases = (u128::from_le_bytes(bytes) >> (2 * (position % 4))) as u64;
                // Read with the first base highest, the word is the k-mer backwards; its
                // complement is the k-mer of the other strand.
                let backward = !bases & ((1 << (2 * k)) - 1);
                found.positions[found.count] = (start + position) as u32;
                found.kmers[found.count] = backward.min(reverse_complement(backward, k));
                found.count += 1;
            }
        }
    }
}

/// From a bit for each lane, by position, to a bit for each position, by lane. Positions
/// after the last given one mean nothing.
fn turn_round(sampled: &[u16], sampled_of: &mut [[u64; WORDS]; LANES]) {
    for (block, columns) in sampled.chunks(8).enumerate() {
        let (mut low, mut high) = (0, 0);
        for (place, &lanes) in columns.iter().enumerate() {
            let [first, second] = lanes.to_le_bytes();
            low |= u64::from(first) << (8 * place);
            high |= u64::from(second) << (8 * place);
        }
        let (low, high) = (transpose(low).to_le_bytes(), transpose(high).to_le_bytes());
        let shift = 8 * (block % 8);
        for (words, bits) in sampled_of.iter_mut().zip(low.into_iter().chain(high)) {
            let word = &mut words[block / 8];
            *word = (*word & !(0xff << shift)) | (u64::from(bits) << shift);
        }
    }
}

/// Rows and columns of an 8 x 8 matrix of bits, a byte a row, change places (Warren,
/// Hacker's Delight, 2nd edition 2012, section 7-3).
fn transpose(matrix: u64) -> u64 {
    let swap = |matrix: u64, shift: u32, mask: u64| {
        let differ = (matrix ^ (matrix >> shift)) & mask;
        matrix ^ differ ^ (differ << shift)
    };
    let matrix = swap(matrix, 7, 0x00aa_00aa_00aa_00aa);
    let matrix = swap(matrix, 14, 0x0000_cccc_0000_cccc);
    swap(matrix, 28, 0x0000_0000_f0f0_f0f0)
}

vectorized!(hash_smers = hash_smers_body, (
    rows: &[[u8; ROW_BASES]; LANES], bases: usize, s: usize, hashes: &mut [Column; ROW_BASES]
));

/// The hash of the canonical s-mer that ends at each base; those before the first whole
/// one mean nothing.
#[inline(always)]
fn hash_smers_body<M: Masks>(
    rows: &[[u8; ROW_BASES]; LANES],
    bases: usize,
    s: usize,
    hashes: &mut [Column; ROW_BASES],
) {
    let mask = u32::MAX >> (32 - 2 * s);
    let top = 2 * (s - 1) as u32;
    let (mut forward, mut backward) = ([0_u32; LANES], [0_u32; LANES]);
    let (steps, _) = hashes.as_chunks_mut::<STEP>();
    for (step, hashes) in steps.iter_mut().enumerate().take(bases.div_ceil(STEP)) {
        // No closures here or below: they would be compiled without the vectors.
        let mut words = [0; LANES];
        for (word, row) in words.iter_mut().zip(rows) {
            let (codes, _) = row.as_chunks::<STEP>();
            *word = u32::from_le_bytes(codes[step]);
        }
        for column in hashes {
            for lane in 0..LANES {
                let code = words[lane] & 3;
                words[lane] >>= 8;
                forward[lane] = ((forward[lane] << 2) | code) & mask;
                backward[lane] = (backward[lane] >> 2) | ((3 ^ code) << top);
                column[lane] = scramble(forward[lane].min(backward[lane]));
            }
        }
    }
}

vectorized!(take_smallest = take_smallest_body, (
    hashes: &[Column], width: usize, smallest: &mut [Column]
));

/// The smallest of each column and the `width - 1` that follow; the last ones have fewer
/// followers and mean nothing.
#[inline(always)]
fn take_smallest_body<M: Masks>(hashes: &[Column], width: usize, smallest: &mut [Column]) {
    smallest.copy_from_slice(hashes);
    let mut spanned = 1;
    while spanned < width {
        let shift = spanned.min(width - spanned);
        for place in shift..smallest.len() {
            let (earlier, later) = smallest.split_at_mut(place);
            let column = &mut earlier[place - shift];
            for (hash, &other) in column.iter_mut().zip(&later[0]) {
                *hash = (*hash).min(other);
            }
        }
        spanned += shift;
    }
}

vectorized!(find_sampled = find_sampled_body, (
    hashes: &[Column], smallest: &[Column], half: usize, sampled: &mut [u16]
));

/// A k-mer is sampled when its middle s-mer is smaller than the `half` before it and the
/// `half` after it.
#[inline(always)]
fn find_sampled_body<M: Masks>(
    hashes: &[Column],
    smallest: &[Column],
    half: usize,
    sampled: &mut [u16],
) {
    let middles = &hashes[half..][..sampled.len()];
    let before = &smallest[..sampled.len()];
    let after = &smallest[half + 1..][..sampled.len()];
    for (((sampled, middle), before), after) in
        sampled.iter_mut().zip(middles).zip(before).zip(after)
    {
        let mut others = [0; LANES];
        for lane in 0..LANES {
            others[lane] = before[lane].min(after[lane]);
        }
        *sampled = M::less(middle, &others);
    }
}

vectorized!(pack = pack_body, (
    rows: &[[u8; ROW_BASES]; LANES], bases: usize, packed: &mut [[u8; PACKED_BYTES]; LANES]
));

/// Eight codes of a byte each into two bytes, at a time.
#[inline(always)]
fn pack_body<M: Masks>(
    rows: &[[u8; ROW_BASES]; LANES],
    bases: usize,
    packed: &mut [[u8; PACKED_BYTES]; LANES],
) {
    const CODES: usize = 8;
    for (row, packed) in rows.iter().zip(packed) {
        let (words, _) = row.as_chunks::<CODES>();
        let (pairs, _) = packed.as_chunks_mut::<2>();
        for (pair, &word) in pairs.iter_mut().zip(&words[..bases.div_ceil(CODES)]) {
            let word = u64::from_le_bytes(word);
            let word = (word | (word >> 6)) & 0x000f_000f_000f_000f;
            let word = (word | (word >> 12)) & 0x0000_00ff_0000_00ff;
            *pair = ((word | (word >> 24)) as u16).to_le_bytes();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn turning_round_moves_every_bit(sampled in proptest::collection::vec(any::<u16>(), 1..=ROW_BASES)) {
            let mut turned = [[u64::MAX; WORDS]; LANES];
            turn_round(&sampled, &mut turned);
            for (position, lanes) in sampled.iter().enumerate() {
                for (lane, words) in turned.iter().enumerate() {
                    let bit = words[position / 64] >> (position % 64) & 1;
                    prop_assert_eq!(bit, u64::from(lanes >> lane & 1));
                }
            }
        }
    }
}
