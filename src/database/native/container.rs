//! The file itself: named sections, each with a checksum.
//!
//! ```text
//! 0     magic            8 bytes  "nukadb\x1a\n"
//! 8     format version   u32
//! 12    section count    u32
//! 16    sections         32 bytes each: name (8, zero-padded), offset, length, XXH3-64
//! 4088  XXH3-64 of the 4088 bytes before
//! 4096  the sections, each at a multiple of 4096, zero-padded
//! ```
//!
//! All numbers are little-endian.

mod writer;

pub(in crate::database) use writer::{SectionPlace, SectionWriter};

use super::super::Preload;
use super::super::map::FileMap;
use crate::atomic_file::AtomicFile;
use crate::error::{Error, ErrorKind, Result};
use std::path::{Path, PathBuf};
use xxhash_rust::xxh3::xxh3_64;

const MAGIC: &[u8; 8] = b"nukadb\x1a\n";
/// The version of the format that this program reads and writes.
pub const FORMAT_VERSION: u32 = 2;
/// K-mers looked up in a thousand bytes of FASTQ, about: 12 a read of 150 bases.
const LOOKUPS_PER_KILOBYTE: u64 = 35;
const PAGE: usize = 4096;
const ENTRY_BYTES: usize = 32;
const MOST_SECTIONS: usize = (PAGE - 24) / ENTRY_BYTES;

/// A section of an open file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// Its name, at most 8 letters.
    pub name: String,
    /// Where it begins, in bytes.
    pub offset: usize,
    /// Its length in bytes, without padding.
    pub length: usize,
    checksum: u64,
}

/// An open database file.
#[derive(Debug)]
pub(in crate::database) struct Container {
    path: PathBuf,
    map: FileMap,
    sections: Vec<Section>,
}

/// Whether the first bytes of a file are those of a native database.
pub(in crate::database) fn has_magic(path: &Path) -> bool {
    use std::io::Read;
    let mut bytes = [0_u8; 8];
    let read = std::fs::File::open(path).and_then(|mut file| file.read_exact(&mut bytes));
    read.is_ok() && &bytes == MAGIC
}

/// Writes sections, in order, to one file, and commits it.
pub(in crate::database) fn write(file: AtomicFile, sections: &[(&str, &[u8])]) -> Result<()> {
    let mut writer = SectionWriter::new(file);
    for (name, bytes) in sections {
        writer.put(name, bytes)?;
    }
    writer.commit()
}

impl Container {
    pub(in crate::database) fn preload(&mut self, preload: Preload) -> Result<bool> {
        super::super::preload::preload(&mut self.map, preload, LOOKUPS_PER_KILOBYTE)
    }

    /// Opens a file and checks its header; the sections are checked by [`check`](Self::check).
    pub(in crate::database) fn open(path: &Path) -> Result<Self> {
        let map = FileMap::open(path)?;
        let sections = parse_header(&map).map_err(|error| error.at_path(path))?;
        Ok(Self {
            path: path.to_path_buf(),
            map,
            sections,
        })
    }

    pub(in crate::database) fn path(&self) -> &Path {
        &self.path
    }

    pub(in crate::database) fn file_bytes(&self) -> usize {
        self.map.len()
    }

    /// The checksum of the header, which holds the checksums of the sections.
    pub(in crate::database) fn checksum(&self) -> u64 {
        xxh3_64(&self.map[..PAGE - 8])
    }

    pub(in crate::database) fn sections(&self) -> &[Section] {
        &self.sections
    }

    pub(in crate::database) fn find(&self, name: &str) -> Result<&Section> {
        self.sections
            .iter()
            .find(|section| section.name == name)
            .ok_or_else(|| {
                Error::new(
                    ErrorKind::Missing,
                    format!("the database has no section `{name}`"),
                )
                .at_path(&self.path)
                .mend("build the database again with this version of nuka")
            })
    }

    /// The bytes of a section.
    pub(in crate::database) fn bytes(&self, section: &Section) -> &[u8] {
        &self.map[section.offset..section.offset + section.length]
    }

    /// The bytes of a section after comparing them with their checksum.
    pub(in crate::database) fn checked(&self, name: &str) -> Result<&[u8]> {
        let section = self.find(name)?;
        self.check(section)?;
        Ok(self.bytes(section))
    }

    /// Compares a section and its padding with what was written.
    pub(in crate::database) fn check(&self, section: &Section) -> Result<()> {
        let padded = section.offset + section.length.next_multiple_of(PAGE);
        let padding = &self.map[section.offset + section.length..padded];
        let whole = xxh3_64(self.bytes(section)) == section.checksum;
        if whole && padding.iter().all(|&byte| byte == 0) {
            return Ok(());
        }
        Err(Error::new(
            ErrorKind::Corrupt,
            "the contents do not agree with their checksum: the file was changed or damaged",
        )
        .at_path(&self.path)
        .at_field(format!("section {}", section.name))
        .mend("copy or build the database again"))
    }
}

fn parse_header(map: &[u8]) -> Result<Vec<Section>> {
    let damaged = |message: String| {
        Error::new(ErrorKind::Corrupt, message)
            .at_field("header")
            .mend("copy or build the database again")
    };
    if !map.starts_with(MAGIC) {
        return Err(Error::new(
            ErrorKind::Malformed,
            "not a nuka database: the file does not begin with its magic bytes",
        )
        .mend("give a file made by `nuka db build`, or the folder of a Kraken 2 database"));
    }
    if map.len() < PAGE {
        return Err(Error::new(
            ErrorKind::Truncated,
            format!("found {} bytes, expected at least {PAGE}", map.len()),
        )
        .mend("copy the database again; the file is incomplete"));
    }
    let word = |at: usize| map[at..at + 8].try_into().map_or(0, u64::from_le_bytes);
    let version = word(8) as u32;
    if version != FORMAT_VERSION {
        return Err(Error::new(
            ErrorKind::Unsupported,
            format!("the database has format version {version}, this program reads version {FORMAT_VERSION}"),
        )
        .mend("build the database again, or use the version of nuka it was built with"));
    }
    if word(PAGE - 8) != xxh3_64(&map[..PAGE - 8]) {
        return Err(damaged(
            "the header does not agree with its checksum".to_string(),
        ));
    }
    let count = (word(8) >> 32) as usize;
    if count > MOST_SECTIONS {
        return Err(damaged(format!(
            "found {count} sections, expected at most {MOST_SECTIONS}"
        )));
    }
    let mut sections = Vec::with_capacity(count);
    let mut expected = PAGE as u64;
    for entry in 0..count {
        let at = 16 + entry * ENTRY_BYTES;
        let name = map[at..at + 8]
            .split(|&byte| byte == 0)
            .next()
            .unwrap_or_default();
        let (offset, length) = (word(at + 8), word(at + 16));
        let end = length
            .checked_next_multiple_of(PAGE as u64)
            .and_then(|padded| offset.checked_add(padded));
        let (Some(end), true) = (end, offset == expected) else {
            return Err(damaged(format!(
                "section {entry} lies at {offset} with {length} bytes, expected {expected} and no more than the file has"
            )));
        };
        expected = end;
        sections.push(Section {
            name: String::from_utf8_lossy(name).into_owned(),
            offset: offset as usize,
            length: length as usize,
            checksum: word(at + 24),
        });
    }
    if expected != map.len() as u64 {
        return Err(Error::new(
            ErrorKind::Truncated,
            format!("found {} bytes, expected {expected}", map.len()),
        )
        .mend("copy the database again; the file is incomplete or longer than it was"));
    }
    Ok(sections)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn open_bytes(bytes: &[u8]) -> Result<Container> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.nuka");
        std::fs::write(&path, bytes).unwrap();
        Container::open(&path)
    }

    fn small() -> Vec<u8> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.nuka");
        let sections: [(&str, &[u8]); 3] = [("one", b"abc"), ("two", &[7; 5000]), ("empty", b"")];
        write(AtomicFile::create(&path).unwrap(), &sections).unwrap();
        std::fs::read(&path).unwrap()
    }

    /// Makes the checksum of a changed header right again.
    fn sign(bytes: &mut [u8]) {
        let checksum = xxh3_64(&bytes[..PAGE - 8]);
        bytes[PAGE - 8..PAGE].copy_from_slice(&checksum.to_le_bytes());
    }

    #[test]
    fn a_signed_header_with_impossible_numbers_is_refused() {
        let whole = small();
        // What follows a name's first zero byte says nothing.
        let idle = |at: &usize| *at > 16 && (at - 16) % ENTRY_BYTES == 4;
        for at in (12..16 + 3 * ENTRY_BYTES).step_by(4).filter(|at| !idle(at)) {
            for value in [u32::MAX, 1 << 31, 4097, 5] {
                let mut bytes = whole.clone();
                bytes[at..at + 4].copy_from_slice(&value.to_le_bytes());
                sign(&mut bytes);
                let Ok(container) = open_bytes(&bytes) else {
                    continue;
                };
                // A name or a checksum: what it names must be missing or damaged.
                let all = ["one", "two", "empty"];
                assert!(
                    all.iter().any(|name| container.checked(name).is_err()),
                    "{at} {value}"
                );
            }
        }
    }

    proptest! {
        #[test]
        fn no_signed_header_makes_the_reader_panic(
            changes in proptest::collection::vec((8_usize..PAGE - 8, any::<u8>()), 0..9),
            noise in proptest::collection::vec(any::<u8>(), 0..200),
        ) {
            let mut bytes = small();
            for (at, byte) in changes {
                bytes[at % 120 + 8] ^= byte;
            }
            sign(&mut bytes);
            if let Ok(sections) = parse_header(&bytes) {
                let ends = sections.iter().map(|section| section.offset + section.length);
                prop_assert!(ends.max().unwrap_or(0) <= bytes.len());
            }
            let _ = parse_header(&noise);
            let _ = parse_header(&[&MAGIC[..], &noise].concat());
        }
    }

    #[test]
    fn sections_come_back_as_written() {
        let container = open_bytes(&small()).unwrap();
        assert_eq!(container.checked("one").unwrap(), b"abc");
        assert_eq!(container.checked("two").unwrap(), [7; 5000]);
        assert_eq!(container.checked("empty").unwrap(), b"");
        assert!(container.checked("three").is_err());
    }

    #[test]
    fn any_flipped_byte_is_found() {
        let whole = small();
        for at in (0..whole.len()).step_by(7).chain(0..64).chain(4080..4110) {
            let mut bytes = whole.clone();
            bytes[at] ^= 0x10;
            let found = open_bytes(&bytes).and_then(|container| {
                container
                    .sections()
                    .iter()
                    .try_for_each(|section| container.check(section))
            });
            assert!(found.is_err(), "byte {at}");
        }
    }

    #[test]
    fn any_other_length_is_refused() {
        let whole = small();
        for length in [0, 1, 8, 4095, 4096, whole.len() - 1] {
            assert!(open_bytes(&whole[..length]).is_err(), "{length}");
        }
        assert!(open_bytes(&[whole, vec![0]].concat()).is_err());
    }
}
