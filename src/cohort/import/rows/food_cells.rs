//! The cells of a wide table of foods.

use super::super::form::read_line;
use super::super::frequency::{Frequency, times_by_answer};
use super::super::kind::MOST_GRAMS;
use super::super::mapping::Mapping;
use super::super::measured::StoredValue;
use super::super::range::Ranges;
use super::food_columns::FoodColumn;
use super::food_unit::FoodUnit;
use super::year_mean::{OutOfSeason, year_mean};
use crate::error::{Error, ErrorKind, Result, excerpt};
use crate::tabular::Cell;
use crate::tabular::values::CodeList;
use rusqlite::types::Value;

const MOST_LETTERS: usize = 200;

/// How much of a food one cell tells; what is not told is missing.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Eaten {
    /// Grams eaten, of questionnaires a day.
    pub(super) grams: Option<f64>,
    /// Times a day.
    pub(super) times_per_day: Option<f64>,
}

impl Eaten {
    /// The mean over a year of what is eaten so in so many months, and else as told, or
    /// not at all.
    pub(super) fn over_the_year(self, out_of_season: Option<Self>, months: Option<f64>) -> Self {
        let mean = |of: fn(Self) -> Option<f64>| {
            let outside = match out_of_season {
                Some(eaten) => OutOfSeason::Asked(of(eaten)),
                None => OutOfSeason::Nothing,
            };
            year_mean(of(self), outside, months)
        };
        Self {
            grams: mean(|eaten| eaten.grams),
            times_per_day: mean(|eaten| eaten.times_per_day),
        }
    }
}

/// Reads cells as a mapping says.
pub(super) struct FoodCells<'m> {
    mapping: &'m Mapping,
    frequencies: CodeList<f64>,
    ranges: Ranges,
}

impl<'m> FoodCells<'m> {
    /// The reader of a mapping.
    ///
    /// # Errors
    /// When a frequency stands twice, in narrow letters.
    pub(super) fn new(mapping: &'m Mapping) -> Result<Self> {
        Ok(Self {
            mapping,
            frequencies: times_by_answer(&mapping.frequencies)?,
            ranges: Ranges::new(&mapping.ranges, false)?,
        })
    }

    /// How much a cell tells that is not missing.
    ///
    /// # Errors
    /// When it holds no number, a limit, an answer that the mapping does not know, or
    /// an amount that cannot be true.
    pub(super) fn read(&self, cell: Cell<'_>, column: &FoodColumn) -> Result<Eaten> {
        let written = read_line(cell, MOST_LETTERS)?;
        let meaning = match &column.codes {
            Some(codes) => codes.read(cell)?.as_str(),
            None => written,
        };
        let of_times = |times: f64| Eaten {
            times_per_day: Some(times),
            grams: column.portion_grams.map(|portion| times * portion),
        };
        let eaten = match column.unit {
            FoodUnit::Frequency => of_times(*self.frequencies.read(Cell::of_text(meaning))?),
            FoodUnit::Times { days } => {
                let times = self.number(meaning, column, Frequency::MOST_TIMES_A_DAY * days)?;
                of_times(times / days)
            }
            FoodUnit::Grams { days } => Eaten {
                grams: Some(self.number(meaning, column, MOST_GRAMS * days)? / days),
                times_per_day: None,
            },
        };
        if let Some(grams) = eaten.grams {
            let value = StoredValue::of_grams(grams, (written, &column.written_unit));
            self.ranges.expect(&column.food, &value)?;
        }
        Ok(eaten)
    }

    /// A number from 0 to another, in the unit that the column is read in.
    fn number(&self, meaning: &str, column: &FoodColumn, most: f64) -> Result<f64> {
        let found = excerpt(meaning.as_bytes());
        let hint = format!("if \"{found}\" stands for a missing value, list it under missing");
        let value = StoredValue::of_number(
            &column.food,
            meaning,
            &column.written_unit,
            self.mapping.numbers,
            &self.mapping.conversions,
        )
        .map_err(|error| error.or_mend(&hint))?;
        match (value.value, value.limit_side) {
            (Value::Real(number), Value::Null) if (0.0..=most).contains(&number) => Ok(number),
            _ => {
                let message = format!("found \"{found}\", expected a number from 0 to {most}");
                Err(Error::new(ErrorKind::Malformed, message).mend(hint))
            }
        }
    }
}
