//! Days of the calendar.

use serde::{Deserialize, Serialize};
use std::fmt;

/// A day of the Gregorian calendar, carried back before 1582 as if it had always been
/// in use (as ISO 8601 does); years 1 to 9999.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Date {
    // In this order, so that dates are ordered by time.
    year: u16,
    month: u8,
    day: u8,
}

impl Date {
    /// A day, or nothing when there is no such day.
    ///
    /// ```
    /// use nuka::tabular::values::Date;
    /// assert!(Date::new(2024, 2, 29).is_some());
    /// assert!(Date::new(2023, 2, 29).is_none());
    /// ```
    pub fn new(year: u16, month: u8, day: u8) -> Option<Self> {
        let exists = (1..=9999).contains(&year)
            && (1..=12).contains(&month)
            && (1..=days_in_month(year, month)).contains(&day);
        exists.then_some(Self { year, month, day })
    }

    /// The year, 1 to 9999.
    pub fn year(self) -> u16 {
        self.year
    }

    /// The month, 1 to 12.
    pub fn month(self) -> u8 {
        self.month
    }

    /// The day of the month, 1 to 31.
    pub fn day(self) -> u8 {
        self.day
    }

    /// Days from 1970-01-01 to this day; negative before.
    ///
    /// Counted in years that begin in March, so that the leap day is their last, and
    /// in cycles of 400 years (Howard Hinnant, "chrono-Compatible Low-Level Date
    /// Algorithms", 2013).
    pub fn days_since_1970(self) -> i64 {
        let year = i64::from(self.year) - i64::from(self.month <= 2);
        let month = (i64::from(self.month) + 9) % 12;
        let day_of_year = (153 * month + 2) / 5 + i64::from(self.day) - 1;
        let cycle = year.div_euclid(400);
        let year_of_cycle = year.rem_euclid(400);
        let day_of_cycle =
            year_of_cycle * 365 + year_of_cycle / 4 - year_of_cycle / 100 + day_of_year;
        cycle * 146_097 + day_of_cycle - 719_468
    }

    /// The day so many days after 1970-01-01, or nothing outside the years 1 to 9999.
    pub fn from_days_since_1970(days: i64) -> Option<Self> {
        let days = days.checked_add(719_468)?;
        let cycle = days.div_euclid(146_097);
        let day_of_cycle = days.rem_euclid(146_097);
        let year_of_cycle = (day_of_cycle - day_of_cycle / 1460 + day_of_cycle / 36_524
            - day_of_cycle / 146_096)
            / 365;
        let day_of_year =
            day_of_cycle - (365 * year_of_cycle + year_of_cycle / 4 - year_of_cycle / 100);
        let month = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * month + 2) / 5 + 1;
        let month = (month + 2) % 12 + 1;
        let year = cycle * 400 + year_of_cycle + i64::from(month <= 2);
        Self::new(
            u16::try_from(year).ok()?,
            u8::try_from(month).ok()?,
            u8::try_from(day).ok()?,
        )
    }

    /// Days from another day to this one; negative when this one is earlier.
    pub fn days_since(self, other: Self) -> i64 {
        self.days_since_1970() - other.days_since_1970()
    }

    /// Full years from a birthday to this day, as a person counts them; nothing when
    /// the birthday is later. Who was born on 29 February is a year older on 1 March.
    pub fn full_years_since(self, birthday: Self) -> Option<u16> {
        let years = self.year.checked_sub(birthday.year)?;
        let had_birthday = (self.month, self.day) >= (birthday.month, birthday.day);
        years.checked_sub(u16::from(!had_birthday))
    }
}

fn days_in_month(year: u16, month: u8) -> u8 {
    let is_leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        2 if is_leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// As `2024-05-03`.
impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

/// Reads `2024-05-03` only; tables are read by [`read_date`](super::read_date).
impl std::str::FromStr for Date {
    type Err = crate::Error;

    fn from_str(text: &str) -> crate::Result<Self> {
        let date = || {
            let parts: Vec<&str> = text.split('-').collect();
            let [year, month, day] = parts.as_slice() else {
                return None;
            };
            let is_written = [year.len(), month.len(), day.len()] == [4, 2, 2]
                && text
                    .bytes()
                    .all(|byte| byte == b'-' || byte.is_ascii_digit());
            is_written
                .then(|| Self::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?))
                .flatten()
        };
        date().ok_or_else(|| super::number::not(text, "a date such as 2024-05-03"))
    }
}

impl Serialize for Date {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}
