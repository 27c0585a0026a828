//! The taxa of a sample as a tree.

use super::lineage_steps::{Step, lineage_steps};
use super::{Entry, Profile};
use crate::error::{Error, ErrorKind, Mistakes, Result};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// A taxon in its place in the tree.
#[derive(Debug, Clone, PartialEq)]
pub struct Clade<'a> {
    /// The taxon.
    pub entry: &'a Entry,
    /// Steps below the root's children: 0 for domains.
    pub depth: usize,
    /// Reads of the taxon that no taxon below it has.
    pub direct_reads: u64,
}

/// The taxa with reads at the eight levels, each after the one above it, those
/// with most reads first.
///
/// Taxa between the levels have no place: their lineages do not say what is below
/// them. Their reads stay with the level above.
#[derive(Debug, Clone, PartialEq)]
pub struct CladeTree<'a> {
    clades: Vec<Clade<'a>>,
    unplaced_reads: u64,
}

impl Profile {
    /// The tree that the lineages make of the taxa.
    ///
    /// # Errors
    /// All at once: a lineage that does not end with its taxon's level, one lineage
    /// of two taxa, taxa with more reads than the one above them.
    pub fn clade_tree(&self) -> Result<CladeTree<'_>> {
        CladeTree::of(self)
    }
}

impl<'a> CladeTree<'a> {
    fn of(profile: &'a Profile) -> Result<Self> {
        let mut mistakes = Mistakes::new();
        let sample = profile.sample();
        let mut paths: BTreeMap<Vec<Step<'a>>, &'a Entry> = BTreeMap::new();
        for entry in profile.entries().iter().filter(|entry| has_place(entry)) {
            let steps = lineage_steps(&entry.lineage);
            if steps.last().map(|step| step.level) != entry.rank.level() {
                mistakes.push(no_place(entry).at_record_name(sample));
            } else if let Some(other) = paths.insert(steps, entry) {
                mistakes.push(one_lineage(other, entry).at_record_name(sample));
            }
        }
        let mut children: BTreeMap<Option<u64>, Vec<&Entry>> = BTreeMap::new();
        for (path, entry) in &paths {
            let above = (0..path.len())
                .rev()
                .find_map(|end| paths.get(&path[..end]));
            let parent = above.map(|above| above.taxid);
            children.entry(parent).or_default().push(entry);
        }
        for below in children.values_mut() {
            below.sort_by_key(|entry| (Reverse(entry.clade_reads), entry.taxid));
        }
        let direct = |parent: Option<&Entry>, mistakes: &mut Mistakes| {
            let all = parent.map_or(profile.classified_reads(), |parent| parent.clade_reads);
            let below = children.get(&parent.map(|parent| parent.taxid));
            let below = below.into_iter().flatten();
            let below = below.fold(0_u64, |sum, entry| sum.saturating_add(entry.clade_reads));
            all.checked_sub(below).unwrap_or_else(|| {
                mistakes.push(too_many(parent, all, below).at_record_name(sample));
                0
            })
        };
        let unplaced_reads = direct(None, &mut mistakes);
        let mut clades = Vec::new();
        let top = children.get(&None).into_iter().flatten().rev();
        let mut waiting: Vec<(&Entry, usize)> = top.map(|entry| (*entry, 0)).collect();
        while let Some((entry, depth)) = waiting.pop() {
            clades.push(Clade {
                entry,
                depth,
                direct_reads: direct(Some(entry), &mut mistakes),
            });
            let below = children.get(&Some(entry.taxid)).into_iter().flatten();
            waiting.extend(below.rev().map(|entry| (*entry, depth + 1)));
        }
        mistakes.finish()?;
        Ok(Self {
            clades,
            unplaced_reads,
        })
    }

    /// The taxa, each after the one above it.
    pub fn clades(&self) -> &[Clade<'a>] {
        &self.clades
    }

    /// Classified reads that no taxon of the tree has.
    pub fn unplaced_reads(&self) -> u64 {
        self.unplaced_reads
    }
}

fn has_place(entry: &Entry) -> bool {
    entry.clade_reads > 0 && entry.rank.level().is_some()
}

fn no_place(entry: &Entry) -> Error {
    let message = format!(
        "found the lineage \"{}\" of the {} {}, expected it to end there",
        entry.lineage, entry.rank, entry.name
    );
    Error::new(ErrorKind::Malformed, message)
        .at_field("lineage")
        .mend("give lineages as d__Domain;...;s__Species")
}

fn one_lineage(one: &Entry, other: &Entry) -> Error {
    let message = format!(
        "taxids {} and {} have one lineage, {}",
        one.taxid, other.taxid, other.lineage
    );
    Error::new(ErrorKind::Duplicate, message).at_field("lineage")
}

fn too_many(parent: Option<&Entry>, all: u64, below: u64) -> Error {
    let parent = parent.map_or("the root", |parent| parent.name.as_str());
    let message = format!("{below} reads below {parent}, which has {all}");
    Error::new(ErrorKind::Mismatch, message).at_field("reads")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::taxonomy::Rank;

    fn entry(taxid: u64, rank: Rank, lineage: &str, clade_reads: u64) -> Entry {
        Entry {
            taxid,
            name: format!("t{taxid}"),
            rank,
            lineage: lineage.to_owned(),
            clade_reads,
            direct_reads: None,
            estimate: None,
        }
    }

    #[test]
    fn taxa_stand_below_the_nearest_listed_one_and_those_with_most_reads_first() {
        let entries = vec![
            entry(2, Rank::Domain, "d__A", 50),
            entry(3, Rank::Species, "d__A;p__none;g__B;s__C", 10),
            entry(4, Rank::Genus, "d__A;p__none;g__B", 15),
            entry(5, Rank::Genus, "d__A;g__D", 20),
            entry(6, Rank::Species, "d__A;g__D;s__E", 0),
            entry(7, Rank::Strain, "d__A;g__D;s__E", 3),
        ];
        let profile = Profile::new("s", entries, 40, 100).unwrap();
        let tree = profile.clade_tree().unwrap();
        let told: Vec<(u64, usize, u64)> = tree
            .clades()
            .iter()
            .map(|clade| (clade.entry.taxid, clade.depth, clade.direct_reads))
            .collect();
        assert_eq!(told, [(2, 0, 15), (5, 1, 20), (4, 1, 5), (3, 2, 10)]);
        assert_eq!(tree.unplaced_reads(), 10);
    }

    #[test]
    fn all_that_makes_no_tree_is_told() {
        let entries = vec![
            entry(2, Rank::Genus, "g__A", 5),
            entry(3, Rank::Genus, "g__A", 4),
            entry(4, Rank::Species, "g__A", 2),
            entry(5, Rank::Species, "g__A;s__B", 9),
        ];
        let profile = Profile::new("s", entries, 0, 20).unwrap();
        let error = profile.clade_tree().unwrap_err();
        assert_eq!(error.all().count(), 3, "{error}");
    }
}
