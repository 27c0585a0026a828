//! The values of a row, from long and wide tables alike.

use super::super::desk::{Desk, read_pairs};
use super::super::fields::text;
use super::super::form::read_line;
use super::super::kind::RecordKind;
use super::super::mapping::Mapping;
use super::super::measured::{StoredValue, Units};
use super::super::range::Ranges;
use super::{ReadRow, Table};
use crate::error::{Error, ErrorKind, Mistakes, Result, excerpt};
use crate::tabular::values::CodeList;
use crate::tabular::{Cell, Sheet};
use rusqlite::types::Value;
use std::collections::BTreeSet;

/// Of values in words.
const MOST_LETTERS: usize = 2000;

/// A column of a wide table, found in its header.
#[derive(Debug)]
pub(in crate::cohort::import) struct FoundColumn {
    pub(in crate::cohort::import) column: usize,
    code: String,
    unit: String,
    is_text: bool,
    codes: Option<CodeList<String>>,
}

/// Finds the columns of values; `taken` are those that the mapping names otherwise.
pub(in crate::cohort::import) fn find_value_columns(
    mapping: &Mapping,
    sheet: &Sheet,
    taken: &BTreeSet<usize>,
    mistakes: &mut Mistakes,
) -> Vec<FoundColumn> {
    let mut found = Vec::new();
    let mut taken = taken.clone();
    for value in &mapping.values {
        let column = match sheet.column(&value.column) {
            Ok(column) => column,
            Err(error) => {
                mistakes.push(error);
                continue;
            }
        };
        taken.insert(column);
        match value.code_list() {
            Ok(codes) => found.push(FoundColumn {
                column,
                code: value.code.clone().unwrap_or_else(|| value.column.clone()),
                unit: value.unit.clone(),
                is_text: value.text,
                codes,
            }),
            Err(error) => mistakes.push(error.at_field(value.column.clone())),
        }
    }
    if let Some(others) = &mapping.other_values {
        let rest = (0..sheet.header().len()).filter(|column| !taken.contains(column));
        found.extend(rest.map(|column| FoundColumn {
            column,
            code: sheet.header()[column].clone(),
            unit: others.unit.clone(),
            is_text: false,
            codes: None,
        }));
    }
    found
}

/// Reads the values of rows and keeps one unit a code.
pub(super) struct ValueReader {
    columns: Vec<FoundColumn>,
    units: Units,
    ranges: Ranges,
    /// The field of codes in long tables.
    code_field: &'static str,
}

impl ValueReader {
    pub(super) fn open(
        table: &Table<'_>,
        columns: Vec<FoundColumn>,
        known_units: &str,
        code_field: &'static str,
        desk: &Desk<'_>,
    ) -> Result<Self> {
        debug_assert!(table.mapping.kind.has_values());
        Ok(Self {
            columns,
            units: Units::of(read_pairs(desk.transaction, known_units)?),
            ranges: Ranges::new(
                &table.mapping.ranges,
                table.mapping.kind == RecordKind::Markers,
            )?,
            code_field,
        })
    }

    /// The codes and values of a row; what cannot be read is noted.
    pub(super) fn read(
        &mut self,
        row: &ReadRow<'_>,
        table: &Table<'_>,
        desk: &mut Desk<'_>,
    ) -> Vec<(String, StoredValue)> {
        let mut values = Vec::new();
        if table.fields.source(self.code_field).is_some() {
            match self.read_long(row, table) {
                Ok(Some(value)) => values.push(value),
                Ok(None) => desk.account.values_missing += 1,
                Err(error) => desk.mistakes.push(error),
            }
        }
        for column in &self.columns {
            let cell = row.row.cell(column.column);
            let read = table
                .reading
                .missing
                .read(cell, |cell| column.read(cell, table));
            match read {
                Ok(None) => desk.account.values_missing += 1,
                Ok(Some(value)) => match accept(&mut self.units, &self.ranges, &column.code, value)
                {
                    Ok(value) => values.push((column.code.clone(), value)),
                    Err(error) => desk.mistakes.push(row.row.mistake(column.column, error)),
                },
                Err(error) => desk.mistakes.push(row.row.mistake(column.column, error)),
            }
        }
        values
    }

    /// A long table's value: its code, value and unit are the last three fields.
    fn read_long(
        &mut self,
        row: &ReadRow<'_>,
        table: &Table<'_>,
    ) -> Result<Option<(String, StoredValue)>> {
        let [.., code, written, unit] = row.values.as_slice() else {
            return Ok(None);
        };
        if *written == Value::Null {
            return Ok(None);
        }
        let missing =
            |what: &str| Error::new(ErrorKind::Missing, format!("found a value without {what}"));
        if *code == Value::Null {
            return Err(row.at(table, self.code_field)(missing("a code")));
        }
        let (code, written) = (text(code), text(written));
        let value = if table.mapping.text_codes.iter().any(|known| known == code) {
            StoredValue::of_words(written, written)
        } else if *unit == Value::Null {
            return Err(row.at(table, "unit")(missing("a unit").mend(
                "write the unit; for one without, say in the mapping unit = { value = \"1\" }",
            )));
        } else {
            let mapping = table.mapping;
            StoredValue::of_number(
                code,
                written,
                text(unit),
                mapping.numbers,
                &mapping.conversions,
            )
            .map_err(row.at(table, "value"))?
        };
        let place = match value.value {
            Value::Real(_) if self.units.agree(code, &value.unit).is_ok() => "value",
            _ => "unit",
        };
        let value =
            accept(&mut self.units, &self.ranges, code, value).map_err(row.at(table, place))?;
        Ok(Some((code.to_owned(), value)))
    }
}

/// A value in the store's spelling of its unit, if it may be true.
fn accept(
    units: &mut Units,
    ranges: &Ranges,
    code: &str,
    mut value: StoredValue,
) -> Result<StoredValue> {
    value.unit = units.agree(code, &value.unit)?;
    ranges.expect(code, &value)?;
    Ok(value)
}

impl FoundColumn {
    fn read(&self, cell: Cell<'_>, table: &Table<'_>) -> Result<StoredValue> {
        let written = read_line(cell, MOST_LETTERS)?;
        let meaning = match &self.codes {
            Some(codes) => codes.read(cell)?.as_str(),
            None => written,
        };
        if self.is_text {
            return Ok(StoredValue::of_words(meaning, written));
        }
        let mut value =
            StoredValue::of_number(&self.code, meaning, &self.unit, table.mapping.numbers, &table.mapping.conversions)
                .map_err(|error| {
                    let found = excerpt(written.as_bytes());
                    let hint = format!(
                        "if \"{found}\" stands for a missing value, list it under missing; if the values are words, write text = true"
                    );
                    error.or_mend(&hint)
                })?;
        written.clone_into(&mut value.written.0);
        Ok(value)
    }
}
