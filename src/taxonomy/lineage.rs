//! GTDB-style lineages: `d__Bacteria;p__Bacteroidota;...;s__Bacteroides uniformis`.

use super::{Level, Rank, TaxonRow, Taxonomy};
use crate::error::{Error, ErrorKind, Result};
use std::collections::{BTreeMap, HashMap, HashSet};
use xxhash_rust::xxh3::xxh3_64;

/// Made taxids lie in 1,000,000,000 ..= 2,147,483,646: above NCBI's, within 31 bits
/// so that every tool that reads reports can hold them.
const FIRST_MADE: u64 = 1_000_000_000;
const MADE_SPAN: u64 = (1 << 31) - 1 - FIRST_MADE;

/// A tree grown from lineages.
///
/// Taxa without a taxid of their own get one made from a hash of their path, so
/// it stays the same when other lineages are added and in whatever order.
#[derive(Debug, Clone, Default)]
pub struct LineageTree {
    /// Path (`d__A;p__B`) to the taxid given for it, if any.
    nodes: BTreeMap<String, Option<u64>>,
}

/// One step of a lineage.
struct Step<'a> {
    rank: Rank,
    order: usize,
    name: &'a str,
}

impl LineageTree {
    /// An empty tree.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a lineage; `taxid` is that of its last step. Returns the path that
    /// names the last step in [`taxid_of`](Self::taxid_of).
    ///
    /// # Errors
    /// When a step has no known prefix or no name, stands out of order, or the
    /// same lineage was added with another taxid.
    pub fn add(&mut self, lineage: &str, taxid: Option<u64>) -> Result<String> {
        let steps = parse_steps(lineage)?;
        let mut path = String::new();
        for step in &steps {
            if !path.is_empty() {
                path.push(';');
            }
            path.push(prefix(step.rank));
            path.push_str("__");
            path.push_str(step.name);
            self.nodes.entry(path.clone()).or_insert(None);
        }
        if let (Some(taxid), Some(known)) = (taxid, self.nodes.get_mut(&path)) {
            match *known {
                Some(other) if other != taxid => {
                    return Err(Error::new(
                        ErrorKind::Mismatch,
                        format!("lineage `{lineage}` has taxid {taxid} here and {other} elsewhere"),
                    )
                    .at_field("taxid")
                    .mend("give one taxid to one lineage"));
                }
                _ => *known = Some(taxid),
            }
        }
        Ok(path)
    }

    /// The tree.
    ///
    /// # Errors
    /// When one taxid was given to two lineages, or the lineages are empty.
    pub fn build(&self) -> Result<Taxonomy> {
        if self.nodes.is_empty() {
            return Err(Error::new(
                ErrorKind::Missing,
                "no lineages to make a taxonomy from",
            ));
        }
        let taxids = self.taxids()?;
        let mut rows = vec![TaxonRow {
            taxid: 1,
            parent: 1,
            rank: Rank::NoRank,
            name: "root".into(),
        }];
        for path in self.nodes.keys() {
            let (above, last) = path.rsplit_once(';').unwrap_or(("", path));
            let name = last.get(3..).unwrap_or_default().to_string();
            rows.push(TaxonRow {
                taxid: taxids[path.as_str()],
                parent: taxids.get(above).copied().unwrap_or(1),
                rank: last
                    .chars()
                    .next()
                    .and_then(rank_of)
                    .unwrap_or(Rank::NoRank),
                name,
            });
        }
        Taxonomy::from_rows(&rows)
    }

    /// The taxid of a path returned by [`add`](Self::add).
    ///
    /// # Errors
    /// As [`build`](Self::build), or when the path was never added.
    pub fn taxid_of(&self, path: &str) -> Result<u64> {
        self.taxids()?.get(path).copied().ok_or_else(|| {
            Error::new(
                ErrorKind::Missing,
                format!("lineage `{path}` was not added"),
            )
        })
    }

    /// Given taxids first, then made ones; a collision moves to the next free number,
    /// in the order of the paths.
    pub(crate) fn taxids(&self) -> Result<HashMap<&str, u64>> {
        let mut used: HashSet<u64> = HashSet::from([1]);
        let mut taxids = HashMap::with_capacity(self.nodes.len());
        for (path, given) in &self.nodes {
            if let Some(taxid) = *given {
                if !used.insert(taxid) {
                    return Err(Error::new(
                        ErrorKind::Duplicate,
                        format!("taxid {taxid} is given to `{path}` and to another lineage (1 is the root's)"),
                    )
                    .at_field("taxid"));
                }
                taxids.insert(path.as_str(), taxid);
            }
        }
        for (path, given) in &self.nodes {
            if given.is_none() {
                let mut offset = xxh3_64(path.as_bytes()) % MADE_SPAN;
                while !used.insert(FIRST_MADE + offset) {
                    offset = (offset + 1) % MADE_SPAN;
                }
                taxids.insert(path.as_str(), FIRST_MADE + offset);
            }
        }
        Ok(taxids)
    }
}

fn parse_steps(lineage: &str) -> Result<Vec<Step<'_>>> {
    let malformed = |message: String| {
        Error::new(ErrorKind::Malformed, message)
            .at_field("lineage")
            .mend("write d__Domain;p__Phylum;c__Class;o__Order;f__Family;g__Genus;s__Species")
    };
    let mut steps: Vec<Step<'_>> = Vec::new();
    let mut ended = false;
    for text in lineage
        .split(';')
        .map(str::trim)
        .filter(|text| !text.is_empty())
    {
        let parsed = text.split_once("__").and_then(|(letter, name)| {
            let mut letters = letter.chars();
            let rank = rank_of(letters.next()?)?;
            letters.next().is_none().then_some((rank, name.trim()))
        });
        let (rank, name) = parsed.ok_or_else(|| malformed(format!("found step `{text}`")))?;
        if name.is_empty() {
            // GTDB writes `g__;s__` where the lineage is not known further down.
            ended = true;
            continue;
        }
        if ended {
            return Err(malformed(format!(
                "step `{text}` follows a step without a name"
            )));
        }
        let order = order_of(rank);
        if steps.last().is_some_and(|last| last.order >= order) {
            return Err(malformed(format!("step `{text}` stands out of order")));
        }
        steps.push(Step { rank, order, name });
    }
    if steps.is_empty() {
        return Err(malformed(format!(
            "found `{lineage}`, which names no taxon"
        )));
    }
    Ok(steps)
}

fn rank_of(letter: char) -> Option<Rank> {
    if letter == 't' {
        return Some(Rank::Strain);
    }
    Level::ALL
        .into_iter()
        .find(|level| level.letter().to_ascii_lowercase() == letter)
        .map(Level::rank)
}

fn order_of(rank: Rank) -> usize {
    rank.level()
        .map_or(Level::ALL.len(), |level| level as usize)
}

fn prefix(rank: Rank) -> char {
    rank.level()
        .map_or('t', |level| level.letter().to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn made_taxids_do_not_depend_on_order_or_company() {
        let a = "d__Bacteria;g__A;s__A x";
        let b = "d__Bacteria;g__B;s__B y";
        let mut one = LineageTree::new();
        let path = one.add(a, None).unwrap();
        let alone = one.taxid_of(&path).unwrap();
        let mut two = LineageTree::new();
        two.add(b, None).unwrap();
        two.add(a, None).unwrap();
        assert_eq!(two.taxid_of(&path).unwrap(), alone);
        assert!((FIRST_MADE..1 << 31).contains(&alone));
    }

    #[test]
    fn same_names_under_different_parents_are_different_taxa() {
        let mut lineages = LineageTree::new();
        lineages.add("d__Bacteria;g__Morganella", Some(5)).unwrap();
        lineages.add("d__Eukaryota;g__Morganella", Some(6)).unwrap();
        assert_eq!(lineages.build().unwrap().len(), 1 + 1 + 4);
    }

    #[test]
    fn clashes_of_taxids_are_refused() {
        let mut lineages = LineageTree::new();
        lineages.add("d__A;s__x", Some(5)).unwrap();
        assert!(lineages.add("d__A;s__x", Some(6)).is_err());
        lineages.add("d__A;s__y", Some(5)).unwrap();
        assert!(lineages.build().is_err());
    }

    #[test]
    fn malformed_lineages_are_refused_and_open_ends_are_not() {
        let mut lineages = LineageTree::new();
        for bad in [
            "",
            "Bacteria",
            "x__A",
            "g__A;p__B",
            "p__A;c__;o__B",
            "dd__A",
        ] {
            assert!(lineages.add(bad, None).is_err(), "{bad}");
        }
        assert_eq!(
            lineages.add("d__A;p__B;g__;s__", None).unwrap(),
            "d__A;p__B"
        );
    }
}
