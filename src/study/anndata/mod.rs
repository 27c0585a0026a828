//! A study as one HDF5 file in AnnData's layout.
//!
//! `X` holds the reads (or shares, as `uns/nuka/quantity` says), shape (observations,
//! taxa); `layers` further numbers of the taxa; `obs` the samples with the columns of
//! people, survey and markers; `var` the taxa; `obsm` foods and nutrients as data
//! frames; `uns/nuka` the account of the join, the units, the provenance and, of a
//! study of a cohort, purpose, plan and flow. Numbers that are missing are NaN, texts that are
//! missing have the category code -1. Layout: AnnData on-disk format 0.1.0
//! (Virshup 2024, doi:10.21105/joss.04371;
//! <https://anndata.readthedocs.io/en/stable/fileformat-prose.html>).
//!
//! The same study gives the same bytes: nothing records the time, and
//! everything is written in a fixed order.

mod element;
mod element_reader;
mod reader;
mod uns;
mod uns_cohort;
mod writer;

pub use reader::open_study;
pub use writer::{write_study, write_study_then};

use crate::error::{Error, ErrorKind};
use hdf5::FileBuilder;

/// The folder of the file that is nuka's own.
const OURS: &str = "nuka";

/// An error of the HDF5 library.
fn hdf5_error(doing: &str, error: &hdf5::Error) -> Error {
    Error::new(ErrorKind::Malformed, format!("cannot {doing}: {error}"))
}

/// Opens files without locking them.
///
/// A study is written under a temporary name that nobody else knows and only
/// read afterwards, so that locks protect nothing; but they fail on some network
/// disks, and outlive the file in child processes.
fn without_locks() -> FileBuilder {
    let mut builder = FileBuilder::new();
    builder.with_fapl(|access| access.file_locking(false));
    builder
}
