//! Building a filter.
//!
//! All files are scanned batch by batch, in parallel; the sampled k-mers are sorted by
//! hash and poured in ascending order into blocks. Nothing depends on the order of the
//! files or on the number of threads. For a human genome building takes about 4 GB of
//! memory: 8 bytes for each of 280 million k-mers, repeats included, the filter, and a
//! chromosome for each thread.

use super::blocks::{BlockShape, pour};
use super::{BLOCKS, FilterParameters, PARAMETERS, key_hash};
use crate::atomic_file::AtomicFile;
use crate::database::native::container;
use crate::error::{Error, ErrorKind, Result, excerpt};
use crate::minimizer::{SyncmerScanner, SyncmerShape};
use crate::reads::{BatchSize, Format, Layout, ReadBatch, ReadSource, for_each_batch};
use rayon::ThreadPool;
use rayon::prelude::*;
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
}

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
        let (source, checksums) =
            ReadSource::from_summed_files(&self.files, Layout::Single, BatchSize::default())?;
        let shape = SyncmerShape::new(K, S)?;
        let start = || Ok(Scanned::new(shape));
        let scanned = for_each_batch(pool, source, start, |scanned, batch, _| {
            scanned.add(batch)?;
            progress(batch.bases());
            Ok(())
        })?;
        let bases = scanned.iter().map(|part| part.bases).sum();
        let hashes = pool.install(|| sorted(scanned));
        if hashes.is_empty() {
            return Err(no_kmers(&self.files));
        }
        let mut sources: Vec<FilterSource> = checksums
            .finish()?
            .into_iter()
            .map(|file| FilterSource {
                name: name_of(&file.path),
                sha256: file.checksum.sha256,
            })
            .collect();
        sources.sort_by(|a, b| (&a.name, &a.sha256).cmp(&(&b.name, &b.sha256)));
        let blocks = BlockShape::for_keys(hashes.len());
        let parameters = FilterParameters {
            k: K,
            s: S,
            home_blocks: blocks.home_blocks(),
            keys: hashes.len() as u64,
            bases,
            taxid: self.taxid,
            name: self.name.clone(),
            sources,
            built_by: format!("nuka {}", env!("CARGO_PKG_VERSION")),
        };
        let parameters = serde_json::to_vec(&parameters)
            .map_err(|error| Error::new(ErrorKind::Malformed, error.to_string()))?;
        let blocks = pour(&hashes, blocks);
        container::write(file, &[(PARAMETERS, &parameters), (BLOCKS, &blocks)])
    }
}

/// What one thread found.
struct Scanned {
    scanner: SyncmerScanner,
    /// The hashes of each batch.
    hashes: Vec<Vec<u64>>,
    bases: u64,
}

impl Scanned {
    fn new(shape: SyncmerShape) -> Self {
        Self {
            scanner: SyncmerScanner::new(shape),
            hashes: Vec::new(),
            bases: 0,
        }
    }

    fn add(&mut self, batch: &ReadBatch) -> Result<()> {
        let mut hashes = Vec::new();
        for read in batch.fragments().map(|fragment| fragment.first()) {
            if read.format == Format::Fastq {
                return Err(not_a_genome(read.id()));
            }
            self.scanner.each(read.sequence, |_, kmer| {
                if triplets(kmer) >= LEAST_TRIPLETS {
                    hashes.push(key_hash(kmer));
                }
            });
        }
        self.hashes.push(hashes);
        self.bases += batch.bases();
        Ok(())
    }
}

/// The distinct hashes of all threads, ascending.
fn sorted(scanned: Vec<Scanned>) -> Vec<u64> {
    let count = scanned.iter().flat_map(|part| &part.hashes).map(Vec::len);
    // Of one vector, filled while those it is filled from are let go.
    let mut all = Vec::with_capacity(count.sum());
    for part in scanned {
        part.hashes
            .into_iter()
            .for_each(|hashes| all.extend(hashes));
    }
    all.par_sort_unstable();
    all.dedup();
    all
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
