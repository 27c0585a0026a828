//! The cohort store as a whole: the program on public cohorts, checked cell by cell
//! against their tables, and what a killed import leaves behind.
//!
//! The data are kept beside the project: `NUKA_SHARED` names their folder (default
//! `../shared`). Without it the tests say that they were skipped.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "what fails in a helper fails its test, and skipping is said aloud"
)]

#[allow(dead_code, reason = "the tests of tables write more kinds of it")]
#[path = "../../src/tabular/made_workbook.rs"]
mod made_workbook;
#[allow(dead_code, reason = "other tests compare bytes with it")]
#[path = "../support/program.rs"]
mod program;
#[path = "../support/shared.rs"]
mod shared;

// The workbooks look for it one level up.
use nuka::tabular::column_letters;

mod barplot;
mod combo;
mod diary;
mod dietswap;
mod dirty_tables;
mod fhir;
mod hmp2;
mod killed;
mod questionnaire;
mod seasons;
mod store;
