//! Samples as stool specimens.

use super::run::for_each_of;
use super::writer::BundleWriter;
use super::{extensions, person, put};
use crate::cohort::fhir::{
    JLAC10_MATERIAL, SAMPLE_SYSTEM, SNOMED, STOOL_JLAC10, STOOL_SNOMED, with_instance_id,
};
use crate::cohort::store::{Cohort, store_error};
use crate::error::Result;
use rusqlite::Row;
use serde_json::{Value, json};
use std::collections::BTreeSet;

const SQL: &str = "SELECT participant, sample, visit, date, time, kit, run, batch, stool_form,
    host_share FROM sample ORDER BY sample";

pub(super) fn write(
    cohort: &Cohort,
    people: &BTreeSet<String>,
    writer: &mut BundleWriter,
) -> Result<()> {
    for_each_of(cohort, people, SQL, |participant, row| {
        let sample: String = row.get(1).map_err(store_error)?;
        let specimen = specimen(participant, &sample, row).map_err(store_error)?;
        writer.add("Specimen", &sample, &specimen)
    })
}

fn specimen(participant: &str, sample: &str, row: &Row<'_>) -> rusqlite::Result<Value> {
    let mut specimen = with_instance_id("Specimen", SAMPLE_SYSTEM, sample);
    let text = |place| -> rusqlite::Result<Option<Value>> {
        let text: Option<String> = row.get(place)?;
        Ok(text.map(Value::String))
    };
    let form: Option<i64> = row.get(8)?;
    let host: Option<f64> = row.get(9)?;
    let time = text(4)?;
    let fields = [
        ("visit", "String", text(2)?),
        // FHIR's moments with a time need a time zone, which the store does not hold.
        ("time", "String", time),
        ("kit", "String", text(5)?),
        ("run", "String", text(6)?),
        ("batch", "String", text(7)?),
        ("stool-form", "Integer", form.map(|form| json!(form))),
        ("host-share", "Decimal", host.map(|share| json!(share))),
    ];
    put(&mut specimen, "extension", extensions(&fields));
    put(
        &mut specimen,
        "type",
        json!({ "coding": [
            { "system": SNOMED, "code": STOOL_SNOMED },
            { "system": JLAC10_MATERIAL, "code": STOOL_JLAC10 },
        ] }),
    );
    put(&mut specimen, "subject", person(participant));
    if let Some(date) = text(3)? {
        put(
            &mut specimen,
            "collection",
            json!({ "collectedDateTime": date }),
        );
    }
    Ok(specimen)
}
