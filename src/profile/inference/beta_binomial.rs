//! The beta-binomial distribution of match steps.

use crate::profile::evidence::MATCH_STEPS;

/// Probabilities of the match steps 0 to [`MATCH_STEPS`].
pub(super) type Steps = [f64; MATCH_STEPS + 1];

/// Probabilities of a beta-binomial with a mean share and an intraclass correlation,
/// both inside 0 to 1.
pub(super) fn beta_binomial(mean: f64, correlation: f64) -> Steps {
    let size = 1.0 / correlation - 1.0;
    let (alpha, beta) = (mean * size, (1.0 - mean) * size);
    let n = MATCH_STEPS as f64;
    // p(0) = B(alpha, n + beta) / B(alpha, beta), and each further one by its ratio.
    let mut logs = [0.0; MATCH_STEPS + 1];
    for step in 0..MATCH_STEPS {
        let k = step as f64;
        logs[step + 1] =
            logs[step] + ((n - k) / (k + 1.0)).ln() + (k + alpha).ln() - (n - k - 1.0 + beta).ln();
    }
    let most = logs.iter().fold(f64::MIN, |most, &log| most.max(log));
    let mut steps = logs.map(|log| (log - most).exp());
    let sum: f64 = steps.iter().sum();
    steps.iter_mut().for_each(|step| *step /= sum);
    steps
}

/// Mean share and intraclass correlation of weighted steps, by moments; `None` without weight.
pub(super) fn moments(weights: &Steps) -> Option<(f64, f64)> {
    let total: f64 = weights.iter().sum();
    if total <= 0.0 {
        return None;
    }
    let n = MATCH_STEPS as f64;
    let share = |step: usize| step as f64 / n;
    let mean = weights
        .iter()
        .enumerate()
        .map(|(step, w)| w * share(step))
        .sum::<f64>()
        / total;
    let variance = weights
        .iter()
        .enumerate()
        .map(|(step, w)| w * (share(step) - mean).powi(2))
        .sum::<f64>()
        / total;
    let binomial = mean * (1.0 - mean) / n;
    // variance = binomial (1 + (n - 1) correlation)
    let correlation = if binomial > 0.0 {
        (variance / binomial - 1.0) / (n - 1.0)
    } else {
        0.0
    };
    Some((mean.clamp(1e-3, 1.0 - 1e-3), correlation.clamp(1e-3, 0.9)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn moments_give_back_the_parameters(mean in 0.05..0.95, correlation in 0.01..0.5) {
            let steps = beta_binomial(mean, correlation);
            prop_assert!((steps.iter().sum::<f64>() - 1.0).abs() < 1e-12);
            let (mean_back, correlation_back) = moments(&steps).unwrap();
            prop_assert!((mean_back - mean).abs() < 1e-9);
            prop_assert!((correlation_back - correlation).abs() < 1e-9);
        }
    }

    #[test]
    fn agrees_with_scipy() {
        // scipy 1.17.1: scipy.stats.betabinom(24, 0.8 * 4, 0.2 * 4).pmf([0, 12, 24])
        let steps = beta_binomial(0.8, 0.2);
        for (step, expected) in [(0, SCIPY[0]), (12, SCIPY[1]), (24, SCIPY[2])] {
            assert!(
                (steps[step] / expected - 1.0).abs() < 1e-9,
                "{step} {}",
                steps[step]
            );
        }
    }

    const SCIPY: [f64; 3] = [
        0.000_155_007_121_318_351_5,
        0.022_780_348_153_768_56,
        0.176_702_336_448_519,
    ];
}
