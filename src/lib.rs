//! nuka turns gut sequencing reads and food records into evidence a person can
//! act on.
//!
//! The modules stand in the order in which data flow. A stage may use the
//! stages above it, never one below.

pub mod atomic_file;
pub mod block_gzip;
pub mod checksum;
pub mod error;
mod huge_pages;
mod plan_reader;
mod prefetch;
pub mod tabular;
pub mod text_table;
mod vectors;

pub mod taxonomy;

pub mod reads;

pub mod minimizer;

pub mod database;

pub mod classify;

pub mod profile;

pub mod checkup;

pub mod diet;

pub mod cohort;

pub mod study;

pub mod community;

pub mod learn;

pub mod simulate;

pub mod report;

pub mod demo;

pub use error::{Error, ErrorKind, Mistakes, Place, Result};

/// The README's library example is compiled and run like any other.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
