//! Laying out what the survey's foods give.

use super::numbers::FoodNutrientsRow;
use super::sections::paragraph;
use crate::report::number::decimal;
use crate::report::{Block, Cell, Column, Section, Table};

/// The section on energy and fibre of the survey's foods.
pub(super) fn food_nutrients_section(foods: &[FoodNutrientsRow]) -> Section {
    let numbers = ["Eaten (g)", "Energy (kcal)", "Fibre (g)"];
    let table = Table {
        caption: "The survey's foods a day, mean of all people.".to_owned(),
        columns: ["Food", "In the composition table"]
            .map(|label| Column::Words(label.to_owned()))
            .into_iter()
            .chain(numbers.map(|label| Column::Numbers(label.to_owned())))
            .collect(),
        rows: foods.iter().map(row).chain([sum(foods)]).collect(),
    };
    let mut blocks = vec![
        paragraph(
            "The survey tells grams of foods; a food composition table tells what they hold. \
             These are the common foods that come with nuka, with the values of the Standard \
             Tables of Food Composition in Japan 2020 (eighth revised edition). What a food \
             gives that is not known is not taken for zero, so a sum without it is a lower \
             bound.",
        ),
        Block::Table(table),
    ];
    let unmapped: Vec<&str> = foods
        .iter()
        .filter(|food| food.composition.is_none())
        .map(|food| food.food.as_str())
        .collect();
    if !unmapped.is_empty() {
        blocks.push(paragraph(&format!(
            "Without a number of the table, and so in no sum: {}.",
            unmapped.join(", ")
        )));
    }
    Section {
        heading: "What is in the food?".to_owned(),
        blocks,
    }
}

fn row(food: &FoodNutrientsRow) -> Vec<Cell> {
    let composition = food.composition.clone();
    let amount =
        |value: Option<f64>| value.map_or("not known".to_owned(), |value| decimal(value, 1));
    vec![
        food.food.clone().into(),
        composition.unwrap_or_else(|| "no number".to_owned()).into(),
        decimal(food.grams_per_day, 1).into(),
        amount(food.energy_kcal_per_day).into(),
        amount(food.fibre_g_per_day).into(),
    ]
}

/// What is known of all foods; marked where something is not.
fn sum(foods: &[FoodNutrientsRow]) -> Vec<Cell> {
    let known = |value: fn(&FoodNutrientsRow) -> Option<f64>| {
        let total: f64 = foods.iter().filter_map(value).sum();
        let mark = match foods.iter().all(|food| value(food).is_some()) {
            true => "",
            false => "≥\u{a0}",
        };
        format!("{mark}{}", decimal(total, 1))
    };
    vec![
        "All of these".to_owned().into(),
        String::new().into(),
        known(|food| Some(food.grams_per_day)).into(),
        known(|food| food.energy_kcal_per_day).into(),
        known(|food| food.fibre_g_per_day).into(),
    ]
}
