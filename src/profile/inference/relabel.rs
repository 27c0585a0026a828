//! Reads called again, now that it is known which species are there.
//!
//! The vote sees one read. The profile has seen them all, and gives each read to the
//! believed species that most probably gave it: by the reads the species has and by
//! how well the read matches it. Reads of species that are not believed move up to
//! the lowest taxon that all their candidates share.

use super::{Estimated, MatchScale};
use crate::classify::Call;
use crate::database::native::ValueTable;
use crate::profile::Status;
use crate::profile::evidence::{MATCH_STEPS, find_candidates};
use crate::taxonomy::{Taxon, Taxonomy};
use std::collections::BTreeMap;

/// What is needed to call the reads of one sample again.
#[derive(Debug)]
pub struct Relabeller<'a> {
    taxonomy: &'a Taxonomy,
    values: &'a ValueTable,
    scale: &'a MatchScale,
    believed: BTreeMap<Taxon, Weights>,
}

/// Weights of a read of each match step: as the species's own, as a relative's.
#[derive(Debug)]
struct Weights {
    own: [f64; MATCH_STEPS + 1],
    stray: [f64; MATCH_STEPS + 1],
}

impl<'a> Relabeller<'a> {
    /// From what was concluded of a sample.
    pub fn new(taxonomy: &'a Taxonomy, values: &'a ValueTable, estimated: &'a Estimated) -> Self {
        let believed = estimated
            .findings
            .iter()
            .zip(&estimated.abundance.reads)
            .filter(|(finding, _)| finding.status == Status::Present)
            .map(|(finding, &reads)| {
                let matches = &finding.matches;
                let weights = Weights {
                    own: matches.own_steps.map(|share| reads * (share + 1e-6)),
                    stray: matches.stray_steps.map(|share| matches.stray_reads * share),
                };
                (finding.species, weights)
            })
            .collect();
        Self {
            taxonomy,
            values,
            scale: &estimated.match_scale,
            believed,
        }
    }

    /// The taxon of a read: a believed species where one is more probable than all
    /// else together, otherwise the lowest taxon that the rivals share.
    pub fn taxon(&self, call: &Call<'_>) -> Taxon {
        if !call.is_classified() {
            return Taxon::NONE;
        }
        let mut candidates = Vec::new();
        find_candidates(call, self.values, &mut candidates);
        let mut total = 0.0;
        let mut best = (0.0, Taxon::NONE);
        let mut rivals = Taxon::NONE;
        for &(species, step) in &candidates {
            let Some(weights) = self.believed.get(&species) else {
                continue;
            };
            let step = self.scale.step(step);
            let own = weights.own[step];
            total += own + weights.stray[step];
            if own > best.0 {
                best = (own, species);
            }
            rivals = self.taxonomy.lowest_common_ancestor(rivals, species);
        }
        if 2.0 * best.0 > total {
            return best.1;
        }
        let all = candidates.iter().fold(rivals, |all, &(species, _)| {
            self.taxonomy.lowest_common_ancestor(all, species)
        });
        match self.values.species(all) {
            species if species.is_some() => self.taxonomy.parent(species),
            _ if all.is_some() => all,
            _ => call.taxon,
        }
    }
}
