//! The cells of a table with their places.

use crate::error::{Error, ErrorKind, Mistakes, Result};
use crate::tabular::cell::{Cell, CellValue};
use crate::tabular::merged::MergedArea;
use crate::tabular::options::SheetOptions;
use crate::tabular::{column_letters, delimited, workbook};
use std::path::Path;

/// All cells of one table, without a header: rows may have any number of cells.
///
/// The text of all cells lies in one piece, so that a table of many million cells
/// needs little more memory than its file.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Grid {
    sheet: Option<String>,
    text: String,
    /// Where each cell ends in `text`.
    ends: Vec<usize>,
    /// One for each cell of a workbook; none for a text file.
    values: Vec<CellValue>,
    rows: Vec<RowStart>,
    pub(super) merged: Vec<MergedArea>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
struct RowStart {
    line: u64,
    cell: usize,
}

/// One row of a [`Grid`].
#[derive(Debug, Clone, Copy)]
pub struct GridRow<'a> {
    grid: &'a Grid,
    index: usize,
}

impl Grid {
    /// Reads a file: an Excel workbook (told by its first bytes) or a text file.
    ///
    /// # Errors
    /// When the file cannot be read, and as [`parse`](Self::parse), with the path.
    pub fn open(path: &Path, options: &SheetOptions) -> Result<Self> {
        let bytes = std::fs::read(path).map_err(|source| Error::io("read", path, source))?;
        Self::parse(bytes, options).map_err(|error| error.at_path(path))
    }

    /// Reads every visible sheet that holds anything, in the order of the workbook;
    /// a text file is one grid. The sheet of the options is not asked for.
    ///
    /// # Errors
    /// As [`open`](Self::open), for all sheets together.
    pub fn open_all(path: &Path, options: &SheetOptions) -> Result<Vec<Self>> {
        let bytes = std::fs::read(path).map_err(|source| Error::io("read", path, source))?;
        Self::parse_all(bytes, options).map_err(|error| error.at_path(path))
    }

    fn parse_all(bytes: Vec<u8>, options: &SheetOptions) -> Result<Vec<Self>> {
        if !workbook::is_workbook(&bytes)? {
            return Ok(vec![Self::parse(bytes, options)?]);
        }
        let mut mistakes = Mistakes::new();
        let grids = workbook::parse_all(bytes, options, &mut mistakes)?;
        for grid in &grids {
            grid.refuse_control_characters(&mut mistakes);
        }
        mistakes.finish()?;
        Ok(grids)
    }

    /// Parses the bytes of a workbook or a text file.
    ///
    /// # Errors
    /// All at once: bytes that are no letters, unclosed quotes, control characters,
    /// formulas without a stored value.
    pub fn parse(bytes: Vec<u8>, options: &SheetOptions) -> Result<Self> {
        let mut mistakes = Mistakes::new();
        let grid = Self::parse_with_mistakes(bytes, options, &mut mistakes)?;
        mistakes.finish()?;
        Ok(grid)
    }

    /// As [`parse`](Self::parse), with the mistakes beside what could be read.
    pub(super) fn parse_with_mistakes(
        bytes: Vec<u8>,
        options: &SheetOptions,
        mistakes: &mut Mistakes,
    ) -> Result<Self> {
        let grid = if workbook::is_workbook(&bytes)? {
            workbook::parse(bytes, options, mistakes)?
        } else {
            delimited::parse(bytes, options, mistakes)?
        };
        grid.refuse_control_characters(mistakes);
        Ok(grid)
    }

    /// The name of the sheet in its workbook; none for a text file.
    pub fn sheet(&self) -> Option<&str> {
        self.sheet.as_deref()
    }

    /// All rows in the order of the file. Empty lines of a text file are no rows.
    pub fn rows(&self) -> impl ExactSizeIterator<Item = GridRow<'_>> {
        (0..self.rows.len()).map(|index| GridRow { grid: self, index })
    }

    /// The row at a place in [`rows`](Self::rows).
    pub(super) fn row(&self, index: usize) -> GridRow<'_> {
        GridRow { grid: self, index }
    }

    /// Merged areas of a workbook.
    pub fn merged(&self) -> &[MergedArea] {
        &self.merged
    }

    /// How a person finds a column, counted from 0: by letters in a workbook, by
    /// number in a text file.
    pub fn column_place(&self, column: usize) -> String {
        match self.sheet {
            Some(_) => format!("column {}", column_letters(column)),
            None => format!("column {}", column + 1),
        }
    }

    pub(super) fn of_sheet(sheet: &str) -> Self {
        Self {
            sheet: Some(sheet.to_string()),
            ..Self::default()
        }
    }

    pub(super) fn with_room_for(bytes: usize) -> Self {
        Self {
            text: String::with_capacity(bytes),
            ..Self::default()
        }
    }

    pub(super) fn start_row(&mut self, line: u64) {
        let cell = self.ends.len();
        self.rows.push(RowStart { line, cell });
    }

    /// Takes the last row away when it holds nothing but one empty cell.
    pub(super) fn drop_empty_line(&mut self) {
        let Some(last) = self.rows.last() else { return };
        let end = last.cell.checked_sub(1).map_or(0, |cell| self.ends[cell]);
        if self.ends.len() == last.cell + 1 && self.text.len() == end {
            self.ends.pop();
            self.rows.pop();
        }
    }

    pub(super) fn push_text(&mut self, part: &str) {
        self.text.push_str(part);
    }

    pub(super) fn end_cell(&mut self) {
        self.ends.push(self.text.len());
    }

    /// Adds a whole cell of a workbook to the last row.
    pub(super) fn push_cell(&mut self, written: &str, value: CellValue) {
        self.push_text(written);
        self.end_cell();
        self.values.push(value);
    }

    fn cell(&self, index: usize) -> Cell<'_> {
        let start = index.checked_sub(1).map_or(0, |before| self.ends[before]);
        let value = self.values.get(index).copied().unwrap_or_default();
        Cell::new(&self.text[start..self.ends[index]], value)
    }

    /// The line and column of a cell.
    fn place(&self, cell: usize) -> (u64, usize) {
        let row = self.rows.partition_point(|row| row.cell <= cell) - 1;
        (self.rows[row].line, cell - self.rows[row].cell)
    }

    /// Control characters are never meant: NUL bytes are of damaged files or of
    /// another encoding, others come from terminals and old databases.
    fn refuse_control_characters(&self, mistakes: &mut Mistakes) {
        let is_bad = |letter: char| letter.is_control() && !matches!(letter, '\t' | '\n' | '\r');
        if !self
            .text
            .bytes()
            .any(|byte| byte < 0x20 || matches!(byte, 0x7f | 0xc2))
        {
            return;
        }
        for index in 0..self.ends.len() {
            let cell = self.cell(index);
            let Some(letter) = cell.written().chars().find(|&letter| is_bad(letter)) else {
                continue;
            };
            let (line, column) = self.place(index);
            let found = crate::error::excerpt(cell.written().as_bytes());
            let code = u32::from(letter);
            let error = Error::new(
                ErrorKind::Malformed,
                format!("found the control character U+{code:04X} in \"{found}\""),
            )
            .at_line(line)
            .at_field(self.column_place(column));
            mistakes.push(error.mend(match letter {
                '\0' => "take the NUL bytes out; if every second byte is NUL, the encoding is UTF-16: name it",
                '\u{1b}' => "the encoding may be ISO-2022-JP: save the table as UTF-8",
                _ => "take the character out",
            }));
        }
    }
}

impl<'a> GridRow<'a> {
    /// The line where the row begins in a text file, or the row of a workbook,
    /// counted from 1.
    pub fn line(&self) -> u64 {
        self.grid.rows[self.index].line
    }

    fn range(&self) -> std::ops::Range<usize> {
        let rows = &self.grid.rows;
        let end = rows
            .get(self.index + 1)
            .map_or(self.grid.ends.len(), |next| next.cell);
        rows[self.index].cell..end
    }

    /// The number of cells that are written.
    pub fn len(&self) -> usize {
        self.range().len()
    }

    /// Whether every cell is empty.
    pub fn is_empty(&self) -> bool {
        self.cells().all(|cell| cell.is_empty())
    }

    /// The cells that are written.
    pub fn cells(&self) -> impl ExactSizeIterator<Item = Cell<'a>> + use<'a> {
        let grid = self.grid;
        self.range().map(move |index| grid.cell(index))
    }

    /// A cell, counted from 0; empty past the end of the row.
    pub fn cell(&self, column: usize) -> Cell<'a> {
        let range = self.range();
        if column < range.len() {
            self.grid.cell(range.start + column)
        } else {
            Cell::of_text("")
        }
    }
}
