//! Amplicons that grew from two templates: their halves belong to different genera.

use super::variants::Variant;
use crate::classify::amplicon::{Placement, Placer};
use crate::taxonomy::Taxon;
use std::collections::HashMap;

/// Fewest differences from the nearest reference of an amplicon worth the question.
const LEAST_DIFFERENCES: f64 = 4.0;
/// By how many differences two parents must explain it better than one reference.
const LEAST_GAIN: f64 = 3.0;
/// How often the reads of either parent are seen for each of a chimera: it grows from
/// them, and in later cycles than they (Edgar 2011, doi:10.1093/bioinformatics/btr381).
const LEAST_SKEW: u64 = 2;

/// Whether an amplicon is a chimera: each half speaks with at least
/// `minimum_posterior` for another genus, both genera have at least twice as many
/// reads of their own, and the halves alone differ less from their references
/// than the whole from any.
pub(super) fn is_chimera(
    halves: &mut Placer<'_>,
    variant: &Variant,
    placement: &Placement,
    reads_of: &HashMap<Taxon, u64>,
    minimum_posterior: f64,
) -> bool {
    if placement.differences < LEAST_DIFFERENCES {
        return false;
    }
    let mut parents = [Taxon::NONE; 2];
    let mut differences = 0.0;
    for (parent, half) in parents.iter_mut().zip(variant.halves(placement.span_bases)) {
        let placed = halves.place(half);
        let Some(&(genus, posterior)) = placed.genera.first() else {
            return false;
        };
        if posterior < minimum_posterior {
            return false;
        }
        *parent = genus;
        differences += placed.differences;
    }
    let is_frequent = |genus: &Taxon| {
        let reads = reads_of.get(genus).copied().unwrap_or(0);
        // The amplicon itself may have been called to one of its parents.
        reads >= LEAST_SKEW * variant.copies + variant.copies
    };
    parents[0] != parents[1]
        && parents.iter().all(is_frequent)
        && differences + LEAST_GAIN <= placement.differences
}
