//! The distinct amplicons of a sample, each with its copies.

use crate::classify::amplicon::Query;
use crate::database::amplicon::{ANY_BASE, base_set};
use crate::reads::{Fragment, Read};
use std::collections::HashMap;
use std::collections::hash_map::Entry;

/// Qualities above this are no better: there are other errors than the sequencer's.
const BEST_PHRED: u8 = 40;
/// Parts the mates in a key; no base set.
const MATE_BORDER: u8 = 0;

/// One distinct amplicon: all its reads have the same bases.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Variant {
    /// Base sets; those of bases that were never read well are the set of all.
    pub(super) first: Vec<u8>,
    /// Those of the second mate.
    pub(super) second: Option<Vec<u8>>,
    /// Reads (pairs count once).
    pub(super) copies: u64,
    /// Wrong bases to expect, in thousandths of thousandths.
    errors_millionths: u64,
}

/// What the copies of a variant have in common while reads still come in.
#[derive(Debug, Default)]
struct Copies {
    count: u64,
    /// The best Phred quality of each base; empty for FASTA.
    best: Vec<u8>,
}

/// Gathers variants; one a thread.
#[derive(Debug, Default)]
pub(super) struct VariantCounter {
    found: HashMap<Box<[u8]>, Copies>,
    key: Vec<u8>,
    quality: Vec<u8>,
}

impl VariantCounter {
    /// Adds an amplicon.
    pub(super) fn add(&mut self, fragment: Fragment<'_>) {
        self.key.clear();
        self.quality.clear();
        self.push(fragment.first());
        if let Some(second) = fragment.second() {
            self.key.push(MATE_BORDER);
            self.push(second);
        }
        if let Some(copies) = self.found.get_mut(&self.key[..]) {
            copies.add(1, &self.quality);
        } else {
            let copies = Copies {
                count: 1,
                best: self.quality.clone(),
            };
            self.found
                .insert(self.key.clone().into_boxed_slice(), copies);
        }
    }

    fn push(&mut self, read: Read<'_>) {
        let sets = read.sequence.iter();
        self.key
            .extend(sets.map(|&letter| base_set(letter).unwrap_or(ANY_BASE)));
        let phreds = read.quality.iter();
        self.quality
            .extend(phreds.map(|&letter| letter.saturating_sub(33).min(BEST_PHRED)));
    }

    /// Adds what another thread gathered.
    pub(super) fn merge(&mut self, other: VariantCounter) {
        for (key, copies) in other.found {
            match self.found.entry(key) {
                Entry::Occupied(mut mine) => mine.get_mut().add(copies.count, &copies.best),
                Entry::Vacant(place) => {
                    place.insert(copies);
                }
            }
        }
    }

    /// The variants, the most frequent first, those of equal number by their bases.
    pub(super) fn finish(self, minimum_base_quality: u8) -> Vec<Variant> {
        let mut found: Vec<(Box<[u8]>, Copies)> = self.found.into_iter().collect();
        found.sort_unstable_by(|a, b| b.1.count.cmp(&a.1.count).then_with(|| a.0.cmp(&b.0)));
        found
            .into_iter()
            .map(|(key, copies)| variant(&key, &copies, minimum_base_quality))
            .collect()
    }
}

impl Copies {
    /// A base that one of the copies shows well is well known in all.
    fn add(&mut self, count: u64, quality: &[u8]) {
        self.count += count;
        if self.best.len() == quality.len() {
            let pairs = self.best.iter_mut().zip(quality);
            pairs.for_each(|(best, &phred)| *best = phred.max(*best));
        } else {
            // A copy without qualities (FASTA beside FASTQ): then the others tell.
            self.best = std::mem::take(&mut self.best).max(quality.to_vec());
        }
    }
}

fn variant(key: &[u8], copies: &Copies, minimum_base_quality: u8) -> Variant {
    let mut errors = 0;
    let mut qualities = copies.best.iter();
    let mut sets = |part: &[u8]| -> Vec<u8> {
        let set = |&set: &u8| match qualities.next() {
            Some(&phred) if phred < minimum_base_quality => ANY_BASE,
            Some(&phred) if set.is_power_of_two() => {
                errors += (1e6 * 10_f64.powf(-f64::from(phred) / 10.0)) as u64;
                set
            }
            _ => set,
        };
        part.iter().map(set).collect()
    };
    let mut parts = key.split(|&set| set == MATE_BORDER);
    let first = sets(parts.next().unwrap_or_default());
    let second = parts.next().map(sets);
    Variant {
        first,
        second,
        copies: copies.count,
        errors_millionths: errors,
    }
}

impl Variant {
    /// The whole amplicon.
    pub(super) fn query(&self) -> Query<'_> {
        Query {
            first: &self.first,
            second: self.second.as_deref(),
            errors: self.errors_millionths as f64 / 1e6,
        }
    }

    /// The two ends of an amplicon that spans some bases: halves of a read, or what
    /// each mate shows of its half.
    pub(super) fn halves(&self, span_bases: usize) -> [Query<'_>; 2] {
        let middle = span_bases.div_ceil(2);
        let half = |bases| Query {
            first: bases,
            second: None,
            errors: 0.5 * self.errors_millionths as f64 / 1e6,
        };
        match &self.second {
            Some(second) => [&self.first, second].map(|mate| half(&mate[..mate.len().min(middle)])),
            None => {
                let (left, right) = self.first.split_at(self.first.len() / 2);
                [half(left), half(right)]
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reads::{BatchSize, Layout, ReadBatch, ReadSource};

    fn counted(text: &'static [u8]) -> VariantCounter {
        let streams = vec![("memory", text)];
        let mut source =
            ReadSource::from_streams(streams, Layout::Interleaved, BatchSize::default()).unwrap();
        let mut batch = ReadBatch::new();
        let mut counter = VariantCounter::default();
        while let Some(raw) = source.next_raw().unwrap() {
            raw.parse(&mut batch).unwrap();
            batch.fragments().for_each(|fragment| counter.add(fragment));
        }
        counter
    }

    #[test]
    fn copies_are_counted_and_the_best_quality_of_a_base_counts() {
        let text = b"@a/1\nACGT\n+\nI#5I\n@a/2\nGG\n+\n##\n@b/1\nACGT\n+\n#I5I\n@b/2\nGG\n+\n##\n@c/1\nACGA\n+\nIIII\n@c/2\nGG\n+\nII\n";
        let variants = counted(text).finish(20);
        assert_eq!(variants.len(), 2);
        assert_eq!(variants[0].copies, 2);
        assert_eq!(variants[0].first, [1, 2, 4, 8]);
        assert_eq!(variants[0].second.as_deref(), Some(&[15, 15][..]));
        // Three bases of Phred 40 and one of 20.
        assert_eq!(variants[0].errors_millionths, 10_300);
        assert_eq!(variants[1].first, [1, 2, 4, 1]);
    }

    #[test]
    fn it_does_not_matter_which_thread_met_which_read() {
        let (a, b): (&[u8], &[u8]) = (
            b"@a/1\nAC\n+\nI#\n@a/2\nGG\n+\nII\n@b/1\nAT\n+\n#I\n@b/2\nGG\n+\nII\n",
            b"@c/1\nAC\n+\n#I\n@c/2\nGG\n+\nII\n",
        );
        let joined = |first, second| {
            let mut counter = counted(first);
            counter.merge(counted(second));
            counter.finish(20)
        };
        assert_eq!(joined(a, b), joined(b, a));
        assert_eq!(joined(a, b).len(), 2);
    }

    #[test]
    fn fasta_has_no_errors_and_halves_meet_in_the_middle() {
        let counter = counted(b">a/1\nACGTN\n>a/2\nGGG\n");
        let variants = counter.finish(20);
        assert_eq!(variants[0].query().errors, 0.0);
        assert_eq!(variants[0].first[4], 15);
        let [left, right] = variants[0].halves(6);
        assert_eq!((left.first.len(), right.first.len()), (3, 3));
    }
}
