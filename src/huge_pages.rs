//! Zeroed counters in huge pages where the system grants them: counting at random places
//! of small pages spends most of its time finding the pages.

use std::sync::atomic::AtomicU8;

/// Counters that begin at zero, shared by threads.
#[derive(Debug)]
pub(crate) struct Counters(Memory);

#[derive(Debug)]
enum Memory {
    #[cfg(target_os = "linux")]
    Mapped(memmap2::MmapMut),
    Allocated(Vec<AtomicU8>),
}

impl Counters {
    /// So many counters.
    pub(crate) fn new(length: usize) -> Self {
        #[cfg(target_os = "linux")]
        if let Ok(memory) = memmap2::MmapOptions::new().len(length).map_anon() {
            // Without them the memory is as good, only slower.
            let _ = memory.advise(memmap2::Advice::HugePage);
            return Self(Memory::Mapped(memory));
        }
        let zeros = std::iter::repeat_with(AtomicU8::default);
        Self(Memory::Allocated(zeros.take(length).collect()))
    }

    /// All of them, in order.
    #[inline]
    pub(crate) fn all(&self) -> &[AtomicU8] {
        match &self.0 {
            #[cfg(target_os = "linux")]
            Memory::Mapped(memory) => {
                // SAFETY: an atomic byte has the size and the alignment of a byte and any
                // value is one. The memory is private to this process, lives as long as
                // `self`, can be written, and is reached through this slice alone.
                unsafe { std::slice::from_raw_parts(memory.as_ptr().cast(), memory.len()) }
            }
            Memory::Allocated(counters) => counters,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::Ordering;

    #[test]
    fn counters_begin_at_zero_and_keep_what_they_are_told() {
        for length in [0, 1, 4095, 3 << 20] {
            let counters = Counters::new(length);
            assert_eq!(counters.all().len(), length);
            let read = |counter: &AtomicU8| counter.load(Ordering::Relaxed);
            assert!(counters.all().iter().all(|counter| read(counter) == 0));
            if let Some(last) = counters.all().last() {
                last.store(7, Ordering::Relaxed);
            }
            let sum: u64 = counters.all().iter().map(|c| u64::from(read(c))).sum();
            assert_eq!(sum, if length > 0 { 7 } else { 0 });
        }
    }
}
