//! A small tree with sets of species, for the tests of what reads values.

use super::values::{SpeciesSet, ValueTable};
use crate::taxonomy::{LineageTree, Taxon, Taxonomy};

/// Genus `G` with species `a`, `b`, `c`, genus `H` with `d`; sets {a, b} and {a, c}.
pub(crate) struct Small {
    pub(crate) taxonomy: Taxonomy,
    pub(crate) values: ValueTable,
}

pub(crate) fn small() -> Small {
    let mut lineages = LineageTree::new();
    for lineage in ["g__G;s__a", "g__G;s__b", "g__G;s__c", "g__H;s__d"] {
        lineages.add(lineage, None).unwrap();
    }
    let taxonomy = lineages.build().unwrap();
    let named = |name: &str| {
        taxonomy
            .taxa()
            .find(|&taxon| taxonomy.name(taxon) == name)
            .unwrap()
    };
    let set = |names: [&str; 2]| {
        let mut set = SpeciesSet::default();
        let (x, y) = (named(names[0]), named(names[1]));
        (set[0], set[1]) = (x.min(y), x.max(y));
        set
    };
    let sets = vec![set(["a", "b"]), set(["a", "c"])];
    let species = ["a", "b", "c", "d"].map(named);
    let values = ValueTable::new(&taxonomy, sets, &species);
    Small { taxonomy, values }
}

impl Small {
    pub(crate) fn name(&self, taxon: Taxon) -> &str {
        self.taxonomy.name(taxon)
    }

    /// The value of a taxon, by name.
    pub(crate) fn value(&self, name: &str) -> u32 {
        let taxon = self
            .taxonomy
            .taxa()
            .find(|&taxon| self.name(taxon) == name)
            .unwrap();
        taxon.index() as u32
    }

    /// The value of a set, by the names of its species.
    pub(crate) fn set(&self, names: [&str; 2]) -> u32 {
        let wanted = names.map(|name| Taxon::from_index(self.value(name)));
        (0..)
            .map(|number| self.taxonomy.len() as u32 + number)
            .find(|&value| {
                self.values
                    .set(value)
                    .unwrap()
                    .iter()
                    .all(|taxon| wanted.contains(taxon))
            })
            .unwrap()
    }
}
