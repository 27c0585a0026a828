//! SQLite's errors in the house's terms.

use crate::error::{Error, ErrorKind};
use rusqlite::ErrorCode;

/// What to do about each of SQLite's refusals.
pub(in crate::cohort) fn store_error(source: rusqlite::Error) -> Error {
    let (kind, mend) = match source.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => (
            ErrorKind::Io,
            Some("another program is writing to this store; try again when it is done"),
        ),
        Some(ErrorCode::DiskFull) => (
            ErrorKind::Io,
            Some("free some space, then run again; the store is as it was before"),
        ),
        Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => (
            ErrorKind::Io,
            Some("check who may read and write the store and its folder"),
        ),
        Some(ErrorCode::SystemIoFailure) => (ErrorKind::Io, None),
        Some(ErrorCode::NotADatabase) => (
            ErrorKind::Unsupported,
            Some("give a store made by nuka cohort init"),
        ),
        Some(ErrorCode::DatabaseCorrupt) => (
            ErrorKind::Corrupt,
            Some("the store is damaged: take a backup of it"),
        ),
        Some(ErrorCode::ConstraintViolation) => (ErrorKind::Mismatch, None),
        _ => (ErrorKind::Corrupt, None),
    };
    let error = Error::new(kind, format!("the store says: {source}"));
    match mend {
        Some(mend) => error.mend(mend),
        None => error,
    }
}
