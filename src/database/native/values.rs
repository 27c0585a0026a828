//! What a value of the table means: one taxon, or a small set of species.
//!
//! A key found in a single species has that species (or a taxon inside it) as
//! its value. A key found in two to four species has, where that set is frequent
//! enough to stand in the dictionary, the set; else the lowest common ancestor.
//! Sets keep apart what an ancestor merges: a read with keys of {A, B} and
//! {A, C} is A's, while two ancestors say only "some of these".

use crate::error::{Error, ErrorKind, Result};
use crate::taxonomy::{Level, Taxon, Taxonomy};

/// Most species of a set.
pub(super) const MOST_MEMBERS: usize = 4;

/// A set of two to four species, ascending, padded with no taxon.
pub(super) type SpeciesSet = [Taxon; MOST_MEMBERS];

/// Decodes values.
#[derive(Debug, Clone)]
pub struct ValueTable {
    taxa: u32,
    sets: Vec<SpeciesSet>,
    /// The lowest common ancestor of each set.
    ancestors: Vec<Taxon>,
    /// The species (or what stands for one) that each taxon lies in.
    units: Vec<Taxon>,
}

/// The species a genome's taxon lies in, or the taxon itself where there is none.
pub(super) fn unit_of_genome(taxonomy: &Taxonomy, taxon: Taxon) -> Taxon {
    taxonomy.at_level(taxon, Level::Species).unwrap_or(taxon)
}

impl ValueTable {
    /// From the dictionary of sets and the species of the database.
    pub(super) fn new(taxonomy: &Taxonomy, sets: Vec<SpeciesSet>, species: &[Taxon]) -> Self {
        let ancestors = sets
            .iter()
            .map(|set| common_ancestor(taxonomy, set))
            .collect();
        let mut units = vec![Taxon::NONE; taxonomy.len()];
        for &unit in species {
            units[unit.index()] = unit;
        }
        for taxon in taxonomy.taxa() {
            if !units[taxon.index()].is_some() {
                units[taxon.index()] = units[taxonomy.parent(taxon).index()];
            }
        }
        Self {
            taxa: taxonomy.len() as u32,
            sets,
            ancestors,
            units,
        }
    }

    /// The taxon of a value; of a set, the lowest common ancestor of its species.
    #[inline]
    pub fn taxon(&self, value: u32) -> Taxon {
        if value < self.taxa {
            return Taxon::from_index(value);
        }
        self.ancestors
            .get((value - self.taxa) as usize)
            .copied()
            .unwrap_or_default()
    }

    /// The species of a set, ascending; `None` for a taxon.
    #[inline]
    pub fn set(&self, value: u32) -> Option<&[Taxon]> {
        let set = &self.sets[self.set_number(value)?];
        let length = set.iter().take_while(|taxon| taxon.is_some()).count();
        Some(&set[..length])
    }

    /// The place of a set in the dictionary; `None` for a taxon.
    #[inline]
    pub fn set_number(&self, value: u32) -> Option<usize> {
        let place = value.checked_sub(self.taxa)? as usize;
        (place < self.sets.len()).then_some(place)
    }

    /// The members of the sets of the dictionary, in its order.
    pub fn all_sets(&self) -> impl Iterator<Item = &[Taxon]> {
        (self.taxa..).map_while(|value| self.set(value))
    }

    /// The species a taxon lies in; [`Taxon::NONE`] for taxa above species.
    #[inline]
    pub fn species(&self, taxon: Taxon) -> Taxon {
        self.units[taxon.index()]
    }

    /// Number of sets in the dictionary.
    pub fn sets(&self) -> usize {
        self.sets.len()
    }

    /// The largest value in use.
    pub(super) fn largest(&self) -> u32 {
        self.taxa - 1 + self.sets.len() as u32
    }
}

/// The lowest common ancestor of the species of a set.
pub(super) fn common_ancestor(taxonomy: &Taxonomy, set: &SpeciesSet) -> Taxon {
    set.iter().fold(Taxon::NONE, |all, &taxon| {
        taxonomy.lowest_common_ancestor(all, taxon)
    })
}

pub(super) fn write_sets(sets: &[SpeciesSet]) -> Vec<u8> {
    let members = sets.iter().flatten();
    members
        .flat_map(|taxon| (taxon.index() as u32).to_le_bytes())
        .collect()
}

pub(super) fn read_sets(bytes: &[u8], taxonomy: &Taxonomy) -> Result<Vec<SpeciesSet>> {
    let broken = || {
        Error::new(
            ErrorKind::Malformed,
            "the dictionary of species sets is malformed",
        )
    };
    let (words, rest) = bytes.as_chunks::<4>();
    let (sets, odd) = words.as_chunks::<MOST_MEMBERS>();
    if !rest.is_empty() || !odd.is_empty() {
        return Err(broken());
    }
    sets.iter()
        .map(|set| {
            let set = set.map(|word| Taxon::from_index(u32::from_le_bytes(word)));
            let known = set.iter().all(|taxon| taxon.index() < taxonomy.len());
            if known && set[0].is_some() && set[1].is_some() {
                Ok(set)
            } else {
                Err(broken())
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::database::native::tests_support::small;
    use crate::taxonomy::LineageTree;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn any_sets_are_refused_or_can_be_decoded(
            words in proptest::collection::vec(0_u32..12, 0..24),
            rest in proptest::collection::vec(any::<u8>(), 0..4),
            value in any::<u32>(),
        ) {
            let tree = small().taxonomy;
            let mut bytes: Vec<u8> = words.iter().flat_map(|word| word.to_le_bytes()).collect();
            bytes.extend(rest);
            if let Ok(sets) = read_sets(&bytes, &tree) {
                let species: Vec<Taxon> = tree.taxa().collect();
                let values = ValueTable::new(&tree, sets, &species);
                for value in (0..40).chain([value]) {
                    prop_assert!(values.taxon(value).index() < tree.len());
                    prop_assert!(values.set(value).is_none_or(|set| set.len() >= 2));
                }
            }
        }
    }

    #[test]
    fn values_decode_to_taxa_sets_and_species() {
        let mut lineages = LineageTree::new();
        for (lineage, taxid) in [("g__A;s__a;t__1", 11), ("g__A;s__b", 12), ("g__B", 20)] {
            lineages.add(lineage, Some(taxid)).unwrap();
        }
        let tree = lineages.build().unwrap();
        let taxon = |taxid| tree.find(taxid).unwrap();
        let a = unit_of_genome(&tree, taxon(11));
        let (b, genus_b) = (
            unit_of_genome(&tree, taxon(12)),
            unit_of_genome(&tree, taxon(20)),
        );
        assert_eq!(tree.name(a), "a");
        assert_eq!(genus_b, taxon(20));
        let mut set = [Taxon::NONE; 4];
        (set[0], set[1]) = (a.min(b), a.max(b));
        let values = ValueTable::new(&tree, vec![set], &[a, b, genus_b]);
        let value = tree.len() as u32;
        assert_eq!(tree.name(values.taxon(value)), "A");
        assert_eq!(values.set(value).unwrap(), &set[..2]);
        assert_eq!(values.set(3), None);
        assert_eq!(values.species(taxon(11)), a);
        assert_eq!(values.species(tree.parent(a)), Taxon::NONE);
        assert_eq!(values.taxon(value + 1), Taxon::NONE);
        let bytes = write_sets(&[set]);
        assert_eq!(read_sets(&bytes, &tree).unwrap(), [set]);
        assert!(read_sets(&bytes[1..], &tree).is_err());
    }
}
