//! What a check found.

use serde::Serialize;

/// How grave a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Gravity {
    /// The store is wrong.
    Mistake,
    /// A person should look at it.
    Doubt,
    /// It is good to know.
    Note,
}

/// Something that was found, with a few examples.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CheckFinding {
    /// How grave it is.
    pub gravity: Gravity,
    /// The subject: integrity, plausibility, completeness or consent.
    pub subject: &'static str,
    /// What was found.
    pub text: &'static str,
    /// How often.
    pub count: u64,
    /// The first cases, in order.
    pub examples: Vec<String>,
}

impl CheckFinding {
    /// The most cases that are named.
    pub const MOST_EXAMPLES: usize = 5;
}
