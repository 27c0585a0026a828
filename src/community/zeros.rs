//! What is done to zeros before logarithms are taken.

use super::{cell_error, close};
use crate::error::{Error, ErrorKind, Result};
use ndarray::{Array2, ArrayView2};
use serde::{Deserialize, Serialize};

/// How zeros become positive.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub enum ZeroPolicy {
    /// This many reads are added to every count, zero or not. Usual: 0.5.
    PseudoCount(f64),
    /// After closure, zeros become this fraction and the other parts shrink by
    /// one factor, so that their ratios stay and the row sums to 1
    /// (multiplicative replacement, Martín-Fernández 2003,
    /// doi:10.1023/A:1023866030544). Usual: 1 / parts².
    Multiplicative(f64),
}

/// What was done to the zeros of a table.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct ZeroLog {
    /// The policy with its amount.
    pub policy: ZeroPolicy,
    /// The number of cells of the table.
    pub cells: usize,
    /// The number of cells that were 0.
    pub zeros: usize,
}

/// Makes every part positive and says how many were not. Shape (samples, parts).
///
/// # Errors
/// [`ErrorKind::Parameter`] when the amount is not positive, or so large that
/// nothing is left for the other parts; all at once, negative or non-finite
/// counts and, for [`ZeroPolicy::Multiplicative`], rows that sum to 0.
pub fn replace_zeros(
    counts: ArrayView2<'_, f64>,
    policy: ZeroPolicy,
) -> Result<(Array2<f64>, ZeroLog)> {
    let (ZeroPolicy::PseudoCount(amount) | ZeroPolicy::Multiplicative(amount)) = policy;
    if !(amount > 0.0 && amount.is_finite()) {
        return Err(Error::new(
            ErrorKind::Parameter,
            format!("found {amount} in place of zeros, expected more than 0"),
        ));
    }
    let log = ZeroLog {
        policy,
        cells: counts.len(),
        zeros: counts.iter().filter(|&&count| count == 0.0).count(),
    };
    let positive = match policy {
        ZeroPolicy::PseudoCount(amount) => add(counts, amount)?,
        ZeroPolicy::Multiplicative(amount) => shrink(counts, amount)?,
    };
    Ok((positive, log))
}

fn add(counts: ArrayView2<'_, f64>, amount: f64) -> Result<Array2<f64>> {
    let errors = counts
        .indexed_iter()
        .filter(|&(_, &count)| !(count >= 0.0 && count.is_finite()))
        .map(|((row, column), &count)| cell_error(row, column, count, "0 or more"))
        .collect();
    match Error::gather(errors) {
        Some(error) => Err(error),
        None => Ok(counts.mapv(|count| count + amount)),
    }
}

fn shrink(counts: ArrayView2<'_, f64>, amount: f64) -> Result<Array2<f64>> {
    let mut fractions = close(counts)?;
    for (index, mut row) in fractions.rows_mut().into_iter().enumerate() {
        let zeros = row.iter().filter(|&&part| part == 0.0).count();
        let left = 1.0 - zeros as f64 * amount;
        if left <= 0.0 {
            return Err(Error::new(
                ErrorKind::Parameter,
                format!("{zeros} zeros of {amount} each leave nothing for the other parts"),
            )
            .at_record(index as u64 + 1, "")
            .mend("take a smaller amount"));
        }
        row.mapv_inplace(|part| if part == 0.0 { amount } else { part * left });
    }
    Ok(fractions)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    /// scikit-bio 0.7.4 `multi_replace([[8, 2, 0], [0, 0, 5]], delta=0.04)`;
    /// made by `tests/oracle/composition.py`.
    #[test]
    fn multiplicative_replacement_agrees_with_scikit_bio() {
        let counts = array![[8.0, 2.0, 0.0], [0.0, 0.0, 5.0]];
        let (found, log) = replace_zeros(counts.view(), ZeroPolicy::Multiplicative(0.04)).unwrap();
        let expected = array![[0.768, 0.192, 0.04], [0.04, 0.04, 0.92]];
        for (found, expected) in found.iter().zip(&expected) {
            assert!((found - expected).abs() < 1e-12, "{found} {expected}");
        }
        assert_eq!((log.cells, log.zeros), (6, 3));
    }

    #[test]
    fn amounts_out_of_range_and_bad_counts_are_refused() {
        let counts = array![[0.0, 0.0, 5.0]];
        for policy in [
            ZeroPolicy::PseudoCount(0.0),
            ZeroPolicy::PseudoCount(f64::NAN),
            ZeroPolicy::Multiplicative(0.5),
        ] {
            assert!(replace_zeros(counts.view(), policy).is_err());
        }
        let bad = array![[-1.0, f64::INFINITY, 1.0]];
        let error = replace_zeros(bad.view(), ZeroPolicy::PseudoCount(0.5)).unwrap_err();
        assert_eq!(error.all().count(), 2);
    }
}
