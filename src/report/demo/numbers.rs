//! The numbers of a demo run.

use crate::report::Fact;

/// Everything the page of a demo run shows.
#[derive(Debug, Clone, PartialEq)]
pub struct DemoReport {
    /// What made the page, such as `nuka 0.1.0`.
    pub program: String,
    /// The seed of the simulation.
    pub seed: u64,
    /// Numbers for the top of the page: people, read pairs, known species.
    pub facts: Vec<Fact>,
    /// How calls compare with the truth, one row a kind of source.
    pub accuracy: Vec<AccuracyRow>,
    /// The species of the reference.
    pub species: Vec<String>,
    /// The gut of each person.
    pub people: Vec<PersonShares>,
    /// Planted food effects and what was found of them; may be empty.
    pub food_effects: Vec<FoodEffectRow>,
    /// What the survey's foods give a day, on average; may be empty.
    pub food_nutrients: Vec<FoodNutrientsRow>,
    /// The model of the marker.
    pub model: Model,
}

/// The calls of the pairs from one kind of source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccuracyRow {
    /// The kind of source.
    pub source: String,
    /// Called to the true species.
    pub right: u64,
    /// Called to a true ancestor above species.
    pub above_species: u64,
    /// Called to a taxon that is not an ancestor of the truth.
    pub wrong: u64,
    /// Not called.
    pub unclassified: u64,
}

impl AccuracyRow {
    /// All pairs from this kind of source.
    pub fn total(&self) -> u64 {
        self.right + self.above_species + self.wrong + self.unclassified
    }
}

/// The gut of one person in fractions of all read pairs, 0 to 1. They sum to 1
/// with the unknown part, which is never scaled away.
#[derive(Debug, Clone, PartialEq)]
pub struct PersonShares {
    /// Who.
    pub participant: String,
    /// The share of each species, in the order of [`DemoReport::species`].
    pub species_fractions: Vec<f64>,
    /// Named, but only above species.
    pub above_species_fraction: f64,
    /// Not in the reference: novel organisms, host and what could not be called.
    pub unknown_fraction: f64,
}

/// A planted food effect and its estimate, both as the change of the natural
/// logarithm from eating none to eating the median intake.
#[derive(Debug, Clone, PartialEq)]
pub struct FoodEffectRow {
    /// The food.
    pub food: String,
    /// The species it shifts.
    pub species: String,
    /// What was planted.
    pub planted_log_ratio: f64,
    /// What was found in the classified reads.
    pub estimated_log_ratio: f64,
}

/// A food of the survey and what it gives a day, the mean of all people.
#[derive(Debug, Clone, PartialEq)]
pub struct FoodNutrientsRow {
    /// The food.
    pub food: String,
    /// The food that stands for it in the composition table, with its number; `None`
    /// where none does, and nothing is known of what it gives.
    pub composition: Option<String>,
    /// Grams eaten a day.
    pub grams_per_day: f64,
    /// Kilocalories a day; `None` where they are not known.
    pub energy_kcal_per_day: Option<f64>,
    /// Grams of fibre a day; `None` where they are not known.
    pub fibre_g_per_day: Option<f64>,
}

/// One elastic-net model of one marker.
#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    /// The marker, such as `LDL cholesterol`.
    pub marker: String,
    /// Its unit, such as `mg/dL`.
    pub unit: String,
    /// How many cross-validation folds.
    pub folds: u32,
    /// R² of predictions for people the model had not seen: at most 1, and below
    /// 0 where the mean would have been the better guess.
    pub r_squared_out_of_fold: f64,
    /// The R² that the planted effects themselves reach, where it is known.
    pub r_squared_reachable: Option<f64>,
    /// The permutation p-value of that R², above 0 and at most 1.
    pub permutation_p: f64,
    /// How many permutations.
    pub permutations: u32,
    /// The coefficients worth showing, for one standard deviation of their
    /// predictor, in any order.
    pub coefficients: Vec<Coefficient>,
    /// One prediction a person, made without that person.
    pub predictions: Vec<Prediction>,
}

/// What the simulation planted for a predictor.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Planted {
    /// Nothing: a coefficient here is a false find.
    Nothing,
    /// An effect of this size for one standard deviation.
    Direct(f64),
}

/// One coefficient of the model.
#[derive(Debug, Clone, PartialEq)]
pub struct Coefficient {
    /// Its predictor.
    pub predictor: String,
    /// The change of the marker for one standard deviation, in the marker's
    /// unit; 0 where the model dropped the predictor.
    pub estimate: f64,
    /// What was planted.
    pub planted: Planted,
}

/// The marker of one person, in its unit.
#[derive(Debug, Clone, PartialEq)]
pub struct Prediction {
    /// Who.
    pub participant: String,
    /// As measured.
    pub measured: f64,
    /// As predicted by a model that had not seen this person.
    pub predicted: f64,
}
