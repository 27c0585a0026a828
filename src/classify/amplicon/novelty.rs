//! Whether the species of an amplicon, or its genus, is among the references: by how
//! far the nearest reference is.

use super::PlacementParameters;

/// How far members of a class differ from their nearest reference: a gamma
/// distribution of differences a base. Between species and between genera it was
/// fitted to references left out of their own database, V4 and whole (see [the
/// method](super)); within a species it is what strains and copies of the gene
/// within a genome differ in.
#[derive(Debug, Clone, Copy)]
struct Divergence {
    mean: f64,
    shape: f64,
}

const SAME_SPECIES: Divergence = Divergence {
    mean: 0.003,
    shape: 1.0,
};
const SAME_GENUS: Divergence = Divergence {
    mean: 0.02,
    shape: 1.0,
};
const OTHER_GENUS: Divergence = Divergence {
    mean: 0.065,
    shape: 2.5,
};

/// What is believed of an amplicon, given the distance to its nearest reference.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Novelty {
    /// The probability that its species is among the references.
    pub(super) known_species: f64,
    /// The probability that its genus is (and maybe its species).
    pub(super) known_genus: f64,
}

/// Weighs the three classes: `differences` among `bases` that were compared, of which
/// about `errors` are the sequencer's.
pub(super) fn novelty(
    differences: f64,
    bases: f64,
    errors: f64,
    parameters: &PlacementParameters,
) -> Novelty {
    let identity = 1.0 - differences / bases.max(1.0);
    let count = differences.round() as usize;
    let novel = 1.0 - parameters.known_species - parameters.known_genus;
    let classes = [
        (SAME_SPECIES, parameters.known_species),
        (SAME_GENUS, parameters.known_genus),
        (OTHER_GENUS, novel),
    ];
    let weights =
        classes.map(|(divergence, prior)| prior * divergence.probability(count, bases, errors));
    let total = weights.iter().sum::<f64>().max(f64::MIN_POSITIVE);
    let unless_too_far = |probability: f64, least: f64| {
        if identity >= least { probability } else { 0.0 }
    };
    let known_genus = unless_too_far(
        (weights[0] + weights[1]) / total,
        parameters.minimum_genus_identity,
    );
    Novelty {
        known_species: unless_too_far(weights[0] / total, parameters.minimum_species_identity)
            .min(known_genus),
        known_genus,
    }
}

impl Divergence {
    /// The probability of a number of differences: a gamma mixture of Poisson counts
    /// (negative binomial) and the errors of the sequencer (Poisson) together.
    fn probability(self, count: usize, bases: f64, errors: f64) -> f64 {
        let mean = self.mean * bases;
        let step = mean / (mean + self.shape);
        // Term by term from none on; the first in logarithms, for shapes below 1.
        let mut diverged = (self.shape * (1.0 - step).ln()).exp();
        let mut terms = Vec::with_capacity(count + 1);
        for place in 0..=count {
            terms.push(diverged);
            diverged *= step * (self.shape + place as f64) / (place as f64 + 1.0);
        }
        let mut wrong = f64::exp(-errors);
        let mut sum = 0.0;
        for (place, term) in terms.iter().rev().enumerate() {
            sum += wrong * term;
            wrong *= errors / (place as f64 + 1.0);
        }
        sum
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_counts_are_negative_binomial_and_poisson() {
        // From the closed forms with log-gamma (Python's math.lgamma): negative binomial
        // of size 2.5 and mean 16.25 at 3, of size 1 and mean 0.75 at 2, and the latter
        // with a Poisson of mean 0.5 at 2 in all.
        let close =
            |found: f64, expected: f64| assert!((found / expected - 1.0).abs() < 1e-5, "{found}");
        close(OTHER_GENUS.probability(3, 250.0, 0.0), 0.027_731_44);
        close(SAME_SPECIES.probability(2, 250.0, 0.0), 0.104_956_27);
        close(SAME_SPECIES.probability(2, 250.0, 0.5), 0.181_251_87);
    }

    #[test]
    fn a_species_is_known_near_a_genus_further_off_and_beyond_neither() {
        let parameters = PlacementParameters::default();
        let at = |differences: f64| novelty(differences, 1400.0, 0.0, &parameters);
        assert!(at(0.0).known_species > 0.85);
        assert!(at(15.0).known_species < 0.5 && at(15.0).known_genus > 0.9);
        assert_eq!(at(30.0).known_species, 0.0);
        assert_eq!(at(80.0).known_genus, 0.0);
    }

    proptest! {
        #[test]
        fn what_lies_further_is_never_known_better(
            bases in 100.0..1500.0_f64,
            errors in 0.0..3.0_f64,
            step in 1_u32..40,
        ) {
            let parameters = PlacementParameters::default();
            let near = novelty(f64::from(step - 1), bases, errors, &parameters);
            let far = novelty(f64::from(step), bases, errors, &parameters);
            prop_assert!(far.known_genus <= near.known_genus + 1e-9);
            prop_assert!(far.known_species <= near.known_species + 1e-9);
            prop_assert!((0.0..=1.0).contains(&far.known_genus));
            prop_assert!(far.known_species <= far.known_genus);
        }
    }
}
