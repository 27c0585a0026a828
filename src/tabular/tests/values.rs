use crate::tabular::Cell;
use crate::tabular::values::*;
use proptest::prelude::*;

fn hint(error: crate::Result<impl std::fmt::Debug>) -> String {
    error.unwrap_err().to_string()
}

fn number(text: &str) -> Option<f64> {
    read_number(Cell::of_text(text)).ok()
}

#[test]
fn numbers_are_read_in_full_width_and_narrow() {
    let good = [
        ("12.5", 12.5),
        (" 12.5 ", 12.5),
        ("１２．５", 12.5),
        ("－３", -3.0),
        ("−3", -3.0),
        ("+3", 3.0),
        ("1.2E-05", 1.2e-5),
        ("1e3", 1000.0),
        (".5", 0.5),
        ("007", 7.0),
        ("1,234,567", 1_234_567.0),
        ("1,234.5", 1234.5),
        ("１，２３４，５６７", 1_234_567.0),
        ("-1,234.5", -1234.5),
    ];
    for (text, value) in good {
        assert_eq!(number(text), Some(value), "{text}");
    }
}

#[test]
fn codes_of_nothing_are_known_with_the_nought_that_programs_add() {
    let codes = MissingCodes::new(["999", "-9", "NA"]);
    for text in ["999", "999.0", "-9.00", "９９９", "NA", ""] {
        assert!(codes.is_missing(Cell::of_text(text)), "{text}");
    }
    for text in ["999.5", "9990", "0999", "9", "999.", "NA.0"] {
        assert!(!codes.is_missing(Cell::of_text(text)), "{text}");
    }
}

#[test]
fn what_may_be_two_numbers_or_none_is_refused() {
    for text in [
        "1,234",
        "12,5",
        "1.234.567",
        "1 234",
        "1,23,456",
        "nan",
        "inf",
        "0x10",
        "",
        "-",
        "1e999",
        "--1",
        "▲3",
        "5分",
        "1/2",
    ] {
        assert_eq!(number(text), None, "{text}");
    }
    assert!(hint(read_number(Cell::of_text("12,5"))).contains("decimal commas"));
    assert!(hint(read_number(Cell::of_text("1,234"))).contains("thousands or decimals"));
    assert!(hint(read_number(Cell::of_text("12.5 mg"))).contains("unit"));
    assert!(hint(read_number(Cell::of_text("＜0.3"))).contains("limits of detection"));
}

#[test]
fn the_form_of_numbers_decides_what_commas_mean() {
    let read = |form: NumberForm, text| form.read(Cell::of_text(text)).ok();
    assert_eq!(read(NumberForm::CommaGroups, "1,234"), Some(1234.0));
    assert_eq!(read(NumberForm::CommaGroups, "12,5"), None);
    assert_eq!(read(NumberForm::DecimalComma, "12,5"), Some(12.5));
    assert_eq!(read(NumberForm::DecimalComma, "1.234,5"), Some(1234.5));
    assert_eq!(read(NumberForm::DecimalComma, "1,234"), Some(1.234));
}

#[test]
fn counts_have_no_fraction_and_no_sign() {
    let count = |text| read_whole_number(Cell::of_text(text)).ok();
    assert_eq!(
        [
            count("3"),
            count("３.0"),
            count("3.5"),
            count("-1"),
            count("1e17")
        ],
        [Some(3), Some(3), None, None, None]
    );
}

#[test]
fn values_beyond_a_limit_keep_the_limit() {
    let below = |limit, limit_included| {
        Some(Measured::Below {
            limit,
            limit_included,
        })
    };
    let above = |limit, limit_included| {
        Some(Measured::Above {
            limit,
            limit_included,
        })
    };
    let cases = [
        ("<0.3", below(0.3, false)),
        ("＜ ０.３", below(0.3, false)),
        ("0.3未満", below(0.3, false)),
        ("≦0.3", below(0.3, true)),
        ("<=0.3", below(0.3, true)),
        ("≤0.3", below(0.3, true)),
        ("0.3以下", below(0.3, true)),
        (">500", above(500.0, false)),
        ("500超", above(500.0, false)),
        ("≧500", above(500.0, true)),
        ("≥ 500", above(500.0, true)),
        ("500以上", above(500.0, true)),
        ("0.3", Some(Measured::Exact(0.3))),
        ("<", None),
        ("<x", None),
        ("検出せず", None),
        ("<<3", None),
    ];
    for (text, expected) in cases {
        assert_eq!(read_measured(Cell::of_text(text)).ok(), expected, "{text}");
    }
}

#[test]
fn codes_have_meanings_and_unknown_ones_are_mistakes() {
    let list = CodeList::new([("1", "never"), ("２", "daily")]).unwrap();
    assert_eq!(list.read(Cell::of_text(" １ ")).unwrap(), &"never");
    assert_eq!(list.read(Cell::of_text("2")).unwrap(), &"daily");
    assert!(hint(list.read(Cell::of_text("3"))).contains("found \"3\", expected one of 1, 2"));
    assert!(CodeList::new([("1", 1), ("１", 2)]).is_err());
}

#[test]
fn missing_codes_stand_before_any_reader() {
    let codes = MissingCodes::new(["-", "999", "ＮＡ"]);
    let read = |text| codes.read(Cell::of_text(text), read_number);
    for missing in ["", "　", "-", "－", "999", "NA"] {
        assert_eq!(read(missing).unwrap(), None, "{missing}");
    }
    assert_eq!(read("-1").unwrap(), Some(-1.0));
    assert!(read("na").is_err());
    assert!(hint(codes.read(Cell::of_text("山\u{fffd}"), read_text)).contains("lost"));
}

#[test]
fn yes_no_and_sex_are_words_not_numbers() {
    let yes = |text| read_yes_no(Cell::of_text(text)).ok();
    assert_eq!(
        [yes("はい"), yes("無"), yes("ＹＥＳ"), yes("×"), yes("1")],
        [Some(true), Some(false), Some(true), Some(false), None]
    );
    let sex = |text| read_sex(Cell::of_text(text)).ok();
    assert_eq!(
        [sex("女"), sex("男性"), sex("Ｆ"), sex("Male"), sex("1")],
        [
            Some(Sex::Female),
            Some(Sex::Male),
            Some(Sex::Female),
            Some(Sex::Male),
            None
        ]
    );
    assert!(hint(read_sex(Cell::of_text("2"))).contains("which number"));
}

proptest! {
    #[test]
    fn no_text_makes_a_reader_fail_without_an_error(text in "\\PC{0,12}|[0-9年月日令和HR./:T, <>-]{0,14}") {
        let cell = Cell::of_text(&text);
        let _ = (read_number(cell), read_measured(cell), read_date_time(cell, &DateForm::default()), read_yes_no(cell), read_sex(cell));
    }

    #[test]
    fn numbers_survive_writing_and_reading(value in proptest::num::f64::NORMAL | proptest::num::f64::ZERO) {
        let text = value.to_string();
        prop_assert_eq!(number(&text), Some(value));
    }
}
