//! Addresses of resources that are the same whenever a bundle is written.

use super::token::is_fhir_id;
use crate::checksum::Checksum;
use serde_json::{Value, json};

/// The address of a resource within a bundle: a UUID of its kind and id (version 8 of
/// RFC 9562, "custom", from SHA-256).
pub(in crate::cohort) fn instance_url(kind: &str, id: &str) -> String {
    let sum = Checksum::of_bytes(format!("{kind}/{id}").as_bytes()).sha256;
    let part = |from: usize, to: usize| sum.get(from..to).unwrap_or_default();
    format!(
        "urn:uuid:{}-{}-8{}-8{}-{}",
        part(0, 8),
        part(8, 12),
        part(12, 15),
        part(15, 18),
        part(18, 30)
    )
}

/// The id of a resource: the store's own where FHIR allows it.
pub(in crate::cohort) fn resource_id(id: &str) -> String {
    if is_fhir_id(id) {
        return id.to_owned();
    }
    let sum = Checksum::of_bytes(id.as_bytes()).sha256;
    sum.get(..32).unwrap_or_default().to_owned()
}

/// A resource of a kind with its id and, as an identifier, the id of the store.
pub(in crate::cohort) fn with_instance_id(kind: &str, system: &str, id: &str) -> Value {
    json!({
        "resourceType": kind,
        "id": resource_id(id),
        "identifier": [{ "system": system, "value": id }],
    })
}
