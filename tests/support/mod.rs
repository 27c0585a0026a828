//! What the tests of the whole program share: a small world of genomes, reads
//! and databases, and a way to run the program and look at what it did.

#![allow(
    dead_code,
    reason = "each test binary uses the part it needs of these modules"
)]

pub(crate) mod compress;
pub(crate) mod genomes;
pub(crate) mod kraken2_files;
pub(crate) mod kraken2_tree;
pub(crate) mod lab;
pub(crate) mod outcome;
