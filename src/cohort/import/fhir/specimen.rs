//! Stool specimens to samples.

use super::super::fields::text as text_of;
use super::super::privacy::ColumnWatch;
use super::super::rows::SAMPLES;
use super::bundle::Entry;
use super::element::Element;
use super::reception::Reception;
use crate::cohort::fhir::{SAMPLE_SYSTEM, is_stool};
use crate::error::{Error, ErrorKind, Result};
use rusqlite::types::Value;

/// Puts all stool specimens of a bundle.
pub(super) fn put(reception: &mut Reception<'_, '_>) -> Result<()> {
    let bundle = reception.bundle;
    let mut upsert = reception.desk.upsert(SAMPLES);
    let mut watch = ColumnWatch::default();
    for entry in bundle.of_kind("Specimen") {
        let Some(is_taken) = reception.take(entry, is_taken(entry)) else {
            continue;
        };
        if let Err(reason) = is_taken {
            reception.leave_out(reason);
            continue;
        }
        let Some(record) = read(reception, entry) else {
            continue;
        };
        watch.see(text_of(&record[0]));
        let (number, name) = (entry.number, entry.name());
        reception
            .desk
            .put(&mut upsert, &record, |error| error.at_record(number, name))?;
    }
    if let Some(personal) = watch.verdict(false) {
        let message =
            format!("the ids of the samples look like {personal}, which the store never holds");
        let error = Error::new(ErrorKind::Unsupported, message).at_field("Specimen.id");
        reception
            .desk
            .mistakes
            .push(error.mend("give each sample an id of its own"));
    }
    Ok(())
}

/// Whether a specimen is a sample of stool that is to be believed, or why it is none.
fn is_taken(entry: &Entry<'_>) -> Result<std::result::Result<(), String>> {
    let specimen = &entry.resource;
    if let Some(status) = specimen.get("status") {
        let known = [
            "available",
            "unavailable",
            "unsatisfactory",
            "entered-in-error",
        ];
        if status.one_of(&known)? == "entered-in-error" {
            return Ok(Err("Specimen entered in error".to_owned()));
        }
    }
    let kind = specimen.require("type", "the type of the specimen, stool")?;
    for coding in kind.list("coding")? {
        let system = coding.get_text("system")?.unwrap_or_default();
        if is_stool(system, coding.get_text("code")?.unwrap_or_default()) {
            return Ok(Ok(()));
        }
    }
    Ok(Err("Specimen other than stool".to_owned()))
}

/// Sample, person, visit, day, time, kit, run, batch, stool form, share of host reads.
fn read(reception: &mut Reception<'_, '_>, entry: &Entry<'_>) -> Option<Vec<Value>> {
    let specimen = &entry.resource;
    let mapped = reception.mapping.sample_system.as_deref();
    let id = reception
        .store_id(specimen, SAMPLE_SYSTEM, mapped)
        .and_then(|id| {
            id.ok_or_else(|| {
                let error = Error::new(
                    ErrorKind::Missing,
                    "found no id, expected that of the sample",
                );
                error.at_field("Specimen.id")
            })
        });
    let id = reception.take(entry, id);
    let person = reception.known_person(entry, specimen, "subject");
    let collected = reception.take(entry, collected(specimen));
    let mut told = |field: &str, read: fn(&Element<'_>) -> Result<Value>| {
        let value = specimen.extension(field);
        let value = value.and_then(|value| value.as_ref().map_or(Ok(Value::Null), read));
        reception.take(entry, value)
    };
    let visit = told("visit", text);
    let time = told("time", text);
    let [kit, run, batch] = ["kit", "run", "batch"].map(|field| told(field, text));
    let form = told("stool-form", bristol);
    let host = told("host-share", share);
    let (date, clock) = collected?;
    let time = match time? {
        Value::Null => clock,
        time => time,
    };
    Some(vec![
        Value::Text(id?),
        Value::Text(person?),
        visit?,
        date,
        time,
        kit?,
        run?,
        batch?,
        form?,
        host?,
    ])
}

/// The day and time of the collection.
fn collected(specimen: &Element<'_>) -> Result<(Value, Value)> {
    let Some(collection) = specimen.get("collection") else {
        return Ok((Value::Null, Value::Null));
    };
    let moment = match collection.get("collectedDateTime") {
        Some(moment) => Some(moment),
        None => collection
            .get("collectedPeriod")
            .and_then(|period| period.get("start")),
    };
    let Some(moment) = moment else {
        return Ok((Value::Null, Value::Null));
    };
    let day = moment.day()?;
    let time = day.time.map_or(Value::Null, Value::Text);
    Ok((Value::Text(day.date.to_string()), time))
}

fn text(value: &Element<'_>) -> Result<Value> {
    value.text().map(|text| Value::Text(text.to_owned()))
}

fn bristol(value: &Element<'_>) -> Result<Value> {
    let form = value.value.as_i64().filter(|form| (1..=7).contains(form));
    form.map(Value::Integer)
        .ok_or_else(|| value.not("a Bristol stool form, 1 to 7"))
}

fn share(value: &Element<'_>) -> Result<Value> {
    let share = value.number()?;
    match (0.0..=1.0).contains(&share) {
        true => Ok(Value::Real(share)),
        false => Err(value.not("a share from 0 to 1")),
    }
}
