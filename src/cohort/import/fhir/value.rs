//! What was observed: quantities with their units, and answers.

use super::super::measured::StoredValue;
use super::element::Element;
use super::observation::Meaning;
use crate::checkup::{ValueKind, ucum_unit};
use crate::cohort::fhir::{UCUM, is_address, is_plain_code, token};
use crate::error::{Error, ErrorKind, Result};
use rusqlite::types::Value;

/// What the value of an observation or answer is.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Observed {
    /// A value.
    Value(StoredValue),
    /// There is none, and a reason may be told (`dataAbsentReason`).
    Absent,
    /// Something the store does not hold, by its name in the account.
    LeftOut(&'static str),
}

/// Values of these kinds are left out.
const OTHER_KINDS: [(&str, &str); 6] = [
    ("valueRange", "values that are ranges"),
    ("valueRatio", "values that are ratios"),
    ("valueSampledData", "values that are curves"),
    ("valueTime", "values that are times"),
    ("valueDateTime", "values that are days"),
    ("valuePeriod", "values that are periods"),
];

const TEXTS: &str = "texts, which may tell who a person is";

/// Reads the value of an observation or component.
pub(super) fn read_observed(element: &Element<'_>, meaning: &Meaning) -> Result<Observed> {
    if let Some(quantity) = element.get("valueQuantity") {
        return read_quantity(&quantity, meaning);
    }
    if let Some(concept) = element.get("valueCodeableConcept") {
        expect_answer(&concept, meaning)?;
        return match concept.list("coding")?.first() {
            Some(coding) => read_coding(coding),
            None if concept.get("text").is_some() => Ok(Observed::LeftOut(TEXTS)),
            None => Ok(Observed::Absent),
        };
    }
    if let Some(text) = element.get("valueString") {
        expect_answer(&text, meaning)?;
        return read_string(&text, meaning);
    }
    if let Some(number) = element.get("valueInteger") {
        if let Meaning::Item(item) = meaning
            && item.kind != ValueKind::Code
        {
            let message = format!(
                "found a number without a unit, expected a quantity in {}",
                item.unit
            );
            return Err(number
                .mistake(message)
                .mend("write a valueQuantity with its unit"));
        }
        return read_plain_number(&number);
    }
    if let Some(answer) = element.get("valueBoolean") {
        expect_answer(&answer, meaning)?;
        return read_boolean(&answer);
    }
    let other = OTHER_KINDS
        .iter()
        .find(|(name, _)| element.get(name).is_some());
    Ok(other.map_or(Observed::Absent, |(_, name)| Observed::LeftOut(name)))
}

/// A text is kept where it is the mark of a result, such as `±`.
pub(super) fn read_string(text: &Element<'_>, meaning: &Meaning) -> Result<Observed> {
    let written = text.text()?.trim();
    let is_mark = matches!(meaning, Meaning::OfAStore)
        || is_plain_code(written)
            && written.chars().count() <= 8
            && !written.bytes().any(|byte| byte.is_ascii_alphabetic());
    Ok(match is_mark {
        true => Observed::Value(StoredValue::of_words(written, written)),
        false => Observed::LeftOut(TEXTS),
    })
}

/// A coded answer: its code, with the system in what was written.
pub(super) fn read_coding(coding: &Element<'_>) -> Result<Observed> {
    let code = coding.require("code", "the code of the answer")?;
    let text = code.text()?;
    if !is_plain_code(text) {
        return Err(code.not("a code of at most 64 letters without spaces"));
    }
    let system = coding.get_text("system")?;
    if let (Some(address), Some(system)) = (system, coding.get("system"))
        && !is_address(address)
    {
        return Err(system.not("the address of a code system"));
    }
    Ok(Observed::Value(StoredValue::of_words(
        text,
        &token(system, text),
    )))
}

/// Yes or no.
pub(super) fn read_boolean(answer: &Element<'_>) -> Result<Observed> {
    let answer = match answer.value.as_bool() {
        Some(true) => "true",
        Some(false) => "false",
        None => return Err(answer.not("true or false")),
    };
    Ok(Observed::Value(StoredValue::of_words(answer, answer)))
}

/// A number without a unit.
pub(super) fn read_plain_number(number: &Element<'_>) -> Result<Observed> {
    let value = number.number()?;
    Ok(Observed::Value(StoredValue {
        value: Value::Real(value),
        text: Value::Null,
        unit: "1".to_owned(),
        limit_side: Value::Null,
        written: (value.to_string(), "1".to_owned()),
    }))
}

/// A number with its unit; that of a check-up item in the item's unit.
pub(super) fn read_quantity(quantity: &Element<'_>, meaning: &Meaning) -> Result<Observed> {
    let Some(number) = quantity.get("value") else {
        return Ok(Observed::Absent);
    };
    let value = number.number()?;
    let (sign, side) = match quantity.get("comparator") {
        None => ("", None),
        Some(comparator) => match comparator.one_of(&["<", "<=", ">", ">="])? {
            sign if sign.starts_with('<') => (sign, Some("below")),
            sign => (sign, Some("above")),
        },
    };
    let unit = match unit(quantity)? {
        Some(unit) => unit,
        None if matches!(meaning, Meaning::OfAStore) => "",
        None => {
            return Err(
                Error::new(ErrorKind::Missing, "found a number without a unit")
                    .at_field(format!("{}.code", quantity.path()))
                    .mend("write the unit in UCUM; 1 for numbers without"),
            );
        }
    };
    if !matches!(meaning, Meaning::OfAStore) && !is_unit(unit) {
        return Err(quantity
            .not("a quantity with a unit")
            .mend("write the unit in UCUM, such as mg/dL"));
    }
    let (stored, stored_unit) = match meaning {
        Meaning::Open | Meaning::OfAStore => (value, unit),
        Meaning::Item(item) if item.kind == ValueKind::Code => {
            let message = format!("found a quantity, expected an answer to {}", item.key);
            return Err(quantity
                .mistake(message)
                .mend("write a valueCodeableConcept, or correct the code of the observation"));
        }
        Meaning::Item(item) => {
            let stored = item.in_its_unit(value, ucum_unit(unit)).map_err(|error| {
                let message = format!("{}: {}", item.key, error.message());
                let mistake = Error::new(ErrorKind::Unsupported, message);
                mistake
                    .at_field(quantity.path().to_owned())
                    .mend("correct the unit or the code of the observation")
            })?;
            (stored, item.unit)
        }
    };
    Ok(Observed::Value(StoredValue {
        value: Value::Real(stored),
        text: Value::Null,
        unit: stored_unit.to_owned(),
        limit_side: side.map_or(Value::Null, |side| Value::Text(side.to_owned())),
        written: (format!("{sign}{value}"), unit.to_owned()),
    }))
}

/// The UCUM code where there is one, and otherwise the unit as written.
fn unit<'a>(quantity: &Element<'a>) -> Result<Option<&'a str>> {
    let is_ucum = quantity
        .get_text("system")?
        .is_none_or(|system| system == UCUM);
    let code = quantity.get_text("code")?.filter(|_| is_ucum);
    let unit = match code {
        Some(code) => Some(code),
        None => quantity.get_text("unit")?,
    };
    Ok(unit)
}

/// Whether a text is a unit and not something that may tell who a person is: ASCII and
/// the signs of units, or a spelling that is known.
fn is_unit(text: &str) -> bool {
    let is_letter = |letter: char| {
        letter.is_ascii_graphic() || letter == ' ' || "μµ℃°²³·×‰Ω㎡㎥".contains(letter)
    };
    text.chars().count() <= 40 && (text.chars().all(is_letter) || ucum_unit(text) != text)
}

/// That an item has answers, not numbers.
fn expect_answer(found: &Element<'_>, meaning: &Meaning) -> Result<()> {
    match meaning {
        Meaning::Item(item) if item.kind != ValueKind::Code => {
            let message = format!(
                "found an answer, expected a quantity of {} in {}",
                item.key, item.unit
            );
            Err(found
                .mistake(message)
                .mend("write a valueQuantity, or correct the code of the observation"))
        }
        _ => Ok(()),
    }
}
