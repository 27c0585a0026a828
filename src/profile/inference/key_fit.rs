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

/// Depths that are tried, evenly on a logarithmic scale.
const STEPS: usize = 400;
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
    /// Mean number of finds over all keys of the reference, odd ones held at the cutoff.
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
    let (depth_mode, cutoff) = truncated_poisson_depth(&counts);
    let held = |times: usize| times.min(cutoff) as f64;
    let finds: f64 = (1..counts.len())
        .map(|times| counts[times] * held(times))
        .sum();
    let log_factorials: f64 = (1..counts.len())
        .map(|times| counts[times] * log_factorial(times.min(cutoff)))
        .sum();
    let tempering = (finds / together.reads.max(1.0)).clamp(1.0, together.most.max(1.0));
    // More keys than one genome should hold: then it holds all that were found.
    let reference_keys = reference_keys.max(distinct * (1.0 + 1e-9));
    let share_found = distinct / reference_keys;
    let identity = |depth: f64| (share_found / -f64::exp_m1(-depth)).powf(1.0 / k as f64);

    // At a lower depth than this, more keys would have to be there than there are.
    let least = (-f64::ln_1p(-share_found)).max(LEAST_DEPTH);
    let most = (MOST_DEPTH).max(2.0 * least);
    let ratio = (most / least).ln() / (STEPS - 1) as f64;
    let depths: Vec<f64> = (0..STEPS)
        .map(|step| least * (ratio * step as f64).exp())
        .collect();
    let logs: Vec<f64> = depths
        .iter()
        .map(|&depth| {
            let likelihood = finds * depth.ln()
                - distinct * (depth + f64::ln(-f64::exp_m1(-depth)))
                - log_factorials;
            // A flat prior over the identity, in terms of the logarithm of the depth.
            let slope =
                depth * f64::exp(-depth) / -f64::exp_m1(-depth) * identity(depth) / k as f64;
            let prior = expected.map_or(0.0, |kept| {
                let log_share = (share_found / -f64::exp_m1(-depth)).ln();
                -0.5 * ((log_share - kept.log_share) / kept.log_sd).powi(2)
            });
            likelihood / tempering + slope.max(1e-300).ln() + prior
        })
        .collect();
    let best = logs.iter().fold(f64::MIN, |best, &log| best.max(log));
    let weights: Vec<f64> = logs.iter().map(|log| (log - best).exp()).collect();
    let total: f64 = weights.iter().sum();
    let mean = |value: &dyn Fn(f64) -> f64| -> f64 {
        let pairs = weights.iter().zip(&depths);
        pairs
            .map(|(weight, &depth)| weight * value(depth))
            .sum::<f64>()
            / total
    };
    let mean_log = mean(&f64::ln);
    let log_sd = mean(&|depth| (depth.ln() - mean_log).powi(2)).sqrt();
    // Identity falls with depth, so its low end is at the high end of the depth.
    let quantile = |share: f64| {
        let mut sum = 0.0;
        let place = weights.iter().position(|weight| {
            sum += weight;
            sum >= share * total
        });
        depths[place.unwrap_or(STEPS - 1)]
    };
    let bounded = |value: f64| value.clamp(LEAST_IDENTITY, 1.0);
    let key_depth = if log_sd < 0.2 {
        depth_mode.max(least)
    } else {
        mean_log.exp()
    };
    Some(KeyFit {
        identity: bounded(identity(key_depth)),
        identity_low: bounded(identity(quantile(0.95)).min(identity(key_depth))),
        identity_high: bounded(identity(quantile(0.05)).max(identity(key_depth))),
        key_depth,
        key_depth_log_sd: log_sd,
        mean_finds: finds / reference_keys,
    })
}

/// The depth that makes the mean of the positive counts likeliest, and the cutoff at
/// which higher counts are left out: five standard deviations above it.
fn truncated_poisson_depth(counts: &[f64]) -> (f64, usize) {
    let last = counts.len() - 1;
    let mut cutoff = last;
    let mut depth = 0.0;
    for _ in 0..8 {
        let kept = 1..=cutoff;
        let keys: f64 = kept.clone().map(|times| counts[times]).sum();
        let finds: f64 = kept.map(|times| counts[times] * times as f64).sum();
        if keys == 0.0 {
            break;
        }
        depth = depth_of_truncated_mean(finds / keys);
        let next = ((depth + 5.0 * depth.sqrt() + 3.0) as usize).min(last);
        if next >= cutoff {
            break;
        }
        cutoff = next;
    }
    (depth.max(LEAST_DEPTH), cutoff)
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
