//! What is wrong with a mapping of foods.

use super::fields::TIMES_PER_DAY;
use super::kind::MOST_GRAMS;
use super::mapping::Mapping;
use super::season::FoodSeason;
use crate::error::{Error, ErrorKind};
use crate::tabular::values::CodeList;

/// Fields of tables with a row for each food.
const LONG_FIELDS: [&str; 7] = [
    "item",
    "food",
    "food_name",
    "grams",
    "times_per_day",
    "portion_grams",
    "composition_code",
];

impl Mapping {
    /// Whether something is told of columns that only foods have.
    pub(super) fn tells_of_foods(&self) -> bool {
        let of_columns = self.values.iter().any(|value| {
            value.portion_grams.is_some()
                || value.composition_code.is_some()
                || value.weighed.is_some()
        });
        let of_others = self.other_values.as_ref().is_some_and(|others| {
            !others.portion_grams.is_empty()
                || !others.composition_code.is_empty()
                || !others.weighed.is_empty()
        });
        of_columns || of_others
    }

    /// All mistakes of meaning that only tables of foods have.
    pub(super) fn mistakes_of_foods(&self) -> Vec<Error> {
        let mut mistakes = Vec::new();
        let mut note = |field: String, message: &str, mend: &str| {
            let error = Error::new(ErrorKind::Parameter, message).at_field(field);
            mistakes.push(error.mend(mend));
        };
        if self.is_wide() {
            for name in LONG_FIELDS
                .iter()
                .filter(|name| self.fields.contains_key(**name))
            {
                note(
                    format!("fields.{name}"),
                    "found a field of long tables beside a column for each food",
                    "either fill the fields food and grams, or list the columns under [[values]]",
                );
            }
        }
        let are_answers = |unit: &str| unit == "frequency";
        let has_answers = self.values.iter().any(|value| are_answers(&value.unit))
            || self
                .other_values
                .iter()
                .any(|others| are_answers(&others.unit));
        if has_answers && self.frequencies.is_empty() {
            note(
                "frequencies".to_owned(),
                "found columns of the unit \"frequency\", but not what their answers mean",
                "write [frequencies] with each answer: \"1-3 times a month\" = \"1-3/month\"",
            );
        }
        let has_answers = has_answers || !self.is_wide() && self.fields.contains_key(TIMES_PER_DAY);
        if !has_answers && !self.frequencies.is_empty() {
            note(
                "frequencies".to_owned(),
                "found no column of answers that they tell of",
                "give the columns of answers the unit \"frequency\"; in a long table fill the field times_per_day",
            );
        }
        for (column, portion) in self.portions() {
            if !(portion > 0.0 && portion <= MOST_GRAMS) {
                note(
                    format!("portion_grams of {column}"),
                    &format!("found {portion}, expected more than 0 grams"),
                    "write the grams of one portion, or leave them out",
                );
            }
        }
        let is_asked = |season: &FoodSeason| season.out_of_season.is_some();
        let counts_times =
            self.fields.contains_key(TIMES_PER_DAY) && !self.fields.contains_key("grams");
        if !self.is_wide() && self.seasons.iter().any(is_asked) && !counts_times {
            note(
                "seasons".to_owned(),
                "found out_of_season in a long table that tells no times a day, or grams beside them",
                "fill the fields times_per_day and portion_grams, and leave grams out",
            );
        }
        mistakes.extend(self.seasons.iter().filter_map(FoodSeason::mistake));
        let answers = self.frequencies.keys();
        let answers = CodeList::new(answers.map(|answer| (answer.as_str(), ())));
        mistakes.extend(answers.err().map(|error| error.at_field("frequencies")));
        let frequencies = self.frequencies.iter();
        mistakes.extend(frequencies.filter_map(|(answer, often)| {
            let error = often.times_a_day().err()?;
            Some(error.at_field(format!("frequencies.{answer}")))
        }));
        mistakes
    }

    /// The grams of one portion, by column.
    fn portions(&self) -> impl Iterator<Item = (&String, f64)> {
        let of_columns = self.values.iter();
        let of_columns = of_columns.filter_map(|value| Some((&value.column, value.portion_grams?)));
        let of_others = self.other_values.iter();
        let of_others = of_others.flat_map(|others| {
            let portions = others.portion_grams.iter();
            portions.map(|(column, portion)| (column, *portion))
        });
        of_columns.chain(of_others)
    }
}
