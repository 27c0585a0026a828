//! From a food survey to grams a day, and from grams to nutrients a day.
//!
//! ```
//! use nuka::diet::composition::{Component, Content, Edition, EnergyMethod, Food, FoodTable, Unit};
//! use nuka::diet::intake::{FoodCodes, RecordedFood, grams_a_day_of_records, nutrients_a_day};
//!
//! let fibre = Component { tag: "FIB-".into(), unit: Unit::Gram };
//! let rice = Food { code: "01088".into(), name: "Rice".into(), group: "Cereals".into(), refuse_percent: None };
//! let edition = Edition { name: "made up".into(), energy: EnergyMethod::Unknown, sha256: String::new() };
//! let table = FoodTable::new(edition, vec![fibre], vec![(rice, vec![Content::Measured(1.5)])])?;
//!
//! let eaten = |day: &str, food: &str, grams| RecordedFood {
//!     person: "P1".into(), day: day.into(), food: food.into(), grams,
//! };
//! let records = [eaten("1", "ごはん", 300.0), eaten("2", "ごはん", 100.0), eaten("2", "謎の食品", 50.0)];
//! let grams = grams_a_day_of_records(&records, &[])?;
//! let intake = nutrients_a_day(&grams, &table, &FoodCodes::new([("ごはん", "01088")])?, &["FIB-"])?;
//!
//! assert_eq!(intake.amounts[[0, 0]], 3.0);        // 200 g a day of 1.5 g in 100 g
//! assert_eq!(intake.unmapped[0].food, "謎の食品"); // 25 g a day that nothing is known of
//! assert_eq!(intake.grams_without_value_share[[0, 0]], 25.0 / 225.0);
//! # Ok::<(), nuka::Error>(())
//! ```

mod daily_food;
mod food_codes;
mod frequency;
mod nutrients;
mod questionnaire;
mod record;

pub use daily_food::DailyFood;
pub use food_codes::{FoodCodes, MappedFood, Weighed};
pub use frequency::FrequencyCategories;
pub use nutrients::{NutrientIntake, UnmappedFood, UnmappedReason, nutrients_a_day};
pub use questionnaire::{
    FrequencyAnswer, Questionnaire, QuestionnaireFood, grams_a_day_of_answers,
};
pub use record::{RecordedFood, grams_a_day_of_records};

#[cfg(test)]
mod tests;
