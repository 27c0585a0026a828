//! Checksums of files of reads, taken while the reads are read.

use super::read_ahead::ReadAhead;
use crate::checksum::Summing;
use crate::error::{Error, ErrorKind, Result};
use std::fs::{File, Metadata};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;
use xxhash_rust::xxh3::Xxh3;

/// What the bytes of a file are summed by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Digest {
    /// SHA-256: nobody can make another file with the same sum.
    Sha256,
    /// XXH3 with 128 bits (as `xxhsum -H2` prints it): chance makes no other file with the
    /// same sum, and it costs next to nothing beside reading.
    Xxh3,
}

/// What the bytes of one file were when its reads were read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadsChecksum {
    /// The file.
    pub path: PathBuf,
    /// Its length in bytes, as it is on disk (compressed).
    pub bytes: u64,
    /// The sum of those bytes, in hexadecimal.
    pub digest: String,
    /// When the file was last changed; `None` where the system does not tell.
    pub changed: Option<SystemTime>,
}

/// The checksums of a [`ReadSource`](super::ReadSource), ready when it is at its end.
pub struct ReadsChecksums {
    files: Vec<(PathBuf, Shared)>,
    digest: Digest,
}

/// A file being read; `None` before it is opened.
type Shared = Arc<Mutex<Option<Opened>>>;

struct Opened {
    file: File,
    summing: ReadsSumming,
    length: u64,
    changed: Option<SystemTime>,
}

impl ReadsChecksums {
    pub(super) fn new(paths: &[PathBuf], digest: Digest) -> Self {
        let files = paths.iter().map(|path| (path.clone(), Shared::default()));
        Self {
            files: files.collect(),
            digest,
        }
    }

    /// What opens each file so that its bytes are summed; on a thread of their own where
    /// that takes its time.
    pub(super) fn openers(
        &self,
    ) -> impl Iterator<
        Item = (
            &Path,
            impl FnOnce() -> io::Result<Box<dyn Read + Send>> + Send + 'static,
        ),
    > {
        let digest = self.digest;
        self.files.iter().map(move |(path, shared)| {
            let (name, shared) = (path.clone(), Arc::clone(shared));
            let open = move || {
                *lock(&shared) = Some(Opened::open(&name, digest)?);
                let stream: Box<dyn Read + Send> = Box::new(SummedFile(shared));
                Ok(match digest {
                    Digest::Sha256 => Box::new(ReadAhead::spawn(stream)),
                    Digest::Xxh3 => stream,
                })
            };
            (path.as_path(), open)
        })
    }

    /// The checksums of whole files, in the order in which the files were given.
    ///
    /// What a decompressor left unread at the end of a file is read here, so that
    /// the checksum is that of the file.
    ///
    /// # Errors
    /// All at once: a file that was never opened, cannot be read, or was changed
    /// while it was read.
    pub fn finish(self) -> Result<Vec<ReadsChecksum>> {
        let mut errors = Vec::new();
        let mut found = Vec::with_capacity(self.files.len());
        for (path, shared) in self.files {
            let opened = lock(&shared).take();
            let checked = match opened {
                Some(opened) => opened.finish(&path),
                None => Err(Error::new(
                    ErrorKind::Mismatch,
                    "the reads were not read to their end, so there is no checksum",
                )
                .at_path(&path)),
            };
            match checked {
                Ok(checksum) => found.push(checksum),
                Err(error) => errors.push(error),
            }
        }
        Error::gather(errors).map_or(Ok(found), Err)
    }
}

impl Opened {
    fn open(path: &Path, digest: Digest) -> io::Result<Self> {
        let file = File::open(path)?;
        let metadata = file.metadata()?;
        Ok(Self {
            file,
            summing: ReadsSumming::new(digest),
            length: metadata.len(),
            changed: last_change(&metadata),
        })
    }

    fn finish(mut self, path: &Path) -> Result<ReadsChecksum> {
        let io = |source| Error::io("read", path, source);
        io::copy(&mut self.file, &mut self.summing).map_err(io)?;
        let after = self.file.metadata().map_err(io)?;
        let (bytes, digest) = self.summing.finish();
        let same = (self.length, self.changed) == (after.len(), last_change(&after));
        if !same || bytes != self.length {
            return Err(Error::new(
                ErrorKind::Mismatch,
                "the file was changed while it was read",
            )
            .at_path(path)
            .mend("run again when nothing writes to the file any more"));
        }
        Ok(ReadsChecksum {
            path: path.to_path_buf(),
            bytes,
            digest,
            changed: self.changed,
        })
    }
}

/// The checksum of a file by itself, with the time of its last change.
///
/// # Errors
/// When the file cannot be read, or was changed while it was read.
pub fn sum_reads(path: &Path, digest: Digest) -> Result<ReadsChecksum> {
    let opened = Opened::open(path, digest).map_err(|source| Error::io("read", path, source))?;
    opened.finish(path)
}

/// When a file was last changed: its bytes, or on Unix also its name, owner or
/// place, so that another file moved to the same name counts as a change.
pub fn last_change(metadata: &Metadata) -> Option<SystemTime> {
    let modified = metadata.modified().ok();
    modified.max(status_change(metadata))
}

/// When the system last noted any change of a file; no program can set this time.
#[cfg(unix)]
pub fn status_change(metadata: &Metadata) -> Option<SystemTime> {
    use std::os::unix::fs::MetadataExt;
    use std::time::{Duration, UNIX_EPOCH};
    let seconds = u64::try_from(metadata.ctime()).ok()?;
    let nanoseconds = u32::try_from(metadata.ctime_nsec()).ok()?;
    UNIX_EPOCH.checked_add(Duration::new(seconds, nanoseconds))
}

/// When the system last noted any change of a file; not known here.
#[cfg(not(unix))]
pub fn status_change(_: &Metadata) -> Option<SystemTime> {
    None
}

/// The sum of the bytes written to it.
enum ReadsSumming {
    Sha256(Summing),
    Xxh3(Box<Xxh3>, u64),
}

impl ReadsSumming {
    fn new(digest: Digest) -> Self {
        match digest {
            Digest::Sha256 => Self::Sha256(Summing::new()),
            Digest::Xxh3 => Self::Xxh3(Box::default(), 0),
        }
    }

    /// The number of bytes, and their sum.
    fn finish(self) -> (u64, String) {
        match self {
            Self::Sha256(summing) => {
                let checksum = summing.finish();
                (checksum.bytes, checksum.sha256)
            }
            Self::Xxh3(hasher, bytes) => (bytes, format!("{:032x}", hasher.digest128())),
        }
    }
}

impl Write for ReadsSumming {
    fn write(&mut self, piece: &[u8]) -> io::Result<usize> {
        match self {
            Self::Sha256(summing) => summing.add(piece),
            Self::Xxh3(hasher, bytes) => {
                hasher.update(piece);
                *bytes += piece.len() as u64;
            }
        }
        Ok(piece.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Sums the bytes of a shared file as they are read.
struct SummedFile(Shared);

impl Read for SummedFile {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        // Taken away once the checksums are finished; whoever still reads ahead
        // has nobody to read for.
        let mut shared = lock(&self.0);
        let Some(opened) = shared.as_mut() else {
            return Ok(0);
        };
        let length = opened.file.read(bytes)?;
        opened.summing.write_all(&bytes[..length])?;
        Ok(length)
    }
}

/// A thread that panicked has summed whole pieces only, so the lock is still good.
fn lock(shared: &Shared) -> MutexGuard<'_, Option<Opened>> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::super::{BatchSize, Layout, ReadBatch, ReadSource};
    use super::*;
    use crate::checksum::Checksum;
    use xxhash_rust::xxh3::xxh3_128;

    const READS: &[u8] = b"@r1\nACGT\n+\nIIII\n@r2\nGGTT\n+\nIIII\n";

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn read_all(source: &mut ReadSource) -> u64 {
        let mut batch = ReadBatch::new();
        let mut reads = 0;
        while let Some(raw) = source.next_raw().unwrap() {
            raw.parse(&mut batch).unwrap();
            reads += batch.fragments().count() as u64;
        }
        reads
    }

    fn open(paths: &[PathBuf]) -> (ReadSource, ReadsChecksums) {
        open_by(paths, Digest::Xxh3)
    }

    fn open_by(paths: &[PathBuf], digest: Digest) -> (ReadSource, ReadsChecksums) {
        ReadSource::from_summed_files(paths, Layout::Single, BatchSize::default(), digest).unwrap()
    }

    fn sum_of(bytes: &[u8]) -> (u64, String) {
        (bytes.len() as u64, format!("{:032x}", xxh3_128(bytes)))
    }

    #[test]
    fn the_sums_are_those_of_other_programs() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("abc");
        std::fs::write(&path, "abc").unwrap();
        // The example of FIPS 180-2, B.1, and what `xxhsum -H2` 0.8.1 prints.
        let sha256 = sum_reads(&path, Digest::Sha256).unwrap().digest;
        assert!(sha256.starts_with("ba7816bf8f01cfea"));
        let xxh3 = sum_reads(&path, Digest::Xxh3).unwrap();
        assert_eq!(
            (xxh3.bytes, &xxh3.digest[..]),
            (3, "06b05ab6733a618578af5f94892f3950")
        );
    }

    #[test]
    fn the_checksum_is_that_of_the_file_on_disk_compressed_or_not() {
        let folder = tempfile::tempdir().unwrap();
        let many = READS.repeat(100_000);
        for (name, bytes) in [("a.fq", many.clone()), ("b.fq.gz", gzip(&many))] {
            let path = folder.path().join(name);
            std::fs::write(&path, &bytes).unwrap();
            let sha256 = Checksum::of_bytes(&bytes);
            for (digest, expected) in [
                (Digest::Xxh3, sum_of(&bytes)),
                (Digest::Sha256, (sha256.bytes, sha256.sha256)),
            ] {
                let (mut source, checksums) = open_by(std::slice::from_ref(&path), digest);
                assert_eq!(read_all(&mut source), 200_000);
                let found = checksums.finish().unwrap().remove(0);
                assert_eq!(found, sum_reads(&path, digest).unwrap());
                assert_eq!((found.bytes, found.digest), expected, "{name}");
            }
        }
    }

    #[test]
    fn bytes_that_follow_the_compressed_data_count() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.fq.gz");
        // Padding of zeros, as tape and some object stores leave it.
        let bytes = [gzip(READS), vec![0; 3 << 20]].concat();
        std::fs::write(&path, &bytes).unwrap();
        let (mut source, checksums) = open(&[path]);
        while matches!(source.next_raw(), Ok(Some(_))) {}
        let found = checksums.finish().unwrap().remove(0);
        assert_eq!((found.bytes, found.digest), sum_of(&bytes));
    }

    #[test]
    fn a_file_that_grows_while_it_is_read_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.fq");
        std::fs::write(&path, READS).unwrap();
        let (mut source, checksums) = open(std::slice::from_ref(&path));
        read_all(&mut source);
        let mut file = File::options().append(true).open(&path).unwrap();
        file.write_all(READS).unwrap();
        let error = checksums.finish().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Mismatch);
        assert_eq!(error.place().path.as_deref(), Some(path.as_path()));
    }

    #[test]
    fn reads_that_were_never_read_have_no_checksum() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.fq");
        std::fs::write(&path, READS).unwrap();
        let (_, checksums) = open(&[path]);
        assert!(checksums.finish().is_err());
    }
}
