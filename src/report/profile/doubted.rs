//! Doubtful and rejected species, with the reasons.

use super::coverage::{mark, word};
use super::opening::counted;
use super::present::ani_cell;
use crate::profile::{Entry, Estimate, Profile, Status};
use crate::report::number::{count, percent_number, times};
use crate::report::{Block, Cell, Column, Paragraph, Section, Table};
use crate::taxonomy::Level;

/// More rejected species than these are behind a line.
const SEEN_REJECTED: usize = 5;

/// More rejected species than these are told in the table of the run alone, so
/// that a page of many samples can still be opened.
const MOST_REJECTED: usize = 200;

/// The section; `None` where the profile does not tell what it doubts.
pub(super) fn section(profile: &Profile) -> Option<Section> {
    let doubtful = with_status(profile, Status::Doubtful);
    let rejected = with_status(profile, Status::Rejected);
    let told = profile
        .entries()
        .iter()
        .any(|entry| entry.estimate.is_some());
    if !told {
        return None;
    }
    let mut blocks = Vec::new();
    if doubtful.is_empty() && rejected.is_empty() {
        blocks.push(Block::Paragraph(Paragraph::english(
            "None: every species with reads is present.",
        )));
    }
    let folded = rejected.len() > SEEN_REJECTED;
    let (told, untold) = rejected.split_at(rejected.len().min(MOST_REJECTED));
    let seen: Vec<_> = match folded {
        true => doubtful,
        false => doubtful.into_iter().chain(told.iter().copied()).collect(),
    };
    if !seen.is_empty() {
        blocks.push(Block::Table(table(&seen)));
    }
    if folded {
        blocks.push(Block::Folded {
            summary: format!(
                "{} rejected species with the reasons",
                count(rejected.len() as u64)
            ),
            blocks: vec![Block::Table(table(told))],
        });
    }
    if !untold.is_empty() {
        blocks.push(Block::Paragraph(Paragraph::english(format!(
            "{} rejected species with fewer reads are not shown here; profiles.tsv has them all.",
            count(untold.len() as u64)
        ))));
    }
    Some(Section {
        heading: "Doubtful and rejected species".to_owned(),
        blocks,
    })
}

/// Species of a status, those the vote called most reads to first.
fn with_status(profile: &Profile, status: Status) -> Vec<(&Entry, &Estimate)> {
    let mut found: Vec<(&Entry, &Estimate)> = profile
        .entries()
        .iter()
        .filter(|entry| entry.rank.level() == Some(Level::Species))
        .filter_map(|entry| Some((entry, entry.estimate.as_ref()?)))
        .filter(|(_, estimate)| estimate.status == status)
        .collect();
    found.sort_by_key(|(entry, estimate)| (std::cmp::Reverse(estimate.called_reads), entry.taxid));
    found
}

fn table(species: &[(&Entry, &Estimate)]) -> Table {
    let words = |heading: &str| Column::Words(heading.to_owned());
    let numbers = |heading: &str| Column::Numbers(heading.to_owned());
    Table {
        caption: format!(
            "{} without a share.",
            counted(species.len() as u64, "candidate")
        ),
        columns: vec![
            words("Species"),
            words("Status"),
            words("Why"),
            numbers("Reads called"),
            numbers("ANI (%)"),
            numbers("Depth"),
            numbers("Breadth and expected (%)"),
        ],
        rows: species
            .iter()
            .map(|(entry, estimate)| row(entry, estimate))
            .collect(),
    }
}

fn row(entry: &Entry, estimate: &Estimate) -> Vec<Cell> {
    let none = || Cell::from("\u{2013}".to_owned());
    let expected = estimate
        .breadth_expected
        .map_or_else(String::new, |expected| {
            format!("exp. {}", percent_number(expected))
        });
    vec![
        entry.name.clone().into(),
        Cell::Marked(mark(estimate.status), word(estimate.status).to_owned()),
        estimate.reason.clone().into(),
        count(estimate.called_reads).into(),
        estimate.ani.as_ref().map_or_else(none, ani_cell),
        estimate
            .depth
            .map_or_else(none, |depth| times(depth).into()),
        estimate.breadth.map_or_else(none, |breadth| {
            Cell::Noted(percent_number(breadth), expected)
        }),
    ]
}
