//! Samples by taxa at one level, as arrays.

use super::{Bound, Entry, Profile, Quantity};
use crate::taxonomy::{Level, Rank};
use ndarray::{Array1, Array2, ArrayView1, ArrayView2};
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// One taxon of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LevelTaxon<'a> {
    /// The taxon's id in its reference.
    pub taxid: u64,
    /// The taxon's name.
    pub name: &'a str,
    /// The taxon's rank.
    pub rank: Rank,
    /// The named levels down to the taxon; may be empty.
    pub lineage: &'a str,
}

/// The taxa of one level that are believed to be in some sample, and their numbers
/// in all: rows are samples, columns taxa in order of taxid.
///
/// A taxon that is not in a sample, or only doubtful or rejected there, has 0. NaN
/// stands for what is not known: taxonomic shares without genome lengths, bounds of
/// shares of a source that only counts reads, shares of a sample without reads. An
/// array is filled when it is first asked for.
#[derive(Debug)]
pub struct LevelTable<'a> {
    level: Level,
    profiles: Vec<&'a Profile>,
    taxa: Vec<LevelTaxon<'a>>,
    reads: OnceLock<Array2<f64>>,
    sequence_shares: [OnceLock<Array2<f64>>; 3],
    taxonomic_shares: [OnceLock<Array2<f64>>; 3],
    unknown: [OnceLock<Array1<f64>>; 3],
    host: [OnceLock<Array1<f64>>; 3],
    unplaced: [OnceLock<Array1<f64>>; 3],
}

impl Profile {
    /// This sample alone by taxa at one level, as arrays of one row.
    pub fn at(&self, level: Level) -> LevelTable<'_> {
        LevelTable::of([self], level)
    }
}

impl<'a> LevelTable<'a> {
    /// The profiles must mean the same taxa by the same taxids.
    pub(super) fn of(profiles: impl IntoIterator<Item = &'a Profile>, level: Level) -> Self {
        let profiles: Vec<&Profile> = profiles.into_iter().collect();
        let present = profiles.iter().flat_map(|profile| profile.present(level));
        let taxa: BTreeMap<u64, &Entry> = present.map(|entry| (entry.taxid, entry)).collect();
        let taxa = taxa.into_values().map(|entry| LevelTaxon {
            taxid: entry.taxid,
            name: &entry.name,
            rank: entry.rank,
            lineage: &entry.lineage,
        });
        Self {
            level,
            taxa: taxa.collect(),
            profiles,
            reads: OnceLock::new(),
            sequence_shares: Default::default(),
            taxonomic_shares: Default::default(),
            unknown: Default::default(),
            host: Default::default(),
            unplaced: Default::default(),
        }
    }

    /// The level.
    pub fn level(&self) -> Level {
        self.level
    }

    /// The samples' ids, in order of the rows.
    pub fn samples(&self) -> impl ExactSizeIterator<Item = &'a str> {
        self.profiles.iter().map(|profile| profile.sample())
    }

    /// The taxa, in order of the columns.
    pub fn taxa(&self) -> &[LevelTaxon<'a>] {
        &self.taxa
    }

    /// Reads at the taxon or below it.
    pub fn reads(&self) -> ArrayView2<'_, f64> {
        self.values(Quantity::Reads, Bound::Estimate)
    }

    /// Fractions of all reads of a sample.
    pub fn sequence_share(&self, bound: Bound) -> ArrayView2<'_, f64> {
        self.values(Quantity::SequenceShare, bound)
    }

    /// Fractions of all cells of a sample that are not the host's.
    pub fn taxonomic_share(&self, bound: Bound) -> ArrayView2<'_, f64> {
        self.values(Quantity::TaxonomicShare, bound)
    }

    /// Any number of the taxa; reads are the same at every bound.
    pub fn values(&self, quantity: Quantity, bound: Bound) -> ArrayView2<'_, f64> {
        let array = match quantity {
            Quantity::Reads => &self.reads,
            Quantity::SequenceShare => &self.sequence_shares[bound as usize],
            Quantity::TaxonomicShare => &self.taxonomic_shares[bound as usize],
        };
        array.get_or_init(|| self.fill(quantity, bound)).view()
    }

    /// A number of the unknown part of each sample.
    pub fn unknown(&self, quantity: Quantity) -> ArrayView1<'_, f64> {
        self.column(&self.unknown[quantity as usize], |profile| {
            profile.unknown_value(quantity)
        })
    }

    /// A number of the host in each sample; NaN where it was not looked for.
    pub fn host(&self, quantity: Quantity) -> ArrayView1<'_, f64> {
        self.column(&self.host[quantity as usize], |profile| {
            profile.host_value(quantity)
        })
    }

    /// A number of what is classified, but to no taxon of the level.
    pub fn unplaced(&self, quantity: Quantity) -> ArrayView1<'_, f64> {
        self.column(&self.unplaced[quantity as usize], |profile| {
            profile.unplaced_value(self.level, quantity)
        })
    }

    fn fill(&self, quantity: Quantity, bound: Bound) -> Array2<f64> {
        let mut array = Array2::zeros((self.profiles.len(), self.taxa.len()));
        for (row, profile) in self.profiles.iter().enumerate() {
            let nothing = profile.nothing(quantity, bound).unwrap_or(f64::NAN);
            array.row_mut(row).fill(nothing);
            for entry in profile.present(self.level) {
                let place = self.taxa.binary_search_by_key(&entry.taxid, |t| t.taxid);
                if let Ok(column) = place {
                    let value = profile.value(entry, quantity, bound);
                    array[[row, column]] = value.unwrap_or(f64::NAN);
                }
            }
        }
        array
    }

    fn column<'b>(
        &'b self,
        place: &'b OnceLock<Array1<f64>>,
        value: impl Fn(&Profile) -> Option<f64>,
    ) -> ArrayView1<'b, f64> {
        place
            .get_or_init(|| {
                let values = self.profiles.iter().map(|profile| value(profile));
                values.map(|value| value.unwrap_or(f64::NAN)).collect()
            })
            .view()
    }
}

#[cfg(test)]
mod tests {
    use super::super::ProfileSet;
    use super::super::made_profiles::{Detail, made_profile};
    use super::*;

    fn set(details: &[Detail]) -> ProfileSet {
        let profiles = details
            .iter()
            .zip(0..)
            .map(|(detail, seed)| made_profile(&format!("s{seed}"), *detail, 11 + seed));
        ProfileSet::new(profiles.collect()).unwrap()
    }

    #[test]
    fn every_cell_is_what_its_profile_says() {
        let set = set(&[Detail::AllShares; 4]);
        let mut compared = 0;
        for level in Level::ALL {
            let table = set.at(level);
            for (row, profile) in set.iter().enumerate() {
                for (column, taxon) in table.taxa().iter().enumerate() {
                    let mut entries = profile.entries().iter();
                    let entry = entries.find(|entry| entry.taxid == taxon.taxid);
                    let estimate = entry.filter(|entry| entry.is_present());
                    let estimate = estimate.and_then(|entry| entry.estimate.as_ref());
                    let high = estimate.map_or(0.0, |told| told.sequence_share.high);
                    let low = estimate.and_then(|told| told.taxonomic_share);
                    let low = low.map_or(0.0, |share| share.low);
                    let reads = entry.map_or(0, |entry| entry.clade_reads);
                    assert_eq!(table.reads()[[row, column]], reads as f64);
                    assert_eq!(table.sequence_share(Bound::High)[[row, column]], high);
                    assert_eq!(table.taxonomic_share(Bound::Low)[[row, column]], low);
                    compared += usize::from(reads > 0);
                }
            }
        }
        assert!(compared > 50, "{compared}");
    }

    #[test]
    fn reads_of_taxa_and_parts_are_all_reads() {
        let set = set(&[Detail::Counts, Detail::SequenceShares, Detail::AllShares]);
        for level in Level::ALL {
            let table = set.at(level);
            let hosts = table.host(Quantity::Reads);
            for (row, profile) in set.iter().enumerate() {
                let host = if hosts[row].is_nan() { 0.0 } else { hosts[row] };
                let sum = table.reads().row(row).sum()
                    + table.unknown(Quantity::Reads)[row]
                    + table.unplaced(Quantity::Reads)[row]
                    + host;
                assert_eq!(sum, profile.total_reads() as f64);
                assert_eq!(
                    profile.at(level).reads().sum(),
                    table.reads().row(row).sum()
                );
            }
        }
    }

    #[test]
    fn what_is_not_known_is_not_a_number() {
        let set = set(&[Detail::Counts, Detail::AllShares]);
        let table = set.at(Level::Species);
        assert!(!table.taxa().is_empty());
        assert!(
            table
                .taxonomic_share(Bound::Estimate)
                .row(0)
                .iter()
                .all(|v| v.is_nan())
        );
        assert!(
            table
                .sequence_share(Bound::Low)
                .row(0)
                .iter()
                .all(|v| v.is_nan())
        );
        assert!(
            table
                .sequence_share(Bound::Estimate)
                .iter()
                .all(|v| !v.is_nan())
        );
        assert!(
            table
                .taxonomic_share(Bound::Low)
                .row(1)
                .iter()
                .all(|v| !v.is_nan())
        );
        assert!(table.unknown(Quantity::TaxonomicShare)[0].is_nan());
    }
}
