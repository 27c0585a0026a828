//! Where the value of each field stands in a table.

use super::form::Form;
use super::mapping::Mapping;
use super::mapping_form::FieldSource;
use crate::error::{Error, ErrorKind, Mistakes, Result};
use crate::tabular::values::{CodeList, DateForm, MissingCodes, NumberForm};
use crate::tabular::{Cell, Row, Sheet};
use rusqlite::types::Value;

/// A field's source, found in the header of one table.
#[derive(Debug)]
pub(super) struct Source {
    /// The field, for mistakes.
    name: String,
    form: Form,
    origin: Origin,
    codes: Option<CodeList<String>>,
    /// Times a day of each answer, where the values are answers to "how often".
    frequencies: Option<CodeList<f64>>,
}

#[derive(Debug)]
enum Origin {
    Column(usize),
    Constant(String),
    RowNumber {
        before: String,
        digits: usize,
        behind: String,
    },
    Joined(Vec<usize>, String),
}

/// How cells are read throughout one table.
#[derive(Debug)]
pub(super) struct Reading {
    pub(super) missing: MissingCodes,
    pub(super) dates: DateForm,
    pub(super) numbers: NumberForm,
}

impl Reading {
    pub(super) fn of(mapping: &Mapping) -> Self {
        Self {
            missing: MissingCodes::new(mapping.missing.iter().map(String::as_str)),
            dates: mapping.dates,
            numbers: mapping.numbers,
        }
    }
}

impl Source {
    /// Finds the columns of a source; what is not there is noted.
    pub(super) fn find(
        name: &str,
        form: Form,
        source: &FieldSource,
        sheet: &Sheet,
        mistakes: &mut Mistakes,
    ) -> Option<Self> {
        let source = source.detailed();
        let mut place = |column: &String| {
            let found = sheet.column(column);
            found.map_err(|error| mistakes.push(error)).ok()
        };
        let origin = if let Some(column) = &source.column {
            Origin::Column(place(column)?)
        } else if let Some(columns) = &source.join {
            let places: Vec<_> = columns.iter().map(&mut place).collect();
            let with = source.with.unwrap_or_else(|| "-".to_owned());
            Origin::Joined(places.into_iter().collect::<Option<_>>()?, with)
        } else if let Some(pattern) = &source.row {
            let before = pattern.split('#').next().unwrap_or_default();
            let behind = pattern.rsplit('#').next().unwrap_or_default();
            Origin::RowNumber {
                before: before.to_owned(),
                digits: pattern.matches('#').count(),
                behind: behind.to_owned(),
            }
        } else {
            Origin::Constant(source.value.unwrap_or_default())
        };
        let codes = source.codes.map(|codes| {
            CodeList::new(
                codes
                    .iter()
                    .map(|(code, meaning)| (code.as_str(), meaning.clone())),
            )
        });
        let codes = match codes.transpose() {
            Ok(codes) => codes,
            Err(error) => {
                mistakes.push(error.at_field(name));
                return None;
            }
        };
        let name = name.to_owned();
        Some(Self {
            name,
            form,
            origin,
            codes,
            frequencies: None,
        })
    }

    /// The same, of answers to "how often".
    pub(super) fn of_answers(self, frequencies: CodeList<f64>) -> Self {
        Self {
            frequencies: Some(frequencies),
            ..self
        }
    }

    /// The columns it reads.
    pub(super) fn columns(&self) -> &[usize] {
        match &self.origin {
            Origin::Column(column) => std::slice::from_ref(column),
            Origin::Joined(columns, _) => columns,
            Origin::Constant(_) | Origin::RowNumber { .. } => &[],
        }
    }

    /// The value of one row (`number` counts the rows from 1), `Null` where it is missing.
    pub(super) fn value(&self, row: Row<'_>, number: u64, reading: &Reading) -> Result<Value> {
        let made: String;
        let cell = match &self.origin {
            Origin::Column(column) => row.cell(*column),
            Origin::Constant(text) => Cell::of_text(text),
            Origin::RowNumber {
                before,
                digits,
                behind,
            } => {
                made = format!("{before}{number:0digits$}{behind}");
                Cell::of_text(&made)
            }
            Origin::Joined(columns, with) => {
                if columns
                    .iter()
                    .any(|&column| reading.missing.is_missing(row.cell(column)))
                {
                    return Ok(Value::Null);
                }
                let parts: Vec<&str> = columns
                    .iter()
                    .map(|&column| row.cell(column).text())
                    .collect();
                made = parts.join(with);
                Cell::of_text(&made)
            }
        };
        self.read(cell, reading)
            .map_err(|error| match self.columns() {
                [column] => row.mistake(*column, error),
                _ => error.at_line(row.line()).at_field(self.name.clone()),
            })
    }

    /// The value in another column that is written like its own.
    pub(super) fn value_in(&self, column: usize, row: Row<'_>, reading: &Reading) -> Result<Value> {
        self.read(row.cell(column), reading)
            .map_err(|error| row.mistake(column, error))
    }

    fn read(&self, cell: Cell<'_>, reading: &Reading) -> Result<Value> {
        let form = |cell| match &self.frequencies {
            Some(frequencies) => frequencies.read(cell).map(|times| Value::Real(*times)),
            None => self.form.read(cell, &reading.dates, reading.numbers),
        };
        let value = reading.missing.read(cell, |cell| match &self.codes {
            Some(codes) => form(Cell::of_text(codes.read(cell)?)),
            None => form(cell),
        })?;
        Ok(value.unwrap_or(Value::Null))
    }

    /// That a value is needed here and there is none.
    pub(super) fn missing(&self, row: Row<'_>) -> Error {
        let error = Error::new(ErrorKind::Missing, format!("found no {}", self.name));
        match self.columns() {
            [column] => row.mistake(*column, error),
            _ => error.at_line(row.line()).at_field(self.name.clone()),
        }
    }
}
