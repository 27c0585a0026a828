//! How large a build will be, and how its memory is shared out.

use super::super::table::{BUCKET_BYTES, TableShape, WORDS};
use super::BuildPlan;
use super::record::KeyRecord;
use crate::database::ranges::{RangeRoom, Record};
use crate::error::{Error, Result};
use crate::reads::Compression;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

/// How large a build will be, from the sizes of its files. Upper bounds, as far as files
/// tell: what genomes share is stored once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BuildEstimate {
    /// Bytes of all genome files as they are.
    pub input_bytes: u64,
    /// Bases of all genomes.
    pub bases: u64,
    /// Bases of the largest genome.
    pub largest_bases: u64,
    /// Bytes of the finished database, at most.
    pub database_bytes: u64,
    /// Bytes of memory needed while building, at most.
    pub memory_bytes: u64,
    /// Bytes of the temporary file beside the database, at most; 0 if all fits into
    /// memory.
    pub temporary_bytes: u64,
}

/// How the memory of a build is shared out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct MemoryShares {
    /// For the keys of all genomes.
    pub(super) keys: RangeRoom,
    /// For the sets of species.
    pub(super) sets: RangeRoom,
}

/// Bytes that scanning a base of a genome takes: its text twice, and its k-mers with
/// their places, in a vector that has grown by doubling.
const SCAN_BYTES_PER_BASE: u64 = 5;
/// What a process takes in any case, about.
const LEAST_MEMORY_BYTES: u64 = 64_000_000;
/// Bytes of a key while its range is joined and poured.
const JOIN_BYTES: u64 = 56;
/// Ranges in work at the same time, for each thread.
const RANGES_PER_THREAD: u64 = 4;
/// As few ranges as keep many threads busy, as many as have blocks worth writing.
const FEWEST_RANGES: u64 = 256;
const MOST_RANGES: u64 = 1 << 14;
const SET_RANGES: usize = 256;
const BLOCK_BYTES: std::ops::RangeInclusive<u64> = 1 << 10..=1 << 14;

impl BuildPlan {
    /// How large the build will be with a number of threads.
    ///
    /// # Errors
    /// When a genome file cannot be read.
    pub fn estimate(&self, threads: usize) -> Result<BuildEstimate> {
        let (mut input_bytes, mut bases, mut largest_bases) = (0, 0, 0);
        for genome in &self.genomes {
            let (bytes, text) = text_bytes(&genome.path)?;
            input_bytes += bytes;
            bases += text;
            largest_bases = largest_bases.max(text);
        }
        let keys = self.keys(bases);
        let shape = TableShape::for_keys(keys as usize, 1);
        // The cells and the chunk of each.
        let table = u64::from(shape.home_buckets) * (BUCKET_BYTES + WORDS) as u64;
        // Names, facts, genomes, sets of species, and the ends of pages.
        let beside = (self.taxonomy().len() * 256 + self.genomes.len() * 512 + (1 << 17)) as u64;
        let mut estimate = BuildEstimate {
            input_bytes,
            bases,
            largest_bases,
            database_bytes: table + beside,
            memory_bytes: 0,
            temporary_bytes: 0,
        };
        let shares = self.shares(&estimate, threads);
        let held = keys * KeyRecord::BYTES as u64;
        if held > shares.keys.most_bytes as u64 {
            estimate.temporary_bytes = held;
        }
        let fixed = scan_bytes(largest_bases, threads) + beside;
        let in_work = held / shares.keys.ranges as u64 * RANGES_PER_THREAD * threads.max(1) as u64;
        let all = fixed + held + in_work * JOIN_BYTES / KeyRecord::BYTES as u64;
        let bounded = all.min(self.memory.bytes().max(fixed));
        estimate.memory_bytes = bounded.max(LEAST_MEMORY_BYTES);
        Ok(estimate)
    }

    pub(super) fn shares(&self, estimate: &BuildEstimate, threads: usize) -> MemoryShares {
        let threads = threads.max(1);
        let budget = self.memory.bytes();
        // Where genomes are large for the budget, they take what they need all the same.
        let scanning = scan_bytes(estimate.largest_bases, threads);
        let rest = budget.saturating_sub(scanning).max(budget / 4);
        let in_work = JOIN_BYTES * RANGES_PER_THREAD * threads as u64;
        let keys = self.keys(estimate.bases);
        let ranges = (keys.saturating_mul(in_work) / (rest / 2).max(1))
            .checked_next_power_of_two()
            .unwrap_or(MOST_RANGES)
            .clamp(FEWEST_RANGES, MOST_RANGES);
        MemoryShares {
            keys: room(ranges, rest / 3 * 2),
            sets: room(SET_RANGES as u64, rest / 8),
        }
    }

    fn keys(&self, bases: u64) -> u64 {
        (bases as f64 * self.shape.density()) as u64
    }
}

fn room(ranges: u64, most_bytes: u64) -> RangeRoom {
    let block_bytes = (most_bytes / (4 * ranges)).clamp(*BLOCK_BYTES.start(), *BLOCK_BYTES.end());
    RangeRoom {
        ranges: ranges as usize,
        most_bytes: most_bytes as usize,
        block_bytes: block_bytes as usize,
    }
}

fn scan_bytes(largest_bases: u64, threads: usize) -> u64 {
    threads as u64 * largest_bases * SCAN_BYTES_PER_BASE
}

/// Bytes of a file, and about how many letters of text it holds.
fn text_bytes(path: &Path) -> Result<(u64, u64)> {
    /// Text to file size of DNA under the usual compressors.
    const USUAL_RATIO: u64 = 4;
    /// No genome is compressed to less than one byte in so many.
    const BELIEVABLE_RATIO: u64 = 64;
    let io = |source| Error::io("read", path, source);
    let mut file = File::open(path).map_err(io)?;
    let bytes = file.metadata().map_err(io)?.len();
    let mut magic = [0_u8; 6];
    let length = file.read(&mut magic).map_err(io)?;
    let text = match Compression::of_magic(&magic[..length]) {
        Compression::Plain => bytes,
        Compression::Gzip if bytes >= 8 => {
            // The last four bytes of a member say how long its text is, modulo 4 GiB;
            // those of a file that was cut off say anything.
            let mut size = [0_u8; 4];
            file.seek(SeekFrom::End(-4)).map_err(io)?;
            file.read_exact(&mut size).map_err(io)?;
            let text = u64::from(u32::from_le_bytes(size));
            if (bytes..bytes.saturating_mul(BELIEVABLE_RATIO)).contains(&text) {
                text
            } else {
                bytes * USUAL_RATIO
            }
        }
        _ => bytes * USUAL_RATIO,
    };
    Ok((bytes, text))
}
