//! What was eaten.

use super::super::desk::Desk;
use super::super::fields::text;
use super::super::upsert::TableShape;
use super::Table;
use super::surveys::{SURVEY_FIELDS, Surveys};
use crate::error::Result;
use rusqlite::types::Value;
use std::collections::HashMap;

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
/// file gives the same numbers. Grams that are not told are times a day × portion.
pub(super) fn put(table: &Table<'_>, desk: &mut Desk<'_>) -> Result<()> {
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
        let [_, _, _, _, _, _, grams, times, portion, ..] = record.as_mut_slice() else {
            return Ok(());
        };
        if let (Value::Null, Value::Real(times), Value::Real(portion)) = (&*grams, times, portion) {
            *grams = Value::Real(*times * *portion);
        }
        desk.put(&mut upsert, &record, row.at(table, "food"))
    })
}
