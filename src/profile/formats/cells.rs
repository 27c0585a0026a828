//! The cells of one line of a table, read by column.

use crate::error::{Error, ErrorKind, Result, excerpt};
use crate::profile::Interval;
use crate::taxonomy::Rank;
use crate::text_table::{TextRow, TextTable};

/// What stands for a missing number.
pub(super) const MISSING: &str = "NA";

/// A number, or what stands for a missing one.
pub(super) fn render(number: Option<f64>) -> String {
    match number {
        Some(number) if number.is_finite() => number.to_string(),
        _ => MISSING.to_owned(),
    }
}

/// One line; what cannot be read is noted and 0 or nothing given for it.
pub(super) struct Cells<'a> {
    table: &'a TextTable,
    row: &'a TextRow,
    mistakes: Vec<Error>,
}

impl<'a> Cells<'a> {
    pub(super) fn new(table: &'a TextTable, row: &'a TextRow) -> Self {
        Self {
            table,
            row,
            mistakes: Vec::new(),
        }
    }

    /// A cell; empty when there is no such column.
    pub(super) fn text(&self, column: &str) -> &'a str {
        let place = self.table.header().iter().position(|name| name == column);
        place.map_or("", |place| &self.row.cells[place])
    }

    /// A cell that holds a value; `None` for empty cells, `NA` and columns that
    /// are not there.
    fn value(&self, column: &str) -> Option<&'a str> {
        Some(self.text(column)).filter(|cell| !cell.is_empty() && *cell != MISSING)
    }

    /// A whole number that must be there.
    pub(super) fn whole(&mut self, column: &str) -> u64 {
        let cell = self.text(column);
        cell.parse().unwrap_or_else(|_| {
            self.note(column, cell, "a whole number, 0 or more");
            0
        })
    }

    /// A whole number, if there is a value.
    pub(super) fn whole_or_none(&mut self, column: &str) -> Option<u64> {
        self.value(column).map(|_| self.whole(column))
    }

    /// A finite number, if there is a value.
    pub(super) fn number(&mut self, column: &str) -> Option<f64> {
        let cell = self.value(column)?;
        match cell.parse() {
            Ok(number) if f64::is_finite(number) => Some(number),
            _ => {
                self.note(column, cell, "a number or NA");
                None
            }
        }
    }

    /// An interval in the columns `NAME`, `NAME_low` and `NAME_high`, if its
    /// estimate has a value. A missing end is the estimate.
    pub(super) fn interval(&mut self, column: &str) -> Option<Interval> {
        let estimate = self.number(column)?;
        let low = self.number(&format!("{column}_low")).unwrap_or(estimate);
        let high = self.number(&format!("{column}_high")).unwrap_or(estimate);
        match Interval::new(estimate, low, high) {
            Ok(interval) => Some(interval),
            Err(error) => {
                self.mistakes
                    .push(error.at_line(self.row.line).at_field(column));
                None
            }
        }
    }

    /// A known rank.
    pub(super) fn rank(&mut self, column: &str) -> Rank {
        let cell = self.text(column);
        let rank = Rank::from_name(cell);
        if rank == Rank::Unlisted {
            self.note(column, cell, "a rank in lower case, as genus or no rank");
        }
        rank
    }

    /// A text that is not empty.
    pub(super) fn id(&mut self, column: &str) -> &'a str {
        let cell = self.text(column);
        if cell.is_empty() {
            self.note(column, cell, "an id");
        }
        cell
    }

    /// Notes a cell that is not what it should be.
    pub(super) fn note(&mut self, column: &str, found: &str, expected: &str) {
        let found = excerpt(found.as_bytes());
        let message = format!("found \"{found}\", expected {expected}");
        self.mistakes.push(
            Error::new(ErrorKind::Malformed, message)
                .at_line(self.row.line)
                .at_field(column),
        );
    }

    /// What was read, unless something could not be.
    pub(super) fn finish<T>(self, read: T) -> Result<T> {
        match Error::gather(self.mistakes) {
            Some(error) => Err(error),
            None => Ok(read),
        }
    }
}
