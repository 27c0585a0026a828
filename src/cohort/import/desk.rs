//! The place where records of one import are put into the store.

use super::account::ImportAccount;
use super::pseudonym::Pseudonyms;
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
    pseudonyms: Pseudonyms,
    birth_years: HashMap<String, i64>,
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
        let people = read_ids(transaction, "SELECT participant FROM participant")?;
        Ok(Self {
            transaction,
            import,
            differences,
            account,
            mistakes: Mistakes::new(),
            pseudonyms: Pseudonyms::of(&people),
            people,
            birth_years: read_birth_years(transaction)?,
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
        let error = Error::new(
            ErrorKind::Missing,
            format!("found the participant \"{participant}\" who is not in the store"),
        );
        Err(match self.pseudonyms.similar(participant) {
            Some(known) => error.mend(format!("the store has \"{known}\": write the id so")),
            None => error.mend("import the participants first"),
        })
    }

    /// That an id that is not in the cohort is no other spelling of one that is.
    pub(super) fn expect_no_other_spelling(&self, participant: &str) -> Result<()> {
        if self.people.contains(participant) {
            return Ok(());
        }
        match self.pseudonyms.similar(participant) {
            None => Ok(()),
            Some(known) => Err(Error::new(
                ErrorKind::Missing,
                format!("found the participant \"{participant}\" who is not in the store"),
            )
            .mend(format!("the store has \"{known}\": write the id so"))),
        }
    }

    /// That a person who may be new is no other one in another spelling.
    pub(super) fn expect_no_similar(&mut self, participant: &str) -> Result<()> {
        if self.people.contains(participant) {
            return Ok(());
        }
        if let Some(known) = self.pseudonyms.similar(participant) {
            return Err(Error::new(
                ErrorKind::Duplicate,
                format!("found the participant \"{participant}\" beside \"{known}\""),
            )
            .mend("write one id for one person; if they are two people, write similar_ids = true into the mapping"));
        }
        self.pseudonyms.add(participant);
        Ok(())
    }

    /// That a day lies in the life of a person whose year of birth is known.
    pub(super) fn expect_in_life(&self, participant: &str, date: &Value) -> Result<()> {
        const LONGEST_LIFE_YEARS: i64 = 120;
        let Value::Text(date) = date else {
            return Ok(());
        };
        let year = date.get(..4).and_then(|year| year.parse::<i64>().ok());
        let (Some(year), Some(&birth)) = (year, self.birth_years.get(participant)) else {
            return Ok(());
        };
        if (birth..=birth + LONGEST_LIFE_YEARS).contains(&year) {
            return Ok(());
        }
        Err(Error::new(
            ErrorKind::Mismatch,
            format!("found the day {date} of \"{participant}\", who was born in {birth}"),
        )
        .mend("correct the day or the year of birth"))
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

fn read_birth_years(transaction: &Transaction<'_>) -> Result<HashMap<String, i64>> {
    let sql = "SELECT participant, birth_year FROM participant WHERE birth_year IS NOT NULL";
    let read = || -> rusqlite::Result<HashMap<String, i64>> {
        let mut statement = transaction.prepare(sql)?;
        let years = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        years.collect()
    };
    read().map_err(store_error)
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
