//! From the joined study to the numbers of the page.

use super::classified::{ClassifiedPerson, species_reads};
use super::world::{World, write_file};
use super::{DemoSettings, inconsistent, make_folder};
use crate::community::clr;
use crate::database::Database;
use crate::error::Result;
use crate::learn::{Findings, Plan, learn, write_findings};
use crate::report::demo::{
    AccuracyRow, Coefficient, DemoReport, FoodEffectRow, FoodNutrientsRow, Model, PersonShares,
    Planted, Prediction,
};
use crate::report::{Fact, count};
use crate::simulate::cohort::MarkerPredictor;
use crate::study::Study;
use ndarray::Array2;
use rayon::ThreadPool;
use std::io::Write;

/// The plan of the model, as a person would write it.
const PLAN: &str = r#"# What the demo learns: a blood marker from species and age.
outcome = "ldl_cholesterol_mg_per_dl"
covariates = ["age_years"]
seed = 1

[taxa]
rank = "species"

[validation]
outer_folds = 6
inner_folds = 4
repeats = 1
permutations = 99
"#;

/// Added to every count before logarithms.
const PSEUDO_COUNT: f64 = 0.5;

/// Learns the marker, writes the findings and gathers the page's numbers.
pub(super) fn report(
    settings: &DemoSettings,
    world: &World,
    database: &Database,
    classified: &[ClassifiedPerson],
    accuracy: Vec<AccuracyRow>,
    (study, food_nutrients): (&Study, Vec<FoodNutrientsRow>),
    pool: &ThreadPool,
) -> Result<DemoReport> {
    let out = settings.out.as_path();
    write_file(&out.join("plan.toml"), |file| {
        file.write_all(PLAN.as_bytes())
    })?;
    let findings = learn(study, &Plan::parse(PLAN)?, pool, &|| ())?;
    let folder = out.join("findings");
    make_folder(&folder)?;
    write_findings(&findings, &folder)?;

    let species = &world.cohort.species;
    let reads: Vec<Vec<u64>> = classified
        .iter()
        .map(|person| species_reads(database.taxonomy(), &person.counts, species))
        .collect();
    let pairs: u64 = accuracy.iter().map(AccuracyRow::total).sum();
    Ok(DemoReport {
        program: format!("nuka {}", env!("CARGO_PKG_VERSION")),
        seed: settings.seed,
        facts: vec![
            fact("People", settings.people as u64, "none of them real"),
            fact(
                "Read pairs",
                pairs,
                &format!("{} a person, 2 x 150 bases", settings.pairs),
            ),
            fact(
                "Known species",
                species.len() as u64,
                "and 3 the reference lacks",
            ),
        ],
        accuracy,
        people: people(world, classified, &reads),
        food_effects: food_effects(world, &reads)?,
        food_nutrients,
        model: model(world, &findings)?,
        species: species.clone(),
    })
}

fn people(world: &World, classified: &[ClassifiedPerson], reads: &[Vec<u64>]) -> Vec<PersonShares> {
    let people = world.cohort.people.iter().zip(classified).zip(reads);
    people
        .map(|((person, classified), reads)| {
            let all = classified.counts.fragments().max(1) as f64;
            let named: u64 = reads.iter().sum();
            let unknown = classified.counts.unclassified();
            let above = classified.counts.fragments() - unknown - named;
            PersonShares {
                participant: person.participant.clone(),
                species_fractions: reads.iter().map(|&reads| reads as f64 / all).collect(),
                above_species_fraction: above as f64 / all,
                unknown_fraction: unknown as f64 / all,
            }
        })
        .collect()
}

/// The slope of each shifted species' log-ratio on the exposure to its food.
fn food_effects(world: &World, reads: &[Vec<u64>]) -> Result<Vec<FoodEffectRow>> {
    let cohort = &world.cohort;
    let counts = Array2::from_shape_fn((reads.len(), cohort.species.len()), |(person, species)| {
        reads[person][species] as f64 + PSEUDO_COUNT
    });
    let ratios = clr(counts.view())?;
    let effects = cohort.effects.food.iter().map(|effect| {
        let food = cohort
            .foods
            .iter()
            .position(|food| food.name == effect.food);
        let species = cohort
            .species
            .iter()
            .position(|name| *name == effect.species);
        let (Some(food), Some(species)) = (food, species) else {
            return Err(inconsistent("an effect names an unknown food or species"));
        };
        let exposures: Vec<f64> = cohort
            .people
            .iter()
            .map(|person| cohort.foods[food].exposure(person.intakes_g_per_day[food]))
            .collect();
        let estimated = slope(&exposures, ratios.column(species).iter().copied())
            .ok_or_else(|| inconsistent("nobody differs in what they eat"))?;
        Ok(FoodEffectRow {
            food: effect.food.replace('_', " "),
            species: effect.species.clone(),
            planted_log_ratio: effect.log_ratio,
            estimated_log_ratio: estimated,
        })
    });
    effects.collect()
}

/// The least-squares slope of `y` on `x`; `None` when `x` does not vary.
fn slope(x: &[f64], y: impl Iterator<Item = f64>) -> Option<f64> {
    let mean = x.iter().sum::<f64>() / x.len() as f64;
    let spread: f64 = x.iter().map(|value| (value - mean).powi(2)).sum();
    let product: f64 = x.iter().zip(y).map(|(value, y)| (value - mean) * y).sum();
    (spread > 0.0).then(|| product / spread)
}

fn model(world: &World, findings: &Findings) -> Result<Model> {
    let planted = world.cohort.planted_sizes();
    let size_of = |name: &str| {
        let found = planted.iter().find(
            |size| matches!(&size.predictor, MarkerPredictor::Species(species) if species == name),
        );
        found.map_or(Planted::Nothing, |size| {
            Planted::Direct(size.mg_per_dl_per_sd)
        })
    };
    let coefficients = findings
        .coefficients
        .iter()
        .filter(|row| row.kind == "taxon")
        .map(|row| Coefficient {
            predictor: row.name.clone(),
            estimate: row.per_sd.unwrap_or(0.0),
            planted: size_of(&row.name),
        })
        .filter(|row| row.estimate != 0.0 || row.planted != Planted::Nothing)
        .collect();
    let summary = &findings.summary;
    let missing = || inconsistent("the model has no R² or p");
    Ok(Model {
        marker: "LDL cholesterol".to_owned(),
        unit: "mg/dL".to_owned(),
        folds: summary.plan.get().outer_folds as u32,
        r_squared_out_of_fold: summary.r2.value().ok_or_else(missing)?,
        r_squared_reachable: world.cohort.reachable_r_squared(),
        permutation_p: summary.r2_p.value().ok_or_else(missing)?,
        permutations: summary.plan.get().permutations as u32,
        coefficients,
        predictions: findings
            .predictions
            .iter()
            .map(|row| Prediction {
                participant: row.participant.clone(),
                measured: row.outcome,
                predicted: row.foretold,
            })
            .collect(),
    })
}

fn fact(label: &str, value: u64, note: &str) -> Fact {
    Fact {
        label: label.to_owned(),
        value: count(value),
        note: note.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_slope_is_that_of_a_straight_line_and_absent_without_spread() {
        let line = [0.0, 1.0, 2.0];
        assert_eq!(slope(&line, [5.0, 3.0, 1.0].into_iter()), Some(-2.0));
        assert_eq!(slope(&[2.0, 2.0], [1.0, 5.0].into_iter()), None);
    }
}
