//! Made-up bundles.
//!
//! The check-up document has the form of the example of eCheckupReport
//! (jami-fhir-jp-wg/eCheckupReport, `Bundle-eCheckupReport-Sample-01`, 2024-04-05): a
//! Composition, a Patient, an Encounter that tells the day, Observations without days
//! under the code system of the check-up's items. People and values are made up.

use crate::cohort::made_cohort::MadeCohort;
use crate::cohort::{
    BundleRequest, Differences, ExportRequest, FhirMapping, ImportAccount, Purpose,
};
use crate::error::Result;
use crate::tabular::values::Date;
use serde_json::{Value, json};

pub(super) fn bundle(resources: &[Value]) -> Value {
    let entries: Vec<Value> = resources
        .iter()
        .map(|resource| json!({ "resource": resource }))
        .collect();
    json!({ "resourceType": "Bundle", "type": "collection", "entry": entries })
}

pub(super) fn patient(id: &str) -> Value {
    json!({ "resourceType": "Patient", "id": id, "gender": "female", "birthDate": "1961-05-03" })
}

/// An observation of `p1` on a day, with further elements.
pub(super) fn observation(system: &str, code: &str, further: &Value) -> Value {
    let mut observation = json!({
        "resourceType": "Observation",
        "status": "final",
        "code": { "coding": [{ "system": system, "code": code }] },
        "subject": { "reference": "Patient/p1" },
        "effectiveDateTime": "2025-04-01T09:30:00+09:00",
    });
    for (name, value) in further.as_object().unwrap() {
        observation[name] = value.clone();
    }
    observation
}

pub(super) fn quantity(value: f64, unit: &str) -> Value {
    json!({ "valueQuantity": {
        "value": value, "unit": unit, "system": "http://unitsofmeasure.org", "code": unit,
    } })
}

pub(super) fn consent(further: &Value) -> Value {
    let mut consent = json!({
        "resourceType": "Consent",
        "status": "active",
        "scope": { "coding": [{
            "system": "http://terminology.hl7.org/CodeSystem/consentscope", "code": "research",
        }] },
        "patient": { "reference": "Patient/p1" },
        "dateTime": "2025-01-10",
        "provision": { "type": "permit", "purpose": [purpose("HRESCH")] },
    });
    for (name, value) in further.as_object().unwrap() {
        consent[name] = value.clone();
    }
    consent
}

pub(super) fn purpose(code: &str) -> Value {
    json!({ "system": "http://terminology.hl7.org/CodeSystem/v3-ActReason", "code": code })
}

pub(super) fn checkup_document() -> Value {
    const PATIENT: &str = "urn:uuid:9c3b1f5e-0d5e-4a53-8f0b-2f1f5a1c7d01";
    const ENCOUNTER: &str = "urn:uuid:9c3b1f5e-0d5e-4a53-8f0b-2f1f5a1c7d02";
    let item = |number: u32, code: &str, value: Value| {
        let mut observation = observation("urn:oid:1.2.392.200119.6.1005", code, &value);
        observation["subject"] = json!({ "reference": PATIENT });
        observation
            .as_object_mut()
            .unwrap()
            .remove("effectiveDateTime");
        json!({ "fullUrl": format!("urn:uuid:9c3b1f5e-0d5e-4a53-8f0b-{number:012}"),
                "resource": observation })
    };
    let answer = |list: &str, code: &str| {
        json!({ "valueCodeableConcept": { "coding": [
            { "system": format!("urn:oid:1.2.392.200119.6.{list}"), "code": code, "display": "－" },
        ] } })
    };
    let mut casual = quantity(8.4, "mmol/L");
    casual["valueQuantity"]["comparator"] = json!(">=");
    json!({
        "resourceType": "Bundle",
        "type": "document",
        "timestamp": "2025-06-02T10:00:00+09:00",
        "entry": [
            { "fullUrl": "urn:uuid:9c3b1f5e-0d5e-4a53-8f0b-2f1f5a1c7d00", "resource": {
                "resourceType": "Composition",
                "status": "final",
                "subject": { "reference": PATIENT },
                "encounter": { "reference": ENCOUNTER },
                "event": [{ "period": { "start": "2025-05-01", "end": "2025-05-01" } }],
                "title": "健康診断結果のお知らせ",
            } },
            { "fullUrl": PATIENT, "resource": {
                "resourceType": "Patient",
                "id": "server-4711",
                "identifier": [
                    { "system": "urn:oid:1.2.392.200119.6.102.11310000000", "value": "K-0042" },
                    { "system": "http://example.org/insurance", "value": "24100000123" },
                ],
                "name": [{ "use": "official", "text": "試験 花子", "family": "試験", "given": ["花子"] }],
                "telecom": [{ "system": "phone", "value": "03-0000-0000" }],
                "gender": "female",
                "birthDate": "1961-05-03",
                "address": [{ "text": "東京都試験区１－２－３", "postalCode": "100-0000" }],
            } },
            { "fullUrl": ENCOUNTER, "resource": {
                "resourceType": "Encounter",
                "status": "finished",
                "class": { "code": "checkup" },
                "period": { "start": "2025-05-20", "end": "2025-05-20" },
            } },
            { "resource": { "resourceType": "Organization", "name": "試験病院" } },
            item(10, "9N001000000000001", quantity(162.3, "cm")),
            item(11, "9A751000000000001", quantity(131.0, "mm[Hg]")),
            item(12, "9A752000000000001", quantity(128.0, "mm[Hg]")),
            item(13, "3B035000002327201", quantity(22.0, "IU/l")),
            item(14, "3D010129901926101", casual),
            item(15, "1A020000000191111", answer("2102", "1")),
            item(16, "9N736000000000011", answer("2003", "2")),
            item(17, "9N511000000000049", json!({ "valueString": "花子さんは支障なし" })),
            item(18, "3F077000002327101", json!({ "dataAbsentReason": { "coding": [
                { "system": "http://terminology.hl7.org/CodeSystem/data-absent-reason", "code": "not-performed" },
            ] } })),
        ],
    })
}

/// The pseudonym of the check-up document stands in the identifier of the institution.
pub(super) const CHECKUP_MAPPING: &str = "
    kind = \"fhir\"
    participant_system = \"urn:oid:1.2.392.200119.6.102.11310000000\"
";

pub(super) fn import(made: &mut MadeCohort, bundle: &Value) -> Result<ImportAccount> {
    import_with(made, "kind = \"fhir\"", &bundle.to_string())
}

pub(super) fn import_with(
    made: &mut MadeCohort,
    mapping: &str,
    bundle: &str,
) -> Result<ImportAccount> {
    let file = made.folder.path().join("bundle-in.json");
    std::fs::write(&file, bundle).unwrap();
    made.cohort.import_bundle(&BundleRequest {
        file: &file,
        mapping: &FhirMapping::parse(mapping)?,
        differences: Differences::Refuse,
        imported_on: None,
        dry_run: false,
    })
}

/// The bytes of an export for research in 2026.
pub(super) fn export(made: &mut MadeCohort) -> String {
    let folder = made.folder.path().join("bundle-out");
    let request = ExportRequest {
        purpose: Purpose::Research,
        consent_on: Date::new(2026, 4, 1).unwrap(),
        most_host_share: 0.05,
    };
    made.cohort.export_bundle(&request, &folder).unwrap();
    std::fs::read_to_string(folder.join("bundle.json")).unwrap()
}

/// All rows of a query, cells joined by `|`.
pub(super) fn rows(made: &MadeCohort, sql: &str) -> Vec<String> {
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

/// What a store holds, without the log of imports.
pub(super) fn holdings(made: &MadeCohort) -> Vec<String> {
    [
        "SELECT participant, sex, birth_year, region, household, site FROM participant",
        "SELECT participant, purpose, decision, date, source FROM consent ORDER BY 1, 2, 3, 4",
        "SELECT sample, participant, visit, date, time, kit, run, batch, stool_form, host_share FROM sample",
        "SELECT survey, participant, visit, date, instrument FROM survey",
        "SELECT survey, item, day, occasion, food, food_name, grams, times_per_day, portion_grams, composition_code, weighed FROM food_item",
        "SELECT participant, visit, date, code, value, text_value, unit, limit_side, written_value, written_unit FROM marker",
    ]
    .iter()
    .flat_map(|sql| rows(made, sql))
    .collect()
}
