//! Tables that may be given away: made coarse, without ids, and refused where they
//! would still tell a person apart.

mod classes;
mod coding;
mod plan;
mod run;

#[cfg(test)]
mod tests;

pub use coding::Coding;
pub use plan::{ReleasePlan, ReleasedMarker};
pub use run::ReleaseReport;
