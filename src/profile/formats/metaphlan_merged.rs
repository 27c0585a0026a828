//! Tables of several samples in the style of MetaPhlAn's `merge_metaphlan_tables`.

use super::cells::Cells;
use super::dictionary::{Dictionary, number, text};
use super::metaphlan::{ABUNDANCE, FIRST_LINE, UNCLASSIFIED, clade_name};
use super::percent::{parse_quantity, render_percent_or_missing, render_quantity};
use crate::error::{Error, ErrorKind, Result};
use crate::profile::{Bound, Profile, ProfileSet, Quantity, round_significant};
use crate::taxonomy::Level;
use crate::text_table::{Quotes, TextTable};
use std::collections::BTreeMap;

/// `metaphlan/merged.tsv`
pub(super) const MERGED: Dictionary = Dictionary {
    table: "metaphlan_merged",
    file: "metaphlan/merged.tsv",
    row: "the unknown (UNCLASSIFIED) or one taxon believed to be in some sample, below comments",
    loses: "what the tables of the samples lose, taxids, the host",
    columns: &[
        text("clade_name", "the names down to the taxon: k__ the domain, p__ to s__, with | between"),
        number("<sample>", "%", "the share that the comment at the top names, 0 where the taxon is not believed to be in the sample").or("NA"),
    ],
};

const CLADE: &str = "clade_name";

/// The shares of several samples by clade.
#[derive(Debug, Clone, PartialEq)]
pub struct MergedShares {
    /// What the shares are of; `None` where the source does not say.
    pub quantity: Option<Quantity>,
    /// The samples' ids.
    pub samples: Vec<String>,
    /// The unknown share of each sample; `None` where it is not known.
    pub unknown: Vec<Option<f64>>,
    /// The clades, by level from the widest, then name, with the share of each sample.
    pub clades: Vec<(String, Vec<Option<f64>>)>,
}

impl MergedShares {
    /// The shares of all samples: taxonomic ones where all samples have them.
    pub fn of(set: &ProfileSet) -> Self {
        let taxonomic = set.iter().all(|profile| profile.has_taxonomic_shares());
        let quantity = if taxonomic {
            Quantity::TaxonomicShare
        } else {
            Quantity::SequenceShare
        };
        let tables = set.iter().map(|profile| profile.share_table(quantity));
        let tables: Vec<_> = tables.collect();
        let mut clades: BTreeMap<(Option<Level>, String), Vec<Option<f64>>> = BTreeMap::new();
        for (place, table) in tables.iter().enumerate() {
            for row in &table.rows {
                let shares = clades.entry((row.level(), clade_name(&row.path)));
                let shares = shares.or_insert_with(|| {
                    let nothing = |profile: &Profile| profile.nothing(quantity, Bound::Estimate);
                    set.iter().map(nothing).collect()
                });
                // Names that differ only in spaces and underscores are one clade here.
                let sum = shares[place].unwrap_or(0.0) + row.share;
                shares[place] = Some(round_significant(sum));
            }
        }
        let clades = clades
            .into_iter()
            .map(|((_, clade), shares)| (clade, shares));
        Self {
            quantity: Some(quantity),
            samples: set.samples().map(str::to_owned).collect(),
            unknown: tables.iter().map(|table| table.unknown).collect(),
            clades: clades.collect(),
        }
    }
}

/// The table.
///
/// # Errors
/// A sample that has the name of the first column.
pub fn render_merged(merged: &MergedShares) -> Result<String> {
    if merged.samples.iter().any(|sample| sample == CLADE) {
        let message = format!("a sample has the id {CLADE}, which names a column of the table");
        let error = Error::new(ErrorKind::Duplicate, message);
        return Err(error.mend("give the sample another id"));
    }
    let mut text = format!("{FIRST_LINE}\n");
    let row = |text: &mut String, name: &str, shares: &[Option<f64>]| {
        text.push_str(name);
        for share in shares {
            text.push('\t');
            text.push_str(&render_percent_or_missing(*share));
        }
        text.push('\n');
    };
    if let Some(quantity) = merged.quantity {
        text += &format!("{ABUNDANCE}{}\n", render_quantity(quantity));
    }
    let names: Vec<&str> = std::iter::once(CLADE)
        .chain(merged.samples.iter().map(String::as_str))
        .collect();
    text += &(names.join("\t") + "\n");
    row(&mut text, UNCLASSIFIED, &merged.unknown);
    for (clade, shares) in &merged.clades {
        row(&mut text, clade, shares);
    }
    Ok(text)
}

/// Reads a table of nuka or of `merge_metaphlan_tables`.
///
/// # Errors
/// All at once: mistakes of form, a missing column `clade_name`, a cell that is
/// neither a number nor `NA`.
pub fn read_merged(bytes: &[u8]) -> Result<MergedShares> {
    let comment = |line: &&[u8]| line.starts_with(b"#");
    let comments: Vec<&[u8]> = bytes
        .split_inclusive(|&byte| byte == b'\n')
        .take_while(comment)
        .collect();
    let quantity = comments.iter().find_map(|line| {
        let line = std::str::from_utf8(line).ok()?;
        parse_quantity(line.strip_prefix(ABUNDANCE)?)
    });
    let above: usize = comments.iter().map(|line| line.len()).sum();
    let lines_above = comments.len() as u64;
    let table = TextTable::parse_below(lines_above, &bytes[above..], Quotes::Plain)?;
    let clade = table.column(CLADE)?;
    let samples = table.header().iter().filter(|name| *name != CLADE);
    let samples: Vec<String> = samples.cloned().collect();
    let mut merged = MergedShares {
        quantity,
        unknown: vec![None; samples.len()],
        samples,
        clades: Vec::new(),
    };
    let mut errors = Vec::new();
    for row in table.rows() {
        let mut cells = Cells::new(&table, row);
        let shares = merged.samples.iter().map(|sample| {
            let percent = cells.number(sample)?;
            Some(round_significant(percent / 100.0))
        });
        let shares = shares.collect();
        match cells.finish(shares) {
            Ok(shares) if row.cells[clade] == UNCLASSIFIED => merged.unknown = shares,
            Ok(shares) => merged.clades.push((row.cells[clade].clone(), shares)),
            Err(error) => errors.push(error),
        }
    }
    match Error::gather(errors) {
        Some(error) => Err(error),
        None => Ok(merged),
    }
}
