//! From the keys of a fragment to its call.

use super::call::{Call, Hit, Label, Segment, Unassigned};
use super::counts::TaxonCounts;
use super::distinct::DistinctCounter;
use super::kraken2_vote;
use super::native_vote::{Evidence, NativeVote};
use super::settings::Settings;
use super::stretches::{Stretches, ValueStretch};
use crate::database::native::ValueTable;
use crate::database::{Kraken2Database, Kraken2LookUp, NativeDatabase, NativeLookUp};
use crate::minimizer::{FragmentEnd, Runs};
use crate::reads::Fragment;
use crate::taxonomy::{Taxon, Taxonomy};
use std::collections::HashMap;
use std::ops::Range;

/// Kraken 2's default for the least number of hit groups.
const KRAKEN2_MINIMUM_HIT_GROUPS: u32 = 2;

/// Looks up the keys of fragments and calls them.
#[derive(Debug)]
pub(super) struct Caller<'db> {
    engine: Engine<'db>,
    taxonomy: &'db Taxonomy,
    settings: Settings,
    k: usize,
    /// The value of each key of the block, from native databases.
    values: Vec<u32>,
    /// The cell of each key of the block, from native databases.
    cells: Vec<u64>,
    keeps_cells: bool,
    /// The taxon of each key of the block, as far as it was asked for.
    taxa: Vec<Taxon>,
    /// Of the fragment at hand, from native databases.
    stretches: Stretches,
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
        minimum_hit_groups: u32,
        /// Lookups of the block that have begun.
        begun: Vec<Kraken2LookUp>,
    },
    Native {
        database: &'db NativeDatabase,
        vote: NativeVote<'db>,
        begun: Vec<NativeLookUp>,
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

/// Neighbouring runs that say the same.
#[derive(Debug, Clone, Copy)]
struct Stretch {
    label: Label,
    kmers: u32,
    /// Minimizers found for the first time in the fragment.
    minimizers: u32,
}

impl<'db> Caller<'db> {
    pub(super) fn of_kraken2(database: &'db Kraken2Database, settings: &Settings) -> Self {
        let minimum = settings.minimum_hit_groups;
        let engine = Engine::Kraken2 {
            database,
            minimum_hit_groups: minimum.unwrap_or(KRAKEN2_MINIMUM_HIT_GROUPS),
            begun: Vec::new(),
        };
        let k = database.options().shape.k;
        Self::new(engine, database.taxonomy(), k, settings)
    }

    pub(super) fn of_native(database: &'db NativeDatabase, settings: &Settings) -> Self {
        let (taxonomy, k) = (database.taxonomy(), database.syncmers().k());
        let vote = NativeVote::new(
            taxonomy,
            database.values(),
            k,
            settings.confidence,
            settings.minimum_hit_groups,
        );
        let engine = Engine::Native {
            database,
            vote,
            begun: Vec::new(),
        };
        Self::new(engine, taxonomy, k, settings)
    }

    fn new(engine: Engine<'db>, taxonomy: &'db Taxonomy, k: usize, settings: &Settings) -> Self {
        Self {
            engine,
            taxonomy,
            k,
            values: Vec::new(),
            cells: Vec::new(),
            keeps_cells: false,
            taxa: Vec::new(),
            stretches: Stretches::default(),
            segments: Vec::new(),
            hits: Vec::new(),
            counts: TaxonCounts::new(taxonomy, settings.count_distinct),
            distinct: HashMap::new(),
            settings: settings.clone(),
        }
    }

    pub(super) fn keep_cells(&mut self) {
        self.keeps_cells = matches!(self.engine, Engine::Native { .. });
    }

    pub(super) fn taxonomy(&self) -> &'db Taxonomy {
        self.taxonomy
    }

    pub(super) fn counts(&self) -> &TaxonCounts {
        &self.counts
    }

    /// Forgets the keys of the block before.
    pub(super) fn begin_block(&mut self) {
        match &mut self.engine {
            Engine::Kraken2 { begun, .. } => begun.clear(),
            Engine::Native { begun, .. } => begun.clear(),
        }
        self.values.clear();
        self.cells.clear();
        self.taxa.clear();
    }

    /// Asks for the memory that those keys of the block will need that are new.
    pub(super) fn ask_for(&mut self, keys: &[u64]) {
        match &mut self.engine {
            Engine::Kraken2 {
                database, begun, ..
            } => database.begin(&keys[begun.len()..], begun),
            Engine::Native {
                database, begun, ..
            } => database.begin(&keys[begun.len()..], begun),
        }
    }

    /// Calls a fragment of the block; they must come in order, once each.
    pub(super) fn call(&mut self, fragment: Fragment<'_>, runs: &Runs, place: usize) -> Call<'_> {
        let end = runs.ends()[place];
        let start = match place {
            0 => FragmentEnd::default(),
            _ => runs.ends()[place - 1],
        };
        self.look_up(start.keys, end.keys);
        let paired = fragment.second().is_some();
        let tally = match &self.engine {
            Engine::Kraken2 { .. } => self.gather(runs, start, end),
            &Engine::Native { database, .. } => {
                let second_mate = end.first_mate_keys - start.keys;
                let values = &self.values[start.keys..end.keys];
                self.stretches.find(values, second_mate);
                // A run for each key, and one for the border: no ambiguous ones.
                let runs_here = end.runs - start.runs;
                let plain = runs_here == values.len() + usize::from(paired);
                if self.keeps_cells {
                    self.count(runs, start, end)
                } else if plain && !self.settings.count_distinct {
                    self.gather_stretches(database.values(), second_mate, paired)
                } else {
                    self.tell_taxa(database.values(), start.keys);
                    self.gather(runs, start, end)
                }
            }
        };
        self.vote(fragment, runs, tally, start, end)
    }

    /// Ends a batch: Kraken 2 counts distinct minimizers batch by batch.
    pub(super) fn end_batch(&mut self) {
        for (taxon, counter) in self.distinct.drain() {
            self.counts.merge_distinct(taxon, &counter);
        }
    }

    fn look_up(&mut self, start: usize, end: usize) {
        match &self.engine {
            Engine::Kraken2 {
                database, begun, ..
            } => database.finish(&begun[start..end], &mut self.taxa),
            Engine::Native {
                database, begun, ..
            } => {
                database.finish(&begun[start..end], &mut self.values, &mut self.cells);
            }
        }
    }

    /// As [`gather`](Self::gather), without segments and hits.
    fn count(&self, runs: &Runs, start: FragmentEnd, end: FragmentEnd) -> Tally {
        let values = &self.values[start.keys..end.keys];
        let mut tally = Tally {
            looked_up: values.len() as u32,
            ..Tally::default()
        };
        tally.found = values.iter().filter(|&&value| value != 0).count() as u32;
        if tally.looked_up == 0 {
            let runs = &runs.runs()[start.runs..end.runs];
            let ambiguous = runs.iter().filter(|run| run.is_ambiguous());
            tally.ambiguous = ambiguous.map(|run| u64::from(run.kmers)).sum();
        }
        tally
    }

    /// The taxa of the keys of a fragment.
    fn tell_taxa(&mut self, table: &ValueTable, start: usize) {
        self.taxa.resize(start, Taxon::NONE);
        let fresh = self.values[start..].iter();
        self.taxa.extend(fresh.map(|&value| table.taxon(value)));
    }

    /// As [`gather`](Self::gather), of a fragment without ambiguous bases.
    fn gather_stretches(&mut self, table: &ValueTable, second_mate: usize, paired: bool) -> Tally {
        self.segments.clear();
        self.hits.clear();
        let all = self.stretches.all();
        let in_first = |stretch: &ValueStretch| (stretch.first as usize) < second_mate;
        let (firsts, all) = (all.partition_point(in_first), all.len());
        let mut tally = Tally::default();
        self.add_stretches(table, 0..firsts, &mut tally);
        if paired {
            self.segments.push(Segment {
                label: Label::MateBorder,
                kmers: 1,
            });
            tally.tokens += 1;
        }
        self.add_stretches(table, firsts..all, &mut tally);
        tally
    }

    /// Adds the stretches of one mate.
    fn add_stretches(&mut self, table: &ValueTable, places: Range<usize>, tally: &mut Tally) {
        let mut stretch: Option<Stretch> = None;
        for place in places {
            let ValueStretch { value, kmers, .. } = self.stretches.all()[place];
            let taxon = table.taxon(value);
            let found = if taxon.is_some() { kmers } else { 0 };
            tally.tokens += u64::from(kmers);
            tally.looked_up += kmers;
            tally.found += found;
            let next = Stretch {
                label: Label::Taxon(taxon),
                kmers,
                minimizers: found,
            };
            match &mut stretch {
                Some(same) if same.label == next.label => {
                    same.kmers += kmers;
                    same.minimizers += found;
                }
                _ => {
                    let ended = stretch.replace(next);
                    ended.into_iter().for_each(|ended| self.add(ended));
                }
            }
        }
        stretch.into_iter().for_each(|last| self.add(last));
    }

    /// Turns the runs of a fragment into segments and hits.
    fn gather(&mut self, runs: &Runs, start: FragmentEnd, end: FragmentEnd) -> Tally {
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
        // Neighbours mostly say the same: what a stretch comes to is added at its end.
        let mut stretch: Option<Stretch> = None;
        for &run in &runs.runs()[start.runs..end.runs] {
            let (mut label, mut fresh) = (Label::MateBorder, 0);
            if let Some(key) = run.key() {
                let taxon = self.taxa[key];
                label = Label::Taxon(taxon);
                if key >= next_key {
                    next_key = key + 1;
                    tally.looked_up += 1;
                    fresh = u32::from(taxon.is_some());
                    tally.found += fresh;
                    if fresh == 1 && self.settings.count_distinct {
                        let minimizer = runs.keys()[key];
                        self.distinct.entry(taxon).or_default().add(minimizer);
                    }
                }
                if taxon.is_some() && tally.found >= quick_minimum {
                    self.counts.add_found(taxon, fresh);
                    break;
                }
            } else if run.is_ambiguous() {
                tally.ambiguous += u64::from(run.kmers);
                label = Label::Ambiguous;
            }
            tally.tokens += u64::from(run.kmers);
            match &mut stretch {
                Some(same) if same.label == label => {
                    same.kmers += run.kmers;
                    same.minimizers += fresh;
                }
                _ => {
                    let next = Stretch {
                        label,
                        kmers: run.kmers,
                        minimizers: fresh,
                    };
                    let ended = stretch.replace(next);
                    ended.into_iter().for_each(|ended| self.add(ended));
                }
            }
        }
        stretch.into_iter().for_each(|last| self.add(last));
        tally
    }

    fn add(&mut self, stretch: Stretch) {
        let Stretch {
            label,
            kmers,
            minimizers,
        } = stretch;
        self.segments.push(Segment { label, kmers });
        if let Label::Taxon(taxon) = label
            && taxon.is_some()
        {
            self.counts.add_found(taxon, minimizers);
            add_hit(&mut self.hits, taxon, kmers, minimizers);
        }
    }

    fn vote(
        &mut self,
        fragment: Fragment<'_>,
        runs: &Runs,
        tally: Tally,
        start: FragmentEnd,
        end: FragmentEnd,
    ) -> Call<'_> {
        let (first, second) = (fragment.first(), fragment.second());
        let lengths = [
            first.sequence.len(),
            second.map_or(0, |read| read.sequence.len()),
        ];
        let k = self.k;
        let (taxon, agreeing) = match &mut self.engine {
            Engine::Kraken2 {
                minimum_hit_groups, ..
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
                (taxon, agreeing)
            }
            Engine::Native { vote, .. } => {
                let decision = vote.decide(Evidence {
                    stretches: self.stretches.all(),
                    positions: &runs.positions()[start.keys..end.keys],
                    second_mate: end.first_mate_keys - start.keys,
                    paired: second.is_some(),
                    room: lengths.iter().map(|length| (length / k) as u32).sum(),
                });
                (decision.taxon, decision.agreeing)
            }
        };
        self.counts.add_read(taxon);
        let candidates = match &self.engine {
            Engine::Native { vote, .. } => vote.candidates(),
            Engine::Kraken2 { .. } => &[],
        };
        let cells = match self.keeps_cells {
            true => &self.cells[start.keys..end.keys],
            false => &[],
        };
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
