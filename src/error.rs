//! What went wrong, where, and how to mend it.
//!
//! Every error of the library is one kind with one place. A place names the
//! file, the line or record and the field, as far as they are known, so that a
//! person can open the file and put the finger on it. Mistakes of a whole table
//! are gathered and reported at once ([`Mistakes`]).

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// The result of everything in this crate that can fail.
pub type Result<T> = std::result::Result<T, Error>;

/// Both values, or the errors of both.
///
/// # Errors
/// When either failed; both errors when both did.
pub fn both<A, B>(first: Result<A>, second: Result<B>) -> Result<(A, B)> {
    match (first, second) {
        (Ok(first), Ok(second)) => Ok((first, second)),
        (Err(first), Err(second)) => Err(first.and(second)),
        (Err(error), Ok(_)) | (Ok(_), Err(error)) => Err(error),
    }
}

/// What kind of thing went wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The operating system refused to open, read, write or rename.
    Io,
    /// The input ends before it is complete.
    Truncated,
    /// The bytes are not what the format allows.
    Malformed,
    /// Two inputs that belong together do not fit (mates, tables, checksums of parts).
    Mismatch,
    /// Something that must be unique occurs twice.
    Duplicate,
    /// Something that is referred to is not there.
    Missing,
    /// A checksum does not agree: the file was changed or damaged.
    Corrupt,
    /// The input is well formed but this program does not handle it.
    Unsupported,
    /// A parameter is outside its range.
    Parameter,
    /// The data do not allow the number that was asked for.
    NotEstimable,
}

/// Where it went wrong, as far as it is known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Place {
    /// The file, or what stands for it (`standard input`).
    pub path: Option<PathBuf>,
    /// The line, counted from 1.
    pub line: Option<u64>,
    /// The record, counted from 1.
    pub record: Option<u64>,
    /// The name of the record (a read's id, a participant).
    pub name: Option<String>,
    /// The column, section or key.
    pub field: Option<String>,
}

/// One error, or several found in one pass over an input.
#[derive(Debug)]
pub struct Error(Box<Body>);

#[derive(Debug)]
struct Body {
    kind: ErrorKind,
    place: Place,
    message: String,
    mend: Option<String>,
    source: Option<io::Error>,
    others: Vec<Error>,
}

impl Error {
    /// An error of a kind with what was found and what was expected.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self(Box::new(Body {
            kind,
            place: Place::default(),
            message: message.into(),
            mend: None,
            source: None,
            others: Vec::new(),
        }))
    }

    /// An operating-system error on a file.
    pub fn io(doing: &str, path: &Path, source: io::Error) -> Self {
        let mut error = Self::new(ErrorKind::Io, format!("cannot {doing}: {source}")).at_path(path);
        error.0.mend = match source.kind() {
            io::ErrorKind::NotFound => Some("check the name; nothing is there under it".into()),
            io::ErrorKind::PermissionDenied => Some("check who may read and write it".into()),
            _ => None,
        };
        error.0.source = Some(source);
        error
    }

    /// Several errors of one input as one error, or `None` when there are none.
    pub fn gather(errors: Vec<Error>) -> Option<Error> {
        errors.into_iter().reduce(Error::and)
    }

    /// This error with another one, and those found together with it, after it.
    #[must_use]
    pub fn and(mut self, mut other: Error) -> Error {
        let others = std::mem::take(&mut other.0.others);
        self.0.others.push(other);
        self.0.others.extend(others);
        self
    }

    /// Names the file, unless a file is already named.
    #[must_use]
    pub fn at_path(mut self, path: &Path) -> Self {
        let place = &mut self.0.place;
        place.path.get_or_insert_with(|| path.to_path_buf());
        for other in &mut self.0.others {
            other.0.place.path.get_or_insert_with(|| path.to_path_buf());
        }
        self
    }

    /// Names the larger thing it belongs to (`sample s1`) before the message.
    #[must_use]
    pub fn within(mut self, whole: &str) -> Self {
        self.0.message = format!("{whole}: {}", self.0.message);
        for other in &mut self.0.others {
            other.0.message = format!("{whole}: {}", other.0.message);
        }
        self
    }

    /// Names the line, counted from 1.
    #[must_use]
    pub fn at_line(mut self, line: u64) -> Self {
        self.0.place.line = Some(line);
        self
    }

    /// Names the record, counted from 1.
    #[must_use]
    pub fn at_record(mut self, record: u64, name: impl Into<String>) -> Self {
        self.0.place.record = Some(record);
        self.0.place.name = Some(name.into()).filter(|name| !name.is_empty());
        self
    }

    /// Names the record without its number.
    #[must_use]
    pub fn at_record_name(mut self, name: &str) -> Self {
        self.0.place.name = Some(name.to_string());
        self
    }

    /// Names the column, section or key.
    #[must_use]
    pub fn at_field(mut self, field: impl Into<String>) -> Self {
        self.0.place.field = Some(field.into());
        self
    }

    /// Says how to mend it.
    #[must_use]
    pub fn mend(mut self, mend: impl Into<String>) -> Self {
        self.0.mend = Some(mend.into());
        self
    }

    /// Says how to mend it, unless that is said already.
    #[must_use]
    pub fn or_mend(mut self, mend: &str) -> Self {
        self.0.mend.get_or_insert_with(|| mend.to_string());
        self
    }

    /// The kind of the (first) error.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The place of the (first) error.
    pub fn place(&self) -> &Place {
        &self.0.place
    }

    /// What was found and expected, without place and mending.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// The operating system's own kind, where it spoke.
    pub fn io_kind(&self) -> Option<io::ErrorKind> {
        self.0.source.as_ref().map(io::Error::kind)
    }

    /// This error and those found together with it.
    pub fn all(&self) -> impl Iterator<Item = &Error> {
        std::iter::once(self).chain(self.0.others.iter())
    }

    fn fmt_one(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = &self.0.place;
        let mut parts: Vec<String> = Vec::new();
        if let Some(path) = &place.path {
            parts.push(path.display().to_string());
        }
        if let Some(line) = place.line {
            parts.push(format!("line {line}"));
        }
        match (place.record, &place.name) {
            (Some(record), Some(name)) => parts.push(format!("record {record} ({name})")),
            (Some(record), None) => parts.push(format!("record {record}")),
            (None, Some(name)) => parts.push(name.clone()),
            (None, None) => {}
        }
        if let Some(field) = &place.field {
            parts.push(format!("field {field}"));
        }
        if !parts.is_empty() {
            write!(f, "{}: ", parts.join(", "))?;
        }
        f.write_str(&self.0.message)?;
        if let Some(mend) = &self.0.mend {
            write!(f, "\n  to mend it: {mend}")?;
        }
        Ok(())
    }
}

/// The mistakes of one input, gathered while it is read to its end.
///
/// The first [`Mistakes::MOST`] are kept and told in order of their lines; of
/// further ones only the number is told, for an input with so many is the wrong
/// file.
#[derive(Debug, Default)]
pub struct Mistakes {
    kept: Vec<Error>,
    further: u64,
}

impl Mistakes {
    /// Most mistakes that are told one by one.
    pub const MOST: usize = 20;

    /// None yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one.
    pub fn push(&mut self, error: Error) {
        if self.kept.len() < Self::MOST {
            self.kept.push(error);
        } else {
            self.further += 1;
        }
    }

    /// Adds the mistakes of a file, those that are only counted too.
    pub fn extend_at(&mut self, path: &Path, others: Mistakes) {
        self.further += others.further;
        self.extend(others.kept.into_iter().map(|error| error.at_path(path)));
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.kept.is_empty()
    }

    /// All mistakes as one error.
    ///
    /// # Errors
    /// When there is any mistake.
    pub fn finish(self) -> Result<()> {
        let mut mistakes = self.kept;
        mistakes.sort_by_key(|error| error.place().line.unwrap_or(u64::MAX));
        if let (Some(first), 1..) = (mistakes.first(), self.further) {
            let rest = format!("and {} more mistakes", self.further);
            mistakes.push(Error::new(first.kind(), rest));
        }
        Error::gather(mistakes).map_or(Ok(()), Err)
    }
}

impl Extend<Error> for Mistakes {
    fn extend<I: IntoIterator<Item = Error>>(&mut self, errors: I) {
        errors.into_iter().for_each(|error| self.push(error));
    }
}

/// The beginning of what was found, fit for one line of an error: bytes that are
/// no text and control characters are escaped, long text is cut.
pub(crate) fn excerpt(found: &[u8]) -> String {
    const MOST_LETTERS: usize = 80;
    let text = String::from_utf8_lossy(&found[..found.len().min(4 * MOST_LETTERS)]);
    let mut excerpt = String::new();
    for letter in text.chars().take(MOST_LETTERS) {
        if letter.is_control() {
            excerpt.extend(letter.escape_default());
        } else {
            excerpt.push(letter);
        }
    }
    if found.len() > 4 * MOST_LETTERS || text.chars().count() > MOST_LETTERS {
        excerpt.push('…');
    }
    excerpt
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        /// The mistakes of several inputs together.
        const MOST_TOLD: usize = 5 * Mistakes::MOST;
        let count = self.all().count();
        let told = count.min(MOST_TOLD);
        for (index, error) in self.all().take(told).enumerate() {
            if index > 0 {
                f.write_str("\n")?;
            }
            error.fmt_one(f)?;
        }
        if told < count {
            write!(f, "\nand {} more mistakes", count - told)?;
        }
        Ok(())
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0
            .source
            .as_ref()
            .map(|source| source as &(dyn std::error::Error + 'static))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_names_its_place_and_its_mending() {
        let error = Error::new(ErrorKind::Malformed, "found 3 fields, expected 4")
            .at_path(Path::new("nodes.dmp"))
            .at_line(7)
            .mend("write the missing field");
        assert_eq!(
            error.to_string(),
            "nodes.dmp, line 7: found 3 fields, expected 4\n  to mend it: write the missing field"
        );
    }

    #[test]
    fn gathered_errors_are_all_printed_and_all_get_the_path() {
        let errors = (1..=3)
            .map(|line| Error::new(ErrorKind::Malformed, "bad").at_line(line))
            .collect();
        let error = Error::gather(errors).unwrap().at_path(Path::new("t.csv"));
        assert_eq!(error.all().count(), 3);
        assert_eq!(error.to_string().matches("t.csv").count(), 3);
        assert!(Error::gather(Vec::new()).is_none());
        let error = error.within("sample s1");
        assert_eq!(error.to_string().matches("sample s1: bad").count(), 3);
    }

    #[test]
    fn mistakes_come_in_order_of_lines_and_the_rest_is_counted() {
        let mut mistakes = Mistakes::new();
        assert!(mistakes.is_empty());
        mistakes.extend((0..27).map(|i| Error::new(ErrorKind::Malformed, "bad").at_line(99 - i)));
        let error = mistakes.finish().unwrap_err();
        assert_eq!(error.place().line, Some(80));
        assert_eq!(error.all().count(), 21);
        assert!(error.to_string().ends_with("and 7 more mistakes"));
        assert!(Mistakes::new().finish().is_ok());
    }

    #[test]
    fn very_many_gathered_errors_are_told_in_part() {
        let error = |line| Error::new(ErrorKind::Malformed, "bad").at_line(line);
        let told = |count| {
            let error = Error::gather((1..=count).map(error).collect()).unwrap();
            error.to_string()
        };
        assert_eq!(told(100).lines().count(), 100);
        assert_eq!(told(500).lines().count(), 101);
        assert!(told(500).ends_with("line 100: bad\nand 400 more mistakes"));
    }

    #[test]
    fn excerpts_are_short_and_hold_no_control_characters() {
        assert_eq!(excerpt(b"read/1"), "read/1");
        assert_eq!(excerpt(b"a\x1b[2J\nb"), "a\\u{1b}[2J\\nb");
        assert_eq!(excerpt(&[b'x'; 1000]).chars().count(), 81);
        assert_eq!(excerpt("é".repeat(80).as_bytes()), "é".repeat(80));
    }

    #[test]
    fn what_was_gathered_is_not_lost_when_gathered_again() {
        let pair = || {
            let errors = vec![
                Error::new(ErrorKind::Malformed, "bad"),
                Error::new(ErrorKind::Io, "x"),
            ];
            Error::gather(errors).unwrap()
        };
        let error = Error::gather(vec![pair(), pair(), pair()]).unwrap();
        assert_eq!(error.all().count(), 6);
    }
}
