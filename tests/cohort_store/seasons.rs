//! A questionnaire that asks for fruit in its season, through the program.

use crate::program::nuka;
use crate::store::Store;
use std::collections::BTreeMap;
use std::fs;

const PEOPLE: &str = "kind = \"participants\"\n[fields]\nparticipant = \"id\"\n";

const FOODS: &str = "kind = \"foods\"\nmissing = [\"9\"]\n\
    [fields]\nparticipant = \"id\"\ninstrument = { value = \"FFQ\" }\n\
    [frequencies]\n0 = 0\n1 = \"3/week\"\n2 = \"1/day\"\n\
    [other_values]\nunit = \"frequency\"\n\
    [other_values.portion_grams]\npersimmon = 180\nstrawberry = 15\nrice = 150\n\
    [[seasons]]\ncode = \"persimmon\"\nmonths = 3\n\
    [[seasons]]\ncode = \"strawberry\"\nmonths = \"strawberry_months\"\n\
    out_of_season = \"strawberry_rest\"\n";

const ANSWERS: &str = "id,persimmon,strawberry,strawberry_months,strawberry_rest,rice\n\
    p1,1,2,4,1,2\n\
    p2,2,2,9,0,1\n\
    p3,0,1,12,9,9\n";

fn store(answers: &str) -> Store {
    let store = Store::new();
    for (name, text) in [
        ("answers.csv", answers),
        ("people.csv", "id\np1\np2\np3\n"),
        ("people.toml", PEOPLE),
        ("foods.toml", FOODS),
    ] {
        fs::write(store.folder.path().join(name), text).unwrap();
    }
    let people = store.folder.path().join("people.toml");
    let table = store.folder.path().join("people.csv");
    store.import(&table, people.to_str().unwrap(), None);
    store
}

#[test]
fn foods_in_season_reach_the_export_as_means_over_the_year() {
    let store = store(ANSWERS);
    let foods = store.folder.path().join("foods.toml");
    let table = store.folder.path().join("answers.csv");
    let account = store.import(&table, foods.to_str().unwrap(), None);
    // The season of the second, and rice of the third: both are code 9.
    assert_eq!(account["values_missing"], 2, "{account}");
    store.consent_of(["p1", "p2", "p3"]);
    let rows = store.export("foods.tsv").into_iter();
    let grams: BTreeMap<(String, String), String> = rows
        .map(|row| {
            let key = (row["participant"].clone(), row["food"].clone());
            (key, row["grams"].clone())
        })
        .collect();
    assert_eq!(grams.len(), 9);
    // Times a day × portion, by the months of the year, worked by hand.
    for (person, food, expected) in [
        ("p1", "persimmon", Some(3.0 / 7.0 * 180.0 / 4.0)),
        (
            "p1",
            "strawberry",
            Some(15.0 / 3.0 + 15.0 * 3.0 / 7.0 * 2.0 / 3.0),
        ),
        ("p1", "rice", Some(150.0)),
        ("p2", "persimmon", Some(45.0)),
        ("p2", "strawberry", None),
        ("p2", "rice", Some(3.0 / 7.0 * 150.0)),
        ("p3", "persimmon", Some(0.0)),
        // The season is all year, so that the other answer is not asked for.
        ("p3", "strawberry", Some(3.0 / 7.0 * 15.0)),
        ("p3", "rice", None),
    ] {
        let found = &grams[&(person.to_owned(), food.to_owned())];
        match expected {
            None => assert_eq!(found, "", "{person} {food}"),
            Some(expected) => {
                let found: f64 = found.parse().unwrap();
                let is_same = (found - expected).abs() < 1e-9;
                assert!(is_same, "{person} {food}: {found}, expected {expected}");
            }
        }
    }
}

#[test]
fn months_that_no_year_has_are_refused_with_row_column_and_value() {
    let store = store(&ANSWERS.replace("1,2,4,1", "1,2,14,1"));
    let before = fs::read(&store.path).unwrap();
    let mut command = nuka();
    command.args(["cohort", "import"]).arg(&store.path);
    command.arg(store.folder.path().join("answers.csv"));
    command.arg("--mapping");
    let output = command
        .arg(store.folder.path().join("foods.toml"))
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{told}");
    let expected = "line 2, field strawberry_months: found \"14\", expected a number from 0 to 12";
    assert!(told.contains(expected), "{told}");
    assert_eq!(fs::read(&store.path).unwrap(), before);
}
