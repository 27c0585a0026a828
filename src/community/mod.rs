//! Counts are compositions: only the ratios of their parts mean anything.
//!
//! Reads of a sample sum to the depth of its sequencing, which says nothing of
//! the gut. The centred log-ratio (Aitchison 1982,
//! doi:10.1111/j.2517-6161.1982.tb01195.x) keeps exactly the ratios: each part
//! against the geometric mean of all parts of its sample. Logarithms know no
//! zero, so what was done to zeros is returned with the numbers ([`ZeroLog`]).
//!
//! All tables have shape (samples, parts).
//!
//! ```
//! use ndarray::array;
//! use nuka::community::{ZeroPolicy, clr, replace_zeros};
//!
//! let counts = array![[8.0, 2.0, 0.0], [4.0, 4.0, 4.0]];
//! let (positive, log) = replace_zeros(counts.view(), ZeroPolicy::PseudoCount(0.5))?;
//! let ratios = clr(positive.view())?;
//! assert_eq!(log.zeros, 1);
//! assert!(ratios.row(0).sum().abs() < 1e-12);
//! assert!(ratios.row(1).iter().all(|ratio| ratio.abs() < 1e-12));
//! # Ok::<(), nuka::Error>(())
//! ```

mod closure;
mod log_ratio;
mod zeros;

pub use closure::close;
pub use log_ratio::clr;
pub use zeros::{ZeroLog, ZeroPolicy, replace_zeros};

use crate::error::{Error, ErrorKind};

/// The error of one cell, counted from 0 in the table, from 1 for the reader.
fn cell_error(row: usize, column: usize, value: f64, expected: &str) -> Error {
    Error::new(
        ErrorKind::Malformed,
        format!("part {}: found {value}, expected {expected}", column + 1),
    )
    .at_record(row as u64 + 1, "")
}
