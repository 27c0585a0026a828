//! Energy that a body needs at rest.

use crate::diet::energy::respondent::Respondent;
use crate::tabular::values::Sex;

/// Kilojoules of a thermochemical kilocalorie.
pub const KILOJOULES_PER_KILOCALORIE: f64 = 4.184;

/// An equation for the basal metabolic rate of adults.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BasalRate {
    /// From Japanese adults (Ganpule et al. 2007, doi:10.1038/sj.ejcn.1602645), the
    /// equation of the National Institute of Health and Nutrition. Its megajoules are
    /// converted with 4.186, as there.
    Ganpule,
    /// From weight by sex and age, 18 years and older (Schofield 1985, Human
    /// Nutrition: Clinical Nutrition 39C Suppl. 1: 5-41).
    Schofield,
    /// Resting rate of 498 adults of the United States, ages 19 to 78 (Mifflin et al.
    /// 1990, doi:10.1093/ajcn/51.2.241).
    Mifflin,
}

impl BasalRate {
    /// The rate in kcal a day; what is missing where it cannot be told. For children
    /// none of the equations holds.
    ///
    /// # Errors
    /// The name of what is not known of the person, or out of the range.
    pub fn kcal_per_day(self, person: &Respondent) -> Result<f64, &'static str> {
        let is_male = match person.sex {
            Some(Sex::Male) => true,
            Some(Sex::Female) => false,
            Some(Sex::Other) | None => return Err("sex"),
        };
        let positive = |value: Option<f64>| value.filter(|value| *value > 0.0 && value.is_finite());
        let age = positive(person.age_years)
            .filter(|age| *age >= 18.0)
            .ok_or("an age of 18 or more")?;
        let weight = positive(person.weight_kg).ok_or("weight")?;
        let height = || positive(person.height_cm).ok_or("height");
        match self {
            Self::Ganpule => {
                let constant = if is_male { 0.4235 } else { 0.9708 };
                let megajoules = 0.0481 * weight + 0.0234 * height()? - 0.0138 * age - constant;
                Ok(megajoules * 1000.0 / 4.186)
            }
            Self::Schofield => {
                let (slope, constant) = match (is_male, age) {
                    (true, ..30.0) => (0.063, 2.896),
                    (true, ..60.0) => (0.048, 3.653),
                    (true, _) => (0.049, 2.459),
                    (false, ..30.0) => (0.062, 2.036),
                    (false, ..60.0) => (0.034, 3.538),
                    (false, _) => (0.038, 2.755),
                };
                Ok((slope * weight + constant) * 1000.0 / KILOJOULES_PER_KILOCALORIE)
            }
            Self::Mifflin => {
                let of_men = if is_male { 166.0 } else { 0.0 };
                Ok(9.99 * weight + 6.25 * height()? - 4.92 * age + of_men - 161.0)
            }
        }
    }
}
