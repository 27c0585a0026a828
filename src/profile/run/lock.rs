//! One run at a time in a folder.

use crate::error::{Error, ErrorKind, Result};
use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

const NAME: &str = ".nuka.lock";

/// The right to write into a folder, kept until it is dropped.
///
/// The system forgets the lock when the process ends, however it ends, so a
/// killed run leaves a file that hinders nobody.
#[derive(Debug)]
pub(super) struct FolderLock {
    path: PathBuf,
    file: File,
    held: bool,
}

/// What came of asking for a lock.
enum Asked {
    Granted,
    InUse,
    /// The file system knows no locks.
    Unknown,
}

impl FolderLock {
    /// Takes the lock of a folder that exists.
    ///
    /// # Errors
    /// When another process holds it, or no file can be made in the folder.
    pub(super) fn take(folder: &Path) -> Result<Self> {
        let path = folder.join(NAME);
        let io = |source| {
            Error::io("write", &path, source).or_mend("check that the folder can be written to")
        };
        loop {
            let mut file = OpenOptions::new()
                .read(true)
                .write(true)
                .create(true)
                .truncate(false)
                .open(&path)
                .map_err(io)?;
            let held = match ask(&file).map_err(io)? {
                Asked::Granted => true,
                Asked::Unknown => false,
                Asked::InUse => return Err(in_use(folder, &mut file)),
            };
            // Whoever held it may have removed the file between opening and locking.
            if held && !is_still_named(&file, &path) {
                continue;
            }
            // For the error of whoever comes second; without it the lock still holds.
            let _ = file.set_len(0);
            let _ = write!(file, "{}", std::process::id());
            return Ok(Self { path, file, held });
        }
    }

    /// Whether other processes are kept out; not on file systems without locks.
    pub(super) fn is_held(&self) -> bool {
        self.held
    }
}

impl Drop for FolderLock {
    fn drop(&mut self) {
        // Removed while it is still locked, so that nobody locks a file without a name.
        let _ = std::fs::remove_file(&self.path);
        let _ = self.file.flush();
    }
}

fn in_use(folder: &Path, file: &mut File) -> Error {
    let mut process = String::new();
    let known = file.read_to_string(&mut process).is_ok()
        && !process.is_empty()
        && process.bytes().all(|byte| byte.is_ascii_digit());
    let who = if known {
        format!(" (process {process})")
    } else {
        String::new()
    };
    Error::new(
        ErrorKind::Io,
        format!("another run{who} is writing into this folder"),
    )
    .at_path(folder)
    .mend("wait until it is done, or give this run another folder")
}

#[cfg(unix)]
fn ask(file: &File) -> io::Result<Asked> {
    use rustix::fs::{FlockOperation, flock};
    use rustix::io::Errno;
    match flock(file, FlockOperation::NonBlockingLockExclusive) {
        Ok(()) => Ok(Asked::Granted),
        Err(Errno::WOULDBLOCK) => Ok(Asked::InUse),
        Err(Errno::NOSYS | Errno::OPNOTSUPP | Errno::NOLCK | Errno::INVAL) => Ok(Asked::Unknown),
        Err(errno) => Err(errno.into()),
    }
}

#[cfg(not(unix))]
fn ask(_: &File) -> io::Result<Asked> {
    Ok(Asked::Unknown)
}

#[cfg(unix)]
fn is_still_named(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let identity = |metadata: std::fs::Metadata| (metadata.dev(), metadata.ino());
    match (file.metadata(), std::fs::metadata(path)) {
        (Ok(opened), Ok(named)) => identity(opened) == identity(named),
        _ => false,
    }
}

#[cfg(not(unix))]
fn is_still_named(_: &File, _: &Path) -> bool {
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_locked_once_and_free_again_afterwards() {
        let folder = tempfile::tempdir().unwrap();
        let lock = FolderLock::take(folder.path()).unwrap();
        if !lock.is_held() {
            return;
        }
        let error = FolderLock::take(folder.path()).unwrap_err();
        let process = format!("process {}", std::process::id());
        assert!(error.to_string().contains(&process), "{error}");
        drop(lock);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
        FolderLock::take(folder.path()).unwrap();
    }

    #[test]
    fn what_a_killed_run_left_hinders_nobody() {
        let folder = tempfile::tempdir().unwrap();
        // Process 1 always runs; a number alone must not be believed.
        std::fs::write(folder.path().join(NAME), b"1").unwrap();
        FolderLock::take(folder.path()).unwrap();
    }
}
