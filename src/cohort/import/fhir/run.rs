//! One bundle into the store: whole or not at all.

use super::super::account::ImportAccount;
use super::super::desk::Desk;
use super::super::run::{log_counts, log_import, next_import};
use super::super::upsert::Differences;
use super::bundle::{Bundle, parse_json};
use super::mapping::FhirMapping;
use super::reception::Reception;
use super::{consent, observation, patient, questionnaire, specimen};
use crate::checksum::Checksum;
use crate::checkup::CheckupItems;
use crate::cohort::store::{Cohort, store_error};
use crate::error::{Error, Mistakes, Result};
use crate::tabular::values::Date;
use rusqlite::Transaction;
use std::collections::HashMap;
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// Resources that are read; of the others only the kind is counted.
const READ: [&str; 7] = [
    "Patient",
    "Consent",
    "Specimen",
    "QuestionnaireResponse",
    "Observation",
    // For the day of a check-up.
    "Encounter",
    "Composition",
];

/// Which bundle to import, and how.
#[derive(Debug, Clone, Copy)]
pub struct BundleRequest<'a> {
    /// The bundle, in JSON.
    pub file: &'a Path,
    /// What it does not say by itself.
    pub mapping: &'a FhirMapping,
    /// Whether stored values may be replaced.
    pub differences: Differences,
    /// The day to note in the log of imports.
    pub imported_on: Option<Date>,
    /// Whether to find all mistakes and leave the store as it is.
    pub dry_run: bool,
}

/// Whether a file looks like a bundle: its first letter is `{`, as in no table.
///
/// # Errors
/// When it cannot be read.
pub fn is_bundle(path: &Path) -> Result<bool> {
    if path.is_dir() {
        return Ok(false);
    }
    let io = |source| Error::io("read", path, source);
    let mut start = Vec::new();
    let file = File::open(path).map_err(io)?;
    file.take(4096).read_to_end(&mut start).map_err(io)?;
    let start = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&start);
    let first = start.iter().find(|byte| !byte.is_ascii_whitespace());
    Ok(first == Some(&b'{'))
}

impl Cohort {
    /// Imports a bundle of HL7 FHIR R4 in one transaction.
    ///
    /// Patients, observations, consents, stool specimens and answers to questionnaires
    /// are taken; what else there is, and everything that tells who a person is, is
    /// counted in the account and left out.
    ///
    /// # Errors
    /// All mistakes of the bundle at once, each with the number and kind of its
    /// resource and the path of the element. The store is then unchanged.
    pub fn import_bundle(&mut self, request: &BundleRequest<'_>) -> Result<ImportAccount> {
        let bytes =
            std::fs::read(request.file).map_err(|error| Error::io("read", request.file, error))?;
        let sha256 = Checksum::of_bytes(&bytes).sha256;
        let import = next_import(self)?;
        let transaction = self.transaction()?;
        let account = put_all(request, &bytes, &sha256, import, &transaction)
            .map_err(|error| error.at_path(request.file))?;
        if account.is_change() && !request.dry_run {
            transaction.commit().map_err(store_error)?;
        } else {
            transaction.rollback().map_err(store_error)?;
        }
        Ok(account)
    }
}

fn put_all(
    request: &BundleRequest<'_>,
    bytes: &[u8],
    sha256: &str,
    import: i64,
    transaction: &Transaction<'_>,
) -> Result<ImportAccount> {
    let value = parse_json(bytes)?;
    let mut mistakes = Mistakes::new();
    let bundle = Bundle::read(&value, &mut mistakes)?;
    let file = request.file.file_name().unwrap_or_default();
    let account = ImportAccount {
        kind: "fhir".to_owned(),
        file: file.to_string_lossy().into_owned(),
        dry_run: request.dry_run,
        rows_read: bundle.entries.len() as u64,
        ..ImportAccount::default()
    };
    let mapping = request.mapping.sha256.as_str();
    log_import(
        transaction,
        import,
        &account,
        [sha256, mapping],
        request.imported_on,
    )?;
    let mut desk = Desk::new(transaction, import, request.differences, account)?;
    desk.mistakes = mistakes;
    let mut reception = Reception {
        bundle: &bundle,
        mapping: request.mapping,
        items: CheckupItems::built_in()?,
        desk,
        people: HashMap::new(),
    };
    for entry in &bundle.entries {
        if !READ.contains(&entry.kind) {
            reception.leave_out(entry.kind);
        }
    }
    patient::put(&mut reception)?;
    consent::put(&mut reception)?;
    specimen::put(&mut reception)?;
    // Answers that are no foods are markers too.
    let mut markers = observation::Markers::open(&reception)?;
    questionnaire::put(&mut reception, &mut markers)?;
    observation::put(&mut reception, &mut markers)?;
    let mut desk = reception.desk;
    std::mem::take(&mut desk.mistakes).finish()?;
    log_counts(transaction, import, &desk.account)?;
    Ok(desk.account)
}
