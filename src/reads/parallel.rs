//! Batches of reads worked off by all threads of a pool, in any order.

use super::{RawBatch, ReadBatch, ReadSource};
use crate::error::{Error, Result};
use rayon::ThreadPool;
use std::sync::{Arc, Mutex, PoisonError};

/// What the threads share: the source, and the error of the earliest batch that failed.
struct Shared {
    source: ReadSource,
    error: Option<(u64, Error)>,
    batches: u64,
}

/// Calls `work` for every batch, on every thread with a state of its own, and
/// returns the states. Results that do not depend on order or on which batch met
/// which state are the same at any number of threads.
///
/// # Errors
/// The error of the earliest batch that could not be read, parsed or worked off.
pub fn for_each_batch<S: Send>(
    pool: &ThreadPool,
    source: ReadSource,
    start: impl Fn() -> Result<S> + Sync,
    work: impl Fn(&mut S, &mut ReadBatch, u64) -> Result<()> + Sync,
) -> Result<Vec<S>> {
    let shared = Mutex::new(Shared {
        source: source.for_threads(pool.current_num_threads()),
        error: None,
        batches: 0,
    });
    let states = pool.broadcast(|_| {
        let mut state = start()?;
        let mut batch = ReadBatch::new();
        while let Some(raw) = take(&shared) {
            let index = raw.index();
            let bytes = raw.text_bytes() as u64;
            let path = Arc::clone(&raw.first.0);
            let outcome = raw
                .parse(&mut batch)
                .and_then(|()| work(&mut state, &mut batch, bytes))
                .map_err(|error| error.at_path(&path));
            if let Err(error) = outcome {
                fail(&shared, index, error);
                break;
            }
        }
        Ok(state)
    });
    let shared = shared.into_inner().unwrap_or_else(PoisonError::into_inner);
    match shared.error {
        Some((_, error)) => Err(error),
        None => states.into_iter().collect(),
    }
}

/// The next batch, or `None` at the end or after an error anywhere.
fn take(shared: &Mutex<Shared>) -> Option<RawBatch> {
    let mut shared = shared.lock().unwrap_or_else(PoisonError::into_inner);
    if shared.error.is_some() {
        return None;
    }
    match shared.source.next_raw() {
        Ok(raw) => {
            shared.batches += u64::from(raw.is_some());
            raw
        }
        Err(error) => {
            shared.error = Some((shared.batches, error));
            None
        }
    }
}

fn fail(shared: &Mutex<Shared>, index: u64, error: Error) {
    let mut shared = shared.lock().unwrap_or_else(PoisonError::into_inner);
    let earlier = shared.error.as_ref().map(|(earlier, _)| *earlier);
    if earlier.is_none_or(|earlier| index < earlier) {
        shared.error = Some((index, error));
    }
}

#[cfg(test)]
mod tests {
    use super::super::{BatchSize, Layout};
    use super::*;

    fn source(text: &'static [u8]) -> ReadSource {
        let size = BatchSize { bases: 8, pairs: 1 };
        ReadSource::from_streams(vec![("memory", text)], Layout::Single, size).unwrap()
    }

    fn bases(text: &'static [u8], threads: usize) -> Result<u64> {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap();
        let states = for_each_batch(
            &pool,
            source(text),
            || Ok(0),
            |sum, batch, _| {
                *sum += batch.bases();
                Ok(())
            },
        )?;
        Ok(states.iter().sum())
    }

    #[test]
    fn every_batch_is_worked_off_once_at_any_number_of_threads() {
        let text = b">a\nACGTACGT\n>b\nACGTACGTA\n>c\nACG\n>d\nACGTACGTACGT\n";
        for threads in [1, 2, 7] {
            assert_eq!(bases(text, threads).unwrap(), 32);
        }
    }

    #[test]
    fn the_error_is_that_of_the_earliest_batch() {
        let text = b"@a\nACGTACGT\n+\nIIIIIIII\n@b\nACGTACGT\n+\nIII\n@c\nACGTACGT\n+\nII\n";
        for threads in [1, 2, 7] {
            let error = bases(text, threads).unwrap_err();
            assert!(error.to_string().contains("record 2"), "{error}");
        }
    }
}
