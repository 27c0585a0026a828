//! Out of a store and into another.

use super::made::{
    CHECKUP_MAPPING, bundle, checkup_document, consent, export, holdings, import, import_with,
    patient,
};
use crate::cohort::made_cohort::MadeCohort;
use proptest::prelude::*;
use serde_json::{Value, json};

/// Exports a store, imports that into an empty one, and exports it again.
fn there_and_back(made: &mut MadeCohort) -> (String, MadeCohort, String) {
    let first = export(made);
    let mut other = MadeCohort::with_people(&[]);
    import_with(&mut other, "kind = \"fhir\"", &first).unwrap();
    let second = export(&mut other);
    (first, other, second)
}

#[test]
fn a_checkup_document_round_trips() {
    let mut made = MadeCohort::with_people(&[]);
    import_with(&mut made, CHECKUP_MAPPING, &checkup_document().to_string()).unwrap();
    made.decide(
        "K-0042",
        crate::cohort::Purpose::Research,
        "given",
        crate::tabular::values::Date::new(2025, 1, 1).unwrap(),
    );
    let (first, other, second) = there_and_back(&mut made);
    assert_eq!(holdings(&other), holdings(&made));
    assert_eq!(holdings(&other).len(), 9);
    assert!(first == second);
    let written: Value = serde_json::from_str(&first).unwrap();
    let glucose = written["entry"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| &entry["resource"])
        .find(|resource| resource["code"]["coding"][0]["code"] == "3D010129901926101")
        .unwrap();
    assert_eq!(
        glucose["code"]["coding"][0]["system"],
        "urn:oid:1.2.392.200119.6.1005"
    );
    assert_eq!(glucose["valueQuantity"]["code"], "mg/dL");
    assert_eq!(glucose["valueQuantity"]["comparator"], ">");
    assert_eq!(glucose["category"][0]["coding"][0]["code"], "laboratory");
}

#[test]
fn the_order_of_import_does_not_change_the_bytes() {
    let mut other = consent(&json!({}));
    other["patient"]["reference"] = json!("Patient/p2");
    let resources = [patient("p1"), patient("p2"), consent(&json!({})), other];
    let mut reversed = resources.clone();
    reversed.reverse();
    let export_of = |resources: &[Value]| {
        let mut made = MadeCohort::with_people(&[]);
        import(&mut made, &bundle(resources)).unwrap();
        export(&mut made)
    };
    assert_eq!(export_of(&resources), export_of(&reversed));
}

#[test]
fn all_a_store_holds_of_foods_samples_and_markers_comes_back() {
    let mut made = MadeCohort::with_people(&["person one", "p2"]);
    let given_on = crate::tabular::values::Date::new(2025, 1, 1).unwrap();
    for person in ["person one", "p2"] {
        for purpose in crate::cohort::Purpose::ALL {
            made.decide(person, purpose, "given", given_on);
        }
    }
    made.run(
        "INSERT INTO household VALUES ('h1');
         INSERT INTO site VALUES ('松山');
         UPDATE participant SET sex = 'male', birth_year = 1950, region = '38', household = 'h1',
            site = '松山' WHERE participant = 'p2';
         INSERT INTO sample VALUES ('便 1', 'p2', 'v1', '2025-04-01', '07:30', 'kit', 'run', 'b', 4, 0.01, 1);
         INSERT INTO survey VALUES ('p2/ffq', 'p2', 'v1', NULL, 'FFQ of the town', 1);
         INSERT INTO survey VALUES ('empty', 'p2', NULL, '2025-04-01', NULL, 1);
         INSERT INTO food_item VALUES ('p2/ffq', 2, '1', '朝食', 'rice', 'ごはん', 75.5, 0.5, 151, '01088', 1, 'as_bought');
         INSERT INTO food_item VALUES ('p2/ffq', 7, NULL, NULL, 'rice', NULL, NULL, NULL, NULL, NULL, 1, NULL);
         INSERT INTO marker VALUES ('p2', '', '', 'crp', 0.3, NULL, 'mg/dL', 'below', '0.3未満', 'mg/dl', 1);
         INSERT INTO marker VALUES ('p2', 'v1', '2025-04-01', '血糖', 93.7, NULL, '', NULL, '5.2', 'mmol/L', 1);
         INSERT INTO marker VALUES ('p2', '', '', 'diagnosis', NULL, 'two words', '', NULL, 'two words', '', 1);
         INSERT INTO marker VALUES ('p2', '', '', 'smoking', 1, NULL, '1', NULL, '1', '1', 1);
         INSERT INTO marker VALUES ('p2', '', '', 'weight', 60, NULL, 'kg', NULL, '60', 'kg', 1);
         INSERT INTO marker VALUES ('p2', '', '', 'height', 63, NULL, 'in', NULL, '63', 'in', 1);
         INSERT INTO marker VALUES ('p2', '', '', '8480-6', 120, NULL, 'mm[Hg]', NULL, '120', 'mm[Hg]', 1);
         INSERT INTO marker VALUES ('p2', '', '', '9N001000000000001', NULL, 'tall', '', NULL, 'tall', '', 1);",
    );
    let (first, other, second) = there_and_back(&mut made);
    assert_eq!(holdings(&other), holdings(&made));
    assert!(first == second);
}

/// A marker of a check-up: code, unit, and whether it is measured.
fn checkup_value() -> impl Strategy<Value = (String, String, Option<f64>, Option<String>)> {
    let items = crate::checkup::CheckupItems::built_in().unwrap();
    let choices: Vec<(String, Vec<String>)> = items
        .all()
        .iter()
        .flat_map(|item| {
            let mut units = vec![item.unit.to_owned()];
            units.extend(item.conversions.iter().map(|one| one.from_unit.to_owned()));
            let codes = item.codes.iter().map(|code| (*code).to_owned());
            codes.map(move |code| (code, units.clone()))
        })
        .collect();
    (
        proptest::sample::select(choices),
        any::<proptest::sample::Index>(),
        0.001_f64..10_000.0,
        proptest::option::of(proptest::sample::select(vec!["<", "<=", ">", ">="])),
    )
        .prop_map(|((code, units), unit, value, sign)| {
            let unit = unit.get(&units).clone();
            match unit.is_empty() {
                true => (code, unit, None, None),
                false => (code, unit, Some(value), sign.map(str::to_owned)),
            }
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn bundles_round_trip_byte_for_byte_and_value_for_value(
        values in proptest::collection::vec((checkup_value(), 1_u8..28), 0..12),
        sample_id in "[ -~]{0,3}[a-z便0-9]{1,80}",
    ) {
        let mut resources = vec![patient("p1"), consent(&json!({}))];
        let mut seen = std::collections::BTreeSet::new();
        for ((code, unit, value, sign), day) in values {
            if !seen.insert((code.clone(), day)) {
                continue;
            }
            let mut further = match value {
                None => json!({ "valueCodeableConcept": { "coding": [{ "system": "urn:x", "code": "2" }] } }),
                Some(value) => super::made::quantity(value, &unit),
            };
            if let Some(sign) = sign {
                further["valueQuantity"]["comparator"] = json!(sign);
            }
            further["effectiveDateTime"] = json!(format!("2025-02-{day:02}"));
            resources.push(super::made::observation("urn:oid:1.2.392.200119.4.504", &code, &further));
        }
        let sample_id = sample_id.trim();
        resources.push(json!({
            "resourceType": "Specimen",
            "identifier": [{ "system": "urn:nuka:cohort:sample", "value": sample_id }],
            "type": { "coding": [{ "system": "http://terminology.hl7.org/CodeSystem/v2-0487", "code": "STL" }] },
            "subject": { "reference": "Patient/p1" },
        }));
        let mut made = MadeCohort::with_people(&[]);
        import(&mut made, &bundle(&resources)).unwrap();
        let (first, other, second) = there_and_back(&mut made);
        prop_assert_eq!(holdings(&other), holdings(&made));
        prop_assert_eq!(holdings(&other).len(), seen.len() + 3);
        prop_assert!(first == second);
    }
}
