//! The record of one finished sample: its profile, and from what it was made.

use super::basis::Basis;
use super::output_file::OutputFile;
use super::sealed::{open_sealed, seal};
use super::sheet::Mate;
use crate::error::{Error, ErrorKind, Result};
use crate::profile::Profile;
use serde::{Deserialize, Serialize};
use std::path::Path;

const KIND: &str = "record";
const FORMAT_VERSION: u32 = 1;

/// The folder of records inside the folder of a run.
pub(super) const FOLDER: &str = "samples";

/// A file of reads that a profile was made from, without its name: it is the same
/// file wherever it lies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordedReads {
    /// What the file holds.
    pub mate: Mate,
    /// Its length in bytes, as it is on disk.
    pub bytes: u64,
    /// The XXH3 of its bytes with 128 bits, in hexadecimal, as `xxhsum -H2` prints it.
    pub xxh3_128: String,
}

/// One finished sample, as it is kept in `samples/<sample>.json`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SampleRecord {
    format_version: u32,
    /// With what it was profiled.
    pub basis: Basis,
    /// Its files of reads, in the order in which they were read.
    pub reads: Vec<RecordedReads>,
    /// Files made for this sample alone beside the tables of the run.
    pub files: Vec<OutputFile>,
    /// Its profile.
    pub profile: Profile,
}

impl SampleRecord {
    pub(super) fn new(
        basis: Basis,
        reads: Vec<RecordedReads>,
        files: Vec<OutputFile>,
        profile: Profile,
    ) -> Self {
        Self {
            format_version: FORMAT_VERSION,
            basis,
            reads,
            files,
            profile,
        }
    }

    /// The name of a sample's record inside the folder of a run.
    pub fn name_of(sample: &str) -> String {
        format!("{FOLDER}/{sample}.json")
    }

    /// Parses a record and compares it with its checksum.
    ///
    /// # Errors
    /// When it is cut short, was changed, or is of another format version.
    pub fn parse(bytes: &[u8]) -> Result<Self> {
        open_sealed(KIND, FORMAT_VERSION, bytes)
    }

    /// Reads a record from a file.
    ///
    /// # Errors
    /// When the file cannot be read, and as [`parse`](Self::parse).
    pub fn open(path: &Path) -> Result<Self> {
        let bytes = std::fs::read(path).map_err(|source| Error::io("read", path, source))?;
        Self::parse(&bytes).map_err(|error| error.at_path(path))
    }

    /// The bytes of the file.
    ///
    /// # Errors
    /// When the record would not be read back the same: a number in it is not finite.
    pub(super) fn render(&self) -> Result<Vec<u8>> {
        let unfit = |why: &str| {
            let sample = self.profile.sample();
            Error::new(
                ErrorKind::NotEstimable,
                format!("the profile of sample {sample} cannot be kept: {why}"),
            )
        };
        let content = serde_json::to_string(self).map_err(|error| unfit(&error.to_string()))?;
        let bytes = seal(KIND, &content);
        match Self::parse(&bytes) {
            Ok(same) if same == *self => Ok(bytes),
            _ => Err(unfit("a number in it is not finite")),
        }
    }
}
