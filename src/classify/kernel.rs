//! The classifying kernel: one for each thread, all its buffers reused.
//!
//! A batch is worked off in blocks that fit the cache. For each block all
//! minimizers are found first, then all are looked up, each asked for some
//! places ahead of its use, and then the fragments vote.

use super::call::{Call, Hit, Label, Segment, Unassigned};
use super::counts::TaxonCounts;
use super::distinct::DistinctCounter;
use super::kraken2_vote;
use super::native_vote::{Evidence, NativeVote};
use super::settings::Settings;
use crate::database::{Database, Kraken2Database, NativeDatabase};
use crate::error::{Error, ErrorKind, Result};
use crate::minimizer::{FragmentEnd, Kraken2Scanner, Runs, SyncmerScanner};
use crate::reads::{Fragment, ReadBatch};
use crate::taxonomy::{Taxon, Taxonomy};
use std::collections::HashMap;

/// Fragments of one block: their minimizers stay in the second-level cache.
const BLOCK_FRAGMENTS: usize = 256;

/// Kraken 2's default for the least number of hit groups.
const KRAKEN2_MINIMUM_HIT_GROUPS: u32 = 2;

/// Calls fragments against one database.
#[derive(Debug)]
pub struct Kernel<'db> {
    engine: Engine<'db>,
    taxonomy: &'db Taxonomy,
    settings: Settings,
    runs: Runs,
    /// The value of each key, from native databases.
    values: Vec<u32>,
    /// The cell of each key, if they are kept.
    cells: Vec<u64>,
    keeps_cells: bool,
    /// The taxon of each key.
    taxa: Vec<Taxon>,
    segments: Vec<Segment>,
    hits: Vec<Hit>,
    counts: TaxonCounts,
    /// Distinct minimizers of the batch at hand.
    distinct: HashMap<Taxon, DistinctCounter>,
}

/// What differs between the kinds of database.
#[derive(Debug)]
enum Engine<'db> {
    Kraken2 {
        database: &'db Kraken2Database,
        scanner: Kraken2Scanner,
        minimum_hit_groups: u32,
    },
    Native {
        database: &'db NativeDatabase,
        scanner: SyncmerScanner,
        vote: NativeVote<'db>,
    },
}

/// Sums over the runs of one fragment.
#[derive(Debug, Clone, Copy, Default)]
struct Tally {
    /// Positions, the mate border included, as Kraken 2 counts them.
    tokens: u64,
    looked_up: u32,
    found: u32,
    ambiguous: u64,
}

impl<'db> Kernel<'db> {
    /// A kernel for a database.
    ///
    /// # Errors
    /// When a setting is out of range or means nothing for this kind of database.
    pub fn new(database: &'db Database, settings: &Settings) -> Result<Self> {
        settings.check()?;
        let taxonomy = database.taxonomy();
        let minimum = settings.minimum_hit_groups;
        let engine = match database {
            Database::Kraken2(database) => Engine::Kraken2 {
                database,
                scanner: Kraken2Scanner::new(database.options().shape)?,
                minimum_hit_groups: minimum.unwrap_or(KRAKEN2_MINIMUM_HIT_GROUPS),
            },
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
            Database::Native(database) => {
                let shape = database.syncmers();
                let values = database.values();
                Engine::Native {
                    database,
                    scanner: SyncmerScanner::new(shape),
                    vote: NativeVote::new(
                        taxonomy,
                        values,
                        shape.k(),
                        settings.confidence,
                        minimum,
                    ),
                }
            }
        };
        Ok(Self {
            engine,
            taxonomy,
            runs: Runs::default(),
            values: Vec::new(),
            cells: Vec::new(),
            keeps_cells: false,
            taxa: Vec::new(),
            segments: Vec::new(),
            hits: Vec::new(),
            counts: TaxonCounts::new(taxonomy, settings.count_distinct),
            distinct: HashMap::new(),
            settings: settings.clone(),
        })
    }

    /// From now on calls name the cells of the table that their minimizers are in,
    /// in place of segments and hits, which are left out to save time (native databases).
    pub fn keep_cells(&mut self) {
        self.keeps_cells = matches!(self.engine, Engine::Native { .. });
    }

    /// The tree of the calls.
    pub fn taxonomy(&self) -> &'db Taxonomy {
        self.taxonomy
    }

    /// What was counted so far, over all batches.
    pub fn counts(&self) -> &TaxonCounts {
        &self.counts
    }

    /// Calls every fragment of a batch, in order.
    pub fn classify(&mut self, batch: &ReadBatch, mut take: impl FnMut(Fragment<'_>, &Call<'_>)) {
        let mut fragments = batch.fragments();
        loop {
            let block = fragments.clone();
            self.scan(fragments.by_ref().take(BLOCK_FRAGMENTS), batch.is_paired());
            if self.runs.ends().is_empty() {
                break;
            }
            self.look_up();
            let mut start = FragmentEnd::default();
            for (place, fragment) in block.take(self.runs.ends().len()).enumerate() {
                let end = self.runs.ends()[place];
                let tally = if self.keeps_cells {
                    self.count(start, end)
                } else {
                    self.gather(start, end)
                };
                let call = self.vote(fragment, tally, start, end);
                take(fragment, &call);
                let taxon = call.taxon;
                self.counts.add_read(taxon);
                start = end;
            }
        }
        for (taxon, counter) in self.distinct.drain() {
            self.counts.merge_distinct(taxon, &counter);
        }
    }

    fn scan<'b>(&mut self, fragments: impl Iterator<Item = Fragment<'b>>, paired: bool) {
        let runs = &mut self.runs;
        runs.clear();
        let sequences = fragments.flat_map(|fragment| fragment.reads().map(|read| read.sequence));
        let ended = |runs: &mut Runs| runs.end_read(paired);
        match &mut self.engine {
            Engine::Kraken2 { scanner, .. } => scanner.scan_all(sequences, runs, ended),
            Engine::Native { scanner, .. } => scanner.scan_all(sequences, runs, ended),
        }
    }

    fn look_up(&mut self) {
        match &self.engine {
            Engine::Kraken2 { database, .. } => database.look_up(self.runs.keys(), &mut self.taxa),
            Engine::Native { database, .. } => {
                database.look_up_cells(self.runs.keys(), &mut self.values, &mut self.cells);
                if self.keeps_cells {
                    return;
                }
                let values = database.values();
                self.taxa.clear();
                self.taxa
                    .extend(self.values.iter().map(|&value| values.taxon(value)));
            }
        }
    }

    /// As [`gather`](Self::gather), without segments and hits.
    fn count(&mut self, start: FragmentEnd, end: FragmentEnd) -> Tally {
        let values = &self.values[start.keys..end.keys];
        let mut tally = Tally {
            looked_up: values.len() as u32,
            ..Tally::default()
        };
        tally.found = values.iter().filter(|&&value| value != 0).count() as u32;
        if tally.looked_up == 0 {
            let runs = &self.runs.runs()[start.runs..end.runs];
            let ambiguous = runs.iter().filter(|run| run.is_ambiguous());
            tally.ambiguous = ambiguous.map(|run| u64::from(run.kmers)).sum();
        }
        tally
    }

    /// Turns the runs of a fragment into segments and hits.
    fn gather(&mut self, start: FragmentEnd, end: FragmentEnd) -> Tally {
        let quick_minimum = match &self.engine {
            Engine::Kraken2 {
                minimum_hit_groups, ..
            } if self.settings.quick => *minimum_hit_groups,
            _ => u32::MAX,
        };
        self.segments.clear();
        self.hits.clear();
        let mut tally = Tally::default();
        let mut next_key = start.keys;
        for &run in &self.runs.runs()[start.runs..end.runs] {
            let label = if let Some(key) = run.key() {
                let taxon = self.taxa[key];
                let is_new = key >= next_key;
                if is_new {
                    next_key = key + 1;
                    tally.looked_up += 1;
                    if taxon.is_some() {
                        tally.found += 1;
                        self.counts.add_found(taxon);
                        if self.settings.count_distinct {
                            let minimizer = self.runs.keys()[key];
                            self.distinct.entry(taxon).or_default().add(minimizer);
                        }
                    }
                }
                if taxon.is_some() {
                    if tally.found >= quick_minimum {
                        break;
                    }
                    add_hit(&mut self.hits, taxon, run.kmers, u32::from(is_new));
                }
                Label::Taxon(taxon)
            } else if run.is_ambiguous() {
                tally.ambiguous += u64::from(run.kmers);
                Label::Ambiguous
            } else {
                Label::MateBorder
            };
            tally.tokens += u64::from(run.kmers);
            match self.segments.last_mut() {
                Some(last) if last.label == label => last.kmers += run.kmers,
                _ => self.segments.push(Segment {
                    label,
                    kmers: run.kmers,
                }),
            }
        }
        tally
    }

    fn vote(
        &mut self,
        fragment: Fragment<'_>,
        tally: Tally,
        start: FragmentEnd,
        end: FragmentEnd,
    ) -> Call<'_> {
        let (first, second) = (fragment.first(), fragment.second());
        let lengths = [
            first.sequence.len(),
            second.map_or(0, |read| read.sequence.len()),
        ];
        let (taxon, agreeing, k) = match &mut self.engine {
            Engine::Kraken2 {
                scanner,
                minimum_hit_groups,
                ..
            } => {
                let total = tally.tokens.saturating_sub(u64::from(second.is_some()));
                let confidence = self.settings.confidence;
                let mut taxon = kraken2_vote::resolve(self.taxonomy, &self.hits, total, confidence);
                if tally.found < *minimum_hit_groups {
                    taxon = Taxon::NONE;
                }
                let related = |hit: &&Hit| {
                    self.taxonomy.is_ancestor(hit.taxon, taxon)
                        || self.taxonomy.is_ancestor(taxon, hit.taxon)
                };
                let agreeing = self
                    .hits
                    .iter()
                    .filter(related)
                    .map(|hit| hit.minimizers)
                    .sum();
                (taxon, agreeing, scanner.shape().k)
            }
            Engine::Native { scanner, vote, .. } => {
                let k = scanner.shape().k();
                let decision = vote.decide(Evidence {
                    values: &self.values[start.keys..end.keys],
                    positions: &self.runs.positions()[start.keys..end.keys],
                    second_mate: end.first_mate_keys - start.keys,
                    paired: second.is_some(),
                    room: lengths.iter().map(|length| (length / k) as u32).sum(),
                });
                (decision.taxon, decision.agreeing, k)
            }
        };
        let candidates = match &self.engine {
            Engine::Native { vote, .. } => vote.candidates(),
            Engine::Kraken2 { .. } => &[],
        };
        let cells = self.cells.get(start.keys..end.keys).unwrap_or_default();
        let unassigned = (!taxon.is_some()).then_some(if tally.found > 0 {
            Unassigned::BelowThreshold
        } else if tally.looked_up > 0 {
            Unassigned::NoHit
        } else if tally.ambiguous > 0 {
            Unassigned::Ambiguous
        } else if lengths.iter().all(|&length| length < k) {
            Unassigned::TooShort
        } else {
            Unassigned::NoHit
        });
        Call {
            taxon,
            segments: &self.segments,
            hits: &self.hits,
            candidates,
            values: self.values.get(start.keys..end.keys).unwrap_or_default(),
            second_mate: end.first_mate_keys.saturating_sub(start.keys),
            cells,
            looked_up: tally.looked_up,
            found: tally.found,
            agreeing,
            unassigned,
        }
    }
}

#[inline]
fn add_hit(hits: &mut Vec<Hit>, taxon: Taxon, kmers: u32, minimizers: u32) {
    match hits.iter_mut().find(|hit| hit.taxon == taxon) {
        Some(hit) => {
            hit.kmers += kmers;
            hit.minimizers += minimizers;
        }
        None => hits.push(Hit {
            taxon,
            kmers,
            minimizers,
        }),
    }
}
