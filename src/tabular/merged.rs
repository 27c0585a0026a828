//! Areas of a workbook whose cells are merged into one.

use crate::tabular::column_letters;
use serde::Deserialize;
use std::fmt;

/// What a merged area among header and data means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MergedCells {
    /// It is not known which rows its value is for: a mistake.
    #[default]
    Refuse,
    /// Its value stands in every cell of it.
    Fill,
}

/// A rectangle of merged cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MergedArea {
    /// First and last row, counted from 1.
    pub lines: (u64, u64),
    /// First and last column, counted from 0.
    pub columns: (usize, usize),
}

impl MergedArea {
    /// Whether a cell lies in it.
    pub fn contains(&self, line: u64, column: usize) -> bool {
        (self.lines.0..=self.lines.1).contains(&line)
            && (self.columns.0..=self.columns.1).contains(&column)
    }
}

impl fmt::Display for MergedArea {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (first, last) = (self.columns.0, self.columns.1);
        let (top, bottom) = self.lines;
        write!(
            f,
            "{}{top}:{}{bottom}",
            column_letters(first),
            column_letters(last)
        )
    }
}
