//! From joined ranges to the tables of the file, a few ranges at a time.

use super::super::container::{SectionPlace, SectionWriter};
use super::super::spread::Spread;
use super::super::table::{Key, TableShape};
use super::super::values::{SpeciesSet, ValueTable};
use super::join::{Finished, Joined, join};
use super::pour::{Poured, Unit, UnitCutter, pour_rest};
use super::record::{KeyRecord, SetRecord};
use crate::database::ranges::FilledRanges;
use crate::error::{Result, both};
use crate::taxonomy::{Taxon, Taxonomy};
use rayon::prelude::*;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::{Mutex, PoisonError};

/// The joined keys of all ranges: kept, or to be joined again from what was put aside.
pub(super) struct JoinedRanges<'a> {
    pub(super) taxonomy: &'a Taxonomy,
    pub(super) records: &'a FilledRanges<KeyRecord>,
    /// Of each range the sets, where its keys are kept.
    pub(super) kept: Vec<Mutex<Option<Vec<SetRecord>>>>,
}

impl JoinedRanges<'_> {
    fn take(&self, range: usize) -> Result<Joined> {
        let kept = self.kept[range]
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        match kept {
            Some(sets) => Ok(Joined {
                keys: self.records.take_back(range),
                sets,
            }),
            None => Ok(join(self.records.take(range)?, self.taxonomy).0),
        }
    }
}

/// What all values of a database mean, and how its table is made.
pub(super) struct TablePlan<'a> {
    pub(super) values: &'a ValueTable,
    /// The values of the sets of the dictionary.
    pub(super) sets: &'a HashMap<SpeciesSet, u32>,
    pub(super) shape: TableShape,
    /// Ranges that are worked on at a time.
    pub(super) ranges_at_once: usize,
}

/// Where the table goes.
pub(super) struct TableSections<'a> {
    pub(super) writer: &'a mut SectionWriter,
    pub(super) table: SectionPlace,
    pub(super) chunks: SectionPlace,
}

/// What is counted while the table is made.
pub(super) struct TableCounts {
    pub(super) spread: Spread,
    /// Keys of sets that are not in the dictionary, by the ancestor that stands for them.
    pub(super) ancestor_keys: Vec<(Taxon, u64)>,
}

/// Makes the table, one batch of ranges while the one before is written.
pub(super) fn write_table(
    ranges: &JoinedRanges<'_>,
    plan: &TablePlan<'_>,
    sections: TableSections<'_>,
    spread: Spread,
) -> Result<TableCounts> {
    let all = ranges.kept.len();
    let at_once = plan.ranges_at_once.max(1);
    let mut counts = TableCounts {
        spread,
        ancestor_keys: Vec::new(),
    };
    let mut cutter = UnitCutter::new(plan.shape);
    let mut output = TableOutput {
        sections,
        shape: plan.shape,
        spilled: Vec::new(),
    };
    let mut poured = Vec::new();
    for start in (0..all).step_by(at_once) {
        let batch = start..all.min(start + at_once);
        let (written, next) = rayon::join(
            || output.write(poured),
            || pour_batch(ranges, plan, batch, &mut cutter, &mut counts),
        );
        ((), poured) = both(written, next)?;
    }
    output.write(poured)?;
    let last = pour_units(vec![cutter.finish()], ranges.taxonomy, plan, &mut counts);
    output.write(last)?;
    output.finish()?;
    Ok(counts)
}

fn pour_batch(
    ranges: &JoinedRanges<'_>,
    plan: &TablePlan<'_>,
    batch: Range<usize>,
    cutter: &mut UnitCutter,
    counts: &mut TableCounts,
) -> Result<Vec<Poured>> {
    let taxonomy = ranges.taxonomy;
    let finished: Vec<Finished> = batch
        .into_par_iter()
        .map(|range| Ok(ranges.take(range)?.finish(taxonomy, plan.sets)))
        .collect::<Result<_>>()?;
    let mut units = Vec::with_capacity(finished.len());
    for range in finished {
        counts.ancestor_keys.extend(range.ancestor_keys);
        units.extend(cutter.cut(range.keys));
    }
    Ok(pour_units(units, taxonomy, plan, counts))
}

fn pour_units(
    units: Vec<Unit>,
    taxonomy: &Taxonomy,
    plan: &TablePlan<'_>,
    counts: &mut TableCounts,
) -> Vec<Poured> {
    let values = plan.values;
    let join = |a, b| {
        taxonomy
            .lowest_common_ancestor(values.taxon(a), values.taxon(b))
            .index() as u32
    };
    let empty = Spread::empty_of(counts.spread.species.clone(), values);
    let spread = Mutex::new(&mut counts.spread);
    let pour = |mut unit: Unit| {
        unit.merge_twins(plan.shape, join);
        let mut own = empty.clone();
        let keys = unit.keys().iter();
        own.count(values, keys.map(|key| (key.value, key.chunk)));
        spread
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .add(&own);
        unit.pour(plan.shape)
    };
    units.into_par_iter().map(pour).collect()
}

/// The table as it is written.
struct TableOutput<'a> {
    sections: TableSections<'a>,
    shape: TableShape,
    /// Keys that spilled out of the last bucket written.
    spilled: Vec<Key>,
}

impl TableOutput<'_> {
    fn write(&mut self, units: Vec<Poured>) -> Result<()> {
        // The sections lie far apart in the file: one after the other, not in turns.
        let mut units = units;
        for unit in &mut units {
            unit.let_in(&mut self.spilled, self.shape);
        }
        for unit in &units {
            self.sections
                .writer
                .append(self.sections.table, &unit.table)?;
        }
        for unit in &units {
            self.sections
                .writer
                .append(self.sections.chunks, &unit.chunks)?;
        }
        Ok(())
    }

    fn finish(mut self) -> Result<()> {
        let (table, chunks) = pour_rest(std::mem::take(&mut self.spilled), self.shape);
        self.sections.writer.append(self.sections.table, &table)?;
        self.sections.writer.append(self.sections.chunks, &chunks)
    }
}
