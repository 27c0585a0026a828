//! Bundles that are wrong, and what is told of them together.

use super::made::{bundle, consent, import, import_with, observation, patient, quantity};
use super::wrong_elements::changed;
use crate::cohort::made_cohort::MadeCohort;
use crate::error::Error;
use serde_json::{Value, json};

const HEIGHT: &str = "9N001000000000001";
const ITEMS: &str = "urn:oid:1.2.392.200119.6.1005";

/// The mistakes of a bundle that leaves no trace in the store.
pub(super) fn refused(bundle: &Value) -> Error {
    let mut made = MadeCohort::with_people(&[]);
    let error = import(&mut made, bundle).unwrap_err();
    assert_eq!(made.count("participant"), 0);
    assert_eq!(made.count("import_log"), 1);
    error
}

#[test]
fn all_mistakes_are_told_at_once() {
    let mut wrong = changed("/entry/0/resource/gender", json!("x"));
    wrong["entry"][1]["resource"]["status"] = json!("done");
    wrong["entry"][2]["resource"]["dateTime"] = json!("2025");
    wrong["entry"][2]["resource"]["status"] = json!("on");
    wrong["entry"][3]["resource"]["type"] = Value::Null;
    let error = refused(&wrong);
    let records: Vec<Option<u64>> = error.all().map(|one| one.place().record).collect();
    // The person cannot be put, so the answers are nobody's in the store.
    assert_eq!(records, [1, 3, 3, 4, 5, 2].map(Some), "{error}");
}

#[test]
fn ids_and_values_that_stand_twice_are_told() {
    let twice = bundle(&[patient("p1"), patient("p1")]);
    let told = refused(&twice).to_string();
    assert!(
        told.contains("record 2 (Patient)") && told.contains("entry 1 again"),
        "{told}"
    );
    let height = |value| observation(ITEMS, HEIGHT, &quantity(value, "cm"));
    let differing = bundle(&[patient("p1"), height(160.0), height(161.0)]);
    let told = refused(&differing).to_string();
    assert!(
        told.contains("record 3") && told.contains("161") && told.contains("160"),
        "{told}"
    );
    let same = bundle(&[patient("p1"), height(160.0), height(160.0)]);
    assert!(import(&mut MadeCohort::with_people(&[]), &same).is_ok());
}

#[test]
fn what_is_no_json_is_told_with_its_line() {
    let mut made = MadeCohort::with_people(&[]);
    let mut import = |text: &str| import_with(&mut made, "kind = \"fhir\"", text).unwrap_err();
    let error = import("{\n\"resourceType\": \"Bundle\",\n\"type\" \"collection\"}");
    assert_eq!(error.place().line, Some(3), "{error}");
    let error = import("{\"resourceType\": \"Bundle\", \"entry\": [");
    assert_eq!(error.kind(), crate::ErrorKind::Truncated, "{error}");
}

#[test]
fn who_was_removed_does_not_come_back() {
    let mut made = MadeCohort::with_people(&["p1"]);
    let on = crate::tabular::values::Date::new(2025, 6, 1).unwrap();
    made.cohort.remove("p1", on, "").unwrap();
    let told = import(&mut made, &bundle(&[patient("p1"), consent(&json!({}))]));
    let told = told.unwrap_err();
    assert_eq!(told.all().count(), 2, "{told}");
    assert!(
        told.to_string().contains("who withdrew and was removed"),
        "{told}"
    );
}

#[test]
fn mappings_are_checked_before_anything_else() {
    use crate::cohort::FhirMapping;
    let guide = include_str!("../../fhir.md");
    let example = guide.split("```toml\n").nth(1).unwrap();
    assert!(FhirMapping::parse(example.split("```").next().unwrap()).is_ok());
    for (text, expected) in [
        ("kind = \"participants\"", "unknown variant"),
        ("kind = \"fhir\"\nsystem = \"x\"", "unknown field"),
        (
            "kind = \"fhir\"\n[purposes]\n\"a|b\" = \"fun\"",
            "expected one of research",
        ),
        ("kind = \"fhir\"\n[frequencies]\nnever = -1", "0 to 1000"),
    ] {
        let told = FhirMapping::parse(text).unwrap_err().to_string();
        assert!(told.contains(expected), "{told}");
    }
}
