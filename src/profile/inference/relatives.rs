//! Which species of a database share keys, and how many.
//!
//! A strain of one species holds some keys that the reference knows from a relative
//! only. How many it may be follows from how much the two references share.

use crate::database::NativeDatabase;
use crate::profile::evidence::ReferenceKeys;
use std::collections::BTreeMap;

/// Shares of keys in common, by species.
#[derive(Debug, Clone, Default)]
pub struct Relatives {
    /// For each species the relatives and the share of its keys that they have too.
    shared: Vec<Vec<(usize, f64)>>,
}

/// Of the share in common, at most this part of a species's own keys is found in a
/// strain of the relative.
const LEAK_OF_SHARED: f64 = 0.8;
const LEAST_LEAK: f64 = 0.002;
const MOST_LEAK: f64 = 0.25;

impl Relatives {
    /// Sums up the keys of the sets that species have in common.
    pub fn of(database: &NativeDatabase, reference: &ReferenceKeys) -> Self {
        let mut counts: BTreeMap<(usize, usize), u64> = BTreeMap::new();
        for (members, keys) in database.values().all_sets().zip(reference.set_keys()) {
            let places: Vec<usize> = members
                .iter()
                .filter_map(|&taxon| reference.place(taxon))
                .collect();
            for &one in &places {
                for &other in places.iter().filter(|&&other| other != one) {
                    *counts.entry((one, other)).or_default() += keys;
                }
            }
        }
        let mut shared = vec![Vec::new(); reference.species().len()];
        for ((one, other), keys) in counts {
            let all = database.facts()[reference.species()[one].index()].species_keys;
            shared[one].push((other, keys as f64 / all.max(1) as f64));
        }
        Self { shared }
    }

    /// The relatives of a species, each with the largest part of the species's own
    /// keys that a strain of the relative may hold.
    pub fn leaks(&self, place: usize) -> impl Iterator<Item = (usize, f64)> {
        self.shared[place]
            .iter()
            .map(|&(other, share)| (other, (LEAK_OF_SHARED * share + LEAST_LEAK).min(MOST_LEAK)))
    }
}
