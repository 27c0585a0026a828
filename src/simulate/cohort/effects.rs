//! The planted truth.

use super::foods::Food;
use crate::error::{Error, ErrorKind, Result};
use std::fmt;

/// A food that shifts a taxon.
#[derive(Debug, Clone, PartialEq)]
pub struct FoodEffect {
    /// The food's name, as in [`Food::name`].
    pub food: String,
    /// The known species it shifts.
    pub species: String,
    /// The shift of the natural logarithm of the species' weight for each unit
    /// of [`Food::exposure`]: from eating none to eating the median intake.
    pub log_ratio: f64,
}

/// Something the marker depends on.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum MarkerPredictor {
    /// The centred log-ratio of a known species.
    Species(String),
    /// Age in years.
    Age,
    /// 1 for men, 0 for women.
    Male,
}

impl fmt::Display for MarkerPredictor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Species(name) => name,
            Self::Age => "age",
            Self::Male => "male",
        })
    }
}

/// How far the marker moves with a predictor.
#[derive(Debug, Clone, PartialEq)]
pub struct MarkerEffect {
    /// What it depends on.
    pub predictor: MarkerPredictor,
    /// The change in mg/dL for each unit of the predictor: of the log-ratio, of
    /// a year, or from women to men.
    pub mg_per_dl_per_unit: f64,
}

/// Everything that was planted.
#[derive(Debug, Clone, PartialEq)]
pub struct PlantedEffects {
    /// Food to gut.
    pub food: Vec<FoodEffect>,
    /// Gut, age and sex to blood.
    pub marker: Vec<MarkerEffect>,
    /// The standard deviation of chance in the marker, in mg/dL.
    pub marker_noise_sd_mg_per_dl: f64,
}

impl PlantedEffects {
    /// The effects of the demo, all made up: four foods shift a species each,
    /// three species and age and sex shift LDL cholesterol. Miso and seaweed do
    /// nothing, and neither do the other 23 species.
    pub fn demo() -> Self {
        let food = [
            ("barley", "Segatella copri", 1.0),
            ("natto", "Bifidobacterium longum", 0.8),
            ("mikan", "Blautia wexlerae", 0.6),
            ("green_tea", "Collinsella aerofaciens", -0.8),
        ];
        let species = [
            ("Segatella copri", -13.0),
            ("Phocaeicola vulgatus", 13.0),
            ("Faecalibacterium prausnitzii", -12.0),
        ];
        let covariates = [(MarkerPredictor::Age, 0.35), (MarkerPredictor::Male, 4.0)];
        let species = species.map(|(name, size)| (MarkerPredictor::Species(name.to_owned()), size));
        Self {
            food: food
                .map(|(food, species, log_ratio)| FoodEffect {
                    food: food.to_owned(),
                    species: species.to_owned(),
                    log_ratio,
                })
                .to_vec(),
            marker: species
                .into_iter()
                .chain(covariates)
                .map(|(predictor, mg_per_dl_per_unit)| MarkerEffect {
                    predictor,
                    mg_per_dl_per_unit,
                })
                .collect(),
            marker_noise_sd_mg_per_dl: 7.0,
        }
    }

    /// Refuses effects on foods or species that are not there, and sizes that
    /// are no numbers.
    pub(super) fn check(&self, foods: &[Food], species: &[&str]) -> Result<()> {
        let mut errors = Vec::new();
        let mut refuse = |kind, message: String, field: &str| {
            errors.push(Error::new(kind, message).at_field(field));
        };
        let mut wanted_species: Vec<&str> = Vec::new();
        for effect in &self.food {
            if !foods.iter().any(|food| food.name == effect.food) {
                let message = format!("no food is called `{}`", effect.food);
                refuse(ErrorKind::Missing, message, "food");
            }
            if !effect.log_ratio.is_finite() {
                let message = format!("found {}, expected a number", effect.log_ratio);
                refuse(ErrorKind::Parameter, message, "log_ratio");
            }
            wanted_species.push(&effect.species);
        }
        for effect in &self.marker {
            if !effect.mg_per_dl_per_unit.is_finite() {
                let message = format!("found {}, expected a number", effect.mg_per_dl_per_unit);
                refuse(ErrorKind::Parameter, message, "mg_per_dl_per_unit");
            }
            if let MarkerPredictor::Species(name) = &effect.predictor {
                wanted_species.push(name);
            }
        }
        for name in wanted_species {
            if !species.contains(&name) {
                let message = format!("no known species is called `{name}`");
                refuse(ErrorKind::Missing, message, "species");
            }
        }
        let noise = self.marker_noise_sd_mg_per_dl;
        if !(0.0..=1_000.0).contains(&noise) {
            let message = format!("found {noise} mg/dL, expected 0 to 1,000");
            refuse(ErrorKind::Parameter, message, "marker_noise_sd_mg_per_dl");
        }
        Error::gather(errors).map_or(Ok(()), Err)
    }
}
