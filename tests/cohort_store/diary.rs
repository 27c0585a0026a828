//! A food diary in which only what was eaten is written down, through the program.

use crate::program::{nuka, run};
use crate::store::Store;
use std::collections::BTreeMap;
use std::fs;

const DIARY: &str = "id,day,rice,tofu,tea\n\
    p1,1,150,,?\n\
    p1,2,,,\n\
    p2,1,0,,\n";

fn grams(blank: &str) -> (BTreeMap<[String; 3], String>, serde_json::Value) {
    let store = Store::new();
    let folder = store.folder.path();
    let people = "kind = \"participants\"\n[fields]\nparticipant = \"id\"\n";
    let foods = format!(
        "kind = \"foods\"\nmissing = [\"?\"]\n{blank}[fields]\nparticipant = \"id\"\nday = \"day\"\n\
         [other_values]\nunit = \"g\"\n"
    );
    for (name, text) in [
        ("people.csv", "id\np1\np2\n"),
        ("people.toml", people),
        ("diary.csv", DIARY),
        ("diary.toml", &foods),
    ] {
        fs::write(folder.join(name), text).unwrap();
    }
    let import = |name: &str| {
        let mapping = folder.join(format!("{name}.toml"));
        let table = folder.join(format!("{name}.csv"));
        store.import(&table, mapping.to_str().unwrap(), None)
    };
    import("people");
    let account = import("diary");
    store.consent_of(["p1", "p2"]);
    let rows = store.export("foods.tsv").into_iter();
    let grams = rows.map(|row| {
        let key = ["participant", "day", "food"].map(|name| row[name].clone());
        (key, row["grams"].clone())
    });
    (grams.collect(), account)
}

#[test]
fn what_a_diary_leaves_blank_was_not_eaten_but_a_blank_day_is_not_told() {
    let (not_told, account) = grams("");
    assert_eq!(account["values_missing"], 7, "{account}");
    assert_eq!(account["rows_not_told"], 0, "{account}");
    let (not_eaten, account) = grams("blank = \"not eaten\"\n");
    assert_eq!(account["values_missing"], 4, "{account}");
    assert_eq!(account["rows_not_told"], 1, "{account}");
    let of = |table: &BTreeMap<[String; 3], String>, person: &str, day: &str, food: &str| {
        table[&[person, day, food].map(str::to_owned)].clone()
    };
    for (person, day, food, told, eaten) in [
        ("p1", "1", "rice", "150", "150"),
        ("p1", "1", "tofu", "", "0"),
        ("p1", "1", "tea", "", ""),
        ("p1", "2", "rice", "", ""),
        ("p1", "2", "tofu", "", ""),
        ("p1", "2", "tea", "", ""),
        ("p2", "1", "rice", "0", "0"),
        ("p2", "1", "tofu", "", "0"),
        ("p2", "1", "tea", "", "0"),
    ] {
        assert_eq!(
            of(&not_told, person, day, food),
            told,
            "{person} {day} {food}"
        );
        assert_eq!(
            of(&not_eaten, person, day, food),
            eaten,
            "{person} {day} {food}"
        );
    }
}

#[test]
fn the_import_says_how_many_rows_have_nothing_written() {
    let store = Store::new();
    let folder = store.folder.path();
    let people = "kind = \"participants\"\n[fields]\nparticipant = \"id\"\n";
    let foods = "kind = \"foods\"\nblank = \"not eaten\"\n[fields]\nparticipant = \"id\"\n\
         day = \"day\"\n[other_values]\nunit = \"g\"\n";
    for (name, text) in [("people", people), ("diary", foods)] {
        fs::write(folder.join(format!("{name}.toml")), text).unwrap();
    }
    let table = folder.join("diary.csv");
    fs::write(&table, "id,day,rice\np1,1,150\np1,2,\n").unwrap();
    let people = folder.join("people.csv");
    fs::write(&people, "id\np1\n").unwrap();
    let mapping = folder.join("people.toml");
    store.import(&people, mapping.to_str().unwrap(), None);
    let mut command = nuka();
    command
        .args(["cohort", "import", "--dry-run"])
        .arg(&store.path);
    command.arg(&table).arg("--mapping");
    let told = run(command.arg(folder.join("diary.toml"))).stderr;
    let told = String::from_utf8_lossy(&told);
    assert!(told.contains("1 rows have nothing written"), "{told}");
}
