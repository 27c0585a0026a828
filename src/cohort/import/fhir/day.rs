//! The day of an observation.

use super::element::Element;
use super::reception::Reception;
use crate::error::Result;
use rusqlite::types::Value;

/// The day of an observation; without one that of its encounter or, in a document,
/// that of the check-up the document reports.
pub(super) fn day_of_observation(
    reception: &Reception<'_, '_>,
    observation: &Element<'_>,
) -> Result<Value> {
    if observation.get("effectiveTiming").is_some() {
        let error = observation.mistake("found a timing, expected a day or period");
        return Err(error.mend("write effectiveDateTime"));
    }
    let period = observation.get("effectivePeriod");
    let told = [
        observation.get("effectiveDateTime"),
        observation.get("effectiveInstant"),
        period.as_ref().and_then(|period| period.get("start")),
        period.as_ref().and_then(|period| period.get("end")),
    ];
    if let Some(moment) = told.into_iter().flatten().next() {
        return Ok(Value::Text(moment.day()?.date.to_string()));
    }
    let day = match encounter_day(reception, observation)? {
        Some(day) => Some(day),
        None => document_day(reception)?,
    };
    Ok(day.map_or(Value::Null, Value::Text))
}

fn document_day(reception: &Reception<'_, '_>) -> Result<Option<String>> {
    let mut compositions = reception.bundle.of_kind("Composition");
    let (Some(entry), None) = (compositions.next(), compositions.next()) else {
        return Ok(None);
    };
    if let Some(day) = encounter_day(reception, &entry.resource)? {
        return Ok(Some(day));
    }
    let events = entry.resource.list("event")?;
    let start = events
        .first()
        .and_then(|event| event.get("period"))
        .and_then(|period| period.get("start"));
    start
        .map(|start| start.day().map(|day| day.date.to_string()))
        .transpose()
}

fn encounter_day(reception: &Reception<'_, '_>, resource: &Element<'_>) -> Result<Option<String>> {
    let Some(encounter) = resource.get("encounter") else {
        return Ok(None);
    };
    let reference = encounter.get_text("reference")?;
    let entry = reference.and_then(|reference| reception.bundle.find(reference));
    let start = entry
        .filter(|entry| entry.kind == "Encounter")
        .and_then(|entry| entry.resource.get("period"))
        .and_then(|period| period.get("start"));
    start
        .map(|start| start.day().map(|day| day.date.to_string()))
        .transpose()
}
