//! People, their samples and what they take.

use super::super::desk::Desk;
use super::super::fields::{text, told};
use super::super::pseudonym::expect_no_name;
use super::super::upsert::TableShape;
use super::attributes::{Attributes, OF_PEOPLE, OF_SAMPLES};
use super::{ReadRow, Table};
use crate::cohort::store::store_error;
use crate::error::Result;
use rusqlite::types::Value;

/// People.
pub(in crate::cohort::import) const PARTICIPANTS: TableShape = TableShape {
    table: "participant",
    key: &["participant"],
    others: &["sex", "birth_year", "region", "household", "site"],
};

/// Samples.
pub(in crate::cohort::import) const SAMPLES: TableShape = TableShape {
    table: "sample",
    key: &["sample"],
    others: &[
        "participant",
        "visit",
        "date",
        "time",
        "kit",
        "run",
        "batch",
        "stool_form",
        "host_share",
    ],
};

const MEDICATIONS: TableShape = TableShape {
    table: "medication",
    key: &["participant", "medication", "started"],
    others: &["ended", "dose", "reason"],
};

/// Puts people, with the households and sites they name.
pub(super) fn put(table: &Table<'_>, desk: &mut Desk<'_>) -> Result<()> {
    let mut upsert = desk.upsert(PARTICIPANTS);
    let mut attributes = Attributes::find(table, OF_PEOPLE, desk);
    table.each_row(desk, |row, desk| {
        let person = text(&row.values[0]);
        let mut expected = expect_no_name(person).and_then(|()| desk.expect_not_removed(person));
        if !table.mapping.similar_ids {
            expected = expected.and_then(|()| desk.expect_no_similar(person));
        }
        if let Err(error) = expected {
            desk.mistakes.push(row.at(table, "participant")(error));
            return Ok(());
        }
        put_place("household", &row.values[4], desk)?;
        put_place("site", &row.values[5], desk)?;
        desk.put(&mut upsert, &row.values, row.at(table, "participant"))?;
        attributes.put(&row.values[0], &row, table, desk)
    })
}

/// Puts a household or site that a person names.
pub(in crate::cohort::import) fn put_place(
    table: &str,
    place: &Value,
    desk: &Desk<'_>,
) -> Result<()> {
    if *place == Value::Null {
        return Ok(());
    }
    let sql = format!("INSERT INTO {table} VALUES (?1) ON CONFLICT DO NOTHING");
    desk.transaction
        .prepare_cached(&sql)
        .and_then(|mut statement| statement.execute([place]))
        .map_err(store_error)?;
    Ok(())
}

/// Puts samples.
pub(super) fn put_samples(table: &Table<'_>, desk: &mut Desk<'_>) -> Result<()> {
    let mut upsert = desk.upsert(SAMPLES);
    let mut attributes = Attributes::find(table, OF_SAMPLES, desk);
    table.each_row(desk, |row, desk| {
        if is_of_a_known_person(&row, 1, table, desk) && is_in_life(&row, (1, 3), table, desk) {
            desk.put(&mut upsert, &row.values, row.at(table, "sample"))?;
            attributes.put(&row.values[0], &row, table, desk)?;
        }
        Ok(())
    })
}

/// Puts medications.
pub(super) fn put_medications(table: &Table<'_>, desk: &mut Desk<'_>) -> Result<()> {
    let mut upsert = desk.upsert(MEDICATIONS);
    table.each_row(desk, |mut row, desk| {
        if is_of_a_known_person(&row, 0, table, desk) {
            row.values[2] = told(row.values[2].clone());
            desk.put(&mut upsert, &row.values, row.at(table, "medication"))?;
        }
        Ok(())
    })
}

/// Whether the person of a row is in the store; if not, that is noted.
pub(super) fn is_of_a_known_person(
    row: &ReadRow<'_>,
    place: usize,
    table: &Table<'_>,
    desk: &mut Desk<'_>,
) -> bool {
    match desk.expect_person(text(&row.values[place])) {
        Ok(()) => true,
        Err(error) => {
            desk.mistakes.push(row.at(table, "participant")(error));
            false
        }
    }
}

/// Whether the day of a row is one of the person's life; if not, that is noted.
pub(super) fn is_in_life(
    row: &ReadRow<'_>,
    (person, date): (usize, usize),
    table: &Table<'_>,
    desk: &mut Desk<'_>,
) -> bool {
    match desk.expect_in_life(text(&row.values[person]), &row.values[date]) {
        Ok(()) => true,
        Err(error) => {
            desk.mistakes.push(row.at(table, "date")(error));
            false
        }
    }
}
