//! How varied a diet is.
//!
//! Foods are related: two kinds of bean are less variety than a bean and a fish. A
//! tree of foods says how related ([`FoodTree`]); diversity over its branches follows
//! more of the microbiome than nutrients do (Johnson et al. 2019,
//! doi:10.1016/j.chom.2019.05.005).

mod measures;
mod tree;

pub use measures::{DietDiversity, diet_diversity};
pub use tree::FoodTree;

#[cfg(test)]
mod tests;
