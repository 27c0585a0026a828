//! Files of a run's folder with their checksums.

use crate::checksum::Checksum;
use crate::error::{Error, ErrorKind, Result, excerpt};
use serde::{Deserialize, Serialize};
use std::path::{Component, Path, PathBuf};

/// A file of a run, by its name inside the folder.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OutputFile {
    /// Its path inside the folder, with `/` between the parts.
    pub name: String,
    /// Its length.
    pub bytes: u64,
    /// The SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
}

impl OutputFile {
    pub(super) fn new(name: String, checksum: Checksum) -> Self {
        let Checksum { bytes, sha256 } = checksum;
        Self {
            name,
            bytes,
            sha256,
        }
    }

    /// Where it is in a folder.
    ///
    /// # Errors
    /// When the name leads out of the folder.
    pub fn path_in(&self, folder: &Path) -> Result<PathBuf> {
        path_in(folder, &self.name)
    }

    /// Compares the length of the file in a folder.
    ///
    /// # Errors
    /// When it is not there or has another length.
    pub fn check_length(&self, folder: &Path) -> Result<()> {
        let path = self.path_in(folder)?;
        let metadata =
            std::fs::metadata(&path).map_err(|source| Error::io("read", &path, source))?;
        if metadata.is_file() && metadata.len() == self.bytes {
            return Ok(());
        }
        let message = format!("found {} bytes, expected {}", metadata.len(), self.bytes);
        Err(changed(&path, &message))
    }

    /// Compares every byte of the file in a folder with the checksum.
    ///
    /// # Errors
    /// When it is not there or was changed.
    pub fn check(&self, folder: &Path) -> Result<()> {
        self.check_length(folder)?;
        let path = self.path_in(folder)?;
        let found = Checksum::of_file(&path)?;
        if found.bytes == self.bytes && found.sha256 == self.sha256 {
            return Ok(());
        }
        Err(changed(
            &path,
            "the contents do not agree with the checksum",
        ))
    }
}

fn changed(path: &Path, message: &str) -> Error {
    let message = format!("{message}: the file was changed or damaged");
    Error::new(ErrorKind::Corrupt, message).at_path(path).mend(
        "run `nuka profile` again with the same arguments; only what is not right is made again",
    )
}

/// The place of a name in a folder. Names come out of files that anybody may have
/// changed, and files are removed by them.
pub(super) fn path_in(folder: &Path, name: &str) -> Result<PathBuf> {
    let mut parts = Path::new(name).components();
    let is_plain = parts.all(|part| matches!(part, Component::Normal(_)));
    if is_plain && !name.is_empty() {
        return Ok(folder.join(name));
    }
    let found = excerpt(name.as_bytes());
    Err(Error::new(
        ErrorKind::Malformed,
        format!("found `{found}`, expected the name of a file inside the folder"),
    )
    .at_path(folder))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_lead_out_of_the_folder_are_refused() {
        let folder = Path::new("out");
        for name in ["", "/etc/passwd", "../x", "a/../../x", "."] {
            assert!(path_in(folder, name).is_err(), "{name}");
        }
        assert_eq!(path_in(folder, "a/b.tsv").unwrap(), folder.join("a/b.tsv"));
    }

    #[test]
    fn a_changed_byte_and_a_missing_file_are_found() {
        let folder = tempfile::tempdir().unwrap();
        let file = OutputFile::new("a.tsv".to_string(), Checksum::of_bytes(b"abc"));
        assert!(file.check(folder.path()).is_err());
        let path = folder.path().join("a.tsv");
        std::fs::write(&path, b"abc").unwrap();
        file.check(folder.path()).unwrap();
        std::fs::write(&path, b"abd").unwrap();
        file.check_length(folder.path()).unwrap();
        assert_eq!(
            file.check(folder.path()).unwrap_err().kind(),
            ErrorKind::Corrupt
        );
        std::fs::write(&path, b"abcd").unwrap();
        assert!(file.check_length(folder.path()).is_err());
    }
}
