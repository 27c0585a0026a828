//! The place where records of one import are put into the store.

use super::account::ImportAccount;
use super::upsert::{Differences, Outcome, TableShape, Upsert};
use crate::cohort::store::store_error;
use crate::error::{Error, ErrorKind, Mistakes, Result, excerpt};
use rusqlite::Transaction;
use rusqlite::types::Value;
use std::collections::{HashMap, HashSet};

/// One import at work: its transaction, its account and its mistakes.
pub(super) struct Desk<'t> {
    pub(super) transaction: &'t Transaction<'t>,
    pub(super) import: i64,
    pub(super) differences: Differences,
    pub(super) account: ImportAccount,
    pub(super) mistakes: Mistakes,
    people: HashSet<String>,
    removed: HashMap<String, String>,
}

impl<'t> Desk<'t> {
    pub(super) fn new(
        transaction: &'t Transaction<'t>,
        import: i64,
        differences: Differences,
        account: ImportAccount,
    ) -> Result<Self> {
        let removed = read_pairs(transaction, "SELECT participant, date FROM removal")?;
        Ok(Self {
            transaction,
            import,
            differences,
            account,
            mistakes: Mistakes::new(),
            people: read_ids(transaction, "SELECT participant FROM participant")?,
            removed: removed.into_iter().collect(),
        })
    }

    pub(super) fn upsert(&self, shape: TableShape) -> Upsert<'t> {
        Upsert::new(self.transaction, shape, self.import, self.differences)
    }

    /// Puts a record and counts it, or notes a conflict at its place.
    pub(super) fn put(
        &mut self,
        upsert: &mut Upsert<'_>,
        record: &[Value],
        at: impl FnOnce(Error) -> Error,
    ) -> Result<()> {
        match upsert.put(record)? {
            Outcome::Added => self.account.records_added += 1,
            Outcome::Same => self.account.records_same += 1,
            Outcome::Changed => self.account.records_changed += 1,
            Outcome::Conflict {
                column,
                stored,
                found,
                within_file,
            } => {
                let key = record.first().map(shown).unwrap_or_default();
                let (stored, found) = (shown(&stored), shown(&found));
                let error = if within_file {
                    Error::new(
                        ErrorKind::Duplicate,
                        format!(
                            "{key}: found the {column} {found}, but an earlier row says {stored}"
                        ),
                    )
                    .mend("keep one of the two rows")
                } else {
                    Error::new(
                        ErrorKind::Mismatch,
                        format!("{key}: found the {column} {found}, but the store has {stored}"),
                    )
                    .mend("correct the table, or import with --update if the new value is right")
                };
                self.mistakes.push(at(error));
            }
        }
        Ok(())
    }

    /// That a person is in the cohort.
    pub(super) fn expect_person(&self, participant: &str) -> Result<()> {
        self.expect_not_removed(participant)?;
        if self.people.contains(participant) {
            return Ok(());
        }
        Err(Error::new(
            ErrorKind::Missing,
            format!("found the participant \"{participant}\" who is not in the store"),
        )
        .mend("import the participants first"))
    }

    /// Takes note of a person whom this import puts into the store.
    pub(super) fn know_person(&mut self, participant: &str) {
        if !self.people.contains(participant) {
            self.people.insert(participant.to_owned());
        }
    }

    /// That a person was not taken out of the store.
    pub(super) fn expect_not_removed(&self, participant: &str) -> Result<()> {
        match self.removed.get(participant) {
            None => Ok(()),
            Some(date) => Err(Error::new(
                ErrorKind::Mismatch,
                format!("found \"{participant}\", who withdrew and was removed on {date}"),
            )
            .mend("take the person's rows out of the table")),
        }
    }
}

/// A value as it is shown in mistakes.
fn shown(value: &Value) -> String {
    match value {
        Value::Null => "nothing".to_owned(),
        Value::Integer(number) => number.to_string(),
        Value::Real(number) => number.to_string(),
        Value::Text(text) => format!("\"{}\"", excerpt(text.as_bytes())),
        Value::Blob(_) => "other taxa or counts".to_owned(),
    }
}

/// The first column of all rows.
pub(super) fn read_ids(transaction: &Transaction<'_>, sql: &str) -> Result<HashSet<String>> {
    let read = || -> rusqlite::Result<HashSet<String>> {
        let mut statement = transaction.prepare(sql)?;
        let ids = statement.query_map([], |row| row.get(0))?;
        ids.collect()
    };
    read().map_err(store_error)
}

/// The first two columns of all rows.
pub(super) fn read_pairs(
    transaction: &Transaction<'_>,
    sql: &str,
) -> Result<Vec<(String, String)>> {
    let read = || -> rusqlite::Result<Vec<(String, String)>> {
        let mut statement = transaction.prepare(sql)?;
        let pairs = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        pairs.collect()
    };
    read().map_err(store_error)
}
