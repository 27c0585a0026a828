//! Reads of the species told from reads of a relative that the reference lacks.
//!
//! Reads of a genome like the reference match it in nearly all their minimizers;
//! reads of a genome of the same species in most. Reads of another species of the
//! genus match in a few conserved stretches only. The match steps of the reads that
//! point to a species are therefore a mixture: *own* reads, a beta-binomial whose
//! mean and spread are fitted, and *stray* reads, a fixed beta-binomial. The mixture
//! is fitted by expectation-maximisation.

use super::beta_binomial::{Steps, beta_binomial, moments};
use crate::profile::evidence::MATCH_STEPS;

/// Mean share and correlation of the match steps of stray reads: measured on reads of
/// species whose nearest relative in the reference is another one of their genus.
const STRAY: (f64, f64) = (0.36, 0.17);
/// Own reads match at least this share on average.
const LEAST_OWN_MEAN: f64 = 0.72;
const ROUNDS: usize = 200;

/// How the reads that point to one species are divided.
#[derive(Debug, Clone, PartialEq)]
pub struct MatchFit {
    /// Reads of the species.
    pub own_reads: f64,
    /// Reads of relatives.
    pub stray_reads: f64,
    /// Mean share of a read's minimizers that match, of own reads.
    pub own_mean: f64,
    /// Probabilities of the match steps of own reads.
    pub own_steps: [f64; MATCH_STEPS + 1],
    /// Probabilities of the match steps of stray reads.
    pub stray_steps: [f64; MATCH_STEPS + 1],
}

/// Fits the mixture to the reads of one species by match step.
pub fn fit_matches(reads: &[u64; MATCH_STEPS + 1]) -> MatchFit {
    let reads: Steps = reads.map(|count| count as f64);
    let total: f64 = reads.iter().sum();
    let stray_steps = beta_binomial(STRAY.0, STRAY.1);
    let (mut mean, mut correlation) = (0.93, 0.1);
    let mut own_share = 0.7;
    for _ in 0..ROUNDS {
        let own_steps = beta_binomial(mean, correlation);
        let mut own = [0.0; MATCH_STEPS + 1];
        for step in 0..=MATCH_STEPS {
            let from_own = own_share * own_steps[step];
            let from_stray = (1.0 - own_share) * stray_steps[step];
            own[step] = reads[step] * from_own / (from_own + from_stray).max(f64::MIN_POSITIVE);
        }
        let own_reads: f64 = own.iter().sum();
        let share = if total > 0.0 {
            own_reads / total
        } else {
            own_share
        };
        let moved = (share - own_share).abs();
        own_share = share;
        if let Some((m, c)) = moments(&own) {
            // A few imagined reads keep the fit of few real ones sober.
            let weight = own_reads / (own_reads + 5.0);
            mean = (weight * m + (1.0 - weight) * 0.93).clamp(LEAST_OWN_MEAN, 0.999);
            correlation = (weight * c + (1.0 - weight) * 0.1).clamp(0.005, 0.5);
        }
        if moved < 1e-6 {
            break;
        }
    }
    MatchFit {
        own_reads: own_share * total,
        stray_reads: (1.0 - own_share) * total,
        own_mean: mean,
        own_steps: beta_binomial(mean, correlation),
        stray_steps,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(parts: &[(f64, Steps)]) -> [u64; MATCH_STEPS + 1] {
        std::array::from_fn(|step| {
            let expected: f64 = parts.iter().map(|(reads, steps)| reads * steps[step]).sum();
            expected.round() as u64
        })
    }

    #[test]
    fn a_mixture_is_taken_apart() {
        let own = beta_binomial(0.95, 0.08);
        let stray = beta_binomial(STRAY.0, STRAY.1);
        for (own_reads, stray_reads) in [(10_000.0, 0.0), (5_000.0, 5_000.0), (1_000.0, 9_000.0)] {
            let fit = fit_matches(&counts(&[(own_reads, own), (stray_reads, stray)]));
            let wrong = (fit.own_reads - own_reads).abs();
            assert!(wrong < 0.02 * (own_reads + stray_reads), "{fit:?}");
            assert!((fit.own_mean - 0.95).abs() < 0.02, "{fit:?}");
        }
    }

    #[test]
    fn no_reads_are_no_trouble() {
        let fit = fit_matches(&[0; MATCH_STEPS + 1]);
        assert_eq!((fit.own_reads, fit.stray_reads), (0.0, 0.0));
    }
}
