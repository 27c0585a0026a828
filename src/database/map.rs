//! Read-only memory maps of database files.

use crate::error::{Error, ErrorKind, Result};
use memmap2::{Mmap, MmapOptions};
use std::fs::File;
use std::ops::Deref;
use std::path::Path;

/// The bytes of a file, paged in by the system when they are touched.
#[derive(Debug)]
pub struct FileMap(Mmap);

impl FileMap {
    /// Maps a whole file.
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
            return Err(Error::new(ErrorKind::Truncated, "the file is empty").at_path(path));
        }
        // SAFETY: the map is read-only and private to this process's view. Another
        // program that shortens the file while it is mapped would end this process
        // with a bus error; databases are replaced by renaming, never cut in place.
        let map = unsafe { MmapOptions::new().map(&file) };
        map.map(Self)
            .map_err(|source| Error::io("map", path, source))
    }
}

impl Deref for FileMap {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.0
    }
}
