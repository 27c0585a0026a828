//! What empty cells of a wide table of foods say.

use serde::Deserialize;

/// What empty cells of a wide table of foods say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
pub enum Blank {
    /// Nothing: the amount is not told.
    #[default]
    #[serde(rename = "not told")]
    NotTold,
    /// That the food was not eaten, in a row where anything is written.
    #[serde(rename = "not eaten")]
    NotEaten,
}
