//! What the survey's foods give: energy and fibre by the common foods.

use super::{inconsistent, world::World};
use crate::diet::composition::CommonFoods;
use crate::diet::intake::{DailyFood, FoodCodes, NutrientIntake, nutrients_a_day};
use crate::error::Result;
use crate::report::demo::FoodNutrientsRow;
use crate::study::{Beside, ObservationTable, Study, TableColumn};
use ndarray::Array2;

/// The components that the demo shows.
const TAGS: [&str; 2] = ["ENERC_KCAL", "FIB-"];

/// Energy and fibre a day, of all people and of each food.
pub(super) struct SurveyNutrients {
    /// The people's. Amounts are lower bounds, for nobody's foods are all known.
    people: NutrientIntake,
    /// One row a food of the survey.
    pub(super) foods: Vec<FoodNutrientsRow>,
}

impl SurveyNutrients {
    /// Sums up what the people of a world eat.
    ///
    /// # Errors
    /// When a food's number is not among the common foods, which the tests rule out.
    pub(super) fn of(world: &World) -> Result<Self> {
        let common = CommonFoods::built_in()?;
        let foods = &world.cohort.foods;
        let codes = foods
            .iter()
            .filter_map(|food| Some((food.name.as_str(), food.composition_code.as_deref()?)));
        let codes = FoodCodes::new(codes)?;
        let eaten = |who: &dyn Fn(&str, &str) -> String| -> Vec<DailyFood> {
            let people = world.cohort.people.iter();
            people
                .flat_map(|person| {
                    foods
                        .iter()
                        .zip(&person.intakes_g_per_day)
                        .map(|(food, grams)| DailyFood {
                            person: who(&person.participant, &food.name),
                            food: food.name.clone(),
                            grams_per_day: *grams,
                        })
                })
                .collect()
        };
        let sum_up = |eaten: &[DailyFood]| nutrients_a_day(eaten, common.table(), &codes, &TAGS);
        let people = sum_up(&eaten(&|person, _| person.to_owned()))?;
        // Each food by itself: it stands in the place of a person.
        let by_food = sum_up(&eaten(&|_, food| food.to_owned()))?;
        let count = world.cohort.people.len().max(1) as f64;
        let rows = foods.iter().zip(0..).map(|(food, column): (_, usize)| {
            let place = by_food.people.iter().position(|name| *name == food.name);
            let place = place.ok_or_else(|| inconsistent("a food was not summed up"))?;
            let mean = |tag: usize| {
                let is_known = by_food.grams_without_value_share[[place, tag]] == 0.0
                    && food.composition_code.is_some();
                is_known.then(|| by_food.amounts[[place, tag]] / count)
            };
            let people = world.cohort.people.iter();
            let grams: f64 = people.map(|person| person.intakes_g_per_day[column]).sum();
            let composition = food.composition_code.as_deref().map(|code| {
                let name = common.name_en(code);
                let name = name.ok_or_else(|| inconsistent("a food has an unknown number"));
                name.map(|name| format!("{name} ({code})"))
            });
            Ok(FoodNutrientsRow {
                food: food.name.replace('_', " "),
                composition: composition.transpose()?,
                grams_per_day: grams / count,
                energy_kcal_per_day: mean(0),
                fibre_g_per_day: mean(1),
            })
        });
        Ok(Self {
            foods: rows.collect::<Result<_>>()?,
            people,
        })
    }

    /// The study with the nutrients of its people beside their taxa.
    ///
    /// # Errors
    /// When someone of the study is not of the world.
    pub(super) fn put_beside(&self, study: Study) -> Result<Study> {
        let observations = study.observations().iter();
        let rows = observations.map(|observation| {
            let mut people = self.people.people.iter();
            people.position(|person| *person == observation.participant)
        });
        let rows: Option<Vec<usize>> = rows.collect();
        let rows = rows.ok_or_else(|| inconsistent("the study has someone unknown"))?;
        let columns = self.people.components.iter().map(|component| TableColumn {
            name: component.tag.clone(),
            unit: component.unit.to_string(),
            code: component.tag.clone(),
        });
        let table = ObservationTable {
            name: "nutrients".to_owned(),
            columns: columns.collect(),
            values: Array2::from_shape_fn((rows.len(), TAGS.len()), |(row, column)| {
                self.people.amounts[[rows[row], column]]
            }),
        };
        let mut beside: Beside = study.beside().clone();
        beside.tables.push(table);
        study.with_beside(beside)
    }

    /// Foods without a number in the table.
    pub(super) fn unmapped(&self) -> impl Iterator<Item = &str> {
        let foods = self.foods.iter();
        let unmapped = foods.filter(|food| food.composition.is_none());
        unmapped.map(|food| food.food.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo::DemoSettings;
    use std::path::Path;

    #[test]
    fn energy_and_fibre_are_those_of_the_table_and_nothing_unknown_is_a_zero() {
        let settings = DemoSettings {
            people: 12,
            ..DemoSettings::new(Path::new("nowhere"))
        };
        let world = World::simulate(&settings).unwrap();
        let nutrients = SurveyNutrients::of(&world).unwrap();
        // Printed for 100 g: kcal and g of fibre of barley 118 and 4.2, natto 190 and
        // 6.7, mandarins 49 and 1.0, tea 2 and not measured, miso 182 and 4.9.
        let printed = [
            (Some(118.0), Some(4.2)),
            (Some(190.0), Some(6.7)),
            (Some(49.0), Some(1.0)),
            (Some(2.0), None),
            (Some(182.0), Some(4.9)),
            (None, None),
        ];
        assert_eq!(nutrients.foods.len(), printed.len());
        for (food, (energy, fibre)) in nutrients.foods.iter().zip(printed) {
            for (found, of_100_g) in [
                (food.energy_kcal_per_day, energy),
                (food.fibre_g_per_day, fibre),
            ] {
                let expected = of_100_g.map(|amount| amount * food.grams_per_day / 100.0);
                assert_eq!(found.is_some(), expected.is_some(), "{food:?}");
                let difference = found.unwrap_or(0.0) - expected.unwrap_or(0.0);
                assert!(difference.abs() < 1e-9, "{food:?}");
            }
        }
        assert_eq!(nutrients.unmapped().collect::<Vec<_>>(), ["seaweed"]);

        let person = &world.cohort.people[3];
        let row = nutrients.people.people.iter();
        let row = row
            .clone()
            .position(|one| *one == person.participant)
            .unwrap();
        let expected: f64 = person
            .intakes_g_per_day
            .iter()
            .zip(printed)
            .map(|(grams, (energy, _))| grams * energy.unwrap_or(0.0) / 100.0)
            .sum();
        assert!((nutrients.people.amounts[[row, 0]] - expected).abs() < 1e-9);
    }
}
