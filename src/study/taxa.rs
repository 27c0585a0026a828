//! The taxa of a study and the reads of each sample.

use super::sheet::StudyTaxon;
use crate::error::Result;
use crate::profile::{Entry, Profile, agreed_taxa};
use crate::taxonomy::Rank;
use ndarray::Array2;
use std::collections::{BTreeMap, BTreeSet};

/// The taxa believed to be in some profile, in order of taxid after the unknown
/// part, and the clade reads by (profile, taxon).
///
/// The host is no taxon. A taxon that is doubtful or rejected in every profile has
/// no reads and no column.
///
/// # Errors
/// Taxids that stand for different taxa in different profiles, all at once (the
/// first are listed).
pub(super) fn reads_by_taxon(profiles: &[&Profile]) -> Result<(Vec<StudyTaxon>, Array2<f64>)> {
    let mut taxa = agreed_taxa(profiles.iter().copied())?;
    let entries = profiles.iter().flat_map(|profile| profile.entries());
    let present: BTreeSet<u64> = entries
        .filter(|entry| entry.is_present())
        .map(|entry| entry.taxid)
        .collect();
    taxa.retain(|taxid, _| present.contains(taxid));

    let mut list = vec![StudyTaxon {
        taxid: 0,
        name: "unknown".to_owned(),
        rank: Rank::NoRank,
        lineage: String::new(),
    }];
    list.extend(taxa.values().map(|entry: &&Entry| StudyTaxon {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ErrorKind;
    use crate::profile::{Estimate, Host, Interval, Part, Status, Surroundings};

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

    #[test]
    fn host_and_doubtful_taxa_have_no_column() {
        let entry = |taxid, status, clade_reads| Entry {
            taxid,
            name: format!("t{taxid}"),
            rank: Rank::Species,
            lineage: format!("s__t{taxid}"),
            clade_reads,
            direct_reads: None,
            estimate: Some(Estimate {
                status,
                reason: String::new(),
                called_reads: 4,
                sequence_share: Interval::ZERO,
                taxonomic_share: None,
                ani: None,
                depth: None,
                breadth: None,
                breadth_expected: None,
                distinct_minimizers: 1,
                reference_minimizers: 9,
            }),
        };
        let host = Host {
            taxid: 9606,
            sex: None,
            part: Part {
                reads: 50,
                sequence_share: Interval::ZERO,
                taxonomic_share: None,
            },
        };
        let surroundings = Surroundings {
            host: Some(host),
            ..Surroundings::default()
        };
        let entries = vec![
            entry(7, Status::Present, 6),
            entry(8, Status::Doubtful, 0),
            entry(9, Status::Rejected, 0),
        ];
        let profile = Profile::with_surroundings("a", entries, 4, 60, surroundings).unwrap();
        let (taxa, reads) = reads_by_taxon(&[&profile]).unwrap();
        let taxids: Vec<u64> = taxa.iter().map(|taxon| taxon.taxid).collect();
        assert_eq!(taxids, [0, 7]);
        assert_eq!(reads, ndarray::array![[4.0, 6.0]]);
    }
}
