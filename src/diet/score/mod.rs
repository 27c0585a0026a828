//! A diet in one number.
//!
//! Only scores whose definition is published to the last detail are here, each with
//! its source. A score with a missing component has no total and says which is missing.
//!
//! | score | of | range |
//! | --- | --- | --- |
//! | [`nutrient_rich_score`] | nine nutrients to encourage, three to limit | up to 900 |
//! | [`dash_score`] | foods and sodium, by quintiles of the study | 8 to 40 |
//! | [`japanese_diet_index`] | foods, by medians of the study and sex | 0 to 9 or 12 |
//! | [`salt_equivalent_g`], [`sodium_to_potassium`] | sodium, potassium | |
//!
//! Scores by quintiles or medians compare people of one study only.

mod cohort_score;
mod dash;
mod japanese_diet;
mod nutrient_rich;
mod salt;

pub use cohort_score::{CohortScore, ComponentPoints};
pub use dash::{DashInput, dash_score};
pub use japanese_diet::{JapaneseDietInput, JapaneseDietVersion, japanese_diet_index};
pub use nutrient_rich::{DailyNutrients, NutrientRichScore, nutrient_rich_score};
pub use salt::{salt_equivalent_g, sodium_to_potassium};

#[cfg(test)]
mod tests;
