//! What the values of a field look like.

use crate::error::{Error, ErrorKind, Result, excerpt};
use crate::tabular::Cell;
use crate::tabular::values::{DateForm, NumberForm, narrow, read_date, read_sex, read_text};
use rusqlite::types::Value;

/// What the values of a field look like.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Form {
    /// An id of at most 200 letters.
    Id,
    /// Any text of at most 2,000 letters.
    Text,
    /// A sex, in words.
    SexOf,
    /// One of a few words.
    Choice(&'static [&'static str]),
    /// A day.
    DayOf,
    /// A time of day.
    Clock,
    /// A whole number between two others.
    Whole(u64, u64),
    /// A number between two others.
    Number(f64, f64),
}

impl Form {
    /// Reads a cell that is not missing.
    pub(super) fn read(
        self,
        cell: Cell<'_>,
        dates: &DateForm,
        numbers: NumberForm,
    ) -> Result<Value> {
        match self {
            Self::Id => read_short(cell, 200),
            Self::Text => read_short(cell, 2000),
            Self::SexOf => read_sex(cell).map(|sex| Value::Text(sex.name().to_owned())),
            Self::Choice(words) => {
                let text = narrow(cell.text()).trim().to_lowercase();
                let known = words.iter().find(|word| **word == text);
                known
                    .map(|word| Value::Text((*word).to_owned()))
                    .ok_or_else(|| {
                        self.not(cell)
                            .mend("say in the mapping what each code means")
                    })
            }
            Self::DayOf => read_date(cell, dates).map(|date| Value::Text(date.to_string())),
            Self::Clock => read_clock(cell).ok_or_else(|| self.not(cell)),
            Self::Whole(least, most) => {
                let number = numbers.read_whole(cell)?;
                let is_in = (least..=most).contains(&number);
                i64::try_from(number)
                    .ok()
                    .filter(|_| is_in)
                    .map(Value::Integer)
                    .ok_or_else(|| self.not(cell))
            }
            Self::Number(least, most) => {
                let number = numbers.read(cell)?;
                if (least..=most).contains(&number) {
                    Ok(Value::Real(number))
                } else {
                    Err(self.not(cell))
                }
            }
        }
    }

    fn not(self, cell: Cell<'_>) -> Error {
        let found = excerpt(cell.text().as_bytes());
        Error::new(
            ErrorKind::Malformed,
            format!("found \"{found}\", expected {self}"),
        )
    }
}

fn read_short(cell: Cell<'_>, most_letters: usize) -> Result<Value> {
    read_line(cell, most_letters).map(|text| Value::Text(text.to_owned()))
}

/// A text of one line.
pub(super) fn read_line(cell: Cell<'_>, most_letters: usize) -> Result<&str> {
    let text = read_text(cell)?;
    if text.len() > most_letters && text.chars().count() > most_letters {
        let found = text.chars().count();
        return Err(Error::new(
            ErrorKind::Malformed,
            format!("found {found} letters, expected at most {most_letters}"),
        ));
    }
    if text.contains(['\n', '\r', '\t']) {
        return Err(Error::new(
            ErrorKind::Malformed,
            "found a line break or tabulator in a cell",
        )
        .mend("take it out"));
    }
    Ok(text)
}

/// `7:30`, `07:30` and `07:30:00`, as `07:30`.
fn read_clock(cell: Cell<'_>) -> Option<Value> {
    let text = narrow(cell.text());
    let mut parts = text.trim().split(':');
    let mut number = |most: u8| {
        let part = parts.next()?;
        let is_digits = (1..=2).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
        part.parse::<u8>()
            .ok()
            .filter(|number| is_digits && *number <= most)
    };
    let (hour, minute) = (number(23)?, number(59)?);
    let seconds = text.trim().splitn(3, ':').nth(2);
    if seconds.is_some() {
        number(59)?;
    }
    (text.matches(':').count() <= 2).then(|| Value::Text(format!("{hour:02}:{minute:02}")))
}

impl std::fmt::Display for Form {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Id => f.write_str("an id of at most 200 letters"),
            Self::Text => f.write_str("a text of at most 2000 letters"),
            Self::SexOf => f.write_str("a sex such as F, M, 女, 男"),
            Self::Choice(words) => write!(f, "one of {}", words.join(", ")),
            Self::DayOf => f.write_str("a day such as 2025-04-01"),
            Self::Clock => f.write_str("a time such as 07:30"),
            Self::Whole(least, most) => write!(f, "a whole number from {least} to {most}"),
            Self::Number(least, most) => write!(f, "a number from {least} to {most}"),
        }
    }
}
