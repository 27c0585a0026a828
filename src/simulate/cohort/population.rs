//! All people of a simulated cohort, and what was planted in them.

use super::community::{Community, centred_log_ratios};
use super::effects::{MarkerPredictor, PlantedEffects};
use super::foods::Food;
use super::marker::{draw_ldl, predictor_value};
use super::person::{Person, Survey};
use crate::error::{Error, ErrorKind, Result};
use crate::simulate::taxa::{DemoTaxon, SourceKind};

/// How a cohort is made.
#[derive(Debug, Clone, PartialEq)]
pub struct CohortSettings {
    /// The seed; the same seed gives the same people.
    pub seed: u64,
    /// How many people, 1 to 100,000.
    pub people: usize,
    /// What is planted.
    pub effects: PlantedEffects,
}

impl CohortSettings {
    /// So many people with the effects of the demo.
    pub fn demo(seed: u64, people: usize) -> Self {
        Self {
            seed,
            people,
            effects: PlantedEffects::demo(),
        }
    }
}

/// A simulated cohort with its planted truth.
#[derive(Debug, Clone, PartialEq)]
pub struct Cohort {
    /// The people, in order of their names.
    pub people: Vec<Person>,
    /// The foods of the survey.
    pub foods: Vec<Food>,
    /// The known species.
    pub species: Vec<String>,
    /// What was planted.
    pub effects: PlantedEffects,
}

/// A planted effect on the marker in the scale of a model's coefficients.
#[derive(Debug, Clone, PartialEq)]
pub struct PlantedSize {
    /// What the marker depends on.
    pub predictor: MarkerPredictor,
    /// The change in mg/dL for one standard deviation of the predictor among
    /// the people of this cohort.
    pub mg_per_dl_per_sd: f64,
}

impl Cohort {
    /// Makes a cohort.
    ///
    /// # Errors
    /// [`ErrorKind::Parameter`] when the number of people is out of range or an
    /// effect is no number, [`ErrorKind::Missing`] when an effect names a food
    /// or a species that is not there.
    pub fn simulate(
        taxa: &[DemoTaxon],
        foods: Vec<Food>,
        settings: &CohortSettings,
    ) -> Result<Self> {
        let CohortSettings {
            seed,
            people,
            effects,
        } = settings;
        if !(1..=100_000).contains(people) {
            let message = format!("found {people} people, expected 1 to 100,000");
            return Err(Error::new(ErrorKind::Parameter, message).at_field("people"));
        }
        let known = || taxa.iter().filter(|taxon| taxon.kind == SourceKind::Known);
        let names: Vec<&str> = known().map(|taxon| taxon.lineage.species()).collect();
        effects.check(&foods, &names)?;

        let typical: Vec<f64> = taxa.iter().map(|taxon| taxon.typical_weight.ln()).collect();
        let typical = centred_log_ratios(taxa, &typical);
        let species: Vec<String> = names.into_iter().map(str::to_owned).collect();
        let people = (0..*people)
            .map(|index| {
                let survey = Survey::draw(index, &foods, *seed);
                let gut = Community::draw(taxa, &foods, &survey, &effects.food, *seed);
                let log_ratios = gut.species_log_ratios;
                let (expected, measured) =
                    draw_ldl(&survey, &species, &typical, &log_ratios, effects, *seed);
                Person {
                    participant: survey.participant,
                    sex: survey.sex,
                    age_years: survey.age_years,
                    prefecture: survey.prefecture,
                    intakes_g_per_day: survey.intakes_g_per_day,
                    shares: gut.shares,
                    species_log_ratios: log_ratios,
                    ldl_expected_mg_per_dl: expected,
                    ldl_mg_per_dl: measured,
                }
            })
            .collect();
        Ok(Self {
            people,
            foods,
            species,
            effects: effects.clone(),
        })
    }

    /// The planted effects on the marker, each for one standard deviation
    /// (denominator n) of its predictor among these people: the size that a
    /// model on standardised true values would find.
    pub fn planted_sizes(&self) -> Vec<PlantedSize> {
        self.effects
            .marker
            .iter()
            .map(|effect| {
                let values = self.people.iter().map(|person| {
                    predictor_value(
                        &effect.predictor,
                        person.sex,
                        person.age_years,
                        &self.species,
                        &person.species_log_ratios,
                    )
                });
                let sd = sum_of_squares(values).sqrt() / (self.people.len() as f64).sqrt();
                PlantedSize {
                    predictor: effect.predictor.clone(),
                    mg_per_dl_per_sd: effect.mg_per_dl_per_unit * sd,
                }
            })
            .collect()
    }

    /// The R² that the planted effects themselves reach: no model can be
    /// expected to do better. `None` when the marker does not vary.
    pub fn reachable_r_squared(&self) -> Option<f64> {
        let total = sum_of_squares(self.people.iter().map(|person| person.ldl_mg_per_dl));
        let chance: f64 = self
            .people
            .iter()
            .map(|person| (person.ldl_mg_per_dl - person.ldl_expected_mg_per_dl).powi(2))
            .sum();
        (total > 0.0).then(|| 1.0 - chance / total)
    }
}

/// The sum of squared differences from the mean.
fn sum_of_squares(values: impl Iterator<Item = f64> + Clone) -> f64 {
    let count = values.clone().count().max(1) as f64;
    let mean = values.clone().sum::<f64>() / count;
    values.map(|value| (value - mean).powi(2)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulate::cohort::{demo_foods, write_markers, write_survey};
    use crate::simulate::taxa::demo_taxa;

    fn cohort(seed: u64, people: usize) -> Cohort {
        let settings = CohortSettings::demo(seed, people);
        Cohort::simulate(&demo_taxa().unwrap(), demo_foods().unwrap(), &settings).unwrap()
    }

    fn tables(cohort: &Cohort) -> Vec<u8> {
        let mut bytes = Vec::new();
        write_survey(cohort, &mut bytes).unwrap();
        write_markers(cohort, &mut bytes).unwrap();
        bytes
    }

    /// The slope of a straight line.
    fn slope(x: &[f64], y: &[f64]) -> f64 {
        let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
        let (mean_x, mean_y) = (mean(x), mean(y));
        let pairs = || x.iter().zip(y).map(|(x, y)| (x - mean_x, y - mean_y));
        pairs().map(|(x, y)| x * y).sum::<f64>() / pairs().map(|(x, _)| x * x).sum::<f64>()
    }

    #[test]
    fn the_same_seed_gives_the_same_people_and_another_seed_gives_others() {
        let bytes = tables(&cohort(1, 24));
        assert_eq!(bytes, tables(&cohort(1, 24)));
        assert_ne!(bytes, tables(&cohort(2, 24)));
    }

    #[test]
    fn more_people_leave_the_first_ones_as_they_were() {
        assert_eq!(cohort(1, 5).people[..], cohort(1, 9).people[..5]);
    }

    #[test]
    fn shares_sum_to_1_and_name_every_genome() {
        for person in cohort(1, 50).people {
            let sum: f64 = person.shares.iter().map(|share| share.share_fraction).sum();
            assert!((sum - 1.0).abs() < 1e-12);
            assert_eq!(person.shares.len(), 30 + 30 + 3 + 1);
            assert!(person.shares.iter().all(|s| s.share_fraction >= 0.0));
            assert!(person.species_log_ratios.iter().sum::<f64>().abs() < 1e-9);
        }
    }

    #[test]
    fn a_planted_food_effect_is_found_again_in_the_log_ratios() {
        let cohort = cohort(1, 3_000);
        for effect in &cohort.effects.food {
            let food = cohort.foods.iter().position(|f| f.name == effect.food);
            let species = cohort.species.iter().position(|s| *s == effect.species);
            let (food, species) = (food.unwrap(), species.unwrap());
            let exposures: Vec<f64> = cohort
                .people
                .iter()
                .map(|person| cohort.foods[food].exposure(person.intakes_g_per_day[food]))
                .collect();
            let log_ratios: Vec<f64> = cohort
                .people
                .iter()
                .map(|person| person.species_log_ratios[species])
                .collect();
            // The shift also moves the mean of the 30 log-ratios, by a thirtieth of itself.
            let expected = effect.log_ratio * 29.0 / 30.0;
            let found = slope(&exposures, &log_ratios);
            // About four standard errors: 4 * 1.0 / (0.5 * sqrt(3,000)).
            assert!((found - expected).abs() < 0.15, "{found} for {effect:?}");
        }
    }

    #[test]
    fn chance_in_the_marker_has_the_planted_size() {
        let cohort = cohort(1, 3_000);
        let chance = cohort.people.iter();
        let chance = chance.map(|person| person.ldl_mg_per_dl - person.ldl_expected_mg_per_dl);
        let sd = (sum_of_squares(chance) / 3_000.0).sqrt();
        assert!((sd - 7.0).abs() < 0.4, "{sd}");
        let reachable = cohort.reachable_r_squared().unwrap();
        assert!((0.85..0.97).contains(&reachable), "{reachable}");
    }

    #[test]
    fn planted_sizes_are_in_the_scale_of_this_cohort() {
        let cohort = cohort(1, 3_000);
        let sizes = cohort.planted_sizes();
        assert_eq!(sizes.len(), 5);
        let age = sizes.iter().find(|s| s.predictor == MarkerPredictor::Age);
        // Ages are even over 20 to 75: a standard deviation of 16.2 years.
        assert!((age.unwrap().mg_per_dl_per_sd - 0.35 * 16.2).abs() < 0.3);
    }

    #[test]
    fn effects_on_what_is_not_there_are_refused_all_at_once() {
        let mut settings = CohortSettings::demo(1, 3);
        settings.effects.food[0].food = "pizza".to_owned();
        settings.effects.food[1].species = "Nobody here".to_owned();
        settings.effects.marker[0].mg_per_dl_per_unit = f64::NAN;
        let error =
            Cohort::simulate(&demo_taxa().unwrap(), demo_foods().unwrap(), &settings).unwrap_err();
        assert_eq!(error.all().count(), 3);
    }
}
