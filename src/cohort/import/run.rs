//! One file into the store: whole or not at all.

use super::account::ImportAccount;
use super::columns::Columns;
use super::desk::Desk;
use super::fields::Fields;
use super::kind::RecordKind;
use super::mapping::Mapping;
use super::profile_form::ProfileLayout;
use super::profiles;
use super::rows::{Table, put_rows};
use super::source::Reading;
use super::upsert::Differences;
use crate::checksum::{Checksum, Summing};
use crate::cohort::store::{Cohort, store_error};
use crate::error::{Error, Mistakes, Result};
use crate::tabular::Sheet;
use crate::tabular::values::Date;
use rusqlite::Transaction;
use std::path::{Path, PathBuf};

/// What to import, and how.
#[derive(Debug, Clone, Copy)]
pub struct ImportRequest<'a> {
    /// The table, or a file or folder of profiles.
    pub file: &'a Path,
    /// The lineages of a count table.
    pub lineages: Option<&'a Path>,
    /// What the columns are.
    pub mapping: &'a Mapping,
    /// Whether stored values may be replaced.
    pub differences: Differences,
    /// The day to note in the log of imports.
    pub imported_on: Option<Date>,
    /// Whether to find all mistakes and leave the store as it is.
    pub dry_run: bool,
}

impl Cohort {
    /// Imports one file in one transaction.
    ///
    /// A missing value says nothing and changes nothing; a file that brings nothing
    /// new leaves the store as it is, bytes included.
    ///
    /// # Errors
    /// All mistakes of the file at once: of its form, of its columns, of its values,
    /// columns that would tell who a person is, people, surveys and samples that are
    /// not in the store, values that differ from stored ones. The store is then
    /// unchanged.
    pub fn import(&mut self, request: &ImportRequest<'_>) -> Result<ImportAccount> {
        let sha256 = checksum(request.file)?;
        let reading = read_sheet(request)?;
        let import = next_import(self)?;
        let transaction = self.transaction()?;
        let account = put_all(request, &sha256, reading, import, &transaction)
            .map_err(|error| error.at_path(request.file))?;
        if account.is_change() && !request.dry_run {
            transaction.commit().map_err(store_error)?;
        } else {
            transaction.rollback().map_err(store_error)?;
        }
        Ok(account)
    }
}

/// The table of a request, with its mistakes of form; `None` for files that are no
/// tables of rows.
type ReadSheet = Option<(Sheet, Mistakes)>;

fn read_sheet(request: &ImportRequest<'_>) -> Result<ReadSheet> {
    let layout = request
        .mapping
        .profile
        .as_ref()
        .map(|profile| profile.layout);
    if layout.is_some_and(|layout| layout != ProfileLayout::Counts) {
        return Ok(None);
    }
    let mut mistakes = Mistakes::new();
    let options = request.mapping.table.options();
    let sheet = Sheet::open_with_mistakes(request.file, &options, &mut mistakes)?;
    Ok(Some((sheet, mistakes)))
}

fn put_all(
    request: &ImportRequest<'_>,
    sha256: &str,
    sheet: ReadSheet,
    import: i64,
    transaction: &Transaction<'_>,
) -> Result<ImportAccount> {
    let mapping = request.mapping;
    let file = request
        .file
        .file_name()
        .unwrap_or_default()
        .to_string_lossy();
    let account = ImportAccount {
        kind: mapping.kind.name().to_owned(),
        file: file.into_owned(),
        dry_run: request.dry_run,
        ..ImportAccount::default()
    };
    log_import(
        transaction,
        import,
        &account,
        [sha256, &mapping.sha256],
        request.imported_on,
    )?;
    let mut desk = Desk::new(transaction, import, request.differences, account)?;
    match sheet {
        None => profiles::put(mapping, request.file, request.lineages, None, &mut desk)?,
        Some((sheet, mistakes)) => {
            desk.mistakes = mistakes;
            put_sheet(request, &sheet, &mut desk)?;
        }
    }
    desk.mistakes.finish()?;
    log_counts(transaction, import, &desk.account)?;
    Ok(desk.account)
}

fn put_sheet(request: &ImportRequest<'_>, sheet: &Sheet, desk: &mut Desk<'_>) -> Result<()> {
    let mapping = request.mapping;
    let fields = Fields::find(mapping, sheet, &mut desk.mistakes);
    let columns = Columns::find(mapping, sheet, &fields, &mut desk.mistakes);
    columns.refuse_personal(sheet, &mut desk.mistakes);
    desk.account.columns_left_out = columns.left_out(sheet);
    desk.account.columns_dropped.clone_from(&mapping.drop);
    let reading = Reading::of(mapping);
    let table = Table {
        mapping,
        sheet,
        fields: &fields,
        reading: &reading,
        taken: &columns.taken,
    };
    match mapping.kind {
        RecordKind::Profiles => {
            profiles::put(mapping, request.file, request.lineages, Some(&table), desk)
        }
        _ => put_rows(&table, desk),
    }
}

/// The number of the next import.
pub(super) fn next_import(cohort: &Cohort) -> Result<i64> {
    cohort
        .connection()
        .query_row(
            "SELECT coalesce(max(import), 0) + 1 FROM import_log",
            [],
            |row| row.get(0),
        )
        .map_err(store_error)
}

/// Writes an import into the log: the SHA-256 of its file and mapping.
pub(super) fn log_import(
    transaction: &Transaction<'_>,
    import: i64,
    account: &ImportAccount,
    [file, mapping]: [&str; 2],
    on: Option<Date>,
) -> Result<()> {
    transaction
        .execute(
            "INSERT INTO import_log VALUES (?1, ?2, ?3, ?4, ?5, 0, 0, 0, ?6)",
            (
                import,
                &account.kind,
                &account.file,
                file,
                mapping,
                on.map(|day| day.to_string()),
            ),
        )
        .map_err(store_error)?;
    Ok(())
}

/// Writes what an import did into the log.
pub(super) fn log_counts(
    transaction: &Transaction<'_>,
    import: i64,
    account: &ImportAccount,
) -> Result<()> {
    transaction
        .execute(
            "UPDATE import_log SET rows_read = ?1, records_added = ?2, records_changed = ?3
             WHERE import = ?4",
            (
                account.rows_read,
                account.records_added,
                account.records_changed,
                import,
            ),
        )
        .map_err(store_error)?;
    Ok(())
}

/// The SHA-256 of a file; of a folder, that of the checksums of its files in order of
/// name.
fn checksum(path: &Path) -> Result<String> {
    if !path.is_dir() {
        return Ok(Checksum::of_file(path)?.sha256);
    }
    let entries = std::fs::read_dir(path).map_err(|source| Error::io("read", path, source))?;
    let paths: std::io::Result<Vec<PathBuf>> = entries
        .map(|entry| entry.map(|entry| entry.path()))
        .collect();
    let mut paths = paths.map_err(|source| Error::io("read", path, source))?;
    paths.retain(|path| path.is_file());
    paths.sort();
    let mut summing = Summing::new();
    for path in paths {
        summing.add(Checksum::of_file(&path)?.sha256.as_bytes());
    }
    Ok(summing.finish().sha256)
}
