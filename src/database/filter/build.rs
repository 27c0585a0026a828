//! Building a filter.
//!
//! All files are scanned batch by batch, in parallel. The sampled k-mers go to ranges of
//! hash, which are sorted one by one, a few at a time, and poured in ascending order into
//! blocks that are written as they are filled. Nothing depends on the order of the files,
//! on the number of threads or on the memory: what does not fit is put aside in a
//! temporary file.
//!
//! Memory goes to the k-mers, 8 bytes each (2.2 GB for a human genome, repeats included;
//! three quarters of a smaller budget), and, beside the budget, to two copies of a
//! chromosome for each thread.

use super::blocks::BlockShape;
use super::sorted::{RANGES, SortedRanges};
use super::{FilterParameters, PARAMETERS, key_hash};
use crate::atomic_file::AtomicFile;
use crate::database::MemoryBudget;
use crate::database::native::container::SectionWriter;
use crate::database::ranges::{RangeFiller, RangeRoom, range_of};
use crate::error::{Error, ErrorKind, Result, excerpt};
use crate::minimizer::{SyncmerScanner, SyncmerShape};
use crate::reads::{BatchSize, Digest, Format, Layout, ReadBatch, ReadSource, for_each_batch};
use rayon::ThreadPool;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// Length of the sampled k-mers and of the s-mers that choose them.
const K: usize = 25;
const S: usize = 15;
/// K-mers with fewer distinct triplets than this are left out: those of repeats of up
/// to seven bases and little else.
const LEAST_TRIPLETS: u32 = 8;

/// A file a filter was made from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilterSource {
    /// Its name, without folder.
    pub name: String,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
}

/// A filter to be built.
#[derive(Debug, Clone)]
pub struct FilterPlan {
    /// FASTA files of the host's sequences.
    pub files: Vec<PathBuf>,
    /// The host's taxid in NCBI's taxonomy; people are 9606.
    pub taxid: u64,
    /// The host's name; may be empty.
    pub name: String,
    /// How much memory its k-mers may take while the filter is built; the filter does
    /// not depend on it.
    pub memory: MemoryBudget,
}

/// Bytes of a range's memory that are taken at a time.
const BLOCK_BYTES: usize = 1 << 14;
/// K-mers that are gathered before they go to their ranges.
const GATHERED: usize = 1 << 16;

impl FilterPlan {
    /// Builds the filter and writes it to `out`. `progress` gets the bases of each
    /// batch once it is scanned, from any thread. The same files give the same bytes,
    /// in any order of theirs and at any number of threads.
    ///
    /// # Errors
    /// When a file cannot be read, is no FASTA or is changed meanwhile, when all of
    /// them hold no k-mer fit for a filter, or the filter cannot be written.
    pub fn build(
        &self,
        pool: &ThreadPool,
        out: &Path,
        progress: &(dyn Fn(u64) + Sync),
    ) -> Result<()> {
        // Where nothing can be written, long work should not come before the error.
        let file = AtomicFile::create(out)?;
        let (source, checksums) = ReadSource::from_summed_files(
            &self.files,
            Layout::Single,
            BatchSize::default(),
            Digest::Sha256,
        )?;
        let shape = SyncmerShape::new(K, S)?;
        let ranges = RangeFiller::new(self.room(), out);
        let start = || Ok(Scanner::new(shape, &ranges));
        let scanners = for_each_batch(pool, source, start, |scanner, batch, _| {
            scanner.add(batch)?;
            progress(batch.bases());
            Ok(())
        })?;
        let mut bases = 0;
        for mut scanner in scanners {
            scanner.give()?;
            bases += scanner.bases;
        }
        let hashes = pool.install(|| SortedRanges::new(ranges.finish()?))?;
        if hashes.count() == 0 {
            return Err(no_kmers(&self.files));
        }
        let mut sources: Vec<FilterSource> = checksums
            .finish()?
            .into_iter()
            .map(|file| FilterSource {
                name: name_of(&file.path),
                sha256: file.digest,
            })
            .collect();
        sources.sort_by(|a, b| (&a.name, &a.sha256).cmp(&(&b.name, &b.sha256)));
        let blocks = BlockShape::for_keys(hashes.count());
        let parameters = FilterParameters {
            k: K,
            s: S,
            home_blocks: blocks.home_blocks(),
            keys: hashes.count() as u64,
            bases,
            taxid: self.taxid,
            name: self.name.clone(),
            sources,
            built_by: format!("nuka {}", env!("CARGO_PKG_VERSION")),
        };
        let parameters = serde_json::to_vec(&parameters)
            .map_err(|error| Error::new(ErrorKind::Malformed, error.to_string()))?;
        let mut writer = SectionWriter::new(file);
        writer.put(PARAMETERS, &parameters)?;
        pool.install(|| hashes.write(&mut writer, blocks))?;
        writer.commit()
    }

    fn room(&self) -> RangeRoom {
        RangeRoom {
            ranges: RANGES,
            // The rest is for what is being sorted and written.
            most_bytes: (self.memory.bytes() / 4 * 3) as usize,
            block_bytes: BLOCK_BYTES,
        }
    }
}

/// What one thread scans with.
struct Scanner<'a> {
    syncmers: SyncmerScanner,
    ranges: &'a RangeFiller<u64>,
    /// Hashes that are yet to go to their ranges.
    hashes: Vec<u64>,
    bases: u64,
}

impl<'a> Scanner<'a> {
    fn new(shape: SyncmerShape, ranges: &'a RangeFiller<u64>) -> Self {
        Self {
            syncmers: SyncmerScanner::new(shape),
            ranges,
            hashes: Vec::with_capacity(GATHERED),
            bases: 0,
        }
    }

    fn add(&mut self, batch: &ReadBatch) -> Result<()> {
        for read in batch.fragments().map(|fragment| fragment.first()) {
            if read.format == Format::Fastq {
                return Err(not_a_genome(read.id()));
            }
            let mut given = Ok(());
            self.syncmers.each(read.sequence, |_, kmer| {
                if triplets(kmer) >= LEAST_TRIPLETS {
                    self.hashes.push(key_hash(kmer));
                    if self.hashes.len() == GATHERED && given.is_ok() {
                        given = give(&mut self.hashes, self.ranges);
                    }
                }
            });
            given?;
        }
        self.bases += batch.bases();
        Ok(())
    }

    fn give(&mut self) -> Result<()> {
        give(&mut self.hashes, self.ranges)
    }
}

/// Gives hashes to their ranges.
fn give(hashes: &mut Vec<u64>, ranges: &RangeFiller<u64>) -> Result<()> {
    hashes.sort_unstable();
    hashes.dedup();
    let range = |&hash: &u64| range_of(hash, RANGES);
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

fn name_of(path: &Path) -> String {
    let name = path.file_name().unwrap_or(path.as_os_str());
    name.to_string_lossy().into_owned()
}

fn not_a_genome(id: &[u8]) -> Error {
    Error::new(
        ErrorKind::Malformed,
        "found sequencing reads (FASTQ), expected sequences of the host (FASTA)",
    )
    .at_record_name(&excerpt(id))
    .mend("give the host's genome; reads hold errors and whatever else was sequenced")
}

fn no_kmers(files: &[PathBuf]) -> Error {
    let error = Error::new(
        ErrorKind::Missing,
        format!("no k-mer of {K} unambiguous bases that is no mere repeat"),
    )
    .mend("give the host's genome, as DNA");
    match files {
        [file] => error.at_path(file),
        _ => error,
    }
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
