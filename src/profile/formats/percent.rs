//! Shares as percent: what CAMI's and MetaPhlAn's tables hold.

use super::cells::MISSING;
use crate::error::{Error, ErrorKind, Result, excerpt};
use crate::profile::{Quantity, round_significant};

/// Percent of a share; six significant digits give the share back. Always with a
/// decimal point, for some readers take a column of whole numbers for counts, and never
/// with an exponent, which others do not know.
pub(super) fn render_percent(share: f64) -> String {
    let mut percent = round_significant(100.0 * share).to_string();
    if !percent.contains('.') {
        percent.push_str(".0");
    }
    percent
}

/// Percent of a share that may be missing.
pub(super) fn render_percent_or_missing(share: Option<f64>) -> String {
    share.map_or_else(|| MISSING.to_owned(), render_percent)
}

/// The share of a percentage.
pub(super) fn parse_percent(text: &str) -> Result<f64> {
    let percent = text.trim().parse().ok();
    let percent = percent.filter(|percent: &f64| (0.0..=101.0).contains(percent));
    match percent {
        Some(percent) => Ok(round_significant(percent / 100.0)),
        None => {
            let found = excerpt(text.as_bytes());
            let message = format!("found \"{found}\", expected percent from 0 to 100");
            Err(Error::new(ErrorKind::Malformed, message))
        }
    }
}

/// Says in a comment what the percentages are of.
pub(super) fn render_quantity(quantity: Quantity) -> String {
    let of = match quantity {
        Quantity::Reads => "reads",
        Quantity::SequenceShare => "all reads, unknown and host ones included",
        Quantity::TaxonomicShare => "all cells that are not host cells, unknown ones included",
    };
    format!("{}, percent of {of}", quantity.name())
}

/// The quantity such a comment tells.
pub(super) fn parse_quantity(text: &str) -> Option<Quantity> {
    Quantity::from_name(text.trim().split(',').next()?)
}
