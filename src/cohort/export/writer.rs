//! One table of an export on its way to disk.

use super::tables::ExportTable;
use crate::atomic_file::{AtomicFile, full_or_broken};
use crate::checksum::Summing;
use crate::error::Result;
use std::io::Write;
use std::path::Path;

/// A table being written, with the checksum of what was written.
pub(super) struct TableWriter {
    file: AtomicFile,
    summing: Summing,
    pub(super) rows: u64,
}

impl TableWriter {
    /// Starts a table with its header.
    pub(super) fn create(folder: &Path, name: &str, header: &[&str]) -> Result<Self> {
        let mut writer = Self {
            file: AtomicFile::create(&folder.join(format!("{name}.tsv")))?,
            summing: Summing::new(),
            rows: 0,
        };
        writer.write_line(&header.join("\t"))?;
        Ok(writer)
    }

    pub(super) fn of(folder: &Path, table: &ExportTable) -> Result<Self> {
        let header: Vec<&str> = table.columns.iter().map(|(name, _, _)| *name).collect();
        Self::create(folder, table.name, &header)
    }

    /// Writes a row. White space that would part cells or rows becomes a space.
    pub(super) fn write_row(&mut self, cells: &[String]) -> Result<()> {
        let cells: Vec<String> = cells
            .iter()
            .map(|cell| cell.replace(['\t', '\n', '\r'], " "))
            .collect();
        self.rows += 1;
        self.write_line(&cells.join("\t"))
    }

    fn write_line(&mut self, line: &str) -> Result<()> {
        let line = format!("{line}\n");
        self.summing.add(line.as_bytes());
        let written = self.file.write_all(line.as_bytes());
        written.map_err(|source| full_or_broken(self.file.path(), source))
    }

    /// The file, not yet under its name, and the SHA-256 of its bytes.
    pub(super) fn finish(self) -> (AtomicFile, String) {
        (self.file, self.summing.finish().sha256)
    }
}
