//! What one person eats of one food in a day.

/// The weight of a food that a person eats in a day, on average over the survey.
#[derive(Debug, Clone, PartialEq)]
pub struct DailyFood {
    /// The person.
    pub person: String,
    /// The food, as the survey names it.
    pub food: String,
    /// Grams a day.
    pub grams_per_day: f64,
}
