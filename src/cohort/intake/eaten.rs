//! The foods of one survey.

use crate::cohort::store::store_error;
use crate::diet::composition::FoodTable;
use crate::diet::intake::Weighed;
use crate::error::{Error, ErrorKind, Result};
use rusqlite::Connection;

/// A food of a survey, as far as its nutrients need it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct EatenFood {
    /// The day within the survey; empty where the survey has no days.
    pub(super) day: String,
    /// The food's code as written.
    pub(super) food: String,
    /// Its name, empty where none is told.
    pub(super) food_name: String,
    /// Its code in a composition table, empty where it is not mapped.
    pub(super) composition_code: String,
    /// Grams as they were weighed, of questionnaires grams a day.
    pub(super) grams: Option<f64>,
    /// What these grams are of.
    pub(super) weighed: Weighed,
}

impl EatenFood {
    /// The code to look up: that of the mapping, otherwise the food's own.
    pub(super) fn code(&self) -> &str {
        match self.composition_code.as_str() {
            "" => &self.food,
            code => code,
        }
    }

    /// Grams of its edible part: of what was weighed as bought the refuse of the table is
    /// taken off. Nothing where no grams are told, or the table does not tell the refuse.
    pub(super) fn edible_grams(&self, table: &FoodTable) -> Option<f64> {
        let grams = self.grams?;
        let food = table
            .food(self.code())
            .and_then(|place| table.foods().get(place));
        match (self.weighed, food) {
            // What the table does not have adds nothing, whatever its weight.
            (Weighed::Edible, _) | (Weighed::AsBought, None) => Some(grams),
            (Weighed::AsBought, Some(food)) => {
                let refuse = food.refuse_percent?;
                Some(grams * (1.0 - refuse / 100.0))
            }
        }
    }
}

/// The foods of a survey, in order of their items.
///
/// # Errors
/// When the store cannot be read.
pub(super) fn read_eaten(connection: &Connection, survey: &str) -> Result<Vec<EatenFood>> {
    let read = || -> rusqlite::Result<Vec<EatenFood>> {
        let mut statement = connection.prepare_cached(
            "SELECT coalesce(day, ''), food, coalesce(food_name, ''),
                coalesce(composition_code, ''), coalesce(grams, times_per_day * portion_grams),
                weighed IS 'as_bought'
             FROM food_item WHERE survey = ?1 ORDER BY item",
        )?;
        let foods = statement.query_map([survey], |row| {
            Ok(EatenFood {
                day: row.get(0)?,
                food: row.get(1)?,
                food_name: row.get(2)?,
                composition_code: row.get(3)?,
                grams: row.get(4)?,
                weighed: match row.get(5)? {
                    true => Weighed::AsBought,
                    false => Weighed::Edible,
                },
            })
        })?;
        foods.collect()
    };
    read().map_err(store_error)
}

/// That a survey has days for all of its foods or for none: what stands without a day is
/// of the whole survey, and the two cannot be summed up to one value.
///
/// # Errors
/// When some foods have a day and others none.
pub(super) fn expect_one_kind_of_day(survey: &str, foods: &[EatenFood]) -> Result<()> {
    let without = foods.iter().filter(|food| food.day.is_empty()).count();
    if without == 0 || without == foods.len() {
        return Ok(());
    }
    let message = format!("found {without} of {} foods without a day", foods.len());
    Err(Error::new(ErrorKind::Mismatch, message)
        .at_record_name(survey)
        .at_field("day")
        .mend("give all foods of the survey their day, or none"))
}
