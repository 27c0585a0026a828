//! Numbers.

use crate::error::{Error, ErrorKind, Result, excerpt};
use crate::tabular::cell::{Cell, CellValue};
use crate::tabular::values::width::narrow;
use serde::Deserialize;

/// How numbers are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NumberForm {
    /// With a decimal point. Commas part thousands only where they can mean nothing
    /// else: `1,234,567`, `1,234.5`.
    #[default]
    Plain,
    /// As plain, and `1,234` is 1234.
    CommaGroups,
    /// With a decimal comma: `12,5` is 12.5, and points part thousands.
    DecimalComma,
}

/// Reads a number with a decimal point; [`NumberForm::read`] reads other forms.
///
/// # Errors
/// When the cell holds something else.
pub fn read_number(cell: Cell<'_>) -> Result<f64> {
    NumberForm::Plain.read(cell)
}

/// Reads a number that counts: without a fraction, 0 or more.
///
/// # Errors
/// When the cell holds something else, or more than 2^53.
pub fn read_whole_number(cell: Cell<'_>) -> Result<u64> {
    NumberForm::Plain.read_whole(cell)
}

impl NumberForm {
    /// Reads a number written in this form.
    ///
    /// # Errors
    /// When the cell holds something else, with a hint where it is almost a number.
    pub fn read(self, cell: Cell<'_>) -> Result<f64> {
        match cell.value() {
            CellValue::Number(number) if number.is_finite() => Ok(number),
            CellValue::Date(_) => Err(not(cell.text(), "a number").mend(
                "the spreadsheet took the number for a date: format the column as text and type it again",
            )),
            CellValue::Bool(_) | CellValue::Error | CellValue::Number(_) => {
                Err(not(cell.text(), "a number"))
            }
            CellValue::Text => self.parse(cell.text()),
        }
    }

    /// Reads a number that counts: without a fraction, 0 or more.
    ///
    /// # Errors
    /// When the cell holds something else, or more than 2^53.
    pub fn read_whole(self, cell: Cell<'_>) -> Result<u64> {
        const LARGEST_EXACT: f64 = 9_007_199_254_740_992.0;
        let number = self.read(cell)?;
        if number.fract() == 0.0 && (0.0..=LARGEST_EXACT).contains(&number) {
            Ok(number as u64)
        } else {
            Err(not(cell.text(), "a whole number of 0 or more"))
        }
    }

    /// Parses the text of a number.
    pub(super) fn parse(self, written: &str) -> Result<f64> {
        let text = narrow(written);
        let text = text.trim();
        let plain = match self {
            Self::DecimalComma => swap_points_and_commas(text),
            Self::Plain | Self::CommaGroups => text.to_string(),
        };
        match without_groups(&plain, self == Self::Plain) {
            Ok(digits) => digits
                .parse::<f64>()
                .ok()
                .filter(|number| number.is_finite() && is_decimal(&digits))
                .ok_or_else(|| not_a_number(written, &plain)),
            Err(hint) => Err(not(written, "a number").mend(hint)),
        }
    }
}

/// Only digits, signs, a point and an exponent: no `inf`, no `nan`.
fn is_decimal(text: &str) -> bool {
    text.bytes()
        .all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(&byte))
}

/// Takes out commas that part thousands.
fn without_groups(text: &str, refuse_single: bool) -> std::result::Result<String, &'static str> {
    if !text.contains(',') {
        return Ok(text.to_string());
    }
    let (whole, fraction) = match text.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (text, None),
    };
    let groups: Vec<&str> = whole.trim_start_matches(['+', '-']).split(',').collect();
    let is_digits = |group: &&str| group.bytes().all(|byte| byte.is_ascii_digit());
    let well_grouped = groups.iter().all(is_digits)
        && (1..=3).contains(&groups[0].len())
        && groups[1..].iter().all(|group| group.len() == 3);
    if !well_grouped {
        return Err(
            "write a point before decimals, or say that they are decimal commas: numbers = \"decimal-comma\"",
        );
    }
    let may_be_decimal = groups.len() == 2 && fraction.is_none();
    if may_be_decimal && refuse_single {
        return Err(
            "the comma may part thousands or decimals: take it out, or say which: numbers = \"comma-groups\" or \"decimal-comma\"",
        );
    }
    Ok(text.replace(',', ""))
}

fn swap_points_and_commas(text: &str) -> String {
    let swap = |letter| match letter {
        ',' => '.',
        '.' => ',',
        other => other,
    };
    text.chars().map(swap).collect()
}

fn not_a_number(written: &str, text: &str) -> Error {
    let error = not(written, "a number");
    let digits = text.trim_start_matches(|letter: char| {
        letter.is_ascii_digit() || matches!(letter, '+' | '-' | '.')
    });
    if text.starts_with(['<', '>', '≦', '≧', '≤', '≥']) || text.ends_with("未満") {
        error.mend("read the column as measured values with limits of detection")
    } else if digits.len() < text.len() && text.matches('.').count() < 2 && !digits.is_empty() {
        error.mend("write the unit in the header or the mapping, the number alone in the cell")
    } else {
        error
    }
}

/// Found one thing, expected another.
pub(super) fn not(found: &str, expected: &str) -> Error {
    let found = excerpt(found.as_bytes());
    let message = match found.is_empty() {
        true => format!("found nothing, expected {expected}"),
        false => format!("found \"{found}\", expected {expected}"),
    };
    Error::new(ErrorKind::Malformed, message)
}
