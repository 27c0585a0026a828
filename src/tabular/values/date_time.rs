//! A day with, where it is known, the time of the day.

use crate::tabular::values::date::Date;
use crate::tabular::values::date_form::ExcelEpoch;
use std::fmt;

/// The time of a day, to the second, where the clock hung.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TimeOfDay {
    second_of_day: u32,
}

impl TimeOfDay {
    /// Seconds of a day.
    pub const SECONDS_PER_DAY: u32 = 86_400;

    /// A time, or nothing when the clock never shows it.
    pub fn new(hour: u8, minute: u8, second: u8) -> Option<Self> {
        (hour < 24 && minute < 60 && second < 60).then(|| Self {
            second_of_day: u32::from(hour) * 3600 + u32::from(minute) * 60 + u32::from(second),
        })
    }

    /// Seconds since midnight, 0 to 86,399.
    pub fn second_of_day(self) -> u32 {
        self.second_of_day
    }
}

/// As `14:05:00`.
impl fmt::Display for TimeOfDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let second = self.second_of_day;
        write!(
            f,
            "{:02}:{:02}:{:02}",
            second / 3600,
            second / 60 % 60,
            second % 60
        )
    }
}

/// A day with, where it is known, the time of the day. A day whose time is not known
/// stands before all times of that day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DateTime {
    /// The day.
    pub date: Date,
    /// The time; none when it is not known or, from a workbook, midnight.
    pub time: Option<TimeOfDay>,
}

impl DateTime {
    /// The day and time of an Excel serial number: days since the epoch, the time as a
    /// fraction. Nothing for numbers that are no day of Excel's calendar: before its
    /// first day, after 9999, and 60 in the 1900 system (29 February 1900, which
    /// never was).
    pub fn from_excel_serial(serial: f64, epoch: ExcelEpoch) -> Option<Self> {
        const LAST_SERIAL: f64 = 2_958_466.0;
        if !(0.0..LAST_SERIAL).contains(&serial) {
            return None;
        }
        let seconds_per_day = f64::from(TimeOfDay::SECONDS_PER_DAY);
        let seconds = (serial * seconds_per_day).round() as i64;
        let day = seconds.div_euclid(i64::from(TimeOfDay::SECONDS_PER_DAY));
        let second_of_day = seconds.rem_euclid(i64::from(TimeOfDay::SECONDS_PER_DAY)) as u32;
        let days_since_1970 = epoch.days_since_1970(day)?;
        Some(Self {
            date: Date::from_days_since_1970(days_since_1970)?,
            time: Some(TimeOfDay { second_of_day }).filter(|_| second_of_day != 0),
        })
    }
}

/// As `2024-05-03` or `2024-05-03T14:05:00`.
impl fmt::Display for DateTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.time {
            Some(time) => write!(f, "{}T{time}", self.date),
            None => self.date.fmt(f),
        }
    }
}
