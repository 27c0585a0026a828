use super::*;
use crate::tabular::made_workbook::{Made, MadeWorkbook};
use crate::tabular::values::{
    DateForm, MissingCodes, read_date, read_date_time, read_measured, read_number, read_text,
};
use crate::tabular::{CellValue, MergedCells};
use Made::{Bool, Date, Empty, Formula, Number, Text};

fn one_sheet(rows: &[&[Made<'_>]]) -> Vec<u8> {
    MadeWorkbook::new().sheet("表", 1, rows, &[]).bytes()
}

#[test]
fn cells_of_a_workbook_know_their_kind() {
    let sheet = read(one_sheet(&[
        &[Text("id"), Text("n"), Text("日"), Text("ok"), Text("f")],
        &[
            Text(" P1 "),
            Number(64.9),
            Date(45415.0),
            Bool(true),
            Formula("1+1", Some(2.0)),
        ],
    ]));
    assert_eq!(sheet.name(), Some("表"));
    assert_eq!(texts(&sheet)[1], ["P1", "64.9", "2024-05-03", "TRUE", "2"]);
    let row = sheet.rows().next().unwrap();
    assert_eq!(row.read(1, read_number).unwrap(), 64.9);
    assert_eq!(row.cell(3).value(), CellValue::Bool(true));
    assert_eq!(row.cell(4).value(), CellValue::Number(2.0));
}

#[test]
fn dates_of_both_systems_are_the_days_that_excel_shows() {
    // Microsoft, "Date systems in Excel": 5 July 2011 is 40729 in the 1900 system
    // and 39267 in the 1904 system.
    let rows: [&[Made<'_>]; 2] = [&[Text("a"), Text("b")], &[Date(40729.0), Date(39267.0)]];
    let days = |bytes| {
        let sheet = read(bytes);
        let row = sheet.rows().next().unwrap();
        [0, 1].map(|column| {
            row.read(column, |cell| read_date(cell, &DateForm::default()))
                .unwrap()
                .to_string()
        })
    };
    assert_eq!(days(one_sheet(&rows))[0], "2011-07-05");
    let of_1904 = MadeWorkbook::new()
        .counting_from_1904()
        .sheet("s", 1, &rows, &[])
        .bytes();
    assert_eq!(days(of_1904)[1], "2011-07-05");
}

#[test]
fn a_time_behind_the_day_is_kept_and_refused_where_a_day_is_wanted() {
    let sheet = read(one_sheet(&[
        &[Text("a"), Text("b")],
        &[Date(45415.5), Date(45415.0)],
    ]));
    let row = sheet.rows().next().unwrap();
    let form = DateForm::default();
    let read = row.read(0, |cell| read_date_time(cell, &form)).unwrap();
    assert_eq!(read.to_string(), "2024-05-03T12:00:00");
    assert!(row.read(0, |cell| read_date(cell, &form)).is_err());
}

#[test]
fn a_number_that_became_a_date_is_refused_as_a_number() {
    let sheet = read(one_sheet(&[
        &[Text("ratio"), Text("b")],
        &[Date(45323.0), Number(1.0)],
    ]));
    let error = sheet
        .rows()
        .next()
        .unwrap()
        .read(0, read_number)
        .unwrap_err();
    assert!(
        error.to_string().contains("took the number for a date"),
        "{error}"
    );
    assert_eq!(error.place().line, Some(2));
}

#[test]
fn the_leap_day_that_never_was_is_no_date() {
    let sheet = read(one_sheet(&[
        &[Text("a"), Text("b")],
        &[Date(60.0), Date(0.5)],
    ]));
    let row = sheet.rows().next().unwrap();
    for column in [0, 1] {
        assert!(
            row.read(column, |cell| read_date(cell, &DateForm::default()))
                .is_err()
        );
    }
}

#[test]
fn errors_of_formulas_are_refused_or_missing_by_code() {
    let sheet = read(one_sheet(&[
        &[Text("id"), Text("n")],
        &[Text("p1"), Made::Error("#N/A")],
    ]));
    let row = sheet.rows().next().unwrap();
    let none = MissingCodes::default();
    let error = row
        .read(1, |cell| none.read(cell, read_measured))
        .unwrap_err();
    assert!(error.message().contains("\"#N/A\""));
    assert!(row.read(1, read_text).is_err());
    let codes = MissingCodes::new(["#N/A"]);
    assert_eq!(
        row.read(1, |cell| codes.read(cell, read_measured)).unwrap(),
        None
    );
    // The same from a text file that a spreadsheet wrote.
    let sheet = read("id,n\np1,#DIV/0!\n");
    assert!(sheet.rows().next().unwrap().read(1, read_text).is_err());
}

#[test]
fn a_formula_without_its_value_is_refused_not_taken_as_empty() {
    let error = refused(one_sheet(&[
        &[Text("id"), Text("n")],
        &[Text("p1"), Formula("A1*2", None)],
        &[Text("p2"), Formula("A2*2", None)],
    ]));
    assert_eq!(error.all().count(), 2);
    assert_eq!(
        places(&error)[1],
        (
            3,
            "column B".into(),
            "found a formula without its value".into()
        )
    );
}

#[test]
fn the_sheet_must_be_named_where_several_hold_something() {
    let rows: [&[Made<'_>]; 2] = [&[Text("a"), Text("b")], &[Number(1.0), Number(2.0)]];
    let bytes = MadeWorkbook::new()
        .sheet("春", 1, &rows, &[])
        .sheet("空", 1, &[], &[])
        .sheet("秋", 1, &rows, &[])
        .bytes();
    assert!(refused(&bytes).message().contains("春, 秋"));
    let named = |name: &str| SheetOptions {
        sheet: Some(name.into()),
        ..SheetOptions::default()
    };
    assert_eq!(
        Sheet::parse(bytes.clone(), &named("秋")).unwrap().name(),
        Some("秋")
    );
    assert!(
        refused_with(&bytes, &named("冬"))
            .message()
            .contains("春, 空, 秋")
    );
}

#[test]
fn rows_keep_their_numbers_below_empty_ones_and_empty_cells_are_no_mistake() {
    let bytes = MadeWorkbook::new()
        .sheet(
            "s",
            4,
            &[
                &[Text("a"), Text("b"), Text("c")],
                &[],
                &[Number(1.0), Empty, Empty],
            ],
            &[],
        )
        .bytes();
    let sheet = read(bytes);
    assert_eq!((sheet.header_line(), lines(&sheet)), (4, vec![6]));
    assert_eq!(texts(&sheet)[1], ["1", "", ""]);
}

#[test]
fn merged_cells_are_refused_or_filled() {
    let rows: [&[Made<'_>]; 4] = [
        &[Text("世帯"), Text("人"), Text("n")],
        &[Text("H1"), Text("p1"), Number(1.0)],
        &[Empty, Text("p2"), Number(2.0)],
        &[Text("H2"), Text("p3"), Number(3.0)],
    ];
    let bytes = MadeWorkbook::new().sheet("s", 1, &rows, &["A2:A3"]).bytes();
    let error = refused(&bytes);
    assert_eq!(
        places(&error)[0],
        (
            2,
            "column A".into(),
            "the cells A2:A3 are merged and hold \"H1\"".into()
        )
    );
    let options = SheetOptions {
        merged: MergedCells::Fill,
        ..SheetOptions::default()
    };
    let sheet = Sheet::parse(bytes, &options).unwrap();
    let households: Vec<&str> = sheet.rows().map(|row| row.cell(0).text()).collect();
    assert_eq!(households, ["H1", "H1", "H2"]);
}

#[test]
fn a_merged_header_filled_gives_a_name_used_twice() {
    let rows: [&[Made<'_>]; 2] = [
        &[Text("id"), Text("血圧"), Empty],
        &[Text("p1"), Number(120.0), Number(80.0)],
    ];
    let bytes = MadeWorkbook::new().sheet("s", 1, &rows, &["B1:C1"]).bytes();
    assert_eq!(refused(&bytes).all().count(), 2);
    let options = SheetOptions {
        merged: MergedCells::Fill,
        ..SheetOptions::default()
    };
    assert!(
        refused_with(&bytes, &options)
            .message()
            .contains("column B and column C")
    );
}

#[test]
fn a_merged_title_above_the_given_header_is_nobodys_business() {
    let rows: [&[Made<'_>]; 3] = [
        &[Text("健診"), Empty],
        &[Text("id"), Text("n")],
        &[Text("p1"), Number(1.0)],
    ];
    let bytes = MadeWorkbook::new().sheet("s", 1, &rows, &["A1:B1"]).bytes();
    let options = SheetOptions {
        header_line: Some(2),
        ..SheetOptions::default()
    };
    assert_eq!(
        texts(&Sheet::parse(bytes, &options).unwrap())[1],
        ["p1", "1"]
    );
}

#[test]
fn a_stray_cell_far_away_costs_nothing_and_is_told() {
    let mut far: Vec<Made<'_>> = (0..16_000).map(|_| Empty).collect();
    far.push(Text("x"));
    let bytes = MadeWorkbook::new()
        .sheet(
            "s",
            1,
            &[&[Text("a"), Text("b")], &[Number(1.0), Number(2.0)], &far],
            &[],
        )
        .bytes();
    let error = refused(bytes);
    assert_eq!(places(&error)[0].1, "column WQK");
}
