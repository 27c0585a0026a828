//! Calendar days.

use crate::error::{Error, ErrorKind, Result};
use std::fmt;
use std::str::FromStr;

/// A day of the Gregorian calendar, from year 1 to 9999, written `2025-04-01`.
///
/// ```
/// use nuka::cohort::Day;
///
/// let taken: Day = "2025-02-28".parse()?;
/// let asked: Day = "2025-03-01".parse()?;
/// assert_eq!(asked.days_since(taken), 1);
/// assert!("2025-02-29".parse::<Day>().is_err());
/// # Ok::<(), nuka::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day {
    year: u16,
    month: u8,
    day: u8,
}

impl Day {
    /// A day by its numbers; `None` where the calendar has no such day.
    pub fn new(year: u16, month: u8, day: u8) -> Option<Self> {
        let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        let longest = match month {
            2 => 28 + u8::from(is_leap),
            4 | 6 | 9 | 11 => 30,
            1..=12 => 31,
            _ => return None,
        };
        let is_day = (1..=9999).contains(&year) && (1..=longest).contains(&day);
        is_day.then_some(Self { year, month, day })
    }

    /// The day that is so many days after 1970-01-01; `None` past the calendar's ends.
    pub fn from_days_since_1970(days: i64) -> Option<Self> {
        // Years begin in March here, so that the leap day is a year's last.
        // Howard Hinnant, chrono-Compatible Low-Level Date Algorithms (2021).
        let days = days.checked_add(719_468)?;
        let era = days.div_euclid(146_097);
        let day_of_era = days.rem_euclid(146_097);
        let year_of_era =
            (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month_from_march = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
        let month = if month_from_march < 10 {
            month_from_march + 3
        } else {
            month_from_march - 9
        };
        let year = year_of_era + era * 400 + i64::from(month <= 2);
        Self::new(
            year.try_into().ok()?,
            month.try_into().ok()?,
            day.try_into().ok()?,
        )
    }

    /// Days from 1970-01-01 to this day.
    pub fn days_since_1970(self) -> i64 {
        let (month, day) = (i64::from(self.month), i64::from(self.day));
        let year = i64::from(self.year) - i64::from(month <= 2);
        let (era, year_of_era) = (year.div_euclid(400), year.rem_euclid(400));
        let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
        era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year
            - 719_468
    }

    /// Days from another day to this one; negative when the other is later.
    pub fn days_since(self, other: Self) -> i64 {
        self.days_since_1970() - other.days_since_1970()
    }

    /// The year.
    pub fn year(self) -> u16 {
        self.year
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

impl FromStr for Day {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let numbers = || {
            let is_digits = |part: &str, digits| {
                part.len() == digits && part.bytes().all(|byte| byte.is_ascii_digit())
            };
            let (year, rest) = text.split_once('-')?;
            let (month, day) = rest.split_once('-')?;
            let is_form = is_digits(year, 4) && is_digits(month, 2) && is_digits(day, 2);
            is_form.then_some(())?;
            Self::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
        };
        numbers().ok_or_else(|| {
            Error::new(
                ErrorKind::Malformed,
                format!("found \"{text}\", expected a day such as 2025-04-01"),
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn known_days_have_their_numbers() {
        // POSIX time 86,400 s a day: 2000-03-01 is day 11,017, 2026-01-01 day 20,454.
        for (text, days) in [
            ("1970-01-01", 0),
            ("2000-03-01", 11_017),
            ("2026-01-01", 20_454),
        ] {
            assert_eq!(text.parse::<Day>().unwrap().days_since_1970(), days);
            assert_eq!(Day::from_days_since_1970(days).unwrap().to_string(), text);
        }
    }

    #[test]
    fn days_the_calendar_lacks_are_refused() {
        for text in [
            "1900-02-29",
            "2025-00-01",
            "2025-13-01",
            "2025-04-31",
            "2025-4-1",
            "0000-01-01",
            "２０２５-04-01",
        ] {
            assert!(text.parse::<Day>().is_err(), "{text}");
        }
        assert!("2000-02-29".parse::<Day>().is_ok());
    }

    proptest! {
        #[test]
        fn numbers_and_days_are_the_same(days in -700_000_i64..2_900_000) {
            let day = Day::from_days_since_1970(days).unwrap();
            prop_assert_eq!(day.days_since_1970(), days);
            prop_assert_eq!(day.to_string().parse::<Day>().unwrap(), day);
            let next = Day::from_days_since_1970(days + 1).unwrap();
            prop_assert!(next > day && next.to_string() > day.to_string());
        }
    }
}
