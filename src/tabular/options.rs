//! How a table is written, where its bytes do not say.

use crate::tabular::{Delimiter, Encoding, MergedCells};
use crate::text_table::Quotes;
use serde::Deserialize;

/// What to do with a row of a text file that ends before the header does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ShortRows {
    /// A cell may have been lost anywhere in it: a mistake.
    #[default]
    Refuse,
    /// The missing cells at the end are empty, as some spreadsheets leave them out.
    Fill,
}

/// Where the names of the columns are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Header {
    /// In the first row.
    #[default]
    Named,
    /// Nowhere: every row holds data, and the columns are called `1`, `2`, `3`, ...
    Numbered,
}

/// How to read a table. The default finds everything out from the bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetOptions {
    /// The encoding of a text file; found out when not given.
    pub encoding: Option<Encoding>,
    /// What parts the cells of a text file; found out when not given.
    pub delimiter: Option<Delimiter>,
    /// What a double quote at the start of a cell means.
    pub quotes: Quotes,
    /// The sheet of a workbook; may be left out when only one visible sheet holds
    /// anything.
    pub sheet: Option<String>,
    /// The line or row of the header, counted from 1; the first row that is not
    /// empty when not given.
    pub header_line: Option<u64>,
    /// Where the names of the columns are.
    pub header: Header,
    /// What the first column is called where the header leaves it empty, as R does
    /// above the names of rows.
    pub first_column: Option<String>,
    /// What a merged area of a workbook means.
    pub merged: MergedCells,
    /// What a short row of a text file means.
    pub short_rows: ShortRows,
}

impl Default for SheetOptions {
    fn default() -> Self {
        Self {
            encoding: None,
            delimiter: None,
            quotes: Quotes::Read,
            sheet: None,
            header_line: None,
            header: Header::default(),
            first_column: None,
            merged: MergedCells::default(),
            short_rows: ShortRows::default(),
        }
    }
}
