//! Copying a database into memory of the process: huge pages spare most of the work of
//! finding memory pages, which is a third of the time against large tables.

use super::map::FileMap;
use super::memory::available_memory_bytes;
use crate::error::Result;
use std::time::Duration;

/// How eagerly a database is copied into memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Preload {
    /// Whatever it takes: for cold disks, and for the longest runs.
    Always,
    /// If so many bytes of reads make it worth the time, it takes no more than some
    /// tenths of a second, and memory is plentiful. Else the file stays mapped.
    IfWorth {
        /// Bytes of reads to be classified, as text.
        text_bytes: u64,
    },
}

/// Databases larger than this are copied only when asked for.
const MOST_BYTES: u64 = 2 << 30;

/// Copying so many bytes takes as long as the huge pages spare in reading a byte of text,
/// measured: 0.3 ns against 1.2 ns.
const BYTES_FOR_A_BYTE_OF_TEXT: u64 = 4;

/// What is copied at a time.
const PIECE_BYTES: usize = 8 << 20;

/// How long a byte of the database takes to copy at least, unless the system has to make
/// room for huge pages or read from disk; about twice what is measured.
const COPY_PICOSECONDS: u64 = 600;

/// What huge pages spare in reading a byte of text; half of it is worth waiting for.
const SPARED_PICOSECONDS: u64 = 1_200;

/// So long nobody minds.
const LEAST_PATIENCE: Duration = Duration::from_millis(15);

/// Copies a mapped file if asked to; whether it was.
pub(super) fn preload(map: &mut FileMap, preload: Preload) -> Result<bool> {
    let bytes = map.len() as u64;
    match preload {
        Preload::Always => map.copy(PIECE_BYTES, None),
        Preload::IfWorth { text_bytes } => {
            let worth =
                bytes <= MOST_BYTES.min(text_bytes.saturating_mul(BYTES_FOR_A_BYTE_OF_TEXT));
            if !worth || 3 * bytes > available_memory_bytes() {
                return Ok(false);
            }
            map.copy(PIECE_BYTES, Some(patience(bytes, text_bytes)))
        }
    }
}

/// How long copying may take in all.
fn patience(bytes: u64, text_bytes: u64) -> Duration {
    let nanoseconds = |bytes: u64, picoseconds: u64| bytes.saturating_mul(picoseconds) / 1_000;
    LEAST_PATIENCE
        + Duration::from_nanos(nanoseconds(bytes, COPY_PICOSECONDS))
        + Duration::from_nanos(nanoseconds(text_bytes, SPARED_PICOSECONDS) / 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn map(bytes: &[u8]) -> FileMap {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        std::fs::write(&path, bytes).unwrap();
        FileMap::open(&path).unwrap()
    }

    #[test]
    fn a_copy_has_the_same_bytes() {
        let bytes: Vec<u8> = (0..100_000_u32).flat_map(u32::to_le_bytes).collect();
        for length in [1, 999, 1_000, 1_001, bytes.len()] {
            let mut map = map(&bytes[..length]);
            assert!(map.copy(1_000, None).unwrap());
            assert!(*map == bytes[..length]);
            assert!(map.copy(1_000, None).unwrap(), "once more");
            assert!(*map == bytes[..length]);
        }
    }

    #[test]
    fn patience_grows_with_the_reads() {
        // 6.6 GB of text, 10 million pairs, against 80 MB.
        let long = patience(80_000_000, 6_600_000_000);
        assert_eq!(long, LEAST_PATIENCE + Duration::from_millis(48 + 3_960));
        assert_eq!(patience(1, 0), LEAST_PATIENCE);
    }

    #[test]
    fn without_patience_or_worth_the_file_stays_mapped() {
        let bytes = vec![7; 50_000];
        let mut map = map(&bytes);
        assert!(!map.copy(1_000, Some(Duration::ZERO)).unwrap());
        assert!(*map == bytes[..]);
        assert!(!preload(&mut map, Preload::IfWorth { text_bytes: 12_499 }).unwrap());
        let copied = preload(&mut map, Preload::IfWorth { text_bytes: 12_500 }).unwrap();
        assert!(copied || available_memory_bytes() < 150_000);
        assert!(*map == bytes[..]);
    }
}
