//! What was eaten, from tables with a column for each food.

use super::super::desk::Desk;
use super::super::fields::text;
use super::food_cells::{Eaten, FoodCells};
use super::food_columns::find_food_columns;
use super::food_row::FoodRows;
use super::foods::FOODS;
use super::seasons::Seasons;
use super::surveys::Surveys;
use super::{ReadRow, Table};
use crate::cohort::store::store_error;
use crate::error::{Error, ErrorKind, Result};
use rusqlite::types::Value;
use std::collections::{HashMap, HashSet};

/// Puts foods, with the surveys they belong to.
///
/// A cell without an answer becomes a food whose amount is not told, for a food that
/// is not in a survey was not eaten. A food that the survey has on that day and at
/// that meal keeps its number, so that columns may be added to a table.
pub(super) fn put(table: &Table<'_>, desk: &mut Desk<'_>) -> Result<()> {
    let columns = find_food_columns(table, &mut desk.mistakes);
    let rows = FoodRows {
        table,
        cells: FoodCells::new(table.mapping)?,
        seasons: Seasons::find(table, &mut desk.mistakes),
        columns,
    };
    let foods = rows.columns.iter().map(|column| column.food.as_str());
    rows.seasons.expect_foods(foods, &mut desk.mistakes);
    let mut surveys = Surveys::open(desk)?;
    let mut upsert = desk.upsert(FOODS);
    let mut seen = HashSet::new();
    table.each_row(desk, |row, desk| {
        let Some(survey) = surveys.of_row(&row, table, desk)? else {
            return Ok(());
        };
        let [_, _, _, _, _, _, day, occasion, .., of_table] = row.values.as_slice() else {
            return Ok(());
        };
        if !seen.insert([&survey, day, occasion].map(|value| text(value).to_owned())) {
            desk.mistakes.push(second_row(&row, &survey, day, occasion));
            return Ok(());
        }
        let mut items = Items::read(&survey, day, occasion, desk)?;
        let blank = rows.blank_of(&row);
        if blank != table.mapping.blank {
            desk.account.rows_not_told += 1;
        }
        for column in &rows.columns {
            let eaten = match rows.eaten(column, &row, blank) {
                Ok(eaten) => eaten,
                Err(error) => {
                    desk.mistakes.push(error);
                    continue;
                }
            };
            if eaten == Eaten::default() {
                desk.account.values_missing += 1;
            }
            let number = |number: Option<f64>| number.map_or(Value::Null, Value::Real);
            let record = [
                survey.clone(),
                Value::Integer(items.number(&column.food)),
                day.clone(),
                occasion.clone(),
                Value::Text(column.food.clone()),
                column.food_name.clone(),
                number(eaten.grams),
                number(eaten.times_per_day),
                number(column.portion_grams),
                column.composition_code.clone(),
                match column.weighed {
                    Some(weighed) => Value::Text(weighed.name().to_owned()),
                    None => of_table.clone(),
                },
            ];
            desk.put(&mut upsert, &record, |error| {
                row.row.mistake(column.column, error)
            })?;
        }
        Ok(())
    })
}

/// Amounts of two rows would be taken for one.
fn second_row(row: &ReadRow<'_>, survey: &Value, day: &Value, occasion: &Value) -> Error {
    let told = [survey, day, occasion].map(text);
    let told: Vec<&str> = told.into_iter().filter(|part| !part.is_empty()).collect();
    let message = format!("found a second row of \"{}\"", told.join(", "));
    Error::new(ErrorKind::Duplicate, message)
        .at_line(row.row.line())
        .mend("keep one of the two rows, or say in the mapping which columns tell them apart: visit, date, day or occasion")
}

/// The numbers of the items that a survey has on one day and at one meal.
struct Items {
    known: HashMap<String, i64>,
    last: i64,
}

impl Items {
    fn read(survey: &Value, day: &Value, occasion: &Value, desk: &Desk<'_>) -> Result<Self> {
        const OF_ROW: &str = "SELECT food, item FROM food_item
             WHERE survey = ?1 AND day IS ?2 AND occasion IS ?3 ORDER BY item DESC";
        const LAST: &str = "SELECT ifnull(max(item), 0) FROM food_item WHERE survey = ?1";
        let read = || -> rusqlite::Result<Self> {
            let mut last = desk.transaction.prepare_cached(LAST)?;
            let mut of_row = desk.transaction.prepare_cached(OF_ROW)?;
            let known = of_row.query_map([survey, day, occasion], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })?;
            Ok(Self {
                known: known.collect::<rusqlite::Result<_>>()?,
                last: last.query_row([survey], |row| row.get(0))?,
            })
        };
        read().map_err(store_error)
    }

    /// The number of a food, the next one where it is new.
    fn number(&mut self, food: &str) -> i64 {
        if let Some(&number) = self.known.get(food) {
            return number;
        }
        self.last += 1;
        self.last
    }
}
