//! The tree itself.

use super::{Level, Rank};
use crate::error::{Error, ErrorKind, Result};
use std::collections::HashMap;

/// A taxon of one [`Taxonomy`], by its place in the tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Taxon(u32);

impl Taxon {
    /// No taxon.
    pub const NONE: Taxon = Taxon(0);
    /// The root of every tree.
    pub const ROOT: Taxon = Taxon(1);

    /// From its number in the tree.
    #[inline]
    pub fn from_index(index: u32) -> Self {
        Self(index)
    }

    /// Its number in the tree.
    #[inline]
    pub fn index(self) -> usize {
        self.0 as usize
    }

    /// Whether this is a taxon at all.
    #[inline]
    pub fn is_some(self) -> bool {
        self.0 != 0
    }
}

/// One taxon as read, before it has a place in the tree.
#[derive(Debug, Clone)]
pub(crate) struct TaxonRow {
    pub(crate) taxid: u64,
    pub(crate) parent: u64,
    pub(crate) rank: Rank,
    pub(crate) name: String,
}

/// A rooted tree of taxa with names, ranks and taxids.
///
/// Indices: 0 is a placeholder for "no taxon", 1 the root; `parent < child`;
/// siblings are contiguous.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taxonomy {
    parents: Vec<u32>,
    first_children: Vec<u32>,
    child_counts: Vec<u32>,
    taxids: Vec<u64>,
    ranks: Vec<Rank>,
    names: String,
    /// `names[name_ends[i - 1]..name_ends[i]]` is the name of taxon `i`.
    name_ends: Vec<usize>,
    /// Depth-first entry and exit numbers: `a` is an ancestor of `b` iff
    /// `enter[a] <= enter[b] < leave[a]`.
    enter: Vec<u32>,
    leave: Vec<u32>,
    by_taxid: HashMap<u64, u32>,
}

/// Most taxa a tree may hold: indices are 32-bit.
const MOST_TAXA: usize = u32::MAX as usize - 1;

/// No real taxonomy is nearly as deep; reports walk the tree recursively.
const DEEPEST: u32 = 1_000;

impl Taxonomy {
    /// Numbers rows breadth-first from the root, siblings by ascending taxid.
    ///
    /// The rows must form one tree: exactly one row is its own parent, every
    /// parent is present and no taxid occurs twice (the readers check this with
    /// line numbers).
    pub(crate) fn from_rows(rows: &[TaxonRow]) -> Result<Self> {
        if rows.len() > MOST_TAXA {
            return Err(Error::new(
                ErrorKind::Unsupported,
                "more than 4 billion taxa",
            ));
        }
        let mut children: HashMap<u64, Vec<usize>> = HashMap::new();
        let mut root = None;
        for (index, row) in rows.iter().enumerate() {
            if row.taxid == row.parent {
                root = Some(index);
            } else {
                children.entry(row.parent).or_default().push(index);
            }
        }
        let root = root.ok_or_else(|| {
            Error::new(
                ErrorKind::Missing,
                "the tree has no root (a taxon that is its own parent)",
            )
        })?;
        for list in children.values_mut() {
            list.sort_unstable_by_key(|&index| rows[index].taxid);
        }
        // (row, parent's place); the vector is both the queue and the result.
        let mut order: Vec<(usize, u32)> = vec![(root, 0)];
        let mut place = 0;
        while place < order.len() {
            let (row, _) = order[place];
            if let Some(list) = children.get(&rows[row].taxid) {
                order.extend(list.iter().map(|&child| (child, place as u32 + 1)));
            }
            place += 1;
        }
        let mut nodes = TreeParts::with_capacity(order.len() + 1);
        nodes.push(0, 0, Rank::NoRank, "");
        for &(row, parent) in &order {
            let row = &rows[row];
            nodes.push(parent, row.taxid, row.rank, &row.name);
        }
        nodes.finish()
    }

    /// Number of taxa, with the placeholder 0.
    pub fn len(&self) -> usize {
        self.parents.len()
    }

    /// Whether there is nothing but the placeholder.
    pub fn is_empty(&self) -> bool {
        self.parents.len() <= 1
    }

    /// All taxa, root first.
    pub fn taxa(&self) -> impl Iterator<Item = Taxon> + '_ {
        (1..self.parents.len() as u32).map(Taxon)
    }

    /// The parent; [`Taxon::NONE`] above the root.
    #[inline]
    pub fn parent(&self, taxon: Taxon) -> Taxon {
        Taxon(self.parents[taxon.index()])
    }

    /// The children, in ascending index.
    pub fn children(&self, taxon: Taxon) -> impl ExactSizeIterator<Item = Taxon> + use<> {
        let first = self.first_children[taxon.index()];
        (first..first + self.child_counts[taxon.index()]).map(Taxon)
    }

    /// The taxid; 0 for no taxon.
    #[inline]
    pub fn taxid(&self, taxon: Taxon) -> u64 {
        self.taxids[taxon.index()]
    }

    /// The rank.
    pub fn rank(&self, taxon: Taxon) -> Rank {
        self.ranks[taxon.index()]
    }

    /// The scientific name; empty where the source gives none.
    pub fn name(&self, taxon: Taxon) -> &str {
        let index = taxon.index();
        let start = index
            .checked_sub(1)
            .map_or(0, |before| self.name_ends[before]);
        &self.names[start..self.name_ends[index]]
    }

    /// The taxon of a taxid.
    pub fn find(&self, taxid: u64) -> Option<Taxon> {
        self.by_taxid.get(&taxid).map(|&index| Taxon(index))
    }

    /// Whether `above` is `below` or one of its ancestors. No taxon is related to none.
    #[inline]
    pub fn is_ancestor(&self, above: Taxon, below: Taxon) -> bool {
        let entry = self.enter[below.index()];
        above.is_some()
            && below.is_some()
            && self.enter[above.index()] <= entry
            && entry < self.leave[above.index()]
    }

    /// The lowest taxon that has both below it; with [`Taxon::NONE`], the other one.
    #[inline]
    pub fn lowest_common_ancestor(&self, a: Taxon, b: Taxon) -> Taxon {
        if !a.is_some() || !b.is_some() {
            return Taxon(a.0 | b.0);
        }
        let (mut a, mut b) = (a, b);
        while a != b {
            if a > b {
                a = self.parent(a);
            } else {
                b = self.parent(b);
            }
        }
        a
    }

    /// The taxon and its ancestors, up to the root.
    pub fn lineage(&self, taxon: Taxon) -> impl Iterator<Item = Taxon> + '_ {
        let mut next = taxon;
        std::iter::from_fn(move || {
            let here = next;
            next = self.parent(here);
            here.is_some().then_some(here)
        })
    }

    /// The taxon itself or its nearest ancestor at a level.
    pub fn at_level(&self, taxon: Taxon, level: Level) -> Option<Taxon> {
        self.lineage(taxon)
            .find(|&above| self.rank(above).level() == Some(level))
    }

    /// The lineage in GTDB style, main ranks only: `d__Bacteria;p__...;s__...`.
    pub fn lineage_text(&self, taxon: Taxon) -> String {
        let mut parts: Vec<String> = self
            .lineage(taxon)
            .filter_map(|above| {
                let letter = self.rank(above).level()?.letter().to_ascii_lowercase();
                Some(format!("{letter}__{}", self.name(above)))
            })
            .collect();
        parts.reverse();
        parts.join(";")
    }
}

/// The columns of a tree while it is being filled in index order.
#[derive(Debug)]
pub(super) struct TreeParts {
    parents: Vec<u32>,
    taxids: Vec<u64>,
    ranks: Vec<Rank>,
    names: String,
    name_ends: Vec<usize>,
}

impl TreeParts {
    pub(super) fn with_capacity(taxa: usize) -> Self {
        Self {
            parents: Vec::with_capacity(taxa),
            taxids: Vec::with_capacity(taxa),
            ranks: Vec::with_capacity(taxa),
            names: String::new(),
            name_ends: Vec::with_capacity(taxa),
        }
    }

    pub(super) fn push(&mut self, parent: u32, taxid: u64, rank: Rank, name: &str) {
        self.parents.push(parent);
        self.taxids.push(taxid);
        self.ranks.push(rank);
        self.names.push_str(name);
        self.name_ends.push(self.names.len());
    }

    /// Checks the numbering and derives children and depth-first numbers.
    pub(super) fn finish(self) -> Result<Taxonomy> {
        let count = self.parents.len();
        let broken = |message: String| Err(Error::new(ErrorKind::Malformed, message));
        if !(2..=MOST_TAXA).contains(&count) {
            return broken(format!(
                "{} taxa in the tree, expected at least a root",
                count.saturating_sub(1)
            ));
        }
        if self.parents[1] != 0 {
            return broken("the root has a parent".to_string());
        }
        let mut first_children = vec![0_u32; count];
        let mut child_counts = vec![0_u32; count];
        let mut by_taxid = HashMap::with_capacity(count);
        by_taxid.insert(self.taxids[1], 1);
        for index in 2..count {
            let parent = self.parents[index] as usize;
            if parent == 0 || parent >= index {
                return broken(format!(
                    "taxon {} (number {index}) has parent number {parent}; a parent must come before its children",
                    self.taxids[index]
                ));
            }
            if child_counts[parent] == 0 {
                first_children[parent] = index as u32;
            } else if first_children[parent] + child_counts[parent] != index as u32 {
                return broken(format!(
                    "the children of taxon {} do not stand side by side",
                    self.taxids[parent]
                ));
            }
            child_counts[parent] += 1;
            if by_taxid.insert(self.taxids[index], index as u32).is_some() {
                return Err(Error::new(
                    ErrorKind::Duplicate,
                    format!("taxid {} occurs twice in the tree", self.taxids[index]),
                ));
            }
        }
        let mut depths = vec![0_u32; count];
        for index in 2..count {
            depths[index] = depths[self.parents[index] as usize] + 1;
            if depths[index] > DEEPEST {
                return broken(format!(
                    "taxon {} stands more than {DEEPEST} levels below the root",
                    self.taxids[index]
                ));
            }
        }
        let mut sizes = vec![1_u32; count];
        for index in (2..count).rev() {
            sizes[self.parents[index] as usize] += sizes[index];
        }
        let mut enter = vec![0_u32; count];
        let mut leave = vec![0_u32; count];
        // The place where the next child of each taxon enters.
        let mut next = vec![1_u32; count];
        for index in 1..count {
            let parent = self.parents[index] as usize;
            enter[index] = next[parent];
            leave[index] = enter[index] + sizes[index];
            next[parent] = leave[index];
            next[index] = enter[index] + 1;
        }
        Ok(Taxonomy {
            parents: self.parents,
            first_children,
            child_counts,
            taxids: self.taxids,
            ranks: self.ranks,
            names: self.names,
            name_ends: self.name_ends,
            enter,
            leave,
            by_taxid,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn row(taxid: u64, parent: u64) -> TaxonRow {
        TaxonRow {
            taxid,
            parent,
            rank: Rank::NoRank,
            name: format!("t{taxid}"),
        }
    }

    /// A random tree: taxon `i` hangs below some earlier taxon.
    fn trees() -> impl Strategy<Value = Taxonomy> {
        proptest::collection::vec(any::<u32>(), 0..60).prop_map(|choices| {
            let mut rows = vec![row(1, 1)];
            for (index, choice) in choices.iter().enumerate() {
                let parent = rows[*choice as usize % rows.len()].taxid;
                rows.push(row(index as u64 + 2, parent));
            }
            Taxonomy::from_rows(&rows).unwrap()
        })
    }

    fn ancestors(tree: &Taxonomy, taxon: Taxon) -> Vec<Taxon> {
        tree.lineage(taxon).collect()
    }

    proptest! {
        #[test]
        fn ancestor_test_agrees_with_climbing(tree in trees()) {
            for a in tree.taxa() {
                for b in tree.taxa() {
                    prop_assert_eq!(tree.is_ancestor(a, b), ancestors(&tree, b).contains(&a));
                }
            }
        }

        #[test]
        fn lowest_common_ancestor_agrees_with_sets(tree in trees()) {
            for a in tree.taxa() {
                for b in tree.taxa() {
                    let above_b = ancestors(&tree, b);
                    let slow = ancestors(&tree, a).into_iter().find(|t| above_b.contains(t));
                    let fast = tree.lowest_common_ancestor(a, b);
                    prop_assert_eq!(Some(fast), slow);
                    prop_assert_eq!(fast, tree.lowest_common_ancestor(b, a));
                }
            }
        }
    }

    #[test]
    fn none_is_the_neutral_element_of_the_common_ancestor() {
        let tree = Taxonomy::from_rows(&[row(1, 1), row(5, 1)]).unwrap();
        let five = tree.find(5).unwrap();
        assert_eq!(tree.lowest_common_ancestor(Taxon::NONE, five), five);
        assert_eq!(tree.lowest_common_ancestor(five, Taxon::NONE), five);
        assert!(!tree.is_ancestor(Taxon::NONE, Taxon::NONE));
    }

    #[test]
    fn siblings_are_numbered_by_taxid_and_stand_side_by_side() {
        let tree =
            Taxonomy::from_rows(&[row(9, 1), row(1, 1), row(3, 9), row(4, 1), row(2, 9)]).unwrap();
        let order: Vec<u64> = tree.taxa().map(|taxon| tree.taxid(taxon)).collect();
        assert_eq!(order, [1, 4, 9, 2, 3]);
        let children: Vec<u64> = tree
            .children(tree.find(9).unwrap())
            .map(|taxon| tree.taxid(taxon))
            .collect();
        assert_eq!(children, [2, 3]);
    }
}
