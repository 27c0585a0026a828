//! A bundle on its way to disk, one resource a line.

use crate::atomic_file::{AtomicFile, full_or_broken};
use crate::checksum::Summing;
use crate::cohort::fhir::instance_url;
use crate::error::Result;
use serde_json::{Value, json};
use std::io::Write;
use std::path::Path;

const HEAD: &str = "{\"resourceType\":\"Bundle\",\"type\":\"collection\",\"entry\":[\n";

/// A bundle being written, with the checksum of what was written.
pub(super) struct BundleWriter {
    file: AtomicFile,
    summing: Summing,
    pub(super) entries: u64,
}

impl BundleWriter {
    pub(super) fn create(path: &Path) -> Result<Self> {
        let mut writer = Self {
            file: AtomicFile::create(path)?,
            summing: Summing::new(),
            entries: 0,
        };
        writer.write(HEAD)?;
        Ok(writer)
    }

    /// Writes a resource; `key` tells it from all others of its kind in the store.
    pub(super) fn add(&mut self, kind: &str, key: &str, resource: &Value) -> Result<()> {
        let entry = json!({ "fullUrl": instance_url(kind, key), "resource": resource });
        if self.entries > 0 {
            self.write(",\n")?;
        }
        self.entries += 1;
        self.write(&entry.to_string())
    }

    fn write(&mut self, text: &str) -> Result<()> {
        self.summing.add(text.as_bytes());
        let written = self.file.write_all(text.as_bytes());
        written.map_err(|source| full_or_broken(self.file.path(), source))
    }

    /// The file, not yet under its name, the number of resources and the SHA-256.
    pub(super) fn finish(mut self) -> Result<(AtomicFile, u64, String)> {
        self.write("\n]}\n")?;
        Ok((self.file, self.entries, self.summing.finish().sha256))
    }
}
