//! Unknown reads by the lowest taxon they reach, in whole reads.

use crate::profile::Reach;
use crate::taxonomy::{Rank, Taxon, Taxonomy};
use std::collections::BTreeMap;

/// Whole reads out of fractions of reads, so that they sum to `total` (largest
/// remainders; equal ones by place). Fractions that sum to more are scaled down.
pub(in crate::profile) fn whole_reads(fractions: &[f64], total: u64) -> Vec<u64> {
    let sum: f64 = fractions.iter().sum();
    let scale = if sum > total as f64 {
        total as f64 / sum
    } else {
        1.0
    };
    let mut whole: Vec<u64> = fractions
        .iter()
        .map(|reads| (reads * scale).floor() as u64)
        .collect();
    let mut rest: Vec<(f64, usize)> = fractions
        .iter()
        .enumerate()
        .map(|(place, reads)| ((reads * scale).fract(), place))
        .collect();
    rest.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let wanted = ((sum * scale).round() as u64).min(total);
    let missing = wanted.saturating_sub(whole.iter().sum()) as usize;
    for &(_, place) in rest.iter().take(missing) {
        whole[place] += 1;
    }
    whole
}

/// The unknown reads by the taxon they reach; those that reach none make up the rest.
pub(in crate::profile) fn reach_of(
    taxonomy: &Taxonomy,
    unknown: &BTreeMap<Taxon, f64>,
    unknown_reads: u64,
) -> Vec<Reach> {
    let taxa: Vec<Taxon> = unknown
        .keys()
        .copied()
        .filter(|taxon| taxon.is_some())
        .collect();
    let fractions: Vec<f64> = taxa.iter().map(|taxon| unknown[taxon]).collect();
    let reads = whole_reads(&fractions, unknown_reads);
    let none = Reach {
        taxid: 0,
        name: String::new(),
        rank: Rank::NoRank,
        lineage: String::new(),
        reads: unknown_reads - reads.iter().sum::<u64>(),
    };
    let reached = taxa.iter().zip(reads).map(|(&taxon, reads)| Reach {
        taxid: taxonomy.taxid(taxon),
        name: taxonomy.name(taxon).to_owned(),
        rank: taxonomy.rank(taxon),
        lineage: taxonomy.lineage_text(taxon),
        reads,
    });
    let mut reach: Vec<Reach> = std::iter::once(none).chain(reached).collect();
    reach.retain(|reach| reach.reads > 0);
    reach.sort_by_key(|reach| reach.taxid);
    reach
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn whole_reads_sum_to_what_the_fractions_do(
            fractions in proptest::collection::vec(0.0..1e4_f64, 0..30),
            total in 0_u64..200_000,
        ) {
            let whole = whole_reads(&fractions, total);
            let sum: f64 = fractions.iter().sum();
            let expected = (sum.round() as u64).min(total);
            prop_assert!(whole.iter().sum::<u64>() <= total);
            prop_assert!(whole.iter().sum::<u64>().abs_diff(expected) <= 1);
            if sum <= total as f64 {
                for (whole, fraction) in whole.iter().zip(&fractions) {
                    prop_assert!((*whole as f64 - fraction).abs() < 1.0);
                }
            }
        }
    }
}
