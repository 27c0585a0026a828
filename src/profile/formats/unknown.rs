//! What unknown reads reach, all samples.

use super::cells::Cells;
use super::dictionary::{Dictionary, integer, text};
use crate::error::{Error, Result};
use crate::profile::{Profile, Reach};
use crate::text_table::{Quotes, TextTable};
use std::collections::BTreeMap;

/// `tables/unknown.tsv`
pub(super) const UNKNOWN: Dictionary = Dictionary {
    table: "unknown",
    file: "tables/unknown.tsv",
    row: "one taxon that unknown reads of one sample reach, but that does not explain them",
    loses: "all but what unknown reads reach",
    columns: &[
        text("sample", "the sample's id"),
        integer("taxid", "", "the lowest taxon the reads reach; 0 for none"),
        text("name", "the taxon's name; empty for none"),
        text("rank", "the taxon's rank"),
        text(
            "lineage",
            "the named levels down to the taxon; may be empty",
        ),
        integer(
            "reads",
            "reads (pairs count once)",
            "unknown reads called to exactly this taxon; those of a sample sum to its unknown reads where all are told",
        ),
    ],
};

/// The table: samples in the order given, taxa in order of taxid.
pub fn render_unknown<'a>(profiles: impl IntoIterator<Item = &'a Profile>) -> String {
    let mut table = UNKNOWN.header() + "\n";
    for profile in profiles {
        for reach in profile.reach() {
            table += &format!(
                "{}\t{}\t{}\t{}\t{}\t{}\n",
                profile.sample(),
                reach.taxid,
                reach.name,
                reach.rank,
                reach.lineage,
                reach.reads
            );
        }
    }
    table
}

/// Reads the table, by sample.
///
/// # Errors
/// All at once: mistakes of form, a missing column, an empty sample id, a cell that
/// is no whole number, an unknown rank.
pub fn read_unknown(bytes: &[u8]) -> Result<BTreeMap<String, Vec<Reach>>> {
    let table = TextTable::parse(bytes, Quotes::Plain)?;
    table.columns::<6>(std::array::from_fn(|place| UNKNOWN.columns[place].column))?;
    let mut errors = Vec::new();
    let mut samples: BTreeMap<String, Vec<Reach>> = BTreeMap::new();
    for row in table.rows() {
        let mut cells = Cells::new(&table, row);
        let sample = cells.id("sample");
        let reach = Reach {
            taxid: cells.whole("taxid"),
            name: cells.text("name").to_owned(),
            rank: cells.rank("rank"),
            lineage: cells.text("lineage").to_owned(),
            reads: cells.whole("reads"),
        };
        match cells.finish(reach) {
            Ok(reach) => samples.entry(sample.to_owned()).or_default().push(reach),
            Err(error) => errors.push(error),
        }
    }
    match Error::gather(errors) {
        Some(error) => Err(error),
        None => Ok(samples),
    }
}
