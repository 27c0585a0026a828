//! Elements that are wrong, one by one, each with the place and the sentence it is told
//! by.

use super::made::{bundle, consent, import, observation, patient, quantity};
use super::mistakes::refused;
use crate::cohort::made_cohort::MadeCohort;
use serde_json::{Value, json};

const HEIGHT: &str = "9N001000000000001";
const ITEMS: &str = "urn:oid:1.2.392.200119.6.1005";

/// A sound bundle of five resources in which one element is replaced, or taken out by
/// `null`.
pub(super) fn changed(pointer: &str, value: Value) -> Value {
    let height = observation(ITEMS, HEIGHT, &quantity(160.0, "cm"));
    let specimen = json!({
        "resourceType": "Specimen", "id": "s1",
        "type": { "coding": [{ "system": "http://snomed.info/sct", "code": "119339001" }] },
        "subject": { "reference": "Patient/p1" },
        "collection": { "collectedDateTime": "2025-04-01" },
    });
    let response = json!({
        "resourceType": "QuestionnaireResponse", "id": "q1", "status": "completed",
        "subject": { "reference": "Patient/p1" },
        "item": [{ "linkId": "rice", "answer": [{ "valueQuantity": { "value": 1, "code": "g" } }] }],
    });
    let mut bundle = bundle(&[
        patient("p1"),
        height,
        consent(&json!({})),
        specimen,
        response,
    ]);
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    let parent = bundle.pointer_mut(parent).unwrap();
    match name.parse::<usize>() {
        Ok(place) => parent[place] = value,
        Err(_) => parent[name] = value,
    }
    bundle
}

#[test]
fn the_bundle_is_sound_before_it_is_changed() {
    let mut made = MadeCohort::with_people(&[]);
    import(&mut made, &changed("/type", json!("collection"))).unwrap();
    assert_eq!(
        made.count("marker") + made.count("sample") + made.count("food_item"),
        3
    );
}

#[test]
fn each_way_to_be_wrong_is_told_at_its_place() {
    const PERSON: &str = "/entry/0/resource";
    const VALUE: &str = "/entry/1/resource";
    const CONSENT: &str = "/entry/2/resource";
    const SAMPLE: &str = "/entry/3/resource";
    const ANSWERS: &str = "/entry/4/resource";
    let at = |part: &str, name: &str| format!("{part}{name}");
    #[rustfmt::skip] // One case a line reads as a table.
    let cases: Vec<(String, Value, &str, &str)> = vec![
        // The bundle.
        ("/resourceType".into(), json!("Patient"), "Bundle.resourceType", "expected a Bundle"),
        ("/type".into(), json!("history"), "Bundle.type", "found \"history\""),
        ("/type".into(), Value::Null, "Bundle.type", "found nothing"),
        ("/entry".into(), json!({}), "Bundle.entry", "expected a list"),
        ("/entry/1".into(), json!({ "fullUrl": "urn:x" }), "Bundle.entry[1].resource", "expected a resource"),
        ("/entry/1/request".into(), json!({ "method": "DELETE" }), "request.method", "one of POST, PUT"),
        (at(VALUE, "/resourceType"), json!(7), "Bundle.entry[1].resource.resourceType", "found a number"),
        // People.
        (at(PERSON, "/id"), Value::Null, "Patient.id", "expected the pseudonym"),
        (at(PERSON, "/id"), json!("p 1"), "Patient.id", "digits, - and ."),
        (at(PERSON, "/gender"), json!("woman"), "record 1 (Patient/p1), field Patient.gender", "one of male, female, other, unknown"),
        (at(PERSON, "/birthDate"), json!("03/05/1961"), "Patient.birthDate", "a day of birth"),
        (at(PERSON, "/birthDate"), json!("1861-05-03"), "Patient.birthDate", "from 1880 on"),
        // Observations.
        (at(VALUE, "/status"), json!("done"), "record 2 (Observation), field Observation.status", "one of final"),
        (at(VALUE, "/subject/reference"), json!("Patient/p9"), "Observation.subject", "\"p9\" who is not in the store"),
        (at(VALUE, "/subject/reference"), json!("urn:uuid:0"), "Observation.subject.reference", "not in the bundle"),
        (at(VALUE, "/subject/reference"), json!("Specimen/s1"), "Observation.subject.reference", "entry 4, which is no Patient"),
        (at(VALUE, "/subject"), Value::Null, "Observation.subject", "a reference to the patient"),
        (at(VALUE, "/code"), Value::Null, "Observation.code", "what was observed"),
        (at(VALUE, "/code/coding/0/code"), json!("9N001"), "Observation.code.coding[0].code", "a JLAC10 code of 17"),
        (at(VALUE, "/effectiveDateTime"), json!("2025-04"), "Observation.effectiveDateTime", "found a year or month"),
        (at(VALUE, "/effectiveDateTime"), json!("2025-02-30"), "Observation.effectiveDateTime", "expected a day"),
        (at(VALUE, "/valueQuantity/value"), json!("160"), "Observation.valueQuantity.value", "without quotes"),
        (at(VALUE, "/valueQuantity/code"), json!("kg"), "Observation.valueQuantity", "height: found the unit \"kg\", expected one of cm, m"),
        (at(VALUE, "/valueQuantity/comparator"), json!("~"), "Observation.valueQuantity.comparator", "one of <, <=, >, >="),
        (at(VALUE, "/valueQuantity"), json!({ "value": 160 }), "Observation.valueQuantity.code", "without a unit"),
        (at(VALUE, "/code/coding/0/code"), json!("9N736000000000011"), "Observation.valueQuantity", "expected an answer to smoking"),
        (at(VALUE, "/component"), json!({}), "Observation.component", "expected a list"),
        // Consents.
        (at(CONSENT, "/status"), Value::Null, "record 3 (Consent), field Consent.status", "the status"),
        (at(CONSENT, "/dateTime"), Value::Null, "Consent.dateTime", "the day of the decision"),
        (at(CONSENT, "/dateTime"), json!("2025"), "Consent.dateTime", "found a year or month"),
        (at(CONSENT, "/provision"), Value::Null, "Consent.provision", "what is permitted or denied"),
        (at(CONSENT, "/provision/type"), json!("allow"), "Consent.provision.type", "one of permit, deny"),
        (at(CONSENT, "/provision/type"), Value::Null, "Consent.provision", "neither permit nor deny"),
        (at(CONSENT, "/provision/actor"), json!([{}]), "Consent.provision.actor", "a permission with a condition"),
        (at(CONSENT, "/provision"), json!({ "type": "deny", "purpose": [{ "system": "x", "code": "y" }] }), "Consent.provision.purpose[0].code", "a purpose that is not known"),
        (at(CONSENT, "/provision/purpose/0/system"), Value::Null, "Consent.provision.purpose[0].system", "the system of the purpose"),
        // Samples.
        (at(SAMPLE, "/type"), Value::Null, "record 4 (Specimen/s1), field Specimen.type", "stool"),
        (at(SAMPLE, "/collection/collectedDateTime"), json!("yesterday"), "Specimen.collection.collectedDateTime", "expected a day"),
        (at(SAMPLE, "/id"), Value::Null, "Specimen.id", "that of the sample"),
        (at(SAMPLE, "/extension"), json!([{ "url": "urn:nuka:cohort:stool-form", "valueInteger": 9 }]), "Specimen.extension[0].valueInteger", "1 to 7"),
        // Answers.
        (at(ANSWERS, "/status"), json!("final"), "record 5 (QuestionnaireResponse/q1), field QuestionnaireResponse.status", "one of completed"),
        (at(ANSWERS, "/item/0/linkId"), Value::Null, "QuestionnaireResponse.item[0].linkId", "the linkId"),
        (at(ANSWERS, "/item/0/answer/0/valueQuantity/value"), json!(-1), "item[0].answer[0].valueQuantity.value", "below 0"),
        (at(ANSWERS, "/item/0/extension"), json!([{ "url": "urn:nuka:cohort:weighed", "valueString": "raw" }]), "item[0].extension[0].valueString", "expected edible or as_bought"),
        (at(ANSWERS, "/authored"), json!(2025), "QuestionnaireResponse.authored", "found a number"),
    ];
    for (pointer, value, place, sentence) in cases {
        let told = refused(&changed(&pointer, value)).to_string();
        assert!(told.contains(place), "{pointer}: no {place:?} in\n{told}");
        assert!(
            told.contains(sentence),
            "{pointer}: no {sentence:?} in\n{told}"
        );
    }
}
