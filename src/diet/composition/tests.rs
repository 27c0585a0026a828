use super::*;
use crate::tabular::Cell;
use crate::tabular::made_workbook::{Made, MadeWorkbook};
use Made::{Empty, Number, Text};

#[test]
fn marks_of_the_japanese_tables_are_different_things() {
    let read = |text| Content::read(Cell::of_text(text)).ok();
    let cases = [
        ("1.2", Content::Measured(1.2)),
        ("0", Content::Measured(0.0)),
        ("(1.2)", Content::Estimated(1.2)),
        ("（0）", Content::Estimated(0.0)),
        ("( 3.4 )", Content::Estimated(3.4)),
        ("Tr", Content::Trace),
        ("(Tr)", Content::EstimatedTrace),
        ("-", Content::NotMeasured),
        ("－", Content::NotMeasured),
        ("*", Content::NotMeasured),
        ("20.3†", Content::Measured(20.3)),
        ("1.2E-2", Content::Measured(0.012)),
    ];
    for (text, content) in cases {
        assert_eq!(read(text), Some(content), "{text}");
    }
    for text in ["", "(", "(1.2", "1.2)", "(-)", "-1", "abc", "()", "(†)"] {
        assert_eq!(read(text), None, "{text}");
    }
}

#[test]
fn units_are_read_as_they_are_printed() {
    let read = |text| Unit::parse(text).ok();
    assert_eq!(read("(…………… g ………………)"), Some(Unit::Gram));
    assert_eq!(read("(…… μg……)"), Some(Unit::Microgram));
    assert_eq!(read("µg"), Some(Unit::Microgram));
    assert_eq!(read("ｍｇ"), Some(Unit::Milligram));
    assert_eq!(
        [read("kcal"), read("kJ")],
        [Some(Unit::Kilocalorie), Some(Unit::Kilojoule)]
    );
    assert_eq!([read("%"), read("IU"), read("")], [None, None, None]);
}

fn saved(bytes: &[u8], name: &str) -> (tempfile::TempDir, std::path::PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    (folder, path)
}

/// A workbook in the form of the ministry's, of made-up foods.
fn workbook(rows: &[&[Made<'_>]]) -> MadeWorkbook {
    let units: &[Made<'_>] = &[
        Empty,
        Empty,
        Empty,
        Text("単位"),
        Text("%"),
        Text("kJ"),
        Text("kcal"),
        Text("(… g …)"),
        Empty,
        Text("mg"),
    ];
    let tags: &[Made<'_>] = &[
        Empty,
        Empty,
        Empty,
        Text("成分識別子"),
        Text("REFUSE"),
        Text("ENERC"),
        Text("ENERC_KCAL"),
        Text("PROT-"),
        Text("CHOAVLDF-"),
        Text("NA "),
        Text("備考"),
    ];
    let sheet = [&[units, tags], rows].concat();
    MadeWorkbook::new().sheet("２ いも類", 10, &sheet, &["H10:I10"])
}

#[test]
fn the_form_of_the_ministry_is_read_by_units_and_tags() {
    let potato: &[Made<'_>] = &[
        Text("02"),
        Text("02999"),
        Number(1.0),
        Text("いも　試験用　生"),
        Number(10.0),
        Number(250.0),
        Number(60.0),
        Text("(1.5)"),
        Number(-13.2),
        Text("Tr"),
    ];
    let (_folder, path) = saved(&workbook(&[potato]).bytes(), "foods.xlsx");
    let table = open_japan_standard(&path).unwrap();
    let tags: Vec<&str> = table
        .components()
        .iter()
        .map(|one| one.tag.as_str())
        .collect();
    assert_eq!(tags, ["ENERC_KCAL", "PROT-", "CHOAVLDF-", "NA"]);
    assert_eq!(table.components()[2].unit, Unit::Gram);
    assert_eq!(table.edition().energy, EnergyMethod::Components);
    let food = table.food("02999").unwrap();
    assert_eq!(table.foods()[food].group, "いも類");
    assert_eq!(
        table.foods()[food].lineage(),
        ["いも類", "いも", "試験用", "生"]
    );
    assert_eq!(table.foods()[food].refuse_percent, Some(10.0));
    // A negative number is printed in brackets: an estimate.
    let expected = [
        Content::Measured(60.0),
        Content::Estimated(1.5),
        Content::Estimated(13.2),
        Content::Trace,
    ];
    for (component, content) in expected.into_iter().enumerate() {
        assert_eq!(table.content(food, component), content);
    }
    assert_eq!(table.content(food, 4), Content::NotMeasured);
    assert!(
        table
            .component("FIB-")
            .unwrap_err()
            .to_string()
            .contains("PROT-")
    );
}

#[test]
fn all_mistakes_of_a_workbook_are_told_with_their_cells() {
    let food = |number, content| {
        [
            Text("02"),
            Text(number),
            Number(1.0),
            Text("いも"),
            Number(110.0),
            Number(1.0),
            Number(1.0),
            Text(content),
            Empty,
            Text("1"),
        ]
    };
    let (first, second) = (food("02001", "1,5"), food("02001", "2"));
    let (_folder, path) = saved(&workbook(&[&first, &second]).bytes(), "foods.xlsx");
    let error = open_japan_standard(&path).unwrap_err();
    let found: Vec<(u64, String)> = error
        .all()
        .map(|one| {
            (
                one.place().line.unwrap(),
                one.place().field.clone().unwrap(),
            )
        })
        .collect();
    let expected = [
        (12, "column H"),
        (12, "column I"),
        (12, "column E"),
        (13, "column I"),
        (13, "column E"),
    ];
    assert_eq!(
        found,
        expected.map(|(line, column)| (line, column.to_string()))
    );
    assert!(error.to_string().contains("found \"1,5\""), "{error}");
}

#[test]
fn a_workbook_without_tags_is_refused() {
    let bytes = MadeWorkbook::new()
        .sheet("s", 1, &[&[Text("a"), Text("b")]], &[])
        .bytes();
    let (_folder, path) = saved(&bytes, "other.xlsx");
    assert!(
        open_japan_standard(&path)
            .unwrap_err()
            .to_string()
            .contains("成分識別子")
    );
}

const MAPPING: &str = r#"
    edition = "made up 2026"
    code = "番号"
    name = "食品名"
    group = "群"
    refuse_percent = "廃棄率"
    per_grams = 50
    missing = ["-"]
    [[component]]
    column = "たんぱく質"
    tag = "PROT-"
    unit = "g"
"#;

#[test]
fn any_table_is_read_by_a_mapping() {
    let mapping = CompositionMapping::parse(MAPPING).unwrap();
    let table = "番号,食品名,群,廃棄率,たんぱく質\n1,豆,豆類,0,１０\n2,茶,飲料,,-\n";
    let bytes = encoding_rs::SHIFT_JIS.encode(table).0.into_owned();
    let (_folder, path) = saved(&bytes, "foods.csv");
    let table = mapping.open(&path).unwrap();
    assert_eq!(table.content(0, 0), Content::Measured(20.0));
    assert_eq!(table.content(1, 0), Content::NotMeasured);
    assert_eq!(table.foods()[1].refuse_percent, None);
    assert_eq!(
        (table.edition().name.as_str(), table.edition().sha256.len()),
        ("made up 2026", 64)
    );
}

#[test]
fn mistakes_of_a_mapped_table_are_told_at_once() {
    let mapping = CompositionMapping::parse(MAPPING).unwrap();
    let rows = "番号,食品名,群,廃棄率,たんぱく質\n1,豆,豆類,0,-3\n,茶,飲料,101,x\n1,豆\n";
    let (_folder, path) = saved(rows.as_bytes(), "foods.csv");
    let error = mapping.open(&path).unwrap_err();
    let lines: Vec<u64> = error.all().map(|one| one.place().line.unwrap()).collect();
    assert_eq!(lines, [2, 3, 3, 3, 4]);
    let twice = "番号,食品名,群,廃棄率,たんぱく質\n1,豆,豆類,0,3\n1,茶,飲料,0,4\n";
    std::fs::write(&path, twice).unwrap();
    let error = mapping.open(&path).unwrap_err();
    assert_eq!(error.kind(), crate::ErrorKind::Duplicate);
    std::fs::write(&path, "番号,食品名\n1,豆\n").unwrap();
    assert_eq!(mapping.open(&path).unwrap_err().all().count(), 3);
}

#[test]
fn a_mapping_says_how_its_table_is_written_and_its_mistakes_have_lines() {
    let error = CompositionMapping::parse("edition = \"x\"\ncolour = 1\n").unwrap_err();
    assert_eq!(error.place().line, Some(2), "{error}");
    let headless = r#"
        edition = "made up 2026"
        code = "1"
        name = "2"
        [table]
        header = false
        [[component]]
        column = "3"
        tag = "FIB-"
        unit = "g"
    "#;
    let mapping = CompositionMapping::parse(headless).unwrap();
    let (_folder, path) = saved(b"1,bean,3.5\n2,tea,0\n", "foods.csv");
    let table = mapping.open(&path).unwrap();
    assert_eq!(table.foods().len(), 2);
    assert_eq!(table.content(0, 0), Content::Measured(3.5));
    assert_eq!(mapping.sha256.len(), 64);
}

#[test]
fn a_number_is_the_code_whose_leading_zeros_it_lost_where_only_one_can_be_meant() {
    let food = |code: &str| {
        let food = Food {
            code: code.to_owned(),
            name: code.to_owned(),
            group: String::new(),
            refuse_percent: None,
        };
        (food, Vec::new())
    };
    let edition = Edition {
        name: "made up".to_owned(),
        energy: EnergyMethod::Unknown,
        sha256: String::new(),
    };
    let codes = ["01088", "002", "02", "7", "A03", "00000"];
    let table = FoodTable::new(edition, Vec::new(), codes.map(food).to_vec()).unwrap();
    for (number, code) in [
        ("1088", Some("01088")),
        ("1088.0", Some("01088")),
        ("１０８８", Some("01088")),
        ("0", Some("00000")),
        // As it is in the table; one of two; other letters; nothing at all.
        ("01088", None),
        ("2", None),
        ("3", None),
        ("1088.5", None),
        ("-1088", None),
        ("", None),
        (".0", None),
    ] {
        assert_eq!(table.code_with_zeros(number), code, "{number}");
    }
}
