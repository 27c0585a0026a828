use super::*;
use crate::tabular::{Delimiter, ShortRows};
use crate::text_table::Quotes;
use proptest::prelude::*;

#[test]
fn each_delimiter_is_found_out() {
    for delimiter in [",", "\t", ";", "|"] {
        let table = ["id,bmi,date", "p1,21.5,2024-05-03", "p2,22.0,2024-05-04"].join("\n");
        let sheet = read(table.replace(',', delimiter));
        assert_eq!(sheet.header(), ["id", "bmi", "date"], "{delimiter:?}");
        assert_eq!(texts(&sheet)[2], ["p2", "22.0", "2024-05-04"]);
    }
}

#[test]
fn decimal_commas_do_not_hide_semicolons() {
    let sheet = read("id;fat;fibre\np1;1,5;2,5\np2;1,0;3,5\n");
    assert_eq!(texts(&sheet)[1], ["p1", "1,5", "2,5"]);
}

#[test]
fn delimiters_that_part_equally_well_must_be_given() {
    let table = "a;b,c\n1;2,3\n";
    assert!(refused(table).to_string().contains("give the delimiter"));
    let options = SheetOptions {
        delimiter: Some(Delimiter::Comma),
        ..SheetOptions::default()
    };
    assert_eq!(
        Sheet::parse(table.into(), &options).unwrap().header(),
        ["a;b", "c"]
    );
}

#[test]
fn the_line_that_names_the_separator_is_obeyed() {
    let sheet = read("sep=;\r\nid;n\r\np1;2\r\n");
    assert_eq!(texts(&sheet), [["id", "n"], ["p1", "2"]]);
    assert_eq!(lines(&sheet), [3]);
}

#[test]
fn a_table_of_one_column_needs_no_delimiter() {
    assert_eq!(texts(&read("id\np1\np2\n")), [["id"], ["p1"], ["p2"]]);
}

#[test]
fn quoted_cells_hold_delimiters_quotes_and_line_breaks() {
    let sheet = read("food,note\n\"rice, boiled\",\"a \"\"small\"\" bowl\nof it\"\nmiso,x\n");
    assert_eq!(
        texts(&sheet)[1],
        ["rice, boiled", "a \"small\" bowl\nof it"]
    );
    assert_eq!(lines(&sheet), [2, 4]);
}

#[test]
fn spaces_around_quotes_belong_to_no_cell() {
    assert_eq!(
        texts(&read("a, \"b\" ,c\n1, \"2,5\" ,3\n"))[1],
        ["1", "2,5", "3"]
    );
}

#[test]
fn text_behind_a_closing_quote_is_refused() {
    let error = refused("a,b\n\"1\"x,2\n");
    assert_eq!(places(&error)[0].0, 2);
    assert!(error.message().contains("\"x\" behind a closing quote"));
}

#[test]
fn a_quote_never_closed_is_told_where_it_opened() {
    let error = refused("a,b\n1,2\n3,\"4\n5,6\n");
    assert_eq!(
        places(&error)[0],
        (
            3,
            "column 2".into(),
            "found a quote that is never closed".into()
        )
    );
}

#[test]
fn plain_quotes_are_letters() {
    let options = SheetOptions {
        quotes: Quotes::Plain,
        ..SheetOptions::default()
    };
    let sheet = Sheet::parse(b"a\tb\n\"1\t2\"\n".to_vec(), &options).unwrap();
    assert_eq!(texts(&sheet)[1], ["\"1", "2\""]);
    assert_eq!(texts(&read("a,b\n5\" pan,2\n"))[1], ["5\" pan", "2"]);
}

#[test]
fn line_ends_of_every_system_are_read() {
    for end in ["\n", "\r\n", "\r"] {
        let sheet = read(["a,b", "1,2", "", "3,4"].join(end));
        assert_eq!(
            texts(&sheet),
            [["a", "b"], ["1", "2"], ["3", "4"]],
            "{end:?}"
        );
        assert_eq!(lines(&sheet), [2, 4], "{end:?}");
    }
}

#[test]
fn a_stray_carriage_return_is_refused_where_it_stands() {
    let error = refused("a,b\n1,2\n3,4\rx\n5,6\n");
    let strays: Vec<_> = places(&error)
        .into_iter()
        .filter(|one| one.2.contains("carriage"))
        .collect();
    assert_eq!((strays[0].0, strays[0].1.as_str()), (3, "column 2"));
    assert_eq!(strays.len(), 1);
}

#[test]
fn short_rows_are_refused_or_filled() {
    let table = "a,b,c\n1,2,3\n4,5\n6\n";
    let error = refused(table);
    let found: Vec<u64> = places(&error).iter().map(|place| place.0).collect();
    assert_eq!(found, [3, 4]);
    assert!(
        error
            .message()
            .contains("found 2 cells, the last \"5\", expected 3")
    );
    let options = SheetOptions {
        short_rows: ShortRows::Fill,
        ..SheetOptions::default()
    };
    assert_eq!(
        texts(&Sheet::parse(table.into(), &options).unwrap())[3],
        ["6", "", ""]
    );
}

#[test]
fn long_rows_are_refused_each_with_its_value() {
    let error = refused("id,food\np1,rice\np2,rice, boiled\np3,beans,,dried\n");
    let message = |value| format!("found \"{value}\" past the 2 columns of the header");
    assert_eq!(
        places(&error),
        [
            (3, "column 3".into(), message("boiled")),
            (4, "column 4".into(), message("dried"))
        ]
    );
}

#[test]
fn empty_cells_past_the_header_are_nothing() {
    assert_eq!(
        texts(&read("a,b,,\n1,2,,\n3,4\n")),
        [["a", "b"], ["1", "2"], ["3", "4"]]
    );
}

/// Cells without what the two readers are meant to take differently.
fn cells() -> impl Strategy<Value = Vec<Vec<String>>> {
    (1usize..5).prop_flat_map(|columns| {
        let cell = "[a-z0-9 納豆,;\"\n]{0,6}";
        proptest::collection::vec(proptest::collection::vec(cell, columns), 1..6)
    })
}

proptest! {
    /// The `csv` crate writes; what comes back is what was written.
    #[test]
    fn what_the_csv_crate_writes_is_read_back(rows in cells()) {
        let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
        for row in &rows {
            writer.write_record(row).unwrap();
        }
        let bytes = writer.into_inner().unwrap();
        let options = SheetOptions { delimiter: Some(Delimiter::Comma), ..SheetOptions::default() };
        let grid = crate::tabular::Grid::parse(bytes, &options).unwrap();
        let found: Vec<Vec<&str>> =
            grid.rows().map(|row| row.cells().map(|cell| cell.written()).collect()).collect();
        // An empty line is no row; the crate quotes an empty cell that stands alone.
        let expected: Vec<Vec<&str>> = rows
            .iter()
            .map(|row| row.iter().map(String::as_str).collect::<Vec<_>>())
            .filter(|row| row != &[""])
            .collect();
        prop_assert_eq!(found, expected);
    }

    #[test]
    fn no_bytes_make_the_reader_fail_without_an_error(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = Sheet::parse(bytes, &SheetOptions::default());
    }

    #[test]
    fn no_text_loses_letters(text in "[ab,;\"\r\n\t あ]{0,60}") {
        // Every letter that is no quote, space, delimiter or break is in some cell.
        if let Ok(grid) = crate::tabular::Grid::parse(text.clone().into_bytes(), &SheetOptions::default()) {
            let letters = |text: &str| text.chars().filter(|one| "abあ".contains(*one)).count();
            let found: usize =
                grid.rows().flat_map(|row| row.cells().map(|cell| letters(cell.written())).collect::<Vec<_>>()).sum();
            prop_assert_eq!(found, letters(&text));
        }
    }
}
