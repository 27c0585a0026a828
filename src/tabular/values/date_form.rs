//! How dates are written, where the text does not say.

use serde::Deserialize;

/// The order of day, month and year where all are numbers and the year is last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DateOrder {
    /// Only dates that begin with the year; others are refused.
    #[default]
    YearFirst,
    /// `3/5/2024` is the third of May.
    DayMonthYear,
    /// `5/3/2024` is the third of May.
    MonthDayYear,
}

/// Which day is 1 of the serial numbers of a spreadsheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum ExcelEpoch {
    /// 1 is 1 January 1900, with the day 29 February 1900 that never was.
    #[serde(rename = "1900")]
    Year1900,
    /// 0 is 1 January 1904, as older workbooks of the Macintosh have it.
    #[serde(rename = "1904")]
    Year1904,
}

impl ExcelEpoch {
    /// Days since 1970 of a whole serial number.
    pub(super) fn days_since_1970(self, serial: i64) -> Option<i64> {
        // Days from 31 December 1899 and from 1 January 1904 to 1 January 1970.
        const FROM_1900: i64 = 25_568;
        const FROM_1904: i64 = 24_107;
        match (self, serial) {
            (Self::Year1900, 1..=59) => Some(serial - FROM_1900),
            (Self::Year1900, 61..) => Some(serial - 1 - FROM_1900),
            (Self::Year1900, _) => None,
            (Self::Year1904, _) => Some(serial - FROM_1904),
        }
    }
}

/// What becomes of a time behind a day where only the day is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Times {
    /// It is a mistake, but for midnight, which spreadsheets write.
    #[default]
    Refuse,
    /// It is left out: `2024-05-03 23:30` is 3 May.
    Drop,
}

/// How the dates of a column are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct DateForm {
    /// The order where the year is last.
    pub order: DateOrder,
    /// What bare numbers such as `45415` mean; refused when not given. Cells that a
    /// workbook itself marks as dates need no word.
    pub serials: Option<ExcelEpoch>,
    /// What becomes of times behind days.
    pub times: Times,
}
