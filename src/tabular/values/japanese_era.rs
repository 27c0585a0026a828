//! Years of the Japanese eras.
//!
//! First days of the eras in use since the Gregorian calendar is in force in Japan (1
//! January 1873): Meiji goes on to 29 July 1912, Taisho from 30 July 1912, Showa from
//! 25 December 1926, Heisei from 8 January 1989 (Cabinet Order No. 1 of 1989), Reiwa
//! from 1 May 2019 (Cabinet Order No. 143 of 2019). The first day of Taisho and of
//! Showa is also the last of the era before it: both ways of writing it are accepted.

use crate::tabular::values::date::Date;

struct Era {
    names: [&'static str; 3],
    /// The year before its first.
    year_zero: u16,
    first: (u16, u8, u8),
    last: (u16, u8, u8),
}

const ERAS: [Era; 5] = [
    Era {
        names: ["明治", "明", "M"],
        year_zero: 1867,
        first: (1873, 1, 1),
        last: (1912, 7, 30),
    },
    Era {
        names: ["大正", "大", "T"],
        year_zero: 1911,
        first: (1912, 7, 30),
        last: (1926, 12, 25),
    },
    Era {
        names: ["昭和", "昭", "S"],
        year_zero: 1925,
        first: (1926, 12, 25),
        last: (1989, 1, 7),
    },
    Era {
        names: ["平成", "平", "H"],
        year_zero: 1988,
        first: (1989, 1, 8),
        last: (2019, 4, 30),
    },
    Era {
        names: ["令和", "令", "R"],
        year_zero: 2018,
        first: (2019, 5, 1),
        last: (9999, 12, 31),
    },
];

/// The era a text begins with, and the rest of the text.
pub(super) fn split_era(text: &str) -> Option<(usize, &str)> {
    ERAS.iter().enumerate().find_map(|(index, era)| {
        era.names.iter().find_map(|name| {
            let head = text.get(..name.len())?;
            let rest = &text[name.len()..];
            head.eq_ignore_ascii_case(name).then_some((index, rest))
        })
    })
}

/// The Gregorian year of a year of an era; `元` is its first.
pub(super) fn year_of_era(era: usize, year: &str) -> Option<u16> {
    let year: u16 = if year == "元" { 1 } else { year.parse().ok()? };
    let era = ERAS.get(era)?;
    let gregorian = era.year_zero.checked_add(year)?;
    (year >= 1 && gregorian <= era.last.0).then_some(gregorian)
}

/// Whether a day lies in an era.
pub(super) fn era_contains(era: usize, date: Date) -> bool {
    let day = (date.year(), date.month(), date.day());
    ERAS.get(era)
        .is_some_and(|era| (era.first..=era.last).contains(&day))
}
