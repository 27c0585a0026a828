//! An estimate with its interval.

use crate::error::{Error, ErrorKind, Result};
use serde::{Deserialize, Serialize};

/// Significant digits that are kept: more than any estimate deserves, few enough
/// that a table prints them whole and reads them back the same.
const DIGITS: i32 = 6;

/// A number and the bounds that hold the truth 9 times in 10.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Interval {
    /// The estimate.
    pub estimate: f64,
    /// The lower end of the 90 % interval.
    pub low: f64,
    /// The upper end of the 90 % interval.
    pub high: f64,
}

impl Interval {
    /// Zero, known exactly.
    pub const ZERO: Interval = Interval {
        estimate: 0.0,
        low: 0.0,
        high: 0.0,
    };

    /// Keeps six significant digits of each number.
    ///
    /// # Errors
    /// When a number is not finite, or they are not in the order low, estimate, high.
    pub fn new(estimate: f64, low: f64, high: f64) -> Result<Self> {
        let [estimate, low, high] = [estimate, low, high].map(round_significant);
        if low <= estimate && estimate <= high && low.is_finite() && high.is_finite() {
            return Ok(Self {
                estimate,
                low,
                high,
            });
        }
        Err(Error::new(
            ErrorKind::Malformed,
            format!(
                "found {estimate} from {low} to {high}, expected the estimate inside its interval"
            ),
        ))
    }

    /// The interval whose ends are put in order around the estimate.
    ///
    /// # Errors
    /// When a number is not finite.
    pub fn around(estimate: f64, low: f64, high: f64) -> Result<Self> {
        Self::new(estimate, low.min(estimate), high.max(estimate))
    }

    /// A number known exactly.
    ///
    /// # Errors
    /// When it is not finite.
    pub fn exact(value: f64) -> Result<Self> {
        Self::new(value, value, value)
    }

    /// Whether a value lies inside, the ends included.
    pub fn holds(&self, value: f64) -> bool {
        (self.low..=self.high).contains(&value)
    }
}

/// A number to six significant digits.
pub fn round_significant(value: f64) -> f64 {
    if value == 0.0 || !value.is_finite() {
        return value;
    }
    // Through text: that is how it will be printed and read back.
    format!("{value:.*e}", (DIGITS - 1) as usize)
        .parse()
        .unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_rounded_number_is_printed_and_read_back_the_same(value in proptest::num::f64::NORMAL) {
            let rounded = round_significant(value);
            prop_assert_eq!(rounded.to_string().parse::<f64>().unwrap(), rounded);
            prop_assert_eq!(round_significant(rounded), rounded);
            prop_assert!((rounded / value - 1.0).abs() < 1e-5);
        }
    }

    #[test]
    fn an_estimate_outside_its_interval_is_refused() {
        assert!(Interval::new(0.5, 0.6, 0.7).is_err());
        assert!(Interval::new(f64::NAN, 0.0, 1.0).is_err());
        assert_eq!(Interval::around(0.5, 0.6, 0.4).unwrap().low, 0.5);
        assert!(Interval::new(0.1, 0.1, 0.1).unwrap().holds(0.1));
    }
}
