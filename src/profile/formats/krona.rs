//! Krona's text: reads, then the steps down to their taxon.
//!
//! Format: `ktImportText` of KronaTools (Ondov 2011, doi:10.1186/1471-2105-12-385).

use super::dictionary::{Dictionary, integer, text};
use super::tidy::share_of;
use super::tidy_columns::{HOST, UNKNOWN, UNPLACED};
use crate::error::{Error, ErrorKind, Mistakes, Result, excerpt};
use crate::profile::lineage_steps::{lineage_steps, prefix};
use crate::profile::{Entry, Host, Part, Profile, Surroundings};
use crate::taxonomy::{LineageTree, Rank};
use std::collections::BTreeMap;
use std::fmt::Write;

/// `krona/<sample>.txt`, which has no header.
pub(super) const KRONA: Dictionary = Dictionary {
    table: "krona",
    file: "krona/<sample>.txt",
    row: "the unknown, the host, the unplaced or one taxon",
    loses: "taxids, estimates, status, taxa that are not believed, taxa between the levels, the host's taxid",
    columns: &[
        integer(
            "reads",
            "reads",
            "reads at the taxon itself, those of taxa below it not counted",
        ),
        text(
            "<steps>",
            "unknown, host or unplaced, or the named levels down to the taxon, one a column",
        ),
    ],
};

/// The text of one sample. The numbers sum to all its reads.
///
/// # Errors
/// As [`Profile::clade_tree`].
pub fn render_krona(profile: &Profile) -> Result<String> {
    let tree = profile.clade_tree()?;
    let mut text = format!("{}\t{UNKNOWN}\n", profile.unclassified_reads());
    let mut line = |reads: u64, steps: &str| {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{reads}\t{steps}");
    };
    if let Some(host) = profile.host() {
        line(host.part.reads, HOST);
    }
    if tree.unplaced_reads() > 0 {
        line(tree.unplaced_reads(), UNPLACED);
    }
    for clade in tree.clades().iter().filter(|clade| clade.direct_reads > 0) {
        let steps = lineage_steps(&clade.entry.lineage);
        let steps: Vec<String> = steps
            .into_iter()
            .map(|step| format!("{}__{}", prefix(step.level), step.name))
            .collect();
        line(clade.direct_reads, &steps.join("\t"));
    }
    Ok(text)
}

/// Reads the text of one sample. Taxids are made from the lineages
/// ([`LineageTree`]).
///
/// # Errors
/// All at once: a line without a count or steps, a step without a prefix or out of
/// order; more reads than can be counted.
pub fn read_krona(bytes: &[u8], sample: &str) -> Result<Profile> {
    let text = String::from_utf8_lossy(bytes);
    let mut mistakes = Mistakes::new();
    let mut lineages = LineageTree::new();
    let mut direct: BTreeMap<String, u64> = BTreeMap::new();
    let mut parts = [(UNKNOWN, None), (HOST, None), (UNPLACED, None)];
    for (line, number) in text.lines().zip(1..) {
        let added = parse_line(line).and_then(|(reads, steps)| {
            let place = match parts.iter_mut().find(|(name, _)| *name == steps) {
                Some((_, part)) => part.get_or_insert(0),
                None => {
                    let path = lineages.add(&steps.replace('\t', ";"), None)?;
                    direct.entry(path).or_default()
                }
            };
            *place = add(*place, reads)?;
            Ok(())
        });
        if let Err(error) = added {
            mistakes.push(error.at_line(number));
        }
    }
    mistakes.finish()?;
    let entries = entries(&lineages, &direct)?;
    let [(_, unknown), (_, host), (_, unplaced)] = parts;
    let parts = [unknown, host, unplaced].into_iter().flatten();
    let total = parts.chain(direct.into_values()).try_fold(0, add)?;
    let host = host.map(|reads| Host {
        taxid: 0,
        sex: None,
        part: Part {
            reads,
            sequence_share: share_of(reads, total),
            taxonomic_share: None,
        },
    });
    let surroundings = Surroundings {
        host,
        ..Surroundings::default()
    };
    Profile::with_surroundings(sample, entries, unknown.unwrap_or(0), total, surroundings)
}

fn parse_line(line: &str) -> Result<(u64, &str)> {
    let parsed = line.split_once('\t');
    let parsed = parsed.and_then(|(reads, steps)| Some((reads.trim().parse().ok()?, steps)));
    parsed.ok_or_else(|| {
        let found = excerpt(line.as_bytes());
        let message = format!("found \"{found}\", expected reads and steps with a tab between");
        Error::new(ErrorKind::Malformed, message)
    })
}

/// The taxa at the ends of all paths and above them.
fn entries(lineages: &LineageTree, direct: &BTreeMap<String, u64>) -> Result<Vec<Entry>> {
    let mut clades: BTreeMap<&str, u64> = BTreeMap::new();
    for (path, &reads) in direct {
        let ends = path.match_indices(';').map(|(place, _)| place);
        for end in ends.chain([path.len()]) {
            let clade = clades.entry(&path[..end]).or_default();
            *clade = add(*clade, reads)?;
        }
    }
    let taxids = lineages.taxids()?;
    let entries = clades.into_iter().filter_map(|(path, clade_reads)| {
        let last = path.rsplit(';').next()?;
        let steps = lineage_steps(last);
        Some(Entry {
            taxid: *taxids.get(path)?,
            name: last.get(3..)?.to_owned(),
            rank: steps.first().map_or(Rank::Strain, |step| step.level.rank()),
            lineage: path.to_owned(),
            clade_reads,
            direct_reads: Some(direct.get(path).copied().unwrap_or(0)),
            estimate: None,
        })
    });
    Ok(entries.collect())
}

fn add(sum: u64, reads: u64) -> Result<u64> {
    sum.checked_add(reads)
        .ok_or_else(|| Error::new(ErrorKind::Malformed, "found more reads than can be counted"))
}
