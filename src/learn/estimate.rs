//! A number, or the reason why there is none.

use serde::{Deserialize, Serialize};

/// A statistic that was estimated, or could not be and why.
///
/// As JSON `{"value": 0.12}` or `{"not_estimable": "no covariates in the plan"}`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Estimate {
    /// The number.
    Value(f64),
    /// Why there is none.
    NotEstimable(String),
}

impl Estimate {
    /// The number, if there is one.
    pub fn value(&self) -> Option<f64> {
        match self {
            Self::Value(value) => Some(*value),
            Self::NotEstimable(_) => None,
        }
    }
}
