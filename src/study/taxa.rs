//! The taxa of a study and the reads of each sample.

use super::sheet::StudyTaxon;
use crate::error::{Error, ErrorKind, Result};
use crate::profile::{Entry, Profile};
use crate::taxonomy::Rank;
use ndarray::Array2;
use std::collections::BTreeMap;

/// So many disagreements are listed; the rest is counted.
const MOST_LISTED: usize = 20;

/// All taxa of some profiles, in order of taxid after the unknown part, and the
/// clade reads by (profile, taxon).
///
/// # Errors
/// Taxids that stand for different taxa in different profiles, all at once (the
/// first twenty are listed).
pub(super) fn reads_by_taxon(profiles: &[&Profile]) -> Result<(Vec<StudyTaxon>, Array2<f64>)> {
    let mut taxa: BTreeMap<u64, (&Entry, &str)> = BTreeMap::new();
    let mut errors = Vec::new();
    let mut unlisted = 0_usize;
    for profile in profiles {
        for entry in profile.entries() {
            let (known, sample) = *taxa.entry(entry.taxid).or_insert((entry, profile.sample()));
            if same_taxon(known, entry) {
                continue;
            } else if errors.len() < MOST_LISTED {
                errors.push(disagreement(known, sample, entry, profile.sample()));
            } else {
                unlisted += 1;
            }
        }
    }
    if unlisted > 0 {
        errors.push(Error::new(
            ErrorKind::Mismatch,
            format!("and {unlisted} more taxids that stand for different taxa"),
        ));
    }
    if let Some(error) = Error::gather(errors) {
        return Err(error);
    }

    let mut list = vec![StudyTaxon {
        taxid: 0,
        name: "unknown".to_owned(),
        rank: Rank::NoRank,
        lineage: String::new(),
    }];
    list.extend(taxa.values().map(|(entry, _)| StudyTaxon {
        taxid: entry.taxid,
        name: entry.name.clone(),
        rank: entry.rank,
        lineage: entry.lineage.clone(),
    }));
    let places: BTreeMap<u64, usize> = list
        .iter()
        .enumerate()
        .map(|(place, taxon)| (taxon.taxid, place))
        .collect();
    let mut reads = Array2::zeros((profiles.len(), list.len()));
    for (row, profile) in profiles.iter().enumerate() {
        reads[[row, 0]] = profile.unclassified_reads() as f64;
        for entry in profile.entries() {
            if let Some(&place) = places.get(&entry.taxid) {
                reads[[row, place]] = entry.clade_reads as f64;
            }
        }
    }
    Ok((list, reads))
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

#[cfg(test)]
mod tests {
    use super::*;

    fn profile(sample: &str, name: &str, clade_reads: u64) -> Profile {
        let entry = Entry {
            taxid: 7,
            name: name.to_owned(),
            rank: Rank::Genus,
            lineage: format!("g__{name}"),
            clade_reads,
            direct_reads: None,
            estimate: None,
        };
        Profile::new(sample, vec![entry], 2, 2 + clade_reads).unwrap()
    }

    #[test]
    fn the_unknown_part_is_a_taxon_of_its_own() {
        let (a, b) = (profile("a", "x", 5), profile("b", "x", 0));
        let (taxa, reads) = reads_by_taxon(&[&a, &b]).unwrap();
        assert_eq!(taxa[0].taxid, 0);
        assert_eq!(reads, ndarray::array![[2.0, 5.0], [2.0, 0.0]]);
    }

    #[test]
    fn profiles_of_different_references_are_refused() {
        let (a, b) = (profile("a", "x", 5), profile("b", "y", 5));
        let error = reads_by_taxon(&[&a, &b]).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Mismatch);
    }
}
