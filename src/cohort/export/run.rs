//! The people who agreed, as tables.

use super::account::{ExportAccount, ExportedFile};
use super::tables::{ExportTable, PROFILES, TABLES};
use super::writer::TableWriter;
use crate::atomic_file::{AtomicFile, full_or_broken};
use crate::checksum::Checksum;
use crate::cohort::consent::Purpose;
use crate::cohort::store::{Cohort, store_error};
use crate::error::{Error, ErrorKind, Result};
use crate::tabular::values::Date;
use rusqlite::types::ValueRef;
use std::collections::BTreeSet;
use std::io::Write;
use std::path::Path;

/// What is asked of an export.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ExportRequest {
    /// What the tables are for.
    pub purpose: Purpose,
    /// The day on which consent must hold.
    pub consent_on: Date,
    /// Profiles with a larger share of host reads are left out, 0 to 1.
    pub most_host_share: f64,
}

impl Cohort {
    /// Writes the tables of all people who consent to the purpose into a folder, with
    /// a data dictionary and `export.json`, and notes in the store whom they hold.
    ///
    /// # Errors
    /// When nobody consents, when the store cannot be read or a file not be written;
    /// no file has then changed.
    pub fn export(&mut self, request: &ExportRequest, folder: &Path) -> Result<ExportAccount> {
        let (people, mut account) = self.people_to_export(request)?;
        std::fs::create_dir_all(folder).map_err(|source| Error::io("make", folder, source))?;
        let mut files = Vec::new();
        for table in &TABLES {
            let mut writer = TableWriter::of(folder, table)?;
            self.write_table(table, &people, &mut writer)?;
            files.push(keep(table.name, writer, &mut account));
        }
        let mut writer = TableWriter::of(folder, &PROFILES)?;
        account.profiles_with_too_much_host =
            self.write_profiles(&people, request.most_host_share, &mut writer)?;
        files.push(keep(PROFILES.name, writer, &mut account));
        files.push(keep("dictionary", write_dictionary(folder)?, &mut account));
        self.finish_export(request, folder, &account, &people, files)?;
        Ok(account)
    }

    /// The people who consent, and an account that tells how many they are.
    pub(super) fn people_to_export(
        &self,
        request: &ExportRequest,
    ) -> Result<(BTreeSet<String>, ExportAccount)> {
        let people = self.participants_with_consent(request.purpose, request.consent_on)?;
        let in_store = self.participants()?.len() as u64;
        if people.is_empty() {
            return Err(nobody(request, self.path()));
        }
        let account = ExportAccount {
            made_by: concat!("nuka ", env!("CARGO_PKG_VERSION")).to_owned(),
            purpose: request.purpose.name().to_owned(),
            consent_on: request.consent_on.to_string(),
            participants_in_store: in_store,
            participants_exported: people.len() as u64,
            participants_without_consent: in_store - people.len() as u64,
            ..ExportAccount::default()
        };
        Ok((people, account))
    }

    /// Writes the account, notes whom the files hold, and gives them their names.
    pub(super) fn finish_export(
        &mut self,
        request: &ExportRequest,
        folder: &Path,
        account: &ExportAccount,
        people: &BTreeSet<String>,
        mut files: Vec<AtomicFile>,
    ) -> Result<()> {
        let json = serde_json::to_string_pretty(account)
            .map_err(|error| Error::new(ErrorKind::Malformed, error.to_string()))?
            + "\n";
        let path = folder.join("export.json");
        let mut file = AtomicFile::create(&path)?;
        file.write_all(json.as_bytes())
            .map_err(|source| full_or_broken(&path, source))?;
        files.push(file);
        // Noted first: no file may leave the store without a note of whom it holds.
        let name = folder.to_string_lossy();
        let sha256 = Checksum::of_bytes(json.as_bytes()).sha256;
        let people = people.iter().map(String::as_str);
        self.log_study(&name, &sha256, request.purpose, request.consent_on, people)?;
        AtomicFile::commit_all(files)
    }

    fn write_table(
        &self,
        table: &ExportTable,
        people: &BTreeSet<String>,
        writer: &mut TableWriter,
    ) -> Result<()> {
        let columns: Vec<&str> = table.columns.iter().map(|(name, _, _)| *name).collect();
        let sql = format!("SELECT {} FROM {}", columns.join(", "), table.from);
        let mut statement = self
            .connection()
            .prepare_cached(&sql)
            .map_err(store_error)?;
        let mut rows = statement.query([]).map_err(store_error)?;
        let mut cells = vec![String::new(); columns.len()];
        while let Some(row) = rows.next().map_err(store_error)? {
            for (place, cell) in cells.iter_mut().enumerate() {
                *cell = rendered(row.get_ref(place).map_err(store_error)?);
            }
            if people.contains(&cells[0]) {
                writer.write_row(&cells)?;
            }
        }
        Ok(())
    }
}

fn write_dictionary(folder: &Path) -> Result<TableWriter> {
    let header = ["table", "row", "column", "unit", "meaning"];
    let mut writer = TableWriter::create(folder, "dictionary", &header)?;
    for table in TABLES.iter().chain([&PROFILES]) {
        for (column, unit, meaning) in table.columns {
            let cells = [table.name, table.row, column, unit, meaning];
            writer.write_row(&cells.map(str::to_owned))?;
        }
    }
    Ok(writer)
}

fn keep(name: &str, writer: TableWriter, account: &mut ExportAccount) -> AtomicFile {
    let rows = writer.rows;
    let (file, sha256) = writer.finish();
    let exported = ExportedFile { rows, sha256 };
    account.files.insert(format!("{name}.tsv"), exported);
    file
}

/// Nothing for a missing value.
fn rendered(value: ValueRef<'_>) -> String {
    match value {
        ValueRef::Null | ValueRef::Blob(_) => String::new(),
        ValueRef::Integer(number) => number.to_string(),
        ValueRef::Real(number) => number.to_string(),
        ValueRef::Text(text) => String::from_utf8_lossy(text).into_owned(),
    }
}

fn nobody(request: &ExportRequest, path: &Path) -> Error {
    let (purpose, on) = (request.purpose, request.consent_on);
    Error::new(
        ErrorKind::Missing,
        format!("nobody consents to {purpose} on {on}"),
    )
    .at_path(path)
    .mend("import the consent of the people: a table of the kind \"consent\"")
}
