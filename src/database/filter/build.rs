//! Building a filter.

use super::cells::{CellShape, pour};
use super::{FilterParameters, KEYS, PARAMETERS, key_hash};
use crate::atomic_file::AtomicFile;
use crate::checksum::Checksum;
use crate::database::native::container;
use crate::error::{Error, ErrorKind, Result};
use crate::minimizer::{SyncmerScanner, SyncmerShape};
use crate::reads::{BatchSize, Format, Layout, ReadBatch, ReadSource};
use rayon::ThreadPool;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// Length of the sampled k-mers and of the s-mers that choose them.
const K: usize = 31;
const S: usize = 15;
/// K-mers with fewer distinct triplets than this are left out.
const LEAST_TRIPLETS: u32 = 10;

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
}

impl FilterPlan {
    /// Builds the filter and writes it to `out`. `progress` gets the bytes of each file
    /// once it is scanned. The same files give the same bytes, in any order of theirs
    /// and at any number of threads.
    ///
    /// # Errors
    /// When a file cannot be read or is no FASTA, or the filter cannot be written.
    pub fn build(
        &self,
        pool: &ThreadPool,
        out: &Path,
        progress: &(dyn Fn(u64) + Sync),
    ) -> Result<()> {
        let file = AtomicFile::create(out)?;
        let scanned: Vec<Scanned> = pool.install(|| {
            let files = self.files.par_iter();
            files
                .map(|path| scan(path, progress))
                .collect::<Result<_>>()
        })?;
        let mut hashes: Vec<u64> = scanned
            .iter()
            .flat_map(|file| &file.hashes)
            .copied()
            .collect();
        pool.install(|| hashes.par_sort_unstable());
        hashes.dedup();
        let home_buckets = CellShape::buckets_for(hashes.len());
        let mut sources: Vec<FilterSource> =
            scanned.iter().map(|file| file.source.clone()).collect();
        sources.sort_by(|a, b| (&a.name, &a.sha256).cmp(&(&b.name, &b.sha256)));
        let parameters = FilterParameters {
            k: K,
            s: S,
            home_buckets,
            keys: hashes.len() as u64,
            bases: scanned.iter().map(|file| file.bases).sum(),
            taxid: self.taxid,
            sources,
            built_by: format!("nuka {}", env!("CARGO_PKG_VERSION")),
        };
        let parameters = serde_json::to_vec(&parameters)
            .map_err(|error| Error::new(ErrorKind::Malformed, error.to_string()))?;
        let cells = pour(&hashes, CellShape::new(home_buckets));
        container::write(file, &[(PARAMETERS, &parameters), (KEYS, &cells)])
    }
}

/// The keys of one file.
struct Scanned {
    hashes: Vec<u64>,
    bases: u64,
    source: FilterSource,
}

fn scan(path: &Path, progress: &(dyn Fn(u64) + Sync)) -> Result<Scanned> {
    let paths = [path.to_path_buf()];
    let mut source = ReadSource::from_paths(&paths, Layout::Single, BatchSize::default())?;
    let mut batch = ReadBatch::new();
    let mut scanner = SyncmerScanner::new(SyncmerShape::new(K, S)?);
    let (mut hashes, mut bases) = (Vec::new(), 0);
    while let Some(raw) = source.next_raw()? {
        raw.parse(&mut batch)?;
        for fragment in batch.fragments() {
            if fragment.first().format == Format::Fastq {
                return Err(Error::new(
                    ErrorKind::Malformed,
                    "found sequencing reads (FASTQ), expected sequences of the host (FASTA)",
                )
                .at_path(path)
                .mend("give the host's genome"));
            }
            scanner.each(fragment.first().sequence, |_, kmer| {
                if triplets(kmer) >= LEAST_TRIPLETS {
                    hashes.push(key_hash(kmer));
                }
            });
        }
        bases += batch.bases();
        // Repeats of a chromosome come again and again.
        if hashes.len() > 1 << 24 {
            hashes.sort_unstable();
            hashes.dedup();
        }
    }
    hashes.sort_unstable();
    hashes.dedup();
    let name = path.file_name().unwrap_or(path.as_os_str());
    let source = FilterSource {
        name: name.to_string_lossy().into_owned(),
        sha256: Checksum::of_file(path)?.sha256,
    };
    progress(std::fs::metadata(path).map_or(0, |metadata| metadata.len()));
    Ok(Scanned {
        hashes,
        bases,
        source,
    })
}

/// Distinct triplets of bases in a k-mer.
fn triplets(kmer: u64) -> u32 {
    let seen = (0..K - 2).fold(0_u64, |seen, at| seen | 1 << ((kmer >> (2 * at)) & 63));
    seen.count_ones()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repeats_have_few_triplets_and_genes_many() {
        let pack = |bases: &[u8]| {
            let codes = bases
                .iter()
                .map(|&base| u64::from(crate::minimizer::BASE_CODES[usize::from(base)]));
            codes.fold(0, |word, code| word << 2 | code)
        };
        assert_eq!(triplets(0), 1);
        assert_eq!(triplets(pack(&b"ACACACACACACACACACACACACACACACA"[..])), 2);
        assert!(triplets(pack(&b"ATGAAACGCATTAGCACCACCATTACCACCA"[..])) >= LEAST_TRIPLETS);
    }
}
