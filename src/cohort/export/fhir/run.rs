//! The people who agreed, as one bundle.

use super::super::account::{ExportAccount, ExportedFile};
use super::super::run::ExportRequest;
use super::writer::BundleWriter;
use super::{consent, observation, patient, questionnaire, specimen};
use crate::cohort::store::{Cohort, store_error};
use crate::error::{Error, Result};
use rusqlite::Row;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// The name of the bundle in its folder.
const BUNDLE: &str = "bundle.json";

/// Records for which the bundle has no resources: each with the SQL that gives whose
/// they are.
const NOT_IN_A_BUNDLE: [(&str, &str); 5] = [
    (
        "participant_attributes",
        "SELECT participant FROM participant_attribute",
    ),
    (
        "sample_attributes",
        "SELECT participant FROM sample_attribute JOIN sample USING (sample)",
    ),
    (
        "nutrients",
        "SELECT participant FROM nutrient JOIN survey USING (survey)",
    ),
    ("medications", "SELECT participant FROM medication"),
    (
        "profiles",
        "SELECT participant FROM profile JOIN sample USING (sample)",
    ),
];

impl Cohort {
    /// Writes all people who consent to the purpose into a folder, as one bundle of
    /// HL7 FHIR R4 (`bundle.json`) with `export.json`, and notes in the store whom it
    /// holds. The same store gives the same bytes.
    ///
    /// Taxa, nutrients, medications and attributes have no resources in the bundle;
    /// the account counts them.
    ///
    /// # Errors
    /// When nobody consents, when the store cannot be read or a file not be written;
    /// no file has then changed.
    pub fn export_bundle(
        &mut self,
        request: &ExportRequest,
        folder: &Path,
    ) -> Result<ExportAccount> {
        let (people, mut account) = self.people_to_export(request)?;
        std::fs::create_dir_all(folder).map_err(|source| Error::io("make", folder, source))?;
        let mut writer = BundleWriter::create(&folder.join(BUNDLE))?;
        patient::write(self, &people, &mut writer)?;
        consent::write(self, &people, &mut writer)?;
        specimen::write(self, &people, &mut writer)?;
        questionnaire::write(self, &people, &mut writer)?;
        observation::write(self, &people, &mut writer)?;
        account.not_in_bundle = not_in_bundle(self, &people)?;
        let (file, rows, sha256) = writer.finish()?;
        let written = ExportedFile { rows, sha256 };
        account.files.insert(BUNDLE.to_owned(), written);
        self.finish_export(request, folder, &account, &people, vec![file])?;
        Ok(account)
    }
}

/// Hands over the rows whose first column is one of the people.
pub(super) fn for_each_of(
    cohort: &Cohort,
    people: &BTreeSet<String>,
    sql: &str,
    mut each: impl FnMut(&str, &Row<'_>) -> Result<()>,
) -> Result<()> {
    let mut statement = cohort
        .connection()
        .prepare_cached(sql)
        .map_err(store_error)?;
    let mut rows = statement.query([]).map_err(store_error)?;
    while let Some(row) = rows.next().map_err(store_error)? {
        let participant: String = row.get(0).map_err(store_error)?;
        if people.contains(&participant) {
            each(&participant, row)?;
        }
    }
    Ok(())
}

fn not_in_bundle(cohort: &Cohort, people: &BTreeSet<String>) -> Result<BTreeMap<String, u64>> {
    let mut counts = BTreeMap::new();
    for (name, sql) in NOT_IN_A_BUNDLE {
        let mut count = 0;
        for_each_of(cohort, people, sql, |_, _| {
            count += 1;
            Ok(())
        })?;
        if count > 0 {
            counts.insert(name.to_owned(), count);
        }
    }
    Ok(counts)
}
