//! Small tables in and out of a store.

mod blank_foods;
mod lineage_headers;
mod profiles;
mod seasons;
mod weighed;
mod wide_foods;

use super::{Differences, ImportAccount, ImportRequest, Mapping};
use crate::cohort::made_cohort::MadeCohort;
use crate::error::Result;

/// The examples of the guide.
const GUIDE: &str = include_str!("../../mapping.md");

/// The first lines of the guide's examples in TOML that begin so.
fn guide_example(place: usize) -> &'static str {
    let rest = GUIDE.split("```toml\n").nth(place + 1).unwrap();
    rest.split("```").next().unwrap()
}

/// The guide's example that holds some words.
fn guide_example_with(words: &str) -> &'static str {
    let examples = GUIDE.split("```toml\n").skip(1);
    let mut examples = examples.map(|rest| rest.split("```").next().unwrap());
    examples.find(|example| example.contains(words)).unwrap()
}

fn people_of_the_guide() -> &'static str {
    let rest = GUIDE.split("```text\nID,").nth(1).unwrap();
    let table = rest.split("```").next().unwrap();
    &GUIDE[GUIDE.len() - rest.len() - 3..][..table.len() + 3]
}

fn import_as(
    made: &mut MadeCohort,
    mapping: &str,
    table: &str,
    differences: Differences,
    dry_run: bool,
) -> Result<ImportAccount> {
    let file = made.folder.path().join("table.csv");
    std::fs::write(&file, table).unwrap();
    made.cohort.import(&ImportRequest {
        file: &file,
        lineages: None,
        mapping: &Mapping::parse(mapping)?,
        differences,
        imported_on: None,
        dry_run,
    })
}

fn import(made: &mut MadeCohort, mapping: &str, table: &str) -> Result<ImportAccount> {
    import_as(made, mapping, table, Differences::Refuse, false)
}

/// All rows of a query, cells joined by `|`.
fn rows(made: &MadeCohort, sql: &str) -> Vec<String> {
    let mut statement = made.cohort.connection().prepare(sql).unwrap();
    let columns = statement.column_count();
    let rows = statement.query_map([], |row| {
        let cell = |column| -> rusqlite::Result<String> {
            Ok(match row.get_ref(column)? {
                rusqlite::types::ValueRef::Null => "-".to_owned(),
                rusqlite::types::ValueRef::Integer(number) => number.to_string(),
                rusqlite::types::ValueRef::Real(number) => number.to_string(),
                other => other.as_str().unwrap().to_owned(),
            })
        };
        let cells: rusqlite::Result<Vec<String>> = (0..columns).map(cell).collect();
        Ok(cells?.join("|"))
    });
    rows.unwrap().map(|row| row.unwrap()).collect()
}

const PEOPLE: &str = "kind = \"participants\"\n[fields]\nparticipant = \"id\"\nsex = \"sex\"\n";

#[test]
fn the_tables_of_the_guide_are_read_as_it_says() {
    let mut made = MadeCohort::with_people(&[]);
    let table = people_of_the_guide();
    let account = import(&mut made, guide_example(0), table).unwrap();
    assert_eq!((account.rows_read, account.records_added), (2, 2));
    assert_eq!(account.columns_dropped, ["氏名"]);
    assert_eq!(account.columns_left_out, ["BMI", "CRP", "血糖", "受診日"]);
    let people = rows(
        &made,
        "SELECT participant, sex, birth_year, region FROM participant",
    );
    assert_eq!(people, ["P1|male|1961|38", "P2|female|1975|13"]);

    let account = import(&mut made, guide_example(1), table).unwrap();
    assert_eq!((account.records_added, account.values_missing), (5, 1));
    let markers = rows(
        &made,
        "SELECT participant, date, code, round(value, 6), unit, limit_side, written_value, written_unit
         FROM marker ORDER BY participant, code",
    );
    // 5.2 and 4.9 mmol/L × 18.016.
    assert_eq!(
        markers,
        [
            "P1|2024-05-03|bmi|23.1|kg/m2|-|23.1|kg/m2",
            "P1|2024-05-03|crp|0.3|mg/dL|below|<0.3|mg/dL",
            "P1|2024-05-03|glucose|93.6832|mg/dL|-|5.2|mmol/L",
            "P2|2024-05-04|crp|1.2|mg/dL|-|1.2|mg/dL",
            "P2|2024-05-04|glucose|88.2784|mg/dL|-|4.9|mmol/L",
        ]
    );
}

#[test]
fn importing_again_changes_nothing_not_even_a_byte() {
    let mut made = MadeCohort::with_people(&[]);
    let table = people_of_the_guide();
    import(&mut made, guide_example(0), table).unwrap();
    made.cohort.settle().unwrap();
    let before = std::fs::read(made.cohort.path()).unwrap();
    let account = import(&mut made, guide_example(0), table).unwrap();
    assert!(!account.is_change());
    assert_eq!(account.records_same, 2);
    made.cohort.settle().unwrap();
    assert!(std::fs::read(made.cohort.path()).unwrap() == before);
}

#[test]
fn a_dry_run_tells_what_would_be_and_leaves_the_store_alone() {
    let mut made = MadeCohort::with_people(&[]);
    let account = import_as(
        &mut made,
        PEOPLE,
        "id,sex\na,F\n",
        Differences::Refuse,
        true,
    );
    assert_eq!(account.unwrap().records_added, 1);
    assert_eq!(made.count("participant"), 0);
    assert_eq!(made.count("import_log"), 1);
}

#[test]
fn all_mistakes_of_form_columns_and_values_are_told_at_once_and_nothing_is_kept() {
    let mut made = MadeCohort::with_people(&[]);
    let mapping = format!("{PEOPLE}birth_year = \"year\"\nregion = \"where\"\n");
    let table = "id,sex,year,電話番号\na,F,1970,1\nb,X,197O,1\n,M,1980,1\nc,M\na,M,1970,1\n";
    let error = import(&mut made, &mapping, table).unwrap_err();
    let told = error.to_string();
    for expected in [
        "field where",
        "line 1, field 電話番号: the column looks like telephone numbers",
        "line 3, field sex",
        "line 3, field year",
        "line 4, field id: found no participant",
        "line 5: found 2 cells",
        "line 6, field id: \"a\": found the sex \"male\", but an earlier row says \"female\"",
    ] {
        assert!(told.contains(expected), "no {expected:?} in\n{told}");
    }
    assert_eq!(error.all().count(), 7, "{told}");
    assert_eq!(made.count("participant"), 0);
}

#[test]
fn a_differing_value_is_a_mistake_unless_it_is_to_be_updated() {
    let mut made = MadeCohort::with_people(&[]);
    import(&mut made, PEOPLE, "id,sex\na,F\nb,\n").unwrap();
    let changed = "id,sex\na,M\nb,M\n";
    let error = import(&mut made, PEOPLE, changed).unwrap_err();
    assert!(
        error.to_string().contains("the store has \"female\""),
        "{error}"
    );
    assert_eq!(rows(&made, "SELECT sex FROM participant"), ["female", "-"]);
    let account = import_as(&mut made, PEOPLE, changed, Differences::Update, false).unwrap();
    assert_eq!(account.records_changed, 2);
    assert_eq!(rows(&made, "SELECT sex FROM participant"), ["male", "male"]);
    import(&mut made, PEOPLE, "id,sex\na,\nb,\n").unwrap();
    assert_eq!(rows(&made, "SELECT sex FROM participant"), ["male", "male"]);
}

#[test]
fn people_who_are_not_in_the_store_or_were_removed_are_refused() {
    let mut made = MadeCohort::with_people(&["a", "gone"]);
    let on = crate::tabular::values::Date::new(2026, 4, 1).unwrap();
    made.cohort.remove("gone", on, "").unwrap();
    let samples = "kind = \"samples\"\n[fields]\nsample = \"s\"\nparticipant = \"p\"\n";
    let error = import(&mut made, samples, "s,p\n1,a\n2,b\n3,gone\n").unwrap_err();
    let told = error.to_string();
    assert!(
        told.contains("line 3, field p") && told.contains("\"b\""),
        "{told}"
    );
    assert!(
        told.contains("line 4, field p") && told.contains("removed on 2026-04-01"),
        "{told}"
    );
    let error = import(&mut made, PEOPLE, "id,sex\ngone,F\n").unwrap_err();
    assert!(error.to_string().contains("removed on"), "{error}");
}

#[test]
fn long_markers_keep_one_unit_a_code() {
    let mut made = MadeCohort::with_people(&["a"]);
    let mapping = "kind = \"markers\"\ntext_codes = [\"urine\"]\n[fields]\nparticipant = \"p\"\ncode = \"c\"\nvalue = \"v\"\nunit = \"u\"\n";
    let table = "p,c,v,u\na,glucose,93,mg/dL\na,urine,+,\na,ldl,120,\na,glucose,5.2,mmol/L\na,hdl,high,mg/dL\n";
    let error = import(&mut made, mapping, table).unwrap_err();
    let told = error.to_string();
    for expected in [
        "line 4, field u: found a value without a unit",
        "line 5, field u: found glucose in \"mmol/L\"",
        "line 6, field v",
    ] {
        assert!(told.contains(expected), "no {expected:?} in\n{told}");
    }
    let table = "p,c,v,u\na,glucose,93,mg/dL\na,urine,+,\n";
    import(&mut made, mapping, table).unwrap();
    let markers = rows(&made, "SELECT code, value, text_value, unit FROM marker");
    assert_eq!(markers, ["glucose|93|-|mg/dL", "urine|-|+|"]);
}

#[test]
fn foods_make_their_survey_and_are_numbered_by_their_rows() {
    let mut made = MadeCohort::with_people(&["a", "b"]);
    let mapping = "kind = \"foods\"\n[fields]\nparticipant = \"p\"\ndate = \"d\"\nfood = \"f\"\ngrams = \"g\"\ntimes_per_day = \"t\"\nportion_grams = \"w\"\n";
    let table = "p,d,f,g,t,w\na,2025-01-01,rice,150,,\na,2025-01-01,miso,,0.5,180\nb,2025-01-01,rice,,,\na,2025-01-02,tea,200,,\n";
    let account = import(&mut made, mapping, table).unwrap();
    assert_eq!(account.records_added, 3 + 4);
    let foods = rows(&made, "SELECT survey, item, food, grams FROM food_item");
    assert_eq!(
        foods,
        [
            "a/2025-01-01|1|rice|150",
            "a/2025-01-01|2|miso|90",
            "a/2025-01-02|1|tea|200",
            "b/2025-01-01|1|rice|-",
        ]
    );
    assert!(!import(&mut made, mapping, table).unwrap().is_change());
}

#[test]
fn answers_of_a_long_table_are_times_of_portions() {
    let mut made = MadeCohort::with_people(&["a"]);
    let mapping = "kind = \"foods\"\nmissing = [\"9\"]\nnumbers = \"decimal-comma\"\n\
        [fields]\nparticipant = \"p\"\nfood = \"f\"\ntimes_per_day = \"t\"\nportion_grams = \"w\"\n\
        [frequencies]\n1 = 0\n2 = \"1-3/month\"\n3 = \"5-6/week\"\n";
    let table = "p;f;t;w\na;rice;３;140\na;tea;2;60,875\na;miso;1;180\na;milk;9;200\n";
    import(&mut made, mapping, table).unwrap();
    let foods = "SELECT food, round(grams, 9), round(times_per_day, 6) FROM food_item";
    // 5.5 / 7 × 140 g; 2 / 30.4375 × 60.875 g.
    assert_eq!(
        rows(&made, foods),
        [
            "rice|110|0.785714",
            "tea|4|0.065708",
            "miso|0|0",
            "milk|-|-"
        ]
    );
    let told = import(&mut made, mapping, &table.replace(";３;", ";7;")).unwrap_err();
    let told = told.to_string();
    assert!(
        told.contains("line 2, field t: found \"7\", expected one of 1, 2, 3"),
        "{told}"
    );
    let words = mapping.replace(
        "\"t\"",
        "{ column = \"t\", codes = { never = \"1\", often = \"3\" } }",
    );
    let mut made = MadeCohort::with_people(&["a"]);
    import(&mut made, &words, "p;f;t;w\na;rice;often;140\n").unwrap();
    assert_eq!(rows(&made, foods), ["rice|110|0.785714"]);
    let unused = mapping.replace("times_per_day", "food_name");
    let told = Mapping::parse(&unused).unwrap_err().to_string();
    assert!(told.contains("fill the field times_per_day"), "{told}");
}

#[test]
fn a_mapping_of_consent_without_decisions_is_told_both_ways() {
    let mapping = "kind = \"consent\"\n[fields]\nparticipant = \"p\"\npurpose = \"u\"\n";
    let error = Mapping::parse(mapping).unwrap_err().to_string();
    assert_eq!(error.matches("given_on = \"COLUMN\"").count(), 2, "{error}");
}

#[test]
fn consent_may_have_a_day_for_each_decision() {
    let mut made = MadeCohort::with_people(&["a", "b"]);
    let mapping = "kind = \"consent\"\n[fields]\nparticipant = \"p\"\npurpose = { value = \"research\" }\ngiven_on = \"g\"\nwithdrawn_on = \"w\"\n";
    import(
        &mut made,
        mapping,
        "p,g,w\na,2025-01-01,\nb,2025-01-01,2025-06-01\n",
    )
    .unwrap();
    let entries = rows(&made, "SELECT participant, decision, date FROM consent");
    assert_eq!(
        entries,
        [
            "a|given|2025-01-01",
            "b|given|2025-01-01",
            "b|withdrawn|2025-06-01"
        ]
    );
}

#[test]
fn a_decision_of_another_spelling_is_refused_before_it_is_nobodys() {
    let mut made = MadeCohort::with_people(&["HC001", "HC002"]);
    let mapping = "kind = \"consent\"\n[fields]\nparticipant = \"p\"\npurpose = { value = \"research\" }\nwithdrawn_on = \"w\"\n";
    let table = "p,w\nhc001,2024-06-01\nＨＣ００２,2024-06-01\nHC1,2024-06-01\n";
    let told = import(&mut made, mapping, table).unwrap_err().to_string();
    assert_eq!(told.matches("write the id so").count(), 3, "{told}");
    assert!(rows(&made, "SELECT participant, decision, date FROM consent").is_empty());
}
