//! The manifest of a run: written last, so that its presence means a whole run.

use super::basis::Basis;
use super::output_file::OutputFile;
use super::sealed::{open_sealed, seal};
use super::sheet::Mate;
use crate::error::{Error, ErrorKind, Result};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::io;
use std::path::Path;

const KIND: &str = "manifest";
const FORMAT_VERSION: u32 = 1;

/// The name of the manifest inside the folder of a run.
pub const MANIFEST: &str = "manifest.json";

/// What a run was made from, and what it made. It holds no times, no numbers of
/// threads and no paths of the machine: the same inputs give the same bytes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    format_version: u32,
    /// With what samples were profiled; more than one only after a merge of runs
    /// that differ.
    pub made_with: Vec<MadeWith>,
    /// The names of the metadata columns, in the order of the sheet.
    pub metadata_columns: Vec<String>,
    /// The samples, in order of id.
    pub samples: Vec<ManifestSample>,
    /// The tables and pages of the whole run, in order of name.
    pub outputs: Vec<OutputFile>,
}

/// A [`Basis`] with the names that its databases had.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MadeWith {
    /// The name of the database's file or folder.
    pub database_name: String,
    /// The name of the host database's file or folder.
    pub host_database_name: Option<String>,
    /// Program, databases and parameters.
    pub basis: Basis,
}

/// A sample of a run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ManifestSample {
    /// Its id.
    pub sample: String,
    /// The place in [`Manifest::made_with`] of what it was profiled with.
    pub made_with: usize,
    /// Its files of reads, in the order in which they were read.
    pub reads: Vec<ManifestReads>,
    /// Its metadata by column.
    pub metadata: BTreeMap<String, String>,
    /// Single reads or pairs.
    pub total_reads: u64,
    /// Its record.
    pub record: OutputFile,
    /// Other files made for this sample alone.
    pub files: Vec<OutputFile>,
}

/// A file of reads of a sample.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ManifestReads {
    /// As it was written in the sheet.
    pub name: String,
    /// What it holds.
    pub mate: Mate,
    /// Its length in bytes, as it is on disk.
    pub bytes: u64,
    /// The XXH3 of its bytes with 128 bits, in hexadecimal, as `xxhsum -H2` prints it.
    pub xxh3_128: String,
}

impl Manifest {
    pub(super) fn new(
        made_with: Vec<MadeWith>,
        metadata_columns: Vec<String>,
        samples: Vec<ManifestSample>,
        outputs: Vec<OutputFile>,
    ) -> Self {
        Self {
            format_version: FORMAT_VERSION,
            made_with,
            metadata_columns,
            samples,
            outputs,
        }
    }

    /// Parses a manifest and compares it with its checksum.
    ///
    /// # Errors
    /// When it was changed, is of another format version, or contradicts itself.
    pub fn parse(bytes: &[u8]) -> Result<Self> {
        let manifest: Self = open_sealed(KIND, FORMAT_VERSION, bytes)?;
        let known = manifest.made_with.len();
        if manifest
            .samples
            .iter()
            .all(|sample| sample.made_with < known)
        {
            return Ok(manifest);
        }
        Err(Error::new(
            ErrorKind::Malformed,
            "a sample was made with something that is not described",
        ))
    }

    /// Reads the manifest of a folder.
    ///
    /// # Errors
    /// When there is none, and as [`parse`](Self::parse).
    pub fn open(folder: &Path) -> Result<Self> {
        let path = folder.join(MANIFEST);
        let bytes = std::fs::read(&path).map_err(|source| {
            let is_unfinished = source.kind() == io::ErrorKind::NotFound && folder.is_dir();
            let error = Error::io("read", &path, source);
            if is_unfinished {
                error.mend("the folder holds no whole run; run `nuka profile` to its end first")
            } else {
                error
            }
        })?;
        Self::parse(&bytes).map_err(|error| error.at_path(&path))
    }

    /// The bytes of the file.
    pub(super) fn render(&self) -> Result<Vec<u8>> {
        let content = serde_json::to_string_pretty(self)
            .map_err(|error| Error::new(ErrorKind::Malformed, error.to_string()))?;
        Ok(seal(KIND, &content))
    }

    /// Every file that the run made, the manifest aside.
    pub fn files(&self) -> impl Iterator<Item = &OutputFile> {
        let of_samples = self
            .samples
            .iter()
            .flat_map(|sample| std::iter::once(&sample.record).chain(&sample.files));
        of_samples.chain(&self.outputs)
    }
}
