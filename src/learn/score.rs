//! How much of the outcome's spread is foretold.

/// `1 - Σ (outcome - foretold)² / Σ (outcome - reference)²` over people.
///
/// Each person's reference is the mean outcome of the people the model was
/// trained on when that person was left out, so that 0 is what the training mean
/// alone would reach and less than 0 is worse than it. `None` when outcome and
/// reference never differ.
pub(super) fn out_of_fold_r2(outcome: &[f64], foretold: &[f64], reference: &[f64]) -> Option<f64> {
    let squares = |others: &[f64]| -> f64 {
        let pairs = outcome.iter().zip(others);
        pairs.map(|(one, other)| (one - other).powi(2)).sum()
    };
    let spread = squares(reference);
    (spread > 0.0).then(|| 1.0 - squares(foretold) / spread)
}

/// The share of null statistics at least as large as the one observed, the
/// observed one included: `(1 + b) / (1 + B)` (Phipson & Smyth 2010,
/// doi:10.2202/1544-6115.1585). `None` without null statistics.
pub(super) fn permutation_p(observed: f64, null: &[f64]) -> Option<f64> {
    let as_large = null.iter().filter(|&&value| value >= observed).count();
    (!null.is_empty()).then(|| (1 + as_large) as f64 / (1 + null.len()) as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_training_mean_reaches_zero_and_the_truth_one() {
        let outcome = [1.0, 2.0, 6.0];
        let mean = [4.0, 3.5, 1.5];
        assert_eq!(out_of_fold_r2(&outcome, &mean, &mean), Some(0.0));
        assert_eq!(out_of_fold_r2(&outcome, &outcome, &mean), Some(1.0));
        assert!(out_of_fold_r2(&outcome, &[9.0; 3], &mean).unwrap() < 0.0);
        assert_eq!(out_of_fold_r2(&[2.0], &[2.0], &[2.0]), None);
    }

    #[test]
    fn a_permutation_p_is_never_zero() {
        assert_eq!(permutation_p(9.0, &[1.0, 2.0, 3.0]), Some(0.25));
        assert_eq!(permutation_p(2.0, &[1.0, 2.0, 3.0]), Some(0.75));
        assert_eq!(permutation_p(1.0, &[]), None);
    }
}
