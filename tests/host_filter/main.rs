//! Host reads are found by a filter, counted, set aside, and written only when asked for.
//!
//! One test needs the shared data (`NUKA_SHARED`, default `../shared`); it says so when
//! skipped.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "a test may fail loudly and says when it is skipped"
)]

#[path = "../support/shared.rs"]
mod shared;
#[path = "../support/mod.rs"]
mod support;

mod finding;
mod made;
mod made_genome;
mod program;
mod sex;
mod swaps;
