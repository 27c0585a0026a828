//! Which files left the store, and whom they hold.

use super::purpose::Purpose;
use crate::cohort::store::{Cohort, store_error};
use crate::error::Result;
use crate::tabular::values::Date;
use rusqlite::Transaction;

/// A file that left the store.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct StudyFile {
    /// Its name, or that of its folder, as it was written.
    pub file: String,
    /// The SHA-256 of its bytes; of a folder, that of its list of checksums.
    pub sha256: String,
    /// The purpose it was made for.
    pub purpose: String,
    /// The day whose consent it rests on.
    pub date: String,
}

impl Cohort {
    /// Notes that a file holds these people. The same file noted twice is one file.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn log_study<'a>(
        &mut self,
        file: &str,
        sha256: &str,
        purpose: Purpose,
        on: Date,
        people: impl IntoIterator<Item = &'a str>,
    ) -> Result<()> {
        let transaction = self.transaction()?;
        log(
            &transaction,
            [file, sha256, purpose.name(), &on.to_string()],
            people,
        )
        .map_err(store_error)?;
        transaction.commit().map_err(store_error)
    }

    /// The files that hold a person, in the order they were made.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn studies_of(&self, participant: &str) -> Result<Vec<StudyFile>> {
        let read = || -> rusqlite::Result<Vec<StudyFile>> {
            let mut statement = self.connection().prepare_cached(
                "SELECT file, sha256, purpose, date FROM study_log
                 JOIN study_participant USING (study) WHERE participant = ?1 ORDER BY study",
            )?;
            let rows = statement.query_map([participant], |row| {
                Ok(StudyFile {
                    file: row.get(0)?,
                    sha256: row.get(1)?,
                    purpose: row.get(2)?,
                    date: row.get(3)?,
                })
            })?;
            rows.collect()
        };
        read().map_err(store_error)
    }
}

fn log<'a>(
    transaction: &Transaction<'_>,
    file: [&str; 4],
    people: impl IntoIterator<Item = &'a str>,
) -> rusqlite::Result<()> {
    transaction.execute(
        "INSERT INTO study_log (file, sha256, purpose, date) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT DO NOTHING",
        file,
    )?;
    let study: i64 = transaction.query_row(
        "SELECT study FROM study_log
         WHERE file = ?1 AND sha256 = ?2 AND purpose = ?3 AND date = ?4",
        file,
        |row| row.get(0),
    )?;
    let mut statement = transaction
        .prepare("INSERT INTO study_participant VALUES (?1, ?2) ON CONFLICT DO NOTHING")?;
    for participant in people {
        statement.execute((participant, study))?;
    }
    Ok(())
}
