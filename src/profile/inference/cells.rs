//! Shares of cells: reads corrected for the length of the genome they come from.

use super::Amount;
use super::spread::Spread;
use crate::profile::evidence::ReferenceKeys;

/// What is not known of the mean genome length of unknown cells: standard deviation
/// of its logarithm.
const UNKNOWN_LENGTH_LOG_SD: f64 = 0.3;

/// The shares of cells: of each believed species, and of the unknown.
pub(super) struct Cells {
    pub(super) shares: Vec<Spread>,
    pub(super) unknown: Spread,
}

impl Cells {
    pub(super) fn of(
        amounts: &[Amount],
        keys: &ReferenceKeys,
        unknown_reads: f64,
        unknown_sd: f64,
        fragment_bp: f64,
    ) -> Self {
        let depth: f64 = amounts.iter().map(|amount| amount.depth).sum();
        let bases: f64 = amounts
            .iter()
            .map(|amount| amount.reads * fragment_bp)
            .sum();
        // Unknown cells are taken to have genomes like the known ones of the sample,
        // or without any, like those of the reference.
        let length_bp = if depth > 0.0 {
            bases / depth
        } else {
            mean_length(keys)
        };
        let unknown_depth = unknown_reads * fragment_bp / length_bp.max(1.0);
        let unknown_log_sd = (unknown_sd / unknown_reads.max(1.0)).hypot(UNKNOWN_LENGTH_LOG_SD);
        let parts: Vec<(f64, f64)> = amounts
            .iter()
            .map(|amount| (amount.depth, amount.depth_log_sd))
            .chain([(unknown_depth, unknown_log_sd)])
            .collect();
        let total: f64 = parts
            .iter()
            .map(|(depth, _)| depth)
            .sum::<f64>()
            .max(f64::MIN_POSITIVE);
        let variance: f64 = parts
            .iter()
            .map(|(depth, sd)| (depth / total * sd).powi(2))
            .sum();
        let mut shares: Vec<Spread> = parts
            .iter()
            .map(|&(depth, sd)| {
                let share = depth / total;
                // The share's own part of the denominator moves with it.
                let others = (variance - (share * sd).powi(2)).max(0.0);
                Spread {
                    estimate: share,
                    log_sd: (((1.0 - share) * sd).powi(2) + others).sqrt(),
                }
            })
            .collect();
        let unknown = shares.pop().unwrap_or_default();
        Self { shares, unknown }
    }
}

fn mean_length(keys: &ReferenceKeys) -> f64 {
    let lengths: Vec<f64> = (0..keys.species().len())
        .map(|place| keys.genomes(place).length_bp)
        .collect();
    lengths.iter().sum::<f64>() / lengths.len().max(1) as f64
}
