//! The page of a demo run, looked at from outside: well formed, complete,
//! escaped, and silent about nothing it was given.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "the helpers of a test fail as a test does"
)]

use nuka::ErrorKind;
use nuka::report::Fact;
use nuka::report::demo::{
    AccuracyRow, Coefficient, DemoReport, FoodEffectRow, FoodNutrientsRow, Model, PersonShares,
    Planted, Prediction,
};

fn person(participant: &str, species_fractions: [f64; 3], rest: [f64; 2]) -> PersonShares {
    let [above_species_fraction, unknown_fraction] = rest;
    PersonShares {
        participant: participant.to_owned(),
        species_fractions: species_fractions.to_vec(),
        above_species_fraction,
        unknown_fraction,
    }
}

fn coefficient(predictor: &str, estimate: f64, planted: Planted) -> Coefficient {
    let predictor = predictor.to_owned();
    Coefficient {
        predictor,
        estimate,
        planted,
    }
}

fn prediction(participant: &str, measured: f64, predicted: f64) -> Prediction {
    let participant = participant.to_owned();
    Prediction {
        participant,
        measured,
        predicted,
    }
}

fn eaten(food: &str, grams: f64, known: Option<(&str, f64, Option<f64>)>) -> FoodNutrientsRow {
    FoodNutrientsRow {
        food: food.to_owned(),
        composition: known.map(|(composition, ..)| composition.to_owned()),
        grams_per_day: grams,
        energy_kcal_per_day: known.map(|(_, energy, _)| energy),
        fibre_g_per_day: known.and_then(|(.., fibre)| fibre),
    }
}

fn report() -> DemoReport {
    DemoReport {
        program: "nuka 9.8.7".to_owned(),
        seed: 4_242,
        facts: vec![Fact {
            label: "Read pairs".to_owned(),
            value: "240,001".to_owned(),
            note: "10,007 a person".to_owned(),
        }],
        accuracy: vec![
            AccuracyRow {
                source: "Known genomes".to_owned(),
                right: 12_345,
                above_species: 2_346,
                wrong: 57,
                unclassified: 468,
            },
            AccuracyRow {
                source: "Nobody".to_owned(),
                right: 0,
                above_species: 0,
                wrong: 0,
                unclassified: 0,
            },
        ],
        species: ["Alpha one", "Beta two", "Gamma three"]
            .map(str::to_owned)
            .to_vec(),
        people: vec![
            person("P001", [0.412, 0.203, 0.1], [0.084, 0.201]),
            person("P002", [0.0, 0.5, 0.25], [0.0002, 0.2498]),
        ],
        food_effects: vec![FoodEffectRow {
            food: "barley".to_owned(),
            species: "Beta two".to_owned(),
            planted_log_ratio: 1.25,
            estimated_log_ratio: -0.83,
        }],
        food_nutrients: vec![
            eaten("barley", 45.5, Some(("Barley (01170)", 53.7, Some(1.9)))),
            eaten("tea", 300.0, Some(("Green tea (16037)", 6.0, None))),
            eaten("seaweed", 11.4, None),
        ],
        model: Model {
            marker: "LDL cholesterol".to_owned(),
            unit: "mg/dL".to_owned(),
            folds: 6,
            r_squared_out_of_fold: -0.37,
            r_squared_reachable: Some(0.91),
            permutation_p: 0.034,
            permutations: 999,
            coefficients: vec![
                coefficient("Beta two", -7.4, Planted::Direct(-11.6)),
                coefficient("age", 0.0, Planted::Direct(5.2)),
                coefficient("barley", 1.3, Planted::Nothing),
                coefficient("Alpha one", 2.9, Planted::Nothing),
            ],
            predictions: vec![
                prediction("P001", 121.0, 117.3),
                prediction("P002", 98.0, 104.6),
            ],
        },
    }
}

fn render(report: &DemoReport) -> String {
    report.page().unwrap().render()
}

/// The names of open elements must close in reverse order; `meta` never does.
fn assert_balanced(html: &str) {
    let mut open: Vec<&str> = Vec::new();
    let body = html.strip_prefix("<!DOCTYPE html>").unwrap();
    let (head, rest) = body.split_once("<style>").unwrap();
    let (_, tail) = rest.split_once("</style>").unwrap();
    for tag in [head, tail].iter().flat_map(|part| part.split('<').skip(1)) {
        let (tag, _) = tag.split_once('>').expect("a tag that ends");
        let name = tag.split_whitespace().next().unwrap();
        match name.strip_prefix('/') {
            Some(name) => assert_eq!(open.pop(), Some(name)),
            None if name == "meta" => {}
            None => open.push(name),
        }
    }
    assert!(open.is_empty(), "still open: {open:?}");
}

#[test]
fn tags_are_balanced() {
    assert_balanced(&render(&report()));
}

#[test]
fn every_number_of_the_input_is_on_the_page() {
    let html = render(&report());
    let expected = [
        // The run.
        "nuka 9.8.7",
        "4242",
        "240,001",
        "10,007 a person",
        // The calls: counts, their total, and the wrong ones as a share.
        "12,345",
        "2,346",
        ">57<",
        ">468<",
        "15,216",
        ">0.4\u{a0}%<",
        // The shares, the unknown part twice.
        ">41.2<",
        ">20.3<",
        ">10.0<",
        ">8.4<",
        ">20.1<",
        ">20.1\u{a0}%<",
        ">0<",
        ">50.0<",
        ">25.0<",
        ">&lt;0.1<",
        ">25.0\u{a0}%<",
        // The food effect.
        "+1.25",
        "\u{2212}0.83",
        // The model.
        "\u{2212}0.37",
        "planted effects reach 0.91",
        ">0.034<",
        "999 permutations",
        "6 folds",
        "\u{2212}7.4",
        "\u{2212}11.6",
        ">0.0<",
        "+5.2",
        "+1.3",
        "+2.9",
        ">121.0<",
        ">117.3<",
        ">98.0<",
        ">104.6<",
    ];
    for number in expected {
        assert!(html.contains(number), "{number} is missing");
    }
    for remark in ["found", "missed", "not planted"] {
        assert!(html.contains(&format!(">{remark}<")), "{remark} is missing");
    }
}

#[test]
fn the_page_says_that_its_data_are_simulated_in_two_languages() {
    let html = render(&report());
    assert!(html.contains("<html lang=\"en\">"));
    assert!(html.contains("class=\"callout-title\">Simulated data<"));
    assert!(html.contains("<p lang=\"ja\">このページは架空のデータによる実演です。2人の"));
}

#[test]
fn bars_fill_their_width_and_keep_the_unknown_part() {
    let html = render(&report());
    let unknown = "class=\"f-hatched\" x=\"79.9\" y=\"0\" width=\"20.1\"";
    assert!(
        html.contains(unknown),
        "the unknown part ends the bar of P001"
    );
    assert!(html.contains("P001, Unknown: 20.1\u{a0}%"));
}

#[test]
fn text_of_the_input_is_escaped_everywhere() {
    let mut report = report();
    let nasty = "<script>alert(\"x\" & 'y')</script>";
    report.program = nasty.to_owned();
    report.facts[0].label = nasty.to_owned();
    report.accuracy[0].source = nasty.to_owned();
    report.species[0] = nasty.to_owned();
    report.people[0].participant = nasty.to_owned();
    report.food_effects[0].food = nasty.to_owned();
    report.food_nutrients[0].composition = Some(nasty.to_owned());
    report.food_nutrients[2].food = nasty.to_owned();
    report.model.marker = nasty.to_owned();
    report.model.unit = nasty.to_owned();
    report.model.coefficients[0].predictor = nasty.to_owned();
    report.model.predictions[0].participant = nasty.to_owned();
    let html = render(&report);
    assert!(!html.contains("<script"));
    assert!(html.contains("&lt;script&gt;alert(&quot;x&quot; &amp; &#39;y&#39;)&lt;/script&gt;"));
    assert_balanced(&html);
}

#[test]
fn nothing_is_loaded_and_nothing_runs() {
    let html = render(&report());
    for needle in [
        "<script", "<link", "<img", "<iframe", "http://", "https://", "url(", "@import",
    ] {
        assert!(!html.contains(needle), "{needle}");
    }
    assert!(html.contains("default-src &#39;none&#39;"));
}

#[test]
fn every_picture_has_a_name() {
    let html = render(&report());
    let pictures: Vec<&str> = html.split("<svg").skip(1).collect();
    // Two sources, two people, one scatter plot, four coefficients.
    assert_eq!(pictures.len(), 9);
    for picture in pictures {
        let (tag, _) = picture.split_once('>').unwrap();
        assert!(tag.contains("role=\"img\"") && tag.contains("aria-label=\""));
    }
}

#[test]
fn a_run_without_people_or_effects_still_makes_a_page() {
    let mut report = report();
    report.people.clear();
    report.accuracy.clear();
    report.food_effects.clear();
    report.food_nutrients.clear();
    report.model.coefficients.clear();
    report.model.predictions.clear();
    let html = render(&report);
    assert_balanced(&html);
    assert!(!html.contains("Did food shift the gut?"));
    assert!(!html.contains("What is in the food?"));
    assert!(!html.contains("NaN") && !html.contains("inf"));
}

#[test]
fn all_predictions_alike_are_still_drawn() {
    let mut report = report();
    for prediction in &mut report.model.predictions {
        prediction.measured = 100.0;
        prediction.predicted = 100.0;
    }
    let html = render(&report);
    assert_eq!(html.matches("<circle").count(), 2);
    assert!(!html.contains("NaN"));
}

#[test]
fn numbers_that_cannot_be_are_refused_all_at_once() {
    let mut report = report();
    report.people[0].unknown_fraction = 0.5;
    report.people[1].species_fractions.pop();
    report.food_effects[0].estimated_log_ratio = f64::NAN;
    report.food_nutrients[1].fibre_g_per_day = Some(-1.0);
    report.model.permutation_p = 0.0;
    report.model.r_squared_out_of_fold = 1.2;
    report.model.coefficients[0].estimate = f64::INFINITY;
    report.model.predictions[1].predicted = f64::NAN;
    let error = report.page().unwrap_err();
    assert_eq!(error.all().count(), 8);
    assert_eq!(error.kind(), ErrorKind::Mismatch);
    assert_eq!(error.place().name.as_deref(), Some("P001"));
}

#[test]
fn a_food_without_a_number_is_named_and_sums_without_it_are_lower_bounds() {
    let html = render(&report());
    for expected in [
        // 45.5 + 300 + 11.4 g; 53.7 + 6 kcal; 1.9 g of fibre.
        ">356.9<",
        ">≥\u{a0}59.7<",
        ">≥\u{a0}1.9<",
        ">no number<",
        ">not known<",
        "and so in no sum: seaweed.",
        "Standard Tables of Food Composition in Japan 2020",
    ] {
        assert!(html.contains(expected), "{expected} is missing");
    }
    let mut all_known = report();
    all_known.food_nutrients.truncate(1);
    let html = render(&all_known);
    assert!(!html.contains('≥') && !html.contains("in no sum"));
}
