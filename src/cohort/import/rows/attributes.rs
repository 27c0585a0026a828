//! Further columns worth keeping, as text.

use super::super::desk::Desk;
use super::super::form::Form;
use super::super::source::Source;
use super::super::upsert::{TableShape, Upsert};
use super::{ReadRow, Table};
use crate::error::Result;
use rusqlite::types::Value;

/// The attributes of people.
pub(super) const OF_PEOPLE: TableShape = TableShape {
    table: "participant_attribute",
    key: &["participant", "name"],
    others: &["value"],
};

/// The attributes of samples.
pub(super) const OF_SAMPLES: TableShape = TableShape {
    table: "sample_attribute",
    key: &["sample", "name"],
    others: &["value"],
};

/// Puts the attributes of each row.
pub(super) struct Attributes<'t> {
    sources: Vec<(String, Source)>,
    upsert: Upsert<'t>,
}

impl<'t> Attributes<'t> {
    pub(super) fn find(table: &Table<'_>, shape: TableShape, desk: &mut Desk<'t>) -> Self {
        let mut sources = Vec::new();
        for (name, source) in &table.mapping.attributes {
            let found = Source::find(name, Form::Text, source, table.sheet, &mut desk.mistakes);
            sources.extend(found.map(|found| (name.clone(), found)));
        }
        Self {
            sources,
            upsert: desk.upsert(shape),
        }
    }

    /// Puts those of one row; `whose` is the id of the person or sample.
    pub(super) fn put(
        &mut self,
        whose: &Value,
        row: &ReadRow<'_>,
        table: &Table<'_>,
        desk: &mut Desk<'_>,
    ) -> Result<()> {
        for (name, source) in &self.sources {
            match source.value(row.row, row.number, table.reading) {
                Ok(Value::Null) => desk.account.values_missing += 1,
                Ok(value) => {
                    let record = [whose.clone(), Value::Text(name.clone()), value];
                    let line = row.row.line();
                    desk.put(&mut self.upsert, &record, |error| {
                        error.at_line(line).at_field(name.clone())
                    })?;
                }
                Err(error) => desk.mistakes.push(error),
            }
        }
        Ok(())
    }
}
