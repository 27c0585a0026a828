//! Reads by the species they may come from.
//!
//! Most reads point to one species. The others form few classes: reads with the
//! same candidates that match them equally well are alike, and only their number is
//! kept. The classes are what expectation-maximisation works on (as in kallisto:
//! Bray 2016, doi:10.1038/nbt.3519), so its cost does not grow with the reads.

use crate::classify::Call;
use crate::database::native::ValueTable;
use crate::taxonomy::Taxon;
use std::collections::BTreeMap;
use std::collections::HashMap;

/// How well a read matches a species is kept in this many steps: the share of its
/// looked-up minimizers that may be the species's, from 0 to `MATCH_STEPS`.
pub const MATCH_STEPS: usize = 24;

/// Candidates that match this many minimizers fewer than the best are no candidates.
const WIDEST_GAP: u32 = 3;
/// Most candidates of a class; a read that may come from more says too little to tell them apart.
const MOST_CANDIDATES: usize = 8;

/// The candidates of a class: species and match step, ascending by species.
pub type Candidates = Vec<(Taxon, u8)>;

/// Numbers of classified reads by their candidates.
#[derive(Debug, Clone, Default)]
pub struct ReadClasses {
    /// Reads with a single candidate, by species and match step.
    singles: Vec<[u64; MATCH_STEPS + 1]>,
    groups: HashMap<Candidates, u64>,
    /// Reads that no species is a candidate of, by the taxon they were called to.
    above: HashMap<Taxon, u64>,
    candidates: Candidates,
}

impl ReadClasses {
    /// None yet, for a tree of this many taxa.
    pub fn new(taxa: usize) -> Self {
        Self {
            singles: vec![[0; MATCH_STEPS + 1]; taxa],
            ..Self::default()
        }
    }

    /// Adds a read with its call.
    #[inline]
    pub fn add(&mut self, call: &Call<'_>, values: &ValueTable) {
        if !call.is_classified() {
            return;
        }
        find_candidates(call, values, &mut self.candidates);
        match self.candidates[..] {
            [] => *self.above.entry(call.taxon).or_default() += 1,
            [(species, step)] => self.singles[species.index()][usize::from(step)] += 1,
            _ => match self.groups.get_mut(&self.candidates) {
                Some(count) => *count += 1,
                None => {
                    self.groups.insert(self.candidates.clone(), 1);
                }
            },
        }
    }

    /// Adds what another thread found.
    pub fn merge(&mut self, other: ReadClasses) {
        for (mine, theirs) in self.singles.iter_mut().zip(other.singles) {
            mine.iter_mut()
                .zip(theirs)
                .for_each(|(mine, theirs)| *mine += theirs);
        }
        for (candidates, count) in other.groups {
            *self.groups.entry(candidates).or_default() += count;
        }
        for (taxon, count) in other.above {
            *self.above.entry(taxon).or_default() += count;
        }
    }

    /// Reads whose only candidate is the species, by match step.
    pub fn singles(&self, species: Taxon) -> &[u64; MATCH_STEPS + 1] {
        &self.singles[species.index()]
    }

    /// Reads with several candidates, in order of candidates.
    pub fn groups(&self) -> Vec<(&Candidates, u64)> {
        let mut groups: Vec<_> = self
            .groups
            .iter()
            .map(|(key, &count)| (key, count))
            .collect();
        groups.sort_unstable();
        groups
    }

    /// Reads without candidates, by the taxon they were called to.
    pub fn above(&self) -> BTreeMap<Taxon, u64> {
        self.above
            .iter()
            .map(|(&taxon, &count)| (taxon, count))
            .collect()
    }
}

/// The candidates of a classified read, into `candidates`.
pub(crate) fn find_candidates(call: &Call<'_>, values: &ValueTable, candidates: &mut Candidates) {
    candidates.clear();
    let best = call
        .candidates
        .iter()
        .map(|candidate| candidate.minimizers)
        .max();
    let Some(best) = best else { return };
    let called = values.species(call.taxon);
    let looked_up = call.looked_up.max(1);
    let near = call.candidates.iter().filter(|candidate| {
        candidate.minimizers + WIDEST_GAP >= best
            // One lone k-mer is chance as soon as another species has more.
            && (candidate.minimizers >= 2 || best == 1 || candidate.species == called)
    });
    for candidate in near {
        let step = (MATCH_STEPS as u32 * candidate.minimizers + looked_up / 2) / looked_up;
        candidates.push((candidate.species, step as u8));
    }
    if candidates.len() > MOST_CANDIDATES {
        candidates.clear();
    }
    candidates.sort_unstable();
}
