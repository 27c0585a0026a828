//! JSON documents that carry the checksum of their own content.
//!
//! `{"sha256":"<64 digits>","<kind>":<content>}` and a line end: JSON like any
//! other, of which every byte counts.

use crate::checksum::Checksum;
use crate::error::{Error, ErrorKind, Result};
use serde::de::DeserializeOwned;

const DIGITS: usize = 64;
const OPENING: &str = "{\"sha256\":\"";

/// Wraps the JSON text of a content.
pub(super) fn seal(kind: &str, content: &str) -> Vec<u8> {
    let sha256 = Checksum::of_bytes(content.as_bytes()).sha256;
    format!("{OPENING}{sha256}\",\n\"{kind}\":{content}}}\n").into_bytes()
}

/// The JSON text of a content whose checksum agrees.
///
/// # Errors
/// When the document is of another kind, cut short, or was changed.
pub(super) fn unseal<'a>(kind: &str, bytes: &'a [u8]) -> Result<&'a [u8]> {
    let middle = format!("\",\n\"{kind}\":");
    let parts = bytes
        .strip_prefix(OPENING.as_bytes())
        .and_then(|rest| rest.strip_suffix(b"}\n"))
        .and_then(|rest| rest.split_at_checked(DIGITS))
        .and_then(|(digits, rest)| Some((digits, rest.strip_prefix(middle.as_bytes())?)));
    let Some((digits, content)) = parts else {
        return Err(Error::new(
            ErrorKind::Malformed,
            format!("found no whole {kind}, expected one that nuka wrote"),
        ));
    };
    if Checksum::of_bytes(content).sha256.as_bytes() == digits {
        return Ok(content);
    }
    Err(Error::new(
        ErrorKind::Corrupt,
        "the content does not agree with its checksum: the file was changed or damaged",
    ))
}

/// Parses the content of a document of one format version.
///
/// # Errors
/// As [`unseal`], and when the content is of another version or not as expected.
pub(super) fn open_sealed<T: DeserializeOwned>(
    kind: &str,
    format_version: u32,
    bytes: &[u8],
) -> Result<T> {
    /// The part that documents of every version have.
    #[derive(serde::Deserialize)]
    struct Version {
        format_version: u32,
    }
    let content = unseal(kind, bytes)?;
    let malformed = |error: serde_json::Error| {
        Error::new(
            ErrorKind::Malformed,
            format!("the {kind} is not readable: {error}"),
        )
    };
    let found: Version = serde_json::from_slice(content).map_err(malformed)?;
    if found.format_version != format_version {
        return Err(Error::new(
            ErrorKind::Unsupported,
            format!(
                "the {kind} has format version {}, this program reads version {format_version}",
                found.format_version
            ),
        ));
    }
    serde_json::from_slice(content).map_err(malformed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sealed_document_is_json_and_every_changed_byte_is_found() {
        let sealed = seal("record", "{\"format_version\":1,\"a\":0.5}");
        let json: serde_json::Value = serde_json::from_slice(&sealed).unwrap();
        assert_eq!(json["record"]["a"], 0.5);
        assert!(unseal("record", &sealed).is_ok());
        assert!(unseal("manifest", &sealed).is_err());
        for place in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[place] ^= 1;
            assert!(unseal("record", &changed).is_err(), "byte {place}");
            assert!(unseal("record", &sealed[..place]).is_err());
        }
    }

    #[test]
    fn another_format_version_is_told_as_such() {
        let sealed = seal("record", "{\"format_version\":2}");
        let error = open_sealed::<serde_json::Value>("record", 1, &sealed).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unsupported);
    }
}
