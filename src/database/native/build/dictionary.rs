//! The dictionary of species sets: which of them get a value of their own.

use super::super::values::SpeciesSet;
use super::record::SetRecord;
use crate::database::murmur;
use crate::database::ranges::FilledRanges;
use crate::error::Result;
use crate::taxonomy::Taxonomy;
use rayon::prelude::*;
use std::collections::HashMap;

/// Fewest bits of a value: a small database still has a dictionary worth having.
const LEAST_VALUE_BITS: u32 = 10;

/// The range of a set when sets are counted.
pub(super) fn range_of_set(set: &SpeciesSet, ranges: usize) -> usize {
    let hash = set
        .iter()
        .fold(0, |hash, taxon| murmur(hash ^ taxon.index() as u64));
    (hash % ranges.max(1) as u64) as usize
}

/// The most frequent sets, as many as the bits of a value allow, with the keys of each;
/// the most frequent first.
pub(super) fn choose_sets(
    sets: &FilledRanges<SetRecord>,
    ranges: usize,
    taxonomy: &Taxonomy,
) -> Result<Vec<SetRecord>> {
    let most = most_sets(taxonomy);
    (0..ranges)
        .into_par_iter()
        .map(|range| Ok(most_frequent(summed(sets.take(range)?), most)))
        .try_reduce(Vec::new, |mut sets, others| {
            sets.extend(others);
            Ok(most_frequent(sets, most))
        })
}

/// The value of each set of the dictionary.
pub(super) fn values_of_sets(
    dictionary: &[SetRecord],
    taxonomy: &Taxonomy,
) -> HashMap<SpeciesSet, u32> {
    let sets = dictionary.iter().map(|record| record.set);
    sets.zip(taxonomy.len() as u32..).collect()
}

fn most_sets(taxonomy: &Taxonomy) -> usize {
    let taxa = taxonomy.len() as u32;
    let bits = (u32::BITS - taxa.leading_zeros() + 1).max(LEAST_VALUE_BITS);
    (1_usize << bits) - taxonomy.len()
}

/// Each set once, with its keys of all records.
fn summed(mut records: Vec<SetRecord>) -> Vec<SetRecord> {
    records.sort_unstable();
    records.dedup_by(|next, first| {
        let same = next.set == first.set;
        if same {
            first.keys += next.keys;
        }
        same
    });
    records
}

fn most_frequent(mut sets: Vec<SetRecord>, most: usize) -> Vec<SetRecord> {
    sets.sort_unstable_by(|a, b| b.keys.cmp(&a.keys).then(a.set.cmp(&b.set)));
    sets.truncate(most);
    sets
}
