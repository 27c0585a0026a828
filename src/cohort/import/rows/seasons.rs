//! The seasons of foods, found in one table.

use super::super::form::Form;
use super::super::season::{FoodSeason, MONTHS_A_YEAR, SeasonMonths};
use super::super::source::Source;
use super::{ReadRow, Table};
use crate::error::{Error, ErrorKind, Mistakes, Result};
use crate::tabular::values::narrow;
use rusqlite::types::Value;
use std::collections::{BTreeMap, BTreeSet};

/// The season of a food.
pub(super) struct Season {
    months: Months,
    /// The column of what is eaten out of season, where that is asked for.
    pub(super) out_of_season: Option<usize>,
}

enum Months {
    Number(f64),
    Source(Box<Source>),
}

/// The seasons of a table, by food.
#[derive(Default)]
pub(super) struct Seasons {
    by_food: BTreeMap<String, Season>,
    of_others: Option<Season>,
}

impl Seasons {
    /// Finds the columns of seasons; what is wrong with them is noted.
    pub(super) fn find(table: &Table<'_>, mistakes: &mut Mistakes) -> Self {
        let mut found = Self::default();
        for form in &table.mapping.seasons {
            let season = Season::find(form, table, mistakes);
            let earlier = match &form.code {
                Some(code) => season.and_then(|season| found.by_food.insert(plain(code), season)),
                None => season.and_then(|season| found.of_others.replace(season)),
            };
            if earlier.is_some() {
                let error = Error::new(ErrorKind::Duplicate, "found two seasons of one food");
                mistakes.push(
                    error
                        .at_field(format!("seasons.{}", form.name()))
                        .mend("keep one of them"),
                );
            }
        }
        found
    }

    /// The season of a food, if it has one.
    pub(super) fn of_food(&self, food: &str) -> Option<&Season> {
        if self.by_food.is_empty() {
            return self.of_others.as_ref();
        }
        self.by_food.get(&plain(food)).or(self.of_others.as_ref())
    }

    /// That every season is one of these foods: one of a misspelt food would leave that
    /// food eaten all year.
    pub(super) fn expect_foods<'f>(
        &self,
        foods: impl IntoIterator<Item = &'f str>,
        mistakes: &mut Mistakes,
    ) {
        if self.by_food.is_empty() {
            return;
        }
        let foods: BTreeSet<String> = foods.into_iter().map(plain).collect();
        for food in self.by_food.keys().filter(|food| !foods.contains(*food)) {
            let message =
                format!("found a season of \"{food}\", a food that the table does not have");
            mistakes.push(
                Error::new(ErrorKind::Missing, message)
                    .at_field(format!("seasons.{food}"))
                    .mend("write the food as it is called in the store, or take its season out"),
            );
        }
    }
}

impl Season {
    fn find(form: &FoodSeason, table: &Table<'_>, mistakes: &mut Mistakes) -> Option<Self> {
        let months = match &form.months {
            SeasonMonths::Number(months) => Some(Months::Number(*months)),
            SeasonMonths::Source(source) => {
                let name = format!("seasons.{}", form.name());
                let form = Form::Number(0.0, MONTHS_A_YEAR);
                let found = Source::find(&name, form, source, table.sheet, mistakes);
                found.map(|source| Months::Source(Box::new(source)))
            }
        };
        let out_of_season = form.out_of_season.as_ref().map(|name| {
            let found = table.sheet.column(name);
            found.map_err(|error| mistakes.push(error)).ok()
        });
        Some(Self {
            months: months?,
            out_of_season: match out_of_season {
                Some(column) => Some(column?),
                None => None,
            },
        })
    }

    /// The months a year of one row, 0 to 12; none where they are not told.
    pub(super) fn months(&self, row: &ReadRow<'_>, table: &Table<'_>) -> Result<Option<f64>> {
        let source = match &self.months {
            Months::Number(months) => return Ok(Some(*months)),
            Months::Source(source) => source,
        };
        Ok(match source.value(row.row, row.number, table.reading)? {
            Value::Real(months) => Some(months),
            _ => None,
        })
    }
}

/// A food's name in narrow letters.
fn plain(food: &str) -> String {
    narrow(food).trim().to_owned()
}
