//! Observations to markers.

use super::super::desk::read_pairs;
use super::super::fields::told;
use super::super::measured::{StoredValue, Units};
use super::super::rows::MARKERS;
use super::super::upsert::Upsert;
use super::bundle::Entry;
use super::day::day_of_observation;
use super::element::Element;
use super::reception::Reception;
use super::value::{Observed, read_observed};
use crate::checkup::CheckupItem;
use crate::cohort::fhir::{LOINC, MARKER_SYSTEM, is_jlac10_system, is_loinc_code, is_plain_code};
use crate::error::Result;
use rusqlite::types::Value;

/// Values on their way to the markers of the store.
pub(super) struct Markers<'t> {
    upsert: Upsert<'t>,
    units: Units,
}

/// Whose a value is, and when it was measured.
#[derive(Debug, Clone)]
pub(super) struct Occasion {
    pub(super) person: String,
    pub(super) visit: Value,
    pub(super) date: Value,
}

impl<'t> Markers<'t> {
    pub(super) fn open(reception: &Reception<'_, 't>) -> Result<Self> {
        let units = "SELECT DISTINCT code, unit FROM marker";
        Ok(Self {
            upsert: reception.desk.upsert(MARKERS),
            units: Units::of(read_pairs(reception.desk.transaction, units)?),
        })
    }

    /// Puts one value; what is wrong with it is noted at its element.
    pub(super) fn put(
        &mut self,
        reception: &mut Reception<'_, '_>,
        entry: &Entry<'_>,
        element: &Element<'_>,
        occasion: &Occasion,
        (code, mut value): (&str, StoredValue),
    ) -> Result<()> {
        let field = element.path().to_owned();
        let agreed = self.units.agree(code, &value.unit).map_err(|error| {
            let mend = "write the value in the unit of the store";
            error.at_field(field.clone()).mend(mend)
        });
        let Some(unit) = reception.take(entry, agreed) else {
            return Ok(());
        };
        value.unit = unit;
        let record = [
            Value::Text(occasion.person.clone()),
            told(occasion.visit.clone()),
            told(occasion.date.clone()),
            Value::Text(code.to_owned()),
            value.value,
            value.text,
            Value::Text(value.unit),
            value.limit_side,
            Value::Text(value.written.0),
            Value::Text(value.written.1),
        ];
        let (number, name) = (entry.number, entry.name());
        let code = code.to_owned();
        reception.desk.put(&mut self.upsert, &record, |error| {
            error.within(&code).at_record(number, name).at_field(field)
        })
    }
}

/// Puts all observations of a bundle.
pub(super) fn put(reception: &mut Reception<'_, '_>, markers: &mut Markers<'_>) -> Result<()> {
    let bundle = reception.bundle;
    for entry in bundle.of_kind("Observation") {
        put_one(reception, markers, entry)?;
    }
    Ok(())
}

fn put_one(
    reception: &mut Reception<'_, '_>,
    markers: &mut Markers<'_>,
    entry: &Entry<'_>,
) -> Result<()> {
    let observation = &entry.resource;
    let Some(status) = reception.take(entry, status(observation)) else {
        return Ok(());
    };
    match status {
        Status::Kept => {}
        Status::Cancelled => {
            reception.desk.account.values_missing += 1;
            return Ok(());
        }
        Status::NotYet(status) => {
            reception.leave_out(format!("Observation that is {status}"));
            return Ok(());
        }
    }
    let person = reception.known_person(entry, observation, "subject");
    let date = day_of_observation(reception, observation);
    let date = reception.take(entry, date);
    let visit = reception.take(entry, visit(observation));
    let components = observation.list("component");
    let Some(components) = reception.take(entry, components) else {
        return Ok(());
    };
    let (Some(person), Some(date), Some(visit)) = (person, date, visit) else {
        return Ok(());
    };
    let occasion = Occasion {
        person,
        visit,
        date,
    };
    let is_group = !components.is_empty() || observation.get("hasMember").is_some();
    let is_valued = put_value(reception, markers, entry, observation, &occasion, is_group)?;
    for component in &components {
        put_value(reception, markers, entry, component, &occasion, is_valued)?;
    }
    Ok(())
}

/// Puts the value of an observation or component; gives whether there was one.
/// `may_be_empty` says that nothing is missing when there is none.
fn put_value(
    reception: &mut Reception<'_, '_>,
    markers: &mut Markers<'_>,
    entry: &Entry<'_>,
    element: &Element<'_>,
    occasion: &Occasion,
    may_be_empty: bool,
) -> Result<bool> {
    let code = code(reception, element);
    let Some(code) = reception.take(entry, code) else {
        return Ok(false);
    };
    let (code, meaning) = match code {
        Coded::As(code, meaning) => (code, meaning),
        Coded::Unknown => {
            if !may_be_empty {
                reception.leave_out("Observation with a code of another system");
            }
            return Ok(false);
        }
    };
    let observed = read_observed(element, &meaning);
    let observed = observed.and_then(|observed| as_written(element, observed));
    match reception.take(entry, observed) {
        Some(Observed::Value(value)) => {
            markers.put(reception, entry, element, occasion, (&code, value))?;
            return Ok(true);
        }
        Some(Observed::LeftOut(what)) => reception.leave_out(format!("Observation: {what}")),
        Some(Observed::Absent) if !may_be_empty => reception.desk.account.values_missing += 1,
        Some(Observed::Absent) | None => {}
    }
    Ok(false)
}

/// Keeps what the first source wrote, where the bundle tells it.
fn as_written(element: &Element<'_>, observed: Observed) -> Result<Observed> {
    let Observed::Value(mut value) = observed else {
        return Ok(observed);
    };
    for (field, kept) in [
        ("written-value", &mut value.written.0),
        ("written-unit", &mut value.written.1),
    ] {
        if let Some(written) = element.extension(field)? {
            let text = written.value.as_str();
            let text = text.ok_or_else(|| written.not("a text"))?;
            text.clone_into(kept);
        }
    }
    Ok(Observed::Value(value))
}

/// What is known of the values of a code.
#[derive(Debug, Clone)]
pub(super) enum Meaning {
    /// An item of the check-up: its unit and whether its values are numbers.
    Item(CheckupItem),
    /// It comes from a store as it stood there.
    OfAStore,
    /// Nothing.
    Open,
}

/// What a code is in the store.
enum Coded {
    /// A code, and what is known of its values.
    As(String, Meaning),
    /// A code of a system nobody told about.
    Unknown,
}

/// The first code that means an item of the check-up, or else the first of a known
/// system.
fn code(reception: &Reception<'_, '_>, element: &Element<'_>) -> Result<Coded> {
    let concept = element.require("code", "what was observed")?;
    let mut first = Coded::Unknown;
    for coding in concept.list("coding")? {
        let system = coding.get_text("system")?.unwrap_or_default();
        let is_known = is_jlac10_system(system)
            || system == LOINC
            || system == MARKER_SYSTEM
            || reception
                .mapping
                .code_systems
                .iter()
                .any(|known| known == system);
        if !is_known {
            continue;
        }
        let element = coding.require("code", "a code")?;
        let code = element.text()?;
        check_form(&element, system, code)?;
        let item = match system {
            LOINC => reception.items.by_loinc(code),
            _ if is_jlac10_system(system) => reception.items.by_code(code),
            _ => None,
        };
        let name = match item {
            // LOINC tells the item only, as its key does.
            Some(item) if system == LOINC || reception.mapping.name_items => item.key,
            _ => code,
        };
        if let Some(item) = item {
            return Ok(Coded::As(name.to_owned(), Meaning::Item(item.clone())));
        }
        if matches!(first, Coded::Unknown) {
            let meaning = match system {
                MARKER_SYSTEM => Meaning::OfAStore,
                _ => Meaning::Open,
            };
            first = Coded::As(name.to_owned(), meaning);
        }
    }
    Ok(first)
}

fn check_form(element: &Element<'_>, system: &str, code: &str) -> Result<()> {
    let is_upper = |byte: u8| byte.is_ascii_digit() || byte.is_ascii_uppercase();
    if is_jlac10_system(system) && !(code.len() == 17 && code.bytes().all(is_upper)) {
        return Err(element
            .not("a JLAC10 code of 17 digits and capital letters")
            .mend("write the whole code: analyte, identification, material, method, result"));
    }
    if system == LOINC && !is_loinc_code(code) {
        return Err(element.not("a LOINC code such as 8480-6"));
    }
    let is_code = system == MARKER_SYSTEM || is_plain_code(code);
    match is_code && code.chars().count() <= 200 && !code.contains(char::is_control) {
        true => Ok(()),
        false => Err(element.not("a code without spaces")),
    }
}

enum Status {
    Kept,
    Cancelled,
    NotYet(&'static str),
}

fn status(observation: &Element<'_>) -> Result<Status> {
    let status = observation.require("status", "the status of the observation")?;
    let known = [
        "final",
        "amended",
        "corrected",
        "cancelled",
        "registered",
        "preliminary",
        "entered-in-error",
        "unknown",
    ];
    Ok(match status.one_of(&known)? {
        "final" | "amended" | "corrected" => Status::Kept,
        "cancelled" => Status::Cancelled,
        status => Status::NotYet(status),
    })
}

/// The visit, which FHIR has no element for.
pub(super) fn visit(resource: &Element<'_>) -> Result<Value> {
    let visit = resource.extension("visit")?;
    let text = visit.map(|visit| visit.text()).transpose()?;
    Ok(text.map_or(Value::Null, |text| Value::Text(text.to_owned())))
}
