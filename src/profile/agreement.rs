//! Whether profiles mean the same taxa by the same taxids.

use super::{Entry, Profile};
use crate::error::{Error, ErrorKind, Mistakes, Result};
use std::collections::BTreeMap;

/// One entry for each taxid of some profiles, in order of taxid.
///
/// # Errors
/// Taxids that stand for another name, rank or lineage in another profile, all at
/// once (the first are listed, of the rest the number is told).
pub(crate) fn agreed_taxa<'a>(
    profiles: impl IntoIterator<Item = &'a Profile>,
) -> Result<BTreeMap<u64, &'a Entry>> {
    let mut taxa: BTreeMap<u64, (&Entry, &str)> = BTreeMap::new();
    let mut mistakes = Mistakes::new();
    for profile in profiles {
        for entry in profile.entries() {
            let (known, sample) = *taxa.entry(entry.taxid).or_insert((entry, profile.sample()));
            if !same_taxon(known, entry) {
                mistakes.push(disagreement(known, sample, entry, profile.sample()));
            }
        }
    }
    mistakes.finish()?;
    let taxa = taxa.into_iter();
    Ok(taxa.map(|(taxid, (entry, _))| (taxid, entry)).collect())
}

fn same_taxon(one: &Entry, other: &Entry) -> bool {
    one.rank == other.rank && one.name == other.name && one.lineage == other.lineage
}

fn disagreement(known: &Entry, sample: &str, entry: &Entry, other: &str) -> Error {
    let describe = |entry: &Entry| format!("{} {} ({})", entry.rank, entry.name, entry.lineage);
    Error::new(
        ErrorKind::Mismatch,
        format!(
            "taxid {} is {} in sample {sample}, but {} in sample {other}",
            entry.taxid,
            describe(known),
            describe(entry)
        ),
    )
    .mend("make all profiles with one and the same reference")
}
