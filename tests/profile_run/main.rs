//! Runs over many samples: interrupted, resumed, failed, merged, verified.
//!
//! The profiler of these tests counts reads by their first base; what is tested is
//! the run around it.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "the helpers of a test fail as a test does"
)]

#[path = "../support/mod.rs"]
mod support;

mod failures;
mod killed;
mod marks;
mod merge;
mod resume;
mod world;
