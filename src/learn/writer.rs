//! The findings on disk.

use super::findings::Findings;
use super::rows::{Row, dictionary};
use crate::atomic_file::write_whole;
use crate::error::{Error, ErrorKind, Result};
use std::path::Path;

/// Writes `coefficients.tsv`, `predictions.tsv`, `null.tsv`, `dictionary.tsv` and,
/// last, `summary.json` into a folder, which is made when it is not there. Each
/// file is whole or not there.
///
/// # Errors
/// When the folder cannot be made or a file cannot be written.
pub fn write_findings(findings: &Findings, folder: &Path) -> Result<()> {
    std::fs::create_dir_all(folder)
        .map_err(|source| Error::io("make the folder", folder, source))?;
    write_table(&findings.coefficients, folder)?;
    write_table(&findings.predictions, folder)?;
    write_table(&findings.null, folder)?;
    write_table(&dictionary(), folder)?;
    let summary = serde_json::to_string_pretty(&findings.summary)
        .map_err(|error| Error::new(ErrorKind::Malformed, error.to_string()))?;
    write_whole(&folder.join("summary.json"), (summary + "\n").as_bytes())
}

fn write_table<R: Row>(rows: &[R], folder: &Path) -> Result<()> {
    let path = folder.join(R::FILE);
    let bytes = render_table(rows)
        .map_err(|error| Error::new(ErrorKind::Malformed, error.to_string()).at_path(&path))?;
    write_whole(&path, &bytes)
}

fn render_table<R: Row>(rows: &[R]) -> csv::Result<Vec<u8>> {
    let mut writer = csv::WriterBuilder::new()
        .delimiter(b'\t')
        .from_writer(Vec::new());
    writer.write_record(R::COLUMNS.iter().map(|(name, _)| name))?;
    for row in rows {
        writer.write_record(row.cells())?;
    }
    writer
        .into_inner()
        .map_err(|error| error.into_error().into())
}
