//! From sequences of the host to hashes by range.

use super::build::K;
use super::key_hash;
use super::sex_names::SexChromosome;
use super::sorted::{RANGES, first_range};
use crate::database::ranges::{RangeFiller, range_of};
use crate::error::{Error, ErrorKind, Result, excerpt};
use crate::minimizer::{SyncmerScanner, SyncmerShape};
use crate::reads::{Format, ReadBatch};

/// K-mers with fewer distinct triplets than this are left out: those of repeats of up
/// to seven bases and little else.
const LEAST_TRIPLETS: u32 = 8;
/// K-mers that are gathered before they go to their ranges.
const GATHERED: usize = 1 << 16;

/// What one thread scans with.
pub(super) struct Scanner<'a> {
    syncmers: SyncmerScanner,
    ranges: &'a RangeFiller<u64>,
    /// Whether sex chromosomes are told apart.
    tells_sex: bool,
    /// Hashes that are yet to go to their ranges.
    hashes: Vec<u64>,
    /// Bases so far.
    pub(super) bases: u64,
}

impl<'a> Scanner<'a> {
    pub(super) fn new(shape: SyncmerShape, ranges: &'a RangeFiller<u64>, tells_sex: bool) -> Self {
        Self {
            syncmers: SyncmerScanner::new(shape),
            ranges,
            tells_sex,
            hashes: Vec::with_capacity(GATHERED),
            bases: 0,
        }
    }

    /// Takes the sequences of a batch.
    pub(super) fn add(&mut self, batch: &ReadBatch) -> Result<()> {
        for read in batch.fragments().map(|fragment| fragment.first()) {
            if read.format == Format::Fastq {
                return Err(not_a_genome(read.id()));
            }
            let chromosome = Some(read).filter(|_| self.tells_sex);
            match chromosome.and_then(SexChromosome::of_header) {
                Some(chromosome) => self.add_sex_chromosome(read.sequence, chromosome)?,
                None => self.add_sequence(read.sequence)?,
            }
        }
        self.bases += batch.bases();
        Ok(())
    }

    fn add_sequence(&mut self, sequence: &[u8]) -> Result<()> {
        let mut given = Ok(());
        self.syncmers.each(sequence, |_, kmer| {
            if triplets(kmer) >= LEAST_TRIPLETS {
                self.hashes.push(key_hash(kmer));
                if self.hashes.len() == GATHERED && given.is_ok() {
                    given = give(&mut self.hashes, self.ranges, None);
                }
            }
        });
        given
    }

    /// K-mers that come again on the chromosome stand for so many reads of it as there
    /// are copies, and copies differ between people: they are taken for k-mers of
    /// elsewhere too.
    fn add_sex_chromosome(&mut self, sequence: &[u8], chromosome: SexChromosome) -> Result<()> {
        let mut own = Vec::new();
        self.syncmers.each(sequence, |_, kmer| {
            if triplets(kmer) >= LEAST_TRIPLETS {
                own.push(key_hash(kmer));
            }
        });
        own.sort_unstable();
        for copies in own.chunk_by(|a, b| a == b).filter(|run| run.len() > 1) {
            self.hashes.push(copies[0]);
            if self.hashes.len() == GATHERED {
                self.give()?;
            }
        }
        give(&mut own, self.ranges, Some(chromosome))
    }

    /// Gives away what is gathered.
    pub(super) fn give(&mut self) -> Result<()> {
        give(&mut self.hashes, self.ranges, None)
    }
}

/// Gives hashes of a part of the genome to their ranges.
fn give(
    hashes: &mut Vec<u64>,
    ranges: &RangeFiller<u64>,
    part: Option<SexChromosome>,
) -> Result<()> {
    hashes.sort_unstable();
    hashes.dedup();
    let range = |&hash: &u64| first_range(part) + range_of(hash, RANGES);
    for part in hashes.chunk_by(|a, b| range(a) == range(b)) {
        ranges.add(range(&part[0]), part.iter().copied())?;
    }
    hashes.clear();
    Ok(())
}

/// Distinct triplets of bases in a k-mer.
fn triplets(kmer: u64) -> u32 {
    let seen = (0..K - 2).fold(0_u64, |seen, at| seen | 1 << ((kmer >> (2 * at)) & 63));
    seen.count_ones()
}

fn not_a_genome(id: &[u8]) -> Error {
    Error::new(
        ErrorKind::Malformed,
        "found sequencing reads (FASTQ), expected sequences of the host (FASTA)",
    )
    .at_record_name(&excerpt(id))
    .mend("give the host's genome; reads hold errors and whatever else was sequenced")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn pack(bases: &[u8]) -> u64 {
        let codes = bases
            .iter()
            .map(|&base| u64::from(crate::minimizer::BASE_CODES[usize::from(base)]));
        codes.fold(0, |word, code| word << 2 | code)
    }

    proptest! {
        #[test]
        fn tandem_repeats_of_up_to_seven_bases_are_left_out(motif in "[ACGT]{1,7}", shift in 0_usize..7) {
            let repeat: Vec<u8> = motif.bytes().cycle().skip(shift).take(K).collect();
            prop_assert!(triplets(pack(&repeat)) < LEAST_TRIPLETS);
        }

        #[test]
        fn both_strands_have_as_many_triplets(bases in "[ACGT]{25}") {
            let other = bio::alphabets::dna::revcomp(bases.as_bytes());
            prop_assert_eq!(triplets(pack(bases.as_bytes())), triplets(pack(&other)));
        }
    }

    #[test]
    fn a_gene_is_no_repeat() {
        let found = triplets(pack(b"ATGAAACGCATTAGCACCACCATTA"));
        // ATG TGA GAA AAA AAC ACG CGC GCA CAT ATT TTA TAG AGC CAC ACC CCA: 16.
        assert_eq!(found, 16);
    }
}
