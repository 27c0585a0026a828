//! From reads and keys to genomes: how deep a species was sequenced, and how many
//! reads it gave, with what is not certain about both.
//!
//! Two witnesses speak of a species. Its *reads* miss those parts of its genome that
//! the reference does not hold; how many follows from how well the others match. Its
//! *keys* tell the depth of the genome whatever it holds besides, but a depth only
//! becomes reads through a genome length, and that of another strain differs. Both
//! are joined on the logarithmic scale, each with its weight.

use super::Finding;
use crate::profile::evidence::SpeciesGenomes;

/// The reads of another strain that are missed, on the logarithmic scale: genes that
/// the reference lacks, and a part of those that differ. Measured on real strains
/// against other strains' genomes, with its standard deviation.
const MISSED_AT_LEAST: f64 = 0.10;
const MISSED_PER_MISMATCH: f64 = 0.9;
const MISSED_LOG_SD: f64 = 0.10;
/// Genome lengths of strains of one species: standard deviation of the logarithm.
const STRAIN_LENGTH_LOG_SD: f64 = 0.1;
/// Below the first mismatch reads are those of the reference's own strain, from the
/// second on those of another.
const SAME_STRAIN_MISMATCH: f64 = 0.01;
const OTHER_STRAIN_MISMATCH: f64 = 0.03;
/// Keys that another strain kept are found a little more often than its depth says.
const CONSERVED_EXCESS: f64 = 0.03;
/// What no model of reads and keys gets better than.
const KEY_DEPTH_LOG_SD: f64 = 0.045;
const READS_LOG_SD: f64 = 0.002;

/// What one species amounts to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Amount {
    /// Reads it gave, those that no key was found in included.
    pub reads: f64,
    /// Standard deviation of the logarithm of the reads.
    pub reads_log_sd: f64,
    /// Times its genome was sequenced.
    pub depth: f64,
    /// Standard deviation of the logarithm of the depth.
    pub depth_log_sd: f64,
}

/// What the reads of a sample are like, as far as it matters here.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SampleScale {
    /// Mean bases of a fragment.
    pub fragment_bp: f64,
    /// Keys found per key there and per base of depth: what the ends of reads and
    /// sequencing errors leave.
    pub keys_per_depth: f64,
    /// Mean match share of reads of a genome that is in the reference itself.
    pub perfect_match: f64,
}

/// Estimates what a believed species amounts to. `reads` are those that
/// expectation-maximisation gave it, `contested` those of them that might be another's.
pub fn estimate_amounts(
    finding: &Finding,
    genomes: SpeciesGenomes,
    reads: f64,
    contested: f64,
    scale: SampleScale,
) -> Amount {
    let mismatch = (1.0 - finding.matches.own_mean / scale.perfect_match).clamp(0.0, 0.4);
    let otherness = otherness(mismatch);
    let reads = reads.max(1e-3);
    let missed = otherness * (MISSED_AT_LEAST + MISSED_PER_MISMATCH * mismatch);
    let stray_share = finding.matches.stray_reads
        / (finding.matches.stray_reads + finding.matches.own_reads).max(1.0);
    let mut from_reads_sd = READS_LOG_SD.powi(2)
        + (otherness * MISSED_LOG_SD).powi(2)
        + (0.3 * contested / reads).powi(2)
        + (0.15 * stray_share / (1.0 - stray_share).max(0.05)).powi(2);
    from_reads_sd = (from_reads_sd + 0.25 / reads).sqrt();
    let all_reads = reads.ln() + missed;

    let length_sd = genomes
        .length_log_sd
        .hypot(otherness * STRAIN_LENGTH_LOG_SD);
    let key_depth =
        (finding.keys.key_depth / scale.keys_per_depth).ln() - otherness * CONSERVED_EXCESS;
    // Stray reads bring keys of their own depth among those of the species.
    let key_sd = (finding.keys.key_depth_log_sd.powi(2)
        + KEY_DEPTH_LOG_SD.powi(2)
        + (2.0 * stray_share).powi(2)
        + (contested / reads).powi(2))
    .sqrt();
    let reads_per_depth = (genomes.length_bp / scale.fragment_bp).ln();

    let (log_reads, reads_log_sd) = join(
        (all_reads, from_reads_sd),
        (key_depth + reads_per_depth, key_sd.hypot(length_sd)),
    );
    let (log_depth, depth_log_sd) = join(
        (all_reads - reads_per_depth, from_reads_sd.hypot(length_sd)),
        (key_depth, key_sd),
    );
    Amount {
        reads: log_reads.exp(),
        reads_log_sd,
        depth: log_depth.exp(),
        depth_log_sd,
    }
}

/// How surely reads of this mismatch are of another strain than the reference's: from
/// 0, its own, to 1.
pub(super) fn otherness(mismatch: f64) -> f64 {
    let beyond = (mismatch - SAME_STRAIN_MISMATCH) / (OTHER_STRAIN_MISMATCH - SAME_STRAIN_MISMATCH);
    beyond.clamp(0.0, 1.0)
}

/// Joins two estimates with their standard deviations, by the inverse variances.
fn join(one: (f64, f64), other: (f64, f64)) -> (f64, f64) {
    let (a, b) = (one.1.powi(-2), other.1.powi(-2));
    ((one.0 * a + other.0 * b) / (a + b), (a + b).powf(-0.5))
}
