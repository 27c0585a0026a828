//! The classifying kernel: one for each thread, all its buffers reused.
//!
//! A batch is worked off in blocks that fit the cache. For each block all
//! minimizers are found first, then all are looked up, each asked for some
//! places ahead of its use, and then the fragments vote.

use super::call::{Call, Hit, Label, Segment, Unassigned};
use super::counts::TaxonCounts;
use super::distinct::DistinctCounter;
use super::settings::Settings;
use super::vote;
use crate::database::{Database, Kraken2Database};
use crate::error::Result;
use crate::minimizer::{Kraken2Scanner, Runs};
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
    database: &'db Kraken2Database,
    settings: Settings,
    minimum_hit_groups: u32,
    scanner: Kraken2Scanner,
    runs: Runs,
    /// End of each fragment's runs in the block.
    run_ends: Vec<usize>,
    taxa: Vec<Taxon>,
    segments: Vec<Segment>,
    hits: Vec<Hit>,
    counts: TaxonCounts,
    /// Distinct minimizers of the batch at hand.
    distinct: HashMap<Taxon, DistinctCounter>,
}

impl<'db> Kernel<'db> {
    /// A kernel for a database.
    ///
    /// # Errors
    /// When a setting is out of range.
    pub fn new(database: &'db Database, settings: &Settings) -> Result<Self> {
        settings.check()?;
        let Database::Kraken2(database) = database;
        Ok(Self {
            database,
            minimum_hit_groups: settings.minimum_hit_groups.unwrap_or(KRAKEN2_MINIMUM_HIT_GROUPS),
            scanner: Kraken2Scanner::new(database.options().shape)?,
            runs: Runs::default(),
            run_ends: Vec::new(),
            taxa: Vec::new(),
            segments: Vec::new(),
            hits: Vec::new(),
            counts: TaxonCounts::new(database.taxonomy(), settings.count_distinct),
            distinct: HashMap::new(),
            settings: settings.clone(),
        })
    }

    /// The tree of the calls.
    pub fn taxonomy(&self) -> &'db Taxonomy {
        self.database.taxonomy()
    }

    /// What was counted so far, over all batches.
    pub fn counts(&self) -> &TaxonCounts {
        &self.counts
    }

    /// Calls every fragment of a batch, in order.
    pub fn classify(&mut self, batch: &ReadBatch, mut take: impl FnMut(Fragment<'_>, &Call<'_>)) {
        let mut fragments = batch.fragments();
        loop {
            self.runs.clear();
            self.run_ends.clear();
            let block = fragments.clone();
            for fragment in fragments.by_ref().take(BLOCK_FRAGMENTS) {
                self.scanner.scan(fragment.first().sequence, &mut self.runs);
                if let Some(second) = fragment.second() {
                    self.runs.push_border();
                    self.scanner.scan(second.sequence, &mut self.runs);
                }
                self.run_ends.push(self.runs.end_fragment());
            }
            if self.run_ends.is_empty() {
                break;
            }
            self.database.look_up(self.runs.keys(), &mut self.taxa);
            let mut start = 0;
            for (place, fragment) in block.take(self.run_ends.len()).enumerate() {
                let end = self.run_ends[place];
                let tally = self.gather(start, end);
                let call = self.vote(tally, batch.is_paired());
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
    /// Turns the runs of a fragment into segments and hits.
    fn gather(&mut self, start: usize, end: usize) -> Tally {
        self.segments.clear();
        self.hits.clear();
        let mut tally = Tally::default();
        let mut next_key = None;
        for &run in &self.runs.runs()[start..end] {
            let label = if let Some(key) = run.key() {
                let taxon = self.taxa[key];
                let is_new = next_key.is_none_or(|next| key >= next);
                if is_new {
                    next_key = Some(key + 1);
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
                    if self.settings.quick && tally.found >= self.minimum_hit_groups {
                        break;
                    }
                    add_hit(&mut self.hits, taxon, run.kmers, u32::from(is_new));
                }
                Label::Taxon(taxon)
            } else if run.is_ambiguous() {
                Label::Ambiguous
            } else {
                Label::MateBorder
            };
            tally.tokens += u64::from(run.kmers);
            match self.segments.last_mut() {
                Some(last) if last.label == label => last.kmers += run.kmers,
                _ => self.segments.push(Segment { label, kmers: run.kmers }),
            }
        }
        tally
    }

    fn vote(&self, tally: Tally, paired: bool) -> Call<'_> {
        let total = tally.tokens.saturating_sub(u64::from(paired));
        let taxonomy = self.database.taxonomy();
        let mut taxon = vote::resolve(taxonomy, &self.hits, total, self.settings.confidence);
        if tally.found < self.minimum_hit_groups {
            taxon = Taxon::NONE;
        }
        let related = |other: Taxon| {
            taxonomy.is_ancestor(other, taxon) || taxonomy.is_ancestor(taxon, other)
        };
        let agreeing = self.hits.iter().filter(|hit| related(hit.taxon));
        let unassigned = (!taxon.is_some()).then_some(if total == 0 {
            Unassigned::TooShort
        } else if tally.looked_up == 0 {
            Unassigned::Ambiguous
        } else if tally.found == 0 {
            Unassigned::NoHit
        } else {
            Unassigned::BelowThreshold
        });
        Call {
            taxon,
            segments: &self.segments,
            hits: &self.hits,
            looked_up: tally.looked_up,
            found: tally.found,
            agreeing: agreeing.map(|hit| hit.minimizers).sum(),
            unassigned,
        }
    }
}

/// Sums over the runs of one fragment.
#[derive(Debug, Clone, Copy, Default)]
struct Tally {
    /// Positions, the mate border included, as Kraken 2 counts them.
    tokens: u64,
    looked_up: u32,
    found: u32,
}

#[inline]
fn add_hit(hits: &mut Vec<Hit>, taxon: Taxon, kmers: u32, minimizers: u32) {
    match hits.iter_mut().find(|hit| hit.taxon == taxon) {
        Some(hit) => {
            hit.kmers += kmers;
            hit.minimizers += minimizers;
        }
        None => hits.push(Hit { taxon, kmers, minimizers }),
    }
}
