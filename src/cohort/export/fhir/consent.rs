//! Lines of the ledger as consents.

use super::concept;
use super::person;
use super::run::for_each_of;
use super::writer::BundleWriter;
use crate::cohort::consent::{Decision, Purpose};
use crate::cohort::fhir::{LOINC, instance_url, purpose_coding};
use crate::cohort::store::{Cohort, store_error};
use crate::error::Result;
use serde_json::{Value, json};
use std::collections::BTreeSet;

const SQL: &str = "SELECT participant, purpose, decision, date FROM consent
    ORDER BY participant, date, purpose, decision";

pub(super) fn write(
    cohort: &Cohort,
    people: &BTreeSet<String>,
    writer: &mut BundleWriter,
) -> Result<()> {
    for_each_of(cohort, people, SQL, |participant, row| {
        let text = |place| row.get::<_, String>(place).map_err(store_error);
        let (purpose, decision, date) = (text(1)?, text(2)?, text(3)?);
        let key = format!("{participant}/{purpose}/{decision}/{date}");
        let consent = consent(participant, purpose.parse()?, &decision, &date, &key);
        writer.add("Consent", &key, &consent)
    })
}

fn consent(participant: &str, purpose: Purpose, decision: &str, date: &str, key: &str) -> Value {
    let is_given = decision == Decision::Given.name();
    let scope = match purpose {
        Purpose::Research => "research",
        _ => "patient-privacy",
    };
    let (kind, rule) = match is_given {
        true => ("permit", "OPTIN"),
        false => ("deny", "OPTOUT"),
    };
    let (system, code) = purpose_coding(purpose);
    let url = instance_url("Consent", key);
    json!({
        "resourceType": "Consent",
        "id": url.trim_start_matches("urn:uuid:"),
        "status": "active",
        "scope": concept("http://terminology.hl7.org/CodeSystem/consentscope", scope),
        // "Patient Consent", the category of HL7's own examples.
        "category": [concept(LOINC, "59284-0")],
        "patient": person(participant),
        "dateTime": date,
        "policyRule": concept("http://terminology.hl7.org/CodeSystem/v3-ActCode", rule),
        "provision": { "type": kind, "purpose": [{ "system": system, "code": code }] },
    })
}
