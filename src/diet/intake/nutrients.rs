//! From grams a day to nutrients a day.

use crate::diet::composition::{Component, FoodTable};
use crate::diet::intake::daily_food::DailyFood;
use crate::diet::intake::food_codes::{FoodCodes, Weighed};
use crate::error::{Error, ErrorKind, Mistakes, Result};
use ndarray::Array2;
use std::collections::{BTreeMap, BTreeSet};

/// Nutrients a day of each person, and what they rest on. All tables have shape
/// (people, components).
#[derive(Debug, Clone, PartialEq)]
pub struct NutrientIntake {
    /// The people, in order of their names.
    pub people: Vec<String>,
    /// The components that were asked for, with the units of the amounts.
    pub components: Vec<Component>,
    /// Amounts a day: the sum over foods whose content is known. Foods without a value
    /// add nothing, so an amount with `grams_without_value_share` over 0 is too small.
    pub amounts: Array2<f64>,
    /// The share of the amount that comes from estimated contents, 0 to 1.
    pub estimated_share: Array2<f64>,
    /// The share of the weight eaten whose content is a trace, counted as 0.
    pub trace_grams_share: Array2<f64>,
    /// The share of the weight eaten that has no value: not measured, not mapped.
    pub grams_without_value_share: Array2<f64>,
    /// Foods that are in no table, by person and food.
    pub unmapped: Vec<UnmappedFood>,
}

/// A food that nothing is known of.
#[derive(Debug, Clone, PartialEq)]
pub struct UnmappedFood {
    /// The person.
    pub person: String,
    /// The food, as the survey names it.
    pub food: String,
    /// Grams a day.
    pub grams_per_day: f64,
    /// Why.
    pub reason: UnmappedReason,
}

/// Why nothing is known of a food.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UnmappedReason {
    /// It is neither mapped nor a code of the table.
    NotMapped,
    /// It is mapped to a code that the table does not have.
    NotInTable(String),
    /// It was weighed as bought, and the table does not say how much is thrown away.
    RefuseNotKnown(String),
}

/// Sums up what the foods of each person hold. A person with only unmapped foods is
/// there too, with amounts of 0 that rest on nothing.
///
/// # Errors
/// All at once: components that the table does not have, weights that are negative or
/// no numbers.
pub fn nutrients_a_day(
    foods: &[DailyFood],
    table: &FoodTable,
    codes: &FoodCodes,
    tags: &[&str],
) -> Result<NutrientIntake> {
    let mut mistakes = Mistakes::new();
    let mut columns = Vec::new();
    for tag in tags {
        match table.component(tag) {
            Ok(column) => columns.push(column),
            Err(error) => mistakes.push(error),
        }
    }
    for food in foods
        .iter()
        .filter(|food| !(food.grams_per_day >= 0.0 && food.grams_per_day.is_finite()))
    {
        let message = format!("found {} g a day, expected 0 or more", food.grams_per_day);
        let error = Error::new(ErrorKind::Malformed, message).at_record_name(&food.person);
        mistakes.push(error.at_field(food.food.as_str()));
    }
    mistakes.finish()?;

    let people: BTreeSet<&str> = foods.iter().map(|food| food.person.as_str()).collect();
    let rows: BTreeMap<&str, usize> = people.iter().copied().zip(0..).collect();
    let empty = || Array2::<f64>::zeros((people.len(), columns.len()));
    let (mut amounts, mut estimated) = (empty(), empty());
    let (mut traces, mut unknown) = (empty(), empty());
    let mut weights = vec![0.0; people.len()];
    let mut unmapped = Vec::new();
    for food in foods {
        let Some(&row) = rows.get(food.person.as_str()) else {
            continue;
        };
        let weight = food.grams_per_day;
        weights[row] += weight;
        match locate(food, table, codes) {
            Ok((place, edible_grams)) => {
                for (column, &component) in columns.iter().enumerate() {
                    let content = table.content(place, component);
                    let amount = content.amount().map(|amount| amount * edible_grams / 100.0);
                    amounts[[row, column]] += amount.unwrap_or(0.0);
                    if content.is_estimated() {
                        estimated[[row, column]] += amount.unwrap_or(0.0);
                    }
                    traces[[row, column]] += if content.is_trace() { weight } else { 0.0 };
                    unknown[[row, column]] += if amount.is_none() { weight } else { 0.0 };
                }
            }
            Err(reason) => {
                unknown.row_mut(row).map_inplace(|grams| *grams += weight);
                unmapped.push(UnmappedFood {
                    person: food.person.clone(),
                    food: food.food.clone(),
                    grams_per_day: weight,
                    reason,
                });
            }
        }
    }
    // A share of nothing is 0: nothing was eaten, nothing is unknown.
    let share = |part: f64, whole: f64| if whole > 0.0 { part / whole } else { 0.0 };
    for ((row, column), part) in estimated.indexed_iter_mut() {
        *part = share(*part, amounts[[row, column]]);
    }
    for table in [&mut traces, &mut unknown] {
        for ((row, _), part) in table.indexed_iter_mut() {
            *part = share(*part, weights[row]);
        }
    }
    unmapped.sort_by(|a, b| (&a.person, &a.food).cmp(&(&b.person, &b.food)));
    Ok(NutrientIntake {
        people: people.into_iter().map(str::to_owned).collect(),
        components: columns
            .iter()
            .map(|&column| table.components()[column].clone())
            .collect(),
        amounts,
        estimated_share: estimated,
        trace_grams_share: traces,
        grams_without_value_share: unknown,
        unmapped,
    })
}

/// The place of a food in the table and the grams of its edible part.
fn locate(
    food: &DailyFood,
    table: &FoodTable,
    codes: &FoodCodes,
) -> std::result::Result<(usize, f64), UnmappedReason> {
    let Some(mapped) = codes.get(&food.food) else {
        let place = table.food(&food.food).ok_or(UnmappedReason::NotMapped)?;
        return Ok((place, food.grams_per_day));
    };
    let not_in_table = || UnmappedReason::NotInTable(mapped.code.clone());
    let place = table.food(&mapped.code).ok_or_else(not_in_table)?;
    let grams = food.grams_per_day * mapped.grams_per_gram;
    match mapped.weighed {
        Weighed::Edible => Ok((place, grams)),
        Weighed::AsBought => match table.foods()[place].refuse_percent {
            Some(refuse) => Ok((place, grams * (1.0 - refuse / 100.0))),
            None => Err(UnmappedReason::RefuseNotKnown(mapped.code.clone())),
        },
    }
}
