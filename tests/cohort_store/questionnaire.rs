//! A food-frequency questionnaire with a column for each food, as the examples have it.

use crate::program::nuka;
use crate::store::Store;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

const PEOPLE: &str = "questionnaire/participants.toml";
const FOODS: &str = "questionnaire/foods.toml";

fn example(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("examples/cohort")
        .join(name)
}

/// Grams a day by person and food, as exported.
fn grams_of(table: &Path) -> BTreeMap<(String, String), String> {
    let store = Store::new();
    store.import(table, PEOPLE, None);
    let account = store.import(table, FOODS, None);
    assert_eq!(account["rows_read"], 3, "{account}");
    assert_eq!(account["values_missing"], 2, "{account}");
    assert_eq!(store.import(table, FOODS, None)["records_added"], 0);
    store.consent_of(["Q01", "Q02", "Q03"]);
    let rows = store.export("foods.tsv").into_iter();
    rows.map(|row| {
        let key = (row["participant"].clone(), row["food"].clone());
        (key, row["grams"].clone())
    })
    .collect()
}

#[test]
fn answers_with_japanese_headers_and_categories_are_read_right() {
    let table = example("questionnaire/answers.csv");
    let grams = grams_of(&table);
    assert_eq!(grams.len(), 3 * 8);
    // Times a day × portion, from the answers read by eye; a month has 365.25 / 12 days.
    let (week, month) = (7.0, 365.25 / 12.0);
    for (person, food, expected) in [
        ("Q01", "ごはん", 2.0 * 150.0),
        ("Q01", "みそ汁", 180.0),
        ("Q01", "納豆", 3.5 / week * 40.0),
        ("Q01", "豆腐", 1.5 / week * 100.0),
        ("Q01", "魚", 5.5 / week * 80.0),
        ("Q01", "牛乳", 0.0),
        ("Q01", "みかん", 2.0 / month * 80.0),
        ("Q01", "緑茶", 600.0),
        ("Q02", "牛乳", 200.0),
        ("Q02", "緑茶", 0.0),
        ("Q03", "緑茶", 375.0),
    ] {
        let found = &grams[&(person.to_owned(), food.to_owned())];
        let found: f64 = found.parse().unwrap();
        assert!(
            (found - expected).abs() < 1e-9,
            "{person} {food}: {found}, expected {expected}"
        );
    }
    for (person, food) in [("Q02", "みかん"), ("Q03", "みそ汁")] {
        assert_eq!(grams[&(person.to_owned(), food.to_owned())], "");
    }

    let text = fs::read_to_string(&table).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let in_shift_jis = folder.path().join("answers.csv");
    fs::write(&in_shift_jis, encoding_rs::SHIFT_JIS.encode(&text).0).unwrap();
    assert_eq!(grams_of(&in_shift_jis), grams);
}

#[test]
fn answers_that_the_mapping_does_not_know_are_refused_with_row_column_and_value() {
    let store = Store::new();
    store.import(&example("questionnaire/answers.csv"), PEOPLE, None);
    let text = fs::read_to_string(example("questionnaire/answers.csv")).unwrap();
    let text = text
        .replace("毎日2回以上,毎日1回", "毎日3回,毎日1回")
        .replace("月に1-3回,4", "月に1-3回,-4");
    let table = store.folder.path().join("answers.csv");
    fs::write(&table, text).unwrap();
    let before = fs::read(&store.path).unwrap();
    let mut command = nuka();
    command.args(["cohort", "import"]).arg(&store.path);
    command.arg(&table).arg("--mapping").arg(example(FOODS));
    let output = command.output().unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{told}");
    for expected in [
        "line 2, field ごはん: found \"毎日3回\"",
        "line 2, field 緑茶（杯/日）: found \"-4\"",
    ] {
        assert!(told.contains(expected), "no {expected:?} in\n{told}");
    }
    assert_eq!(fs::read(&store.path).unwrap(), before);
}
