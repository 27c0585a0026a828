//! Nutrients of made-up foods by a made-up table, worked by hand.

mod as_bought;
mod lost_zeros;

use super::*;
use crate::cohort::made_cohort::MadeCohort;
use crate::diet::composition::{
    Component, CompositionMapping, Content, Edition, EnergyMethod, Food, FoodTable, Unit,
};
use Content::{Estimated, Measured, NotMeasured, Trace};

/// Rice, beans and tea, with protein in g and iodine in ug of 100 g.
fn table(sha256: &str) -> FoodTable {
    let component = |tag: &str, unit| Component {
        tag: tag.to_owned(),
        unit,
    };
    let food = |code: &str, contents: [Content; 2]| {
        let food = Food {
            code: code.to_owned(),
            name: code.to_owned(),
            group: String::new(),
            refuse_percent: None,
        };
        (food, contents.to_vec())
    };
    let edition = Edition {
        name: "Made up 2026".to_owned(),
        energy: EnergyMethod::Unknown,
        sha256: sha256.to_owned(),
    };
    FoodTable::new(
        edition,
        vec![
            component("PROT-", Unit::Gram),
            component("ID", Unit::Microgram),
        ],
        vec![
            food("rice", [Measured(2.5), Measured(0.0)]),
            food("beans", [Estimated(16.0), NotMeasured]),
            food("tea", [Trace, NotMeasured]),
        ],
    )
    .unwrap()
}

fn with_surveys(foods: &[&str]) -> MadeCohort {
    let made = MadeCohort::with_people(&["a", "b"]);
    made.run(
        "INSERT INTO survey (survey, participant, import) VALUES ('qa', 'a', 1), ('qb', 'b', 1)",
    );
    for food in foods {
        made.run(&format!(
            "INSERT INTO food_item (survey, item, day, food, grams, times_per_day, portion_grams,
                composition_code, import) VALUES ({food}, 1)"
        ));
    }
    made
}

fn compute(made: &mut MadeCohort, table: &FoodTable) -> IntakeAccount {
    made.cohort
        .compute_nutrients(&IntakeRequest {
            table,
            file: "made.csv",
            mapping_sha256: "",
            computed_on: None,
            dry_run: false,
        })
        .unwrap()
}

/// Each value as `survey day nutrient value unit limit`.
fn stored(made: &MadeCohort) -> Vec<String> {
    made.cohort
        .texts(
            "SELECT survey || ' ' || day || ' ' || nutrient || ' ' || value || ' ' || unit || ' '
                || coalesce(limit_side, 'exact') FROM nutrient ORDER BY survey, day, nutrient",
            &[],
        )
        .unwrap()
}

#[test]
fn each_day_of_a_survey_is_summed_up_and_nothing_is_a_silent_zero() {
    let mut made = with_surveys(&[
        "'qa', 1, '1', 'gohan', 200, NULL, NULL, 'rice'",
        "'qa', 2, '1', 'natto', 50, NULL, NULL, 'beans'",
        "'qa', 3, '2', 'cha', 300, NULL, NULL, 'tea'",
        "'qa', 4, '3', 'gohan', 100, NULL, NULL, 'rice'",
        "'qb', 1, NULL, 'rice', NULL, 2, 150, NULL",
    ]);
    let account = compute(&mut made, &table("x"));
    // Day 1: 200 g x 2.5 + 50 g x 16 = 13 g of protein; iodine of rice only: a lower
    // bound. Day 2: a trace of protein is 0, of iodine nothing is known. Survey b tells
    // no days: 2 x 150 g.
    assert_eq!(
        stored(&made),
        [
            "qa 1 ID 0.0 ug above",
            "qa 1 PROT- 13.0 g exact",
            "qa 2 PROT- 0.0 g exact",
            "qa 3 ID 0.0 ug exact",
            "qa 3 PROT- 2.5 g exact",
            "qb  ID 0.0 ug exact",
            "qb  PROT- 7.5 g exact",
        ]
    );
    assert_eq!((account.surveys, account.days, account.items), (2, 4, 5));
    assert_eq!(
        (
            account.values_added,
            account.values_lower_bound,
            account.values_unknown
        ),
        (7, 1, 1)
    );
    assert_eq!((account.grams, account.grams_counted_share), (950.0, 1.0));
    let lacking: Vec<(&str, &str, Option<f64>)> = account
        .left_out
        .iter()
        .map(|food| (food.food.as_str(), food.component.as_str(), food.grams))
        .collect();
    assert_eq!(
        lacking,
        [("cha", "ID", Some(300.0)), ("natto", "ID", Some(50.0))]
    );
}

#[test]
fn foods_without_code_row_or_amount_are_listed_and_make_lower_bounds() {
    let mut made = with_surveys(&[
        "'qa', 1, '1', 'rice', 100, NULL, NULL, NULL",
        "'qa', 2, '1', 'mystery', 60, NULL, NULL, NULL",
        "'qa', 3, '2', 'rice', 100, NULL, NULL, NULL",
        "'qa', 4, '2', 'rice', NULL, NULL, NULL, NULL",
        "'qa', 5, '3', 'gohan', 40, NULL, NULL, '99999'",
    ]);
    let account = compute(&mut made, &table("x"));
    let of_protein: Vec<String> = stored(&made)
        .into_iter()
        .filter(|value| value.contains("PROT-"))
        .collect();
    assert_eq!(
        of_protein,
        ["qa 1 PROT- 2.5 g above", "qa 2 PROT- 2.5 g above"]
    );
    assert_eq!(account.values_unknown, 2);
    assert_eq!(account.grams_counted_share, 200.0 / 300.0);
    assert_eq!(
        account.render_left_out(),
        "reason\tfood\tfood_name\tcomposition_code\tcomponent\titems\tgrams\tshare_of_grams\thint\n\
         not_mapped\tmystery\t\t\t\t1\t60\t0.2\t\n\
         not_in_table\tgohan\t\t99999\t\t1\t40\t0.13333333333333333\t\n\
         no_amount\trice\t\t\t\t1\t\t\t\n"
    );
}

#[test]
fn the_same_again_changes_nothing_and_other_foods_take_the_old_values_out() {
    let mut made = with_surveys(&[
        "'qa', 1, '1', 'rice', 100, NULL, NULL, NULL",
        "'qa', 2, '2', 'rice', 200, NULL, NULL, NULL",
    ]);
    assert_eq!(compute(&mut made, &table("x")).values_added, 4);
    let again = compute(&mut made, &table("x"));
    assert!(!again.is_change());
    assert_eq!((again.values_same, made.count("import_log")), (4, 2));

    made.run("DELETE FROM food_item WHERE item = 2; UPDATE food_item SET grams = 300");
    let account = compute(&mut made, &table("x"));
    assert_eq!(
        (account.values_changed, account.values_removed),
        (1, 2),
        "the protein of day 1; all of day 2"
    );
    assert_eq!(
        stored(&made),
        ["qa 1 ID 0.0 ug exact", "qa 1 PROT- 7.5 g exact"]
    );
}

#[test]
fn values_are_of_one_table_and_the_log_names_only_that() {
    let mut made = with_surveys(&["'qa', 1, NULL, 'rice', 100, NULL, NULL, NULL"]);
    compute(&mut made, &table("old"));
    let account = compute(&mut made, &table("new"));
    assert_eq!((account.values_changed, account.values_same), (2, 0));
    let files = made.cohort.imported_files().unwrap();
    let intakes: Vec<(&str, &str)> = files
        .iter()
        .filter(|file| file.kind == "intake")
        .map(|file| (file.name.as_str(), file.sha256.as_str()))
        .collect();
    assert_eq!(intakes, [("made.csv: Made up 2026", "new")]);
}

#[test]
fn a_nutrient_that_a_survey_brought_ready_is_not_computed_for_it() {
    let mut made = with_surveys(&[
        "'qa', 1, NULL, 'rice', 100, NULL, NULL, NULL",
        "'qb', 1, NULL, 'rice', 100, NULL, NULL, NULL",
    ]);
    // Of a day: a value of the whole survey beside it would take its place in studies.
    made.run("INSERT INTO nutrient VALUES ('qa', '1', 'PROT-', 9, 'g', NULL, '9', 'g', 1)");
    let account = compute(&mut made, &table("x"));
    assert_eq!(account.values_kept_ready, 1);
    assert_eq!(
        stored(&made),
        [
            "qa  ID 0.0 ug exact",
            "qa 1 PROT- 9.0 g exact",
            "qb  ID 0.0 ug exact",
            "qb  PROT- 2.5 g exact",
        ]
    );
    // Brought after it was computed: the computed one goes.
    made.run("UPDATE nutrient SET import = 1, value = 3, day = '1' WHERE survey = 'qb' AND nutrient = 'PROT-'");
    made.run("INSERT INTO nutrient SELECT 'qb', '', 'PROT-', 2.5, 'g', NULL, '2.5', 'g', max(import) FROM import_log");
    assert_eq!(compute(&mut made, &table("x")).values_removed, 1);
}

#[test]
fn days_and_none_in_one_survey_and_other_units_are_refused_all_at_once() {
    let mut made = with_surveys(&[
        "'qa', 1, '1', 'rice', 100, NULL, NULL, NULL",
        "'qa', 2, NULL, 'rice', 100, NULL, NULL, NULL",
        "'qb', 1, '1', 'rice', 100, NULL, NULL, NULL",
        "'qb', 2, NULL, 'rice', 100, NULL, NULL, NULL",
    ]);
    let try_compute = |made: &mut MadeCohort| {
        made.cohort
            .compute_nutrients(&IntakeRequest {
                table: &table("x"),
                file: "made.csv",
                mapping_sha256: "",
                computed_on: None,
                dry_run: false,
            })
            .unwrap_err()
    };
    let error = try_compute(&mut made);
    let surveys: Vec<&str> = error
        .all()
        .filter_map(|one| one.place().name.as_deref())
        .collect();
    assert_eq!(surveys, ["qa", "qb"]);
    made.run("INSERT INTO nutrient VALUES ('qa', '', 'PROT-', 9, 'mg', NULL, '9', 'mg', 1)");
    let error = try_compute(&mut made);
    assert_eq!(error.place().field.as_deref(), Some("PROT-"), "{error}");
    assert_eq!(made.count("nutrient"), 1);
}

#[test]
fn a_dry_run_tells_and_leaves_the_store_as_it_is() {
    let mut made = with_surveys(&["'qa', 1, NULL, 'rice', 100, NULL, NULL, NULL"]);
    let account = made
        .cohort
        .compute_nutrients(&IntakeRequest {
            table: &table("x"),
            file: "made.csv",
            mapping_sha256: "",
            computed_on: None,
            dry_run: true,
        })
        .unwrap();
    assert_eq!((account.values_added, account.dry_run), (2, true));
    assert_eq!((made.count("nutrient"), made.count("import_log")), (0, 1));
}

#[test]
fn the_example_of_the_guide_is_a_mapping() {
    let guide = include_str!("../../intake.md");
    let example = guide.split("```toml\n").nth(1).unwrap();
    let mapping = CompositionMapping::parse(example.split("```").next().unwrap()).unwrap();
    assert_eq!(mapping.component[0].tag, "PROT-");
    assert_eq!(mapping.table.header_line, Some(2));
}
