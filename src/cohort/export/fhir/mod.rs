//! Bundles of HL7 FHIR R4 out of the store.

mod consent;
mod observation;
mod patient;
mod questionnaire;
mod run;
mod specimen;
mod writer;

use serde_json::{Map, Value, json};

/// Extensions of the fields that are there.
fn extensions(fields: &[(&str, &str, Option<Value>)]) -> Vec<Value> {
    let told = fields.iter().filter_map(|(field, kind, value)| {
        let value = value.clone().filter(|value| !value.is_null())?;
        let mut extension = Map::new();
        extension.insert(
            "url".to_owned(),
            json!(crate::cohort::fhir::extension(field)),
        );
        extension.insert(format!("value{kind}"), value);
        Some(Value::Object(extension))
    });
    told.collect()
}

/// Puts an element into a resource where there is one: empty texts and lists are no
/// elements in FHIR.
fn put(resource: &mut Value, name: &str, element: impl Into<Value>) {
    let element = element.into();
    let is_empty = match &element {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(list) => list.is_empty(),
        _ => false,
    };
    if let (Some(resource), false) = (resource.as_object_mut(), is_empty) {
        resource.insert(name.to_owned(), element);
    }
}

/// A concept of one code.
fn concept(system: &str, code: &str) -> Value {
    json!({ "coding": [{ "system": system, "code": code }] })
}

/// A reference to a person of the bundle.
fn person(participant: &str) -> Value {
    json!({ "reference": crate::cohort::fhir::instance_url("Patient", participant) })
}
