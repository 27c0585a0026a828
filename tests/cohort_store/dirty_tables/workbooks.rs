//! Workbooks of spreadsheets.

use super::{Expected::*, Kind, whole_checkup};
use crate::made_workbook::Made::{self, *};
use crate::made_workbook::MadeWorkbook;

const NAMES: &[Made<'_>] = &[Text("id"), Text("date"), Text("glucose"), Text("crp")];
/// 3 May 2024 as Excel counts.
const DAY: f64 = 45_415.0;
const ROW_READ: &[&str] = &[
    "P1 2024-05-03 crp 0.1 mg/dL",
    "P1 2024-05-03 glucose 95.0 mg/dL",
];

fn book(rows: &[&[Made<'_>]], merged: &[&str]) -> Vec<u8> {
    MadeWorkbook::new()
        .sheet("check-up", 1, rows, merged)
        .bytes()
}

pub(super) fn kinds() -> Vec<Kind> {
    let row: &[Made<'_>] = &[Text("P1"), Date(DAY), Number(95.0), Number(0.1)];
    let second: &[Made<'_>] = &[Empty, Date(DAY + 1.0), Number(96.0), Number(0.1)];
    let merged = book(&[NAMES, row, second], &["A2:A3"]);
    let two = MadeWorkbook::new()
        .sheet("a", 1, &[NAMES, row], &[])
        .sheet("b", 1, &[NAMES, row], &[])
        .bytes();
    vec![
        whole_checkup(
            "days of a workbook",
            book(&[NAMES, row], &[]),
            "",
            Read(ROW_READ),
        ),
        whole_checkup(
            "merged cells",
            merged.clone(),
            "",
            Refused(&["line 2", "A2:A3", "\"P1\""]),
        ),
        whole_checkup(
            "merged cells that are filled",
            merged,
            "[table]\nfill_merged = true",
            Read(&[
                "P1 2024-05-03 crp 0.1 mg/dL",
                "P1 2024-05-03 glucose 95.0 mg/dL",
                "P1 2024-05-04 crp 0.1 mg/dL",
                "P1 2024-05-04 glucose 96.0 mg/dL",
            ]),
        ),
        whole_checkup(
            "two sheets",
            two.clone(),
            "",
            Refused(&["2 sheets", "a, b"]),
        ),
        whole_checkup(
            "two sheets, one named",
            two,
            "[table]\nsheet = \"b\"",
            Read(ROW_READ),
        ),
        whole_checkup(
            "error of a formula",
            book(
                &[NAMES, &[Text("P1"), Date(DAY), Error("#N/A"), Number(0.1)]],
                &[],
            ),
            "",
            Refused(&["line 2", "glucose", "#N/A"]),
        ),
        whole_checkup(
            "formula without its value",
            book(
                &[
                    NAMES,
                    &[Text("P1"), Date(DAY), Formula("B2+1", None), Number(0.1)],
                ],
                &[],
            ),
            "",
            Refused(&["line 2", "column C", "formula"]),
        ),
        whole_checkup(
            "number that became a day",
            book(
                &[NAMES, &[Text("P1"), Date(DAY), Date(DAY), Number(0.1)]],
                &[],
            ),
            "",
            Refused(&["line 2", "glucose", "2024-05-03"]),
        ),
        whole_checkup(
            "true where a number belongs",
            book(
                &[NAMES, &[Text("P1"), Date(DAY), Bool(true), Number(0.1)]],
                &[],
            ),
            "",
            Refused(&["line 2", "glucose"]),
        ),
        whole_checkup(
            "id without its zeros",
            book(
                &[NAMES, &[Number(1.0), Date(DAY), Number(95.0), Number(0.1)]],
                &[],
            ),
            "",
            Refused(&["line 2", "id", "\"1\"", "\"001\""]),
        ),
        whole_checkup(
            "rubbish named workbook",
            b"PK\x03\x04rubbish".as_slice(),
            "",
            Refused(&["workbook"]),
        ),
    ]
}
