//! The sampled k-mers of native databases: open syncmers.
//!
//! A canonical k-mer is sampled when, among the `k - s + 1` s-mers it holds,
//! the middle one has the smallest hash (Edgar 2021, doi:10.7717/peerj.10805;
//! Shaw and Yu 2022, doi:10.1093/bioinformatics/btab790). Whether a k-mer is
//! sampled depends on its own bases alone, so a k-mer that a read shares with a
//! genome is sampled in both or in neither. With `k - s + 1` odd the middle is
//! the middle on either strand.

mod lanes;

use super::rows::{clean_bases, pieces};
use super::runs::Runs;
use crate::error::{Error, ErrorKind, Result};
use crate::vectors::Vectors;
use lanes::{LaneKmers, SyncmerLanes};

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
    lanes: SyncmerLanes,
    /// Of the lane at hand.
    kmers: Box<LaneKmers>,
}

/// What comes of a sequence, in order.
#[derive(Debug, Clone, Copy)]
enum Piece {
    /// K-mers of a lane, the first of which begins at a base of its sequence.
    Lane { lane: usize, start: usize },
    /// K-mers that hold ambiguous bases.
    Ambiguous(u32),
    /// The end of a sequence.
    End,
}

/// Takes what a scan finds.
trait Found {
    fn kmers(&mut self, kmers: &LaneKmers);
    fn ambiguous(&mut self, kmers: u32);
    fn end(&mut self);
}

impl SyncmerScanner {
    /// A scanner for a shape.
    pub fn new(shape: SyncmerShape) -> Self {
        Self::with_vectors(shape, Vectors::widest())
    }

    fn with_vectors(shape: SyncmerShape, vectors: Vectors) -> Self {
        Self {
            shape,
            lanes: SyncmerLanes::new(shape, vectors),
            kmers: Box::new(LaneKmers::new()),
        }
    }

    /// The shape scanned for.
    pub fn shape(&self) -> SyncmerShape {
        self.shape
    }

    /// Appends the sampled k-mers of one read, each as a run of its own with its
    /// position, and the stretches of k-mers that hold ambiguous bases.
    pub fn scan(&mut self, sequence: &[u8], runs: &mut Runs) {
        self.scan_all(std::iter::once(sequence), runs, |_| {});
    }

    /// Appends what is sampled of many reads, in order, as [`scan`](Self::scan) does, and
    /// calls `ended` after each. Reads are scanned side by side, several times faster than
    /// one by one.
    pub fn scan_all<'a>(
        &mut self,
        sequences: impl Iterator<Item = &'a [u8]>,
        runs: &mut Runs,
        ended: impl FnMut(&mut Runs),
    ) {
        self.find(sequences, &mut IntoRuns { runs, ended });
    }

    /// Calls `take` with the position (first base, from 0) and the canonical k-mer of
    /// each sampled k-mer of a sequence.
    pub fn each(&mut self, sequence: &[u8], take: impl FnMut(usize, u64)) {
        self.find(std::iter::once(sequence), &mut Each(take));
    }

    fn find<'a>(&mut self, sequences: impl Iterator<Item = &'a [u8]>, found: &mut impl Found) {
        let k = self.shape.k;
        let mut waiting = Vec::with_capacity(2 * lanes::LANES);
        for sequence in sequences {
            // K-mers before this position are accounted for, of all `kmers`.
            let (mut counted, kmers) = (0, (sequence.len() + 1).saturating_sub(k));
            let mut start = 0;
            while start < kmers {
                let clean = clean_bases(self.lanes.vectors(), &sequence[start..]);
                let clean_kmers = (clean + 1).saturating_sub(k);
                if clean_kmers > 0 {
                    if start > counted {
                        waiting.push(Piece::Ambiguous((start - counted) as u32));
                    }
                    counted = start + clean_kmers;
                }
                for (first, length) in pieces(clean_kmers, k) {
                    let start = start + first;
                    let lane = self.lanes.push(&sequence[start..start + length + k - 1]);
                    waiting.push(Piece::Lane { lane, start });
                    if self.lanes.is_full() {
                        self.hand_on(&mut waiting, found);
                    }
                }
                start += clean + 1;
            }
            if kmers > counted {
                waiting.push(Piece::Ambiguous((kmers - counted) as u32));
            }
            waiting.push(Piece::End);
        }
        self.hand_on(&mut waiting, found);
    }

    fn hand_on(&mut self, waiting: &mut Vec<Piece>, found: &mut impl Found) {
        self.lanes.compute();
        for piece in waiting.drain(..) {
            match piece {
                Piece::Lane { lane, start } => {
                    self.lanes.syncmers(lane, start, &mut self.kmers);
                    found.kmers(&self.kmers);
                }
                Piece::Ambiguous(kmers) => found.ambiguous(kmers),
                Piece::End => found.end(),
            }
        }
        self.lanes.clear();
    }
}

struct IntoRuns<'r, E> {
    runs: &'r mut Runs,
    ended: E,
}

impl<E: FnMut(&mut Runs)> Found for IntoRuns<'_, E> {
    #[inline]
    fn kmers(&mut self, kmers: &LaneKmers) {
        self.runs.push_keys_at(kmers.kmers(), kmers.positions());
    }

    fn ambiguous(&mut self, kmers: u32) {
        self.runs.push_ambiguous_stretch(kmers);
    }

    fn end(&mut self) {
        (self.ended)(self.runs);
    }
}

struct Each<T>(T);

impl<T: FnMut(usize, u64)> Found for Each<T> {
    #[inline]
    fn kmers(&mut self, kmers: &LaneKmers) {
        for (&position, &kmer) in kmers.positions().iter().zip(kmers.kmers()) {
            (self.0)(position as usize, kmer);
        }
    }

    fn ambiguous(&mut self, _: u32) {}

    fn end(&mut self) {}
}

/// A one-to-one hash of 32 bits: the finalizer of MurmurHash3 (Appleby, public
/// domain) after a constant that keeps poly-A from being the smallest.
#[inline(always)]
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
    use super::super::code::{AMBIGUOUS, BASE_CODES, reverse_complement};
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
        let all: Vec<_> = Vectors::all()
            .map(|vectors| {
                let mut runs = Runs::default();
                SyncmerScanner::with_vectors(shape, vectors).scan(sequence, &mut runs);
                runs
            })
            .collect();
        let runs = &all[0];
        assert!(all.iter().all(|other| other == runs), "widths differ");
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
            sequence in proptest::collection::vec(proptest::sample::select(b"ACGTACGTACGTACGTACGTACGTacgtN-".to_vec()), 0..700),
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
        fn reads_side_by_side_are_scanned_as_one_by_one(
            sequences in proptest::collection::vec(
                proptest::collection::vec(proptest::sample::select(b"ACGTACGTACGTACGTACGTACGTacgtN".to_vec()), 0..500),
                0..40,
            ),
        ) {
            let mut scanner = SyncmerScanner::new(SyncmerShape::default());
            let (mut together, mut one_by_one) = (Runs::default(), Runs::default());
            scanner.scan_all(sequences.iter().map(Vec::as_slice), &mut together, |runs| {
                runs.end_read(false);
            });
            for sequence in &sequences {
                scanner.scan(sequence, &mut one_by_one);
                one_by_one.end_read(false);
            }
            prop_assert_eq!(together, one_by_one);
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
