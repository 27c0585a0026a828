//! What was eaten.

use super::super::desk::Desk;
use super::super::fields::{TIMES_PER_DAY, text};
use super::super::upsert::TableShape;
use super::seasons::{Season, Seasons};
use super::surveys::{SURVEY_FIELDS, Surveys};
use super::year_mean::{OutOfSeason, year_mean};
use super::{ReadRow, Table};
use crate::error::{Result, both};
use rusqlite::types::Value;
use std::collections::{BTreeSet, HashMap};

/// What was eaten, item by item.
pub(in crate::cohort::import) const FOODS: TableShape = TableShape {
    table: "food_item",
    key: &["survey", "item"],
    others: &[
        "day",
        "occasion",
        "food",
        "food_name",
        "grams",
        "times_per_day",
        "portion_grams",
        "composition_code",
        "weighed",
    ],
};

/// Puts foods, with the surveys they belong to.
///
/// Items without a number are numbered in the order of the rows, so that the same
/// file gives the same numbers. Amounts of foods with a season are means over the year.
/// Grams that are not told are times a day × portion.
pub(super) fn put(table: &Table<'_>, desk: &mut Desk<'_>) -> Result<()> {
    let seasons = Seasons::find(table, &mut desk.mistakes);
    let mut met = BTreeSet::new();
    let mut surveys = Surveys::open(desk)?;
    let mut upsert = desk.upsert(FOODS);
    let mut items: HashMap<String, i64> = HashMap::new();
    table.each_row(desk, |row, desk| {
        let Some(survey) = surveys.of_row(&row, table, desk)? else {
            return Ok(());
        };
        let next = match items.get_mut(text(&survey)) {
            Some(next) => next,
            None => items.entry(text(&survey).to_owned()).or_insert(0),
        };
        *next += 1;
        let next = *next;
        let mut record = Vec::with_capacity(11);
        record.push(survey);
        record.extend_from_slice(&row.values[SURVEY_FIELDS..]);
        if record[1] == Value::Null {
            record[1] = Value::Integer(next);
        }
        let [_, _, _, _, food, _, grams, times, portion, ..] = record.as_mut_slice() else {
            return Ok(());
        };
        if let Some(season) = seasons.of_food(text(food)) {
            met.insert(text(food).to_owned());
            match over_the_year(season, [grams, times], &row, table) {
                Ok(means) => {
                    let is_told = |values: [&Value; 2]| values != [&Value::Null, &Value::Null];
                    if is_told([grams, times]) && !is_told(means.each_ref()) {
                        desk.account.values_missing += 1;
                    }
                    [*grams, *times] = means;
                }
                Err(error) => {
                    desk.mistakes.push(error);
                    return Ok(());
                }
            }
        }
        if let (Value::Null, Value::Real(times), Value::Real(portion)) = (&*grams, times, portion) {
            *grams = Value::Real(*times * *portion);
        }
        desk.put(&mut upsert, &record, row.at(table, "food"))
    })?;
    // A row that cannot be read may be the one of that food.
    if desk.mistakes.is_empty() {
        seasons.expect_foods(met.iter().map(String::as_str), &mut desk.mistakes);
    }
    Ok(())
}

/// Grams and times of a row's season as means over the year.
fn over_the_year(
    season: &Season,
    told: [&Value; 2],
    row: &ReadRow<'_>,
    table: &Table<'_>,
) -> Result<[Value; 2]> {
    let amount = |value: &Value| match value {
        Value::Real(amount) => Some(*amount),
        _ => None,
    };
    let out_of_season = match (season.out_of_season, table.fields.source(TIMES_PER_DAY)) {
        (Some(column), Some(times)) => {
            let value = times.value_in(column, row.row, table.reading);
            value.map(|value| OutOfSeason::Asked(amount(&value)))
        }
        _ => Ok(OutOfSeason::Nothing),
    };
    let (out_of_season, months) = both(out_of_season, season.months(row, table))?;
    let [grams, times] = told.map(amount);
    let grams = year_mean(grams, OutOfSeason::Nothing, months);
    let times = year_mean(times, out_of_season, months);
    Ok([grams, times].map(|mean| mean.map_or(Value::Null, Value::Real)))
}
