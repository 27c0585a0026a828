//! Food records of several days and 24-hour recalls.

use crate::diet::intake::daily_food::DailyFood;
use crate::error::{Error, ErrorKind, Mistakes, Result};
use std::collections::{BTreeMap, BTreeSet};

/// A food on one day of a record or recall.
#[derive(Debug, Clone, PartialEq)]
pub struct RecordedFood {
    /// The person.
    pub person: String,
    /// The day: a date, or the number of the recall.
    pub day: String,
    /// The food, as the survey names it.
    pub food: String,
    /// How much was eaten, in grams.
    pub grams: f64,
}

/// Grams a day of each person and food, in order of both: the sum over the days of the
/// person divided by their number, so that a day without the food counts as 0 g.
///
/// The days of a person are those with any food, and those of `fasting_days` (person,
/// day), on which nothing was eaten but the record was kept.
///
/// # Errors
/// All amounts that are negative or no numbers, at once.
pub fn grams_a_day_of_records(
    records: &[RecordedFood],
    fasting_days: &[(String, String)],
) -> Result<Vec<DailyFood>> {
    let mut mistakes = Mistakes::new();
    let mut days: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let mut grams: BTreeMap<(&str, &str), f64> = BTreeMap::new();
    for (person, day) in fasting_days {
        days.entry(person).or_default().insert(day);
    }
    for (record, number) in records.iter().zip(1..) {
        if !(record.grams >= 0.0 && record.grams.is_finite()) {
            let message = format!(
                "found {} g of {}, expected 0 or more",
                record.grams, record.food
            );
            mistakes.push(
                Error::new(ErrorKind::Malformed, message).at_record(number, record.person.as_str()),
            );
            continue;
        }
        days.entry(&record.person).or_default().insert(&record.day);
        *grams.entry((&record.person, &record.food)).or_default() += record.grams;
    }
    mistakes.finish()?;
    let daily = |((person, food), grams): ((&str, &str), f64)| DailyFood {
        person: person.to_string(),
        food: food.to_string(),
        grams_per_day: grams / days.get(person).map_or(1, BTreeSet::len) as f64,
    };
    Ok(grams.into_iter().map(daily).collect())
}
