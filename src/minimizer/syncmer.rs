//! The sampled k-mers of native databases: open syncmers.
//!
//! A canonical k-mer is sampled when, among the `k - s + 1` s-mers it holds,
//! the middle one has the smallest hash (Edgar 2021, doi:10.7717/peerj.10805;
//! Shaw and Yu 2022, doi:10.1093/bioinformatics/btab790). Whether a k-mer is
//! sampled depends on its own bases alone, so a k-mer that a read shares with a
//! genome is sampled in both or in neither. With `k - s + 1` odd the middle is
//! the middle on either strand.

use super::code::{AMBIGUOUS, BASE_CODES, reverse_complement};
use super::runs::Runs;
use crate::error::{Error, ErrorKind, Result};

/// Length of the sampled k-mers and of the s-mers that choose them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SyncmerShape {
    k: usize,
    s: usize,
}

impl Default for SyncmerShape {
    /// The measured choice: k 23, s 13, one k-mer in 11.
    fn default() -> Self {
        Self { k: 23, s: 13 }
    }
}

impl SyncmerShape {
    /// Checks the lengths.
    ///
    /// # Errors
    /// Unless `4 <= s <= 16`, `s < k <= 31` and `k - s` is even.
    pub fn new(k: usize, s: usize) -> Result<Self> {
        if !(4..=16).contains(&s) || k <= s || k > 31 || (k - s) % 2 == 1 {
            return Err(Error::new(
                ErrorKind::Parameter,
                format!(
                    "found k {k} and s {s}, expected 4 <= s <= 16, s < k <= 31 and an even k - s"
                ),
            ));
        }
        Ok(Self { k, s })
    }

    /// Length of the sampled k-mers, in bases.
    pub fn k(self) -> usize {
        self.k
    }

    /// Length of the s-mers, in bases.
    pub fn s(self) -> usize {
        self.s
    }

    /// The share of k-mers sampled in random sequence.
    pub fn density(self) -> f64 {
        1.0 / (self.k - self.s + 1) as f64
    }
}

/// Finds the sampled k-mers of sequences.
#[derive(Debug, Clone)]
pub struct SyncmerScanner {
    shape: SyncmerShape,
    codes: Vec<u8>,
    hashes: Vec<u32>,
    others: Vec<u32>,
}

impl SyncmerScanner {
    /// A scanner for a shape.
    pub fn new(shape: SyncmerShape) -> Self {
        Self {
            shape,
            codes: Vec::new(),
            hashes: Vec::new(),
            others: Vec::new(),
        }
    }

    /// The shape scanned for.
    pub fn shape(&self) -> SyncmerShape {
        self.shape
    }

    /// Appends the sampled k-mers of one read, each as a run of its own with its
    /// position, and the stretches of k-mers that hold ambiguous bases.
    pub fn scan(&mut self, sequence: &[u8], runs: &mut Runs) {
        let k = self.shape.k;
        // K-mers before this position are accounted for.
        let mut counted = 0;
        let last = (sequence.len() + 1).saturating_sub(k);
        self.each_clean_stretch(sequence, |scanner, start, end| {
            if start > counted {
                runs.push_ambiguous_stretch((start.min(last) - counted) as u32);
            }
            counted = (end + 1).saturating_sub(k).max(start);
            scanner.each_syncmer(|position, kmer| {
                runs.push_key_at(kmer, (start + position) as u32);
            });
        });
        if last > counted {
            runs.push_ambiguous_stretch((last - counted) as u32);
        }
    }

    /// Calls `take` with the position (first base, from 0) and the canonical k-mer of
    /// each sampled k-mer of a sequence.
    pub fn each(&mut self, sequence: &[u8], mut take: impl FnMut(usize, u64)) {
        self.each_clean_stretch(sequence, |scanner, start, _| {
            scanner.each_syncmer(|position, kmer| take(start + position, kmer));
        });
    }

    /// Calls `take` with start and end of every stretch of at least `k` unambiguous
    /// bases, its codes being in `self.codes`.
    fn each_clean_stretch(
        &mut self,
        sequence: &[u8],
        mut take: impl FnMut(&mut Self, usize, usize),
    ) {
        let mut start = 0;
        while start + self.shape.k <= sequence.len() {
            self.codes.clear();
            let codes = sequence[start..]
                .iter()
                .map(|&byte| BASE_CODES[byte as usize]);
            self.codes
                .extend(codes.take_while(|&code| code != AMBIGUOUS));
            let end = start + self.codes.len();
            if self.codes.len() >= self.shape.k {
                take(self, start, end);
            }
            start = end + 1;
        }
    }

    /// Calls `take` with the position and canonical k-mer of every syncmer of `self.codes`.
    fn each_syncmer(&mut self, mut take: impl FnMut(usize, u64)) {
        let SyncmerShape { k, s } = self.shape;
        self.hash_smers();
        let half = (k - s) / 2;
        let kmers = self.codes.len() - k + 1;
        // For each k-mer the smallest hash of its s-mers but the middle one, found for
        // all k-mers at once: whole slices, no branches, as vector units like it.
        self.others.clear();
        self.others.resize(kmers, u32::MAX);
        for distance in 1..=half {
            let before = &self.hashes[half - distance..][..kmers];
            let after = &self.hashes[half + distance..][..kmers];
            for ((other, &before), &after) in self.others.iter_mut().zip(before).zip(after) {
                *other = (*other).min(before).min(after);
            }
        }
        let middles = &self.hashes[half..][..kmers];
        for (position, (&middle, &other)) in middles.iter().zip(&self.others).enumerate() {
            if middle < other {
                let forward = self.codes[position..position + k]
                    .iter()
                    .fold(0, |word, &code| (word << 2) | u64::from(code));
                take(position, forward.min(reverse_complement(forward, k as u32)));
            }
        }
    }

    /// Fills `self.hashes` with the hashes of the canonical s-mers of `self.codes`.
    fn hash_smers(&mut self) {
        let s = self.shape.s as u32;
        let mask = (1_u64 << (2 * s)) - 1;
        let top = 2 * (s - 1);
        let (mut forward, mut backward) = (0_u64, 0_u64);
        self.hashes.clear();
        for (position, &code) in self.codes.iter().enumerate() {
            forward = ((forward << 2) | u64::from(code)) & mask;
            backward = (backward >> 2) | (u64::from(3 - code) << top);
            if position + 1 >= s as usize {
                self.hashes.push(scramble(forward.min(backward) as u32));
            }
        }
    }
}

/// A one-to-one hash of 32 bits: the finalizer of MurmurHash3 (Appleby, public
/// domain) after a constant that keeps poly-A from being the smallest.
#[inline]
fn scramble(smer: u32) -> u32 {
    let mut hash = smer ^ 0x9e37_79b9;
    hash ^= hash >> 16;
    hash = hash.wrapping_mul(0x85eb_ca6b);
    hash ^= hash >> 13;
    hash = hash.wrapping_mul(0xc2b2_ae35);
    hash ^ (hash >> 16)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn pack(bases: &[u8]) -> Option<u64> {
        bases.iter().try_fold(0, |word, &byte| {
            let code = BASE_CODES[byte as usize];
            (code != AMBIGUOUS).then_some((word << 2) | u64::from(code))
        })
    }

    fn canonical(bases: &[u8]) -> Option<u64> {
        let forward = pack(bases)?;
        Some(forward.min(reverse_complement(forward, bases.len() as u32)))
    }

    /// Every k-mer on its own, from the definition: position, and the k-mer if sampled.
    fn slow(shape: SyncmerShape, sequence: &[u8]) -> Vec<(u32, u64)> {
        let half = (shape.k - shape.s) / 2;
        let windows = sequence.windows(shape.k).enumerate();
        windows
            .filter_map(|(position, window)| {
                let kmer = canonical(window)?;
                let hashes: Vec<u32> = window
                    .windows(shape.s)
                    .map(|smer| scramble(canonical(smer).unwrap() as u32))
                    .collect();
                let others = hashes.iter().enumerate().filter(|&(at, _)| at != half);
                others
                    .map(|(_, &hash)| hash)
                    .all(|hash| hashes[half] < hash)
                    .then_some((position as u32, kmer))
            })
            .collect()
    }

    fn fast(shape: SyncmerShape, sequence: &[u8]) -> (Vec<(u32, u64)>, u32) {
        let mut runs = Runs::default();
        SyncmerScanner::new(shape).scan(sequence, &mut runs);
        let found = runs
            .positions()
            .iter()
            .copied()
            .zip(runs.keys().iter().copied())
            .collect();
        let ambiguous = runs
            .runs()
            .iter()
            .filter(|run| run.is_ambiguous())
            .map(|run| run.kmers)
            .sum();
        (found, ambiguous)
    }

    proptest! {
        #[test]
        fn scanning_agrees_with_the_slow_twin(
            sequence in proptest::collection::vec(proptest::sample::select(b"ACGTACGTACGTACGTACGTACGTacgtN-".to_vec()), 0..300),
            shape in proptest::sample::select(vec![(23, 13), (31, 15), (21, 11), (9, 5), (6, 4)]),
        ) {
            let shape = SyncmerShape::new(shape.0, shape.1).unwrap();
            let (found, ambiguous) = fast(shape, &sequence);
            prop_assert_eq!(&found, &slow(shape, &sequence));
            let lost = sequence.windows(shape.k).filter(|window| pack(window).is_none()).count();
            prop_assert_eq!(ambiguous as usize, lost);
            let mut each = Vec::new();
            SyncmerScanner::new(shape)
                .each(&sequence, |position, kmer| each.push((position as u32, kmer)));
            prop_assert_eq!(each, found);
        }

        #[test]
        fn syncmers_are_the_same_on_the_other_strand(
            sequence in proptest::collection::vec(proptest::sample::select(b"ACGT".to_vec()), 23..200),
        ) {
            let shape = SyncmerShape::default();
            let mirror = |(position, kmer): (u32, u64)| ((sequence.len() - shape.k) as u32 - position, kmer);
            let mut other: Vec<_> = fast(shape, &bio::alphabets::dna::revcomp(&sequence)).0;
            other.reverse();
            let other: Vec<_> = other.into_iter().map(mirror).collect();
            prop_assert_eq!(fast(shape, &sequence).0, other);
        }
    }

    #[test]
    fn about_one_kmer_in_eleven_is_sampled() {
        let mut state = 1_u64;
        let sequence: Vec<u8> = (0..200_000)
            .map(|_| {
                state = state
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1);
                b"ACGT"[(state >> 62) as usize]
            })
            .collect();
        let found = fast(SyncmerShape::default(), &sequence).0.len() as f64;
        assert!((found / 200_000.0 * 11.0 - 1.0).abs() < 0.02, "{found}");
    }

    #[test]
    fn homopolymers_and_impossible_shapes_give_nothing() {
        assert!(fast(SyncmerShape::default(), &[b'A'; 100]).0.is_empty());
        for (k, s) in [(25, 3), (25, 17), (33, 15), (24, 15), (15, 15)] {
            assert!(SyncmerShape::new(k, s).is_err(), "{k} {s}");
        }
    }
}
