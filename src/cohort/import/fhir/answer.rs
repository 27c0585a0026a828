//! What an answer to a questionnaire tells.

use super::element::Element;
use super::observation::Meaning;
use super::reception::Reception;
use super::value::{
    Observed, read_boolean, read_coding, read_plain_number, read_quantity, read_string,
};
use crate::diet::intake::FrequencyCategories;
use crate::error::Result;

/// How much or how often.
pub(super) enum Amount {
    /// Grams, a day or of the record.
    Grams(f64),
    /// Times a day.
    TimesPerDay(f64),
}

/// The amount or frequency an answer tells; `None` where it is something else.
pub(super) fn amount(
    reception: &Reception<'_, '_>,
    answer: &Element<'_>,
) -> Option<Result<Amount>> {
    if let Some(coding) = answer.get("valueCoding") {
        let code = coding.value.get("code")?.as_str()?;
        let times = reception.mapping.frequencies.get(code)?;
        return Some(Ok(Amount::TimesPerDay(*times)));
    }
    let quantity = answer.get("valueQuantity")?;
    if quantity.get("comparator").is_some() {
        return None;
    }
    let unit = quantity.value.get("code").or(quantity.value.get("unit"))?;
    const DAYS_PER_WEEK: f64 = 7.0;
    let (factor, is_grams) = match unit.as_str()? {
        "g" | "g/d" => (1.0, true),
        "kg" => (1000.0, true),
        "/d" | "1/d" | "{times}/d" => (1.0, false),
        "/wk" | "1/wk" | "{times}/wk" => (1.0 / DAYS_PER_WEEK, false),
        "/mo" | "1/mo" | "{times}/mo" => (1.0 / FrequencyCategories::DAYS_PER_MONTH, false),
        _ => return None,
    };
    let number = quantity.get("value")?;
    let value = number.number().and_then(|value| match value >= 0.0 {
        true => Ok(value * factor),
        false => Err(number.mistake("found a number below 0, expected an amount")),
    });
    Some(value.map(match is_grams {
        true => Amount::Grams,
        false => Amount::TimesPerDay,
    }))
}

/// An answer that is no amount of a food.
pub(super) fn read_answer(answer: &Element<'_>) -> Result<Observed> {
    if let Some(quantity) = answer.get("valueQuantity") {
        return read_quantity(&quantity, &Meaning::Open);
    }
    if let Some(coding) = answer.get("valueCoding") {
        return read_coding(&coding);
    }
    if let Some(answer) = answer.get("valueBoolean") {
        return read_boolean(&answer);
    }
    if let Some(text) = answer.get("valueString") {
        return read_string(&text, &Meaning::Open);
    }
    let number = answer
        .get("valueInteger")
        .or_else(|| answer.get("valueDecimal"));
    match number {
        Some(number) => read_plain_number(&number),
        None => Ok(Observed::LeftOut("answers of other kinds")),
    }
}
