//! A temporary file for what does not fit into memory.

use crate::atomic_file::create_temporary;
use crate::error::{Error, Result};
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// A file without a name, gone when it is closed, however the process ends.
#[derive(Debug)]
pub(super) struct SpillFile {
    file: Mutex<File>,
    folder: PathBuf,
    length: u64,
    /// Its name, on systems that keep the names of open files.
    name: Option<PathBuf>,
}

impl SpillFile {
    /// A new file in the folder of `beside`.
    pub(super) fn create(beside: &Path) -> Result<Self> {
        let (file, name) = create_temporary(beside)?;
        let is_kept = std::fs::remove_file(&name).is_err();
        let folder = beside
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty());
        Ok(Self {
            file: Mutex::new(file),
            folder: folder.unwrap_or(Path::new(".")).to_path_buf(),
            length: 0,
            name: is_kept.then_some(name),
        })
    }

    /// Adds bytes; returns where they begin.
    pub(super) fn append(&mut self, bytes: &[u8]) -> Result<u64> {
        let at = self.length;
        let file = self.file.get_mut().unwrap_or_else(PoisonError::into_inner);
        let written = file
            .seek(SeekFrom::Start(at))
            .and_then(|_| file.write_all(bytes));
        written.map_err(|source| cannot_put_aside(&self.folder, source))?;
        self.length += bytes.len() as u64;
        Ok(at)
    }

    /// Reads bytes again.
    pub(super) fn read(&self, at: u64, bytes: &mut [u8]) -> Result<()> {
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        let read = file
            .seek(SeekFrom::Start(at))
            .and_then(|_| file.read_exact(bytes));
        read.map_err(|source| Error::io("read temporary data in this folder", &self.folder, source))
    }
}

impl Drop for SpillFile {
    fn drop(&mut self) {
        if let Some(name) = self.name.take() {
            // Nothing more can be done for a file that is being thrown away.
            let _ = std::fs::remove_file(name);
        }
    }
}

fn cannot_put_aside(folder: &Path, source: io::Error) -> Error {
    let full = matches!(
        source.kind(),
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge
    );
    let error = Error::io("write temporary data into this folder", folder, source);
    if full {
        error.mend("free some space, write the database to another disk, or give more memory with --max-memory; nothing was left in the folder")
    } else {
        error
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_put_aside_is_read_again_and_the_folder_stays_empty() {
        let folder = tempfile::tempdir().unwrap();
        let mut file = SpillFile::create(&folder.path().join("x.nuka")).unwrap();
        assert_eq!(file.append(b"abc").unwrap(), 0);
        assert_eq!(file.append(b"").unwrap(), 3);
        assert_eq!(file.append(b"defg").unwrap(), 3);
        let mut bytes = [0; 4];
        file.read(3, &mut bytes).unwrap();
        assert_eq!(&bytes, b"defg");
        file.read(1, &mut bytes).unwrap();
        assert_eq!(&bytes, b"bcde");
        assert!(file.read(4, &mut bytes).is_err());
        if cfg!(unix) {
            assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
        }
        drop(file);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[test]
    fn a_full_disk_is_told_with_the_folder_and_the_ways_out() {
        let full = io::Error::from(io::ErrorKind::StorageFull);
        let error = cannot_put_aside(Path::new("some/folder"), full).to_string();
        assert!(error.starts_with("some/folder: cannot write"), "{error}");
        assert!(error.contains("--max-memory"), "{error}");
        let other = io::Error::from(io::ErrorKind::PermissionDenied);
        let error = cannot_put_aside(Path::new("some/folder"), other).to_string();
        assert!(!error.contains("--max-memory"), "{error}");
    }

    #[test]
    fn a_missing_folder_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        assert!(SpillFile::create(&folder.path().join("no/x.nuka")).is_err());
    }
}
