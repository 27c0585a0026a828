//! Days.

use super::{Expected::*, Kind, checkup};

/// A table whose first rows have these days and nothing but a CRP of 1.
fn days(name: &'static str, days: &[&str], keys: &str, expected: super::Expected) -> Kind {
    let row = |(day, person): (&&str, u32)| format!("P{person},{day},,1\n");
    let rows: String = days.iter().zip(1..).map(row).collect();
    checkup(name, &rows, keys, expected)
}

pub(super) fn kinds() -> Vec<Kind> {
    vec![
        days(
            "days in five styles",
            &[
                "2024/5/3",
                "03-May-2024",
                "20240503",
                "２０２４年５月３日",
                "\"May 3, 2024\"",
            ],
            "",
            Read(&[
                "P1 2024-05-03 crp 1.0 mg/dL",
                "P2 2024-05-03 crp 1.0 mg/dL",
                "P3 2024-05-03 crp 1.0 mg/dL",
                "P4 2024-05-03 crp 1.0 mg/dL",
                "P5 2024-05-03 crp 1.0 mg/dL",
            ]),
        ),
        days(
            "day or month first",
            &["03/05/2024", "13/05/2024"],
            "",
            Refused(&[
                "line 2",
                "03/05/2024",
                "line 3",
                "13/05/2024",
                "month-day-year",
            ]),
        ),
        days(
            "the order told, and against it",
            &["5/3/2024", "13/5/2024"],
            "[dates]\norder = \"month-day-year\"",
            Refused(&["line 3", "13/5/2024"]),
        ),
        // The first year of Reiwa began on 1 May 2019.
        days(
            "Japanese eras",
            &[
                "令和6年5月3日",
                "R6.5.4",
                "令和元年５月１日",
                "平成31年4月30日",
            ],
            "",
            Read(&[
                "P1 2024-05-03 crp 1.0 mg/dL",
                "P2 2024-05-04 crp 1.0 mg/dL",
                "P3 2019-05-01 crp 1.0 mg/dL",
                "P4 2019-04-30 crp 1.0 mg/dL",
            ]),
        ),
        days(
            "days outside their era",
            &["平成40年5月3日", "令和元年4月30日"],
            "",
            Refused(&["line 2", "平成40年5月3日", "line 3", "令和元年4月30日"]),
        ),
        days(
            "leap day",
            &["2024-02-29"],
            "",
            Read(&["P1 2024-02-29 crp 1.0 mg/dL"]),
        ),
        days(
            "days that never were",
            &[
                "2023-02-29",
                "2024-13-01",
                "2024-06-31",
                "0000-00-00",
                "31-Jun-2024",
            ],
            "",
            Refused(&[
                "line 2",
                "line 3",
                "line 4",
                "line 5",
                "line 6",
                "31-Jun-2024",
            ]),
        ),
        days(
            "years of two digits",
            &["24/05/03", "3-May-24"],
            "",
            Refused(&["line 2", "line 3", "3-May-24", "four digits"]),
        ),
        days(
            "months without a day",
            &["2024-05", "2024年5月"],
            "",
            Refused(&["line 2", "2024-05", "line 3"]),
        ),
        days(
            "serial number of a spreadsheet",
            &["45415"],
            "",
            Refused(&["line 2", "45415", "serials"]),
        ),
        // 45415 is 3 May 2024 in Excel.
        days(
            "serial number that is told",
            &["45415"],
            "[dates]\nserials = \"1900\"",
            Read(&["P1 2024-05-03 crp 1.0 mg/dL"]),
        ),
        days(
            "day with a time",
            &["2024-05-03 23:30"],
            "",
            Refused(&["line 2", "23:30", "times = \"drop\""]),
        ),
        days(
            "day with a time that is left out",
            &["2024-05-03 23:30"],
            "[dates]\ntimes = \"drop\"",
            Read(&["P1 2024-05-03 crp 1.0 mg/dL"]),
        ),
        days(
            "day before the birth",
            &["1960-12-31"],
            "",
            Refused(&["line 2", "date", "1960-12-31", "1961"]),
        ),
        days(
            "day after any life",
            &["2204-05-03"],
            "",
            Refused(&["line 2", "2204-05-03"]),
        ),
    ]
}
