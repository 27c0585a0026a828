//! Dates as people write them.

use crate::error::{Error, Result};
use crate::tabular::cell::{Cell, CellValue};
use crate::tabular::values::date::Date;
use crate::tabular::values::date_form::{DateForm, DateOrder, Times};
use crate::tabular::values::date_time::{DateTime, TimeOfDay};
use crate::tabular::values::english_month::split_english;
use crate::tabular::values::japanese_era::{era_contains, split_era, year_of_era};
use crate::tabular::values::number::not;
use crate::tabular::values::width::narrow;

/// Reads a day: `2024-05-03`, `2024/5/3`, `2024.5.3`, `2024年5月3日`, `20240503`,
/// `令和6年5月3日`, `R6.5.3`, `H31/4/1`, `3-May-2024`, `03MAY2024`, `May 3, 2024`; a date of a workbook; serial numbers and days
/// with the year last as the form says. Midnight behind the day is allowed, for
/// spreadsheets write it.
///
/// # Errors
/// When the cell holds something else, a day that never was, or a time.
pub fn read_date(cell: Cell<'_>, form: &DateForm) -> Result<Date> {
    let read = read_date_time(cell, form)?;
    match read.time {
        None => Ok(read.date),
        Some(time) if time.second_of_day() == 0 => Ok(read.date),
        Some(_) if form.times == Times::Drop => Ok(read.date),
        Some(_) => Err(not(cell.text(), "a day without a time").mend(
            "take the time out, or say that it may be left out: times = \"drop\" under [dates]",
        )),
    }
}

/// Reads a day as [`read_date`] does, with or without a time behind a space or `T`:
/// `9:05`, `09:05:30`, `9時5分`.
///
/// # Errors
/// When the cell holds something else, or a day or time that never was.
pub fn read_date_time(cell: Cell<'_>, form: &DateForm) -> Result<DateTime> {
    let refused = || not(cell.text(), "a date such as 2024-05-03");
    match cell.value() {
        CellValue::Date(date) => return Ok(date),
        CellValue::Bool(_) | CellValue::Error => return Err(refused()),
        CellValue::Number(_) | CellValue::Text => {}
    }
    let text = narrow(cell.text());
    if let Some(parts) = Parts::of(&text) {
        return parts.read(cell.text(), form);
    }
    if let Some([year, month, day]) = split_english(&text) {
        if year.len() != 4 {
            return Err(refused().mend(FOUR_DIGITS));
        }
        let date = gregorian(year, month, day);
        return date.map(day_only).ok_or_else(|| never_was(cell.text()));
    }
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    if digits && text.len() == 8 {
        let date = gregorian(&text[..4], &text[4..6], &text[6..]);
        return date.map(day_only).ok_or_else(|| never_was(cell.text()));
    }
    match (text.parse::<f64>(), form.serials) {
        (Ok(serial), Some(epoch)) => {
            DateTime::from_excel_serial(serial, epoch).ok_or_else(|| never_was(cell.text()))
        }
        (Ok(_), None) => Err(refused()
            .mend("if it is a serial number of a spreadsheet, say from which year it counts: serials = \"1900\" under [dates]")),
        (Err(_), _) => Err(refused()),
    }
}

const FOUR_DIGITS: &str = "write the year with four digits, or with its era";

fn day_only(date: Date) -> DateTime {
    DateTime { date, time: None }
}

fn never_was(found: &str) -> Error {
    not(found, "a day of the calendar")
}

fn gregorian(year: &str, month: &str, day: &str) -> Option<Date> {
    if month.len() > 2 || day.len() > 2 {
        return None;
    }
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
}

/// A date taken apart.
struct Parts<'a> {
    era: Option<usize>,
    numbers: [&'a str; 3],
    time: &'a str,
}

impl<'a> Parts<'a> {
    /// Nothing when the text does not look like a date.
    fn of(text: &'a str) -> Option<Self> {
        let (era, rest) = match split_era(text) {
            Some((era, rest)) => (Some(era), rest.trim_start_matches([' ', '.'])),
            None => (None, text),
        };
        let (first, rest) = split_number(rest)?;
        let (separator, rest) = split_separator(rest)?;
        let (second, rest) = split_number(rest)?;
        let (again, rest) = split_separator(rest)?;
        let well_separated = match separator {
            '年' => again == '月',
            other => again == other,
        };
        let (third, rest) = split_number(rest)?;
        let rest = match separator {
            '年' => rest.strip_prefix('日')?,
            _ => rest,
        };
        let (date_end, time) =
            rest.split_at(rest.len() - rest.trim_start_matches([' ', 'T']).len());
        let time_is_apart = time.is_empty() || !date_end.is_empty();
        (well_separated && time_is_apart).then_some(Self {
            era,
            numbers: [first, second, third],
            time,
        })
    }

    fn read(&self, written: &str, form: &DateForm) -> Result<DateTime> {
        let [first, second, third] = self.numbers;
        let date = match self.era {
            Some(era) => year_of_era(era, first)
                .and_then(|year| gregorian(&year.to_string(), second, third))
                .filter(|&date| era_contains(era, date)),
            None if first.len() == 4 => gregorian(first, second, third),
            None if third.len() == 4 => match form.order {
                DateOrder::YearFirst => {
                    return Err(not(written, "a date that begins with the year")
                        .mend("say under [dates] whether the day or the month is first: order = \"day-month-year\" or \"month-day-year\""));
                }
                DateOrder::DayMonthYear => gregorian(third, second, first),
                DateOrder::MonthDayYear => gregorian(third, first, second),
            },
            None => {
                return Err(not(written, "a date such as 2024-05-03").mend(FOUR_DIGITS));
            }
        };
        let date = date.ok_or_else(|| never_was(written))?;
        if self.time.is_empty() {
            return Ok(day_only(date));
        }
        let time = read_time(self.time)
            .ok_or_else(|| not(written, "a time such as 09:05 or 09:05:30 behind the day"))?;
        Ok(DateTime {
            date,
            time: Some(time),
        })
    }
}

/// The digits at the start, or `元` for the first year of an era.
fn split_number(text: &str) -> Option<(&str, &str)> {
    let text = text.trim_start_matches(' ');
    if let Some(rest) = text.strip_prefix('元') {
        return Some((&text[..text.len() - rest.len()], rest));
    }
    let end = text
        .find(|letter: char| !letter.is_ascii_digit())
        .unwrap_or(text.len());
    (end > 0).then(|| text.split_at(end))
}

fn split_separator(text: &str) -> Option<(char, &str)> {
    let separator = text.chars().next()?;
    matches!(separator, '-' | '/' | '.' | '年' | '月')
        .then(|| (separator, &text[separator.len_utf8()..]))
}

fn read_time(text: &str) -> Option<TimeOfDay> {
    let plain = text.replace(['時', '分'], ":").replace('秒', "");
    let mut parts = plain.trim_end_matches(':').split(':');
    let mut next = || -> Option<Option<u8>> {
        match parts.next() {
            Some(part) if part.len() <= 2 => part.parse().ok().map(Some),
            Some(_) => None,
            None => Some(None),
        }
    };
    let (hour, minute, second) = (next()??, next()?.unwrap_or(0), next()?.unwrap_or(0));
    let is_clock = text.contains([':', '時']) && parts.next().is_none();
    is_clock
        .then(|| TimeOfDay::new(hour, minute, second))
        .flatten()
}
