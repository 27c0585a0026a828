//! Whether a run is still as it was written.

use super::manifest::Manifest;
use super::record::SampleRecord;
use crate::error::{Error, ErrorKind, Result};
use std::path::Path;

/// What was compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct Verified {
    /// Samples of the run.
    pub samples: usize,
    /// Files that were compared.
    pub files: usize,
    /// Their bytes.
    pub bytes: u64,
}

/// Reads the manifest of a folder again and compares every file that it names with
/// its checksum, and every record with what the manifest says of it.
///
/// # Errors
/// When there is no manifest or it was changed; otherwise one error for each file
/// that is missing or was changed.
pub fn verify_run(folder: &Path) -> Result<Verified> {
    let manifest = Manifest::open(folder)?;
    let mut verified = Verified {
        samples: manifest.samples.len(),
        files: 0,
        bytes: 0,
    };
    let mut errors = Vec::new();
    for file in manifest.files() {
        verified.files += 1;
        verified.bytes += file.bytes;
        errors.extend(file.check(folder).err());
    }
    if errors.is_empty() {
        errors.extend(open_records(folder, &manifest).err());
    }
    Error::gather(errors).map_or(Ok(verified), Err)
}

/// The records of a run, in the order of its manifest.
///
/// # Errors
/// All at once: records that cannot be read, or are not as the manifest says.
pub(super) fn open_records(folder: &Path, manifest: &Manifest) -> Result<Vec<SampleRecord>> {
    let mut errors = Vec::new();
    let mut records = Vec::with_capacity(manifest.samples.len());
    for sample in &manifest.samples {
        let opened = sample
            .record
            .path_in(folder)
            .and_then(|path| SampleRecord::open(&path).map_err(|error| error.at_path(&path)));
        let basis = &manifest.made_with[sample.made_with].basis;
        match opened {
            Ok(record) if record.profile.sample() == sample.sample && record.basis == *basis => {
                records.push(record);
            }
            Ok(_) => errors.push(
                Error::new(
                    ErrorKind::Mismatch,
                    format!(
                        "the record of sample {} is not that of this run",
                        sample.sample
                    ),
                )
                .at_path(&folder.join(&sample.record.name)),
            ),
            Err(error) => errors.push(error),
        }
    }
    Error::gather(errors).map_or(Ok(records), Err)
}
