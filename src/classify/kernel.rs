//! The classifying kernel: one for each thread, all its buffers reused.
//!
//! A few reads are scanned side by side. The memory that their keys need is asked for
//! at once and used only when some more reads have been scanned: waiting for memory,
//! which is most of the work against large databases, and computing overlap.

use super::call::Call;
use super::caller::Caller;
use super::counts::TaxonCounts;
use super::settings::Settings;
use crate::database::Database;
use crate::error::{Error, ErrorKind, Result};
use crate::minimizer::{Kraken2Scanner, Runs, SyncmerScanner};
use crate::reads::{Fragment, ReadBatch};
use crate::taxonomy::Taxonomy;
use std::ops::Range;

/// Fragments of one block: their keys stay in the second-level cache.
const BLOCK_FRAGMENTS: usize = 64;

/// Fragments whose memory has been asked for before the first of them is called.
const FRAGMENTS_AHEAD: usize = 4;

/// Calls fragments against one database.
#[derive(Debug)]
pub struct Kernel<'db> {
    scanner: Scanner,
    runs: Runs,
    caller: Caller<'db>,
}

#[derive(Debug)]
enum Scanner {
    Kraken2(Box<Kraken2Scanner>),
    Native(Box<SyncmerScanner>),
}

impl<'db> Kernel<'db> {
    /// A kernel for a database.
    ///
    /// # Errors
    /// When a setting is out of range or means nothing for this kind of database.
    pub fn new(database: &'db Database, settings: &Settings) -> Result<Self> {
        settings.check()?;
        let (scanner, caller) = match database {
            Database::Kraken2(database) => (
                Scanner::Kraken2(Box::new(Kraken2Scanner::new(database.options().shape)?)),
                Caller::of_kraken2(database, settings),
            ),
            Database::Amplicon(database) => {
                return Err(Error::new(
                    ErrorKind::Unsupported,
                    "this is a database of a marker gene: it makes profiles of amplicons, not calls of reads",
                )
                .at_path(database.path())
                .mend("use `nuka profile` with it, or a database of genomes here"));
            }
            Database::Filter(filter) => {
                return Err(Error::new(
                    ErrorKind::Unsupported,
                    "this is a filter of a host: it finds the host's reads and calls none",
                )
                .at_path(filter.path())
                .mend("give it as --host-db of `nuka profile`, and a database of genomes here"));
            }
            Database::Native(_) if settings.quick => {
                return Err(Error::new(
                    ErrorKind::Parameter,
                    "quick mode exists for Kraken 2 databases only",
                )
                .at_field("quick")
                .mend("leave out --quick"));
            }
            Database::Native(database) => (
                Scanner::Native(Box::new(SyncmerScanner::new(database.syncmers()))),
                Caller::of_native(database, settings),
            ),
        };
        Ok(Self {
            scanner,
            runs: Runs::default(),
            caller,
        })
    }

    /// From now on calls name the cells of the table that their minimizers are in,
    /// in place of segments and hits, which are left out to save time (native databases).
    pub fn keep_cells(&mut self) {
        self.caller.keep_cells();
    }

    /// The tree of the calls.
    pub fn taxonomy(&self) -> &'db Taxonomy {
        self.caller.taxonomy()
    }

    /// What was counted so far, over all batches.
    pub fn counts(&self) -> &TaxonCounts {
        self.caller.counts()
    }

    /// Calls every fragment of a batch, in order.
    pub fn classify(&mut self, batch: &ReadBatch, mut take: impl FnMut(Fragment<'_>, &Call<'_>)) {
        let end = batch.len();
        for start in (0..end).step_by(BLOCK_FRAGMENTS) {
            let block = start..end.min(start + BLOCK_FRAGMENTS);
            self.classify_block(batch, block, &mut take);
        }
        self.caller.end_batch();
    }

    fn classify_block(
        &mut self,
        batch: &ReadBatch,
        block: Range<usize>,
        take: &mut impl FnMut(Fragment<'_>, &Call<'_>),
    ) {
        let Self {
            scanner,
            runs,
            caller,
        } = self;
        runs.clear();
        caller.begin_block();
        let sequences = block.clone().flat_map(|index| {
            let fragment = batch.fragment(index);
            fragment.ask_for_id();
            let reads = fragment.reads();
            reads.map(|read| read.sequence)
        });
        let mut called = 0;
        let mut go_on = |runs: &Runs, ahead: usize| {
            caller.ask_for(runs.keys());
            while called + ahead < runs.ends().len() {
                let fragment = batch.fragment(block.start + called);
                take(fragment, &caller.call(fragment, runs, called));
                called += 1;
            }
        };
        let ended = |runs: &mut Runs| {
            runs.end_read(batch.is_paired());
            go_on(runs, FRAGMENTS_AHEAD);
        };
        match scanner {
            Scanner::Kraken2(scanner) => scanner.scan_all(sequences, runs, ended),
            Scanner::Native(scanner) => scanner.scan_all(sequences, runs, ended),
        }
        go_on(runs, 0);
    }
}
