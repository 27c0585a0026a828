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

#[cfg(test)]
mod tests {
    use super::super::sheet::Mate;
    use super::*;
    use crate::reads::Layout;
    use proptest::prelude::*;

    fn folder_with(names: &[&str]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for name in names {
            std::fs::write(folder.path().join(name), b"@r\nA\n+\nI\n").unwrap();
        }
        folder
    }

    fn places(error: &Error) -> Vec<(Option<u64>, Option<&str>)> {
        error
            .all()
            .map(|error| (error.place().line, error.place().field.as_deref()))
            .collect()
    }

    #[test]
    fn single_paired_and_many_files_are_understood_and_other_columns_kept_in_order() {
        let folder = folder_with(&["a.fq", "b_1.fq", "b_2.fq", "c_1.fq", "c_2.fq"]);
        let sheet = b"zeta\treads_2\tsample\treads_1\tage\n\
                      x\t\ts1\ta.fq\t31\n\
                      y\tb_2.fq; c_2.fq\ts2\tb_1.fq;c_1.fq\t\n";
        let sheet = read_sheet(sheet, folder.path()).unwrap();
        assert_eq!(sheet.metadata_columns(), ["zeta", "age"]);
        let [single, paired] = sheet.samples() else {
            panic!("{sheet:?}")
        };
        assert_eq!((single.id(), single.layout()), ("s1", Layout::Single));
        assert_eq!(single.metadata(), ["x", "31"]);
        assert_eq!(paired.layout(), Layout::Paired);
        let order: Vec<(&str, Mate)> = paired
            .files()
            .iter()
            .map(|file| (file.written.as_str(), file.mate))
            .collect();
        let (first, second) = (Mate::First, Mate::Second);
        assert_eq!(
            order,
            [
                ("b_1.fq", first),
                ("b_2.fq", second),
                ("c_1.fq", first),
                ("c_2.fq", second)
            ]
        );
        assert_eq!(paired.files()[1].path, folder.path().join("b_2.fq"));
    }

    #[test]
    fn a_sheet_with_many_mistakes_is_told_all_of_them_with_line_and_column() {
        let folder = folder_with(&["a.fq", "b.fq", "c.fq", "d.fq", "e.fq", "f.fq"]);
        std::fs::create_dir(folder.path().join("dir")).unwrap();
        let rows: &[(&[u8], u64, Option<&str>, &str)] = &[
            (b"ok\ta.fq\t\tx", 0, None, ""),
            (b"\tb.fq\t\tx", 3, Some("sample"), "empty"),
            (b"a/b\tc.fq\t\tx", 4, Some("sample"), "holds `/`"),
            (b"ok\td.fq\t\tx", 5, Some("sample"), "already on line 2"),
            (b"OK\te.fq\t\tx", 6, Some("sample"), "only by case"),
            (b"s7\tno.fq\t\tx", 7, Some("reads_1"), "no file `no.fq`"),
            (b"s8\tdir\t\tx", 8, Some("reads_1"), "is a folder"),
            (b"s9\tf.fq\tf.fq\tx", 9, Some("reads_2"), "both as first"),
            (
                b"s10\ta.fq\t\tx",
                10,
                Some("reads_1"),
                "reads_1 of sample `ok` on line 2",
            ),
            (b"s11\t\tb.fq\tx", 11, Some("reads_2"), "`b.fq` is already"),
            (b"s12\t-\t\tx", 12, Some("reads_1"), "standard input"),
            (
                b"s13\tdata\\a.fq\t\tx",
                13,
                Some("reads_1"),
                "with / instead",
            ),
            (b"s14\ta.fq", 14, None, "found 2 cells"),
            (b"s15\t\x93.fq\t\tx", 15, None, "not UTF-8"),
            (b"-s16\t\t\tx", 16, Some("sample"), "begins with"),
        ];
        let mut sheet = b"sample\treads_1\treads_2\tnote\n".to_vec();
        for (row, ..) in rows {
            sheet.extend_from_slice(row);
            sheet.push(b'\n');
        }
        let error = read_sheet(&sheet, folder.path()).unwrap_err();
        let text = error.to_string();
        for (_, line, field, words) in rows.iter().filter(|(_, line, ..)| *line > 0) {
            let told = error.all().any(|error| {
                error.place().line == Some(*line)
                    && error.place().field.as_deref() == *field
                    && error.to_string().contains(words)
            });
            assert!(told, "line {line}, {words}: {text}");
        }
        // Line 11 has no first mates, line 16 no reads at all: two mistakes each.
        assert_eq!(error.all().count(), rows.len() - 1 + 2, "{text}");
    }

    #[test]
    fn numbers_of_files_that_differ_and_empty_parts_are_refused() {
        let folder = folder_with(&["a.fq", "b.fq", "c.fq"]);
        let error = read_sheet(
            b"sample,reads_1,reads_2\ns1,a.fq;b.fq,c.fq\ns2,a.fq;;b.fq,\n",
            folder.path(),
        )
        .unwrap_err();
        assert_eq!(
            places(&error),
            [
                (Some(2), Some("reads_2")),
                (Some(3), Some("reads_1")),
                (Some(3), Some("reads_1")),
                (Some(3), Some("reads_1")),
            ],
            "{error}"
        );
    }

    #[test]
    fn missing_columns_are_told_together_with_the_mistakes_of_the_rows() {
        let folder = folder_with(&["a.fq"]);
        let error = read_sheet(b"name,reads_1\nx,no.fq\n", folder.path()).unwrap_err();
        assert_eq!(
            places(&error),
            [(Some(1), Some("sample")), (Some(2), Some("reads_1"))]
        );
        let error = read_sheet(b"sample,fastq_1\ns1,a.fq\ns1,a.fq\n", folder.path()).unwrap_err();
        assert_eq!(
            places(&error),
            [(Some(1), Some("reads_1")), (Some(3), Some("sample"))]
        );
    }

    #[test]
    fn metadata_columns_with_a_meaning_of_their_own_are_refused() {
        let folder = folder_with(&["a.fq"]);
        let sheet = b"sample,reads_1,taxonomy,host_reads\ns1,a.fq,,\n";
        let error = read_sheet(sheet, folder.path()).unwrap_err();
        assert_eq!(
            places(&error),
            [(Some(1), Some("taxonomy")), (Some(1), Some("host_reads"))]
        );
    }

    #[test]
    fn sheets_without_samples_are_refused() {
        for sheet in ["", "sample,reads_1\n", "\u{feff}"] {
            let error = read_sheet(sheet.as_bytes(), Path::new("")).unwrap_err();
            assert_eq!(error.all().count(), 1, "{sheet:?}: {error}");
        }
    }

    #[test]
    fn one_sample_may_be_given_without_a_sheet() {
        let folder = folder_with(&["r_1.fq", "r_2.fq"]);
        let files = ["r_1.fq", "r_2.fq"].map(|name| folder.path().join(name));
        let sheet = SampleSheet::of_one("s1", &files).unwrap();
        assert_eq!(sheet.samples()[0].layout(), Layout::Paired);
        let one = SampleSheet::of_one("s1", &files[..1]).unwrap();
        assert_eq!(one.samples()[0].layout(), Layout::Single);
        let twice = [files[0].clone(), files[0].clone()];
        let error = SampleSheet::of_one("a/b", &twice).unwrap_err();
        assert_eq!(error.all().count(), 2, "{error}");
        assert!(SampleSheet::of_one("s1", &["-".into()]).is_err());
        assert!(SampleSheet::of_one("s1", &[]).is_err());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]

        #[test]
        fn no_bytes_make_the_reader_panic(
            header in "(sample[\t,]reads_1([\t,]reads_2)?\n)?",
            rest in proptest::collection::vec(any::<u8>(), 0..200),
        ) {
            let folder = tempfile::tempdir().unwrap();
            let bytes = [header.as_bytes(), &rest].concat();
            prop_assert!(read_sheet(&bytes, folder.path()).is_err());
        }
    }
}
