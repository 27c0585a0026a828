//! The taxa of samples.

mod counts;
mod formats;
mod host_sex;
mod incoming;
mod lineages;
mod parts;
mod written_lineage;

use super::desk::Desk;
use super::mapping::Mapping;
use super::profile_form::ProfileLayout;
use super::rows::Table;
use crate::error::Result;
use incoming::ProfileDesk;
use lineages::Lineages;
use std::path::Path;

/// Puts the profiles of one file or folder. `table` is there for count tables.
pub(super) fn put(
    mapping: &Mapping,
    path: &Path,
    lineages: Option<&Path>,
    table: Option<&Table<'_>>,
    desk: &mut Desk<'_>,
) -> Result<()> {
    let Some(form) = &mapping.profile else {
        return Ok(());
    };
    let lineages = Lineages::open(form, lineages)?;
    let mut profiles = ProfileDesk::open(desk, form)?;
    match (form.layout, table) {
        (ProfileLayout::Nuka, _) => formats::put_nuka(path, &mut profiles, desk),
        (ProfileLayout::Metaphlan, _) => formats::put_metaphlan(path, &mut profiles, desk),
        (ProfileLayout::Biom, _) => formats::put_biom(path, &mut profiles, desk),
        (ProfileLayout::Counts, Some(table)) => {
            counts::put(table, form, &lineages, &mut profiles, desk)
        }
        (ProfileLayout::Counts, None) => Ok(()),
    }
}
