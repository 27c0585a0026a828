//! Who a person is stays outside.

use super::made::{
    CHECKUP_MAPPING, bundle, checkup_document, consent, export, import, import_with, observation,
    patient, quantity,
};
use crate::cohort::made_cohort::MadeCohort;
use serde_json::{Value, json};

/// Places of a document's text, by which each text can be changed.
fn texts(value: &Value, path: &str, found: &mut Vec<String>) {
    match value {
        Value::String(_) => found.push(path.to_owned()),
        Value::Array(list) => {
            for (place, one) in list.iter().enumerate() {
                texts(one, &format!("{path}/{place}"), found);
            }
        }
        Value::Object(object) => {
            for (name, one) in object {
                texts(one, &format!("{path}/{name}"), found);
            }
        }
        _ => {}
    }
}

/// A name nobody has.
const NAME: &str = "名無 権兵衛";

fn holds_name(bytes: &[u8]) -> bool {
    bytes
        .windows(NAME.len())
        .any(|part| part == NAME.as_bytes())
}

/// The document with a consent, notes, displays and narratives.
fn document() -> Value {
    let mut document = checkup_document();
    let patient = document["entry"][1]["fullUrl"].clone();
    let entries = document["entry"].as_array_mut().unwrap();
    entries[4]["resource"]["note"] = json!([{ "text": "note" }]);
    entries[4]["resource"]["subject"]["display"] = json!("display");
    entries[4]["resource"]["text"] = json!({ "status": "generated", "div": "<div>x</div>" });
    entries[4]["resource"]["performer"] = json!([{ "display": "doctor" }]);
    let mut agreed = consent(&json!({ "sourceAttachment": { "title": "signed" } }));
    agreed["patient"] = json!({ "reference": patient });
    entries.push(json!({ "resource": agreed }));
    entries.push(json!({ "resource": {
        "resourceType": "Specimen", "id": "s1",
        "type": { "text": "stool", "coding": [{ "system": "http://snomed.info/sct", "code": "119339001" }] },
        "subject": { "reference": patient }, "collection": { "collectedDateTime": "2025-05-20" },
    } }));
    entries.push(json!({ "resource": {
        "resourceType": "QuestionnaireResponse", "id": "q1", "status": "completed",
        "subject": { "reference": patient }, "authored": "2025-05-20",
        "questionnaire": "http://example.org/Questionnaire/q",
        "item": [{ "linkId": "1", "text": "question", "answer": [{ "valueString": "answer" }] }],
    } }));
    document
}

/// Ids that the store keeps on purpose.
fn is_kept(path: &str, document: &Value) -> bool {
    assert!(document.pointer(path).is_some());
    path == "/entry/1/resource/identifier/0/value" || path.ends_with("linkId")
}

#[test]
fn a_name_in_any_text_of_a_bundle_is_in_no_byte_of_store_errors_or_exports() {
    let document = document();
    let mut paths = Vec::new();
    texts(&document, "", &mut paths);
    assert!(paths.len() > 140, "{}", paths.len());
    let (mut taken, mut refused) = (0, 0);
    for path in paths.iter().filter(|path| !is_kept(path, &document)) {
        let mut named = document.clone();
        *named.pointer_mut(path).unwrap() = json!(NAME);
        let mut made = MadeCohort::with_people(&[]);
        match import_with(&mut made, CHECKUP_MAPPING, &named.to_string()) {
            Err(error) => {
                assert!(!error.to_string().contains(NAME), "{path}: {error}");
                refused += 1;
            }
            Ok(account) => {
                let told = serde_json::to_string(&account).unwrap();
                assert!(!told.contains(NAME), "{path}: {told}");
                taken += 1;
            }
        }
        made.cohort.settle().unwrap();
        let store = std::fs::read(made.cohort.path()).unwrap();
        assert!(!holds_name(&store), "{path}");
        if made.count("consent") > 0 && made.count("participant") > 0 {
            let research =
                "SELECT 1 FROM consent WHERE purpose = 'research' AND decision = 'given'";
            if !super::made::rows(&made, research).is_empty() {
                assert!(!export(&mut made).contains(NAME), "{path}");
            }
        }
    }
    assert!(taken > 40 && refused > 40, "{taken} {refused}");
}

#[test]
fn the_day_of_birth_is_in_no_byte_of_the_store() {
    let mut made = MadeCohort::with_people(&[]);
    import_with(&mut made, CHECKUP_MAPPING, &document().to_string()).unwrap();
    made.cohort.settle().unwrap();
    let store = std::fs::read(made.cohort.path()).unwrap();
    let holds = |text: &str| {
        store
            .windows(text.len())
            .any(|part| part == text.as_bytes())
    };
    assert!(holds("K-0042"));
    for secret in [
        "1961-05-03",
        "05-03",
        "server-4711",
        "24100000123",
        "花子",
        "03-0000",
    ] {
        assert!(!holds(secret), "{secret}");
    }
}

#[test]
fn pseudonyms_that_look_like_who_people_are_are_refused_without_repeating_them() {
    let identified = |number: u32, value: &str| {
        let mut person = patient(&format!("p{number}"));
        person["identifier"] = json!([{ "system": "urn:example", "value": value }]);
        person
    };
    let people = [
        identified(1, "taro@example.jp"),
        identified(2, "hanako@example.jp"),
        identified(3, "jiro@example.jp"),
    ];
    let mut made = MadeCohort::with_people(&[]);
    let mapping = "kind = \"fhir\"\nparticipant_system = \"urn:example\"";
    let error = import_with(&mut made, mapping, &bundle(&people).to_string()).unwrap_err();
    let told = error.to_string();
    assert!(
        told.contains("mail addresses") && !told.contains("taro"),
        "{told}"
    );
}

#[test]
fn without_consent_a_person_is_in_no_bundle() {
    let mut other = consent(&json!({}));
    other["patient"]["reference"] = json!("Patient/p2");
    let height = observation(
        "urn:oid:1.2.392.200119.6.1005",
        "9N001000000000001",
        &quantity(160.0, "cm"),
    );
    let resources = [
        patient("p1"),
        patient("p2"),
        consent(&json!({})),
        other,
        height,
    ];
    let mut made = MadeCohort::with_people(&[]);
    import(&mut made, &bundle(&resources)).unwrap();
    let both = export(&mut made);
    let on = crate::tabular::values::Date::new(2026, 1, 1).unwrap();
    let research = [crate::cohort::Purpose::Research];
    made.cohort.withdraw("p1", &research, on, "").unwrap();
    let one = export(&mut made);
    assert!(both.contains("\"p1\"") && both.contains("9N001000000000001"));
    assert!(!one.contains("\"p1\"") && !one.contains("9N001000000000001"));
    assert!(one.contains("\"p2\""));
    assert_eq!(made.cohort.studies_of("p2").unwrap().len(), 2);
}
