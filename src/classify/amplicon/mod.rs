#![doc = include_str!("method.md")]

mod distance;
mod novelty;
mod parameters;
mod placement;
mod search;

pub(crate) use distance::Comparer;
pub use parameters::{PlacementParameters, ValidPlacement};
pub use placement::{Placement, Placer, Query};
