//! The keys that stand on one sex chromosome alone, and the reads that show them.

use super::blocks::{BlockShape, holds};
use super::key_hash;
use serde::{Deserialize, Serialize};

/// Distinct k-mers of its own chromosome that a read of it must show.
const FEWEST_OWN: usize = 2;

/// How many keys stand on one chromosome and nowhere else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnKeys {
    /// Distinct k-mers.
    pub keys: u64,
    /// Blocks of keys a hash can point to.
    pub home_blocks: u32,
}

impl OwnKeys {
    pub(super) fn of(keys: usize) -> Self {
        Self {
            keys: keys as u64,
            home_blocks: BlockShape::for_keys(keys).home_blocks(),
        }
    }

    pub(super) fn shape(self) -> BlockShape {
        BlockShape::new(self.home_blocks)
    }
}

/// The keys that stand once on one sex chromosome, and nowhere else in the genome.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SexKeys {
    /// Those of X.
    pub x: OwnKeys,
    /// Those of Y.
    pub y: OwnKeys,
}

/// Fragments of the host, by the sex chromosome that they come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SexFragments {
    /// Of X and of nothing else.
    pub x: u64,
    /// Of Y and of nothing else.
    pub y: u64,
}

/// The keys of one chromosome in an open filter.
#[derive(Debug, Clone, Copy)]
pub(super) struct OwnBlocks<'a> {
    pub(super) bytes: &'a [u8],
    pub(super) shape: BlockShape,
}

impl OwnBlocks<'_> {
    fn holds(self, kmer: u64) -> bool {
        holds(self.bytes, self.shape, key_hash(kmer))
    }
}

/// Counts fragments of the host by sex chromosome; keeps its buffers.
#[derive(Debug)]
pub(super) struct SexCounter<'a> {
    x: OwnBlocks<'a>,
    y: OwnBlocks<'a>,
    own_x: Vec<u64>,
    own_y: Vec<u64>,
    counted: SexFragments,
}

impl<'a> SexCounter<'a> {
    pub(super) fn new(x: OwnBlocks<'a>, y: OwnBlocks<'a>) -> Self {
        Self {
            x,
            y,
            own_x: Vec::new(),
            own_y: Vec::new(),
            counted: SexFragments::default(),
        }
    }

    /// Takes the k-mers of one fragment of the host. It is of a chromosome when two
    /// different ones at least are of that chromosome alone, and none of the other.
    pub(super) fn add(&mut self, kmers: impl Iterator<Item = u64>) {
        self.own_x.clear();
        self.own_y.clear();
        for kmer in kmers {
            if self.x.holds(kmer) {
                self.own_x.push(kmer);
            }
            if self.y.holds(kmer) {
                self.own_y.push(kmer);
            }
        }
        // A k-mer comes again where mates overlap.
        let [x, y] = [&mut self.own_x, &mut self.own_y].map(|own| {
            own.sort_unstable();
            own.dedup();
            own.len()
        });
        self.counted.x += u64::from(x >= FEWEST_OWN && y == 0);
        self.counted.y += u64::from(y >= FEWEST_OWN && x == 0);
    }

    pub(super) fn counted(&self) -> SexFragments {
        self.counted
    }
}

#[cfg(test)]
mod tests {
    use super::super::blocks::BlockPourer;
    use super::*;
    use std::collections::BTreeSet;

    fn blocks(kmers: std::ops::Range<u64>) -> (Vec<u8>, BlockShape) {
        let hashes: BTreeSet<u64> = kmers.map(key_hash).collect();
        let shape = OwnKeys::of(hashes.len()).shape();
        let (mut pourer, mut bytes) = (BlockPourer::new(shape), Vec::new());
        for hash in hashes {
            pourer.push(hash, &mut bytes);
        }
        pourer.finish(&mut bytes);
        (bytes, shape)
    }

    #[test]
    fn a_fragment_needs_two_different_kmers_of_one_chromosome_and_none_of_the_other() {
        let (x_bytes, x_shape) = blocks(0..100);
        let (y_bytes, y_shape) = blocks(100..200);
        let own = |bytes, shape| OwnBlocks { bytes, shape };
        let counted = |kmers: &[u64]| {
            let mut counter = SexCounter::new(own(&x_bytes, x_shape), own(&y_bytes, y_shape));
            // What an earlier fragment showed is forgotten.
            counter.add([50, 150].into_iter());
            counter.add(kmers.iter().copied());
            let SexFragments { x, y } = counter.counted();
            (x, y)
        };
        assert_eq!(counted(&[1, 2]), (1, 0));
        assert_eq!(counted(&[1, 999, 2, 998]), (1, 0));
        assert_eq!(counted(&[101, 102, 103]), (0, 1));
        assert_eq!(counted(&[1]), (0, 0));
        assert_eq!(counted(&[1, 1]), (0, 0));
        assert_eq!(counted(&[1, 2, 101]), (0, 0));
        assert_eq!(counted(&[1, 101, 102]), (0, 0));
        assert_eq!(counted(&[900, 901]), (0, 0));
        assert_eq!(counted(&[]), (0, 0));
    }
}
