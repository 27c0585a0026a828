//! The files of reads that a sheet names, looked at before any is read.

use super::sheet::{Mate, ReadsFile};
use super::sheet_reader::ReadsColumn;
use crate::error::{Error, ErrorKind, Result, excerpt};
use std::collections::HashMap;
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

/// The files that are named already, by their real paths.
#[derive(Debug, Default)]
pub(super) struct Taken(HashMap<PathBuf, Use>);

/// Where a file is named.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Use {
    sample: String,
    line: Option<u64>,
    column: ReadsColumn,
}

impl Taken {
    /// Looks at the files of one cell, each as written and where it is.
    pub(super) fn check(
        &mut self,
        sample: &str,
        line: Option<u64>,
        column: ReadsColumn,
        files: &[(String, PathBuf)],
    ) -> Vec<Error> {
        let mut errors = Vec::new();
        for (written, path) in files {
            let here = Use {
                sample: sample.to_string(),
                line,
                column,
            };
            let checked = check_file(written, path).and_then(|real| self.take(written, real, here));
            if let Err(error) = checked {
                errors.push(place(error, line, column));
            }
        }
        errors
    }

    fn take(&mut self, written: &str, real: PathBuf, here: Use) -> Result<()> {
        let Some(earlier) = self.0.get(&real) else {
            self.0.insert(real, here);
            return Ok(());
        };
        let written = excerpt(written.as_bytes());
        let same_row = earlier.sample == here.sample && earlier.line == here.line;
        Err(if same_row && earlier.column != here.column {
            Error::new(
                ErrorKind::Mismatch,
                format!("`{written}` is given both as first and as second mates"),
            )
            .mend("give the file of the second mates (often named _R2 or _2)")
        } else if same_row {
            Error::new(ErrorKind::Duplicate, format!("`{written}` is given twice"))
                .mend("name every file once")
        } else {
            let line = earlier
                .line
                .map_or_else(String::new, |line| format!(" on line {line}"));
            let message = format!(
                "`{written}` is already {} of sample `{}`{line}",
                earlier.column.name(),
                excerpt(earlier.sample.as_bytes()),
            );
            Error::new(ErrorKind::Duplicate, message).mend("give each sample reads of its own")
        })
    }
}

/// Names line and column of a mistake.
pub(super) fn place(error: Error, line: Option<u64>, column: ReadsColumn) -> Error {
    match line {
        Some(line) => error.at_line(line).at_field(column.name()),
        None => error,
    }
}

/// The real path of a file that can be read as often as is needed.
fn check_file(written: &str, path: &Path) -> Result<PathBuf> {
    let shown = excerpt(written.as_bytes());
    let unfit = |kind, message: &str, mend: &str| {
        Err(Error::new(kind, format!("`{shown}` {message}")).mend(mend))
    };
    if written == "-" {
        return unfit(
            ErrorKind::Unsupported,
            "is standard input, which cannot be read again after an interruption",
            "write the reads to a file and name it, or use `nuka classify`",
        );
    }
    let metadata = match std::fs::metadata(path) {
        Ok(metadata) => metadata,
        Err(source) => return Err(not_there(&shown, written, path, &source)),
    };
    if metadata.is_dir() {
        return unfit(
            ErrorKind::Malformed,
            "is a folder, expected a file of reads",
            "name the files in it",
        );
    }
    if !metadata.is_file() {
        return unfit(
            ErrorKind::Unsupported,
            "is a pipe or device, which cannot be read again after an interruption",
            "write the reads to a file and name it",
        );
    }
    let opened = File::open(path).and_then(|_| std::fs::canonicalize(path));
    opened.or_else(|source| {
        unfit(
            ErrorKind::Io,
            &format!("cannot be read: {source}"),
            "check who may read it",
        )
    })
}

fn not_there(shown: &str, written: &str, path: &Path, source: &io::Error) -> Error {
    if source.kind() != io::ErrorKind::NotFound && source.kind() != io::ErrorKind::NotADirectory {
        let message = format!("`{shown}` cannot be read: {source}");
        return Error::new(ErrorKind::Io, message).mend("check who may read its folder");
    }
    let mend = if written.contains("://") {
        "download the file first, and name it as a path".to_string()
    } else if written.contains('\\') {
        "write paths with / instead of \\".to_string()
    } else if written.starts_with('~') {
        "write the path in full; ~ is not replaced in a sheet".to_string()
    } else if path.is_absolute() {
        "check the name".to_string()
    } else {
        let looked = excerpt(path.to_string_lossy().as_bytes());
        format!("check the name; paths are read from the folder of the sheet: `{looked}`")
    };
    Error::new(ErrorKind::Missing, format!("there is no file `{shown}`")).mend(mend)
}

/// The files of a sample in the order in which they are read.
pub(super) fn interleave(
    first: &[(String, PathBuf)],
    second: &[(String, PathBuf)],
) -> Vec<ReadsFile> {
    let file = |(written, path): &(String, PathBuf), mate| ReadsFile {
        written: written.clone(),
        path: path.clone(),
        mate,
    };
    if second.is_empty() {
        return first
            .iter()
            .map(|named| file(named, Mate::Single))
            .collect();
    }
    let pairs = first.iter().zip(second);
    pairs
        .flat_map(|(first, second)| [file(first, Mate::First), file(second, Mate::Second)])
        .collect()
}
