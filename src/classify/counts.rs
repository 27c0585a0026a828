//! What a run counts for each taxon.

use super::distinct::DistinctCounter;
use crate::taxonomy::{Taxon, Taxonomy};
use std::collections::BTreeMap;

/// Reads called and minimizers found, by taxon.
#[derive(Debug, Clone)]
pub struct TaxonCounts {
    /// Fragments called to each taxon itself; index 0 holds the unclassified ones.
    reads: Vec<u64>,
    /// Minimizers found that belong to each taxon itself, repeats included.
    found: Vec<u64>,
    distinct: Option<BTreeMap<Taxon, DistinctCounter>>,
}

impl TaxonCounts {
    /// Zero for every taxon of a tree.
    pub fn new(taxonomy: &Taxonomy, count_distinct: bool) -> Self {
        Self {
            reads: vec![0; taxonomy.len()],
            found: vec![0; taxonomy.len()],
            distinct: count_distinct.then(BTreeMap::new),
        }
    }

    /// Adds the counts of another part of the run.
    pub fn merge(&mut self, other: &TaxonCounts) {
        for (mine, theirs) in self.reads.iter_mut().zip(&other.reads) {
            *mine += theirs;
        }
        for (mine, theirs) in self.found.iter_mut().zip(&other.found) {
            *mine += theirs;
        }
        if let (Some(mine), Some(theirs)) = (&mut self.distinct, &other.distinct) {
            for (taxon, counter) in theirs {
                mine.entry(*taxon).or_default().merge(counter);
            }
        }
    }

    /// Fragments called to the taxon itself.
    pub fn reads(&self, taxon: Taxon) -> u64 {
        self.reads[taxon.index()]
    }

    /// Fragments without a taxon.
    pub fn unclassified(&self) -> u64 {
        self.reads[0]
    }

    /// All fragments.
    pub fn fragments(&self) -> u64 {
        self.reads.iter().sum()
    }

    /// Whether the taxon has a read or a minimizer.
    pub fn is_seen(&self, taxon: Taxon) -> bool {
        self.reads[taxon.index()] > 0 || self.found[taxon.index()] > 0
    }

    /// The counter of distinct minimizers of the taxon itself, if they are counted.
    pub fn distinct(&self, taxon: Taxon) -> Option<&DistinctCounter> {
        self.distinct.as_ref()?.get(&taxon)
    }

    /// Whether distinct minimizers are counted.
    pub fn counts_distinct(&self) -> bool {
        self.distinct.is_some()
    }

    #[inline]
    pub(super) fn add_read(&mut self, taxon: Taxon) {
        self.reads[taxon.index()] += 1;
    }

    #[inline]
    pub(super) fn add_found(&mut self, taxon: Taxon, minimizers: u32) {
        self.found[taxon.index()] += u64::from(minimizers);
    }

    pub(super) fn merge_distinct(&mut self, taxon: Taxon, counter: &DistinctCounter) {
        if let Some(distinct) = &mut self.distinct {
            distinct.entry(taxon).or_default().merge(counter);
        }
    }
}
