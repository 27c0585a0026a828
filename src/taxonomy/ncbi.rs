//! NCBI's taxdump: `nodes.dmp`, `names.dmp` and, where present, `merged.dmp`.

use super::{Rank, TaxonRow, Taxonomy};
use crate::error::{Error, ErrorKind, Mistakes, Result, excerpt};
use std::collections::{HashMap, HashSet};
use std::io::BufRead;
use std::path::Path;

/// A taxdump as read and checked: one tree, every taxon with a name.
#[derive(Debug, Clone)]
pub struct Taxdump {
    rows: HashMap<u64, TaxonRow>,
    merged: HashMap<u64, u64>,
    root: u64,
}

/// The lines of `nodes.dmp` that could be read.
struct NodeLines {
    /// Line and taxon; the first line of each taxid.
    rows: Vec<(u64, TaxonRow)>,
    /// Whether some lines could not be read, so that what they name seems missing.
    has_gaps: bool,
}

impl Taxdump {
    /// Reads `nodes.dmp`, `names.dmp` and, where it exists, `merged.dmp` of a folder.
    ///
    /// # Errors
    /// Names the file and line of every malformed line, duplicate taxid,
    /// orphan (a parent that is not there), cycle and further root.
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
        let merged = if folder.join("merged.dmp").exists() {
            Some(open("merged.dmp")?)
        } else {
            None
        };
        let mut errors = Vec::new();
        let (mut dump, outcome) =
            Self::read_nodes(nodes).map_err(|error| error.at_path(&nodes_path))?;
        errors.extend(outcome.err().map(|error| error.at_path(&nodes_path)));
        let outcome = dump.read_names(names);
        errors.extend(outcome.err().map(|error| error.at_path(&names_path)));
        if let (Some((path, merged)), true) = (merged, errors.is_empty()) {
            let outcome = dump.read_merged(merged);
            errors.extend(outcome.err().map(|error| error.at_path(&path)));
        }
        Error::gather(errors).map_or(Ok(dump), Err)
    }

    /// Reads the three tables from streams; `merged` may be empty.
    ///
    /// # Errors
    /// As [`open`](Self::open), without file names.
    pub fn read(nodes: impl BufRead, names: impl BufRead, merged: impl BufRead) -> Result<Self> {
        let (mut dump, outcome) = Self::read_nodes(nodes)?;
        outcome?;
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

    /// The taxa as far as they can be read, and all mistakes. An outer error is
    /// that of a stream that cannot be read.
    fn read_nodes(nodes: impl BufRead) -> Result<(Self, Result<()>)> {
        let mut mistakes = Mistakes::new();
        let lines = read_node_lines(nodes, &mut mistakes)?;
        let dump = Self::from_nodes(lines, &mut mistakes);
        Ok((dump, mistakes.finish()))
    }

    fn from_nodes(nodes: NodeLines, mistakes: &mut Mistakes) -> Self {
        let NodeLines { rows, has_gaps } = nodes;
        let lines: HashMap<u64, u64> = rows.iter().map(|(line, row)| (row.taxid, *line)).collect();
        let rows: HashMap<u64, TaxonRow> =
            rows.into_iter().map(|(_, row)| (row.taxid, row)).collect();
        let mut roots: Vec<u64> = Vec::new();
        let mut in_file_order: Vec<&TaxonRow> = rows.values().collect();
        in_file_order.sort_unstable_by_key(|row| lines[&row.taxid]);
        for row in &in_file_order {
            let line = lines[&row.taxid];
            if row.parent == row.taxid {
                roots.push(row.taxid);
            } else if !has_gaps && !rows.contains_key(&row.parent) {
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
        if roots.is_empty() && !has_gaps {
            mistakes.push(
                Error::new(ErrorKind::Missing, "no root: no taxon is its own parent")
                    .mend("the root is written as `1 | 1 | no rank`"),
            );
        }
        for further in roots.iter().skip(1) {
            mistakes.push(
                Error::new(
                    ErrorKind::Duplicate,
                    format!(
                        "taxid {further} is its own parent, but {} is the root already",
                        roots[0]
                    ),
                )
                .at_line(lines[further])
                .at_field("parent"),
            );
        }
        mistakes.extend(find_cycles(&in_file_order, &rows, &lines));
        let root = roots.first().copied().unwrap_or_default();
        Self {
            rows,
            merged: HashMap::new(),
            root,
        }
    }

    fn read_names(&mut self, names: impl BufRead) -> Result<()> {
        let mut mistakes = Mistakes::new();
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
        mistakes.finish()
    }

    fn read_merged(&mut self, merged: impl BufRead) -> Result<()> {
        let mut mistakes = Mistakes::new();
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
        mistakes.finish()
    }
}

fn read_node_lines(nodes: impl BufRead, mistakes: &mut Mistakes) -> Result<NodeLines> {
    let mut rows: Vec<(u64, TaxonRow)> = Vec::new();
    let mut seen: HashMap<u64, u64> = HashMap::new();
    let mut has_gaps = false;
    let short_lines = each_line(nodes, 3, mistakes, |line, fields, mistakes| {
        let ids = parse_taxid(fields[0], "taxid")
            .and_then(|taxid| Ok((taxid, parse_taxid(fields[1], "parent")?)));
        let (taxid, parent) = match ids {
            Ok(ids) => ids,
            Err(error) => {
                has_gaps = true;
                return mistakes.push(error.at_line(line));
            }
        };
        let first = *seen.entry(taxid).or_insert(line);
        if first != line {
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
    has_gaps |= short_lines > 0;
    Ok(NodeLines { rows, has_gaps })
}

/// Calls `take` for each line's fields; a line with fewer than `least` is a mistake.
/// Returns the number of such lines.
fn each_line(
    mut reader: impl BufRead,
    least: usize,
    mistakes: &mut Mistakes,
    mut take: impl FnMut(u64, &[&str], &mut Mistakes),
) -> Result<u64> {
    let mut bytes = Vec::new();
    let (mut line, mut short_lines) = (0, 0);
    loop {
        bytes.clear();
        let length = reader
            .read_until(b'\n', &mut bytes)
            .map_err(|source| Error::new(ErrorKind::Io, format!("cannot read: {source}")))?;
        if length == 0 {
            return Ok(short_lines);
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
            short_lines += 1;
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
            format!(
                "found `{}`, expected a taxid (a whole number above 0)",
                excerpt(text.as_bytes())
            ),
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
        // Ends at a root, at an orphan's missing parent, or where it was before.
        let mut ends = false;
        while !ends && !safe.contains(&here) && on_path.insert(here) {
            path.push(here);
            match rows.get(&here) {
                Some(row) if row.parent != here => here = row.parent,
                _ => ends = true,
            }
        }
        let closes = !ends && !safe.contains(&here);
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
    use proptest::prelude::*;

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
    fn mistakes_of_every_kind_are_reported_at_once() {
        let text = format!(
            "{NODES}10\t|\t1\t|\tgenus\t|\n20\t|\t7\t|\tgenus\t|\n21\t|\t22\t|\tgenus\t|\n\
             22\t|\t21\t|\tgenus\t|\n23\t|\t23\t|\tgenus\t|\n"
        );
        let error = read(&text, NAMES, "").unwrap_err();
        let lines: Vec<_> = error.all().map(|error| error.place().line).collect();
        assert_eq!(lines, [5, 6, 7, 9].map(Some), "{error}");
        // A line that cannot be read may hold the parent that seems missing.
        let gaps = format!("{text}seven\t|\t1\t|\tgenus\t|\n");
        let lines: Vec<_> = read(&gaps, NAMES, "")
            .unwrap_err()
            .all()
            .map(|error| error.place().line)
            .collect();
        assert_eq!(lines, [5, 7, 9, 10].map(Some));
    }

    #[test]
    fn the_mistakes_of_both_files_of_a_folder_are_reported_at_once() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(
            folder.path().join("nodes.dmp"),
            "1\t|\t1\t|\tno rank\t|\n2\t|\n",
        )
        .unwrap();
        std::fs::write(folder.path().join("names.dmp"), "1\n").unwrap();
        let error = Taxdump::open(folder.path()).unwrap_err().to_string();
        assert!(
            error.contains("nodes.dmp, line 2") && error.contains("names.dmp, line 1"),
            "{error}"
        );
    }

    proptest! {
        #[test]
        fn no_bytes_make_the_reader_panic(
            nodes in proptest::collection::vec(any::<u8>(), 0..200),
            names in proptest::collection::vec(any::<u8>(), 0..200),
        ) {
            let _ = Taxdump::read(&nodes[..], &names[..], &names[..]);
        }

        #[test]
        fn a_table_is_read_whole_or_refused_with_lines(
            links in proptest::collection::vec((0_u64..9, 0_u64..9), 0..12),
            bad in proptest::option::of(proptest::sample::select(vec!["x\n", "\t|\t\t|\t\n", "3\t|\t3\n"])),
        ) {
            let mut text: String = links.iter()
                .map(|(taxid, parent)| format!("{taxid}\t|\t{parent}\t|\tspecies\t|\n")).collect();
            text += bad.unwrap_or_default();
            match read(&text, "", "") {
                Ok(dump) => {
                    prop_assert!(bad.is_none());
                    let tree = dump.subtree(links.iter().map(|&(taxid, _)| taxid)).unwrap();
                    prop_assert_eq!(tree.len(), links.len() + 1);
                }
                Err(error) => for error in error.all() {
                    prop_assert!(error.place().line.is_some() || error.message().contains("no root"));
                }
            }
        }
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
