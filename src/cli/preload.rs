//! Whether a database is copied into memory before the first read.

use clap::Args;
use nuka::Result;
use nuka::database::{Database, Preload};
use nuka::reads::Compression;
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// Text in a byte of compressed FASTQ, about.
const TEXT_IN_COMPRESSED: u64 = 4;

#[derive(Debug, Args)]
pub(crate) struct PreloadSwitch {
    /// Read the whole database into memory first: for cold disks and long runs. By itself
    /// only a database of up to 2 GiB is, when there is memory and the reads are many
    #[arg(long)]
    preload: bool,
}

impl PreloadSwitch {
    /// Copies a database for runs of so many threads over these files.
    pub(crate) fn apply<'a>(
        &self,
        database: &mut Database,
        threads: usize,
        reads: impl Iterator<Item = &'a Path>,
    ) -> Result<()> {
        let preload = if self.preload {
            Preload::Always
        } else {
            let text_bytes = reads.map(text_bytes).fold(0, u64::saturating_add);
            let text_bytes = text_bytes / threads.max(1) as u64;
            Preload::IfWorth { text_bytes }
        };
        database.preload(preload).map(|_| ())
    }
}

/// How much text a file holds, about; none, if it is no regular file.
fn text_bytes(path: &Path) -> u64 {
    let bytes = std::fs::metadata(path).map_or(0, |metadata| metadata.len());
    let mut magic = [0; 6];
    let read = File::open(path).and_then(|mut file| file.read_exact(&mut magic));
    if read.is_ok() && Compression::of_magic(&magic) != Compression::Plain {
        return bytes * TEXT_IN_COMPRESSED;
    }
    bytes
}
