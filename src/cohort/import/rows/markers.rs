//! Check-up and other measured values.

use super::super::desk::Desk;
use super::super::fields::told;
use super::super::upsert::TableShape;
use super::Table;
use super::people::{is_in_life, is_of_a_known_person};
use super::values::{ValueReader, find_value_columns};
use crate::error::Result;
use rusqlite::types::Value;

/// Measured values.
pub(in crate::cohort::import) const MARKERS: TableShape = TableShape {
    table: "marker",
    key: &["participant", "visit", "date", "code"],
    others: &[
        "value",
        "text_value",
        "unit",
        "limit_side",
        "written_value",
        "written_unit",
    ],
};

/// Puts markers.
pub(super) fn put(table: &Table<'_>, desk: &mut Desk<'_>) -> Result<()> {
    let columns = find_value_columns(table.mapping, table.sheet, table.taken, &mut desk.mistakes);
    let units = "SELECT DISTINCT code, unit FROM marker";
    let mut reader = ValueReader::open(table, columns, units, "code", desk)?;
    let mut upsert = desk.upsert(MARKERS);
    table.each_row(desk, |row, desk| {
        if !is_of_a_known_person(&row, 0, table, desk) || !is_in_life(&row, (0, 2), table, desk) {
            return Ok(());
        }
        let [participant, visit, date, ..] = row.values.as_slice() else {
            return Ok(());
        };
        for (code, value) in reader.read(&row, table, desk) {
            let record = [
                participant.clone(),
                told(visit.clone()),
                told(date.clone()),
                Value::Text(code.clone()),
                value.value,
                value.text,
                Value::Text(value.unit),
                value.limit_side,
                Value::Text(value.written.0),
                Value::Text(value.written.1),
            ];
            let line = row.row.line();
            desk.put(&mut upsert, &record, |error| {
                error.at_line(line).at_field(code)
            })?;
        }
        Ok(())
    })
}
