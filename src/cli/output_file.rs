//! Output files, compressed where their names end in `.gz`.

use nuka::Result;
use nuka::atomic_file::{AtomicFile, full_or_broken};
use nuka::block_gzip::BlockGzip;
use std::io::{self, Write};
use std::path::Path;

/// A file being written; as with [`AtomicFile`], it takes its name only on commit.
pub(super) enum OutputFile {
    Plain(AtomicFile),
    Gzip(Box<BlockGzip<AtomicFile>>),
}

impl OutputFile {
    /// Compresses on so many threads where the name ends in `.gz`.
    pub(super) fn create(path: &Path, threads: usize) -> Result<Self> {
        let file = AtomicFile::create(path)?;
        let is_gzip = path.extension().is_some_and(|ending| ending == "gz");
        Ok(if is_gzip {
            Self::Gzip(Box::new(BlockGzip::new(file, threads)))
        } else {
            Self::Plain(file)
        })
    }

    /// The final name.
    pub(super) fn path(&self) -> &Path {
        match self {
            Self::Plain(file) => file.path(),
            Self::Gzip(file) => file.get_ref().path(),
        }
    }

    /// Commits files that belong together: all are complete before any is renamed.
    pub(super) fn commit_all(files: Vec<Self>) -> Result<()> {
        let complete = files.into_iter().map(|file| match file {
            Self::Plain(file) => Ok(file),
            Self::Gzip(file) => {
                let path = file.get_ref().path().to_path_buf();
                let finished = file.finish();
                finished.map_err(|source| full_or_broken(&path, source))
            }
        });
        AtomicFile::commit_all(complete.collect::<Result<_>>()?)
    }
}

impl Write for OutputFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Plain(file) => file.write(bytes),
            Self::Gzip(file) => file.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Plain(file) => file.flush(),
            Self::Gzip(file) => file.flush(),
        }
    }
}
