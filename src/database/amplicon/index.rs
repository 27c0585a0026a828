//! From k-mers to the references that hold them.
//!
//! Every k-mer of every reference stands in the index, on the strand the reference
//! is written on; of a k-mer that a reference holds twice, the first place counts.
//! Four arrays: `heads` finds the range of `keys` by the upper bits of a key, `keys`
//! are the distinct k-mers (scrambled, ascending), `starts` says where in the
//! postings each key's begin, and a posting is a reference (`owners`, ascending)
//! with the place of the k-mer in it (`places`).

use crate::error::{Error, ErrorKind, Result};
use rayon::prelude::*;

/// Most bits that `heads` is indexed by.
const MOST_HEAD_BITS: u32 = 26;

/// The shape of an index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct IndexShape {
    /// Length of the k-mers, 8 to 16.
    pub(super) k: u32,
    /// Bits that `heads` is indexed by.
    pub(super) head_bits: u32,
}

impl IndexShape {
    /// Checks what a file says.
    pub(super) fn new(k: u32, head_bits: u32) -> Option<Self> {
        let fits = (8..=16).contains(&k) && (1..=MOST_HEAD_BITS.min(2 * k)).contains(&head_bits);
        fits.then_some(Self { k, head_bits })
    }

    /// The key of a k-mer: a permutation, so that the upper bits part the keys evenly.
    #[inline]
    fn key(self, kmer: u32) -> u32 {
        let mask = u32::MAX >> (32 - 2 * self.k);
        // Times an odd number, modulo a power of two: no two k-mers share a key.
        kmer.wrapping_mul(0x9e37_79b1) & mask
    }

    #[inline]
    fn head(self, key: u32) -> usize {
        (key >> (2 * self.k - self.head_bits)) as usize
    }

    /// Calls `take` with the place and the k-mer of every window without ambiguous
    /// bases. `bases` are [base sets](super::base_set).
    #[inline]
    pub(super) fn each_kmer(self, bases: &[u8], mut take: impl FnMut(u32, u32)) {
        let mask = u32::MAX >> (32 - 2 * self.k);
        let (mut kmer, mut valid) = (0_u32, 0_u32);
        for (end, &set) in (1..).zip(bases) {
            if set.is_power_of_two() {
                kmer = (kmer << 2 | set.trailing_zeros()) & mask;
                valid += 1;
                if valid >= self.k {
                    take(end - self.k, kmer);
                }
            } else {
                valid = 0;
            }
        }
    }
}

/// A finished index, as it goes into the file.
pub(super) struct IndexParts {
    pub(super) shape: IndexShape,
    pub(super) heads: Vec<u32>,
    pub(super) keys: Vec<u32>,
    pub(super) starts: Vec<u32>,
    pub(super) owners: Vec<u32>,
    pub(super) places: Vec<u16>,
}

/// Builds the index of references in order of their numbers.
pub(super) fn build_index(k: u32, references: &[&[u8]]) -> Result<IndexParts> {
    let full = IndexShape { k, head_bits: 1 };
    let mut postings: Vec<(u32, u32, u16)> = (0_u32..)
        .zip(references)
        .collect::<Vec<_>>()
        .par_iter()
        .flat_map_iter(|&(owner, bases)| {
            let mut found: Vec<(u32, u32, u16)> = Vec::with_capacity(bases.len());
            full.each_kmer(bases, |place, kmer| {
                found.push((full.key(kmer), owner, place as u16));
            });
            found.sort_unstable();
            found.dedup_by_key(|posting| posting.0);
            found
        })
        .collect();
    if u32::try_from(postings.len()).is_err() {
        return Err(Error::new(
            ErrorKind::Unsupported,
            format!(
                "{} k-mers in the references, expected at most {}",
                postings.len(),
                u32::MAX
            ),
        )
        .mend("take a collection with fewer near-identical sequences, such as SILVA's NR99"));
    }
    postings.par_sort_unstable();
    let mut keys = Vec::new();
    let mut starts = Vec::new();
    for (start, group) in (0_u32..).zip(&postings) {
        if keys.last() != Some(&group.0) {
            keys.push(group.0);
            starts.push(start);
        }
    }
    starts.push(postings.len() as u32);
    let bits = (keys.len().max(2) as u32).ilog2();
    let shape = IndexShape {
        k,
        head_bits: bits.clamp(1, MOST_HEAD_BITS.min(2 * k)),
    };
    let mut heads = vec![0_u32; (1 << shape.head_bits) + 1];
    for &key in &keys {
        heads[shape.head(key) + 1] += 1;
    }
    for place in 1..heads.len() {
        heads[place] += heads[place - 1];
    }
    Ok(IndexParts {
        shape,
        heads,
        keys,
        starts,
        owners: postings.iter().map(|posting| posting.1).collect(),
        places: postings.iter().map(|posting| posting.2).collect(),
    })
}

/// An index inside an open file; every array has its length checked.
#[derive(Debug, Clone, Copy)]
pub(super) struct IndexView<'a> {
    pub(super) shape: IndexShape,
    pub(super) heads: &'a [[u8; 4]],
    pub(super) keys: &'a [[u8; 4]],
    pub(super) starts: &'a [[u8; 4]],
    pub(super) owners: &'a [[u8; 4]],
    pub(super) places: &'a [[u8; 2]],
}

/// Where the postings of a k-mer stand; empty where no reference holds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Postings {
    start: u32,
    end: u32,
}

impl Postings {
    /// How many references hold the k-mer.
    pub fn references(self) -> u32 {
        self.end - self.start
    }
}

#[inline]
fn word(words: &[[u8; 4]], place: usize) -> u32 {
    words
        .get(place)
        .map_or(0, |&bytes| u32::from_le_bytes(bytes))
}

impl<'a> IndexView<'a> {
    /// The postings of a k-mer.
    #[inline]
    pub(super) fn find(&self, kmer: u32) -> Postings {
        let key = self.shape.key(kmer);
        let head = self.shape.head(key);
        let (from, to) = (word(self.heads, head), word(self.heads, head + 1));
        // A damaged file is not searched beyond its end.
        for place in from as usize..(to as usize).min(self.keys.len()) {
            if word(self.keys, place) == key {
                let end = word(self.starts, place + 1).min(self.owners.len() as u32);
                let start = word(self.starts, place).min(end);
                return Postings { start, end };
            }
        }
        Postings::default()
    }

    /// The references of postings, ascending, with the place of the k-mer in each.
    #[inline]
    pub(super) fn owners(&self, postings: Postings) -> impl Iterator<Item = (u32, u16)> + use<'a> {
        let range = postings.start as usize..postings.end as usize;
        let owners = self.owners.get(range.clone()).unwrap_or_default();
        let places = self.places.get(range).unwrap_or_default();
        let pairs = owners.iter().zip(places);
        pairs.map(|(owner, place)| (u32::from_le_bytes(*owner), u16::from_le_bytes(*place)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// As the sections of a file: rows of little-endian bytes.
    fn rows(words: &[u32]) -> Vec<[u8; 4]> {
        words.iter().map(|word| word.to_le_bytes()).collect()
    }

    proptest! {
        #[test]
        fn every_kmer_leads_to_all_references_that_hold_it(
            references in proptest::collection::vec(
                proptest::collection::vec(prop_oneof![6 => Just(1_u8), 6 => Just(2), 2 => Just(4), 2 => Just(8), 1 => Just(15)], 0..60),
                0..7,
            ),
            absent in any::<u32>(),
        ) {
            const K: u32 = 8;
            let references: Vec<&[u8]> = references.iter().map(|bases| &bases[..]).collect();
            let parts = build_index(K, &references).unwrap();
            prop_assert_eq!(IndexShape::new(K, parts.shape.head_bits), Some(parts.shape));
            let places: Vec<[u8; 2]> = parts.places.iter().map(|place| place.to_le_bytes()).collect();
            let (heads, keys) = (rows(&parts.heads), rows(&parts.keys));
            let (starts, owners) = (rows(&parts.starts), rows(&parts.owners));
            let view = IndexView {
                shape: parts.shape,
                heads: &heads,
                keys: &keys,
                starts: &starts,
                owners: &owners,
                places: &places,
            };
            // Window by window, first place of each k-mer.
            let code = |window: &[u8]| {
                let mut sets = window.iter();
                sets.try_fold(0_u32, |code, set| {
                    set.is_power_of_two().then(|| code << 2 | set.trailing_zeros())
                })
            };
            let slow = |kmer: u32| -> Vec<(u32, u16)> {
                let first = |bases: &[u8]| bases.windows(K as usize).position(|window| code(window) == Some(kmer));
                let found = (0..).zip(&references);
                found.filter_map(|(owner, bases)| Some((owner, first(bases)? as u16))).collect()
            };
            let present = references.iter().flat_map(|bases| bases.windows(K as usize)).filter_map(code);
            for kmer in present.chain([absent & 0xffff]) {
                let postings = view.find(kmer);
                let fast: Vec<(u32, u16)> = view.owners(postings).collect();
                prop_assert_eq!(postings.references() as usize, fast.len());
                prop_assert_eq!(fast, slow(kmer));
            }
        }
    }
}
