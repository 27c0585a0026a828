//! Writes the page of a demo run without the run: the simulated truth stands in
//! for everything that would be estimated from reads.
//!
//! `cargo run --example render_demo_page -- page.html`

#![expect(
    clippy::print_stdout,
    reason = "an example talks to the person who runs it"
)]

use nuka::report::Fact;
use nuka::report::demo::{
    AccuracyRow, Coefficient, DemoReport, FoodEffectRow, Model, PersonShares, Planted, Prediction,
};
use nuka::simulate::cohort::{Cohort, CohortSettings, demo_foods};
use nuka::simulate::taxa::demo_taxa;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args().nth(1).unwrap_or("page.html".to_owned());
    let settings = CohortSettings::demo(20, 24);
    let cohort = Cohort::simulate(&demo_taxa()?, demo_foods()?, &settings)?;
    let html = report(&cohort).page()?.render();
    nuka::atomic_file::write_whole(path.as_ref(), html.as_bytes())?;
    println!("{path}: {} bytes", html.len());
    Ok(())
}

fn report(cohort: &Cohort) -> DemoReport {
    DemoReport {
        program: concat!("nuka ", env!("CARGO_PKG_VERSION"), " (example page)").to_owned(),
        seed: 20,
        facts: vec![
            fact("People", "24", "none of them real"),
            fact("Read pairs", "240,000", "10,000 a person"),
            fact("Known species", "30", "and 3 the reference lacks"),
        ],
        accuracy: vec![
            accuracy("Known genomes", [101_240, 8_120, 160, 480]),
            accuracy(
                "Other strains of known species",
                [82_310, 9_870, 420, 2_400],
            ),
            accuracy("Species not in the reference", [0, 6_210, 890, 22_900]),
            accuracy("Host-like", [0, 2, 3, 4_995]),
        ],
        species: cohort.species.clone(),
        people: people(cohort),
        food_effects: cohort.effects.food.iter().map(food_effect).collect(),
        model: model(cohort),
    }
}

/// The true shares; a tenth of each species is taken for named above species only.
fn people(cohort: &Cohort) -> Vec<PersonShares> {
    let people = cohort.people.iter();
    people
        .map(|person| {
            let share = |place: usize| person.shares[place].share_fraction;
            let known = cohort.species.len();
            let both = (0..known).map(|species| share(2 * species) + share(2 * species + 1));
            let both: Vec<f64> = both.collect();
            PersonShares {
                participant: person.participant.clone(),
                species_fractions: both.iter().map(|share| 0.9 * share).collect(),
                above_species_fraction: 0.1 * both.iter().sum::<f64>(),
                unknown_fraction: (2 * known..2 * known + 3).map(share).sum(),
                host_fraction: share(2 * known + 3),
            }
        })
        .collect()
}

fn model(cohort: &Cohort) -> Model {
    let mut coefficients: Vec<Coefficient> = cohort
        .planted_sizes()
        .into_iter()
        .zip([0.7, 0.6, 0.55, 0.3, 0.0])
        .map(|(size, shrinkage)| Coefficient {
            predictor: size.predictor.to_string(),
            estimate: shrinkage * size.mg_per_dl_per_sd,
            planted: Planted::Direct(size.mg_per_dl_per_sd),
        })
        .collect();
    let others = [
        ("barley", -1.4, Planted::Indirect),
        ("Escherichia coli", 1.1, Planted::Nothing),
        ("Bifidobacterium pseudocatenulatum", -0.6, Planted::Nothing),
    ];
    coefficients.extend(others.map(|(predictor, estimate, planted)| Coefficient {
        predictor: predictor.to_owned(),
        estimate,
        planted,
    }));
    let people = cohort.people.iter();
    Model {
        marker: "LDL cholesterol".to_owned(),
        unit: "mg/dL".to_owned(),
        folds: 6,
        r_squared_out_of_fold: cohort.reachable_r_squared().unwrap_or(0.0),
        r_squared_reachable: cohort.reachable_r_squared(),
        permutation_p: 0.001,
        permutations: 999,
        coefficients,
        predictions: people
            .map(|person| Prediction {
                participant: person.participant.clone(),
                measured: person.ldl_mg_per_dl,
                predicted: person.ldl_expected_mg_per_dl,
            })
            .collect(),
    }
}

fn food_effect(effect: &nuka::simulate::cohort::FoodEffect) -> FoodEffectRow {
    FoodEffectRow {
        food: effect.food.replace('_', " "),
        species: effect.species.clone(),
        planted_log_ratio: effect.log_ratio,
        estimated_log_ratio: effect.log_ratio,
    }
}

fn fact(label: &str, value: &str, note: &str) -> Fact {
    Fact {
        label: label.to_owned(),
        value: value.to_owned(),
        note: note.to_owned(),
    }
}

fn accuracy(source: &str, [right, above_species, wrong, unclassified]: [u64; 4]) -> AccuracyRow {
    AccuracyRow {
        source: source.to_owned(),
        right,
        above_species,
        wrong,
        unclassified,
    }
}
