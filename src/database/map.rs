//! Database files in memory: mapped, or copied.

use crate::error::{Error, ErrorKind, Result};
use memmap2::{Mmap, MmapOptions};
use std::fs::File;
use std::io;
use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Threads that copy: a few of them take as much as memory gives.
const MOST_COPIERS: usize = 4;

/// After so many pieces the time of all is foretold.
const PIECES_THAT_TELL: usize = 8;

/// The bytes of a file.
#[derive(Debug)]
pub struct FileMap {
    path: PathBuf,
    file: File,
    bytes: Mmap,
}

impl FileMap {
    /// Maps a whole file; its bytes are paged in by the system when they are touched.
    ///
    /// # Errors
    /// When it cannot be opened or mapped, or is empty.
    pub fn open(path: &Path) -> Result<Self> {
        let file = File::open(path).map_err(|source| Error::io("read", path, source))?;
        let length = file
            .metadata()
            .map_err(|source| Error::io("read", path, source))?
            .len();
        if length == 0 {
            return Err(Error::new(ErrorKind::Truncated, "the file is empty")
                .at_path(path)
                .mend("copy or build the database again"));
        }
        // SAFETY: the map is read-only and private to this process's view. Another
        // program that shortens the file while it is mapped would end this process
        // with a bus error; databases are replaced by renaming, never cut in place.
        let map = unsafe { MmapOptions::new().map(&file) };
        let bytes = map.map_err(|source| Error::io("map", path, source))?;
        Ok(Self {
            path: path.to_path_buf(),
            file,
            bytes,
        })
    }

    /// Copies the file into memory of the process, in huge pages where the system grants
    /// them, and lets the map go. Given up, and the map kept, as soon as it will take
    /// longer than `patience` in all. Whether it was copied.
    ///
    /// # Errors
    /// When there is no memory, or the file cannot be read.
    pub(super) fn copy(&mut self, piece_bytes: usize, patience: Option<Duration>) -> Result<bool> {
        let io = |source| Error::io("read", &self.path, source);
        let mut copy = MmapOptions::new()
            .len(self.bytes.len())
            .map_anon()
            .map_err(io)?;
        // Without them a copy is still a copy.
        #[cfg(target_os = "linux")]
        let _ = copy.advise(memmap2::Advice::HugePage);
        let given_up = AtomicBool::new(false);
        let done = AtomicUsize::new(0);
        let all = self.bytes.len().div_ceil(piece_bytes.max(1));
        let pieces = Mutex::new((0_u64..).zip(copy.chunks_mut(piece_bytes)));
        let started = Instant::now();
        let work = || -> io::Result<()> {
            loop {
                let piece = pieces.lock().unwrap_or_else(PoisonError::into_inner).next();
                let Some((number, piece)) = piece else {
                    return Ok(());
                };
                read_at(&self.file, &self.bytes, number * piece_bytes as u64, piece)?;
                let done = 1 + done.fetch_add(1, Ordering::Relaxed);
                if patience.is_some_and(|patience| hopeless(started.elapsed(), done, all, patience))
                {
                    given_up.store(true, Ordering::Relaxed);
                }
                if given_up.load(Ordering::Relaxed) {
                    return Ok(());
                }
            }
        };
        let copiers = std::thread::available_parallelism().map_or(1, usize::from);
        std::thread::scope(|scope| {
            let others: Vec<_> = (1..copiers.min(MOST_COPIERS))
                .map(|_| scope.spawn(work))
                .collect();
            let mut outcome = work();
            for other in others {
                let joined = other.join();
                outcome = outcome.and(joined.unwrap_or_else(|_| Err(io::ErrorKind::Other.into())));
            }
            outcome
        })
        .map_err(io)?;
        if given_up.into_inner() {
            return Ok(false);
        }
        self.bytes = copy.make_read_only().map_err(io)?;
        Ok(true)
    }
}

/// Whether copying all pieces will take longer than `patience`, if it goes on as it went.
/// The first pieces tell little: making room for huge pages goes by fits and starts.
fn hopeless(elapsed: Duration, done: usize, all: usize, patience: Duration) -> bool {
    let expected = if done < PIECES_THAT_TELL {
        elapsed
    } else {
        elapsed.mul_f64(all as f64 / done as f64)
    };
    expected > patience
}

#[cfg(unix)]
fn read_at(file: &File, _: &[u8], offset: u64, piece: &mut [u8]) -> io::Result<()> {
    use std::os::unix::fs::FileExt;
    file.read_exact_at(piece, offset)
}

#[cfg(not(unix))]
fn read_at(_: &File, map: &[u8], offset: u64, piece: &mut [u8]) -> io::Result<()> {
    piece.copy_from_slice(&map[offset as usize..][..piece.len()]);
    Ok(())
}

impl Deref for FileMap {
    type Target = [u8];

    #[inline]
    fn deref(&self) -> &[u8] {
        &self.bytes
    }
}
