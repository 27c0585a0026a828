//! Seeded random numbers: a stream for every purpose, and the few shapes drawn from it.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use xxhash_rust::xxh3::xxh3_64_with_seed;

/// The random stream of one purpose. Streams of different labels are unrelated,
/// so a new purpose never changes what the others draw.
pub(crate) fn stream(seed: u64, label: &str) -> ChaCha8Rng {
    ChaCha8Rng::seed_from_u64(xxh3_64_with_seed(label.as_bytes(), seed))
}

/// A standard normal number (Box and Muller 1958).
pub(crate) fn normal(rng: &mut impl Rng) -> f64 {
    // 1 - u lies in (0, 1], so the logarithm is finite.
    let radius = (-2.0 * (1.0 - rng.random::<f64>()).ln()).sqrt();
    radius * (std::f64::consts::TAU * rng.random::<f64>()).cos()
}

/// A random DNA sequence with the given fraction of G and C.
pub(crate) fn dna(rng: &mut impl Rng, length_bp: usize, gc_fraction: f64) -> Vec<u8> {
    (0..length_bp)
        .map(|_| match (rng.random_bool(gc_fraction), rng.random()) {
            (true, true) => b'G',
            (true, false) => b'C',
            (false, true) => b'A',
            (false, false) => b'T',
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn normal_numbers_have_mean_0_and_variance_1() {
        let mut rng = stream(1, "normal");
        let values: Vec<f64> = (0..40_000).map(|_| normal(&mut rng)).collect();
        let mean = values.iter().sum::<f64>() / 40_000.0;
        let variance = values.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / 40_000.0;
        // Four standard errors: 4/sqrt(n) and 4*sqrt(2/n).
        assert!(mean.abs() < 0.02, "mean {mean}");
        assert!((variance - 1.0).abs() < 0.0283, "variance {variance}");
    }

    #[test]
    fn labels_and_seeds_part_the_streams() {
        let first = |seed, label| stream(seed, label).random::<u64>();
        assert_eq!(first(1, "a"), first(1, "a"));
        assert_ne!(first(1, "a"), first(1, "b"));
        assert_ne!(first(1, "a"), first(2, "a"));
    }
}
