//! Foods that are asked for in their season, as a mapping writes it.

use super::mapping_form::FieldSource;
use crate::error::{Error, ErrorKind};
use serde::Deserialize;

/// The months of a year.
pub(super) const MONTHS_A_YEAR: f64 = 12.0;

/// The season of one food, or of all that have none of their own.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FoodSeason {
    /// The food, as it is called in the store; without it, all other foods.
    pub code: Option<String>,
    /// How many months a year the season has.
    pub months: SeasonMonths,
    /// The column that tells how often, or how much, it is eaten in the other months,
    /// read like the food's own; without it, it is not eaten then.
    pub out_of_season: Option<String>,
}

/// How many months a year a season has: a number, or where it stands in the table.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(
    untagged,
    expecting = "expected a number of months, a column's name, or a table with column and codes"
)]
pub enum SeasonMonths {
    /// Of 0 to 12 months, the same for everyone.
    Number(f64),
    /// As the table tells of each person.
    Source(FieldSource),
}

impl FoodSeason {
    /// What is wrong with it.
    pub(super) fn mistake(&self) -> Option<Error> {
        let error = match &self.months {
            SeasonMonths::Number(months) if (0.0..=MONTHS_A_YEAR).contains(months) => None,
            SeasonMonths::Number(months) => {
                let message = format!("found {months} months a year, expected 0 to 12");
                Some(Error::new(ErrorKind::Parameter, message))
            }
            SeasonMonths::Source(source) => source.mistake(),
        };
        error.map(|error| error.at_field(format!("seasons.{}", self.name())))
    }

    /// The columns it names.
    pub(super) fn columns(&self) -> impl Iterator<Item = String> {
        let source = match &self.months {
            SeasonMonths::Number(_) => None,
            SeasonMonths::Source(source) => Some(source.detailed()),
        };
        let of_months = source.into_iter().flat_map(|source| {
            let joined = source.join.unwrap_or_default();
            source.column.into_iter().chain(joined)
        });
        of_months.chain(self.out_of_season.clone())
    }

    /// The food, for mistakes.
    pub(super) fn name(&self) -> &str {
        self.code.as_deref().unwrap_or("months")
    }
}
