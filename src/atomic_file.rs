//! Files that appear whole or not at all.
//!
//! An [`AtomicFile`] is written under a temporary name in the folder of its
//! final name. [`AtomicFile::commit`] flushes and renames it; dropping it
//! uncommitted removes it. A full disk, an error or a killed process can
//! therefore never leave a partial file under the final name.
//!
//! ```
//! use nuka::atomic_file::AtomicFile;
//! use std::io::Write;
//!
//! let folder = std::env::temp_dir().join(format!("nuka-doc-{}", std::process::id()));
//! std::fs::create_dir_all(&folder).unwrap();
//! let path = folder.join("table.tsv");
//!
//! let mut file = AtomicFile::create(&path)?;
//! file.write_all(b"taxid\treads\n").unwrap();
//! assert!(!path.exists());
//! file.commit()?;
//! assert_eq!(std::fs::read(&path).unwrap(), b"taxid\treads\n");
//! # std::fs::remove_dir_all(&folder).unwrap();
//! # Ok::<(), nuka::Error>(())
//! ```

use crate::error::{Error, ErrorKind, Result};
use std::ffi::{OsStr, OsString};
use std::fmt;
use std::fs::{File, OpenOptions};
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

const BUFFER_BYTES: usize = 1 << 18;

/// Tells the temporary files of one process apart.
static NEXT: AtomicU32 = AtomicU32::new(0);

/// A file being written; it takes its final name only on [`commit`](Self::commit).
///
/// Where the final name is not a regular file (a pipe, `/dev/null`), nothing
/// can be renamed onto it and the bytes go straight through.
#[derive(Debug)]
pub struct AtomicFile {
    writer: BufWriter<File>,
    path: PathBuf,
    temporary: Option<PathBuf>,
}

impl AtomicFile {
    /// Opens a temporary file beside `path`.
    ///
    /// # Errors
    /// When the folder is missing or not writable, or `path` is a folder.
    pub fn create(path: &Path) -> Result<Self> {
        let existing = std::fs::metadata(path).ok();
        if existing.as_ref().is_some_and(std::fs::Metadata::is_dir) {
            return Err(
                Error::new(ErrorKind::Io, "cannot write: a folder has this name")
                    .at_path(path)
                    .mend("give a file name"),
            );
        }
        if existing
            .as_ref()
            .is_some_and(|metadata| metadata.is_file() && metadata.permissions().readonly())
        {
            return Err(
                Error::new(ErrorKind::Io, "cannot write: the file is write-protected")
                    .at_path(path)
                    .mend("give another name, or allow writing to the file"),
            );
        }
        if existing.is_some_and(|metadata| !metadata.is_file()) {
            let file = OpenOptions::new()
                .write(true)
                .open(path)
                .map_err(|source| Error::io("write", path, source))?;
            return Ok(Self::from_parts(file, path, None));
        }
        let (file, temporary) = create_temporary(path)?;
        Ok(Self::from_parts(file, path, Some(temporary)))
    }

    fn from_parts(file: File, path: &Path, temporary: Option<PathBuf>) -> Self {
        Self {
            writer: BufWriter::with_capacity(BUFFER_BYTES, file),
            path: path.to_path_buf(),
            temporary,
        }
    }

    /// The final name.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Reads what was written from a place on.
    ///
    /// # Errors
    /// When less was written, or the file is no regular one.
    pub fn read_back(&mut self, offset: u64, bytes: &mut [u8]) -> Result<()> {
        let mut read = || {
            // Seeking writes what is buffered.
            self.writer.seek(SeekFrom::Start(offset))?;
            self.writer.get_mut().read_exact(bytes)
        };
        read().map_err(|source| Error::io("read back", &self.path, source))
    }

    /// Flushes and renames to the final name.
    ///
    /// # Errors
    /// When the last bytes cannot be written or the rename fails; the final
    /// name is then untouched.
    pub fn commit(self) -> Result<()> {
        Self::commit_all(vec![self])
    }

    /// Commits files that belong together: all are flushed before any is renamed.
    ///
    /// # Errors
    /// As [`commit`](Self::commit).
    pub fn commit_all(mut files: Vec<AtomicFile>) -> Result<()> {
        for file in &mut files {
            file.writer
                .flush()
                .map_err(|source| full_or_broken(&file.path, source))?;
        }
        for file in &mut files {
            if let Some(temporary) = &file.temporary {
                std::fs::rename(temporary, &file.path)
                    .map_err(|source| full_or_broken(&file.path, source))?;
                file.temporary = None;
            }
        }
        Ok(())
    }
}

/// A new file beside `path`, for reading and writing, and its name.
///
/// # Errors
/// When the folder is missing or not writable.
pub(crate) fn create_temporary(path: &Path) -> Result<(File, PathBuf)> {
    let name = path
        .file_name()
        .ok_or_else(|| Error::new(ErrorKind::Io, "not a file name").at_path(path))?;
    loop {
        let temporary = path.with_file_name(temporary_name(name));
        let created = OpenOptions::new()
            .read(true)
            .write(true)
            .create_new(true)
            .open(&temporary);
        match created {
            Ok(file) => return Ok((file, temporary)),
            // A killed process that had this one's number has left it behind.
            Err(source) if source.kind() == io::ErrorKind::AlreadyExists => {}
            Err(source) => {
                return Err(Error::io("write", path, source)
                    .mend("check that the folder exists and can be written to"));
            }
        }
    }
}

/// `.<name>.<process>-<number>.partial`
fn temporary_name(name: &OsStr) -> OsString {
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let mut hidden = OsString::from(".");
    hidden.push(name);
    hidden.push(format!(".{}-{number}.partial", std::process::id()));
    hidden
}

/// Removes the temporary files that killed processes left in a folder, of those
/// final names that `owns` tells to be the caller's; returns how many.
///
/// Nobody else may be writing these files meanwhile.
///
/// # Errors
/// When the folder cannot be read or a file not be removed. A folder that is not
/// there holds nothing.
pub fn remove_left_over(folder: &Path, owns: &dyn Fn(&str) -> bool) -> Result<u64> {
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(source) if source.kind() == io::ErrorKind::NotFound => return Ok(0),
        Err(source) => return Err(Error::io("read", folder, source)),
    };
    let mut removed = 0;
    for entry in entries {
        let path = entry
            .map_err(|source| Error::io("read", folder, source))?
            .path();
        let name = path.file_name().and_then(OsStr::to_str);
        if name.and_then(final_name).is_some_and(owns) {
            std::fs::remove_file(&path).map_err(|source| Error::io("remove", &path, source))?;
            removed += 1;
        }
    }
    Ok(removed)
}

/// The final name of a [temporary](temporary_name) one.
fn final_name(temporary: &str) -> Option<&str> {
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let (name, numbers) = temporary
        .strip_prefix('.')?
        .strip_suffix(".partial")?
        .rsplit_once('.')?;
    let (process, number) = numbers.split_once('-')?;
    Some(name).filter(|name| !name.is_empty() && is_number(process) && is_number(number))
}

/// A failed write that knows its file, carried inside an [`io::Error`] through
/// code that knows streams only.
#[derive(Debug)]
struct FailedWrite {
    path: PathBuf,
    source: io::Error,
}

impl fmt::Display for FailedWrite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.source.fmt(f)
    }
}

impl std::error::Error for FailedWrite {}

/// The same error, which now knows the file it belongs to.
pub fn name_failure(path: &Path, source: io::Error) -> io::Error {
    let path = path.to_path_buf();
    io::Error::new(source.kind(), FailedWrite { path, source })
}

/// The error of a failed write, with the mending for a full disk. `path` is the
/// file, unless the failure [knows it](name_failure).
pub fn full_or_broken(path: &Path, source: io::Error) -> Error {
    let known = source
        .get_ref()
        .and_then(|inner| inner.downcast_ref::<FailedWrite>())
        .map(|failed| failed.path.clone());
    let path = known.as_deref().unwrap_or(path);
    let full = matches!(
        source.kind(),
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge
    );
    let error = Error::io("write", path, source);
    if full {
        error.mend("free some space or write to another disk, then run again; nothing was left under this name")
    } else {
        error
    }
}

impl Write for AtomicFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.writer.write(bytes);
        written.map_err(|source| name_failure(&self.path, source))
    }

    fn flush(&mut self) -> io::Result<()> {
        let flushed = self.writer.flush();
        flushed.map_err(|source| name_failure(&self.path, source))
    }
}

impl Seek for AtomicFile {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let at = self.writer.seek(to);
        at.map_err(|source| name_failure(&self.path, source))
    }
}

impl Drop for AtomicFile {
    fn drop(&mut self) {
        if let Some(temporary) = self.temporary.take() {
            // Nothing more can be done for a file that is being thrown away.
            let _ = std::fs::remove_file(temporary);
        }
    }
}

/// Writes one whole file atomically.
///
/// # Errors
/// When the file cannot be created, written or renamed.
pub fn write_whole(path: &Path, bytes: &[u8]) -> Result<()> {
    let mut file = AtomicFile::create(path)?;
    file.write_all(bytes)
        .map_err(|source| full_or_broken(path, source))?;
    file.commit()
}

/// Lets a library that only knows paths fill a file under its temporary name.
///
/// # Errors
/// When the file cannot be created or renamed, and what `fill` reports.
pub fn write_by_path(path: &Path, fill: impl FnOnce(&Path) -> Result<()>) -> Result<()> {
    let file = AtomicFile::create(path)?;
    fill(file.temporary.as_deref().unwrap_or(path)).map_err(|error| error.at_path(path))?;
    file.commit()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_uncommitted_file_leaves_nothing_and_keeps_what_was_there() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out.tsv");
        std::fs::write(&path, b"old").unwrap();
        let mut file = AtomicFile::create(&path).unwrap();
        file.write_all(b"new").unwrap();
        drop(file);
        assert_eq!(std::fs::read(&path).unwrap(), b"old");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_full_disk_is_an_error_and_leaves_no_file() {
        let full = Path::new("/dev/full");
        if !full.exists() {
            return;
        }
        let error = write_whole(full, b"x").unwrap_err();
        assert_eq!(error.io_kind(), Some(io::ErrorKind::StorageFull));
        assert!(error.to_string().contains("free some space"));
    }

    #[test]
    fn a_failed_write_names_its_file_through_streams() {
        let full = Path::new("/dev/full");
        if !full.exists() {
            return;
        }
        let mut file = AtomicFile::create(full).unwrap();
        let failure = file.write_all(&[0; 2 * BUFFER_BYTES]).unwrap_err();
        let error = full_or_broken(Path::new("some stream"), failure);
        assert_eq!(error.place().path.as_deref(), Some(full));
        assert_eq!(error.io_kind(), Some(io::ErrorKind::StorageFull));
    }

    #[test]
    fn what_a_killed_process_left_behind_is_no_hindrance() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out.tsv");
        let next = NEXT.load(Ordering::Relaxed);
        for number in next..next + 50 {
            let name = format!(".out.tsv.{}-{number}.partial", std::process::id());
            std::fs::write(folder.path().join(name), b"left").unwrap();
        }
        write_whole(&path, b"new").unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"new");
    }

    #[test]
    fn left_over_files_are_removed_and_others_are_not() {
        let folder = tempfile::tempdir().unwrap();
        let temporary = temporary_name(OsStr::new("a.b.json"));
        let temporary = temporary.to_str().unwrap();
        assert_eq!(final_name(temporary), Some("a.b.json"));
        let others = [
            ".other.tsv.12-3.partial",
            ".a.b.json.12-.partial",
            ".a.b.json.partial",
            "a.b.json.12-3.partial",
            ".a.b.json.12-3.part",
            "a.b.json",
        ];
        for name in others.iter().chain([&temporary]) {
            std::fs::write(folder.path().join(name), b"x").unwrap();
        }
        let owns = |name: &str| name == "a.b.json";
        assert_eq!(remove_left_over(folder.path(), &owns).unwrap(), 1);
        assert!(others.iter().all(|name| folder.path().join(name).exists()));
        assert_eq!(
            remove_left_over(&folder.path().join("none"), &owns).unwrap(),
            0
        );
    }

    #[test]
    fn a_write_protected_file_is_not_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out.tsv");
        std::fs::write(&path, b"old").unwrap();
        let mut permissions = std::fs::metadata(&path).unwrap().permissions();
        permissions.set_readonly(true);
        std::fs::set_permissions(&path, permissions).unwrap();
        assert!(write_whole(&path, b"new").is_err());
        assert_eq!(std::fs::read(&path).unwrap(), b"old");
    }

    #[test]
    fn a_folder_or_a_missing_folder_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        assert!(AtomicFile::create(folder.path()).is_err());
        assert!(AtomicFile::create(&folder.path().join("no/such/file")).is_err());
    }
}
