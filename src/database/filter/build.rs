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
//! chromosome for each thread, to the k-mers of a sex chromosome while it is scanned
//! (some 110 MB for X) and to those of sex chromosomes alone (less than that).

use super::blocks::BlockShape;
use super::scanner::Scanner;
use super::sex_keys::{OwnKeys, SexKeys};
use super::sex_names::SexChromosome;
use super::sorted::{Chosen, RANGES_OF_ALL_PARTS, SortedRanges};
use super::{BLOCKS, FilterParameters, HUMAN, PARAMETERS, X_BLOCKS, Y_BLOCKS};
use crate::atomic_file::AtomicFile;
use crate::database::MemoryBudget;
use crate::database::native::container::SectionWriter;
use crate::database::ranges::{RangeFiller, RangeRoom};
use crate::error::{Error, ErrorKind, Result};
use crate::minimizer::SyncmerShape;
use crate::reads::{BatchSize, Digest, Layout, ReadSource, for_each_batch};
use rayon::ThreadPool;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// Length of the sampled k-mers and of the s-mers that choose them.
pub(super) const K: usize = 25;
const S: usize = 15;

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
    /// The host's taxid in NCBI's taxonomy; people are 9606, and of their genome the sex
    /// chromosomes are told apart where the files hold both by name.
    pub taxid: u64,
    /// The host's name; may be empty.
    pub name: String,
    /// How much memory its k-mers may take while the filter is built; the filter does
    /// not depend on it.
    pub memory: MemoryBudget,
}

/// Bytes of a range's memory that are taken at a time.
const BLOCK_BYTES: usize = 1 << 14;

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
        let start = || Ok(Scanner::new(shape, &ranges, self.taxid == HUMAN));
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
        let sex = sex_keys(&hashes);
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
            sex,
        };
        let parameters = serde_json::to_vec(&parameters)
            .map_err(|error| Error::new(ErrorKind::Malformed, error.to_string()))?;
        let mut writer = SectionWriter::new(file);
        writer.put(PARAMETERS, &parameters)?;
        pool.install(|| hashes.write(&mut writer, BLOCKS, Chosen::All, blocks))?;
        if let Some(SexKeys { x, y }) = sex {
            for (section, chromosome, keys) in [
                (X_BLOCKS, SexChromosome::X, x),
                (Y_BLOCKS, SexChromosome::Y, y),
            ] {
                let chosen = Chosen::OwnOf(chromosome);
                pool.install(|| hashes.write(&mut writer, section, chosen, keys.shape()))?;
            }
        }
        writer.commit()
    }

    fn room(&self) -> RangeRoom {
        RangeRoom {
            ranges: RANGES_OF_ALL_PARTS,
            // The rest is for what is being sorted and written.
            most_bytes: (self.memory.bytes() / 4 * 3) as usize,
            block_bytes: BLOCK_BYTES,
        }
    }
}

/// The keys of the sex chromosomes, where there are both: one alone tells no sexes.
fn sex_keys(hashes: &SortedRanges) -> Option<SexKeys> {
    let [x, y] = hashes.own_counts();
    (x > 0 && y > 0).then(|| SexKeys {
        x: OwnKeys::of(x),
        y: OwnKeys::of(y),
    })
}

fn name_of(path: &Path) -> String {
    let name = path.file_name().unwrap_or(path.as_os_str());
    name.to_string_lossy().into_owned()
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
