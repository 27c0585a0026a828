//! Sheets as people write them, with and without mistakes.

use super::sheet::{Mate, SampleSheet};
use super::sheet_reader::read_sheet;
use crate::error::Error;
use crate::reads::Layout;
use proptest::prelude::*;
use std::path::Path;

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
