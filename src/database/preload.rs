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
    /// If the reads make it worth the time, and memory is plentiful. Else the file stays
    /// mapped.
    IfWorth {
        /// Bytes of reads that each thread will classify, as text.
        text_bytes: u64,
    },
}

/// Databases larger than this are copied only when asked for.
const MOST_BYTES: u64 = 2 << 30;

/// What is copied at a time.
const PIECE_BYTES: usize = 4 << 20;

/// How long a byte of the database takes to copy, measured: less where its memory is at
/// hand, many times as much where a virtual machine has to be given it first.
const COPY_PICOSECONDS: u64 = 400;

/// What is spared must be so many times what copying takes: where memory is not at hand,
/// copying takes longer than that and is given up half way.
const WORTH: u32 = 3;

/// So long nobody minds.
const LEAST_PATIENCE: Duration = Duration::from_millis(10);

/// Copies a mapped file if asked to; whether it was. The reads will ask for
/// `lookups_per_kilobyte` places of it in a thousand bytes of their text.
pub(super) fn preload(
    map: &mut FileMap,
    preload: Preload,
    lookups_per_kilobyte: u64,
) -> Result<bool> {
    let bytes = map.len() as u64;
    match preload {
        Preload::Always => map.copy(PIECE_BYTES, None),
        Preload::IfWorth { text_bytes } => {
            let spared = spared(bytes, text_bytes, lookups_per_kilobyte);
            let worth = bytes <= MOST_BYTES && WORTH * copying(bytes) <= spared;
            if !worth || 3 * bytes > available_memory_bytes() {
                return Ok(false);
            }
            // Half of what is spared is worth waiting for.
            map.copy(
                PIECE_BYTES,
                Some(LEAST_PATIENCE + copying(bytes) + spared / 2),
            )
        }
    }
}

fn copying(bytes: u64) -> Duration {
    Duration::from_nanos(bytes / 1_000 * COPY_PICOSECONDS)
}

/// The time that huge pages spare: the larger the table, the more of its page tables lie
/// far away. Measured: 9 ns a lookup at 312 MB, 23 ns at 1.15 GB.
fn spared(bytes: u64, text_bytes: u64, lookups_per_kilobyte: u64) -> Duration {
    let nanoseconds = 3 + 20 * bytes.min(1_000_000_000) / 1_000_000_000;
    let lookups = text_bytes / 1_000 * lookups_per_kilobyte;
    Duration::from_nanos(lookups.saturating_mul(nanoseconds))
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
    fn more_is_spared_of_large_tables_and_many_reads() {
        // A million pairs against 312 MB and 1.15 GB of a Kraken 2 database.
        let pairs = 664_000_000;
        assert_eq!(
            spared(312_000_000, pairs, 117),
            Duration::from_nanos(664_000 * 117 * 9)
        );
        assert_eq!(
            spared(1_153_000_000, pairs, 117),
            Duration::from_nanos(664_000 * 117 * 23)
        );
        assert_eq!(spared(1 << 40, 999, 117), Duration::ZERO);
    }

    #[test]
    fn without_patience_or_worth_the_file_stays_mapped() {
        let bytes = vec![7; 50_000];
        let mut map = map(&bytes);
        assert!(!map.copy(1_000, Some(Duration::ZERO)).unwrap());
        assert!(*map == bytes[..]);
        // Copying takes 20 microseconds; a kilobyte of text spares 0.3, and three times as
        // much as copying takes is enough.
        let few = Preload::IfWorth {
            text_bytes: 199_999,
        };
        assert!(!preload(&mut map, few, 100).unwrap());
        let enough = Preload::IfWorth {
            text_bytes: 200_000,
        };
        let copied = preload(&mut map, enough, 100).unwrap();
        assert!(copied || available_memory_bytes() < 150_000);
        assert!(*map == bytes[..]);
    }
}
