//! Tables of text: comma- or tab-separated, with one header line.
//!
//! A [`TextTable`] is only checked for its form: every line has as many cells
//! as the header, no column name occurs twice, nothing is lost to an unclosed
//! quote. What the cells mean is for its reader. All mistakes of form are
//! reported at once.
//!
//! ```
//! use nuka::text_table::{Quotes, TextTable};
//!
//! let table = TextTable::parse(b"participant,bmi\np1,21.5\n", Quotes::Read)?;
//! assert_eq!(table.header(), ["participant", "bmi"]);
//! assert_eq!(table.rows()[0].line, 2);
//! assert_eq!(table.rows()[0].cells, ["p1", "21.5"]);
//! # Ok::<(), nuka::Error>(())
//! ```

use crate::error::{Error, ErrorKind, Result};
use std::path::Path;

/// What a double quote at the start of a cell means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quotes {
    /// It wraps a cell, as spreadsheets write it.
    Read,
    /// It is a letter like any other.
    Plain,
}

/// One line of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextRow {
    /// The line in the file, counted from 1.
    pub line: u64,
    /// The cells, without white space around them; as many as the header has.
    pub cells: Vec<String>,
}

/// A header and its rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextTable {
    header: Vec<String>,
    header_line: u64,
    rows: Vec<TextRow>,
}

impl TextTable {
    /// Reads a whole file and parses it.
    ///
    /// # Errors
    /// When the file cannot be read, and as [`parse`](Self::parse).
    pub fn open(path: &Path, quotes: Quotes) -> Result<Self> {
        let bytes = std::fs::read(path).map_err(|source| Error::io("read", path, source))?;
        Self::parse(&bytes, quotes).map_err(|error| error.at_path(path))
    }

    /// Parses UTF-8 bytes. The table is tab-separated when its header holds a tab.
    ///
    /// # Errors
    /// All at once: a missing header, a column without a name or with a name
    /// used twice, a line with too few or too many cells, a line break inside a
    /// cell, bytes that are not UTF-8.
    pub fn parse(bytes: &[u8], quotes: Quotes) -> Result<Self> {
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let text = std::str::from_utf8(bytes).map_err(|error| not_utf8(bytes, &error))?;
        let (table, errors) = Self::parse_text(text, quotes);
        match Error::gather(errors) {
            Some(error) => Err(error),
            None => Ok(table),
        }
    }

    /// As [`parse`](Self::parse), of a table that stands below other lines of its
    /// file, so that mistakes are told with their lines in the file.
    ///
    /// # Errors
    /// As [`parse`](Self::parse).
    pub fn parse_below(lines_above: u64, bytes: &[u8], quotes: Quotes) -> Result<Self> {
        // Empty lines are no rows, but they count.
        let mut whole = vec![b'\n'; lines_above as usize];
        whole.extend_from_slice(bytes);
        Self::parse(&whole, quotes)
    }

    /// As [`parse`](Self::parse), but with the rows that are well formed beside the
    /// mistakes of form, so that the mistakes in those rows can be told together
    /// with them.
    pub fn parse_well_formed(bytes: &[u8], quotes: Quotes) -> (Self, Vec<Error>) {
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let mut errors = Vec::new();
        let mut text = String::new();
        for (line, number) in bytes.split(|&byte| byte == b'\n').zip(1..) {
            match std::str::from_utf8(line) {
                Ok(line) => text.push_str(line),
                Err(error) => errors.push(not_utf8(line, &error).at_line(number)),
            }
            // An empty line is no row, but counts as a line.
            text.push('\n');
        }
        let header_is_lost = errors
            .first()
            .is_some_and(|error| error.place().line == Some(1));
        if header_is_lost {
            text.clear();
        }
        let (mut table, mut others) = Self::parse_text(&text, quotes);
        if header_is_lost {
            others.clear();
        }
        errors.append(&mut others);
        let columns = table.header.len();
        let is_well_formed = |row: &TextRow| {
            row.cells.len() == columns && !row.cells.iter().any(|cell| cell.contains('\n'))
        };
        table.rows.retain(is_well_formed);
        (table, errors)
    }

    /// The table, whatever its form, and all that is wrong with it.
    fn parse_text(text: &str, quotes: Quotes) -> (Self, Vec<Error>) {
        let first = text.lines().find(|line| !line.is_empty()).unwrap_or("");
        let delimiter = if first.contains('\t') { b'\t' } else { b',' };
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(delimiter)
            .quoting(quotes == Quotes::Read)
            .trim(csv::Trim::All)
            .from_reader(text.as_bytes());

        let mut errors = Vec::new();
        let mut rows = Vec::new();
        for record in reader.records() {
            match record {
                Ok(record) => rows.push(TextRow {
                    line: record.position().map_or(0, |place| line_of(text, place)),
                    cells: record.iter().map(str::to_owned).collect(),
                }),
                Err(error) => errors.push(Error::new(ErrorKind::Malformed, error.to_string())),
            }
        }
        let mut rows = rows.into_iter();
        let header = rows.next();
        if header.is_none() && errors.is_empty() {
            errors.push(Error::new(
                ErrorKind::Truncated,
                "found nothing, expected a header line",
            ));
        }
        let table = Self {
            header_line: header.as_ref().map_or(1, |row| row.line),
            header: header.map(|row| row.cells).unwrap_or_default(),
            rows: rows.collect(),
        };
        errors.extend(table.check_header());
        errors.extend(table.check_rows());
        (table, errors)
    }

    fn check_header(&self) -> Vec<Error> {
        let mut errors = Vec::new();
        for (index, name) in self.header.iter().enumerate() {
            if name.is_empty() {
                errors.push(
                    Error::new(
                        ErrorKind::Malformed,
                        format!("column {} has no name", index + 1),
                    )
                    .at_line(self.header_line)
                    .mend("name the column or take it out"),
                );
            } else if let Some(earlier) = self.header[..index].iter().position(|n| n == name) {
                errors.push(
                    Error::new(
                        ErrorKind::Duplicate,
                        format!(
                            "columns {} and {} have the same name",
                            earlier + 1,
                            index + 1
                        ),
                    )
                    .at_line(self.header_line)
                    .at_field(name.clone())
                    .mend("give one of them another name"),
                );
            }
        }
        errors
    }

    fn check_rows(&self) -> Vec<Error> {
        let mut errors = Vec::new();
        for row in &self.rows {
            if row.cells.iter().any(|cell| cell.contains('\n')) {
                errors.push(
                    Error::new(ErrorKind::Malformed, "a cell goes over the end of the line")
                        .at_line(row.line)
                        .mend("close the double quote, or take the line break out of the cell"),
                );
            } else if row.cells.len() != self.header.len() {
                errors.push(
                    Error::new(
                        ErrorKind::Malformed,
                        format!(
                            "found {} cells, expected {} as in the header",
                            row.cells.len(),
                            self.header.len()
                        ),
                    )
                    .at_line(row.line),
                );
            }
        }
        errors
    }

    /// The column names, in the order of the file.
    pub fn header(&self) -> &[String] {
        &self.header
    }

    /// The lines after the header, in the order of the file.
    pub fn rows(&self) -> &[TextRow] {
        &self.rows
    }

    /// The place of a column.
    ///
    /// # Errors
    /// When there is no such column; the error lists those that are there.
    pub fn column(&self, name: &str) -> Result<usize> {
        self.header
            .iter()
            .position(|column| column == name)
            .ok_or_else(|| {
                Error::new(
                    ErrorKind::Missing,
                    format!("found the columns {}", self.header.join(", ")),
                )
                .at_line(self.header_line)
                .at_field(name)
                .mend(format!("name one column \"{name}\""))
            })
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
}

/// The line of a record: its position is that of the empty lines before it.
fn line_of(text: &str, place: &csv::Position) -> u64 {
    let rest = text.as_bytes().get(place.byte() as usize..);
    let breaks = rest
        .into_iter()
        .flatten()
        .take_while(|byte| b"\r\n".contains(byte));
    place.line() + breaks.filter(|&&byte| byte == b'\n').count() as u64
}

fn not_utf8(bytes: &[u8], error: &std::str::Utf8Error) -> Error {
    let line = bytes[..error.valid_up_to()]
        .iter()
        .filter(|&&byte| byte == b'\n')
        .count() as u64
        + 1;
    Error::new(ErrorKind::Unsupported, "found bytes that are not UTF-8")
        .at_line(line)
        .mend("save the table as \"CSV UTF-8\"")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_mistakes_of_form_are_told_at_once() {
        let error = TextTable::parse(b"a,,a\n1,2,3\n1,2\n1,2,3,4\n", Quotes::Read).unwrap_err();
        assert_eq!(error.all().count(), 4, "{error}");
    }

    #[test]
    fn empty_lines_are_no_rows_but_count_as_lines() {
        let table = TextTable::parse(b"\r\na,b\r\n\r\n\n1,2\n\n3,4", Quotes::Read).unwrap();
        let lines: Vec<u64> = table.rows().iter().map(|row| row.line).collect();
        assert_eq!(lines, [5, 7]);
    }

    #[test]
    fn well_formed_rows_are_kept_beside_the_mistakes_of_the_others() {
        let bytes = b"a,b\n1,2\n\x93,2\n3\n4,5\n";
        let (table, errors) = TextTable::parse_well_formed(bytes, Quotes::Read);
        let lines = |errors: &[Error]| -> Vec<Option<u64>> {
            errors.iter().map(|error| error.place().line).collect()
        };
        assert_eq!(lines(&errors), [Some(3), Some(4)]);
        let kept: Vec<(u64, &str)> = table
            .rows()
            .iter()
            .map(|row| (row.line, row.cells[0].as_str()))
            .collect();
        assert_eq!(kept, [(2, "1"), (5, "4")]);
        let (table, errors) = TextTable::parse_well_formed(b"\x93\n1\n", Quotes::Read);
        assert_eq!(lines(&errors), [Some(1)]);
        assert!(table.rows().is_empty());
        assert_eq!(TextTable::parse_well_formed(b"", Quotes::Read).1.len(), 1);
    }

    #[test]
    fn an_unclosed_quote_loses_no_line() {
        let error = TextTable::parse(b"a,b\n1,\"2\n3,4\n5,6\n", Quotes::Read).unwrap_err();
        assert!(error.to_string().contains("line 2"), "{error}");
    }

    #[test]
    fn tabs_quotes_and_marks_of_order_are_understood() {
        let table = TextTable::parse(b"\xef\xbb\xbfa\tb\n\"x\ty\n", Quotes::Plain).unwrap();
        assert_eq!(table.header(), ["a", "b"]);
        assert_eq!(table.rows()[0].cells, ["\"x", "y"]);
    }

    #[test]
    fn other_encodings_are_refused_with_their_line() {
        let error = TextTable::parse(b"a,b\n1,2\n\x93\x8c,2\n", Quotes::Read).unwrap_err();
        assert_eq!(error.place().line, Some(3));
    }
}
