//! A tree of foods.

use crate::diet::composition::FoodTable;
use std::collections::{BTreeSet, HashMap};

/// A tree of foods: groups, kinds within groups, foods. Every branch has the length 1,
/// as the steps of a classification have no other.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct FoodTree {
    /// The parent of each node; the root is not among them.
    parents: Vec<Option<usize>>,
    children: HashMap<(Option<usize>, String), usize>,
    leaves: HashMap<String, usize>,
}

impl FoodTree {
    /// The tree of a composition table: its groups, then the parts of the names of
    /// foods from the general to the particular.
    pub fn of_table(table: &FoodTable) -> Self {
        let mut tree = Self::default();
        for food in table.foods() {
            tree.add(&food.code, &food.lineage());
        }
        tree
    }

    /// Adds a food with its place, from the most general group to its own name.
    pub fn add(&mut self, code: &str, lineage: &[&str]) {
        let mut node = None;
        for step in lineage {
            let key = (node, (*step).to_string());
            let next = self.parents.len();
            let place = *self.children.entry(key).or_insert(next);
            if place == next {
                self.parents.push(node);
            }
            node = Some(place);
        }
        if let Some(leaf) = node {
            self.leaves.insert(code.to_string(), leaf);
        }
    }

    /// Whether a food is in the tree.
    pub fn contains(&self, code: &str) -> bool {
        self.leaves.contains_key(code)
    }

    /// The branches between the root and any of the foods, each counted once: Faith's
    /// diversity (1992, doi:10.1016/0006-3207(92)91201-3). Foods that are not in the
    /// tree have none.
    pub fn branches<'a>(&self, codes: impl IntoIterator<Item = &'a str>) -> usize {
        let mut branches = BTreeSet::new();
        for code in codes {
            let mut node = self.leaves.get(code).copied();
            while let Some(place) = node {
                if !branches.insert(place) {
                    break;
                }
                node = self.parents[place];
            }
        }
        branches.len()
    }
}
