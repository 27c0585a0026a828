//! The tree of what is present in a sample, from the lineages of its taxa.

use crate::profile::{Entry, Profile};
use crate::taxonomy::Level;
use std::collections::BTreeMap;

/// The levels of the rings, from the centre.
pub(super) const RINGS: [Level; 7] = [
    Level::Domain,
    Level::Phylum,
    Level::Class,
    Level::Order,
    Level::Family,
    Level::Genus,
    Level::Species,
];

/// One step of a lineage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Name<'a> {
    /// Its level, one of [`RINGS`].
    pub(super) level: Level,
    /// Its name.
    pub(super) name: &'a str,
}

/// A taxon with what is below it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Branch<'a> {
    /// The taxon.
    pub(super) name: Name<'a>,
    /// Its reads, those below it included.
    pub(super) reads: u64,
    /// What is below it, most reads first.
    pub(super) branches: Vec<Branch<'a>>,
}

/// The named levels down to a taxon, itself last. Steps that are no
/// `letter__name` of a ring are left out.
pub(super) fn path(entry: &Entry) -> Vec<Name<'_>> {
    let step = |text: &'_ str| -> Option<(char, usize)> {
        let (letter, _) = text.split_once("__")?;
        let mut letters = letter.chars();
        let first = letters.next()?;
        letters
            .next()
            .is_none()
            .then_some((first, letter.len() + 2))
    };
    let mut path: Vec<Name<'_>> = Vec::new();
    for text in entry.lineage.split(';').map(str::trim) {
        let Some((letter, skipped)) = step(text) else {
            continue;
        };
        let level = |level: &Level| level.letter().to_ascii_lowercase() == letter;
        let name = &text[skipped..];
        if let Some(level) = RINGS.into_iter().find(|ring| level(ring))
            && !name.is_empty()
        {
            path.push(Name { level, name });
        }
    }
    if let Some(level) = entry.rank.level().filter(|level| RINGS.contains(level))
        && path.last().is_none_or(|last| last.level != level)
    {
        let name = entry.name.as_str();
        path.push(Name { level, name });
    }
    path
}

/// The tree of the present taxa.
///
/// Reads that are known to a genus only end at the genus. Where lineages are
/// missing, so that taxa above and below cannot be told to belong together, the
/// tree holds species alone: no read is drawn twice.
pub(super) fn tree(profile: &Profile) -> Vec<Branch<'_>> {
    let rings = |entry: &&Entry| {
        let level = entry.rank.level();
        level.is_some_and(|level| RINGS.contains(&level)) && entry.is_present()
    };
    let present: Vec<&Entry> = profile.entries().iter().filter(rings).collect();
    let whole = grow(present.iter().copied());
    let reads: u64 = whole
        .iter()
        .fold(0, |sum, branch| sum.saturating_add(branch.reads));
    if reads <= profile.classified_reads() {
        return whole;
    }
    let species = |entry: &&Entry| entry.rank.level() == Some(Level::Species);
    grow(present.into_iter().filter(species))
}

fn grow<'a>(entries: impl Iterator<Item = &'a Entry>) -> Vec<Branch<'a>> {
    let mut reads_of: BTreeMap<Vec<Name<'a>>, u64> = BTreeMap::new();
    for entry in entries {
        let reads = reads_of.entry(path(entry)).or_default();
        *reads = reads.saturating_add(entry.clade_reads);
    }
    let mut roots = Vec::new();
    for (path, reads) in reads_of {
        add(&mut roots, &path, reads);
    }
    settle(&mut roots);
    roots
}

fn add<'a>(branches: &mut Vec<Branch<'a>>, path: &[Name<'a>], reads: u64) {
    let Some((&name, below)) = path.split_first() else {
        return;
    };
    let index = match branches.iter().position(|branch| branch.name == name) {
        Some(index) => index,
        None => {
            branches.push(Branch {
                name,
                reads: 0,
                branches: Vec::new(),
            });
            branches.len() - 1
        }
    };
    match below {
        [] => branches[index].reads = reads,
        _ => add(&mut branches[index].branches, below, reads),
    }
}

/// A branch has at least the reads of what is below it; most reads come first.
fn settle(branches: &mut [Branch<'_>]) {
    for branch in branches.iter_mut() {
        settle(&mut branch.branches);
        let below = branch.branches.iter();
        let below = below.fold(0, |sum: u64, branch| sum.saturating_add(branch.reads));
        branch.reads = branch.reads.max(below);
    }
    branches.sort_by(|a, b| b.reads.cmp(&a.reads).then_with(|| a.name.cmp(&b.name)));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::taxonomy::Rank;

    fn entry(taxid: u64, rank: Rank, lineage: &str, clade_reads: u64) -> Entry {
        Entry {
            taxid,
            name: format!("taxon {taxid}"),
            rank,
            lineage: lineage.to_owned(),
            clade_reads,
            direct_reads: None,
            estimate: None,
        }
    }

    #[test]
    fn a_lineage_without_the_taxon_itself_ends_with_its_name() {
        let entry = entry(3, Rank::Species, "d__B;k__K;g__G;odd;s__", 1);
        let names: Vec<&str> = path(&entry).iter().map(|name| name.name).collect();
        assert_eq!(names, ["B", "G", "taxon 3"]);
    }

    #[test]
    fn reads_known_to_a_genus_only_end_there() {
        let entries = vec![
            entry(1, Rank::Genus, "d__B;g__G", 10),
            entry(2, Rank::Species, "d__B;g__G;s__a", 3),
            entry(3, Rank::Species, "d__B;g__G;s__b", 4),
        ];
        let profile = Profile::new("s", entries, 0, 10).unwrap();
        let tree = tree(&profile);
        assert_eq!((tree[0].name.name, tree[0].reads), ("B", 10));
        let genus = &tree[0].branches[0];
        let below: Vec<(&str, u64)> = genus
            .branches
            .iter()
            .map(|b| (b.name.name, b.reads))
            .collect();
        assert_eq!(below, [("b", 4), ("a", 3)]);
    }

    #[test]
    fn without_lineages_no_read_is_drawn_twice() {
        let entries = vec![
            entry(1, Rank::Genus, "", 10),
            entry(2, Rank::Species, "", 3),
            entry(3, Rank::Species, "", 7),
        ];
        let profile = Profile::new("s", entries, 2, 12).unwrap();
        let tree = tree(&profile);
        assert_eq!(tree.iter().map(|branch| branch.reads).sum::<u64>(), 10);
        assert!(
            tree.iter()
                .all(|branch| branch.name.level == Level::Species)
        );
    }
}
