//! The centred log-ratio.

use super::cell_error;
use crate::error::{Error, Result};
use ndarray::{Array2, ArrayView2};

/// The natural logarithm of each part over the geometric mean of its row.
///
/// Shape (samples, parts) in and out; each row of the result sums to 0.
/// Aitchison 1982, doi:10.1111/j.2517-6161.1982.tb01195.x.
///
/// # Errors
/// All at once: parts that are not positive and finite. Zeros are for
/// [`replace_zeros`](super::replace_zeros), where the choice is seen.
pub fn clr(parts: ArrayView2<'_, f64>) -> Result<Array2<f64>> {
    let errors = parts
        .indexed_iter()
        .filter(|&(_, &part)| !(part > 0.0 && part.is_finite()))
        .map(|((row, column), &part)| cell_error(row, column, part, "more than 0"))
        .collect();
    if let Some(error) = Error::gather(errors) {
        return Err(error);
    }
    let mut ratios = parts.mapv(f64::ln);
    for mut row in ratios.rows_mut() {
        let mean = row.sum() / row.len() as f64;
        row -= mean;
    }
    Ok(ratios)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::{Array2, Axis, array};
    use proptest::prelude::*;

    /// scikit-bio 0.7.4 `clr` of counts plus 0.5; made by `tests/oracle/composition.py`.
    #[test]
    fn ratios_agree_with_scikit_bio() {
        let counts = array![
            [120.0, 0.0, 3.0, 47.0, 1.0],
            [5.0, 900.0, 0.0, 0.0, 12.0],
            [1.0, 1.0, 1.0, 1.0, 1.0],
        ];
        let expected = array![
            [
                2.868157680927731,
                -2.6166392525629236,
                -0.6707291035076104,
                1.937237639037617,
                -1.518026963894814
            ],
            [
                -0.22467841577013492,
                4.873523656607451,
                -2.6225736885685054,
                -2.6225736885685054,
                0.5963021362996954
            ],
            [0.0, 0.0, 0.0, 0.0, 0.0],
        ];
        let found = clr((counts + 0.5).view()).unwrap();
        for (found, expected) in found.iter().zip(&expected) {
            assert!((found - expected).abs() < 1e-12, "{found} {expected}");
        }
    }

    #[test]
    fn zeros_are_refused_all_at_once() {
        let error = clr(array![[0.0, 1.0, -2.0]].view()).unwrap_err();
        assert_eq!(error.all().count(), 2);
    }

    proptest! {
        #[test]
        fn rows_sum_to_zero_and_neither_depth_nor_order_matters(
            parts in proptest::collection::vec(1e-3_f64..1e6, 2..12),
            depth in 1e-3_f64..1e3,
        ) {
            let table = Array2::from_shape_vec((1, parts.len()), parts).unwrap();
            let ratios = clr(table.view()).unwrap();
            prop_assert!(ratios.sum().abs() < 1e-9);
            let deeper = clr((&table * depth).view()).unwrap();
            prop_assert!(ratios.iter().zip(&deeper).all(|(a, b)| (a - b).abs() < 1e-9));
            let order: Vec<usize> = (0..table.ncols()).rev().collect();
            let turned = clr(table.select(Axis(1), &order).view()).unwrap();
            let expected = ratios.select(Axis(1), &order);
            prop_assert!(turned.iter().zip(&expected).all(|(a, b)| (a - b).abs() < 1e-9));
        }
    }
}
