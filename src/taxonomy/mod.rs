//! The tree of life as references name it: ranks, taxa, lineages.

pub mod rank;

pub use rank::Rank;
