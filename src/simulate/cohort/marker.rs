//! LDL cholesterol from the planted effects.

use super::effects::{MarkerPredictor, PlantedEffects};
use super::person::{Sex, Survey};
use crate::simulate::draw::{normal, stream};

/// The value of a woman of [`MIDDLE_AGE_YEARS`] with a typical gut, in mg/dL.
const TYPICAL_MG_PER_DL: f64 = 118.0;
const MIDDLE_AGE_YEARS: f64 = 47.0;

/// Values are kept above this, in mg/dL, so that no planted effect can make a
/// value that no laboratory would report.
const LOWEST_MG_PER_DL: f64 = 20.0;

/// The value of a predictor in one person; a species that is not known counts 0.
pub(super) fn predictor_value(
    predictor: &MarkerPredictor,
    sex: Sex,
    age_years: u32,
    species: &[String],
    log_ratios: &[f64],
) -> f64 {
    match predictor {
        MarkerPredictor::Species(name) => {
            let place = species.iter().position(|other| other == name);
            place.map_or(0.0, |place| log_ratios[place])
        }
        MarkerPredictor::Age => f64::from(age_years),
        MarkerPredictor::Male => f64::from(u8::from(sex == Sex::Male)),
    }
}

/// The marker of one person in mg/dL: as expected, and as measured.
pub(super) fn draw_ldl(
    survey: &Survey,
    species: &[String],
    typical_log_ratios: &[f64],
    log_ratios: &[f64],
    effects: &PlantedEffects,
    seed: u64,
) -> (f64, f64) {
    let mut expected = TYPICAL_MG_PER_DL;
    for effect in &effects.marker {
        let value = |age, sex, ratios: &[f64]| {
            predictor_value(&effect.predictor, sex, age, species, ratios)
        };
        let here = value(survey.age_years, survey.sex, log_ratios);
        let typical = value(MIDDLE_AGE_YEARS as u32, Sex::Female, typical_log_ratios);
        expected += effect.mg_per_dl_per_unit * (here - typical);
    }
    let mut rng = stream(seed, &format!("ldl;{}", survey.participant));
    let measured = expected + effects.marker_noise_sd_mg_per_dl * normal(&mut rng);
    (expected, measured.max(LOWEST_MG_PER_DL).round())
}
