//! Numbers made coarse, so that rare ones tell nobody apart.

use serde::Deserialize;

/// How a column is made coarse. Without anything, values stay as they are.
#[derive(Debug, Clone, Copy, PartialEq, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Coding {
    /// The width of bands, in the unit of the column.
    pub band: Option<f64>,
    /// Smaller values become one.
    pub bottom: Option<f64>,
    /// This and larger values become one.
    pub top: Option<f64>,
}

impl Coding {
    /// The coarse value of a number.
    ///
    /// ```
    /// use nuka::cohort::Coding;
    ///
    /// let ages = Coding { band: Some(10.0), bottom: Some(20.0), top: Some(80.0) };
    /// assert_eq!([19.0, 20.0, 29.5, 79.0, 80.0].map(|age| ages.code(age)),
    ///     ["below 20", "20 to below 30", "20 to below 30", "70 to below 80", "80 or more"]);
    /// ```
    pub fn code(&self, value: f64) -> String {
        if let Some(bottom) = self.bottom.filter(|bottom| value < *bottom) {
            return format!("below {bottom}");
        }
        if let Some(top) = self.top.filter(|top| value >= *top) {
            return format!("{top} or more");
        }
        match self.band {
            None => value.to_string(),
            Some(band) => {
                let start = (value / band).floor() * band;
                // A band that the ends cut is told as it is.
                let from = self.bottom.map_or(start, |bottom| start.max(bottom));
                let to = self.top.map_or(start + band, |top| (start + band).min(top));
                format!("{from} to below {to}")
            }
        }
    }

    /// What is wrong with it.
    pub(super) fn mistake(&self) -> Option<&'static str> {
        let is_number = |number: Option<f64>| number.is_none_or(f64::is_finite);
        if self
            .band
            .is_some_and(|band| !(band > 0.0 && band.is_finite()))
        {
            Some("expected a band of more than 0")
        } else if !is_number(self.bottom) || !is_number(self.top) {
            Some("expected numbers")
        } else if matches!((self.bottom, self.top), (Some(bottom), Some(top)) if bottom >= top) {
            Some("expected a bottom below the top")
        } else {
            None
        }
    }
}
