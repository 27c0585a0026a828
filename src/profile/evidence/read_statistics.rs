//! What the reads of a sample are like.

use crate::reads::{Fragment, Read, ReadBatch};
use std::collections::BTreeMap;
use xxhash_rust::xxh3::xxh3_64;

/// Quality and complexity are looked at in one read of this many, in order of the file.
const SAMPLED: usize = 16;
/// Bases of each mate that tell duplicates apart.
const PREFIX: usize = 32;
/// Of this many fragments one is watched for duplicates, chosen by its bases, so
/// that all copies of a fragment are watched or none.
const WATCHED: u64 = 16;
/// Width of a bin of read lengths below 1,000 bases; longer ones double.
const BIN_BP: usize = 10;

/// Counts over the reads of a sample.
#[derive(Debug, Clone, Default)]
pub struct ReadStatistics {
    /// Single reads or pairs.
    pub fragments: u64,
    /// Bases of all reads.
    pub bases: u64,
    lengths: BTreeMap<u32, u64>,
    looked_at: u64,
    low_complexity: u64,
    quality_bases: u64,
    /// Bases by Phred quality.
    qualities: Vec<u64>,
    watched: Vec<u64>,
}

impl ReadStatistics {
    /// Adds a batch.
    pub fn add(&mut self, batch: &ReadBatch) {
        self.fragments += batch.len() as u64;
        self.bases += batch.bases();
        let mut last = (usize::MAX, 0);
        let mut reads = 0;
        for index in 0..batch.reads() {
            let read = batch.read(index);
            // Reads of one length come in rows: the map is asked once a row.
            if read.sequence.len() != last.0 {
                self.add_lengths(last.0, reads);
                last.0 = read.sequence.len();
                reads = 0;
            }
            reads += 1;
            if index % SAMPLED == 0 {
                self.look_at(read);
            }
        }
        self.add_lengths(last.0, reads);
        for fragment in batch.fragments() {
            self.watch(fragment);
        }
    }

    fn add_lengths(&mut self, length: usize, reads: u64) {
        if reads > 0 {
            *self.lengths.entry(bin_of(length)).or_default() += reads;
        }
    }

    fn look_at(&mut self, read: Read<'_>) {
        self.looked_at += 1;
        self.low_complexity += u64::from(is_low_complexity(read.sequence));
        self.qualities.resize(256, 0);
        for &quality in read.quality {
            self.qualities[usize::from(quality.saturating_sub(33))] += 1;
        }
        self.quality_bases += read.quality.len() as u64;
    }

    fn watch(&mut self, fragment: Fragment<'_>) {
        let prefix = |read: Read<'_>| {
            let bases = &read.sequence[..read.sequence.len().min(PREFIX)];
            xxh3_64(bases)
        };
        let mut hash = prefix(fragment.first());
        if let Some(second) = fragment.second() {
            hash = hash.rotate_left(17) ^ prefix(second);
        }
        if hash % WATCHED == 0 {
            self.watched.push(hash);
        }
    }

    /// Adds what another thread counted.
    pub fn merge(&mut self, other: ReadStatistics) {
        self.fragments += other.fragments;
        self.bases += other.bases;
        for (bin, count) in other.lengths {
            *self.lengths.entry(bin).or_default() += count;
        }
        self.looked_at += other.looked_at;
        self.low_complexity += other.low_complexity;
        self.quality_bases += other.quality_bases;
        self.qualities.resize(256, 0);
        for (mine, theirs) in self.qualities.iter_mut().zip(other.qualities) {
            *mine += theirs;
        }
        self.watched.extend(other.watched);
    }

    /// Mean bases of a fragment.
    pub fn fragment_bp(&self) -> f64 {
        self.bases as f64 / self.fragments.max(1) as f64
    }

    /// Reads by length: lower end of the bin in bases, number of reads.
    pub fn read_lengths(&self) -> Vec<(u32, u64)> {
        self.lengths
            .iter()
            .map(|(&bin, &count)| (bin, count))
            .collect()
    }

    /// The mean probability that a base is wrong; `None` for FASTA.
    pub fn error_rate(&self) -> Option<f64> {
        if self.quality_bases == 0 {
            return None;
        }
        let expected: f64 = (0_i32..)
            .zip(&self.qualities)
            .map(|(phred, &bases)| bases as f64 * 10_f64.powf(f64::from(-phred) / 10.0))
            .sum();
        Some(expected / self.quality_bases as f64)
    }

    /// The share of reads that repeat a short motif.
    pub fn low_complexity_share(&self) -> f64 {
        share(self.low_complexity, self.looked_at)
    }

    /// The share of fragments that begin like an earlier one in both mates; `None`
    /// below a thousand watched ones.
    pub fn duplicate_share(&self) -> Option<f64> {
        const LEAST: usize = 1000;
        let mut watched = self.watched.clone();
        watched.sort_unstable();
        watched.dedup();
        let repeats = self.watched.len() - watched.len();
        (self.watched.len() >= LEAST).then(|| share(repeats as u64, self.watched.len() as u64))
    }
}

fn share(part: u64, whole: u64) -> f64 {
    if whole == 0 {
        0.0
    } else {
        part as f64 / whole as f64
    }
}

/// The lower end of the bin of a length.
fn bin_of(length: usize) -> u32 {
    if length < 1000 {
        return (length / BIN_BP * BIN_BP) as u32;
    }
    let octave = (length / 1000).ilog2();
    1000_u32.saturating_mul(1 << octave.min(22))
}

/// Whether few distinct triplets make up most of a read: fewer than a quarter of
/// those that a read of this length could have at most.
fn is_low_complexity(sequence: &[u8]) -> bool {
    let mut seen = [false; 64];
    let mut triplets = 0;
    let mut word = 0_usize;
    let mut valid = 0;
    for &base in sequence {
        let code = crate::minimizer::BASE_CODES[usize::from(base)];
        valid = if code == crate::minimizer::AMBIGUOUS {
            0
        } else {
            valid + 1
        };
        word = (word << 2 | usize::from(code & 3)) & 63;
        if valid >= 3 {
            seen[word] = true;
            triplets += 1;
        }
    }
    let distinct = seen.iter().filter(|&&seen| seen).count();
    triplets > 0 && distinct * 4 < triplets.min(64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_fall_into_their_bins() {
        let bins = [0, 9, 10, 150, 999, 1000, 1999, 2000, 70_000].map(bin_of);
        assert_eq!(bins, [0, 0, 10, 150, 990, 1000, 1000, 2000, 64_000]);
    }

    #[test]
    fn motifs_are_told_from_genes() {
        assert!(is_low_complexity(&b"AC".repeat(60)));
        assert!(is_low_complexity(&[b'T'; 80]));
        let gene = b"ATGAAACGCATTAGCACCACCATTACCACCACCATCACCATTACCACAGGTAACGGTGCGGGCTGACGCGTACAGG";
        assert!(!is_low_complexity(gene));
        assert!(!is_low_complexity(b"NN"));
    }
}
