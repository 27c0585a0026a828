//! From amounts to fractions of their sample.

use super::cell_error;
use crate::error::{Error, ErrorKind, Result};
use ndarray::{Array2, ArrayView2};

/// Divides each row by its sum: fractions that sum to 1. Shape (samples, parts).
///
/// # Errors
/// All at once: a negative or non-finite amount; a row that sums to 0
/// ([`ErrorKind::NotEstimable`]).
pub fn close(amounts: ArrayView2<'_, f64>) -> Result<Array2<f64>> {
    let mut errors = Vec::new();
    let mut fractions = amounts.to_owned();
    for (index, mut row) in fractions.rows_mut().into_iter().enumerate() {
        for (column, &value) in row.iter().enumerate() {
            if !(value >= 0.0 && value.is_finite()) {
                errors.push(cell_error(index, column, value, "0 or more"));
            }
        }
        let sum = row.sum();
        if sum == 0.0 {
            errors.push(
                Error::new(ErrorKind::NotEstimable, "all parts are 0")
                    .at_record(index as u64 + 1, ""),
            );
        }
        row /= sum;
    }
    match Error::gather(errors) {
        Some(error) => Err(error),
        None => Ok(fractions),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn rows_sum_to_one_and_empty_rows_are_refused() {
        let fractions = close(array![[1.0, 3.0]].view()).unwrap();
        assert_eq!(fractions, array![[0.25, 0.75]]);
        let error = close(array![[0.0, 0.0], [1.0, -1.0], [f64::NAN, 1.0]].view()).unwrap_err();
        assert_eq!(error.all().count(), 4, "{error}");
    }
}
