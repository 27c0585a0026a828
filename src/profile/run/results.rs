//! What the tables of a run are made from.

use super::MadeWith;
use crate::profile::Profile;

/// The profiles of a run with the metadata of their samples.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RunResults<'a> {
    /// The profiles, in order of sample id.
    pub profiles: &'a [Profile],
    /// The names of the metadata columns, in the order of the sheet.
    pub metadata_columns: &'a [String],
    /// The metadata of each profile's sample, by column; empty where the sheet says
    /// nothing.
    pub metadata: &'a [Vec<String>],
    /// With what samples were profiled; several where runs were joined.
    pub made_with: &'a [MadeWith],
}
