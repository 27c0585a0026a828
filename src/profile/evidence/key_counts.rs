//! How often each key of the database was found in a sample.

use crate::huge_pages::Counters;
use crate::prefetch::prefetch;
use std::sync::atomic::{AtomicU8, Ordering};

/// One counter for each cell of the table, shared by all threads; a counter stays
/// at 255 once it gets there.
///
/// Counting is exact and in no order, so that the counts are the same at any number
/// of threads.
#[derive(Debug)]
pub struct KeyCounts {
    counters: Counters,
    /// Whether one thread alone counts, which spares it the work of agreeing with others.
    alone: bool,
}

/// Cells that wait to be counted, so that memory can be asked for ahead.
#[derive(Debug, Default)]
pub struct PendingCells {
    cells: Vec<u64>,
    found: u64,
    repeated: u64,
}

/// Cells that are gathered before they are counted.
const PENDING: usize = 4096;
/// How many counters ahead memory is asked for.
const AHEAD: usize = 16;

impl KeyCounts {
    /// Zero for every cell of a table, to be counted by so many threads.
    pub fn new(cells: usize, threads: usize) -> Self {
        Self {
            counters: Counters::new(cells),
            alone: threads == 1,
        }
    }

    /// How often the key of a cell was found, at most 255.
    #[inline]
    pub fn count(&self, cell: usize) -> u8 {
        self.counters.all()[cell].load(Ordering::Relaxed)
    }

    fn add_all(&self, cells: &[u64]) {
        if self.alone {
            self.add_each(cells, |counter| {
                let count = counter.load(Ordering::Relaxed);
                counter.store(count.saturating_add(1), Ordering::Relaxed);
            });
        } else {
            self.add_each(cells, |counter| {
                // Fails only where the counter is full.
                let _ = counter.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |count| {
                    count.checked_add(1)
                });
            });
        }
    }

    #[inline]
    fn add_each(&self, cells: &[u64], add: impl Fn(&AtomicU8)) {
        let counters = self.counters.all();
        for &cell in cells.iter().take(AHEAD) {
            prefetch(counters, cell as usize);
        }
        for (place, &cell) in cells.iter().enumerate() {
            if let Some(&later) = cells.get(place + AHEAD) {
                prefetch(counters, later as usize);
            }
            add(&counters[cell as usize]);
        }
    }
}

impl PendingCells {
    /// Adds the cells of one fragment, each once: mates that overlap read the same
    /// molecule twice. 0 stands for no cell.
    #[inline]
    pub fn add(&mut self, cells: &[u64], counts: &KeyCounts) {
        let start = self.cells.len();
        // A bit for each cell seen so far, so that few need a second look.
        let mut seen = 0_u64;
        for &cell in cells.iter().filter(|&&cell| cell != 0) {
            self.found += 1;
            let bit = 1 << (cell.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 58);
            if seen & bit == 0 || !self.cells[start..].contains(&cell) {
                self.cells.push(cell);
            } else {
                self.repeated += 1;
            }
            seen |= bit;
        }
        if self.cells.len() >= PENDING {
            self.flush(counts);
        }
    }

    /// Cells found, and those of them that the same fragment had shown before.
    pub fn found_and_repeated(&self) -> (u64, u64) {
        (self.found, self.repeated)
    }

    /// Counts what waits.
    pub fn flush(&mut self, counts: &KeyCounts) {
        counts.add_all(&self.cells);
        self.cells.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_exact_over_threads_and_stay_full() {
        let counts = KeyCounts::new(40, 4);
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    let mut pending = PendingCells::default();
                    for round in 0..100 {
                        pending.add(&[0, 1, 2 + round % 3, 0, 39], &counts);
                    }
                    pending.flush(&counts);
                });
            }
        });
        assert_eq!([0, 1, 39].map(|cell| counts.count(cell)), [0, 255, 255]);
        assert_eq!([2, 3, 4].map(|cell| counts.count(cell)), [136, 132, 132]);
    }

    #[test]
    fn one_thread_alone_counts_the_same() {
        let counts = KeyCounts::new(40, 1);
        let mut pending = PendingCells::default();
        for round in 0..400 {
            pending.add(&[0, 1, 2 + round % 3, 0, 39], &counts);
        }
        pending.flush(&counts);
        assert_eq!([0, 1, 39].map(|cell| counts.count(cell)), [0, 255, 255]);
        assert_eq!([2, 3, 4].map(|cell| counts.count(cell)), [134, 133, 133]);
    }

    #[test]
    fn a_cell_counts_once_a_fragment() {
        let counts = KeyCounts::new(200, 1);
        let mut pending = PendingCells::default();
        let cells: Vec<u64> = (0..150).chain(0..150).collect();
        pending.add(&cells, &counts);
        pending.add(&[7, 7], &counts);
        pending.flush(&counts);
        assert!((1..150).all(|cell| counts.count(cell) == 1 + u8::from(cell == 7)));
    }
}
