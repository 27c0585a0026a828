use super::*;
use crate::error::Mistakes;

#[test]
fn names_and_cells_lose_the_spaces_around_them() {
    let sheet = read(" 参加者　,\u{a0}BMI\u{200b}\nP1 ,　21.5\n");
    assert_eq!(texts(&sheet), [["参加者", "BMI"], ["P1", "21.5"]]);
    let row = sheet.rows().next().unwrap();
    assert_eq!(row.cell(1).written(), "　21.5");
    assert_eq!(sheet.column(" BMI ").unwrap(), 1);
}

#[test]
fn a_name_used_twice_is_refused_with_both_places() {
    let error = refused("id,bmi,id\n1,2,3\n");
    let message = "column 1 and column 3 have the same name";
    assert_eq!(places(&error), [(1, "id".into(), message.into())]);
}

#[test]
fn a_filled_column_without_a_name_is_refused_with_its_first_value() {
    let error = refused("id,,bmi\np1,,21\np2,x,22\n");
    let message = "found \"x\" in a column without a name";
    assert_eq!(places(&error), [(3, "column 2".into(), message.into())]);
}

#[test]
fn empty_columns_and_rows_that_spreadsheets_leave_are_left_out() {
    let sheet = read("id,,bmi,,\np1,,21,,\n,,,,\np2,,22,,\n,,,,\n,,,,\n");
    assert_eq!(texts(&sheet), [["id", "bmi"], ["p1", "21"], ["p2", "22"]]);
    assert_eq!(lines(&sheet), [2, 4]);
}

#[test]
fn a_header_in_the_middle_is_left_out_and_told() {
    let sheet = read("id,bmi\np1,21\nid , bmi\np2,22\n");
    assert_eq!(texts(&sheet), [["id", "bmi"], ["p1", "21"], ["p2", "22"]]);
    assert_eq!(sheet.repeated_headers(), [3]);
}

#[test]
fn a_title_above_the_header_is_refused_with_the_line_to_give() {
    let table = "健診結果 2024,,\n\nid,bmi,sbp\np1,21,120\n";
    let error = refused(table);
    assert!(error.to_string().contains("title"), "{error}");
    assert!(error.to_string().contains("such as 3"), "{error}");
    let options = SheetOptions {
        header_line: Some(3),
        ..SheetOptions::default()
    };
    let sheet = Sheet::parse(table.into(), &options).unwrap();
    assert_eq!(texts(&sheet), [["id", "bmi", "sbp"], ["p1", "21", "120"]]);
    let options = SheetOptions {
        header_line: Some(2),
        ..SheetOptions::default()
    };
    assert_eq!(refused_with(table, &options).place().line, Some(2));
}

#[test]
fn nothing_is_no_table() {
    for nothing in ["", "\n\n", ",,\n,,\n", "\u{feff}"] {
        assert!(
            refused(nothing).message().contains("found nothing"),
            "{nothing:?}"
        );
    }
    assert_eq!(read("id,bmi\n").rows().len(), 0);
}

#[test]
fn a_missing_column_is_refused_with_those_that_are_there() {
    let sheet = read("id,bmi\n1,2\n");
    let error = sheet.columns(["id", "体重", "date"]).unwrap_err();
    assert_eq!(error.all().count(), 2);
    assert!(
        error.to_string().contains("found the columns id, bmi"),
        "{error}"
    );
}

#[test]
fn all_mistakes_are_told_at_once_and_good_rows_are_kept_beside_them() {
    let mut mistakes = Mistakes::new();
    let table = "id,,id,n\np1,x,2,3\np2,,3\np3,,4,5,6\np4,,\u{1},7\np5,,5,9\n";
    let sheet =
        Sheet::parse_with_mistakes(table.into(), &SheetOptions::default(), &mut mistakes).unwrap();
    assert_eq!(lines(&sheet), [2, 5, 6]);
    let error = mistakes.finish().unwrap_err();
    let found: Vec<u64> = error.all().map(|one| one.place().line.unwrap()).collect();
    assert_eq!(found, [1, 2, 3, 4, 5]);
}

#[test]
fn mistakes_carry_the_path_of_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("foods.csv");
    std::fs::write(&path, "id,id\n1,2\n3\n").unwrap();
    let error = Sheet::open(&path, &SheetOptions::default()).unwrap_err();
    assert!(
        error
            .all()
            .all(|one| one.place().path.as_deref() == Some(path.as_path()))
    );
    std::fs::write(&path, "id,n\n1,x\n").unwrap();
    let sheet = Sheet::open(&path, &SheetOptions::default()).unwrap();
    let row = sheet.rows().next().unwrap();
    let error = row
        .read(1, crate::tabular::values::read_number)
        .unwrap_err();
    assert_eq!(error.place().path.as_deref(), Some(path.as_path()));
    assert_eq!(
        (error.place().line, error.place().field.as_deref()),
        (Some(2), Some("n"))
    );
}

#[test]
fn a_file_that_is_not_there_is_told_by_name() {
    let error = Sheet::open("no/such.csv".as_ref(), &SheetOptions::default()).unwrap_err();
    assert_eq!(error.kind(), crate::ErrorKind::Io);
}
