//! Writing a file section by section, without holding it in memory.

use super::{FORMAT_VERSION, MAGIC, MOST_SECTIONS, PAGE};
use crate::atomic_file::{AtomicFile, full_or_broken};
use crate::error::Result;
use std::io::{Seek, SeekFrom, Write};
use xxhash_rust::xxh3::{Xxh3, xxh3_64};

/// What is moved at a time, in bytes.
const PIECE_BYTES: usize = 1 << 20;

/// A file being written. Sections stand in the order in which they were begun, and may
/// grow in any order; the header is written last.
pub(in crate::database) struct SectionWriter {
    file: AtomicFile,
    /// Where the next byte would be written without moving.
    at: u64,
    sections: Vec<Growing>,
}

/// A section that has been begun.
struct Growing {
    name: [u8; 8],
    offset: u64,
    /// Room before the next section.
    room: u64,
    length: u64,
    checksum: Xxh3,
    /// What has no room; the next sections are moved for it in the end.
    beyond: Vec<u8>,
}

/// One of the sections of a [`SectionWriter`].
#[derive(Debug, Clone, Copy)]
pub(in crate::database) struct SectionPlace(usize);

impl SectionWriter {
    pub(in crate::database) fn new(file: AtomicFile) -> Self {
        Self {
            file,
            at: 0,
            sections: Vec::new(),
        }
    }

    /// Writes a whole section.
    pub(in crate::database) fn put(&mut self, name: &str, bytes: &[u8]) -> Result<()> {
        let place = self.begin(name, bytes.len() as u64);
        self.append(place, bytes)
    }

    /// Begins a section of about so many bytes. More is allowed, and costs a move of the
    /// sections after it.
    pub(in crate::database) fn begin(&mut self, name: &str, length: u64) -> SectionPlace {
        debug_assert!(self.sections.len() < MOST_SECTIONS);
        let last = self.sections.last();
        let mut padded = [0_u8; 8];
        padded[..name.len()].copy_from_slice(name.as_bytes());
        self.sections.push(Growing {
            name: padded,
            offset: last.map_or(PAGE as u64, |last| last.offset + last.room),
            room: length.next_multiple_of(PAGE as u64),
            length: 0,
            checksum: Xxh3::new(),
            beyond: Vec::new(),
        });
        SectionPlace(self.sections.len() - 1)
    }

    /// Adds bytes to a section.
    pub(in crate::database) fn append(&mut self, place: SectionPlace, bytes: &[u8]) -> Result<()> {
        let section = &mut self.sections[place.0];
        let room = section.room.saturating_sub(section.length);
        let (within, beyond) = bytes.split_at(room.min(bytes.len() as u64) as usize);
        let offset = section.offset + section.length;
        section.checksum.update(bytes);
        section.length += bytes.len() as u64;
        section.beyond.extend_from_slice(beyond);
        self.write_at(offset, within)
    }

    /// Writes the header and gives the file its name.
    pub(in crate::database) fn commit(mut self) -> Result<()> {
        let mut header = Vec::with_capacity(PAGE);
        header.extend_from_slice(MAGIC);
        header.extend(FORMAT_VERSION.to_le_bytes());
        header.extend((self.sections.len() as u32).to_le_bytes());
        let mut offset = PAGE as u64;
        let mut offsets = Vec::with_capacity(self.sections.len());
        for section in &self.sections {
            header.extend(section.name);
            for number in [offset, section.length, section.checksum.digest()] {
                header.extend(number.to_le_bytes());
            }
            offsets.push(offset);
            offset += section.length.next_multiple_of(PAGE as u64);
        }
        header.resize(PAGE - 8, 0);
        header.extend(xxh3_64(&header).to_le_bytes());
        // From the last on, so that none is moved over one that is yet to be moved.
        for (number, &offset) in offsets.iter().enumerate().rev() {
            self.finish_section(number, offset)?;
        }
        self.write_at(0, &header)?;
        self.file.commit()
    }

    /// Brings a section to its final place, with all of its bytes and its padding.
    fn finish_section(&mut self, number: usize, offset: u64) -> Result<()> {
        let section = &mut self.sections[number];
        let (from, length) = (section.offset, section.length);
        let mut end = std::mem::take(&mut section.beyond);
        let written = length - end.len() as u64;
        if from != offset {
            self.move_bytes(from, offset, written)?;
        }
        let padded = length.next_multiple_of(PAGE as u64) - written;
        end.resize(padded as usize, 0);
        self.write_at(offset + written, &end)
    }

    /// Moves bytes towards the end of the file, from the last on.
    fn move_bytes(&mut self, from: u64, to: u64, length: u64) -> Result<()> {
        let mut piece = vec![0; PIECE_BYTES];
        let mut left = length;
        while left > 0 {
            let bytes = left.min(PIECE_BYTES as u64);
            left -= bytes;
            let piece = &mut piece[..bytes as usize];
            self.file.read_back(from + left, piece)?;
            self.at = u64::MAX;
            self.write_at(to + left, piece)?;
        }
        Ok(())
    }

    fn write_at(&mut self, offset: u64, bytes: &[u8]) -> Result<()> {
        if bytes.is_empty() {
            return Ok(());
        }
        if self.at != offset {
            self.file.seek(SeekFrom::Start(offset)).map_err(|source| {
                full_or_broken(self.file.path(), source)
                    .or_mend("give the name of a file; databases are not written to pipes")
            })?;
        }
        self.at = offset + bytes.len() as u64;
        let written = self.file.write_all(bytes);
        written.map_err(|source| full_or_broken(self.file.path(), source))
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Container, write};
    use super::*;
    use proptest::prelude::*;
    use std::path::Path;

    fn bytes_of(folder: &Path, fill: impl FnOnce(AtomicFile) -> Result<()>) -> Vec<u8> {
        let path = folder.join("x.nuka");
        fill(AtomicFile::create(&path).unwrap()).unwrap();
        std::fs::read(&path).unwrap()
    }

    proptest! {
        #[test]
        fn sections_that_grow_in_any_order_and_past_their_room_make_the_same_file(
            lengths in proptest::collection::vec((0_usize..9_000, 0_usize..9_000), 1..5),
            pieces in proptest::collection::vec((0_usize..5, 1_usize..6_000), 0..20),
        ) {
            let folder = tempfile::tempdir().unwrap();
            let names = ["one", "two", "three", "four", "five"];
            let whole: Vec<(&str, Vec<u8>)> = names
                .iter()
                .zip(&lengths)
                .map(|(&name, &(length, _))| (name, (0..length).map(|i| (i * 7 + length) as u8).collect()))
                .collect();
            let sections: Vec<(&str, &[u8])> =
                whole.iter().map(|(name, bytes)| (*name, &bytes[..])).collect();
            let expected = bytes_of(folder.path(), |file| write(file, &sections));
            let found = bytes_of(folder.path(), |file| {
                let mut writer = SectionWriter::new(file);
                // A section may become longer than was thought, but no shorter.
                let mut places: Vec<(SectionPlace, &[u8])> = sections
                    .iter()
                    .zip(&lengths)
                    .map(|((name, bytes), (length, thought))| {
                        (writer.begin(name, *length.min(thought) as u64), *bytes)
                    })
                    .collect();
                let all = places.len();
                for &(number, length) in &pieces {
                    let (place, rest) = &mut places[number % all];
                    let (piece, later) = rest.split_at(length.min(rest.len()));
                    *rest = later;
                    writer.append(*place, piece)?;
                }
                for (place, rest) in places {
                    writer.append(place, rest)?;
                }
                writer.commit()
            });
            prop_assert!(found == expected);
            let path = folder.path().join("x.nuka");
            let container = Container::open(&path).unwrap();
            for (name, bytes) in sections {
                prop_assert_eq!(container.checked(name).unwrap(), bytes);
            }
        }
    }

    #[test]
    fn a_full_disk_is_one_error_that_names_the_file() {
        let full = Path::new("/dev/full");
        if !full.exists() {
            return;
        }
        let file = AtomicFile::create(full).unwrap();
        let error = write(file, &[("one", &[1; 1 << 20])]).unwrap_err();
        assert_eq!(error.place().path.as_deref(), Some(full));
        assert!(error.to_string().contains("free some space"), "{error}");
    }
}
