//! The columns of a wide table of foods.

use super::super::conversion::Conversion;
use super::Table;
use super::food_cells::Eaten;
use super::food_unit::FoodUnit;
use crate::diet::intake::Weighed;
use crate::error::{Error, ErrorKind, Mistakes};
use crate::tabular::Sheet;
use crate::tabular::values::CodeList;
use rusqlite::types::Value;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// A column with the amounts of one food.
#[derive(Debug)]
pub(super) struct FoodColumn {
    pub(super) column: usize,
    /// The food's code.
    pub(super) food: String,
    /// The food's name as written, where it has another code.
    pub(super) food_name: Value,
    pub(super) composition_code: Value,
    /// What its grams are of, where the column tells it.
    pub(super) weighed: Option<Weighed>,
    /// Grams of one portion.
    pub(super) portion_grams: Option<f64>,
    /// The unit as the mapping writes it.
    pub(super) written_unit: String,
    pub(super) unit: FoodUnit,
    pub(super) codes: Option<CodeList<String>>,
}

impl FoodColumn {
    /// Nothing of the food.
    pub(super) fn nothing(&self) -> Eaten {
        let counts_times = self.unit.needs_portions();
        let has_grams = !counts_times || self.portion_grams.is_some();
        Eaten {
            grams: has_grams.then_some(0.0),
            times_per_day: counts_times.then_some(0.0),
        }
    }
}

/// Finds the columns of foods; what is wrong with them is noted.
pub(super) fn find_food_columns(table: &Table<'_>, mistakes: &mut Mistakes) -> Vec<FoodColumn> {
    let mut taken = table.taken.clone();
    let mut found = named_columns(table, &mut taken, mistakes);
    found.extend(other_columns(table, &taken, mistakes));
    let mut columns_of: HashMap<&str, usize> = HashMap::new();
    for column in &found {
        if column.portion_grams.is_some() && !column.unit.needs_portions() {
            let message = "found grams of a portion of a food that is told in grams";
            let error = Error::new(ErrorKind::Parameter, message);
            mistakes.push(at_column(error, table.sheet, column.column));
        }
        if let Some(earlier) = columns_of.insert(&column.food, column.column) {
            let (food, header) = (&column.food, table.sheet.header());
            let earlier = &header[earlier];
            let message = format!("the food \"{food}\" is in the column \"{earlier}\" already");
            mistakes.push(
                at_column(
                    Error::new(ErrorKind::Duplicate, message),
                    table.sheet,
                    column.column,
                )
                .mend("give each column a code of its own"),
            );
        }
    }
    found
}

/// The columns under `[[values]]`.
fn named_columns(
    table: &Table<'_>,
    taken: &mut BTreeSet<usize>,
    mistakes: &mut Mistakes,
) -> Vec<FoodColumn> {
    let sheet = table.sheet;
    let mut found = Vec::new();
    for value in &table.mapping.values {
        let column = match sheet.column(&value.column) {
            Ok(column) => column,
            Err(error) => {
                mistakes.push(error);
                continue;
            }
        };
        taken.insert(column);
        let codes = match value.code_list() {
            Ok(codes) => codes,
            Err(error) => {
                mistakes.push(error.at_field(value.column.clone()));
                continue;
            }
        };
        let food = value.code.as_ref().unwrap_or(&value.column);
        let Some(unit) = unit_of(table, food, &value.unit, column, mistakes) else {
            continue;
        };
        let name = &sheet.header()[column];
        found.push(FoodColumn {
            column,
            food: food.clone(),
            food_name: optional((food != name).then_some(name)),
            composition_code: optional(value.composition_code.as_ref()),
            weighed: value.weighed,
            portion_grams: value.portion_grams,
            written_unit: value.unit.clone(),
            unit,
            codes,
        });
    }
    found
}

/// The columns that nothing else names, where the mapping takes them for foods.
fn other_columns(
    table: &Table<'_>,
    taken: &BTreeSet<usize>,
    mistakes: &mut Mistakes,
) -> Vec<FoodColumn> {
    let (Some(others), sheet) = (&table.mapping.other_values, table.sheet) else {
        return Vec::new();
    };
    let portions = ("portion_grams", &others.portion_grams);
    let portions = by_column(portions, sheet, taken, mistakes);
    let numbers = ("composition_code", &others.composition_code);
    let numbers = by_column(numbers, sheet, taken, mistakes);
    let weighed = by_column(("weighed", &others.weighed), sheet, taken, mistakes);
    let mut found = Vec::new();
    for column in (0..sheet.header().len()).filter(|column| !taken.contains(column)) {
        let food = &sheet.header()[column];
        let Some(unit) = unit_of(table, food, &others.unit, column, mistakes) else {
            continue;
        };
        let portion_grams = portions.get(&column).copied().copied();
        if unit.needs_portions() && !portions.is_empty() && portion_grams.is_none() {
            let error = Error::new(
                ErrorKind::Missing,
                "found no grams of a portion of this food",
            );
            mistakes.push(at_column(error, sheet, column).mend(
                "write them under [other_values.portion_grams], or leave the column out under drop",
            ));
        }
        found.push(FoodColumn {
            column,
            food: food.clone(),
            food_name: Value::Null,
            composition_code: optional(numbers.get(&column).copied()),
            weighed: weighed.get(&column).copied().copied(),
            portion_grams,
            written_unit: others.unit.clone(),
            unit,
            codes: None,
        });
    }
    found
}

/// What is told of columns by name, found in the header.
fn by_column<'m, T>(
    (key, by_name): (&str, &'m BTreeMap<String, T>),
    sheet: &Sheet,
    taken: &BTreeSet<usize>,
    mistakes: &mut Mistakes,
) -> HashMap<usize, &'m T> {
    let mut found = HashMap::new();
    for (name, told) in by_name {
        match sheet.column(name) {
            Ok(column) if taken.contains(&column) => {
                let message =
                    format!("the mapping tells {key} of a column that it reads otherwise");
                mistakes.push(at_column(
                    Error::new(ErrorKind::Parameter, message),
                    sheet,
                    column,
                ));
            }
            Ok(column) => {
                found.insert(column, told);
            }
            Err(error) => mistakes.push(error),
        }
    }
    found
}

/// The unit that a column is read in, after the conversion that fits it.
fn unit_of(
    table: &Table<'_>,
    food: &str,
    written: &str,
    column: usize,
    mistakes: &mut Mistakes,
) -> Option<FoodUnit> {
    let conversion = Conversion::find(&table.mapping.conversions, food, written);
    let name = conversion.map_or(written, |conversion| conversion.to.as_str());
    let unit = FoodUnit::of_name(name);
    if unit.is_none() {
        let message = format!("found the unit \"{name}\", expected {}", FoodUnit::NAMES);
        let error = at_column(
            Error::new(ErrorKind::Parameter, message),
            table.sheet,
            column,
        );
        mistakes.push(error.mend(format!(
            "write one of them, or a conversion: [[conversions]] from = \"{name}\", to = \"g\", factor = ..."
        )));
    }
    unit
}

fn at_column(error: Error, sheet: &Sheet, column: usize) -> Error {
    error
        .at_line(sheet.header_line())
        .at_field(sheet.header()[column].clone())
}

fn optional(text: Option<&String>) -> Value {
    text.map_or(Value::Null, |text| Value::Text(text.clone()))
}
