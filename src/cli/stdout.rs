//! What a program may read: JSON on standard output.

use nuka::{Error, ErrorKind, Result};
use serde::Serialize;
use std::io::Write;
use std::path::Path;

/// Prints a value as indented JSON.
pub(crate) fn print_json<T: Serialize>(value: &T) -> Result<()> {
    let text = serde_json::to_string_pretty(value)
        .map_err(|error| Error::new(ErrorKind::Malformed, error.to_string()))?;
    writeln!(std::io::stdout(), "{text}")
        .map_err(|source| Error::io("write", Path::new("standard output"), source))
}
