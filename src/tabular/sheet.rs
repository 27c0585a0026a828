//! A table with one header row, checked for its form.

use crate::error::{Error, ErrorKind, Mistakes, Result};
use crate::tabular::cell::Cell;
use crate::tabular::form;
use crate::tabular::grid::{Grid, GridRow};
use crate::tabular::options::SheetOptions;
use crate::tabular::values::plain_kana;
use std::path::{Path, PathBuf};

/// A header and the rows below it.
///
/// Left out, for they hold nothing: empty rows, columns without name and values
/// (spreadsheets leave both behind), rows that repeat the whole header, and the row
/// `#q2:types` with which QIIME 2 says what its columns are.
#[derive(Debug, Clone, PartialEq)]
pub struct Sheet {
    pub(super) path: Option<PathBuf>,
    pub(super) grid: Grid,
    pub(super) header: Vec<String>,
    pub(super) header_line: u64,
    /// The column in the grid of each name of the header.
    pub(super) columns: Vec<usize>,
    /// The rows of the grid that hold data.
    pub(super) rows: Vec<usize>,
    pub(super) repeated_headers: Vec<u64>,
}

/// One row of a [`Sheet`].
#[derive(Debug, Clone, Copy)]
pub struct Row<'a> {
    sheet: &'a Sheet,
    row: GridRow<'a>,
}

impl Sheet {
    /// Reads a file: an Excel workbook (told by its first bytes) or a text file.
    ///
    /// # Errors
    /// When the file cannot be read, and as [`parse`](Self::parse), with the path.
    pub fn open(path: &Path, options: &SheetOptions) -> Result<Self> {
        let mut mistakes = Mistakes::new();
        let sheet = Self::open_with_mistakes(path, options, &mut mistakes)?;
        mistakes.finish()?;
        Ok(sheet)
    }

    /// As [`open`](Self::open), with the mistakes of form beside the rows that are
    /// well formed, so that mistakes in their values can be told together with them.
    ///
    /// # Errors
    /// When the file cannot be read, or nothing in it can be told for a table.
    pub fn open_with_mistakes(
        path: &Path,
        options: &SheetOptions,
        mistakes: &mut Mistakes,
    ) -> Result<Self> {
        let mut found = Mistakes::new();
        let sheet = std::fs::read(path)
            .map_err(|source| Error::io("read", path, source))
            .and_then(|bytes| Self::parse_with_mistakes(bytes, options, &mut found));
        mistakes.extend_at(path, found);
        let mut sheet = sheet.map_err(|error| error.at_path(path))?;
        sheet.path = Some(path.to_path_buf());
        Ok(sheet)
    }

    /// Parses the bytes of a workbook or a text file.
    ///
    /// # Errors
    /// All at once: as [`Grid::parse`]; a missing header, a filled column without a
    /// name, a name used twice, rows with too few or too many cells, merged areas.
    pub fn parse(bytes: Vec<u8>, options: &SheetOptions) -> Result<Self> {
        let mut mistakes = Mistakes::new();
        let sheet = Self::parse_with_mistakes(bytes, options, &mut mistakes)?;
        mistakes.finish()?;
        Ok(sheet)
    }

    /// As [`parse`](Self::parse), with the mistakes beside the rows that are well
    /// formed.
    ///
    /// # Errors
    /// When nothing can be told for a table.
    pub fn parse_with_mistakes(
        bytes: Vec<u8>,
        options: &SheetOptions,
        mistakes: &mut Mistakes,
    ) -> Result<Self> {
        let grid = Grid::parse_with_mistakes(bytes, options, mistakes)?;
        form::sheet_of(grid, options, mistakes)
    }

    /// The file it was read from.
    pub fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// The name of the sheet in its workbook; none for a text file.
    pub fn name(&self) -> Option<&str> {
        self.grid.sheet()
    }

    /// The names of the columns as written, without white space around them.
    pub fn header(&self) -> &[String] {
        &self.header
    }

    /// The line or row of the header, counted from 1.
    pub fn header_line(&self) -> u64 {
        self.header_line
    }

    /// Lines that repeated the whole header and were left out, as files put one
    /// behind the other have them.
    pub fn repeated_headers(&self) -> &[u64] {
        &self.repeated_headers
    }

    /// The rows that hold data, in the order of the file.
    pub fn rows(&self) -> impl ExactSizeIterator<Item = Row<'_>> {
        self.rows.iter().map(|&index| Row {
            sheet: self,
            row: self.grid.row(index),
        })
    }

    /// The place of a column in the header, by its name: written in the same way, or
    /// else the only one that differs in the width of letters, the form of kana or
    /// unseen letters.
    ///
    /// # Errors
    /// When there is no such column; the error lists those that are there.
    pub fn column(&self, name: &str) -> Result<usize> {
        let wanted = Cell::of_text(name).text();
        let same = self.header.iter().position(|column| column == wanted);
        same.or_else(|| self.only_similar_column(wanted))
            .ok_or_else(|| {
                let error = Error::new(
                    ErrorKind::Missing,
                    format!("found the columns {}", self.header.join(", ")),
                )
                .at_line(self.header_line)
                .at_field(name)
                .mend(format!("name one column \"{wanted}\""));
                self.at_path(error)
            })
    }

    fn only_similar_column(&self, wanted: &str) -> Option<usize> {
        let wanted = plain_kana(wanted);
        let columns = self.header.iter().enumerate();
        let mut similar = columns.filter(|(_, column)| plain_kana(column) == wanted);
        match (similar.next(), similar.next()) {
            (Some((place, _)), None) => Some(place),
            _ => None,
        }
    }

    /// The places of several columns.
    ///
    /// # Errors
    /// All missing columns at once.
    pub fn columns<const N: usize>(&self, names: [&str; N]) -> Result<[usize; N]> {
        let mut errors = Vec::new();
        let places = names.map(|name| {
            self.column(name).unwrap_or_else(|error| {
                errors.push(error);
                0
            })
        });
        match Error::gather(errors) {
            Some(error) => Err(error),
            None => Ok(places),
        }
    }

    fn at_path(&self, error: Error) -> Error {
        match &self.path {
            Some(path) => error.at_path(path),
            None => error,
        }
    }
}

impl<'a> Row<'a> {
    /// The line where the row begins in a text file, or the row of a workbook,
    /// counted from 1.
    pub fn line(&self) -> u64 {
        self.row.line()
    }

    /// A cell, by the place of its column in the header.
    pub fn cell(&self, column: usize) -> Cell<'a> {
        match self.sheet.columns.get(column) {
            Some(&place) => self.row.cell(place),
            None => Cell::of_text(""),
        }
    }

    /// The cells below the names of the header.
    pub fn cells(&self) -> impl ExactSizeIterator<Item = Cell<'a>> + use<'a> {
        let row = *self;
        (0..self.sheet.columns.len()).map(move |column| row.cell(column))
    }

    /// Reads a cell; an error gets file, line and column.
    ///
    /// # Errors
    /// When `read` fails.
    pub fn read<T>(&self, column: usize, read: impl FnOnce(Cell<'a>) -> Result<T>) -> Result<T> {
        read(self.cell(column)).map_err(|error| self.mistake(column, error))
    }

    /// A mistake with the place of a cell.
    #[must_use]
    pub fn mistake(&self, column: usize, error: Error) -> Error {
        let name = self.sheet.header.get(column).cloned().unwrap_or_default();
        self.sheet
            .at_path(error.at_line(self.line()).at_field(name))
    }
}
