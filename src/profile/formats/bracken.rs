//! Bracken's table of one level.
//!
//! Format: Lu 2017, doi:10.7717/peerj-cs.104, and the manual of Bracken 2.

use super::cells::Cells;
use super::dictionary::{Dictionary, integer, number, text};
use crate::error::{Error, Result};
use crate::profile::{Bound, Profile, Quantity};
use crate::taxonomy::Level;
use crate::text_table::{Quotes, TextTable};
use std::fmt::Write;

/// `bracken/<sample>.bracken.tsv`
pub(super) const BRACKEN: Dictionary = Dictionary {
    table: "bracken",
    file: "bracken/<sample>.bracken.tsv",
    row: "one believed species of one sample",
    loses: "unknown, host, lineages, intervals, status, other levels, called reads beyond the new ones",
    columns: &[
        text("name", "the taxon's name"),
        integer("taxonomy_id", "", "the taxon's id in the reference"),
        text("taxonomy_lvl", "the level's letter, S for species"),
        integer("kraken_assigned_reads", "reads", "reads the vote alone called to the taxon, at most new_est_reads"),
        integer("added_reads", "reads", "reads that re-weighing added, 0 where it took some away"),
        integer("new_est_reads", "reads", "reads after re-weighing; the sum of the two"),
        number("fraction_total_reads", "fraction of all reads", "share of all reads, unknown and host ones included: unlike Bracken's own it does not sum to 1").or("NA"),
    ],
};

/// One row of the table.
#[derive(Debug, Clone, PartialEq)]
pub struct BrackenRow {
    /// The taxon's name.
    pub name: String,
    /// The taxon's id.
    pub taxid: u64,
    /// The letter of its level.
    pub level: String,
    /// Reads the vote alone called to the taxon, at most those after re-weighing.
    pub called_reads: u64,
    /// Reads that re-weighing added.
    pub added_reads: u64,
    /// Reads after re-weighing.
    pub reads: u64,
    /// Fraction of all reads; `None` for a sample without reads.
    pub share: Option<f64>,
}

/// The believed taxa of one level, in order of taxid.
pub fn bracken_rows(profile: &Profile, level: Level) -> Vec<BrackenRow> {
    profile
        .present(level)
        .map(|entry| {
            let called = entry.estimate.as_ref();
            let called = called.map_or(entry.clade_reads, |estimate| estimate.called_reads);
            let called_reads = called.min(entry.clade_reads);
            BrackenRow {
                name: entry.name.clone(),
                taxid: entry.taxid,
                level: level.letter().to_string(),
                called_reads,
                added_reads: entry.clade_reads - called_reads,
                reads: entry.clade_reads,
                share: profile.value(entry, Quantity::SequenceShare, Bound::Estimate),
            }
        })
        .collect()
}

/// The table.
pub fn render_bracken(rows: &[BrackenRow]) -> String {
    let mut table = BRACKEN.header() + "\n";
    for row in rows {
        // Writing to a string cannot fail.
        let _ = writeln!(
            table,
            "{}\t{}\t{}\t{}\t{}\t{}\t{}",
            row.name,
            row.taxid,
            row.level,
            row.called_reads,
            row.added_reads,
            row.reads,
            super::cells::render(row.share)
        );
    }
    table
}

/// Reads a table of Bracken or nuka.
///
/// # Errors
/// All at once: mistakes of form, a missing column, a cell that is no number.
pub fn read_bracken(bytes: &[u8]) -> Result<Vec<BrackenRow>> {
    let table = TextTable::parse(bytes, Quotes::Plain)?;
    table.columns::<7>(std::array::from_fn(|place| BRACKEN.columns[place].column))?;
    let mut errors = Vec::new();
    let mut rows = Vec::new();
    for row in table.rows() {
        let mut cells = Cells::new(&table, row);
        let row = BrackenRow {
            name: cells.text("name").to_owned(),
            taxid: cells.whole("taxonomy_id"),
            level: cells.text("taxonomy_lvl").to_owned(),
            called_reads: cells.whole("kraken_assigned_reads"),
            added_reads: cells.whole("added_reads"),
            reads: cells.whole("new_est_reads"),
            share: cells.number("fraction_total_reads"),
        };
        match cells.finish(row) {
            Ok(row) => rows.push(row),
            Err(error) => errors.push(error),
        }
    }
    match Error::gather(errors) {
        Some(error) => Err(error),
        None => Ok(rows),
    }
}
