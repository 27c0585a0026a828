//! The errors of damaged and of cut data.

use std::io::{Error, ErrorKind};

/// The data are not what the format allows.
#[cold]
pub(super) fn damaged(what: &'static str) -> Error {
    Error::new(ErrorKind::InvalidData, what)
}

/// The data end before they are complete.
#[cold]
pub(super) fn cut() -> Error {
    Error::new(ErrorKind::UnexpectedEof, "unexpected end of file")
}
