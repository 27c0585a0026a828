//! What the store holds after a bundle.

use super::made::{
    CHECKUP_MAPPING, bundle, checkup_document, import, import_with, observation, patient, quantity,
    rows,
};
use crate::cohort::made_cohort::MadeCohort;
use crate::cohort::{BundleRequest, Differences, FhirMapping};
use serde_json::json;

/// The items of the check-up, as eCheckupReport names them.
const CHECKUP: &str = "urn:oid:1.2.392.200119.6.1005";

const MARKERS: &str = "SELECT participant, date, code, value, text_value, unit, limit_side,
    written_value, written_unit FROM marker ORDER BY code";

#[test]
fn a_checkup_document_is_read_with_the_day_of_its_encounter() {
    let mut made = MadeCohort::with_people(&[]);
    let document = checkup_document().to_string();
    let account = import_with(&mut made, CHECKUP_MAPPING, &document).unwrap();
    let people = rows(
        &made,
        "SELECT participant, sex, birth_year, region FROM participant",
    );
    assert_eq!(people, ["K-0042|female|1961|-"]);
    // 8.4 mmol/L of glucose × 18.0156, by its molar mass of 180.156 g/mol.
    assert_eq!(
        rows(&made, MARKERS),
        [
            "K-0042|2025-05-20|1A020000000191111|-|1||-|urn:oid:1.2.392.200119.6.2102|1|",
            "K-0042|2025-05-20|3B035000002327201|22|-|U/L|-|22|IU/l",
            "K-0042|2025-05-20|3D010129901926101|151.33104|-|mg/dL|above|>=8.4|mmol/L",
            "K-0042|2025-05-20|9A751000000000001|131|-|mm[Hg]|-|131|mm[Hg]",
            "K-0042|2025-05-20|9A752000000000001|128|-|mm[Hg]|-|128|mm[Hg]",
            "K-0042|2025-05-20|9N001000000000001|162.3|-|cm|-|162.3|cm",
            "K-0042|2025-05-20|9N736000000000011|-|2||-|urn:oid:1.2.392.200119.6.2003|2|",
        ]
    );
    assert_eq!((account.rows_read, account.records_added), (13, 8));
    assert_eq!(account.values_missing, 1);
    let left_out: Vec<(&str, u64)> = account
        .left_out
        .iter()
        .map(|(what, count)| (what.as_str(), *count))
        .collect();
    assert_eq!(
        left_out,
        [
            ("Observation: texts, which may tell who a person is", 1),
            ("Organization", 1),
            ("Patient.address", 1),
            ("Patient.birthDate (month and day)", 1),
            ("Patient.identifier", 1),
            ("Patient.name", 1),
            ("Patient.telecom", 1),
        ]
    );
}

#[test]
fn a_dry_run_tells_what_would_be_and_leaves_the_store_alone() {
    let mut made = MadeCohort::with_people(&[]);
    let file = made.folder.path().join("bundle.json");
    std::fs::write(&file, checkup_document().to_string()).unwrap();
    let account = made.cohort.import_bundle(&BundleRequest {
        file: &file,
        mapping: &FhirMapping::parse(CHECKUP_MAPPING).unwrap(),
        differences: Differences::Refuse,
        imported_on: None,
        dry_run: true,
    });
    assert_eq!(account.unwrap().records_added, 8);
    assert_eq!(made.count("participant") + made.count("marker"), 0);
    assert_eq!(made.count("import_log"), 1);
}

#[test]
fn values_that_differ_from_the_store_are_refused_unless_they_are_to_replace_it() {
    let mut made = MadeCohort::with_people(&[]);
    let height = |value: f64| {
        let height = observation(CHECKUP, "9N001000000000001", &quantity(value, "cm"));
        bundle(&[patient("p1"), height])
    };
    import(&mut made, &height(160.0)).unwrap();
    let told = import(&mut made, &height(161.0)).unwrap_err().to_string();
    assert!(told.contains("but the store has 160"), "{told}");
    let file = made.folder.path().join("bundle.json");
    std::fs::write(&file, height(161.0).to_string()).unwrap();
    let account = made.cohort.import_bundle(&BundleRequest {
        file: &file,
        mapping: &FhirMapping::default(),
        differences: Differences::Update,
        imported_on: None,
        dry_run: false,
    });
    assert_eq!(account.unwrap().records_changed, 1);
    assert_eq!(rows(&made, "SELECT value FROM marker"), ["161"]);
}

#[test]
fn importing_again_changes_nothing_not_even_a_byte() {
    let mut made = MadeCohort::with_people(&[]);
    let document = checkup_document().to_string();
    import_with(&mut made, CHECKUP_MAPPING, &document).unwrap();
    made.cohort.settle().unwrap();
    let before = std::fs::read(made.cohort.path()).unwrap();
    let account = import_with(&mut made, CHECKUP_MAPPING, &document).unwrap();
    assert!(!account.is_change());
    assert_eq!(account.records_same, 8);
    made.cohort.settle().unwrap();
    assert!(std::fs::read(made.cohort.path()).unwrap() == before);
}

#[test]
fn loinc_codes_and_components_become_items_of_the_checkup() {
    // The blood pressure panel of FHIR R4's vital signs.
    let component = |code: &str, value: f64| {
        let mut component = quantity(value, "mm[Hg]");
        component["code"] = json!({ "coding": [{ "system": "http://loinc.org", "code": code }] });
        component
    };
    let panel = observation(
        "http://loinc.org",
        "85354-9",
        &json!({ "component": [component("8480-6", 120.0), component("8462-4", 80.0)] }),
    );
    // 150 lb, and a code that means no item.
    let weight = observation("http://loinc.org", "29463-7", &quantity(150.0, "[lb_av]"));
    let crp = observation("http://loinc.org", "30522-7", &quantity(0.4, "mg/L"));
    let mut made = MadeCohort::with_people(&[]);
    import(&mut made, &bundle(&[panel, weight, crp, patient("p1")])).unwrap();
    assert_eq!(
        rows(
            &made,
            "SELECT code, round(value, 4), unit FROM marker ORDER BY code"
        ),
        [
            "30522-7|0.4|mg/L",
            "diastolic_pressure|80|mm[Hg]",
            "systolic_pressure|120|mm[Hg]",
            "weight|68.0389|kg",
        ]
    );
}

#[test]
fn codes_are_found_among_several_and_can_be_named_by_item() {
    let mut uric_acid = observation("x", "y", &quantity(5.1, "mg/dL"));
    // As in JP Core's example of a laboratory result: a local code stands first.
    uric_acid["code"]["coding"] = json!([
        { "system": "http://abc-hospital.example/code", "code": "05104" },
        { "system": "http://medis.or.jp/CodeSystem/master-JLAC10-17digits", "code": "3C020000002327101" },
    ]);
    let local = observation(
        "http://abc-hospital.example/code",
        "05104",
        &quantity(1.0, "g"),
    );
    let resources = bundle(&[patient("p1"), uric_acid, local]);
    let mut made = MadeCohort::with_people(&[]);
    let account = import(&mut made, &resources).unwrap();
    assert_eq!(
        account.left_out["Observation with a code of another system"],
        1
    );
    assert_eq!(
        rows(&made, "SELECT code FROM marker"),
        ["3C020000002327101"]
    );
    let mut made = MadeCohort::with_people(&[]);
    let mapping =
        "kind = \"fhir\"\nname_items = true\ncode_systems = [\"http://abc-hospital.example/code\"]";
    import_with(&mut made, mapping, &resources.to_string()).unwrap();
    assert_eq!(
        rows(&made, "SELECT code FROM marker"),
        ["05104", "uric_acid"]
    );
}

#[test]
fn observations_that_do_not_stand_are_left_out() {
    let mut resources = vec![patient("p1")];
    for status in [
        "registered",
        "preliminary",
        "entered-in-error",
        "cancelled",
        "amended",
    ] {
        let mut height = observation(
            "urn:oid:1.2.392.200119.4.504",
            "9N001000000000001",
            &quantity(160.0, "cm"),
        );
        height["status"] = json!(status);
        resources.push(height);
    }
    let mut made = MadeCohort::with_people(&[]);
    let account = import(&mut made, &bundle(&resources)).unwrap();
    assert_eq!(made.count("marker"), 1);
    assert_eq!(account.values_missing, 1);
    assert_eq!(account.left_out["Observation that is entered-in-error"], 1);
}

#[test]
fn stool_specimens_become_samples_and_others_do_not() {
    let specimen = |id: &str, code: &str| {
        json!({
            "resourceType": "Specimen", "id": id, "status": "available",
            "type": { "coding": [{ "system": "http://snomed.info/sct", "code": code }] },
            "subject": { "reference": "Patient/p1" },
            "collection": { "collectedDateTime": "2025-04-02T06:40:00+09:00" },
        })
    };
    let mut made = MadeCohort::with_people(&[]);
    let resources = [
        patient("p1"),
        specimen("s1", "119339001"),
        specimen("s2", "119297000"),
    ];
    let account = import(&mut made, &bundle(&resources)).unwrap();
    let samples = rows(&made, "SELECT sample, participant, date, time FROM sample");
    assert_eq!(samples, ["s1|p1|2025-04-02|06:40"]);
    assert_eq!(account.left_out["Specimen other than stool"], 1);
}

#[test]
fn answers_become_foods_by_their_link_and_others_markers() {
    let amount =
        |value: f64, unit: &str| json!({ "valueQuantity": { "value": value, "code": unit } });
    let coded =
        |code: &str| json!({ "valueCoding": { "system": "urn:example:often", "code": code } });
    let response = json!({
        "resourceType": "QuestionnaireResponse", "id": "q1", "status": "completed",
        "questionnaire": "http://example.org/Questionnaire/ffq|2.0",
        "subject": { "reference": "Patient/p1" }, "authored": "2025-03-30",
        "item": [
            { "linkId": "foods", "item": [
                { "linkId": "rice", "text": "ごはん", "answer": [amount(450.0, "g/d")] },
                { "linkId": "natto", "answer": [amount(3.0, "/wk")] },
                { "linkId": "miso", "answer": [coded("2-3/week")] },
                { "linkId": "fish" },
            ] },
            { "linkId": "alcohol", "answer": [{ "valueBoolean": false }] },
            { "linkId": "sleep", "answer": [coded("good")] },
            { "linkId": "remark", "answer": [{ "valueString": "山田です" }] },
        ],
    });
    let mut made = MadeCohort::with_people(&[]);
    let mapping = "kind = \"fhir\"\n[frequencies]\n\"2-3/week\" = 0.35";
    let resources = bundle(&[patient("p1"), response]).to_string();
    let account = import_with(&mut made, mapping, &resources).unwrap();
    assert_eq!(
        rows(&made, "SELECT survey, instrument, date FROM survey"),
        ["q1|http://example.org/Questionnaire/ffq|2.0|2025-03-30"]
    );
    let foods = "SELECT item, food, grams, round(times_per_day, 4) FROM food_item";
    // Three times a week are 3/7 a day.
    assert_eq!(
        rows(&made, foods),
        ["1|rice|450|-", "2|natto|-|0.4286", "3|miso|-|0.35"]
    );
    assert_eq!(
        rows(&made, "SELECT date, code, text_value FROM marker"),
        ["2025-03-30|ffq/alcohol|false", "2025-03-30|ffq/sleep|good"]
    );
    assert_eq!(account.values_missing, 1);
}
