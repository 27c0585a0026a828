//! People as patients: pseudonym, sex and year of birth.

use super::run::for_each_of;
use super::writer::BundleWriter;
use super::{extensions, put};
use crate::cohort::fhir::{PARTICIPANT_SYSTEM, with_instance_id};
use crate::cohort::store::{Cohort, store_error};
use crate::error::Result;
use rusqlite::Row;
use serde_json::{Value, json};
use std::collections::BTreeSet;

const SQL: &str = "SELECT participant, sex, birth_year, region, household, site
    FROM participant ORDER BY participant";

pub(super) fn write(
    cohort: &Cohort,
    people: &BTreeSet<String>,
    writer: &mut BundleWriter,
) -> Result<()> {
    for_each_of(cohort, people, SQL, |participant, row| {
        let patient = patient(participant, row).map_err(store_error)?;
        writer.add("Patient", participant, &patient)
    })
}

fn patient(participant: &str, row: &Row<'_>) -> rusqlite::Result<Value> {
    let mut patient = with_instance_id("Patient", PARTICIPANT_SYSTEM, participant);
    let sex: Option<String> = row.get(1)?;
    let year: Option<i64> = row.get(2)?;
    let text = |place| -> rusqlite::Result<Option<Value>> {
        let text: Option<String> = row.get(place)?;
        Ok(text.map(Value::String))
    };
    let fields = [
        ("region", "String", text(3)?),
        ("household", "String", text(4)?),
        ("site", "String", text(5)?),
    ];
    put(&mut patient, "extension", extensions(&fields));
    put(&mut patient, "gender", json!(sex));
    put(
        &mut patient,
        "birthDate",
        json!(year.map(|year| format!("{year:04}"))),
    );
    Ok(patient)
}
