//! Numbers, limits, units and codes of missing values.

use super::{Expected::*, Kind, checkup};

/// A table whose first rows have these values of glucose.
fn values(name: &'static str, values: &[&str], keys: &str, expected: super::Expected) -> Kind {
    let row = |(value, person): (&&str, u32)| format!("P{person},2024-05-03,{value},\n");
    let rows: String = values.iter().zip(1..).map(row).collect();
    checkup(name, &rows, keys, expected)
}

/// The same under the name that the check-up has for it, so that its range is known.
fn of_the_checkup(mut kind: Kind) -> Kind {
    let told = "column = \"glucose\"\ncode = \"glucose_fasting\"";
    kind.mapping = kind.mapping.replace("column = \"glucose\"", told);
    kind
}

const RANGE: &str = "[[ranges]]\ncode = \"glucose\"\nleast = 20\nmost = 600";
const READ_95: &[&str] = &["P1 2024-05-03 glucose 95.0 mg/dL"];

pub(super) fn kinds() -> Vec<Kind> {
    vec![
        values("full-width digits", &["９５．０"], "", Read(READ_95)),
        values("scientific notation", &["9.5E+01"], "", Read(READ_95)),
        values(
            "unseen letters around a number",
            &["\u{200b}95"],
            "",
            Read(READ_95),
        ),
        values(
            "numbers past all bounds",
            &["1e400", "inf"],
            "",
            Refused(&["line 2", "1e400", "line 3", "inf"]),
        ),
        values(
            "thousands or decimals",
            &["\"1,010\""],
            "",
            Refused(&["line 2", "1,010", "comma-groups"]),
        ),
        values(
            "thousands that are told",
            &["\"1,010\""],
            "numbers = \"comma-groups\"",
            Read(&["P1 2024-05-03 glucose 1010.0 mg/dL"]),
        ),
        values(
            "decimal commas",
            &["\"95,5\""],
            "",
            Refused(&["line 2", "95,5", "decimal-comma"]),
        ),
        values(
            "decimal commas that are told",
            &["\"95,5\""],
            "numbers = \"decimal-comma\"",
            Read(&["P1 2024-05-03 glucose 95.5 mg/dL"]),
        ),
        values(
            "amount below nothing",
            &["-95", "−5"],
            "",
            Refused(&["line 2", "glucose", "-95", "line 3"]),
        ),
        values(
            "accountants' minus",
            &["▲95", "(95)"],
            "",
            Refused(&["line 2", "▲95", "line 3", "(95)"]),
        ),
        values("percent sign", &["95%"], "", Refused(&["line 2", "95%"])),
        values(
            "unit in the cell",
            &["120 mmHg", "5.6 mmol/L"],
            "",
            Refused(&["line 2", "120 mmHg", "line 3", "5.6 mmol/L"]),
        ),
        values(
            "words for a number",
            &["陰性", "(-)", "±"],
            "",
            Refused(&["line 2", "陰性", "line 3", "line 4"]),
        ),
        values(
            "numbers in other letters",
            &["⑨", "95²", "Ⅷ", "½"],
            "",
            Refused(&["⑨", "95²", "Ⅷ", "½"]),
        ),
        values(
            "flags behind numbers",
            &["95*", "101 H"],
            "",
            Refused(&["line 2", "95*", "line 3", "101 H"]),
        ),
        values(
            "spans and pairs",
            &["90-100", "131/85"],
            "",
            Refused(&["line 2", "90-100", "line 3", "131/85"]),
        ),
        values(
            "formulas as text",
            &["=1+1"],
            "",
            Refused(&["line 2", "=1+1"]),
        ),
        values(
            "limits of detection",
            &["<0.3", ">=100", "0.3未満", "１００以上"],
            "",
            Read(&[
                "P1 2024-05-03 glucose below 0.3 mg/dL",
                "P2 2024-05-03 glucose above 100.0 mg/dL",
                "P3 2024-05-03 glucose below 0.3 mg/dL",
                "P4 2024-05-03 glucose above 100.0 mg/dL",
            ]),
        ),
        values(
            "a limit without its number",
            &["<", "検出限界以下"],
            "",
            Refused(&["line 2", "line 3", "検出限界以下"]),
        ),
        values(
            "codes of nothing, untold",
            &["NaN", "NA", ".", "N/A"],
            "",
            Refused(&["NaN", "\"NA\"", "\".\"", "N/A"]),
        ),
        values(
            "codes of nothing",
            &["NaN", "NA", ".", "95"],
            "missing = [\"NaN\", \"NA\", \".\"]",
            Read(&["P4 2024-05-03 glucose 95.0 mg/dL"]),
        ),
        values(
            "999 where it is told, as programs write it",
            &["999", "999.0", "９９９"],
            "missing = [\"999\"]",
            Read(&[]),
        ),
        of_the_checkup(values(
            "999 as a value",
            &["95", "9999"],
            "",
            Refused(&["line 3", "glucose", "9999", "at most 1000"]),
        )),
        // 5.6 mmol/L of glucose are 101 mg/dL.
        of_the_checkup(values(
            "two units in one column",
            &["95", "5.6"],
            "",
            Refused(&["line 3", "glucose", "5.6", "at least 20"]),
        )),
        values(
            "two units, by the mapping's range",
            &["95", "5.6", "9999"],
            RANGE,
            Refused(&["line 3", "5.6", "line 4", "9999", "at most 600"]),
        ),
        values(
            "limits beyond the range",
            &["<30", "<5"],
            RANGE,
            Read(&[
                "P1 2024-05-03 glucose below 30.0 mg/dL",
                "P2 2024-05-03 glucose below 5.0 mg/dL",
            ]),
        ),
        of_the_checkup(checkup(
            "swapped columns",
            "P1,2024-05-03,0.1,95\n",
            "",
            Refused(&["line 2", "glucose", "0.1"]),
        )),
    ]
}
