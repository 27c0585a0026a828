//! All samples side by side.

use super::opening::counted;
use super::shares::{fraction, sequence_share, taxonomic_share};
use super::{ProfilePageFacts, anchor};
use crate::profile::{Entry, Profile, Status};
use crate::report::number::{count, fine_percent_number, percent_number};
use crate::report::{
    BarKey, BarRow, Block, Cell, Column, Fill, Paragraph, Section, StackedBars, Table,
};
use crate::taxonomy::Level;
use std::collections::{BTreeMap, BTreeSet};

/// From this many samples on, the second picture and the numbers are folded away.
const MANY_SAMPLES: usize = 25;

/// What the bars are shares of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Whole {
    Reads,
    Cells,
}

/// The section on all samples.
pub(super) fn section(facts: &ProfilePageFacts, profiles: &[Profile]) -> Section {
    let mut blocks = vec![Block::Paragraph(Paragraph::english(
        "One bar a sample. The number at its end counts the species that are present. A name \
         leads to the sample.",
    ))];
    if profiles.is_empty() {
        blocks = vec![Block::Paragraph(Paragraph::english(
            "This run has no samples.",
        ))];
    } else {
        let level = level(profiles);
        blocks.push(Block::StackedBars(bars(profiles, level, Whole::Reads)));
        let mut rest = Vec::new();
        if facts.has_taxonomic_shares {
            rest.push((
                "The same in shares of cells",
                Block::StackedBars(bars(profiles, level, Whole::Cells)),
            ));
        }
        rest.push(("The same in numbers", Block::Table(numbers(profiles))));
        for (summary, block) in rest {
            let numbers = matches!(block, Block::Table(_));
            blocks.push(match numbers || profiles.len() >= MANY_SAMPLES {
                true => Block::Folded {
                    summary: summary.to_owned(),
                    blocks: vec![block],
                },
                false => block,
            });
        }
    }
    Section {
        heading: "All samples at a glance".to_owned(),
        blocks,
    }
}

/// Genera, or species where the database has no genera.
fn level(profiles: &[Profile]) -> Level {
    let has_genera = |profile: &Profile| profile.present(Level::Genus).next().is_some();
    match profiles.iter().any(has_genera) {
        true => Level::Genus,
        false => Level::Species,
    }
}

/// The share of a taxon; a host has no part in cells.
fn share(entry: &Entry, profile: &Profile, whole: Whole) -> f64 {
    match whole {
        // From reads, so that the parts of a bar are exactly the whole.
        Whole::Reads => fraction(entry.clade_reads, profile),
        Whole::Cells => taxonomic_share(entry).map_or(0.0, |share| share.estimate),
    }
}

/// The taxa with the largest sums of shares, largest first, with their names.
fn most_abundant(profiles: &[Profile], level: Level) -> Vec<(u64, String)> {
    let mut sums: BTreeMap<u64, (f64, &str)> = BTreeMap::new();
    for profile in profiles {
        for entry in profile.present(level) {
            let sum = sums.entry(entry.taxid).or_insert((0.0, &entry.name));
            sum.0 += share(entry, profile, Whole::Reads);
        }
    }
    let mut order: Vec<(u64, f64, &str)> = sums
        .into_iter()
        .map(|(taxid, (sum, name))| (taxid, sum, name))
        .collect();
    order.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    let shown = order.into_iter().take(Fill::NINE_HUES.len());
    shown
        .map(|(taxid, _, name)| (taxid, name.to_owned()))
        .collect()
}

/// Parts in the order of the picture: taxa, the others, the unplaced, the host,
/// the unknown at the end.
fn bars(profiles: &[Profile], level: Level, whole: Whole) -> StackedBars {
    // Both pictures have the same taxa in the same colours.
    let shown = most_abundant(profiles, level);
    let ids: BTreeSet<u64> = shown.iter().map(|(taxid, _)| *taxid).collect();
    let plural = match level {
        Level::Genus => "genera",
        _ => "species",
    };
    let rows: Vec<(BarRow, bool)> = profiles
        .iter()
        .enumerate()
        .map(|(index, profile)| {
            let taxa: BTreeMap<u64, f64> = profile
                .present(level)
                .map(|entry| (entry.taxid, share(entry, profile, whole)))
                .collect();
            let mut fractions: Vec<f64> = shown
                .iter()
                .map(|(taxid, _)| taxa.get(taxid).copied().unwrap_or(0.0))
                .collect();
            let others = taxa.iter().filter(|(taxid, _)| !ids.contains(taxid));
            fractions.push(others.map(|(_, share)| share).sum());
            fractions.extend(rest(profile, &taxa, whole));
            let species = profile.present(Level::Species).count() as u64;
            let row = BarRow {
                label: profile.sample().to_owned(),
                fractions,
                ending: count(species),
                anchor: Some(anchor(index)),
            };
            (row, profile.host().is_some())
        })
        .collect();
    let mut keys: Vec<BarKey> = shown
        .iter()
        .zip(Fill::NINE_HUES)
        .map(|((_, name), fill)| key(name, fill))
        .collect();
    keys.push(key(&format!("Other {plural}"), Fill::Grey));
    keys.push(key(&format!("Not placed in {plural}"), Fill::Pale));
    keys.push(key("Host", Fill::Slate));
    keys.push(key("Unknown", Fill::Hatched));
    let (rows, looked_for): (Vec<BarRow>, Vec<bool>) = rows.into_iter().unzip();
    let host = whole == Whole::Reads && looked_for.contains(&true);
    let caption = match whole {
        Whole::Reads => {
            format!("Sequence shares: all reads by {plural}, host and unknown included.")
        }
        Whole::Cells => {
            format!("Taxonomic shares: all cells but the host's by {plural}, unknown included.")
        }
    };
    let (keys, rows) = without_empty_keys(keys, rows, host);
    StackedBars {
        caption,
        row_heading: "Sample".to_owned(),
        ending_heading: "Species".to_owned(),
        keys,
        rows,
    }
}

/// The unplaced, the host and the unknown.
fn rest(profile: &Profile, taxa: &BTreeMap<u64, f64>, whole: Whole) -> [f64; 3] {
    let placed: f64 = taxa.values().sum();
    match whole {
        Whole::Reads => {
            let known = fraction(profile.classified_reads(), profile);
            [
                unless_rounding(known - placed),
                fraction(profile.host_reads(), profile),
                fraction(profile.unclassified_reads(), profile),
            ]
        }
        Whole::Cells => match profile.unknown().and_then(|part| part.taxonomic_share) {
            Some(unknown) => {
                let unplaced = unless_rounding(1.0 - placed - unknown.estimate);
                match placed > 0.0 || unknown.estimate > 0.0 {
                    true => [unplaced, 0.0, unknown.estimate],
                    false => [0.0; 3],
                }
            }
            None => [0.0; 3],
        },
    }
}

/// Shares are printed to six digits, and their sums miss 1 by as much.
fn unless_rounding(share: f64) -> f64 {
    if share < 1e-4 { 0.0 } else { share }
}

/// Leaves out kinds of parts that no bar has, but never the unknown, nor the host
/// where it was looked for.
fn without_empty_keys(
    keys: Vec<BarKey>,
    mut rows: Vec<BarRow>,
    host: bool,
) -> (Vec<BarKey>, Vec<BarRow>) {
    let kept: Vec<bool> = keys
        .iter()
        .enumerate()
        .map(|(index, key)| {
            let has = |row: &BarRow| row.fractions.get(index).is_some_and(|part| *part > 0.0);
            key.fill == Fill::Hatched || (key.fill == Fill::Slate && host) || rows.iter().any(has)
        })
        .collect();
    for row in &mut rows {
        let parts = row.fractions.iter().zip(&kept);
        row.fractions = parts
            .filter(|(_, kept)| **kept)
            .map(|(part, _)| *part)
            .collect();
        // A sample without reads, or all host where cells are shown, is no whole:
        // an empty bar would look as if all were unknown.
        if row.fractions.iter().all(|part| *part <= 0.0) {
            row.fractions.clear();
        }
    }
    let keys = keys.into_iter().zip(&kept);
    (
        keys.filter(|(_, kept)| **kept)
            .map(|(key, _)| key)
            .collect(),
        rows,
    )
}

fn numbers(profiles: &[Profile]) -> Table {
    let headings = [
        "Reads",
        "Present",
        "Doubtful",
        "Rejected",
        "Most abundant (%)",
        "Unknown (%)",
        "Host (%)",
        "Detection limit (%)",
    ];
    Table {
        caption: format!(
            "{}: species by status, and shares of all reads.",
            counted(profiles.len() as u64, "sample")
        ),
        columns: std::iter::once(Column::Words("Sample".to_owned()))
            .chain(headings.map(|heading| Column::Numbers(heading.to_owned())))
            .collect(),
        rows: profiles.iter().map(number_row).collect(),
    }
}

fn number_row(profile: &Profile) -> Vec<Cell> {
    let none = || "\u{2013}".to_owned();
    let with = |status: Status| {
        let species = profile.entries().iter();
        let species = species.filter(|entry| entry.rank.level() == Some(Level::Species));
        let has = |entry: &&Entry| entry.estimate.as_ref().is_some_and(|e| e.status == status);
        count(species.filter(has).count() as u64)
    };
    let present = profile.present(Level::Species);
    let largest = present.map(|entry| sequence_share(entry, profile).estimate);
    let largest = largest.reduce(f64::max);
    let limit = profile
        .quality()
        .and_then(|quality| quality.detection_limit_share);
    let of_reads = |share: f64| match profile.total_reads() {
        0 => none(),
        _ => percent_number(share),
    };
    let cells = [
        profile.sample().to_owned(),
        count(profile.total_reads()),
        count(profile.present(Level::Species).count() as u64),
        with(Status::Doubtful),
        with(Status::Rejected),
        largest.map_or_else(none, percent_number),
        of_reads(fraction(profile.unclassified_reads(), profile)),
        match profile.host() {
            Some(_) => of_reads(fraction(profile.host_reads(), profile)),
            None => none(),
        },
        limit.map_or_else(none, fine_percent_number),
    ];
    cells.map(Cell::from).to_vec()
}

fn key(label: &str, fill: Fill) -> BarKey {
    BarKey {
        label: label.to_owned(),
        fill,
    }
}
