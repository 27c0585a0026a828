//! Sums over the taxa above the believed species.

use super::spread::{HALF_WIDTH, Spread};
use crate::classify::TaxonCounts;
use crate::error::Result;
use crate::profile::{Entry, Estimate, Interval, Status};
use crate::taxonomy::{Taxon, Taxonomy};
use std::collections::BTreeMap;

/// Reads and shares of each taxon that holds a believed species.
pub(super) struct RankSums<'a> {
    taxonomy: &'a Taxonomy,
    sums: BTreeMap<Taxon, Sums>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    reads: u64,
    sequence: Sum,
    taxonomic: Option<Sum>,
}

/// A sum of shares with its variance.
#[derive(Debug, Clone, Copy, Default)]
struct Sum {
    estimate: f64,
    variance: f64,
}

impl Sum {
    fn add(&mut self, share: Spread) {
        self.estimate += share.estimate;
        self.variance += (share.estimate * share.log_sd).powi(2);
    }

    fn interval(self) -> Result<Interval> {
        let half = HALF_WIDTH * self.variance.sqrt();
        let estimate = self.estimate;
        Interval::around(
            estimate,
            (estimate - half).max(0.0),
            (estimate + half).min(1.0),
        )
    }
}

impl<'a> RankSums<'a> {
    pub(super) fn new(taxonomy: &'a Taxonomy) -> Self {
        Self {
            taxonomy,
            sums: BTreeMap::new(),
        }
    }

    /// Adds a believed species to all taxa above it.
    pub(super) fn add(
        &mut self,
        species: Taxon,
        reads: u64,
        sequence: Spread,
        taxonomic: Option<Spread>,
    ) {
        for above in self.taxonomy.lineage(self.taxonomy.parent(species)) {
            let sums = self.sums.entry(above).or_default();
            sums.reads += reads;
            sums.sequence.add(sequence);
            if let Some(share) = taxonomic {
                sums.taxonomic.get_or_insert_default().add(share);
            }
        }
    }

    /// One entry a taxon.
    pub(super) fn entries(&self, called: &CladeCounts) -> Result<Vec<Entry>> {
        let entry = |(&taxon, sums): (&Taxon, &Sums)| {
            let taxonomy = self.taxonomy;
            Ok(Entry {
                taxid: taxonomy.taxid(taxon),
                name: taxonomy.name(taxon).to_owned(),
                rank: taxonomy.rank(taxon),
                lineage: taxonomy.lineage_text(taxon),
                clade_reads: sums.reads,
                direct_reads: Some(0),
                estimate: Some(Estimate {
                    status: Status::Present,
                    reason: String::new(),
                    called_reads: called.reads(taxon),
                    sequence_share: sums.sequence.interval()?,
                    taxonomic_share: sums.taxonomic.map(Sum::interval).transpose()?,
                    ani: None,
                    depth: None,
                    breadth: None,
                    breadth_expected: None,
                    distinct_minimizers: 0,
                    reference_minimizers: 0,
                }),
            })
        };
        self.sums.iter().map(entry).collect()
    }
}

/// Reads that the vote called to each taxon or below it.
pub(super) struct CladeCounts(Vec<u64>);

impl CladeCounts {
    pub(super) fn of(taxonomy: &Taxonomy, called: &TaxonCounts) -> Self {
        let mut reads: Vec<u64> = vec![0; taxonomy.len()];
        let taxa: Vec<Taxon> = taxonomy.taxa().collect();
        // A parent's index is below its children's.
        for &taxon in taxa.iter().rev() {
            reads[taxon.index()] += called.reads(taxon);
            let own = reads[taxon.index()];
            let parent = taxonomy.parent(taxon);
            if parent.is_some() {
                reads[parent.index()] += own;
            }
        }
        Self(reads)
    }

    pub(super) fn reads(&self, taxon: Taxon) -> u64 {
        self.0[taxon.index()]
    }
}
