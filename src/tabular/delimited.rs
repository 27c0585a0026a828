//! Text files: cells parted by a delimiter, rows by line breaks.
//!
//! Written by hand, not on the `csv` crate, for what that reads in silence: text
//! behind a closing quote, a quote never closed, single carriage returns. The two
//! agree on everything else (see the tests).

use crate::error::{Error, ErrorKind, Mistakes, Result};
use crate::tabular::delimiter::Delimiter;
use crate::tabular::encoding;
use crate::tabular::grid::Grid;
use crate::tabular::options::SheetOptions;
use crate::text_table::Quotes;

/// How a line ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Break {
    LineFeed,
    Both,
    CarriageReturn,
}

impl Break {
    pub(super) fn at(bytes: &[u8], place: usize) -> Option<Self> {
        match (bytes.get(place)?, bytes.get(place + 1)) {
            (b'\n', _) => Some(Self::LineFeed),
            (b'\r', Some(b'\n')) => Some(Self::Both),
            (b'\r', _) => Some(Self::CarriageReturn),
            _ => None,
        }
    }

    pub(super) fn length(self) -> usize {
        if self == Self::Both { 2 } else { 1 }
    }
}

/// Decodes and parses a text file.
pub(super) fn parse(
    bytes: Vec<u8>,
    options: &SheetOptions,
    mistakes: &mut Mistakes,
) -> Result<Grid> {
    let text = encoding::decode(bytes, options.encoding, options.delimiter)?;
    let first_line = Delimiter::of_first_line(&text);
    let start = first_line.map_or(0, |(_, start)| start);
    let delimiter = match (options.delimiter, first_line) {
        (Some(given), _) => given,
        (None, Some((written, _))) => written,
        (None, None) => {
            let header = options.header_line.unwrap_or(1);
            Delimiter::find(from_line(&text, header), options.quotes)?
        }
    };
    let mut scanner = Scanner::new(&text[start..], delimiter, options.quotes);
    scanner.line += u64::from(start > 0);
    let mut grid = Grid::with_room_for(text.len());
    while scanner.read_row(&mut grid, mistakes) {}
    scanner.refuse_lone_returns(mistakes);
    Ok(grid)
}

/// The text from a line on, counted from 1.
fn from_line(text: &str, line: u64) -> &str {
    let bytes = text.as_bytes();
    let (mut at, mut left) = (0, line.saturating_sub(1));
    while left > 0 && at < bytes.len() {
        match Break::at(bytes, at) {
            Some(end) => {
                at += end.length();
                left -= 1;
            }
            None => at += 1,
        }
    }
    &text[at..]
}

/// The number of cells of the first rows.
pub(super) fn count_cells(
    text: &str,
    delimiter: Delimiter,
    quotes: Quotes,
    most_rows: usize,
) -> Vec<usize> {
    let mut scanner = Scanner::new(text, delimiter, quotes);
    let mut grid = Grid::default();
    let mut ignored = Mistakes::new();
    while grid.rows().len() < most_rows && scanner.read_row(&mut grid, &mut ignored) {}
    grid.rows().map(|row| row.len()).collect()
}

struct Scanner<'a> {
    text: &'a str,
    at: usize,
    line: u64,
    delimiter: u8,
    quotes: Quotes,
    has_line_feeds: bool,
    /// Line and column of carriage returns without a line feed.
    lone_returns: Vec<(u64, usize)>,
}

impl<'a> Scanner<'a> {
    fn new(text: &'a str, delimiter: Delimiter, quotes: Quotes) -> Self {
        Self {
            text,
            at: 0,
            line: 1,
            delimiter: delimiter.byte(),
            quotes,
            has_line_feeds: false,
            lone_returns: Vec::new(),
        }
    }

    /// Reads one row, or nothing from an empty line; `false` at the end.
    fn read_row(&mut self, grid: &mut Grid, mistakes: &mut Mistakes) -> bool {
        let bytes = self.text.as_bytes();
        if self.at >= bytes.len() {
            return false;
        }
        grid.start_row(self.line);
        let mut column = 0;
        loop {
            self.read_cell(column, grid, mistakes);
            grid.end_cell();
            if bytes.get(self.at) != Some(&self.delimiter) {
                break;
            }
            self.at += 1;
            column += 1;
        }
        if let Some(end) = Break::at(bytes, self.at) {
            match end {
                Break::CarriageReturn if self.lone_returns.len() <= Mistakes::MOST => {
                    self.lone_returns.push((self.line, column));
                }
                Break::CarriageReturn => {}
                Break::LineFeed | Break::Both => self.has_line_feeds = true,
            }
            self.at += end.length();
            self.line += 1;
        }
        grid.drop_empty_line();
        true
    }

    fn read_cell(&mut self, column: usize, grid: &mut Grid, mistakes: &mut Mistakes) {
        if self.quotes == Quotes::Read {
            let rest = self.text[self.at..].trim_start_matches(' ');
            if rest.starts_with('"') {
                self.at = self.text.len() - rest.len() + 1;
                return self.read_quoted(column, grid, mistakes);
            }
        }
        grid.push_text(self.take_plain());
    }

    /// Up to the next delimiter or line break.
    fn take_plain(&mut self) -> &'a str {
        let rest = &self.text[self.at..];
        let end = memchr::memchr3(self.delimiter, b'\n', b'\r', rest.as_bytes());
        let plain = &rest[..end.unwrap_or(rest.len())];
        self.at += plain.len();
        plain
    }

    fn read_quoted(&mut self, column: usize, grid: &mut Grid, mistakes: &mut Mistakes) {
        let opened = self.line;
        let error = |message: String, line| {
            Error::new(ErrorKind::Malformed, message)
                .at_line(line)
                .at_field(format!("column {}", column + 1))
        };
        loop {
            let rest = &self.text[self.at..];
            let Some(end) = memchr::memchr(b'"', rest.as_bytes()) else {
                let hint = "close the quote, or say that quotes are plain letters";
                let message = "found a quote that is never closed".to_string();
                mistakes.push(error(message, opened).mend(hint));
                grid.push_text(rest);
                self.line += count_breaks(rest);
                self.at = self.text.len();
                return;
            };
            let part = &rest[..end];
            grid.push_text(part);
            self.line += count_breaks(part);
            self.at += end + 1;
            if self.text[self.at..].starts_with('"') {
                grid.push_text("\"");
                self.at += 1;
                continue;
            }
            let behind = self.take_plain();
            if !behind.trim_matches(' ').is_empty() {
                let found = crate::error::excerpt(behind.as_bytes());
                let message = format!("found \"{found}\" behind a closing quote");
                let hint = "write a quote inside a quoted cell twice";
                mistakes.push(error(message, self.line).mend(hint));
                grid.push_text(behind);
            }
            return;
        }
    }

    /// Old files end lines with a carriage return alone. Among other line ends it is
    /// a stray one and may part a row in two.
    fn refuse_lone_returns(&self, mistakes: &mut Mistakes) {
        if self.has_line_feeds {
            mistakes.extend(self.lone_returns.iter().map(|&(line, column)| {
                Error::new(
                    ErrorKind::Malformed,
                    "found a carriage return without a line feed",
                )
                .at_line(line)
                .at_field(format!("column {}", column + 1))
                .mend("take it out, or put the cell in quotes")
            }));
        }
    }
}

/// Line breaks in a part of a cell; a pair of return and feed is one.
fn count_breaks(text: &str) -> u64 {
    let bytes = text.as_bytes();
    let is_break = |&place: &usize| {
        bytes[place] == b'\n' || (bytes[place] == b'\r' && bytes.get(place + 1) != Some(&b'\n'))
    };
    memchr::memchr2_iter(b'\n', b'\r', bytes)
        .filter(is_break)
        .count() as u64
}
