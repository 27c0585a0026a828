//! A whole run: batches in parallel, results in input order.

use super::call::{Call, Unassigned};
use super::counts::TaxonCounts;
use super::kernel::Kernel;
use super::lines::{self, TaxonStyle};
use super::settings::Settings;
use crate::database::Database;
use crate::error::{Error, ErrorKind, Result};
use crate::reads::{RawBatch, ReadBatch, ReadSource};
use crate::taxonomy::Taxon;
use rayon::ThreadPool;
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// Where the results of a run go; what is `None` is not made.
///
/// The streams write results in input order, whatever the number of threads.
#[derive(Default)]
pub struct Outputs<'a> {
    /// One line for each fragment, as Kraken 2 writes it.
    pub calls: Option<&'a mut (dyn Write + Send)>,
    /// One row of evidence for each fragment, without the header.
    pub evidence: Option<&'a mut (dyn Write + Send)>,
    /// Fragments with a taxon: single reads or first mates, second mates.
    pub classified: [Option<&'a mut (dyn Write + Send)>; 2],
    /// Fragments without a taxon: single reads or first mates, second mates.
    pub unclassified: [Option<&'a mut (dyn Write + Send)>; 2],
    /// How taxa are written in the lines of calls.
    pub taxon_style: TaxonStyle,
    /// Decides what is written in place of the vote's taxon; counts stay the vote's.
    pub relabel: Option<&'a Relabel<'a>>,
    /// Takes fragments out of each batch before anything else sees them.
    pub set_aside: Option<&'a SetAside<'a>>,
}

/// Takes out of a batch what is not to be called.
pub type SetAside<'a> = dyn Fn(&mut ReadBatch) -> Result<()> + Sync + 'a;

/// From a call, with its evidence, to the taxon that is written.
pub type Relabel<'a> = dyn Fn(&Call<'_>) -> Taxon + Sync + 'a;

/// What has been done so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Progress {
    /// Single reads or pairs.
    pub fragments: u64,
    /// Bases of all reads.
    pub bases: u64,
    /// Fragments with a taxon.
    pub classified: u64,
    /// Bytes of decompressed text.
    pub text_bytes: u64,
}

/// What a run comes to.
#[derive(Debug, Clone)]
pub struct RunSummary {
    /// Totals.
    pub progress: Progress,
    /// Fragments without a taxon, by reason, in the order of [`Unassigned::ALL`].
    pub unassigned: [(Unassigned, u64); 4],
    /// Counts by taxon.
    pub counts: TaxonCounts,
}

/// Number of output streams of a block.
const STREAMS: usize = 6;

/// Batches of Kraken 2's size that may be finished ahead of the one being waited for, for
/// each thread.
const AHEAD: usize = 4;

/// The results of one batch.
#[derive(Default)]
struct Block {
    texts: [Vec<u8>; STREAMS],
    progress: Progress,
}

/// The streams and what waits for its turn.
struct Sink<'a, 'p> {
    streams: [Option<&'a mut (dyn Write + Send)>; STREAMS],
    next: u64,
    waiting: BTreeMap<u64, Block>,
    spare: Vec<Block>,
    progress: Progress,
    report: &'p (dyn Fn(Progress) + Sync),
}

/// What the threads share.
struct Shared<'a, 'p> {
    source: Mutex<Source>,
    sink: Mutex<Sink<'a, 'p>>,
    written: Condvar,
    ahead: usize,
}

struct Source {
    source: ReadSource,
    /// The error of the earliest batch that failed; nothing is read after any error.
    error: Option<(u64, Error)>,
    batches: u64,
}

/// What is done to batches and calls on the way.
#[derive(Clone, Copy)]
struct Changes<'a> {
    relabel: Option<&'a Relabel<'a>>,
    set_aside: Option<&'a SetAside<'a>>,
}

/// What one thread counted.
struct Part {
    counts: TaxonCounts,
    unassigned: [u64; 4],
}

/// Classifies all reads of a source.
///
/// `report` is called after every batch, from any thread. The result and every
/// byte written are the same for any number of threads.
///
/// # Errors
/// The error of the earliest batch that could not be read, parsed or written,
/// whichever thread met it.
pub fn classify_all(
    pool: &ThreadPool,
    database: &Database,
    settings: &Settings,
    source: ReadSource,
    outputs: Outputs<'_>,
    report: &(dyn Fn(Progress) + Sync),
) -> Result<RunSummary> {
    settings.check()?;
    let style = outputs.taxon_style;
    let changes = Changes {
        relabel: outputs.relabel,
        set_aside: outputs.set_aside,
    };
    let [first_classified, second_classified] = outputs.classified;
    let [first_unclassified, second_unclassified] = outputs.unclassified;
    let streams = [
        outputs.calls,
        outputs.evidence,
        first_classified,
        second_classified,
        first_unclassified,
        second_unclassified,
    ];
    let wanted = streams.each_ref().map(Option::is_some);
    let ahead = source.batch_size().as_much_as_kraken2(AHEAD) * pool.current_num_threads();
    let shared = Shared {
        source: Mutex::new(Source {
            source: source.for_threads(pool.current_num_threads()),
            error: None,
            batches: 0,
        }),
        sink: Mutex::new(Sink {
            streams,
            next: 0,
            waiting: BTreeMap::new(),
            spare: Vec::new(),
            progress: Progress::default(),
            report,
        }),
        written: Condvar::new(),
        ahead,
    };
    let parts = pool.broadcast(|_| shared.work(database, settings, wanted, style, changes));

    let source = shared
        .source
        .into_inner()
        .unwrap_or_else(PoisonError::into_inner);
    if let Some((_, error)) = source.error {
        return Err(error);
    }
    let mut counts = TaxonCounts::new(database.taxonomy(), settings.count_distinct);
    let mut unassigned = Unassigned::ALL.map(|reason| (reason, 0));
    for part in parts {
        let part = part?;
        counts.merge(&part.counts);
        for (total, count) in unassigned.iter_mut().zip(part.unassigned) {
            total.1 += count;
        }
    }
    let sink = shared
        .sink
        .into_inner()
        .unwrap_or_else(PoisonError::into_inner);
    Ok(RunSummary {
        progress: sink.progress,
        unassigned,
        counts,
    })
}

/// A thread that panicked has left only whole batches behind, so the lock is still good.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Shared<'_, '_> {
    fn work(
        &self,
        database: &Database,
        settings: &Settings,
        wanted: [bool; STREAMS],
        style: TaxonStyle,
        changes: Changes<'_>,
    ) -> Result<Part> {
        let _release = Release(self);
        let mut kernel = Kernel::new(database, settings)?;
        let mut batch = ReadBatch::new();
        let mut unassigned = [0_u64; 4];
        let mut block = Block::default();
        while let Some(raw) = self.take_raw() {
            let (index, text_bytes) = (raw.index(), raw.text_bytes() as u64);
            let parsed = raw.parse(&mut batch).and_then(|()| {
                let set_aside = changes.set_aside;
                set_aside.map_or(Ok(()), |set_aside| set_aside(&mut batch))
            });
            if let Err(error) = parsed {
                self.fail(index, error);
                break;
            }
            if settings.minimum_base_quality > 0 {
                batch.mask_low_quality(settings.minimum_base_quality);
            }
            block.progress = Progress {
                fragments: batch.len() as u64,
                bases: batch.bases(),
                classified: 0,
                text_bytes,
            };
            let taxonomy = kernel.taxonomy();
            kernel.classify(&batch, |fragment, call| {
                let relabelled = changes
                    .relabel
                    .map(|relabel| call.relabelled(relabel(call)));
                let call = relabelled.as_ref().unwrap_or(call);
                let [calls, evidence, .., _] = &mut block.texts;
                if wanted[0] {
                    lines::push_line(calls, fragment, call, taxonomy, style, settings.quick);
                }
                if wanted[1] {
                    lines::push_evidence(evidence, fragment, call, taxonomy);
                }
                let first_stream = if call.is_classified() { 2 } else { 4 };
                let mates = [Some(fragment.first()), fragment.second()];
                for (stream, read) in (first_stream..).zip(mates) {
                    if let (true, Some(read)) = (wanted[stream], read) {
                        lines::push_read(&mut block.texts[stream], read, call.taxon, taxonomy);
                    }
                }
                match call.unassigned {
                    None => block.progress.classified += 1,
                    Some(reason) => unassigned[reason as usize] += 1,
                }
            });
            match self.submit(index, std::mem::take(&mut block)) {
                Ok(spare) => block = spare,
                Err((index, error)) => {
                    self.fail(index, error);
                    break;
                }
            }
        }
        self.written.notify_all();
        Ok(Part {
            counts: kernel.counts().clone(),
            unassigned,
        })
    }

    /// The next batch of text, or `None` at the end or after an error anywhere.
    fn take_raw(&self) -> Option<RawBatch> {
        let mut source = lock(&self.source);
        if source.error.is_some() {
            return None;
        }
        match source.source.next_raw() {
            Ok(Some(raw)) => {
                source.batches += 1;
                Some(raw)
            }
            Ok(None) => None,
            Err(error) => {
                let index = source.batches;
                source.error = Some((index, error));
                None
            }
        }
    }

    fn fail(&self, index: u64, error: Error) {
        let mut source = lock(&self.source);
        if source
            .error
            .as_ref()
            .is_none_or(|(earlier, _)| index < *earlier)
        {
            source.error = Some((index, error));
        }
        drop(source);
        // Whoever is about to wait has looked for an error already and holds this
        // lock until it waits; without taking it once, it would not be woken.
        drop(lock(&self.sink));
        self.written.notify_all();
    }

    /// Hands in a block; writes all whose turn it is. Waits when too far ahead.
    fn submit(&self, index: u64, block: Block) -> std::result::Result<Block, (u64, Error)> {
        let mut sink = lock(&self.sink);
        while index >= sink.next + self.ahead as u64 && lock(&self.source).error.is_none() {
            sink = self
                .written
                .wait(sink)
                .unwrap_or_else(PoisonError::into_inner);
        }
        sink.waiting.insert(index, block);
        let mut wrote = false;
        loop {
            let next = sink.next;
            let Some(mut block) = sink.waiting.remove(&next) else {
                break;
            };
            let outcome = sink.write(&block);
            if let Err(source) = outcome {
                return Err((next, write_error(source)));
            }
            sink.next += 1;
            wrote = true;
            block.texts.iter_mut().for_each(Vec::clear);
            sink.spare.push(block);
        }
        if wrote {
            self.written.notify_all();
        }
        Ok(sink.spare.pop().unwrap_or_default())
    }
}

/// Lets the other threads go when this one panics, so that none waits for its
/// batch for ever and the panic comes to light.
struct Release<'s, 'a, 'p>(&'s Shared<'a, 'p>);

impl Drop for Release<'_, '_, '_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let error = Error::new(ErrorKind::Unsupported, "a thread met a defect of nuka");
            self.0.fail(0, error);
        }
    }
}

impl Sink<'_, '_> {
    fn write(&mut self, block: &Block) -> io::Result<()> {
        for (stream, text) in self.streams.iter_mut().zip(&block.texts) {
            if let Some(stream) = stream {
                stream.write_all(text)?;
            }
        }
        let (total, part) = (&mut self.progress, block.progress);
        total.fragments += part.fragments;
        total.bases += part.bases;
        total.classified += part.classified;
        total.text_bytes += part.text_bytes;
        (self.report)(*total);
        Ok(())
    }
}

fn write_error(source: io::Error) -> Error {
    crate::atomic_file::full_or_broken(std::path::Path::new("output"), source)
}

impl RunSummary {
    /// Fragments called to a taxon itself.
    pub fn reads(&self, taxon: Taxon) -> u64 {
        self.counts.reads(taxon)
    }
}
