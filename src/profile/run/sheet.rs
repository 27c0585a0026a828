//! The samples of a run and the files of their reads.

use super::sheet_reader::{ReadsColumn, read_sheet};
use super::{reads_files, sample_id};
use crate::error::{Error, ErrorKind, Mistakes, Result};
use crate::reads::{BatchSize, Digest, Layout, ReadSource, ReadsChecksums};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// Which reads of the fragments a file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Mate {
    /// Single reads.
    Single,
    /// The first mates of pairs.
    First,
    /// The second mates of pairs.
    Second,
}

/// A file of reads of a sample.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadsFile {
    /// As it was written in the sheet.
    pub written: String,
    /// Where it is.
    pub path: PathBuf,
    /// What it holds.
    pub mate: Mate,
}

/// One sample with its reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetSample {
    id: String,
    files: Vec<ReadsFile>,
    metadata: Vec<String>,
}

/// The samples of a run.
///
/// A table, tab- or comma-separated, with the columns `sample`, `reads_1` and,
/// for pairs, `reads_2`; all other columns are metadata of the samples. Paths are
/// read from the folder of the sheet. Several files of one sample are parted by
/// semicolons, those of pairs in the same order in both columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SampleSheet {
    samples: Vec<SheetSample>,
    metadata_columns: Vec<String>,
}

impl SheetSample {
    pub(super) fn new(id: String, files: Vec<ReadsFile>, metadata: Vec<String>) -> Self {
        Self {
            id,
            files,
            metadata,
        }
    }

    /// The sample's id.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Its files, in the order in which they are read: of pairs the first mates,
    /// then the second mates, then those of the next pair of files.
    pub fn files(&self) -> &[ReadsFile] {
        &self.files
    }

    /// The cells of the other columns of the sheet, in their order.
    pub fn metadata(&self) -> &[String] {
        &self.metadata
    }

    /// Whether its reads are pairs or single.
    pub fn layout(&self) -> Layout {
        if self.files.iter().any(|file| file.mate == Mate::Second) {
            Layout::Paired
        } else {
            Layout::Single
        }
    }

    /// Opens its reads; the checksums of the files are ready when all are read.
    ///
    /// # Errors
    /// As [`ReadSource::from_summed_files`].
    pub fn open_reads(&self, size: BatchSize) -> Result<(ReadSource, ReadsChecksums)> {
        let paths: Vec<PathBuf> = self.files.iter().map(|file| file.path.clone()).collect();
        ReadSource::from_summed_files(&paths, self.layout(), size, Digest::Xxh3)
    }
}

impl SampleSheet {
    pub(super) fn new(samples: Vec<SheetSample>, metadata_columns: Vec<String>) -> Self {
        Self {
            samples,
            metadata_columns,
        }
    }

    /// Reads a sheet and looks at every file that it names.
    ///
    /// # Errors
    /// All mistakes at once, each with line and column: mistakes of form, missing
    /// columns, ids that are empty, twice there, or no good as file names, and
    /// reads that are missing, folders, not readable, or named twice.
    pub fn open(path: &Path) -> Result<Self> {
        let bytes = std::fs::read(path).map_err(|source| Error::io("read", path, source))?;
        let folder = path.parent().unwrap_or(Path::new(""));
        read_sheet(&bytes, folder).map_err(|error| error.at_path(path))
    }

    /// The sheet of a single sample with one file of single reads or the two files
    /// of pairs; paths are read from the working folder.
    ///
    /// # Errors
    /// All mistakes at once, as [`open`](Self::open).
    pub fn of_one(id: &str, files: &[PathBuf]) -> Result<Self> {
        let mut mistakes = Mistakes::new();
        mistakes.extend(sample_id::check_sample_id(id).err());
        if !(1..=2).contains(&files.len()) {
            mistakes.push(
                Error::new(
                    ErrorKind::Parameter,
                    format!(
                        "found {} files of reads, expected one, or two of pairs",
                        files.len()
                    ),
                )
                .mend("list samples with more files in a sheet"),
            );
        }
        let written: Vec<(String, PathBuf)> = files
            .iter()
            .map(|path| (path.to_string_lossy().into_owned(), path.clone()))
            .collect();
        let (first, second) = written.split_at(written.len().min(1));
        let mut taken = reads_files::Taken::default();
        for (column, files) in [(ReadsColumn::First, first), (ReadsColumn::Second, second)] {
            mistakes.extend(taken.check(id, None, column, files));
        }
        mistakes.finish()?;
        let sample = SheetSample::new(
            id.to_string(),
            reads_files::interleave(first, second),
            Vec::new(),
        );
        Ok(Self::new(vec![sample], Vec::new()))
    }

    /// The samples, in the order of the sheet.
    pub fn samples(&self) -> &[SheetSample] {
        &self.samples
    }

    /// The names of the metadata columns, in the order of the sheet.
    pub fn metadata_columns(&self) -> &[String] {
        &self.metadata_columns
    }

    /// Every file of reads of every sample.
    pub fn reads_paths(&self) -> impl Iterator<Item = &Path> {
        let files = self.samples.iter().flat_map(SheetSample::files);
        files.map(|file| file.path.as_path())
    }
}
