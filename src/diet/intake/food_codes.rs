//! Which food of a composition table a food of a survey is.

use crate::error::{Error, ErrorKind, Result};
use serde::Deserialize;
use std::collections::BTreeMap;

/// How the survey weighed a food.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Weighed {
    /// As eaten: the edible part.
    #[default]
    Edible,
    /// As bought, with peel, bones and shells: the refuse of the table is taken off.
    AsBought,
}

impl Weighed {
    /// The word in mappings and stores.
    pub fn name(self) -> &'static str {
        match self {
            Self::Edible => "edible",
            Self::AsBought => "as_bought",
        }
    }
}

/// A food of a composition table that stands for a food of a survey.
#[derive(Debug, Clone, PartialEq)]
pub struct MappedFood {
    /// Its code in the table.
    pub code: String,
    /// Grams of it for one gram of the survey's food: 1 where it is the same food,
    /// 0.1 for a drink that is mapped to its powder.
    pub grams_per_gram: f64,
    /// How the survey weighed it.
    pub weighed: Weighed,
}

/// The foods of a survey and what each is in the composition table. Foods that are not
/// listed are taken for codes of the table itself.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct FoodCodes(BTreeMap<String, MappedFood>);

impl FoodCodes {
    /// Foods that are the same in both, weighed as eaten: (survey's name, code).
    ///
    /// # Errors
    /// When a food stands twice.
    pub fn new<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<Self> {
        let mut codes = Self::default();
        for (food, code) in pairs {
            let mapped = MappedFood {
                code: code.to_string(),
                grams_per_gram: 1.0,
                weighed: Weighed::Edible,
            };
            codes.add(food, mapped)?;
        }
        Ok(codes)
    }

    /// Adds a food of the survey.
    ///
    /// # Errors
    /// When the food stands there already, or the factor is negative or no number.
    pub fn add(&mut self, food: &str, mapped: MappedFood) -> Result<()> {
        if !(mapped.grams_per_gram >= 0.0 && mapped.grams_per_gram.is_finite()) {
            let message = format!(
                "found the factor {}, expected 0 or more",
                mapped.grams_per_gram
            );
            return Err(Error::new(ErrorKind::Parameter, message).at_record_name(food));
        }
        match self.0.insert(food.to_string(), mapped) {
            Some(_) => Err(Error::new(ErrorKind::Duplicate, "the food is mapped twice")
                .at_record_name(food)
                .mend("take one of the two out")),
            None => Ok(()),
        }
    }

    /// What a food of the survey is in the table, if it is listed.
    pub fn get(&self, food: &str) -> Option<&MappedFood> {
        self.0.get(food)
    }
}
