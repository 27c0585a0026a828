//! A positive number that is known but for a factor.

use crate::error::Result;
use crate::profile::Interval;

/// Half the width of a 90 % interval, in standard deviations.
pub(super) const HALF_WIDTH: f64 = 1.645;

/// A positive number with the standard deviation of its logarithm.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Spread {
    pub(super) estimate: f64,
    pub(super) log_sd: f64,
}

impl Spread {
    /// The 90 % interval; of a share, no more than 1.
    pub(super) fn interval(self) -> Result<Interval> {
        let factor = (HALF_WIDTH * self.log_sd).exp();
        Interval::around(
            self.estimate,
            self.estimate / factor,
            (self.estimate * factor).min(1.0_f64.max(self.estimate)),
        )
    }
}
