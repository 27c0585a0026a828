//! Joining what the genomes have in one range of hash.

use super::super::spread::REPEATED;
use super::super::table::Key;
use super::super::values::{MOST_MEMBERS, SpeciesSet, common_ancestor, unit_of_genome};
use super::record::{KeyRecord, SetRecord};
use crate::taxonomy::{Taxon, Taxonomy};
use std::collections::HashMap;

/// The joined keys of a range.
pub(super) struct Joined {
    /// Ascending by hash. Values below the number of taxa are a taxon, others a set of
    /// `sets`.
    pub(super) keys: Vec<Key>,
    /// The sets of species, and keys of each.
    pub(super) sets: Vec<SetRecord>,
}

/// The keys of a range as they go into the table.
pub(super) struct Finished {
    pub(super) keys: Vec<Key>,
    /// Keys of sets that are not in the dictionary, by the ancestor that stands for them.
    pub(super) ancestor_keys: Vec<(Taxon, u64)>,
}

/// What is counted while keys are joined.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct JoinCounts {
    pub(super) keys: u64,
    /// Keys found in more than one species.
    pub(super) shared: u64,
    /// By taxon: keys whose value it is.
    pub(super) unique_keys: Vec<u64>,
    /// By taxon: keys of each species, shared or not.
    pub(super) species_keys: Vec<u64>,
}

impl JoinCounts {
    pub(super) fn new(taxonomy: &Taxonomy) -> Self {
        Self {
            keys: 0,
            shared: 0,
            unique_keys: vec![0; taxonomy.len()],
            species_keys: vec![0; taxonomy.len()],
        }
    }

    pub(super) fn add(&mut self, other: &Self) {
        self.keys += other.keys;
        self.shared += other.shared;
        let both = [
            (&mut self.unique_keys, &other.unique_keys),
            (&mut self.species_keys, &other.species_keys),
        ];
        for (all, others) in both {
            all.iter_mut()
                .zip(others)
                .for_each(|(all, more)| *all += more);
        }
    }
}

/// Joins the records of a range, which may come in any order.
pub(super) fn join(mut records: Vec<KeyRecord>, taxonomy: &Taxonomy) -> (Joined, JoinCounts) {
    records.sort_unstable();
    let mut counts = JoinCounts::new(taxonomy);
    let mut keys = Vec::with_capacity(records.len());
    let mut sets: Vec<SetRecord> = Vec::new();
    let mut numbers: HashMap<SpeciesSet, u32> = HashMap::new();
    let mut species: Vec<Taxon> = Vec::new();
    for group in records.chunk_by(|a, b| a.hash == b.hash) {
        let is_repeated = group.iter().any(|record| record.chunk == REPEATED);
        let chunk = if is_repeated {
            REPEATED
        } else {
            group[0].chunk
        };
        species.clear();
        let units = group
            .iter()
            .map(|record| unit_of_genome(taxonomy, record.taxon));
        species.extend(units);
        species.sort_unstable();
        species.dedup();
        counts.shared += u64::from(species.len() > 1);
        for taxon in &species {
            counts.species_keys[taxon.index()] += 1;
        }
        let value = if (2..=MOST_MEMBERS).contains(&species.len()) {
            let mut set = SpeciesSet::default();
            set[..species.len()].copy_from_slice(&species);
            let number = *numbers.entry(set).or_insert_with(|| {
                sets.push(SetRecord { set, keys: 0 });
                sets.len() as u32 - 1
            });
            sets[number as usize].keys += 1;
            taxonomy.len() as u32 + number
        } else {
            let ancestor = group.iter().fold(Taxon::NONE, |all, record| {
                taxonomy.lowest_common_ancestor(all, record.taxon)
            });
            counts.unique_keys[ancestor.index()] += 1;
            ancestor.index() as u32
        };
        keys.push(Key {
            hash: group[0].hash,
            value,
            chunk,
        });
    }
    counts.keys = keys.len() as u64;
    (Joined { keys, sets }, counts)
}

impl Joined {
    /// Turns the values of this range into those of the database, given the values of the
    /// sets of its dictionary.
    pub(super) fn finish(
        mut self,
        taxonomy: &Taxonomy,
        values: &HashMap<SpeciesSet, u32>,
    ) -> Finished {
        let mut ancestor_keys = Vec::new();
        let value = |record: &SetRecord| {
            values.get(&record.set).copied().unwrap_or_else(|| {
                let ancestor = common_ancestor(taxonomy, &record.set);
                ancestor_keys.push((ancestor, record.keys));
                ancestor.index() as u32
            })
        };
        let sets: Vec<u32> = self.sets.iter().map(value).collect();
        let taxa = taxonomy.len() as u32;
        for key in &mut self.keys {
            if let Some(set) = key.value.checked_sub(taxa) {
                key.value = sets[set as usize];
            }
        }
        Finished {
            keys: self.keys,
            ancestor_keys,
        }
    }
}
