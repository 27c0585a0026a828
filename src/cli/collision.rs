//! Outputs that would overwrite an input or one another.

use nuka::{Error, ErrorKind, Result};
use std::path::{Path, PathBuf};

/// A file as it was named on the command line.
#[derive(Debug, Clone)]
pub(crate) struct Named {
    /// What named it: an option, or words such as "the reads".
    pub(crate) by: &'static str,
    pub(crate) path: PathBuf,
}

impl Named {
    pub(crate) fn new(by: &'static str, path: impl Into<PathBuf>) -> Self {
        let path = path.into();
        Self { by, path }
    }
}

/// Refuses outputs that are the same file as an input or as another output.
///
/// Pipes and devices take any number of writers and are left out.
pub(crate) fn refuse_collisions(outputs: &[Named], inputs: &[Named]) -> Result<()> {
    let mut mistakes = Vec::new();
    let mut taken: Vec<(PathBuf, &Named)> = Vec::new();
    let inputs = inputs.iter().map(|input| (input, true));
    for (named, is_input) in inputs.chain(outputs.iter().map(|output| (output, false))) {
        let Some(real) = real_file(&named.path) else {
            continue;
        };
        let other = taken.iter().find(|(other, _)| !is_input && *other == real);
        if let Some((_, other)) = other {
            mistakes.push(
                Error::new(
                    ErrorKind::Parameter,
                    format!("{} and {} name the same file", other.by, named.by),
                )
                .at_path(&named.path)
                .mend("give each output a file of its own"),
            );
        } else {
            taken.push((real, named));
        }
    }
    Error::gather(mistakes).map_or(Ok(()), Err)
}

/// One path for all ways to write it; `None` for what is no regular file and
/// what cannot be made.
fn real_file(path: &Path) -> Option<PathBuf> {
    match std::fs::metadata(path) {
        Ok(metadata) if metadata.is_file() => std::fs::canonicalize(path).ok(),
        Ok(_) => None,
        Err(_) => {
            let folder = path
                .parent()
                .filter(|folder| !folder.as_os_str().is_empty());
            let folder = std::fs::canonicalize(folder.unwrap_or(Path::new("."))).ok()?;
            Some(folder.join(path.file_name()?))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_file_under_two_names_is_found_and_devices_may_be_shared() {
        let folder = tempfile::tempdir().unwrap();
        let reads = folder.path().join("reads.fq");
        std::fs::write(&reads, b"@r\n").unwrap();
        let roundabout = folder.path().join(".").join("reads.fq");
        let inputs = [
            Named::new("the reads", &reads),
            Named::new("the reads", &reads),
        ];
        let refused = |outputs: &[Named]| refuse_collisions(outputs, &inputs).is_err();
        let new = folder.path().join("new.tsv");
        assert!(refused(&[Named::new("--output", roundabout)]));
        assert!(refused(&[
            Named::new("--output", &new),
            Named::new("--report", &new)
        ]));
        assert!(!refused(&[Named::new("--output", &new)]));
        let null = Path::new("/dev/null");
        assert!(!refused(&[
            Named::new("--output", null),
            Named::new("--report", null)
        ]));
    }
}
