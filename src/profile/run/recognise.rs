//! Whether a sample is finished: its record is whole and says the same as the run.

use super::basis::{Basis, Difference};
use super::finished::FinishedSample;
use super::folder::stamp;
use super::record::{RecordedReads, SampleRecord};
use super::sheet::{ReadsFile, SheetSample};
use crate::checksum::Checksum;
use crate::error::{Error, ErrorKind, Result};
use crate::reads::{Digest, last_change, status_change, sum_reads};
use std::fmt;
use std::fs::{self, Metadata};
use std::io;
use std::path::Path;
use std::time::{Duration, SystemTime};

/// Clocks of file systems tick at most this slowly (FAT).
const TICK: Duration = Duration::from_secs(2);

/// How the reads of finished samples are compared with their records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Trust {
    /// By length and time of change; where the time differs, by every byte.
    #[default]
    Unchanged,
    /// By every byte.
    Nothing,
}

/// Why a sample that was finished must be profiled again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stale {
    /// Its record is damaged or of another version, with the reason.
    Record(String),
    /// It was profiled with something else.
    Basis(Difference),
    /// It was profiled from other reads; the file as it is written in the sheet.
    Reads(String),
    /// A file made for the sample is gone or was changed, with the reason.
    File(String),
}

impl fmt::Display for Stale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Record(reason) => write!(f, "its record cannot be used: {reason}"),
            Self::Basis(difference) => difference.fmt(f),
            Self::Reads(name) => write!(f, "its reads differ ({name})"),
            Self::File(reason) => write!(f, "a file of its own cannot be used: {reason}"),
        }
    }
}

/// What the folder of a run holds of a sample.
#[derive(Debug)]
pub(super) enum Recognised {
    Finished(Box<FinishedSample>),
    Stale(Stale),
    Absent,
}

/// Looks for the record of a sample and compares it with the run.
///
/// # Errors
/// When a file is there but cannot be read.
pub(super) fn recognise(
    out: &Path,
    sample: &SheetSample,
    basis: &Basis,
    trust: Trust,
) -> Result<Recognised> {
    let path = out.join(SampleRecord::name_of(sample.id()));
    let bytes = match fs::read(&path) {
        Ok(bytes) => bytes,
        Err(source) if source.kind() == io::ErrorKind::NotFound => return Ok(Recognised::Absent),
        Err(source) => return Err(Error::io("read", &path, source)),
    };
    let record = match SampleRecord::parse(&bytes) {
        Ok(record) => record,
        Err(error) => {
            return Ok(Recognised::Stale(Stale::Record(
                error.message().to_string(),
            )));
        }
    };
    let stale = if record.profile.sample() == sample.id() {
        find_difference(out, &path, sample, basis, trust, &record)?
    } else {
        let other = record.profile.sample();
        Some(Stale::Record(format!("it is that of sample {other}")))
    };
    Ok(match stale {
        Some(stale) => Recognised::Stale(stale),
        None => {
            let checksum = Checksum::of_bytes(&bytes);
            Recognised::Finished(Box::new(FinishedSample::new(record, checksum)))
        }
    })
}

fn find_difference(
    out: &Path,
    path: &Path,
    sample: &SheetSample,
    basis: &Basis,
    trust: Trust,
    record: &SampleRecord,
) -> Result<Option<Stale>> {
    if let Some(difference) = basis.difference(&record.basis) {
        return Ok(Some(Stale::Basis(difference)));
    }
    let checked = record.files.iter().try_for_each(|file| match trust {
        Trust::Unchanged => file.check_length(out),
        Trust::Nothing => file.check(out),
    });
    if let Err(error) = checked {
        return Ok(Some(Stale::File(error.to_string())));
    }
    if record.reads.len() != sample.files().len() {
        let names: Vec<&str> = sample.files().iter().map(|f| f.written.as_str()).collect();
        return Ok(Some(Stale::Reads(names.join(", "))));
    }
    let pairs = || sample.files().iter().zip(&record.reads);
    let mut newest = None;
    for (file, recorded) in pairs() {
        let metadata =
            fs::metadata(&file.path).map_err(|source| Error::io("read", &file.path, source))?;
        if metadata.len() != recorded.bytes || file.mate != recorded.mate {
            return Ok(Some(Stale::Reads(file.written.clone())));
        }
        newest = newest.max(last_change(&metadata));
    }
    let kept = fs::metadata(path).map_err(|source| Error::io("read", path, source))?;
    if trust == Trust::Unchanged && is_unchanged(&kept, newest) {
        return Ok(None);
    }
    let mut newest = None;
    for (file, recorded) in pairs() {
        let (is_same, changed) = compare(file, recorded)?;
        if !is_same {
            return Ok(Some(Stale::Reads(file.written.clone())));
        }
        newest = newest.max(changed);
    }
    stamp(path, newest);
    Ok(None)
}

/// Whether reads that were last changed at `newest` are surely those of a record
/// that was stamped with the time of their last change.
///
/// Equal times are believed only when the record was stamped well after, so that
/// the clock cannot have stood still between a change and the one before it.
/// A copy of the folder without its times agrees with nothing and is compared
/// byte by byte.
pub(super) fn is_unchanged(record: &Metadata, newest: Option<SystemTime>) -> bool {
    believe(record.modified().ok(), status_change(record), newest)
}

fn believe(
    stamped: Option<SystemTime>,
    stamped_at: Option<SystemTime>,
    newest: Option<SystemTime>,
) -> bool {
    let settled = newest.and_then(|newest| newest.checked_add(TICK));
    newest.is_some() && stamped == newest && settled.is_some() && stamped_at >= settled
}

fn compare(file: &ReadsFile, recorded: &RecordedReads) -> Result<(bool, Option<SystemTime>)> {
    let found = sum_reads(&file.path, Digest::Xxh3).map_err(|error| {
        if error.kind() == ErrorKind::Mismatch {
            error.within("comparing the reads with the record")
        } else {
            error
        }
    })?;
    let is_same = found.digest == recorded.xxh3_128;
    Ok((is_same, found.changed))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::UNIX_EPOCH;

    #[test]
    fn only_a_stamp_that_agrees_and_has_settled_is_believed() {
        let at = |seconds| Some(UNIX_EPOCH + Duration::from_secs(seconds));
        assert!(believe(at(100), at(102), at(100)));
        // Changed since; stamped too early after the change; copied without times;
        // systems that do not tell.
        assert!(!believe(at(100), at(500), at(101)));
        assert!(!believe(at(100), at(101), at(100)));
        assert!(!believe(at(500), at(500), at(100)));
        assert!(!believe(at(100), None, at(100)));
        assert!(!believe(None, at(500), None));
        assert!(!believe(None, None, None));
    }

    #[test]
    #[cfg(unix)]
    fn reads_that_lie_untouched_are_believed_and_touched_ones_are_not() {
        let folder = tempfile::tempdir().unwrap();
        let [reads, record] = ["r.fq", "s.json"].map(|name| folder.path().join(name));
        fs::write(&reads, b"@r\nA\n+\nI\n").unwrap();
        let newest = || last_change(&fs::metadata(&reads).unwrap());
        let is_believed = || is_unchanged(&fs::metadata(&record).unwrap(), newest());
        fs::write(&record, b"{}").unwrap();
        stamp(&record, newest());
        assert!(!is_believed(), "stamped too early");
        std::thread::sleep(TICK + Duration::from_millis(50));
        stamp(&record, newest());
        assert!(is_believed());
        // Other bytes of the same length, with the old time of modification.
        let modified = fs::metadata(&reads).unwrap().modified().unwrap();
        fs::write(&reads, b"@r\nC\n+\nI\n").unwrap();
        let file = fs::File::options().write(true).open(&reads).unwrap();
        file.set_modified(modified).unwrap();
        assert!(!is_believed());
    }
}
