//! The fields of a mapping, found in one table and read row by row.

use super::frequency::times_by_answer;
use super::kind::RecordKind;
use super::mapping::Mapping;
use super::source::{Reading, Source};
use crate::error::{Error, Mistakes, Result};
use crate::tabular::{Row, Sheet};
use rusqlite::types::Value;

/// The field of long tables of foods that may hold answers to "how often".
pub(super) const TIMES_PER_DAY: &str = "times_per_day";

/// The sources of a kind's fields, in their order.
#[derive(Debug)]
pub(super) struct Fields {
    kind: RecordKind,
    sources: Vec<Option<Source>>,
}

impl Fields {
    /// Finds all columns; what is not there is noted.
    pub(super) fn find(mapping: &Mapping, sheet: &Sheet, mistakes: &mut Mistakes) -> Self {
        let find = |field: &super::field::Field| {
            let source = mapping.fields.get(field.name)?;
            let found = Source::find(field.name, field.form, source, sheet, mistakes)?;
            if field.name != TIMES_PER_DAY || mapping.frequencies.is_empty() {
                return Some(found);
            }
            match times_by_answer(&mapping.frequencies) {
                Ok(frequencies) => Some(found.of_answers(frequencies)),
                Err(error) => {
                    mistakes.push(error);
                    None
                }
            }
        };
        Self {
            kind: mapping.kind,
            sources: mapping.kind.fields().iter().map(find).collect(),
        }
    }

    /// All values of a row, in the order of the kind's fields.
    ///
    /// # Errors
    /// All at once: values that cannot be read, required ones that are missing.
    pub(super) fn read(&self, row: Row<'_>, number: u64, reading: &Reading) -> Result<Vec<Value>> {
        let mut errors = Vec::new();
        let mut values = Vec::with_capacity(self.sources.len());
        for (field, source) in self.kind.fields().iter().zip(&self.sources) {
            let Some(source) = source else {
                values.push(Value::Null);
                continue;
            };
            match source.value(row, number, reading) {
                Ok(Value::Null) if self.kind.required().contains(&field.name) => {
                    errors.push(source.missing(row));
                }
                Ok(value) => values.push(value),
                Err(error) => errors.push(error),
            }
        }
        match Error::gather(errors) {
            Some(error) => Err(error),
            None => Ok(values),
        }
    }

    /// The source of one field.
    pub(super) fn source(&self, name: &str) -> Option<&Source> {
        let place = self
            .kind
            .fields()
            .iter()
            .position(|field| field.name == name)?;
        self.sources[place].as_ref()
    }

    /// The columns that are read, each with whether its values are a vocabulary.
    pub(super) fn columns(&self) -> impl Iterator<Item = (usize, bool)> {
        let fields = self.kind.fields().iter().zip(&self.sources);
        fields.flat_map(|(field, source)| {
            let columns = source.iter().flat_map(Source::columns);
            columns.map(|&column| (column, field.is_vocabulary()))
        })
    }
}

/// The text of a value; empty where it is missing.
pub(super) fn text(value: &Value) -> &str {
    match value {
        Value::Text(text) => text,
        _ => "",
    }
}

/// The same, for keys in which the empty text stands for what is not told.
pub(super) fn told(value: Value) -> Value {
    match value {
        Value::Null => Value::Text(String::new()),
        told => told,
    }
}
