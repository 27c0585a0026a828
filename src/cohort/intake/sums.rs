//! The nutrients of one survey, day by day.

use super::eaten::EatenFood;
use crate::diet::composition::FoodTable;
use crate::diet::intake::{DailyFood, FoodCodes, nutrients_a_day};
use crate::error::Result;
use std::collections::BTreeSet;

/// A nutrient of a survey and day.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct ComputedValue {
    /// The day within the survey; empty where the survey has no days.
    pub(super) day: String,
    /// The place of the component in the table.
    pub(super) component: usize,
    /// The amount, in the unit of the component.
    pub(super) amount: f64,
    /// Whether something eaten that day has no value, so that the amount is too small.
    pub(super) is_lower_bound: bool,
}

/// What the foods of a survey sum up to.
#[derive(Debug, Default, PartialEq)]
pub(super) struct SurveySums {
    /// The values, in order of day and component.
    pub(super) values: Vec<ComputedValue>,
    /// The days of the survey.
    pub(super) days: u64,
    /// Values that rest on no food at all and are not made.
    pub(super) unknown: u64,
}

/// Sums up the foods of each day. A value that no food speaks for is not made: it would
/// be a zero that nobody measured.
///
/// # Errors
/// When a weight is negative or no number.
pub(super) fn sum_up(foods: &[EatenFood], table: &FoodTable) -> Result<SurveySums> {
    let all_days: BTreeSet<&str> = foods.iter().map(|food| food.day.as_str()).collect();
    let mut with_unweighed = BTreeSet::new();
    let mut weighed = Vec::with_capacity(foods.len());
    for food in foods {
        match food.edible_grams(table) {
            Some(grams_per_day) => weighed.push(DailyFood {
                person: food.day.clone(),
                food: food.code().to_owned(),
                grams_per_day,
            }),
            None => {
                with_unweighed.insert(food.day.as_str());
            }
        }
    }
    let tags: Vec<&str> = table
        .components()
        .iter()
        .map(|component| component.tag.as_str())
        .collect();
    // Days stand for people: each is summed up by itself.
    let intake = nutrients_a_day(&weighed, table, &FoodCodes::default(), &tags)?;
    let mut values = Vec::new();
    for (row, day) in intake.people.iter().enumerate() {
        for component in 0..tags.len() {
            let without_value = intake.grams_without_value_share[[row, component]];
            if without_value < 1.0 {
                values.push(ComputedValue {
                    day: day.clone(),
                    component,
                    amount: intake.amounts[[row, component]],
                    is_lower_bound: without_value > 0.0 || with_unweighed.contains(day.as_str()),
                });
            }
        }
    }
    let days = all_days.len();
    Ok(SurveySums {
        unknown: (days * tags.len() - values.len()) as u64,
        days: days as u64,
        values,
    })
}
