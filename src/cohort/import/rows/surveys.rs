//! Food surveys, for themselves and as those of foods and nutrients.

use super::super::desk::{Desk, read_pairs};
use super::super::fields::text;
use super::super::upsert::{TableShape, Upsert};
use super::{ReadRow, Table};
use crate::error::{Error, ErrorKind, Result};
use rusqlite::types::Value;
use std::collections::HashMap;

/// Food surveys.
pub(in crate::cohort::import) const SURVEYS: TableShape = TableShape {
    table: "survey",
    key: &["survey"],
    others: &["participant", "visit", "date", "instrument"],
};

/// Fields of a survey that stand first in every table with surveys.
pub(super) const SURVEY_FIELDS: usize = 5;

/// Puts surveys.
pub(super) fn put(table: &Table<'_>, desk: &mut Desk<'_>) -> Result<()> {
    let mut surveys = Surveys::open(desk)?;
    table.each_row(desk, |row, desk| {
        surveys.of_row(&row, table, desk)?;
        Ok(())
    })
}

/// The surveys of the store, by id.
pub(super) struct Surveys<'t> {
    upsert: Upsert<'t>,
    people: HashMap<String, String>,
    /// The survey of the row before, which is mostly that of the next as well.
    last: Option<Vec<Value>>,
}

impl<'t> Surveys<'t> {
    pub(super) fn open(desk: &mut Desk<'t>) -> Result<Self> {
        let people = read_pairs(desk.transaction, "SELECT survey, participant FROM survey")?;
        Ok(Self {
            upsert: desk.upsert(SURVEYS),
            people: people.into_iter().collect(),
            last: None,
        })
    }

    /// The id of a row's survey, which is put into the store where it is new; nothing
    /// where that is a mistake, which is noted.
    pub(super) fn of_row(
        &mut self,
        row: &ReadRow<'_>,
        table: &Table<'_>,
        desk: &mut Desk<'_>,
    ) -> Result<Option<Value>> {
        let mut record = row.values[..SURVEY_FIELDS].to_vec();
        if record[0] == Value::Null {
            if record[1] == Value::Null {
                let error = Error::new(ErrorKind::Missing, "found neither survey nor participant");
                desk.mistakes.push(row.at(table, "participant")(error));
                return Ok(None);
            }
            record[0] = Value::Text(made_id(&record));
        }
        if self.last.as_ref() == Some(&record) {
            return Ok(Some(record[0].clone()));
        }
        if record[1] == Value::Null {
            let Some(person) = self.people.get(text(&record[0])) else {
                let message = format!(
                    "found the survey \"{}\" that is not in the store",
                    text(&record[0])
                );
                let error = Error::new(ErrorKind::Missing, message);
                let mend = "import the surveys first, or say in the mapping who the participant is";
                desk.mistakes
                    .push(row.at(table, "survey")(error.mend(mend)));
                return Ok(None);
            };
            record[1] = Value::Text(person.clone());
        }
        if let Err(error) = desk.expect_person(text(&record[1])) {
            desk.mistakes.push(row.at(table, "participant")(error));
            return Ok(None);
        }
        if let Err(error) = desk.expect_in_life(text(&record[1]), &record[3]) {
            desk.mistakes.push(row.at(table, "date")(error));
            return Ok(None);
        }
        desk.put(&mut self.upsert, &record, row.at(table, "survey"))?;
        self.people
            .insert(text(&record[0]).to_owned(), text(&record[1]).to_owned());
        let id = record[0].clone();
        self.last = Some(row.values[..SURVEY_FIELDS].to_vec());
        if let Some(last) = &mut self.last {
            last[0] = id.clone();
        }
        Ok(Some(id))
    }
}

/// Participant, instrument, visit and date, as far as they are told.
pub(in crate::cohort::import) fn made_id(record: &[Value]) -> String {
    let parts = [&record[1], &record[4], &record[2], &record[3]];
    let parts: Vec<&str> = parts
        .into_iter()
        .map(text)
        .filter(|part| !part.is_empty())
        .collect();
    parts.join("/")
}
