//! What all resources need on their way into the store.

use super::super::desk::Desk;
use super::bundle::{Bundle, Entry};
use super::element::Element;
use super::mapping::FhirMapping;
use crate::checkup::CheckupItems;
use crate::cohort::fhir::{PARTICIPANT_SYSTEM, is_fhir_id};
use crate::error::{Error, ErrorKind, Result};
use serde_json::Value;
use std::collections::HashMap;

/// One bundle on its way into the store.
pub(super) struct Reception<'b, 't> {
    pub(super) bundle: &'b Bundle<'b>,
    pub(super) mapping: &'b FhirMapping,
    pub(super) items: CheckupItems,
    pub(super) desk: Desk<'t>,
    /// The pseudonyms of the bundle's patients, by the number of the entry.
    pub(super) people: HashMap<u64, String>,
}

impl<'b> Reception<'b, '_> {
    /// The value, or a mistake noted at a resource.
    pub(super) fn take<T>(&mut self, entry: &Entry<'_>, result: Result<T>) -> Option<T> {
        match result {
            Ok(value) => Some(value),
            Err(error) => {
                let error = self.at(entry, error);
                self.desk.mistakes.push(error);
                None
            }
        }
    }

    /// Names a resource as the place of a mistake; a patient by the pseudonym.
    pub(super) fn at(&self, entry: &Entry<'_>, error: Error) -> Error {
        match self.people.get(&entry.number) {
            Some(person) => error.at_record(entry.number, format!("Patient/{person}")),
            None => entry.at(error),
        }
    }

    /// Counts something that is not taken into the store.
    pub(super) fn leave_out(&mut self, what: impl Into<String>) {
        *self.desk.account.left_out.entry(what.into()).or_insert(0) += 1;
    }

    /// The pseudonym of the person a reference names.
    pub(super) fn whose(&self, resource: &Element<'_>, name: &str) -> Result<String> {
        let subject = resource.require(name, "a reference to the patient")?;
        let system = self.mapping.participant_system.as_deref();
        if let Some(identifier) = subject.get("identifier") {
            let found = identifier.get_text("system")?;
            if found.is_some_and(|found| system == Some(found) || found == PARTICIPANT_SYSTEM) {
                return Ok(identifier
                    .require("value", "a pseudonym")?
                    .text()?
                    .to_owned());
            }
        }
        let reference = subject.require("reference", "a reference to the patient")?;
        let text = reference.text()?;
        if let Some(entry) = self.bundle.find(text) {
            if entry.kind != "Patient" {
                return Err(reference.mistake(format!(
                    "found a reference to entry {}, which is no Patient",
                    entry.number
                )));
            }
            return self.people.get(&entry.number).cloned().ok_or_else(|| {
                reference.mistake(format!(
                    "found a reference to entry {}, a Patient that cannot be read",
                    entry.number
                ))
            });
        }
        // A patient of an earlier bundle.
        let plain = text.split("/_history/").next().unwrap_or(text);
        let id = plain.rsplit_once("Patient/").map(|(_, id)| id);
        match id.filter(|id| system.is_none() && is_fhir_id(id)) {
            Some(id) => Ok(id.to_owned()),
            None => Err(reference
                .mistake("found a reference to a resource that is not in the bundle")
                .mend("put the Patient into the same bundle")),
        }
    }

    /// The same, of a person who must be in the store; what is wrong is noted.
    pub(super) fn known_person(
        &mut self,
        entry: &Entry<'_>,
        resource: &Element<'_>,
        name: &str,
    ) -> Option<String> {
        let person = self.whose(resource, name);
        let person = self.take(entry, person)?;
        let field = format!("{}.{name}", resource.path());
        let known = self.desk.expect_person(&person);
        self.take(entry, known.map_err(|error| error.at_field(field)))?;
        Some(person)
    }

    /// The id a resource has in the store: that of the store's own identifier, that of
    /// the mapped system, or the resource's.
    pub(super) fn store_id(
        &self,
        resource: &Element<'b>,
        own: &str,
        mapped: Option<&str>,
    ) -> Result<Option<String>> {
        let identifiers = match resource.value.get("identifier") {
            // A QuestionnaireResponse has only one.
            Some(Value::Object(_)) => resource.get("identifier").into_iter().collect(),
            _ => resource.list("identifier")?,
        };
        for system in [Some(own), mapped].into_iter().flatten() {
            for identifier in &identifiers {
                if identifier.get_text("system")? == Some(system) {
                    let value = identifier.require("value", "an id")?;
                    return checked_id(&value).map(Some);
                }
            }
        }
        if let Some(system) = mapped {
            let message = format!("found no identifier of the system {system}");
            return Err(Error::new(ErrorKind::Missing, message)
                .at_field(format!("{}.identifier", resource.path()))
                .mend("write the identifier, or correct its system in the mapping"));
        }
        let Some(id) = resource.get("id") else {
            return Ok(None);
        };
        let text = id.text()?;
        match is_fhir_id(text) {
            true => Ok(Some(text.to_owned())),
            false => Err(id.not("an id of at most 64 letters, digits, - and .")),
        }
    }
}

/// An id as the store holds it: one line of at most 200 letters.
fn checked_id(value: &Element<'_>) -> Result<String> {
    let text = value.text()?;
    let is_id =
        text.trim() == text && text.chars().count() <= 200 && !text.contains(char::is_control);
    match is_id {
        true => Ok(text.to_owned()),
        false => Err(value.not("an id of at most 200 letters in one line")),
    }
}
