//! Cutting people into folds, by seed.

use crate::error::{Error, ErrorKind, Result};
use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;

/// The least number of people a model of an inner fold may be trained on.
const LEAST_TRAINING: usize = 10;

/// How many more training people than covariates there must be at least.
const MORE_THAN_COVARIATES: usize = 5;

/// What a stream of chance is used for; each has numbers of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Chance {
    /// The outer folds of a repeat.
    Outer {
        /// The repeat, from 0.
        repeat: usize,
    },
    /// The inner folds of an outer fold.
    Inner {
        /// The repeat, from 0.
        repeat: usize,
        /// The outer fold, from 0.
        fold: usize,
    },
    /// The inner folds of the model of all people.
    Final,
    /// A permutation of the people.
    Permutation {
        /// The permutation, from 0.
        index: usize,
    },
}

impl Chance {
    /// The generator of this use: the plan's seed, and a stream for each use.
    pub(super) fn generator(self, seed: u64) -> ChaCha8Rng {
        let stream = match self {
            Self::Outer { repeat } => (1 << 56) | repeat as u64,
            Self::Inner { repeat, fold } => (2 << 56) | ((repeat as u64) << 16) | fold as u64,
            Self::Final => 3 << 56,
            Self::Permutation { index } => (4 << 56) | index as u64,
        };
        let mut generator = ChaCha8Rng::seed_from_u64(seed);
        generator.set_stream(stream);
        generator
    }
}

/// The numbers 0 to n - 1 in an order of chance.
pub(super) fn shuffled(n: usize, chance: Chance, seed: u64) -> Vec<usize> {
    let mut order: Vec<usize> = (0..n).collect();
    order.shuffle(&mut chance.generator(seed));
    order
}

/// The fold of each of n people; sizes differ by one at most.
pub(super) fn assign(n: usize, folds: usize, chance: Chance, seed: u64) -> Vec<usize> {
    let mut fold = vec![0; n];
    for (position, person) in shuffled(n, chance, seed).into_iter().enumerate() {
        fold[person] = position % folds;
    }
    fold
}

/// Training and test rows of one fold, each in order.
pub(super) fn cut(rows: &[usize], fold_of: &[usize], fold: usize) -> (Vec<usize>, Vec<usize>) {
    let pairs = rows.iter().zip(fold_of);
    let (test, training): (Vec<_>, Vec<_>) = pairs.partition(|(_, of)| **of == fold);
    let rows = |pairs: Vec<(&usize, &usize)>| pairs.into_iter().map(|(row, _)| *row).collect();
    (rows(training), rows(test))
}

/// Whether n people are enough for the folds.
///
/// # Errors
/// [`ErrorKind::NotEstimable`] when the smallest inner training set has fewer
/// than 10 people, or fewer than 5 more than covariates. Both numbers are
/// conventions of this program: the least with which a fold can be fitted at
/// all, not a promise of power.
pub(super) fn enough(n: usize, outer: usize, inner: usize, covariates: usize) -> Result<()> {
    let outer_training = n.saturating_sub(n.div_ceil(outer));
    let training = outer_training.saturating_sub(outer_training.div_ceil(inner));
    let least = LEAST_TRAINING.max(covariates + MORE_THAN_COVARIATES);
    if training >= least {
        return Ok(());
    }
    Err(Error::new(
        ErrorKind::NotEstimable,
        format!(
            "{n} people in {outer} outer and {inner} inner folds leave {training} to train on, expected at least {least}"
        ),
    )
    .mend("gather more people, or use fewer covariates"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_person_is_tested_once_and_never_trained_on_then(
            n in 10_usize..80, folds in 2_usize..10, seed in any::<u64>(),
        ) {
            let rows: Vec<usize> = (0..n).map(|row| row * 3).collect();
            let of = assign(n, folds, Chance::Outer { repeat: 1 }, seed);
            let mut tested = Vec::new();
            for fold in 0..folds {
                let (training, test) = cut(&rows, &of, fold);
                prop_assert_eq!(training.len() + test.len(), n);
                prop_assert!(test.iter().all(|row| !training.contains(row)));
                prop_assert!(test.len() >= n / folds && test.len() <= n.div_ceil(folds));
                tested.extend(test);
            }
            tested.sort_unstable();
            prop_assert_eq!(tested, rows);
        }
    }

    #[test]
    fn seeds_and_uses_give_different_orders_and_the_same_ones_the_same() {
        let order = |chance, seed| shuffled(30, chance, seed);
        let one = order(Chance::Permutation { index: 0 }, 1);
        assert_eq!(one, order(Chance::Permutation { index: 0 }, 1));
        assert_ne!(one, order(Chance::Permutation { index: 1 }, 1));
        assert_ne!(one, order(Chance::Permutation { index: 0 }, 2));
        assert_ne!(one, order(Chance::Outer { repeat: 0 }, 1));
    }

    #[test]
    fn too_few_people_are_refused() {
        assert!(enough(20, 5, 5, 2).is_ok());
        assert!(enough(12, 5, 5, 0).is_err());
        assert!(enough(20, 5, 5, 12).is_err());
        assert!(enough(0, 5, 5, 0).is_err());
    }
}
