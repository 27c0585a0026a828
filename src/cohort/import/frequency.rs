//! How often something is eaten, as a mapping writes it.

use crate::diet::intake::FrequencyCategories;
use crate::error::{Error, ErrorKind, Result};
use crate::tabular::values::CodeList;
use serde::Deserialize;
use std::collections::BTreeMap;

/// How often something is eaten: a number of times a day, or a text such as
/// `1-3/month`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(
    untagged,
    expecting = "expected a number of times a day, or a text such as \"1-3/month\""
)]
pub enum Frequency {
    /// Times a day.
    TimesADay(f64),
    /// So many times, or so many to so many, in a day, week, month or year.
    Text(String),
}

impl Frequency {
    /// The most times a day that can be true.
    pub(super) const MOST_TIMES_A_DAY: f64 = 1000.0;

    /// Times a day; of "so many to so many" the middle.
    ///
    /// # Errors
    /// When the text is none of this form, or the times are fewer than 0 or too many.
    pub(super) fn times_a_day(&self) -> Result<f64> {
        let (times, found) = match self {
            Self::TimesADay(times) => (Some(*times), times.to_string()),
            Self::Text(text) => (parse(text), text.clone()),
        };
        times
            .filter(|times| (0.0..=Self::MOST_TIMES_A_DAY).contains(times))
            .ok_or_else(|| {
                let message = format!("found \"{found}\", expected how often it is eaten");
                Error::new(ErrorKind::Parameter, message)
                    .mend("write 0, 1/day, 5-6/week, 1-3/month or 2/year")
            })
    }
}

/// Times a day, to be looked up by answer.
///
/// # Errors
/// When an answer stands twice in narrow letters, and as [`Frequency::times_a_day`].
pub(super) fn times_by_answer(answers: &BTreeMap<String, Frequency>) -> Result<CodeList<f64>> {
    let times: Result<Vec<(&str, f64)>> = answers
        .iter()
        .map(|(answer, often)| Ok((answer.as_str(), often.times_a_day()?)))
        .collect();
    CodeList::new(times?).map_err(|error| error.at_field("frequencies"))
}

fn parse(text: &str) -> Option<f64> {
    let (times, period) = text.split_once('/').unwrap_or((text, "day"));
    let (least, most) = times.split_once('-').unwrap_or((times, times));
    let number = |text: &str| text.trim().parse::<f64>().ok();
    let (least, most) = (number(least)?, number(most)?);
    let middle = (least + most) / 2.0 / days_of(period.trim())?;
    (least <= most).then_some(middle)
}

/// The days of a day, week, month or year; of the last two on average over four years.
pub(super) fn days_of(period: &str) -> Option<f64> {
    match period {
        "day" => Some(1.0),
        "week" => Some(7.0),
        "month" => Some(FrequencyCategories::DAYS_PER_MONTH),
        "year" => Some(12.0 * FrequencyCategories::DAYS_PER_MONTH),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn times(text: &str) -> Option<f64> {
        Frequency::Text(text.to_owned()).times_a_day().ok()
    }

    #[test]
    fn a_range_is_its_middle_as_in_the_questionnaires_of_the_library() {
        let month = FrequencyCategories::a_month(1.0, 3.0);
        assert_eq!(times("1-3/month"), Some(month));
        assert_eq!(times("5 - 6 / week"), Some(5.5 / 7.0));
        assert_eq!(times("2/day"), Some(2.0));
        assert_eq!(times("0.5"), Some(0.5));
        // A year of four has one day more.
        assert_eq!(times("4/year"), Some(4.0 / 365.25));
        assert_eq!(Frequency::TimesADay(0.0).times_a_day().unwrap(), 0.0);
    }

    #[test]
    fn what_tells_no_frequency_is_refused() {
        for text in [
            "often",
            "",
            "3-1/week",
            "1/fortnight",
            "-1",
            "nan",
            "inf",
            "2000",
        ] {
            assert_eq!(times(text), None, "{text}");
        }
        assert!(Frequency::TimesADay(f64::NAN).times_a_day().is_err());
        assert!(Frequency::TimesADay(-1.0).times_a_day().is_err());
    }
}
