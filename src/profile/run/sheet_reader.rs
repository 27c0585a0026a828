//! Reader of sample sheets.

use super::reads_files::{self, Taken, place};
use super::sample_id::check_sample_id;
use super::sheet::{SampleSheet, SheetSample};
use crate::error::{Error, ErrorKind, Mistakes, Result, excerpt};
use crate::text_table::{Quotes, TextRow, TextTable};
use std::collections::HashMap;
use std::path::{Path, PathBuf};

const SAMPLE: &str = "sample";

/// Names that BIOM files give to columns of their own.
const TAKEN_COLUMNS: [&str; 8] = [
    "total_reads",
    "unknown_reads",
    "host_reads",
    "unplaced_reads",
    "taxonomy",
    "Taxonomy",
    "KEGG_Pathways",
    "collapsed_ids",
];

/// A column that names files of reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ReadsColumn {
    First,
    Second,
}

impl ReadsColumn {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::First => "reads_1",
            Self::Second => "reads_2",
        }
    }
}

/// Where the columns are; what is missing is checked no further.
struct Columns {
    sample: Option<usize>,
    first: Option<usize>,
    second: Option<usize>,
    metadata: Vec<usize>,
}

/// What the rows so far have named.
#[derive(Default)]
struct Seen {
    /// Ids and lines, by the id without case.
    ids: HashMap<String, (String, u64)>,
    files: Taken,
}

/// Reads a sheet whose paths are read from `folder`.
pub(super) fn read_sheet(bytes: &[u8], folder: &Path) -> Result<SampleSheet> {
    let (table, errors) = TextTable::parse_well_formed(bytes, Quotes::Read);
    if table.header().is_empty() {
        let none = || Error::new(ErrorKind::Truncated, "found no header line");
        return Err(Error::gather(errors).unwrap_or_else(none));
    }
    let mut mistakes = Mistakes::new();
    let no_rows = errors.is_empty() && table.rows().is_empty();
    mistakes.extend(errors);
    let columns = Columns::find(&table, &mut mistakes);
    if no_rows {
        mistakes.push(
            Error::new(ErrorKind::Missing, "found no sample below the header")
                .mend("write one line for each sample"),
        );
    }
    let mut seen = Seen::default();
    let samples: Vec<SheetSample> = table
        .rows()
        .iter()
        .map(|row| read_row(row, &columns, folder, &mut seen, &mut mistakes))
        .collect();
    mistakes.finish()?;
    let names = columns.metadata.iter();
    let names = names.map(|&column| table.header()[column].clone());
    Ok(SampleSheet::new(samples, names.collect()))
}

impl Columns {
    fn find(table: &TextTable, mistakes: &mut Mistakes) -> Self {
        let mut required = |name: &str| match table.column(name) {
            Ok(column) => Some(column),
            Err(error) => {
                mistakes.push(error);
                None
            }
        };
        let sample = required(SAMPLE);
        let first = required(ReadsColumn::First.name());
        let second = table.column(ReadsColumn::Second.name()).ok();
        let metadata: Vec<usize> = (0..table.header().len())
            .filter(|&column| ![sample, first, second].contains(&Some(column)))
            .collect();
        for name in metadata.iter().map(|&column| &table.header()[column]) {
            if TAKEN_COLUMNS.contains(&name.as_str()) {
                mistakes.push(
                    Error::new(
                        ErrorKind::Unsupported,
                        "the column has a name that the results use themselves",
                    )
                    .at_line(1)
                    .at_field(name.as_str())
                    .mend("rename the column"),
                );
            }
        }
        Self {
            sample,
            first,
            second,
            metadata,
        }
    }
}

/// Checks a row, and gives its sample as far as it can be told.
fn read_row(
    row: &TextRow,
    columns: &Columns,
    folder: &Path,
    seen: &mut Seen,
    mistakes: &mut Mistakes,
) -> SheetSample {
    let cell = |column: Option<usize>| column.map_or("", |column| row.cells[column].as_str());
    let id = cell(columns.sample);
    if columns.sample.is_some() {
        let at_id = |error: Error| error.at_line(row.line).at_field(SAMPLE);
        let checked = check_sample_id(id).and_then(|()| seen.take_id(id, row.line));
        mistakes.extend(checked.err().map(at_id));
    }
    let mut read_cell = |column: ReadsColumn, at: Option<usize>| {
        let (files, mut errors) = split_cell(cell(at), folder);
        let line = Some(row.line);
        errors.extend(seen.files.check(id, line, column, &files));
        let placed = errors.into_iter().map(|error| place(error, line, column));
        mistakes.extend(placed);
        files
    };
    let first = read_cell(ReadsColumn::First, columns.first);
    let second = read_cell(ReadsColumn::Second, columns.second);
    if columns.first.is_some() {
        let error = check_numbers(first.len(), second.len());
        let column = if first.is_empty() {
            ReadsColumn::First
        } else {
            ReadsColumn::Second
        };
        mistakes.extend(error.map(|error| place(error, Some(row.line), column)));
    }
    let metadata = columns.metadata.iter();
    SheetSample::new(
        id.to_string(),
        reads_files::interleave(&first, &second),
        metadata.map(|&column| row.cells[column].clone()).collect(),
    )
}

/// The files of a cell, as written and where they are.
fn split_cell(cell: &str, folder: &Path) -> (Vec<(String, PathBuf)>, Vec<Error>) {
    if cell.is_empty() {
        return (Vec::new(), Vec::new());
    }
    let names = cell.split(';').map(str::trim);
    let (empty, names): (Vec<&str>, Vec<&str>) = names.partition(|name| name.is_empty());
    let errors = empty.first().map(|_| {
        let found = excerpt(cell.as_bytes());
        Error::new(
            ErrorKind::Malformed,
            format!("`{found}` has nothing before or after a semicolon"),
        )
        .mend("part the files of one sample by single semicolons, with none at the end")
    });
    let files = names
        .iter()
        .map(|name| ((*name).to_string(), folder.join(name)));
    (files.collect(), errors.into_iter().collect())
}

fn check_numbers(first: usize, second: usize) -> Option<Error> {
    if first == 0 && second == 0 {
        return Some(
            Error::new(ErrorKind::Missing, "the sample has no reads")
                .mend("name its file of reads, or take the line out"),
        );
    }
    if first == 0 {
        return Some(
            Error::new(
                ErrorKind::Missing,
                "there are second mates, but no first mates",
            )
            .mend("name the first mates here; single reads stand in reads_1"),
        );
    }
    (second > 0 && second != first).then(|| {
        Error::new(
            ErrorKind::Mismatch,
            format!("found {second} files of second mates, expected {first} as in reads_1"),
        )
        .mend("name the files of first and second mates in the same number and order")
    })
}

impl Seen {
    fn take_id(&mut self, id: &str, line: u64) -> Result<()> {
        let Some((other, earlier)) = self.ids.get(&id.to_lowercase()) else {
            self.ids.insert(id.to_lowercase(), (id.to_string(), line));
            return Ok(());
        };
        Err(if other == id {
            Error::new(
                ErrorKind::Duplicate,
                format!("sample {id} is already on line {earlier}"),
            )
            .mend("keep one line a sample; part several files of one sample by semicolons")
        } else {
            Error::new(
                ErrorKind::Duplicate,
                format!("sample {id} differs from {other} on line {earlier} only by case"),
            )
            .mend("give one of them another id; on many disks their files would be the same")
        })
    }
}
