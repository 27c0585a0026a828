//! Identity and depth of a species from how often its keys were found.
//!
//! A genome that was sequenced `depth` times shows each of its keys a Poisson number
//! of times. A genome that differs from the reference holds only a part of the
//! reference's keys, `identity^k` of them; the others are never found. Which keys
//! were found how often therefore tells identity and depth apart, even where most
//! keys were missed by chance: a zero-inflated Poisson, as in sylph (Shaw and Yu
//! 2025, doi:10.1038/s41587-024-02412-y). The positive counts alone give the depth
//! (a zero-truncated Poisson), the number of distinct keys then the identity.
//!
//! Keys of one read are found together, so the counts say less than as many
//! independent ones; the likelihood is tempered by the keys a read finds. Counts far
//! above the depth come from elsewhere and are held at a cutoff.

use crate::profile::evidence::SpeciesKeys;

/// Depths that are tried at once, evenly on a logarithmic scale, and how often the
/// range is narrowed to where they count.
const STEPS: usize = 300;
const REFINEMENTS: usize = 2;
const LEAST_DEPTH: f64 = 1e-4;
const MOST_DEPTH: f64 = 250.0;
/// Identities below this are all the same: another species.
const LEAST_IDENTITY: f64 = 0.6;

/// What the keys of one species say.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct KeyFit {
    /// Average nucleotide identity with the reference, as a fraction, with its 90 %
    /// credible interval (flat prior over the identity).
    pub identity: f64,
    /// Lower end.
    pub identity_low: f64,
    /// Upper end.
    pub identity_high: f64,
    /// Times that a key which is there was found, on average.
    pub key_depth: f64,
    /// Standard deviation of the natural logarithm of the depth.
    pub key_depth_log_sd: f64,
    /// Mean number of finds over all keys of the reference, odd ones left out.
    pub mean_finds: f64,
}

/// How many keys are found together.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct KeysOfRead {
    /// Reads that the keys come from.
    pub reads: f64,
    /// Most keys that a read of the sample can bring.
    pub most: f64,
}

/// What is known beforehand of the share of the reference's keys that a genome holds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct KeptKeys {
    /// Natural logarithm of the share.
    pub log_share: f64,
    /// Its standard deviation.
    pub log_sd: f64,
}

/// Fits identity and depth. `reference_keys` is how many keys of the reference one
/// genome of the species holds, `k` their length in bases. `None` where no key was found.
/// Without `expected`, all identities are as probable beforehand.
pub fn fit_keys(
    found: &SpeciesKeys,
    reference_keys: f64,
    k: usize,
    together: KeysOfRead,
    expected: Option<KeptKeys>,
) -> Option<KeyFit> {
    let counts: Vec<f64> = found
        .found_times
        .iter()
        .map(|&keys| f64::from(keys))
        .collect();
    let distinct: f64 = counts.iter().sum();
    if distinct == 0.0 {
        return None;
    }
    let cutoff = cutoff(&counts);
    let sum = |value: &dyn Fn(usize) -> f64| -> f64 {
        (1..=cutoff).map(|times| counts[times] * value(times)).sum()
    };
    let kept = sum(&|_| 1.0);
    let finds = sum(&|times| times as f64);
    let log_factorials = sum(&log_factorial);
    let tempering = (finds / together.reads.max(1.0)).clamp(1.0, together.most.max(1.0));
    // More keys than one genome should hold: then it holds all that were found.
    let reference_keys = reference_keys.max(distinct * (1.0 + 1e-9));
    let share_found = distinct / reference_keys;
    let identity = |depth: f64| (share_found / -f64::exp_m1(-depth)).powf(1.0 / k as f64);

    // At a lower depth than this, more keys would have to be there than there are.
    let least = (-f64::ln_1p(-share_found)).max(LEAST_DEPTH);
    let most = (MOST_DEPTH).max(2.0 * least);
    let log_density = |depth: f64| {
        let likelihood =
            finds * depth.ln() - kept * (depth + f64::ln(-f64::exp_m1(-depth))) - log_factorials;
        // A flat prior over the identity, in terms of the logarithm of the depth.
        let slope = depth * f64::exp(-depth) / -f64::exp_m1(-depth) * identity(depth) / k as f64;
        let prior = expected.map_or(0.0, |kept| {
            let log_share = (share_found / -f64::exp_m1(-depth)).ln();
            -0.5 * ((log_share - kept.log_share) / kept.log_sd).powi(2)
        });
        likelihood / tempering + slope.max(f64::MIN_POSITIVE).ln() + prior
    };
    let mut posterior = Posterior::over(least, most, &log_density);
    for _ in 0..REFINEMENTS {
        let (low, high) = posterior.support();
        posterior = Posterior::over(low, high, &log_density);
    }
    let (mean_log, log_sd) = posterior.moments();
    let key_depth = mean_log.exp();
    let bounded = |value: f64| value.clamp(LEAST_IDENTITY, 1.0);
    // Identity falls with depth, so its low end is at the high end of the depth.
    Some(KeyFit {
        identity: bounded(identity(key_depth)),
        identity_low: bounded(identity(posterior.quantile(0.95)).min(identity(key_depth))),
        identity_high: bounded(identity(posterior.quantile(0.05)).max(identity(key_depth))),
        key_depth,
        key_depth_log_sd: log_sd,
        mean_finds: finds / reference_keys,
    })
}

/// Weights of depths that are spread evenly on a logarithmic scale.
struct Posterior {
    depths: Vec<f64>,
    weights: Vec<f64>,
    total: f64,
}

impl Posterior {
    fn over(low: f64, high: f64, log_density: &dyn Fn(f64) -> f64) -> Self {
        let ratio = (high / low).ln() / (STEPS - 1) as f64;
        let depths: Vec<f64> = (0..STEPS)
            .map(|step| low * (ratio * step as f64).exp())
            .collect();
        let logs: Vec<f64> = depths.iter().map(|&depth| log_density(depth)).collect();
        let best = logs.iter().fold(f64::MIN, |best, &log| best.max(log));
        let weights: Vec<f64> = logs.iter().map(|log| (log - best).exp()).collect();
        Self {
            depths,
            total: weights.iter().sum(),
            weights,
        }
    }

    /// The range outside of which there is next to nothing.
    fn support(&self) -> (f64, f64) {
        let counts = |&weight: &f64| weight > 1e-9;
        let first = self.weights.iter().position(counts).unwrap_or(0);
        let last = self.weights.iter().rposition(counts).unwrap_or(STEPS - 1);
        let low = self.depths[first.saturating_sub(1)];
        let high = self.depths[(last + 1).min(STEPS - 1)];
        (low, high)
    }

    /// Mean and standard deviation of the logarithm.
    fn moments(&self) -> (f64, f64) {
        let mean = |value: &dyn Fn(f64) -> f64| {
            let pairs = self.weights.iter().zip(&self.depths);
            pairs
                .map(|(weight, depth)| weight * value(depth.ln()))
                .sum::<f64>()
                / self.total
        };
        let mean_log = mean(&|log| log);
        (mean_log, mean(&|log| (log - mean_log).powi(2)).sqrt())
    }

    fn quantile(&self, share: f64) -> f64 {
        let mut sum = 0.0;
        let place = self.weights.iter().position(|weight| {
            sum += weight;
            sum >= share * self.total
        });
        self.depths[place.unwrap_or(STEPS - 1)]
    }
}

/// Counts above this come from elsewhere: five standard deviations above the depth
/// that makes the mean of the positive counts up to it likeliest.
fn cutoff(counts: &[f64]) -> usize {
    let last = counts.len() - 1;
    let mut cutoff = last;
    for _ in 0..8 {
        let kept = 1..=cutoff;
        let keys: f64 = kept.clone().map(|times| counts[times]).sum();
        let finds: f64 = kept.map(|times| counts[times] * times as f64).sum();
        if keys == 0.0 {
            break;
        }
        let depth = depth_of_truncated_mean(finds / keys);
        let next = ((depth + 5.0 * depth.sqrt() + 3.0) as usize).min(last);
        if next >= cutoff {
            break;
        }
        cutoff = next;
    }
    cutoff
}

/// Solves `depth / (1 - exp(-depth)) = mean` by bisection; 0 for a mean of 1.
fn depth_of_truncated_mean(mean: f64) -> f64 {
    let (mut low, mut high) = (0.0_f64, mean.max(1.0));
    for _ in 0..80 {
        let middle = 0.5 * (low + high);
        if middle / -f64::exp_m1(-middle).min(-f64::MIN_POSITIVE) < mean {
            low = middle;
        } else {
            high = middle;
        }
    }
    0.5 * (low + high)
}

fn log_factorial(n: usize) -> f64 {
    (2..=n).map(|i| (i as f64).ln()).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn together(reads: f64) -> KeysOfRead {
        KeysOfRead { reads, most: 30.0 }
    }

    /// The expected finds of `present` keys at a depth.
    fn expected(present: f64, depth: f64) -> SpeciesKeys {
        let mut found_times = vec![0; 256];
        for (times, keys) in found_times.iter_mut().enumerate().skip(1).take(254) {
            let log = -depth + times as f64 * depth.ln() - log_factorial(times);
            *keys = (present * log.exp()).round() as u32;
        }
        SpeciesKeys {
            found_times,
            chunks: [0; 64],
        }
    }

    proptest! {
        #[test]
        fn identity_and_depth_are_found_again(identity in 0.9_f64..1.0, depth in 0.05_f64..20.0) {
            let keys = 200_000.0;
            let found = expected(keys * identity.powi(23), depth);
            let reads = keys * depth / 20.0;
            let fit = fit_keys(&found, keys, 23, together(reads), None).unwrap();
            prop_assert!(fit.identity_low <= identity + 1e-3 && identity - 1e-3 <= fit.identity_high, "{:?}", fit);
            prop_assert!((fit.key_depth / depth).ln().abs() < 0.02 + 2.0 * fit.key_depth_log_sd, "{:?}", fit);
        }

        #[test]
        fn counts_of_any_kind_give_finite_numbers(counts in proptest::collection::vec(0_u32..1000, 1..256), keys in 0.0..1e6) {
            let mut found_times = counts;
            found_times[0] = 0;
            found_times.resize(256, 0);
            let found = SpeciesKeys { found_times, chunks: [0; 64] };
            if let Some(fit) = fit_keys(&found, keys, 23, together(5.0), None) {
                prop_assert!(fit.identity_low <= fit.identity && fit.identity <= fit.identity_high);
                prop_assert!(fit.key_depth.is_finite() && fit.key_depth_log_sd.is_finite(), "{:?}", fit);
            }
        }
    }

    #[test]
    fn a_few_keys_of_very_high_count_do_not_move_the_depth() {
        let mut found = expected(100_000.0, 0.5);
        found.found_times[200] = 300;
        let fit = fit_keys(&found, 100_000.0, 23, together(3000.0), None).unwrap();
        assert!((fit.key_depth - 0.5).abs() < 0.02, "{fit:?}");
    }

    #[test]
    fn the_truncated_mean_is_solved() {
        // depth / (1 - exp(-depth)) at 0.5, 1 and 5.
        for (depth, mean) in [
            (0.5, 1.270_747_04),
            (1.0, 1.581_976_71),
            (5.0, 5.033_918_27),
        ] {
            assert!((depth_of_truncated_mean(mean) - depth).abs() < 1e-7);
        }
    }
}
