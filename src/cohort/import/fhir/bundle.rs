//! The resources of a bundle, and how they refer to each other.

use super::element::Element;
use super::is_fhir_id;
use crate::error::{Error, ErrorKind, Mistakes, Result};
use serde_json::Value;
use std::collections::HashMap;

/// One resource of a bundle.
#[derive(Debug)]
pub(super) struct Entry<'a> {
    /// Its place in the bundle, counted from 1.
    pub(super) number: u64,
    pub(super) kind: &'a str,
    pub(super) id: Option<&'a str>,
    pub(super) resource: Element<'a>,
}

/// A bundle whose resources can be found by reference.
#[derive(Debug)]
pub(super) struct Bundle<'a> {
    pub(super) entries: Vec<Entry<'a>>,
    places: HashMap<String, usize>,
}

const KINDS: [&str; 6] = [
    "collection",
    "document",
    "searchset",
    "transaction",
    "batch",
    "message",
];

/// Parses the bytes of a file, which may begin with a byte order mark.
///
/// # Errors
/// What is no JSON, with its line.
pub(super) fn parse_json(bytes: &[u8]) -> Result<Value> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    serde_json::from_slice(bytes).map_err(|error| {
        let kind = match error.is_eof() {
            true => ErrorKind::Truncated,
            false => ErrorKind::Malformed,
        };
        Error::new(kind, "found no JSON, expected a FHIR bundle in JSON")
            .at_line(error.line() as u64)
            .mend("correct the file at this line, or export the bundle anew")
    })
}

impl<'a> Bundle<'a> {
    /// Finds the resources of a bundle; mistakes of its entries are noted.
    ///
    /// # Errors
    /// When it is no bundle of resources.
    pub(super) fn read(value: &'a Value, mistakes: &mut Mistakes) -> Result<Self> {
        let bundle = Element::new(value, "Bundle");
        let kind = bundle.require("resourceType", "\"Bundle\"")?;
        if kind.text()? != "Bundle" {
            return Err(kind
                .mistake("found another resource, expected a Bundle")
                .mend("put the resources into one Bundle of the type collection"));
        }
        let kind = bundle.require("type", "the type of the bundle")?;
        kind.one_of(&KINDS)?;
        let mut read = Self {
            entries: Vec::new(),
            places: HashMap::new(),
        };
        for (entry, number) in bundle.list("entry")?.into_iter().zip(1..) {
            if let Err(error) = read.add(&entry, number) {
                mistakes.push(match error.place().record {
                    Some(_) => error,
                    None => error.at_record(number, ""),
                });
            }
        }
        Ok(read)
    }

    fn add(&mut self, entry: &Element<'a>, number: u64) -> Result<()> {
        if let Some(request) = entry.get("request") {
            let method = request.require("method", "the method of the request")?;
            method.one_of(&["POST", "PUT"])?;
        }
        let resource = entry.require("resource", "a resource")?;
        let kind = resource.require("resourceType", "the kind of the resource")?;
        let kind = kind.text()?;
        if !kind.bytes().all(|byte| byte.is_ascii_alphabetic()) {
            return Err(resource.not("a resource"));
        }
        let id = resource.get_text("id")?;
        let place = self.entries.len();
        let relative = id.map(|id| format!("{kind}/{id}"));
        let full = entry.get_text("fullUrl")?.map(str::to_owned);
        let mut errors = Vec::new();
        for reference in [relative, full].into_iter().flatten() {
            let earlier = self.places.insert(reference, place);
            if let Some(earlier) = earlier.filter(|earlier| *earlier != place) {
                let message = format!(
                    "found the id or fullUrl of entry {} again",
                    self.entries.get(earlier).map_or(0, |entry| entry.number)
                );
                let error = Error::new(ErrorKind::Duplicate, message);
                errors.push(error.at_record(number, kind).mend("keep one of the two"));
            }
        }
        let resource = Element::new(resource.value, kind);
        self.entries.push(Entry {
            number,
            kind,
            id,
            resource,
        });
        // Told once, though both the id and the address may be there before.
        errors.into_iter().next().map_or(Ok(()), Err)
    }

    /// The resources of a kind.
    pub(super) fn of_kind<'b>(&'b self, kind: &'b str) -> impl Iterator<Item = &'b Entry<'a>> {
        self.entries.iter().filter(move |entry| entry.kind == kind)
    }

    /// The resource that a reference names, if it is in the bundle.
    pub(super) fn find(&self, reference: &str) -> Option<&Entry<'a>> {
        let plain = reference.split("/_history/").next().unwrap_or(reference);
        let tail = || {
            let mut parts = plain.rsplit('/');
            let (id, kind) = (parts.next()?, parts.next()?);
            self.places.get(&format!("{kind}/{id}"))
        };
        let place = self.places.get(plain).or_else(tail)?;
        self.entries.get(*place)
    }
}

impl Entry<'_> {
    /// Its name in mistakes: the kind and, unless it may tell who a person is, the id.
    pub(super) fn name(&self) -> String {
        let id = self
            .id
            .filter(|id| self.kind != "Patient" && is_fhir_id(id));
        match id {
            Some(id) => format!("{}/{id}", self.kind),
            None => self.kind.to_owned(),
        }
    }

    /// Names the resource as the place of a mistake.
    pub(super) fn at(&self, error: Error) -> Error {
        error.at_record(self.number, self.name())
    }
}
