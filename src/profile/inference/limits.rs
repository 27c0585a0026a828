//! What the reads of a sample can and cannot show.

use super::{Finding, PresenceParameters};
use crate::profile::evidence::ReadStatistics;
use crate::profile::{SampleQuality, Status, round_significant};

/// Describes the reads of a sample.
pub(super) fn describe_reads(
    reads: &ReadStatistics,
    findings: &[Finding],
    parameters: &PresenceParameters,
    platform: &str,
) -> SampleQuality {
    let present = || {
        findings
            .iter()
            .filter(|finding| finding.status == Status::Present)
    };
    let found: u64 = present().map(|finding| finding.distinct_keys).sum();
    let all: u64 = present().map(|finding| finding.reference_keys).sum();
    let limit = expected_reads_missed(parameters.minimum_reads) / reads.fragments.max(1) as f64;
    SampleQuality {
        platform: platform.to_owned(),
        reads: reads.fragments,
        bases: reads.bases,
        mean_phred: reads
            .error_rate()
            .map(|rate| round_significant(-10.0 * rate.log10())),
        low_complexity_share: round_significant(reads.low_complexity_share()),
        duplicate_share: reads.duplicate_share().map(round_significant),
        saturation: (all > 0).then(|| round_significant(found as f64 / all as f64)),
        detection_limit_share: (reads.fragments > 0).then(|| round_significant(limit.min(1.0))),
        chimeric_reads: 0,
        read_lengths: reads.read_lengths(),
    }
}

/// The expected number of reads of which at least `needed` come in 5 of 100 samples only.
pub(in crate::profile) fn expected_reads_missed(needed: u64) -> f64 {
    let enough = |mean: f64| {
        // 1 - P(fewer than needed), summed from the small terms up.
        let mut term = f64::exp(-mean);
        let mut fewer = term;
        for count in 1..needed {
            term *= mean / count as f64;
            fewer += term;
        }
        1.0 - fewer
    };
    let (mut low, mut high) = (0.0, needed as f64);
    for _ in 0..60 {
        let middle = 0.5 * (low + high);
        if enough(middle) < 0.05 {
            low = middle;
        } else {
            high = middle;
        }
    }
    low
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_detection_limit_is_poissons() {
        // R 4.3: ppois(n - 1, mean, lower.tail = FALSE) is 0.05 at these means.
        for (needed, mean) in [(1, 0.051_293_29), (3, 0.817_691_4), (20, 13.254_65)] {
            assert!(
                (expected_reads_missed(needed) - mean).abs() < 1e-4,
                "{needed}"
            );
        }
    }
}
