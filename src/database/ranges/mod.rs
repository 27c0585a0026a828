//! Records by range, in memory as long as they fit, then on disk.
//!
//! What builds a database sorts far more than may fit into memory. It gives its records
//! to ranges that can be sorted one by one; when all of them together exceed their room,
//! they are put aside in one temporary file.

mod record;
mod spill;
#[cfg(test)]
mod tests;

pub(in crate::database) use record::Record;

use crate::error::Result;
use spill::SpillFile;
use std::marker::PhantomData;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The range of a hash: equal parts of all hashes, in order.
pub(in crate::database) fn range_of(hash: u64, ranges: usize) -> usize {
    ((u128::from(hash) * ranges as u128) >> 64) as usize
}

/// Records being sorted into ranges, from any thread.
pub(in crate::database) struct RangeFiller<R> {
    ranges: Vec<Mutex<Blocks>>,
    room: RangeRoom,
    /// Bytes of the blocks in memory.
    held_bytes: AtomicUsize,
    disk: Mutex<Disk>,
    /// The temporary file goes into the folder of this one.
    beside: PathBuf,
    record: PhantomData<R>,
}

/// How many ranges there are, and how much memory they may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::database) struct RangeRoom {
    pub(in crate::database) ranges: usize,
    /// Bytes of all ranges that may be in memory.
    pub(in crate::database) most_bytes: usize,
    /// Bytes that a range takes at a time.
    pub(in crate::database) block_bytes: usize,
}

/// The records of a range in memory, as bytes.
type Blocks = Vec<Vec<u8>>;

/// What was put aside.
#[derive(Default)]
struct Disk {
    file: Option<SpillFile>,
    /// Where the records of each range lie.
    segments: Vec<Vec<Segment>>,
}

struct Segment {
    at: u64,
    bytes: usize,
}

/// All records, by range.
pub(in crate::database) struct FilledRanges<R> {
    ranges: Vec<Mutex<Blocks>>,
    block_bytes: usize,
    disk: Disk,
    record: PhantomData<R>,
}

impl<R: Record> RangeFiller<R> {
    pub(in crate::database) fn new(room: RangeRoom, beside: &Path) -> Self {
        Self {
            ranges: (0..room.ranges).map(|_| Mutex::default()).collect(),
            room,
            held_bytes: AtomicUsize::new(0),
            disk: Mutex::new(Disk {
                file: None,
                segments: (0..room.ranges).map(|_| Vec::new()).collect(),
            }),
            beside: beside.to_path_buf(),
            record: PhantomData,
        }
    }

    /// Adds records to a range.
    ///
    /// # Errors
    /// When they no longer fit into memory and cannot be written either.
    pub(in crate::database) fn add(
        &self,
        range: usize,
        records: impl Iterator<Item = R>,
    ) -> Result<()> {
        let mut blocks = lock(&self.ranges[range]);
        let added = push_all(&mut blocks, records, self.room.block_bytes);
        self.held_bytes
            .fetch_add(added * self.room.block_bytes, Ordering::Relaxed);
        drop(blocks);
        if self.is_too_full() {
            let mut disk = lock(&self.disk);
            // Another thread may have made room meanwhile.
            if self.is_too_full() {
                self.put_aside(&mut disk)?;
            }
        }
        Ok(())
    }

    /// No more records are to come.
    ///
    /// # Errors
    /// When the last ones cannot be written.
    pub(in crate::database) fn finish(self) -> Result<FilledRanges<R>> {
        {
            let mut disk = lock(&self.disk);
            if disk.file.is_some() {
                self.put_aside(&mut disk)?;
            }
        }
        Ok(FilledRanges {
            ranges: self.ranges,
            block_bytes: self.room.block_bytes,
            disk: self
                .disk
                .into_inner()
                .unwrap_or_else(PoisonError::into_inner),
            record: PhantomData,
        })
    }

    fn is_too_full(&self) -> bool {
        self.held_bytes.load(Ordering::Relaxed) > self.room.most_bytes
    }

    fn put_aside(&self, disk: &mut Disk) -> Result<()> {
        let file = match &mut disk.file {
            Some(file) => file,
            none => none.insert(SpillFile::create(&self.beside)?),
        };
        for (range, segments) in self.ranges.iter().zip(&mut disk.segments) {
            let blocks = std::mem::take(&mut *lock(range));
            let Some((first, others)) = blocks.split_first() else {
                continue;
            };
            let at = file.append(first)?;
            for block in others {
                file.append(block)?;
            }
            segments.push(Segment {
                at,
                bytes: blocks.iter().map(Vec::len).sum(),
            });
            let held = blocks.len() * self.room.block_bytes;
            self.held_bytes.fetch_sub(held, Ordering::Relaxed);
        }
        Ok(())
    }
}

impl<R: Record> FilledRanges<R> {
    /// Whether records were put aside.
    pub(in crate::database) fn are_on_disk(&self) -> bool {
        self.disk.file.is_some()
    }

    /// The records of a range, in any order. Those in memory are given once, those on
    /// disk whenever they are asked for.
    ///
    /// # Errors
    /// When they cannot be read again.
    pub(in crate::database) fn take(&self, range: usize) -> Result<Vec<R>> {
        let Some(file) = &self.disk.file else {
            return Ok(self.take_back(range));
        };
        let segments = &self.disk.segments[range];
        let bytes: usize = segments.iter().map(|segment| segment.bytes).sum();
        let mut records = Vec::with_capacity(bytes / R::BYTES);
        let mut buffer = Vec::new();
        for segment in segments {
            buffer.resize(segment.bytes, 0);
            file.read(segment.at, &mut buffer)?;
            records.extend(buffer.chunks_exact(R::BYTES).map(R::read));
        }
        Ok(records)
    }

    /// Keeps what was made of the records of a range in the memory they had.
    pub(in crate::database) fn give_back<S: Record>(
        &self,
        range: usize,
        made: impl Iterator<Item = S>,
    ) {
        push_all(&mut lock(&self.ranges[range]), made, self.block_bytes);
    }

    /// What was given back, once.
    pub(in crate::database) fn take_back<S: Record>(&self, range: usize) -> Vec<S> {
        let blocks = std::mem::take(&mut *lock(&self.ranges[range]));
        let bytes: usize = blocks.iter().map(Vec::len).sum();
        let mut made = Vec::with_capacity(bytes / S::BYTES);
        for block in blocks {
            made.extend(block.chunks_exact(S::BYTES).map(S::read));
        }
        made
    }
}

/// Appends records to the last block and to new ones; returns how many are new.
fn push_all<R: Record>(
    blocks: &mut Blocks,
    records: impl Iterator<Item = R>,
    block_bytes: usize,
) -> usize {
    let before = blocks.len();
    for record in records {
        let is_full = |block: &Vec<u8>| block.len() + R::BYTES > block.capacity();
        if blocks.last().is_none_or(is_full) {
            blocks.push(Vec::with_capacity(block_bytes.max(R::BYTES)));
        }
        if let Some(block) = blocks.last_mut() {
            record.write(block);
        }
    }
    blocks.len() - before
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
