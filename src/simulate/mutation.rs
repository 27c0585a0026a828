//! Substitutions: the only way in which the synthetic genomes differ.
//!
//! There are no insertions and no deletions, so positions correspond along the
//! whole tree and identity is a plain count of equal bases.

use rand::Rng;

/// The three other bases of a base; a base outside A, C, G, T becomes one of A, C, G.
pub(crate) fn other_bases(base: u8) -> [u8; 3] {
    match base {
        b'A' => *b"CGT",
        b'C' => *b"AGT",
        b'G' => *b"ACT",
        _ => *b"ACG",
    }
}

/// Replaces each base with probability `rate` by one of the three others.
pub(crate) fn substitute(sequence: &mut [u8], rate: f64, rng: &mut impl Rng) {
    for base in sequence {
        if rng.random::<f64>() < rate {
            *base = other_bases(*base)[rng.random_range(0..3)];
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulate::draw::{dna, stream};

    #[test]
    fn every_substitution_changes_the_base_and_the_rate_is_met() {
        let mut rng = stream(3, "mutation");
        let before = dna(&mut rng, 50_000, 0.5);
        let mut after = before.clone();
        substitute(&mut after, 0.1, &mut rng);
        let changed = before.iter().zip(&after).filter(|(a, b)| a != b).count();
        // 5,000 expected, standard deviation 67: within five of them.
        assert!((4_665..=5_335).contains(&changed), "{changed}");
        let mut same = before.clone();
        substitute(&mut same, 0.0, &mut rng);
        assert_eq!(same, before);
    }

    #[test]
    fn other_bases_never_hold_the_base_itself() {
        for base in *b"ACGT" {
            assert!(!other_bases(base).contains(&base));
        }
    }
}
