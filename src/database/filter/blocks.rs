//! The keys of a filter: one cache line a lookup.
//!
//! A block is 64 bytes: 26 slots of 16 bits behind 96 bits that tell what they mean.
//! A key's hash chooses its block, one of 48 groups in the block, and what a slot
//! holds of it, its fingerprint. The slots of a group stand side by side, the groups
//! in order (a quotient filter within a cache line: Bender 2012,
//! doi:10.14778/2350229.2350275), so 16 bits tell as much as 21.5 would alone.
//!
//! ```text
//! 0   groups that have slots: a bit each, 48
//! 6   overflow: 16 bits
//! 8   slots that are the last of their group: a bit each, 26 of 32
//! 12  slots: 26 of 16 bits
//! ```
//!
//! A key that finds its block full goes to the next one, and an overflow bit of the
//! full block, chosen by the hash, says so. An absent key is taken for present once in
//! about 140,000 lookups: 22 keys in 48 groups of 2^16 fingerprints.

const BLOCK_BYTES: usize = 64;
const SLOTS: usize = 26;
const GROUPS: u32 = 48;
const SLOTS_FROM: usize = BLOCK_BYTES - 2 * SLOTS;
/// Occupied share of the slots, as built: 2.9 bytes a key.
const LOAD: f64 = 0.84;

type Block = [u8; BLOCK_BYTES];

/// Where a key lives and how it is recognised.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct BlockShape {
    /// Blocks a hash can point to; a few more follow for what spills over the last.
    home_blocks: u32,
}

impl BlockShape {
    pub(super) fn new(home_blocks: u32) -> Self {
        Self { home_blocks }
    }

    /// For a number of keys.
    pub(super) fn for_keys(keys: usize) -> Self {
        let blocks = (keys as f64 / (SLOTS as f64 * LOAD)).ceil().max(1.0);
        Self::new(blocks as u32)
    }

    pub(super) fn home_blocks(self) -> u32 {
        self.home_blocks
    }

    /// Bytes of the blocks a hash can point to.
    pub(super) fn home_bytes(self) -> u64 {
        u64::from(self.home_blocks) * BLOCK_BYTES as u64
    }

    /// Whether so many bytes may be blocks of this shape.
    pub(super) fn fits(self, bytes: usize) -> bool {
        self.home_blocks > 0
            && bytes as u64 >= self.home_bytes()
            && bytes.is_multiple_of(BLOCK_BYTES)
    }

    fn home(self, hash: u64) -> usize {
        (((hash >> 32) * u64::from(self.home_blocks)) >> 32) as usize
    }

    /// Where the block of a hash begins.
    #[inline]
    pub(super) fn byte_of(self, hash: u64) -> usize {
        self.home(hash) * BLOCK_BYTES
    }
}

fn fingerprint(hash: u64) -> u16 {
    hash as u16
}

fn group(hash: u64) -> u32 {
    (((hash >> 16) as u32 & 0x3ff) * GROUPS) >> 10
}

/// The overflow bit of a hash, beside the groups.
fn overflow_bit(hash: u64) -> u64 {
    1 << (GROUPS + ((hash >> 26) as u32 & 15))
}

/// Whether a hash is there.
#[inline]
pub(super) fn holds(blocks: &[u8], shape: BlockShape, hash: u64) -> bool {
    let (blocks, _) = blocks.as_chunks::<BLOCK_BYTES>();
    for block in blocks.iter().skip(shape.home(hash)) {
        let alike = slots_alike(block, fingerprint(hash));
        let groups = groups_of(block);
        if alike != 0 && alike & slots_of_group(groups, ends_of(block), group(hash)) != 0 {
            return true;
        }
        if groups & overflow_bit(hash) == 0 {
            return false;
        }
    }
    false
}

/// The slots that hold a fingerprint, a bit each: all at once, without a branch, as
/// vector units like it.
#[inline]
fn slots_alike(block: &Block, fingerprint: u16) -> u32 {
    let (slots, _) = block[SLOTS_FROM..].as_chunks::<2>();
    let alike =
        |(place, &slot): (u32, _)| u32::from(u16::from_le_bytes(slot) == fingerprint) << place;
    (0..).zip(slots).map(alike).fold(0, |all, bit| all | bit)
}

/// The slots of a group, a bit each.
#[inline]
fn slots_of_group(groups: u64, ends: u32, group: u32) -> u32 {
    if groups >> group & 1 == 0 {
        return 0;
    }
    let before = (groups & ((1 << group) - 1)).count_ones();
    let mut ends = ends;
    let mut earlier = 0;
    for _ in 0..before {
        // All bits up to the lowest end, which is then taken away.
        earlier |= ends ^ ends.wrapping_sub(1);
        ends &= ends.wrapping_sub(1);
    }
    (ends ^ ends.wrapping_sub(1)) & !earlier & ((1 << SLOTS) - 1)
}

/// The bits of the groups, and the overflow bits above them.
fn groups_of(block: &Block) -> u64 {
    block[..8].try_into().map_or(0, u64::from_le_bytes)
}

fn ends_of(block: &Block) -> u32 {
    block[8..SLOTS_FROM]
        .try_into()
        .map_or(0, u32::from_le_bytes)
}

/// Pours hashes, ascending, into blocks.
pub(super) struct BlockPourer {
    shape: BlockShape,
    /// Number of the block that is being filled.
    number: usize,
    /// Hashes that have this block for their home, and those that spilled over from the
    /// block before.
    own: Vec<u64>,
    spilled: Vec<u64>,
    kept: Vec<u64>,
}

impl BlockPourer {
    pub(super) fn new(shape: BlockShape) -> Self {
        Self {
            shape,
            number: 0,
            own: Vec::new(),
            spilled: Vec::new(),
            kept: Vec::new(),
        }
    }

    /// Takes a hash no smaller than those before; blocks that are full by then are
    /// appended to `bytes`.
    pub(super) fn push(&mut self, hash: u64, bytes: &mut Vec<u8>) {
        while self.number < self.shape.home(hash) {
            self.end_block(bytes);
        }
        self.own.push(hash);
    }

    /// Appends the last blocks.
    pub(super) fn finish(mut self, bytes: &mut Vec<u8>) {
        while self.number < self.shape.home_blocks as usize || !self.spilled.is_empty() {
            self.end_block(bytes);
        }
    }

    fn end_block(&mut self, bytes: &mut Vec<u8>) {
        self.kept.clear();
        let waiting = std::mem::take(&mut self.spilled);
        for hash in self.own.drain(..).chain(waiting) {
            let same = |&other: &u64| {
                (group(other), fingerprint(other)) == (group(hash), fingerprint(hash))
            };
            // Keys that cannot be told apart share a slot.
            if self.kept.iter().any(same) {
                continue;
            }
            if self.kept.len() < SLOTS {
                self.kept.push(hash);
            } else {
                self.spilled.push(hash);
            }
        }
        bytes.extend(block_of(&mut self.kept, &self.spilled));
        self.number += 1;
    }
}

fn block_of(kept: &mut [u64], spilled: &[u64]) -> Block {
    kept.sort_unstable_by_key(|&hash| (group(hash), fingerprint(hash)));
    let mut groups = spilled
        .iter()
        .fold(0, |bits, &hash| bits | overflow_bit(hash));
    let mut ends = 0;
    let mut block = [0; BLOCK_BYTES];
    for (place, &hash) in kept.iter().enumerate() {
        groups |= 1 << group(hash);
        let is_last = kept
            .get(place + 1)
            .is_none_or(|&next| group(next) != group(hash));
        ends |= u32::from(is_last) << place;
        let at = SLOTS_FROM + 2 * place;
        block[at..at + 2].copy_from_slice(&fingerprint(hash).to_le_bytes());
    }
    block[..8].copy_from_slice(&groups.to_le_bytes());
    block[8..SLOTS_FROM].copy_from_slice(&ends.to_le_bytes());
    block
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::database::murmur;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    fn poured(hashes: &BTreeSet<u64>, shape: BlockShape) -> Vec<u8> {
        let ascending: Vec<u64> = hashes.iter().copied().collect();
        let (mut pourer, mut blocks) = (BlockPourer::new(shape), Vec::new());
        for hash in ascending {
            pourer.push(hash, &mut blocks);
        }
        pourer.finish(&mut blocks);
        assert!(shape.fits(blocks.len()));
        blocks
    }

    proptest! {
        /// Hashes of few bits make blocks that spill and keys that are alike.
        #[test]
        fn keys_are_found_and_what_differs_in_group_or_fingerprint_is_not(
            words in proptest::collection::vec((0_u64..8, 0_u64..64, 0_u64..4, 0_u64..64), 0..200),
            absent in proptest::collection::vec((0_u64..8, 0_u64..64, 4_u64..8, 0_u64..64), 0..50),
            home_blocks in 1_u32..9,
        ) {
            let hash = |&(home, group, fingerprint, overflow)| {
                home << 61 | overflow << 26 | group << 20 | fingerprint
            };
            let hashes: BTreeSet<u64> = words.iter().map(hash).collect();
            let shape = BlockShape::new(home_blocks);
            let blocks = poured(&hashes, shape);
            for &hash in &hashes {
                prop_assert!(holds(&blocks, shape, hash));
            }
            for hash in absent.iter().map(hash) {
                prop_assert!(!holds(&blocks, shape, hash));
            }
        }

        #[test]
        fn no_bytes_make_a_lookup_panic(
            bytes in proptest::collection::vec(any::<u8>(), 64..400),
            hashes in proptest::collection::vec(any::<u64>(), 20),
            home_blocks in 1_u32..9,
        ) {
            for hash in hashes {
                holds(&bytes, BlockShape::new(home_blocks), hash);
            }
        }
    }

    #[test]
    fn every_key_is_found_at_any_load() {
        for (count, crowding) in [(0, 1), (1, 1), (26, 1), (27, 1), (100_000, 1), (3_000, 2)] {
            let hashes: BTreeSet<u64> = (1..=count as u64).map(murmur).collect();
            // With crowding the home blocks hold only part of the keys and the rest spills.
            let shape = BlockShape::for_keys(count / crowding);
            let blocks = poured(&hashes, shape);
            let found = |&hash: &u64| holds(&blocks, shape, hash);
            assert!(hashes.iter().all(found), "{count}");
        }
    }

    #[test]
    fn absent_keys_are_rarely_found_and_rarely_cost_a_second_line() {
        let hashes: BTreeSet<u64> = (1..=1_000_000).map(murmur).collect();
        let shape = BlockShape::for_keys(hashes.len());
        let blocks = poured(&hashes, shape);
        let bytes_a_key = blocks.len() as f64 / hashes.len() as f64;
        assert!(bytes_a_key < 3.0, "{bytes_a_key}");
        let absent = || (10_000_000..12_000_000).map(murmur);
        let found = absent().filter(|&hash| holds(&blocks, shape, hash)).count();
        // 2,000,000 lookups x 22 keys / 48 groups / 2^16 fingerprints = 14 expected,
        // 29 with a chance of 1 in 4,000; one in 2^16 would be 30.
        assert!((3..=29).contains(&found), "{found}");
        let (lines, _) = blocks.as_chunks::<BLOCK_BYTES>();
        let goes_on = |&hash: &u64| groups_of(&lines[shape.home(hash)]) & overflow_bit(hash) != 0;
        let second = absent().filter(goes_on).count() as f64 / 2e6;
        assert!(second < 0.07, "{second}");
    }
}
