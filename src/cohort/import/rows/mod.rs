//! How the rows of each kind become records.

mod attributes;
mod consent;
mod food_cells;
mod food_columns;
mod food_row;
mod food_unit;
mod foods;
mod markers;
mod nutrients;
mod people;
mod seasons;
mod surveys;
mod values;
mod wide_foods;
mod year_mean;

pub(super) use consent::append as append_consent;
pub(super) use foods::FOODS;
pub(super) use markers::MARKERS;
pub(super) use people::{PARTICIPANTS, SAMPLES, put_place};
pub(super) use surveys::{SURVEYS, made_id as made_survey_id};

use super::desk::Desk;
use super::fields::Fields;
use super::kind::RecordKind;
use super::mapping::Mapping;
use super::source::Reading;
use crate::error::Result;
use crate::tabular::{Row, Sheet};
use rusqlite::types::Value;
use std::collections::BTreeSet;

/// What the rows of a table are read with.
pub(super) struct Table<'a> {
    pub(super) mapping: &'a Mapping,
    pub(super) sheet: &'a Sheet,
    pub(super) fields: &'a Fields,
    pub(super) reading: &'a Reading,
    /// Columns that fields, attributes or `drop` name.
    pub(super) taken: &'a BTreeSet<usize>,
}

/// A row with the values of its fields.
pub(super) struct ReadRow<'a> {
    row: Row<'a>,
    number: u64,
    values: Vec<Value>,
}

/// Puts all rows into the store; mistakes are noted at the desk.
pub(super) fn put_rows(table: &Table<'_>, desk: &mut Desk<'_>) -> Result<()> {
    match table.mapping.kind {
        RecordKind::Participants => people::put(table, desk),
        RecordKind::Samples => people::put_samples(table, desk),
        RecordKind::Medications => people::put_medications(table, desk),
        RecordKind::Consent => consent::put(table, desk),
        RecordKind::Surveys => surveys::put(table, desk),
        RecordKind::Foods if table.mapping.is_wide() => wide_foods::put(table, desk),
        RecordKind::Foods => foods::put(table, desk),
        RecordKind::Nutrients => nutrients::put(table, desk),
        RecordKind::Markers => markers::put(table, desk),
        // Profiles have a reader of their own.
        RecordKind::Profiles => Ok(()),
    }
}

impl<'a> Table<'a> {
    /// Hands over each row that can be read; mistakes of the others are noted.
    fn each_row(
        &self,
        desk: &mut Desk<'_>,
        mut put: impl FnMut(ReadRow<'a>, &mut Desk<'_>) -> Result<()>,
    ) -> Result<()> {
        for (row, number) in self.sheet.rows().zip(1..) {
            desk.account.rows_read += 1;
            match self.fields.read(row, number, self.reading) {
                Ok(values) => put(
                    ReadRow {
                        row,
                        number,
                        values,
                    },
                    desk,
                )?,
                Err(errors) => desk.mistakes.push(errors),
            }
        }
        Ok(())
    }
}

impl ReadRow<'_> {
    /// The place of the row, with the column of a field.
    fn at(&self, table: &Table<'_>, field: &str) -> impl FnOnce(crate::Error) -> crate::Error {
        let source = table.fields.source(field);
        let column = source.and_then(|source| source.columns().first());
        let name = column.map_or(field, |&column| table.sheet.header()[column].as_str());
        let (line, name) = (self.row.line(), name.to_owned());
        move |error| error.at_line(line).at_field(name)
    }
}
