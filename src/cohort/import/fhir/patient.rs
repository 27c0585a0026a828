//! Patients to people: sex, year of birth, and nothing that tells who they are.

use super::super::privacy::ColumnWatch;
use super::super::rows::{PARTICIPANTS, put_place};
use super::bundle::Entry;
use super::reception::Reception;
use crate::cohort::fhir::PARTICIPANT_SYSTEM;
use crate::error::{Error, ErrorKind, Result};
use rusqlite::types::Value;

/// Elements that tell who a person is; they are counted and never kept.
const PERSONAL: [&str; 9] = [
    "name",
    "telecom",
    "address",
    "photo",
    "contact",
    "maritalStatus",
    "communication",
    "deceasedDateTime",
    "text",
];

/// Puts all patients of a bundle.
pub(super) fn put(reception: &mut Reception<'_, '_>) -> Result<()> {
    let bundle = reception.bundle;
    let patients: Vec<&Entry<'_>> = bundle.of_kind("Patient").collect();
    let mut watch = ColumnWatch::default();
    let mapped = reception.mapping.participant_system.as_deref();
    for entry in &patients {
        let id = reception
            .store_id(&entry.resource, PARTICIPANT_SYSTEM, mapped)
            .and_then(|id| {
                id.ok_or_else(|| {
                    let error =
                        Error::new(ErrorKind::Missing, "found no id, expected the pseudonym");
                    error.at_field("Patient.id")
                })
            });
        if let Some(id) = reception.take(entry, id) {
            watch.see(&id);
            reception.people.insert(entry.number, id);
        }
    }
    if let Some(personal) = watch.verdict(false) {
        let field = mapped.map_or("Patient.id", |_| "Patient.identifier");
        let message = format!("the pseudonyms look like {personal}, which the store never holds");
        let error = Error::new(ErrorKind::Unsupported, message).at_field(field);
        let mend = "give each person a pseudonym, and say its system in the mapping: participant_system = \"...\"";
        reception.desk.mistakes.push(error.mend(mend));
        reception.people.clear();
    }
    let mut upsert = reception.desk.upsert(PARTICIPANTS);
    for entry in patients {
        leave_out_personal(reception, entry);
        let Some(record) = read(reception, entry) else {
            continue;
        };
        for (place, table) in [(4, "household"), (5, "site")] {
            put_place(table, &record[place], &reception.desk)?;
        }
        let name = format!("Patient/{}", super::super::fields::text(&record[0]));
        let number = entry.number;
        reception
            .desk
            .put(&mut upsert, &record, |error| error.at_record(number, name))?;
        reception
            .desk
            .know_person(super::super::fields::text(&record[0]));
    }
    Ok(())
}

/// Pseudonym, sex, year of birth, region, household, site.
fn read(reception: &mut Reception<'_, '_>, entry: &Entry<'_>) -> Option<[Value; 6]> {
    let person = reception.people.get(&entry.number)?.clone();
    let is_gone = reception.desk.expect_not_removed(&person);
    reception.take(entry, is_gone)?;
    let sex = reception.take(entry, sex(entry));
    let year = reception.take(entry, birth_year(entry));
    let mut told = |field| {
        let text = entry.resource.extension(field).and_then(|value| {
            let text = value.as_ref().map(|value| value.text());
            Ok(text.transpose()?.map(|text| Value::Text(text.to_owned())))
        });
        reception.take(entry, text)
    };
    let (region, household, site) = (told("region"), told("household"), told("site"));
    Some([
        Value::Text(person),
        sex?,
        year?,
        region?.unwrap_or(Value::Null),
        household?.unwrap_or(Value::Null),
        site?.unwrap_or(Value::Null),
    ])
}

fn sex(entry: &Entry<'_>) -> Result<Value> {
    let Some(gender) = entry.resource.get("gender") else {
        return Ok(Value::Null);
    };
    // The administrative genders of FHIR R4.
    Ok(
        match gender.one_of(&["male", "female", "other", "unknown"])? {
            "unknown" => Value::Null,
            sex => Value::Text(sex.to_owned()),
        },
    )
}

/// Of the day of birth only the year.
fn birth_year(entry: &Entry<'_>) -> Result<Value> {
    let Some(birth) = entry.resource.get("birthDate") else {
        return Ok(Value::Null);
    };
    let text = birth.text()?;
    let year = text.get(..4).and_then(|year| year.parse::<i64>().ok());
    let is_date = text.len() == 4 || text.get(4..5) == Some("-");
    match year.filter(|year| is_date && (1880..=2200).contains(year)) {
        Some(year) => Ok(Value::Integer(year)),
        None => Err(birth.not("a day of birth from 1880 on, such as 1961 or 1961-05-03")),
    }
}

fn leave_out_personal(reception: &mut Reception<'_, '_>, entry: &Entry<'_>) {
    for name in PERSONAL {
        if entry.resource.get(name).is_some() {
            reception.leave_out(format!("Patient.{name}"));
        }
    }
    let birth = entry.resource.value.get("birthDate");
    if birth
        .and_then(|birth| birth.as_str())
        .is_some_and(|birth| birth.len() > 4)
    {
        reception.leave_out("Patient.birthDate (month and day)");
    }
    let identifiers = entry.resource.list("identifier").unwrap_or_default();
    let mapped = reception.mapping.participant_system.as_deref();
    let others = identifiers.iter().filter(|identifier| {
        let system = identifier.get_text("system").ok().flatten();
        system.is_none() || system != Some(PARTICIPANT_SYSTEM) && system != mapped
    });
    for _ in 0..others.count() {
        reception.leave_out("Patient.identifier");
    }
}
