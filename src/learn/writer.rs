//! The findings on disk.

use super::findings::Findings;
use super::rows::{Row, dictionary};
use crate::atomic_file::{AtomicFile, full_or_broken};
use crate::error::{Error, ErrorKind, Result};
use std::io::Write;
use std::path::Path;

/// Writes `coefficients.tsv`, `predictions.tsv`, `null.tsv`, `dictionary.tsv` and
/// `summary.json` into a folder, which is made when it is not there. No file
/// takes its name before all are written.
///
/// # Errors
/// When the folder cannot be made or a file cannot be written.
pub fn write_findings(findings: &Findings, folder: &Path) -> Result<()> {
    std::fs::create_dir_all(folder)
        .map_err(|source| Error::io("make the folder", folder, source))?;
    let summary = serde_json::to_string_pretty(&findings.summary)
        .map_err(|error| Error::new(ErrorKind::Malformed, error.to_string()))?;
    AtomicFile::commit_all(vec![
        write_table(&findings.coefficients, folder)?,
        write_table(&findings.predictions, folder)?,
        write_table(&findings.null, folder)?,
        write_table(&dictionary(), folder)?,
        write_bytes((summary + "\n").as_bytes(), &folder.join("summary.json"))?,
    ])
}

fn write_table<R: Row>(rows: &[R], folder: &Path) -> Result<AtomicFile> {
    let path = folder.join(R::FILE);
    let bytes = render_table(rows)
        .map_err(|error| Error::new(ErrorKind::Malformed, error.to_string()).at_path(&path))?;
    write_bytes(&bytes, &path)
}

fn write_bytes(bytes: &[u8], path: &Path) -> Result<AtomicFile> {
    let mut file = AtomicFile::create(path)?;
    file.write_all(bytes)
        .map_err(|source| full_or_broken(path, source))?;
    Ok(file)
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
