//! What the cells of a wide table of foods count.

use super::super::frequency::days_of;

/// What the cells of a column of foods count.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::cohort::import) enum FoodUnit {
    /// Grams in so many days.
    Grams {
        /// Days.
        days: f64,
    },
    /// Times in so many days.
    Times {
        /// Days.
        days: f64,
    },
    /// Answers, each with its meaning in the mapping.
    Frequency,
}

impl FoodUnit {
    /// The units, as mistakes name them.
    pub(in crate::cohort::import) const NAMES: &'static str =
        "g, g/day, times/day (or week, month, year) or frequency";

    /// The unit of a name.
    pub(in crate::cohort::import) fn of_name(name: &str) -> Option<Self> {
        match name.split_once('/') {
            None if name == "g" => Some(Self::Grams { days: 1.0 }),
            None if name == "frequency" => Some(Self::Frequency),
            Some(("g", period)) => days_of(period).map(|days| Self::Grams { days }),
            Some(("times", period)) => days_of(period).map(|days| Self::Times { days }),
            _ => None,
        }
    }

    /// Whether grams come from portions.
    pub(in crate::cohort::import) fn needs_portions(self) -> bool {
        !matches!(self, Self::Grams { .. })
    }
}
