//! How far a run is, on standard error.

use super::summary::{SampleRow, State};
use crate::cli::console::Console;
use indicatif::ProgressBar;
use nuka::profile::Profile;
use nuka::profile::run::RunEvent;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Instant;

/// What the person at the terminal sees of a run.
pub(super) struct Progress {
    console: Console,
    bar: ProgressBar,
    started: Instant,
    current: Mutex<Current>,
    /// Reads and bases of the sample being profiled.
    reads: AtomicU64,
    bases: AtomicU64,
}

struct Current {
    title: String,
    began: Instant,
    rows: Vec<SampleRow>,
}

impl Progress {
    pub(super) fn new(console: Console) -> Self {
        Self {
            console,
            bar: console.spinner(),
            started: Instant::now(),
            current: Mutex::new(Current {
                title: String::new(),
                began: Instant::now(),
                rows: Vec::new(),
            }),
            reads: AtomicU64::new(0),
            bases: AtomicU64::new(0),
        }
    }

    /// Some more reads of the sample have been profiled.
    pub(super) fn batch(&self, reads: u64, bases: u64) {
        let reads = self.reads.fetch_add(reads, Ordering::Relaxed) + reads;
        let bases = self.bases.fetch_add(bases, Ordering::Relaxed) + bases;
        let current = self.current();
        let seconds = current.began.elapsed().as_secs_f64();
        self.bar.set_message(format!(
            "{}: {reads} reads, {:.0} reads/s, {:.1} Mbp/s",
            current.title,
            reads as f64 / seconds,
            bases as f64 / 1e6 / seconds,
        ));
    }

    pub(super) fn event(&self, event: &RunEvent<'_>) {
        match event {
            RunEvent::NotLocked => self.note(
                "this disk knows no locks: make sure that no other run writes into the folder",
            ),
            RunEvent::OtherSample(sample) => self.note(&format!(
                "sample {sample} is not in the sheet; its record is left alone and in no table"
            )),
            RunEvent::Kept(profile) => self.add(profile, State::Kept),
            RunEvent::Again(sample, stale) => {
                self.note(&format!("{sample} is profiled again: {stale}"));
            }
            RunEvent::Began(sample, number, samples) => {
                self.begin(format!("sample {number} of {samples} ({sample})"));
            }
            RunEvent::Finished(profile) => self.add(profile, State::Profiled),
            RunEvent::Failed(sample, error) => {
                self.note(&format!("{sample} cannot be profiled: {}", error.message()));
            }
            RunEvent::Tables => self.bar.set_message("writing the tables"),
        }
    }

    fn begin(&self, title: String) {
        self.reads.store(0, Ordering::Relaxed);
        self.bases.store(0, Ordering::Relaxed);
        self.bar.set_message(title.clone());
        let mut current = self.current();
        current.title = title;
        current.began = Instant::now();
    }

    fn add(&self, profile: &Profile, state: State) {
        let row = {
            let mut current = self.current();
            let seconds = current.began.elapsed().as_secs_f64();
            let row = SampleRow::new(profile, state, seconds);
            current.rows.push(row.clone());
            row
        };
        self.note(&row.text());
    }

    pub(super) fn note(&self, line: &str) {
        self.bar.suspend(|| self.console.note(line));
    }

    pub(super) fn finish(&self) {
        self.bar.finish_and_clear();
    }

    /// The samples so far.
    pub(super) fn rows(&self) -> Vec<SampleRow> {
        self.current().rows.clone()
    }

    /// Since the beginning.
    pub(super) fn seconds(&self) -> f64 {
        self.started.elapsed().as_secs_f64()
    }

    /// A thread that panicked has left a whole title and whole rows behind.
    fn current(&self) -> MutexGuard<'_, Current> {
        self.current.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
