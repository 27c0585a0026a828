//! Foods of three made-up people to nutrients by the Standard Tables of Food Composition
//! in Japan 2020: the example as its README tells it, run by the program, against sums
//! worked by hand from the values that the ministry printed for 100 g:
//!
//! | food | kcal | fibre g | vitamin C mg | iodine ug | salt g |
//! | --- | --- | --- | --- | --- | --- |
//! | 01088 rice, cooked | 156 | 1.5 | (0) | 0 | 0 |
//! | 04046 natto | 190 | 6.7 | Tr | Tr | 0 |
//! | 06312 lettuce | 11 | 1.1 | 5 | 1 | 0 |
//! | 07148 apple, peeled | 53 | 1.4 | 4 | 0 | 0 |
//! | 10134 salmon | 124 | (0) | 1 | 5 | 0.2 |
//! | 12004 egg | 142 | 0 | 0 | 33 | 0.4 |
//! | 13003 milk | 61 | (0) | 1 | 16 | 0.1 |
//! | 16037 green tea | 2 | - | 6 | 0 | 0 |
//! | 17007 soy sauce | 77 | (Tr) | 0 | 1 | 14.5 |
//!
//! The tables are kept beside the project: `NUKA_SHARED` names their folder (default
//! `../shared`). Without it the test says that it was skipped.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "what fails in a helper fails its test, and a skipped test says so"
)]

#[allow(dead_code, reason = "other tests compare bytes with it")]
#[path = "../support/program.rs"]
mod program;
#[path = "../support/shared.rs"]
mod shared;

mod common_foods;
mod kitchen;

use kitchen::{Kitchen, WORKBOOK, assert_value, tables, told_commands};
use nuka::study::{ObservationTable, Study, open_study};
use program::{nuka, run};
use std::fs;

fn nutrients_of(study: &Study) -> &ObservationTable {
    let mut tables = study.beside().tables.iter();
    tables.find(|one| one.name == "nutrients").unwrap()
}

#[test]
fn the_example_gives_the_sums_of_the_published_values() {
    let Some(tables) = tables("the_example_gives_the_sums_of_the_published_values") else {
        return;
    };
    let kitchen = Kitchen::new(&tables);
    let blocks = told_commands();
    assert_eq!(blocks.len(), 2);
    let mut said = String::new();
    for command in &blocks[0] {
        said += &kitchen.run(command);
    }
    // 2,305 g were weighed, 150 g of them are a soup without a number.
    for expected in [
        "16 foods on 5 days of 3 surveys; counted 14 foods, 93.5 % of the weight",
        "left out: no composition code: 1 foods, 1 times, 6.5 % of the weight",
        "left out: no amount: 1 foods, 1 times",
        "every one is in unmapped.tsv",
    ] {
        assert!(said.contains(expected), "no \"{expected}\" in\n{said}");
    }

    let nutrients = kitchen.nutrients();
    for (key, expected) in [
        // 300 g x 1.56 + 50 x 1.90 + 5 x 0.77 + 200 x 0.02
        (["k01", "1", "ENERC_KCAL"], (570.85, "kcal", "")),
        // 300 x 0.015 + 50 x 0.067; traces of soy sauce are 0, of tea nothing is known.
        (["k01", "1", "FIB-"], (7.85, "g", "above")),
        (["k01", "1", "VITC"], (12.0, "mg", "")),
        (["k01", "1", "ID"], (0.05, "ug", "")),
        (["k01", "1", "NACL_EQ"], (0.725, "g", "")),
        // 200 x 1.56 + 80 x 1.24 + 50 x 0.11
        (["k01", "2", "ENERC_KCAL"], (416.7, "kcal", "")),
        (["k01", "2", "FIB-"], (3.55, "g", "")),
        // 100 x 1.42 + 200 x 0.61, and a soup; 250 x 1.56 + 120 x 0.53, and a lettuce.
        (["k02", "1", "ENERC_KCAL"], (264.0, "kcal", "above")),
        (["k02", "2", "ENERC_KCAL"], (453.6, "kcal", "above")),
        // 3 x 150 x 1.56 + 0.5 x 200 x 0.61 + 1 x 50 x 1.42
        (["k03", "", "ENERC_KCAL"], (834.0, "kcal", "")),
        (["k03", "", "ID"], (32.5, "ug", "")),
    ] {
        assert_value(&nutrients, key, expected);
    }

    let unmapped = fs::read_to_string(kitchen.folder.path().join("unmapped.tsv")).unwrap();
    for expected in [
        "not_mapped\tsoup\t自家製スープ\t\t\t1\t150\t",
        "no_amount\tlettuce\tレタス\t06312\t\t1\t\t\t\n",
        "not_measured\tsencha\tせん茶\t16037\tFIB-\t1\t200\t",
    ] {
        assert!(unmapped.contains(expected), "no {expected} in\n{unmapped}");
    }
    for person in ["k01", "k02", "k03"] {
        assert!(!unmapped.contains(person), "{person} is in\n{unmapped}");
    }

    // The study has the mean of the days: (570.85 + 416.7) / 2, (264 + 453.6) / 2.
    let study = open_study(&kitchen.folder.path().join("diet.h5ad")).unwrap();
    let table = nutrients_of(&study);
    let column = |code: &str| {
        table
            .columns
            .iter()
            .position(|one| one.code == code)
            .unwrap()
    };
    let energy = column("ENERC_KCAL");
    assert_eq!(table.columns[energy].unit, "kcal");
    for (sample, expected) in [("k01-s1", 493.775), ("k02-s1", 358.8), ("k03-s1", 834.0)] {
        let row = study
            .observations()
            .iter()
            .position(|one| one.sample == sample);
        let value = table.values[[row.unwrap(), energy]];
        assert!((value - expected).abs() < 1e-9, "{sample}: {value}");
    }

    // A plan that takes no lower bounds has no energy of the one whose days both lack
    // a food.
    let folder = kitchen.folder.path();
    let plan = fs::read_to_string(folder.join("food_composition/plan.toml")).unwrap();
    fs::write(
        folder.join("exact.toml"),
        plan.replace("[nutrients]\n", "[nutrients]\nlimits = \"missing\"\n"),
    )
    .unwrap();
    kitchen.run("nuka study join --cohort diet.sqlite --plan exact.toml --out exact.h5ad");
    let study = open_study(&folder.join("exact.h5ad")).unwrap();
    let table = nutrients_of(&study);
    let column = |code: &str| {
        let mut columns = table.columns.iter();
        columns.position(|one| one.code == code).unwrap()
    };
    let energy = table.values.column(column("ENERC_KCAL")).to_vec();
    assert!(
        (energy[0] - 493.775).abs() < 1e-9 && energy[1].is_nan(),
        "{energy:?}"
    );
    // The fibre of tea is not known on one day of two.
    assert!(table.values[[0, column("FIB-")]].is_nan());
}

#[test]
fn the_same_again_changes_nothing_and_another_table_replaces_all() {
    let Some(tables) = tables("the_same_again_changes_nothing_and_another_table_replaces_all")
    else {
        return;
    };
    let kitchen = Kitchen::new(&tables);
    let blocks = told_commands();
    let intake = format!("--composition {WORKBOOK}");
    for command in blocks[0]
        .iter()
        .filter(|one| one.contains(" import ") || one.contains(" init "))
    {
        kitchen.run(command);
    }
    let told = kitchen.intake(&format!("{intake} --dry-run"));
    assert_eq!(told["dry_run"], true);
    assert!(kitchen.nutrients().is_empty());
    let first = kitchen.intake(&intake);
    assert_eq!(first["values_added"], told["values_added"]);
    assert!(
        first["edition"].as_str().unwrap().contains("2020"),
        "{first}"
    );
    let before = kitchen.nutrients();
    assert_eq!(first["values_added"], before.len());
    let again = kitchen.intake(&intake);
    assert_eq!(again["values_same"], before.len(), "{again}");
    assert_eq!(again["values_added"], 0);
    assert_eq!(again["values_changed"], 0);

    for command in &blocks[1] {
        kitchen.run(command);
    }
    let after = kitchen.nutrients();
    assert_value(&after, ["k01", "1", "ENERC_KCAL"], (570.85, "kcal", ""));
    // That table has lost the traces: the fibre of soy sauce is no longer known.
    assert_value(&after, ["k01", "1", "FIB-"], (7.85, "g", "above"));
    // Nine components of five days; iodine is none of them.
    assert_eq!(after.len(), 9 * 5);
    let again = kitchen.intake("--composition body.csv --mapping food_composition/body.toml");
    assert_eq!(again["values_same"], 45, "{again}");
    assert_eq!(again["values_changed"], 0, "{again}");
}

#[test]
fn whoever_is_removed_is_summed_up_no_more() {
    let Some(tables) = tables("whoever_is_removed_is_summed_up_no_more") else {
        return;
    };
    let kitchen = Kitchen::new(&tables);
    for command in told_commands()[0]
        .iter()
        .filter(|one| !one.contains(" study "))
    {
        kitchen.run(command);
    }
    kitchen.run("nuka cohort withdraw diet.sqlite k02 --remove --date 2026-01-20");
    let account = kitchen.intake(&format!("--composition {WORKBOOK}"));
    assert_eq!(account["surveys"], 2, "{account}");
    assert_eq!(account["items"], 10, "{account}");
    assert_eq!(account["values_added"], 0, "{account}");
    assert!(
        kitchen
            .nutrients()
            .keys()
            .all(|[person, ..]| person != "k02")
    );
    assert!(!account.to_string().contains("soup"), "{account}");
}

#[test]
fn a_table_that_is_no_workbook_asks_for_a_mapping() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    run(nuka().args(["cohort", "init"]).arg(at("c.sqlite")));
    fs::write(at("foods.csv"), "code,name,protein\n1,bean,16\n").unwrap();
    let output = nuka()
        .args(["cohort", "intake"])
        .arg(at("c.sqlite"))
        .arg("--composition")
        .arg(at("foods.csv"))
        .output()
        .expect("the program starts");
    assert_eq!(output.status.code(), Some(1));
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(told.contains("or a mapping for another table"), "{told}");
}
