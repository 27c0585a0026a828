//! How a table is written, as a mapping file says it.

use crate::tabular::{Delimiter, Encoding, Header, MergedCells, SheetOptions, ShortRows};
use crate::text_table::Quotes;
use serde::Deserialize;

/// How a table is written, where its bytes do not say.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "snake_case")]
pub struct TableForm {
    /// The encoding of a text file.
    pub encoding: Option<Encoding>,
    /// What parts its cells.
    pub delimiter: Option<Delimiter>,
    /// Whether double quotes wrap cells.
    pub quotes: bool,
    /// The sheet of a workbook.
    pub sheet: Option<String>,
    /// The line of the header, counted from 1.
    pub header_line: Option<u64>,
    /// Whether there is a header; without one the columns are called 1, 2, 3, ...
    pub header: bool,
    /// What the first column is called where its header is empty.
    pub first_column: Option<String>,
    /// Whether merged cells of a workbook all hold the value.
    pub fill_merged: bool,
    /// Whether cells missing at the end of a row are empty.
    pub fill_short_rows: bool,
}

impl Default for TableForm {
    fn default() -> Self {
        Self {
            encoding: None,
            delimiter: None,
            quotes: true,
            sheet: None,
            header_line: None,
            header: true,
            first_column: None,
            fill_merged: false,
            fill_short_rows: false,
        }
    }
}

impl TableForm {
    /// The same for the reader of tables.
    pub fn options(&self) -> SheetOptions {
        SheetOptions {
            encoding: self.encoding,
            delimiter: self.delimiter,
            quotes: if self.quotes {
                Quotes::Read
            } else {
                Quotes::Plain
            },
            sheet: self.sheet.clone(),
            header_line: self.header_line,
            header: if self.header {
                Header::Named
            } else {
                Header::Numbered
            },
            first_column: self.first_column.clone(),
            merged: if self.fill_merged {
                MergedCells::Fill
            } else {
                MergedCells::Refuse
            },
            short_rows: if self.fill_short_rows {
                ShortRows::Fill
            } else {
                ShortRows::Refuse
            },
        }
    }
}
