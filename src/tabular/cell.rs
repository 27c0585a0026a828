//! One cell of a table.

use crate::tabular::values::DateTime;

/// What a cell holds beside its text. Cells of text files hold text only.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub enum CellValue {
    /// Text, or nothing.
    #[default]
    Text,
    /// A number of a workbook.
    Number(f64),
    /// A date of a workbook: a number with a date format.
    Date(DateTime),
    /// True or false.
    Bool(bool),
    /// An error of a workbook, such as `#N/A`.
    Error,
}

/// A cell: its text as written and, from a workbook, its value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cell<'a> {
    written: &'a str,
    value: CellValue,
}

impl<'a> Cell<'a> {
    /// A cell of a text file.
    pub fn of_text(written: &'a str) -> Self {
        Self::new(written, CellValue::Text)
    }

    pub(super) fn new(written: &'a str, value: CellValue) -> Self {
        Self { written, value }
    }

    /// The text as it stands in the file. A number of a workbook is written with the
    /// fewest digits that give it back, a date as `2024-05-03` or
    /// `2024-05-03T14:05:00`.
    pub fn written(&self) -> &'a str {
        self.written
    }

    /// The text without white space around it, full-width and invisible spaces
    /// included.
    pub fn text(&self) -> &'a str {
        self.written.trim_matches(is_space)
    }

    /// Whether there is nothing but white space.
    pub fn is_empty(&self) -> bool {
        self.text().is_empty()
    }

    /// What the workbook says it is.
    pub fn value(&self) -> CellValue {
        self.value
    }

    /// Whether it is an error value of a spreadsheet (`#N/A`), also in a text file
    /// that was saved from one.
    pub fn is_error(&self) -> bool {
        const ERRORS: [&str; 10] = [
            "#N/A", "#DIV/0!", "#REF!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!",
            "#CALC!", "#DATA!",
        ];
        self.value == CellValue::Error || ERRORS.contains(&self.text())
    }
}

/// White space, and the letters that show nothing: zero-width space and the mark of
/// byte order inside a text.
fn is_space(letter: char) -> bool {
    letter.is_whitespace() || matches!(letter, '\u{200b}' | '\u{feff}')
}
