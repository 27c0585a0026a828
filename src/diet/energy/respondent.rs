//! Who answered a food survey.

use crate::tabular::values::Sex;

/// A person of a food survey, as far as rules of energy need to know.
#[derive(Debug, Clone, PartialEq)]
pub struct Respondent {
    /// The person.
    pub person: String,
    /// Energy reported, in kcal a day.
    pub energy_kcal_per_day: f64,
    /// Sex, where it is known.
    pub sex: Option<Sex>,
    /// Age in years, where it is known.
    pub age_years: Option<f64>,
    /// Body weight in kg, where it is known.
    pub weight_kg: Option<f64>,
    /// Body height in cm, where it is known.
    pub height_cm: Option<f64>,
}
