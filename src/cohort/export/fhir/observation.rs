//! Markers as observations, those of the check-up in the form of eCheckupReport.

use super::run::for_each_of;
use super::writer::BundleWriter;
use super::{concept, extensions, person, put};
use crate::checkup::{CheckupItem, CheckupItems, ValueKind};
use crate::cohort::fhir::{
    CHECKUP_ITEMS, JLAC10, LOINC, MARKER_SYSTEM, OBSERVATION_CATEGORY, UCUM, instance_url,
    is_loinc_code, is_plain_code, parse_token, token,
};
use crate::cohort::store::{Cohort, store_error};
use crate::error::Result;
use rusqlite::Row;
use serde_json::{Value, json};
use std::collections::BTreeSet;

const PROFILE: &str =
    "http://jpfhir.jp/fhir/eCheckup/StructureDefinition/JP_Observation_eCheckupGeneral";

const SQL: &str = "SELECT participant, visit, date, code, value, text_value, unit, limit_side,
    written_value, written_unit FROM marker ORDER BY participant, visit, date, code";

struct Marker {
    visit: String,
    date: String,
    code: String,
    value: Option<f64>,
    text: Option<String>,
    unit: String,
    side: Option<String>,
    written: (String, String),
}

pub(super) fn write(
    cohort: &Cohort,
    people: &BTreeSet<String>,
    writer: &mut BundleWriter,
) -> Result<()> {
    let items = CheckupItems::built_in()?;
    for_each_of(cohort, people, SQL, |participant, row| {
        let marker = Marker::read(row).map_err(store_error)?;
        let key = [participant, &marker.visit, &marker.date, &marker.code].join("/");
        let observation = marker.observation(participant, &key, &items);
        writer.add("Observation", &key, &observation)
    })
}

impl Marker {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            visit: row.get(1)?,
            date: row.get(2)?,
            code: row.get(3)?,
            value: row.get(4)?,
            text: row.get(5)?,
            unit: row.get(6)?,
            side: row.get(7)?,
            written: (row.get(8)?, row.get(9)?),
        })
    }

    fn observation(&self, participant: &str, key: &str, items: &CheckupItems) -> Value {
        let (system, code) = self.coding(items);
        let url = instance_url("Observation", key);
        let mut observation = json!({
            "resourceType": "Observation",
            "id": url.trim_start_matches("urn:uuid:"),
            "status": "final",
            "category": [concept(OBSERVATION_CATEGORY, category(&self.code))],
            "code": concept(system, code),
            "subject": person(participant),
        });
        if system == CHECKUP_ITEMS {
            put(&mut observation, "meta", json!({ "profile": [PROFILE] }));
        }
        put(&mut observation, "effectiveDateTime", self.date.as_str());
        let (name, value, written) = self.value();
        put(&mut observation, name, value);
        let text = |text: &str| Some(Value::String(text.to_owned()));
        let differs = |kept: &str, derived: &str| text(kept).filter(|_| kept != derived);
        let fields = [
            (
                "visit",
                "String",
                text(&self.visit).filter(|_| !self.visit.is_empty()),
            ),
            (
                "written-value",
                "String",
                differs(&self.written.0, &written.0),
            ),
            (
                "written-unit",
                "String",
                differs(&self.written.1, &written.1),
            ),
        ];
        put(&mut observation, "extension", extensions(&fields));
        observation
    }

    /// System and code. A code that means something elsewhere is only given where the
    /// value is as it has to be there.
    fn coding<'a>(&'a self, items: &CheckupItems) -> (&'static str, &'a str)
    where
        'static: 'a,
    {
        let code = self.code.as_str();
        let own = (MARKER_SYSTEM, code);
        if let Some(item) = items.by_code(code) {
            return match self.fits(item) {
                true => (CHECKUP_ITEMS, code),
                false => own,
            };
        }
        if let Some(item) = items.by_key(code) {
            return match item.loinc {
                Some(loinc) if self.fits(item) => (LOINC, loinc),
                _ => own,
            };
        }
        let is_jlac10 = code.len() == 17
            && code
                .bytes()
                .all(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase());
        let is_open = self.is_plain() && !self.unit_is_missing();
        match code {
            _ if is_open && is_jlac10 => (JLAC10, code),
            _ if is_open && is_loinc_code(code) && items.by_loinc(code).is_none() => (LOINC, code),
            _ => own,
        }
    }

    /// Whether the value is what the check-up asks for.
    fn fits(&self, item: &CheckupItem) -> bool {
        match item.kind {
            ValueKind::Number { .. } => self.value.is_some() && self.unit == item.unit,
            ValueKind::Code => self.value.is_none() && self.is_plain(),
        }
    }

    /// Whether words are the code of an answer, not free text.
    fn is_plain(&self) -> bool {
        self.text.as_deref().is_none_or(is_plain_code)
    }

    fn unit_is_missing(&self) -> bool {
        self.value.is_some() && self.unit.is_empty()
    }

    /// The name of the element, its value, and what a reader will take for written.
    fn value(&self) -> (&'static str, Value, (String, String)) {
        let Some(number) = self.value else {
            return self.words();
        };
        let comparator = match self.side.as_deref() {
            Some("below") => "<",
            Some(_) => ">",
            None => "",
        };
        let mut quantity = json!({ "value": number });
        put(&mut quantity, "comparator", comparator);
        put(&mut quantity, "unit", self.unit.as_str());
        if is_plain_code(&self.unit) {
            put(&mut quantity, "system", UCUM);
            put(&mut quantity, "code", self.unit.as_str());
        }
        let written = (format!("{comparator}{number}"), self.unit.clone());
        ("valueQuantity", quantity, written)
    }

    fn words(&self) -> (&'static str, Value, (String, String)) {
        let words = self.text.as_deref().unwrap_or_default();
        if !is_plain_code(words) {
            let written = (words.to_owned(), String::new());
            return ("valueString", json!(words), written);
        }
        // The system of a coded answer stands in what was written.
        let system = match parse_token(&self.written.0) {
            (Some(system), code) if code == words && !system.is_empty() => Some(system),
            _ => None,
        };
        let mut coding = json!({ "code": words });
        put(&mut coding, "system", json!(system));
        let written = (token(system, words), String::new());
        (
            "valueCodeableConcept",
            json!({ "coding": [coding] }),
            written,
        )
    }
}

/// The kind of observation, as eCheckupReport's examples have them.
fn category(code: &str) -> &'static str {
    let is_jlac10 = code.len() == 17;
    match code.get(..3) {
        Some("9N0") if is_jlac10 => "body-measurement",
        Some(start) if is_jlac10 && start.starts_with("9A") => "vital-signs",
        Some("9N7" | "9N8") if is_jlac10 => "social-history",
        Some("9N5") if is_jlac10 => "survey",
        Some(start) if is_jlac10 && !start.starts_with('9') => "laboratory",
        _ => "exam",
    }
}
