//! The present species as a table.

use super::ProfilePageFacts;
use super::shares::{present_species, sequence_share, taxonomic_share};
use crate::profile::{Entry, Interval, Profile};
use crate::report::number::{count, fine_percent_number, percent_number, times};
use crate::report::{
    Block, Cell, Column, Fill, IntervalBar, IntervalBars, Paragraph, Section, Table,
};

/// So many rows are seen at once; the others are behind a line.
const SEEN_ROWS: usize = 40;

/// The section on present species.
pub(super) fn section(facts: &ProfilePageFacts, profile: &Profile) -> Option<Section> {
    if profile.total_reads() == 0 {
        return None;
    }
    let species = present_species(profile);
    let mut blocks = Vec::new();
    if species.is_empty() {
        blocks.push(Block::Paragraph(Paragraph::english(
            "No species is believed to be present.",
        )));
    } else {
        let scale = Scale::of(&species, profile);
        let table = |rows: &[&Entry]| {
            Block::Table(Table {
                caption: scale.caption(facts),
                columns: columns(facts),
                rows: rows
                    .iter()
                    .map(|entry| row(facts, entry, profile, &scale))
                    .collect(),
            })
        };
        let (seen, rest) = species.split_at(species.len().min(SEEN_ROWS));
        blocks.push(table(seen));
        if !rest.is_empty() {
            blocks.push(Block::Folded {
                summary: format!("{} more present species", count(rest.len() as u64)),
                blocks: vec![table(rest)],
            });
        }
    }
    Some(Section {
        heading: "Present species".to_owned(),
        blocks,
    })
}

fn columns(facts: &ProfilePageFacts) -> Vec<Column> {
    let numbers = |heading: &str| Column::Numbers(heading.to_owned());
    let mut columns = vec![
        Column::Words("Species".to_owned()),
        numbers("Sequence share (%)"),
    ];
    if facts.has_taxonomic_shares {
        columns.push(numbers("Taxonomic share (%)"));
    }
    columns.push(Column::Pictures("90 % intervals".to_owned()));
    columns.push(numbers("ANI (%)"));
    columns.push(numbers("Depth"));
    columns.push(numbers("Breadth and expected (%)"));
    columns
}

fn row(facts: &ProfilePageFacts, entry: &Entry, profile: &Profile, scale: &Scale) -> Vec<Cell> {
    let sequence = sequence_share(entry, profile);
    let taxonomic = taxonomic_share(entry);
    let none = || Cell::from("\u{2013}".to_owned());
    let estimate = entry.estimate.as_ref();
    let mut cells = vec![entry.name.clone().into(), share_cell(&sequence)];
    if facts.has_taxonomic_shares {
        cells.push(taxonomic.as_ref().map_or_else(none, share_cell));
    }
    cells.push(Cell::Intervals(scale.bars(&sequence, taxonomic.as_ref())));
    let ani = estimate.and_then(|estimate| estimate.ani);
    cells.push(ani.as_ref().map_or_else(none, ani_cell));
    let depth = estimate.and_then(|estimate| estimate.depth);
    cells.push(depth.map_or_else(none, |depth| times(depth).into()));
    cells.push(match estimate.and_then(|estimate| estimate.breadth) {
        Some(breadth) => {
            let expected = estimate.and_then(|estimate| estimate.breadth_expected);
            let note = expected.map_or_else(String::new, |expected| {
                format!("exp. {}", percent_number(expected))
            });
            Cell::Noted(percent_number(breadth), note)
        }
        None => none(),
    });
    cells
}

fn share_cell(share: &Interval) -> Cell {
    let number = fine_percent_number;
    let interval = format!("{}\u{2013}{}", number(share.low), number(share.high));
    Cell::Noted(number(share.estimate), interval)
}

/// Identities lie so near to 100 % that one decimal hides their differences.
pub(super) fn ani_cell(ani: &Interval) -> Cell {
    let number = |fraction: f64| format!("{:.2}", 100.0 * fraction);
    let interval = format!("{}\u{2013}{}", number(ani.low), number(ani.high));
    Cell::Noted(number(ani.estimate), interval)
}

/// A logarithmic scale for all shares of a sample: shares span decades.
struct Scale {
    /// The power of ten at the left; the right is 10⁰, all of the sample.
    first: i32,
}

impl Scale {
    fn of(species: &[&Entry], profile: &Profile) -> Self {
        let shares = species.iter().flat_map(|entry| {
            let sequence = Some(sequence_share(entry, profile));
            [sequence, taxonomic_share(entry)].into_iter().flatten()
        });
        let lows = shares.map(|share| share.low).filter(|low| *low > 0.0);
        let lowest = lows.reduce(f64::min).unwrap_or(0.1);
        Self {
            first: (lowest.log10().floor() as i32).clamp(-7, -1),
        }
    }

    /// A share of 0 stands at the left.
    fn place(&self, share: f64) -> f64 {
        let first = f64::from(self.first);
        (share.log10().max(first) - first) / -first
    }

    fn bars(&self, sequence: &Interval, taxonomic: Option<&Interval>) -> IntervalBars {
        let bar = |fill: Fill, share: &Interval| IntervalBar {
            fill,
            low: self.place(share.low),
            estimate: self.place(share.estimate),
            high: self.place(share.high),
        };
        let mut bars = vec![bar(Fill::Blue, sequence)];
        bars.extend(taxonomic.map(|share| bar(Fill::Orange, share)));
        IntervalBars {
            spoken: "The intervals to the left, on a logarithmic scale".to_owned(),
            bars,
            lines: (self.first..=0)
                .map(|power| self.place(10f64.powi(power)))
                .collect(),
        }
    }

    fn caption(&self, facts: &ProfilePageFacts) -> String {
        // As a percentage, without the last digit of 10⁻⁵ in binary.
        let decimals = (-self.first - 2).max(0) as usize;
        let left = format!("{:.decimals$}", 10f64.powi(self.first + 2));
        let colours = match facts.has_taxonomic_shares {
            true => " (blue: sequence share, orange: taxonomic share)",
            false => "",
        };
        format!(
            "Estimates, with 90 % intervals in small print and drawn{colours}; each line of the \
             scale is ten times the one before, from {left} % to 100 %."
        )
    }
}
