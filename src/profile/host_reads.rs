//! The host's reads, or all others, written out: only when asked for.

use super::evidence::{HostReference, HostScreen};
use crate::classify::push_read;
use crate::database::Database;
use crate::error::Result;
use crate::reads::{ReadBatch, ReadSource};
use crate::taxonomy::Taxon;
use std::io::{self, Write};

/// Where fragments go: single reads or first mates, second mates.
pub type MateStreams<'a> = [Option<&'a mut (dyn Write + Send)>; 2];

/// Reads a sample once more and writes its host fragments to `host` and the others to
/// `others`, each in the order of the reads.
///
/// # Errors
/// When the reads cannot be read; a failed write names no file, which the streams know.
pub fn split_host_reads<'s>(
    database: &Database,
    mut source: ReadSource,
    host: &mut MateStreams<'s>,
    others: &mut MateStreams<'s>,
) -> Result<()> {
    let mut screen = HostScreen::new(Some(HostReference::new(database)?))?;
    let mut batch = ReadBatch::new();
    let mut text = Vec::new();
    while let Some(raw) = source.next_raw()? {
        raw.parse(&mut batch)?;
        let is_host = screen.find(&batch);
        for (fragment, &is_host) in batch.fragments().zip(is_host) {
            let streams = if is_host { &mut *host } else { &mut *others };
            let mates = [Some(fragment.first()), fragment.second()];
            for (stream, read) in streams.iter_mut().zip(mates) {
                if let (Some(stream), Some(read)) = (stream, read) {
                    text.clear();
                    push_read(&mut text, read, Taxon::NONE, database.taxonomy());
                    stream.write_all(&text).map_err(write_error)?;
                }
            }
        }
    }
    Ok(())
}

fn write_error(source: io::Error) -> crate::error::Error {
    crate::atomic_file::full_or_broken(std::path::Path::new("output"), source)
}
