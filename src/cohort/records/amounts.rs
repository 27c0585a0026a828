//! Amounts of foods, read without keeping them.

use crate::cohort::store::{Cohort, store_error};
use crate::error::Result;
use rusqlite::types::ValueRef;

/// A food of a survey, as it passes by.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FoodAmount<'a> {
    /// The survey.
    pub survey: &'a str,
    /// The day within the survey; empty where the survey has no days.
    pub day: &'a str,
    /// The food's code as written.
    pub food: &'a str,
    /// Grams eaten, of questionnaires grams a day; `None` where it is not told.
    pub grams: Option<f64>,
    /// The food's number in a composition table; empty where it is not mapped.
    pub composition_code: &'a str,
}

impl Cohort {
    /// Hands over every food of every survey, in order of survey and item. Whose a
    /// survey is, is told by [`survey_records`](Self::survey_records): surveys of
    /// people who are not asked for must be passed over.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn for_each_food_amount(&self, mut each: impl FnMut(&FoodAmount<'_>)) -> Result<()> {
        let mut read = || -> rusqlite::Result<()> {
            let mut statement = self.connection().prepare_cached(
                "SELECT survey, day, food, grams, composition_code
                 FROM food_item ORDER BY survey, item",
            )?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                each(&FoodAmount {
                    survey: text(row.get_ref(0)?),
                    day: text(row.get_ref(1)?),
                    food: text(row.get_ref(2)?),
                    grams: row.get(3)?,
                    composition_code: text(row.get_ref(4)?),
                });
            }
            Ok(())
        };
        read().map_err(store_error)
    }
}

/// Nothing for a missing text; the store holds texts in UTF-8 only.
fn text(value: ValueRef<'_>) -> &str {
    match value {
        ValueRef::Text(bytes) => std::str::from_utf8(bytes).unwrap_or_default(),
        ValueRef::Null | ValueRef::Integer(_) | ValueRef::Real(_) | ValueRef::Blob(_) => "",
    }
}
