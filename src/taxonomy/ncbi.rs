//! NCBI's taxdump: `nodes.dmp`, `names.dmp` and, where present, `merged.dmp`.

use super::{Rank, TaxonRow, Taxonomy};
use crate::error::{Error, ErrorKind, Result};
use std::collections::{HashMap, HashSet};
use std::io::BufRead;
use std::path::Path;

/// Most mistakes listed for one file; a file with more is the wrong file.
const MOST_MISTAKES: usize = 20;

/// A taxdump as read and checked: one tree, every taxon with a name.
#[derive(Debug, Clone)]
pub struct Taxdump {
    rows: HashMap<u64, TaxonRow>,
    merged: HashMap<u64, u64>,
    root: u64,
}

impl Taxdump {
    /// Reads `nodes.dmp`, `names.dmp` and, where it exists, `merged.dmp` of a folder.
    ///
    /// # Errors
    /// Names the file and line of every malformed line, duplicate taxid,
    /// orphan (a parent that is not there), cycle and second root.
    pub fn open(folder: &Path) -> Result<Self> {
        let open = |name: &str| -> Result<(std::path::PathBuf, Box<dyn BufRead>)> {
            let path = folder.join(name);
            let file = std::fs::File::open(&path).map_err(|source| {
                Error::io("read", &path, source)
                    .mend("give a folder with nodes.dmp and names.dmp (an unpacked NCBI taxdump)")
            })?;
            Ok((
                path,
                Box::new(std::io::BufReader::with_capacity(1 << 16, file)),
            ))
        };
        let (nodes_path, nodes) = open("nodes.dmp")?;
        let (names_path, names) = open("names.dmp")?;
        let nodes = read_nodes(nodes).map_err(|error| error.at_path(&nodes_path))?;
        let mut dump = Self::from_nodes(nodes).map_err(|error| error.at_path(&nodes_path))?;
        dump.read_names(names)
            .map_err(|error| error.at_path(&names_path))?;
        if folder.join("merged.dmp").exists() {
            let (path, merged) = open("merged.dmp")?;
            dump.read_merged(merged)
                .map_err(|error| error.at_path(&path))?;
        }
        Ok(dump)
    }

    /// Reads the three tables from streams; `merged` may be empty.
    ///
    /// # Errors
    /// As [`open`](Self::open), without file names.
    pub fn read(nodes: impl BufRead, names: impl BufRead, merged: impl BufRead) -> Result<Self> {
        let mut dump = Self::from_nodes(read_nodes(nodes)?)?;
        dump.read_names(names)?;
        dump.read_merged(merged)?;
        Ok(dump)
    }

    /// The current taxid of a taxid: itself, or what it was merged into.
    pub fn resolve(&self, taxid: u64) -> Option<u64> {
        if self.rows.contains_key(&taxid) {
            return Some(taxid);
        }
        self.merged.get(&taxid).copied()
    }

    /// The tree of the given taxids and their ancestors.
    ///
    /// # Errors
    /// When a taxid is not in the taxdump.
    pub fn subtree(&self, taxids: impl IntoIterator<Item = u64>) -> Result<Taxonomy> {
        let mut wanted: HashSet<u64> = HashSet::from([self.root]);
        for taxid in taxids {
            let mut here = self.resolve(taxid).ok_or_else(|| {
                Error::new(
                    ErrorKind::Missing,
                    format!("taxid {taxid} is not in the taxonomy"),
                )
            })?;
            while wanted.insert(here) {
                here = self.rows[&here].parent;
            }
        }
        let rows: Vec<TaxonRow> = wanted
            .iter()
            .map(|taxid| self.rows[taxid].clone())
            .collect();
        Taxonomy::from_rows(&rows)
    }

    fn from_nodes(nodes: Vec<(u64, TaxonRow)>) -> Result<Self> {
        let lines: HashMap<u64, u64> = nodes.iter().map(|(line, row)| (row.taxid, *line)).collect();
        let rows: HashMap<u64, TaxonRow> =
            nodes.into_iter().map(|(_, row)| (row.taxid, row)).collect();
        let mut mistakes = Vec::new();
        let mut roots: Vec<u64> = Vec::new();
        let mut in_file_order: Vec<&TaxonRow> = rows.values().collect();
        in_file_order.sort_unstable_by_key(|row| lines[&row.taxid]);
        for row in &in_file_order {
            let line = lines[&row.taxid];
            if row.parent == row.taxid {
                roots.push(row.taxid);
            } else if !rows.contains_key(&row.parent) {
                mistakes.push(
                    Error::new(
                        ErrorKind::Missing,
                        format!(
                            "taxid {} is an orphan: its parent {} is not in the file",
                            row.taxid, row.parent
                        ),
                    )
                    .at_line(line)
                    .at_field("parent"),
                );
            }
        }
        match roots[..] {
            [] => mistakes.push(
                Error::new(ErrorKind::Missing, "no root: no taxon is its own parent")
                    .mend("the root is written as `1 | 1 | no rank`"),
            ),
            [_] => {}
            [_, second, ..] => mistakes.push(
                Error::new(
                    ErrorKind::Duplicate,
                    format!(
                        "taxid {second} is its own parent, but {} is the root already",
                        roots[0]
                    ),
                )
                .at_line(lines[&second])
                .at_field("parent"),
            ),
        }
        if mistakes.is_empty() {
            mistakes.extend(find_cycles(&in_file_order, &rows, &lines));
        }
        mistakes.truncate(MOST_MISTAKES);
        match Error::gather(mistakes) {
            Some(error) => Err(error),
            None => Ok(Self {
                rows,
                merged: HashMap::new(),
                root: roots[0],
            }),
        }
    }

    fn read_names(&mut self, names: impl BufRead) -> Result<()> {
        let mut mistakes = Vec::new();
        let mut named: HashMap<u64, u64> = HashMap::new();
        each_line(names, 4, &mut mistakes, |line, fields, mistakes| {
            if fields[3] != "scientific name" {
                return;
            }
            let taxid = match parse_taxid(fields[0], "taxid") {
                Ok(taxid) => taxid,
                Err(error) => return mistakes.push(error.at_line(line)),
            };
            if let Some(first) = named.insert(taxid, line) {
                mistakes.push(
                    Error::new(
                        ErrorKind::Duplicate,
                        format!("taxid {taxid} has a second scientific name (the first is on line {first})"),
                    )
                    .at_line(line),
                );
            } else if let Some(row) = self.rows.get_mut(&taxid) {
                row.name = fields[1].to_string();
            }
        })?;
        mistakes.truncate(MOST_MISTAKES);
        Error::gather(mistakes).map_or(Ok(()), Err)
    }

    fn read_merged(&mut self, merged: impl BufRead) -> Result<()> {
        let mut mistakes = Vec::new();
        let mut pairs: HashMap<u64, u64> = HashMap::new();
        each_line(merged, 2, &mut mistakes, |line, fields, mistakes| {
            let pair = parse_taxid(fields[0], "old taxid")
                .and_then(|old| Ok((old, parse_taxid(fields[1], "new taxid")?)));
            match pair {
                Ok((old, new)) if self.rows.contains_key(&new) => {
                    pairs.insert(old, new);
                }
                Ok((old, new)) => mistakes.push(
                    Error::new(
                        ErrorKind::Missing,
                        format!("taxid {old} was merged into {new}, which is not in nodes.dmp"),
                    )
                    .at_line(line),
                ),
                Err(error) => mistakes.push(error.at_line(line)),
            }
        })?;
        self.merged = pairs;
        mistakes.truncate(MOST_MISTAKES);
        Error::gather(mistakes).map_or(Ok(()), Err)
    }
}

fn read_nodes(nodes: impl BufRead) -> Result<Vec<(u64, TaxonRow)>> {
    let mut mistakes = Vec::new();
    let mut rows: Vec<(u64, TaxonRow)> = Vec::new();
    let mut seen: HashMap<u64, u64> = HashMap::new();
    each_line(nodes, 3, &mut mistakes, |line, fields, mistakes| {
        let ids = parse_taxid(fields[0], "taxid")
            .and_then(|taxid| Ok((taxid, parse_taxid(fields[1], "parent")?)));
        let (taxid, parent) = match ids {
            Ok(ids) => ids,
            Err(error) => return mistakes.push(error.at_line(line)),
        };
        if let Some(first) = seen.insert(taxid, line) {
            return mistakes.push(
                Error::new(
                    ErrorKind::Duplicate,
                    format!("taxid {taxid} occurs a second time (first on line {first})"),
                )
                .at_line(line),
            );
        }
        rows.push((
            line,
            TaxonRow {
                taxid,
                parent,
                rank: Rank::from_name(fields[2]),
                name: String::new(),
            },
        ));
    })?;
    mistakes.truncate(MOST_MISTAKES);
    match Error::gather(mistakes) {
        Some(error) => Err(error),
        None => Ok(rows),
    }
}

/// Calls `take` for each line's fields; a line with fewer than `least` is a mistake.
fn each_line(
    mut reader: impl BufRead,
    least: usize,
    mistakes: &mut Vec<Error>,
    mut take: impl FnMut(u64, &[&str], &mut Vec<Error>),
) -> Result<()> {
    let mut bytes = Vec::new();
    let mut line = 0;
    loop {
        bytes.clear();
        let length = reader
            .read_until(b'\n', &mut bytes)
            .map_err(|source| Error::new(ErrorKind::Io, format!("cannot read: {source}")))?;
        if length == 0 {
            return Ok(());
        }
        line += 1;
        let text = String::from_utf8_lossy(&bytes);
        let text = text.trim_end_matches(['\n', '\r']);
        if text.is_empty() {
            continue;
        }
        let text = text.strip_suffix("\t|").unwrap_or(text);
        let fields: Vec<&str> = text.split("\t|\t").map(str::trim).collect();
        if fields.len() < least {
            mistakes.push(
                Error::new(
                    ErrorKind::Malformed,
                    format!(
                        "found {} fields, expected at least {least} separated by tab-bar-tab",
                        fields.len()
                    ),
                )
                .at_line(line),
            );
            if mistakes.len() > MOST_MISTAKES {
                return Ok(());
            }
            continue;
        }
        take(line, &fields, mistakes);
    }
}

fn parse_taxid(text: &str, field: &str) -> Result<u64> {
    match text.parse::<u64>() {
        Ok(taxid) if taxid > 0 => Ok(taxid),
        _ => Err(Error::new(
            ErrorKind::Malformed,
            format!("found `{text}`, expected a taxid (a whole number above 0)"),
        )
        .at_field(field)),
    }
}

/// One error for each cycle, at the line of its first member in the file.
fn find_cycles(
    in_file_order: &[&TaxonRow],
    rows: &HashMap<u64, TaxonRow>,
    lines: &HashMap<u64, u64>,
) -> Vec<Error> {
    let mut safe: HashSet<u64> = HashSet::new();
    let mut errors = Vec::new();
    for row in in_file_order {
        let mut path = Vec::new();
        let mut on_path = HashSet::new();
        let mut here = row.taxid;
        while !safe.contains(&here) && on_path.insert(here) {
            path.push(here);
            let parent = rows[&here].parent;
            if parent == here {
                break;
            }
            here = parent;
        }
        let closes = !safe.contains(&here) && rows[&here].parent != here;
        if closes {
            let start = path.iter().position(|&taxid| taxid == here).unwrap_or(0);
            let ring: Vec<String> = path[start..].iter().map(u64::to_string).collect();
            errors.push(
                Error::new(
                    ErrorKind::Malformed,
                    format!(
                        "the parents form a cycle: {} -> {}",
                        ring.join(" -> "),
                        ring[0]
                    ),
                )
                .at_line(
                    path[start..]
                        .iter()
                        .map(|taxid| lines[taxid])
                        .min()
                        .unwrap_or(0),
                )
                .at_field("parent"),
            );
        }
        safe.extend(path);
    }
    errors
}

#[cfg(test)]
mod tests {
    use super::*;

    const NODES: &str = "1\t|\t1\t|\tno rank\t|\t-\t|\n2\t|\t1\t|\tsuperkingdom\t|\t-\t|\n\
                         10\t|\t2\t|\tgenus\t|\t-\t|\n11\t|\t10\t|\tspecies\t|\t-\t|\n";
    const NAMES: &str = "1\t|\troot\t|\t\t|\tscientific name\t|\n2\t|\tBacteria\t|\t\t|\tscientific name\t|\n\
                         2\t|\teubacteria\t|\t\t|\tsynonym\t|\n11\t|\tA b\t|\t\t|\tscientific name\t|\n";

    fn read(nodes: &str, names: &str, merged: &str) -> Result<Taxdump> {
        Taxdump::read(nodes.as_bytes(), names.as_bytes(), merged.as_bytes())
    }

    fn refusal(nodes: &str) -> String {
        read(nodes, "", "").unwrap_err().to_string()
    }

    #[test]
    fn the_subtree_holds_the_asked_taxa_and_their_ancestors() {
        let dump = read(NODES, NAMES, "99\t|\t11\t|\n").unwrap();
        let tree = dump.subtree([99]).unwrap();
        assert_eq!(tree.len(), 5);
        let species = tree.find(11).unwrap();
        assert_eq!(tree.name(species), "A b");
        assert_eq!(tree.lineage_text(species), "d__Bacteria;g__;s__A b");
        assert!(dump.subtree([12]).is_err());
        assert_eq!(dump.subtree([2]).unwrap().len(), 3);
    }

    #[test]
    fn duplicates_orphans_cycles_and_second_roots_are_refused_with_their_line() {
        let double = format!("{NODES}10\t|\t1\t|\tgenus\t|\n");
        assert!(
            refusal(&double).contains("line 5: taxid 10 occurs a second time (first on line 3)")
        );
        let orphan = format!("{NODES}20\t|\t7\t|\tgenus\t|\n");
        assert!(refusal(&orphan).contains("line 5, field parent: taxid 20 is an orphan"));
        let cycle = format!("{NODES}20\t|\t21\t|\tgenus\t|\n21\t|\t20\t|\tgenus\t|\n");
        assert!(
            refusal(&cycle)
                .contains("line 5, field parent: the parents form a cycle: 20 -> 21 -> 20")
        );
        let roots = format!("{NODES}20\t|\t20\t|\tgenus\t|\n");
        assert!(refusal(&roots).contains("line 5"));
        assert!(refusal("2\t|\t3\t|\tx\t|\n3\t|\t2\t|\tx\t|\n").contains("no root"));
        assert!(refusal("").contains("no root"));
    }

    #[test]
    fn malformed_lines_are_all_reported_at_once() {
        let text = format!("{NODES}x\t|\t1\t|\tgenus\t|\n30\t|\tgenus\n31\t|\t-1\t|\tgenus\t|\n");
        let error = read(&text, NAMES, "").unwrap_err();
        assert_eq!(error.all().count(), 3, "{error}");
    }

    #[test]
    fn a_second_scientific_name_and_a_merge_into_nothing_are_refused() {
        let names = format!("{NAMES}11\t|\tA c\t|\t\t|\tscientific name\t|\n");
        assert!(
            read(NODES, &names, "")
                .unwrap_err()
                .to_string()
                .contains("line 5")
        );
        assert!(read(NODES, NAMES, "5\t|\t6\t|\n").is_err());
    }
}
