//! Reader of tables with one row a participant: food surveys, check-up markers.

use super::column::{Values, is_missing_cell, parse_finite};
use crate::error::{Error, ErrorKind, Result};
use crate::text_table::{Quotes, TextRow, TextTable};
use std::collections::BTreeMap;

/// The column that names the person.
pub(super) const PARTICIPANT: &str = "participant";

/// Names the study uses itself.
const RESERVED: [&str; 5] = ["sample", "total_reads", "host_reads", "_index", "."];

/// One row a participant; columns typed by content.
#[derive(Debug, Clone, PartialEq)]
pub struct ParticipantTable {
    rows: BTreeMap<String, usize>,
    columns: Vec<(String, Values)>,
    doubts: Vec<String>,
}

impl ParticipantTable {
    /// The participants, in order of id, each with its row.
    pub fn rows(&self) -> &BTreeMap<String, usize> {
        &self.rows
    }

    /// The columns beside `participant`, in the order of the file, values by row.
    pub fn columns(&self) -> &[(String, Values)] {
        &self.columns
    }

    /// Columns that are text only because of a few cells, one sentence each.
    pub fn doubts(&self) -> &[String] {
        &self.doubts
    }
}

/// Parses a table with a column `participant` and any further columns.
///
/// # Errors
/// All at once: mistakes of form ([`TextTable::parse`]), no column
/// `participant`, a row without a participant, a participant on two lines
/// (both are named), a column name that the study cannot keep.
pub fn parse_participants(bytes: &[u8]) -> Result<ParticipantTable> {
    let table = TextTable::parse(bytes, Quotes::Read)?;
    let mut errors = check_names(&table);
    let (participant, rows) = match table.column(PARTICIPANT) {
        Ok(place) => (place, index_rows(&table, place, &mut errors)),
        Err(error) => {
            errors.push(error);
            (0, BTreeMap::new())
        }
    };
    if let Some(error) = Error::gather(errors) {
        return Err(error);
    }

    let mut columns = Vec::new();
    let mut doubts = Vec::new();
    for (place, name) in table.header().iter().enumerate() {
        if place == participant {
            continue;
        }
        let cells: Vec<&str> = table
            .rows()
            .iter()
            .map(|row| row.cells[place].as_str())
            .collect();
        let values = Values::from_cells(&cells);
        if matches!(values, Values::Text(_)) {
            doubts.extend(doubt(&table, name, &cells));
        }
        columns.push((name.clone(), values));
    }
    Ok(ParticipantTable {
        rows,
        columns,
        doubts,
    })
}

fn check_names(table: &TextTable) -> Vec<Error> {
    table
        .header()
        .iter()
        .filter(|name| RESERVED.contains(&name.as_str()) || name.contains('/'))
        .map(|name| {
            Error::new(
                ErrorKind::Unsupported,
                "a study cannot keep a column of this name",
            )
            .at_line(1)
            .at_field(name.clone())
            .mend("rename the column; \"/\" is not allowed, write \"per\"")
        })
        .collect()
}

/// The row of each participant.
fn index_rows(
    table: &TextTable,
    participant: usize,
    errors: &mut Vec<Error>,
) -> BTreeMap<String, usize> {
    let mut rows = BTreeMap::new();
    for (index, row) in table.rows().iter().enumerate() {
        let id = &row.cells[participant];
        if id.is_empty() {
            let error = Error::new(ErrorKind::Missing, "found no participant");
            errors.push(error.at_line(row.line).at_field(PARTICIPANT));
        } else if let Some(&earlier) = rows.get(id) {
            let earlier: &TextRow = &table.rows()[earlier];
            errors.push(
                Error::new(
                    ErrorKind::Duplicate,
                    format!("participant {id} is already on line {}", earlier.line),
                )
                .at_line(row.line)
                .at_field(PARTICIPANT)
                .mend("keep one line a participant"),
            );
        } else {
            rows.insert(id.clone(), index);
        }
    }
    rows
}

/// A sentence when at least half of the values of a text column are numbers.
fn doubt(table: &TextTable, name: &str, cells: &[&str]) -> Option<String> {
    let present = cells.iter().filter(|cell| !is_missing_cell(cell)).count();
    let mut others = cells
        .iter()
        .zip(table.rows())
        .filter(|(cell, _)| !is_missing_cell(cell) && parse_finite(cell).is_none());
    let (cell, row) = others.next()?;
    let texts = 1 + others.count();
    (2 * texts <= present).then(|| {
        format!(
            "column {name} is text because {texts} of {present} values are no numbers, the first on line {}: \"{cell}\"",
            row.line
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_found_by_participant_and_columns_keep_their_order() {
        let table = parse_participants(b"fat,participant,sex\n1.5,p2,F\nNA,p1,M\n").unwrap();
        assert_eq!(table.rows()["p1"], 1);
        assert_eq!(table.columns()[0].0, "fat");
        assert_eq!(table.columns()[0].1, Values::Number(vec![Some(1.5), None]));
    }

    #[test]
    fn a_few_odd_cells_in_a_column_of_numbers_are_named() {
        let table = parse_participants(b"participant,crp\na,1\nb,2\nc,<0.5\nd,3\n").unwrap();
        assert_eq!(table.doubts().len(), 1);
        assert!(
            table.doubts()[0].contains("line 4: \"<0.5\""),
            "{:?}",
            table.doubts()
        );
    }

    #[test]
    fn a_participant_on_two_lines_is_refused_with_both() {
        let error = parse_participants(b"participant,a/b\np1,1\n,2\np1,3\np1,4\n").unwrap_err();
        let text = error.to_string();
        assert_eq!(error.all().count(), 4, "{text}");
        assert!(text.contains("line 4, field participant: participant p1 is already on line 2"));
    }
}
