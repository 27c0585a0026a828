//! Ready nutrient values of surveys.

use super::super::desk::Desk;
use super::super::fields::told;
use super::super::upsert::TableShape;
use super::Table;
use super::surveys::{SURVEY_FIELDS, Surveys};
use super::values::{ValueReader, find_value_columns};
use crate::error::Result;
use rusqlite::types::Value;

const NUTRIENTS: TableShape = TableShape {
    table: "nutrient",
    key: &["survey", "day", "nutrient"],
    others: &[
        "value",
        "unit",
        "limit_side",
        "written_value",
        "written_unit",
    ],
};

/// Puts nutrients, with the surveys they belong to.
pub(super) fn put(table: &Table<'_>, desk: &mut Desk<'_>) -> Result<()> {
    let columns = find_value_columns(table.mapping, table.sheet, table.taken, &mut desk.mistakes);
    let units = "SELECT DISTINCT nutrient, unit FROM nutrient";
    let mut reader = ValueReader::open(table, columns, units, "nutrient", desk)?;
    let mut surveys = Surveys::open(desk)?;
    let mut upsert = desk.upsert(NUTRIENTS);
    table.each_row(desk, |row, desk| {
        let Some(survey) = surveys.of_row(&row, table, desk)? else {
            return Ok(());
        };
        for (nutrient, value) in reader.read(&row, table, desk) {
            let record = [
                survey.clone(),
                told(row.values[SURVEY_FIELDS].clone()),
                Value::Text(nutrient.clone()),
                value.value,
                Value::Text(value.unit),
                value.limit_side,
                Value::Text(value.written.0),
                Value::Text(value.written.1),
            ];
            let line = row.row.line();
            desk.put(&mut upsert, &record, |error| {
                error.at_line(line).at_field(nutrient)
            })?;
        }
        Ok(())
    })
}
