//! What the unknown reads reach.

use super::shares::fraction;
use crate::profile::{Profile, Reach};
use crate::report::number::{count, percent_number};
use crate::report::{Block, Cell, Column, Paragraph, Section, Table};
use crate::taxonomy::Level;
use std::collections::BTreeMap;

/// How many taxa of a level are named.
const NAMED: usize = 3;

/// How far unknown reads come, from nowhere to a species that is not believed.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Step {
    Nothing,
    /// A taxon above the domains or between two levels.
    Between,
    To(Level),
}

impl Step {
    fn of(reach: &Reach) -> Self {
        match (reach.taxid, reach.rank.level()) {
            (0, _) => Self::Nothing,
            (_, Some(level)) => Self::To(level),
            (_, None) => Self::Between,
        }
    }

    fn words(self) -> String {
        match self {
            Self::Nothing => "Nothing in the database".to_owned(),
            Self::Between => "A taxon at no main rank".to_owned(),
            Self::To(Level::Species) => "A species that is not believed".to_owned(),
            Self::To(level) => format!("A {}", level.rank()).replace("A order", "An order"),
        }
    }
}

/// The section; `None` where nothing is unknown or nothing is told of it.
pub(super) fn section(profile: &Profile) -> Option<Section> {
    if profile.reach().is_empty() || profile.unclassified_reads() == 0 {
        return None;
    }
    let mut steps: BTreeMap<Step, Vec<&Reach>> = BTreeMap::new();
    for reach in profile.reach() {
        steps.entry(Step::of(reach)).or_default().push(reach);
    }
    let rows = steps
        .into_iter()
        .map(|(step, taxa)| row(step, taxa, profile));
    let table = Table {
        caption: "Unknown reads by the lowest taxon they reach.".to_owned(),
        columns: vec![
            Column::Words("They reach".to_owned()),
            Column::Numbers("Reads".to_owned()),
            Column::Numbers("Of the unknown (%)".to_owned()),
            Column::Numbers("Of all reads (%)".to_owned()),
            Column::Words("Most often".to_owned()),
        ],
        rows: rows.collect(),
    };
    Some(Section {
        heading: "What unknown reads reach".to_owned(),
        blocks: vec![
            Block::Table(table),
            Block::Paragraph(Paragraph::english(
                "Reads that reach a genus or a family hint at relatives of what the database \
                 holds; reads that reach nothing are new to it, or no genome at all.",
            )),
        ],
    })
}

fn row(step: Step, mut taxa: Vec<&Reach>, profile: &Profile) -> Vec<Cell> {
    taxa.sort_by_key(|reach| (std::cmp::Reverse(reach.reads), reach.taxid));
    let reads = taxa
        .iter()
        .fold(0, |sum: u64, reach| sum.saturating_add(reach.reads));
    let of_unknown = reads as f64 / profile.unclassified_reads() as f64;
    let names: Vec<&str> = taxa
        .iter()
        .map(|reach| reach.name.as_str())
        .filter(|name| !name.is_empty() && step != Step::Nothing)
        .take(NAMED)
        .collect();
    let more = match taxa.len().saturating_sub(names.len()) {
        more if more > 0 && !names.is_empty() => format!(" and {} more", count(more as u64)),
        _ => String::new(),
    };
    let cells = [
        step.words(),
        count(reads),
        percent_number(of_unknown),
        percent_number(fraction(reads, profile)),
        format!("{}{more}", names.join(", ")),
    ];
    cells.map(Cell::from).to_vec()
}
