//! Writer of CAMI's profiling format.
//!
//! Format: bioboxes' profiling format 0.9.1, with the tags and columns that CAMI's
//! tools read (Meyer 2022, doi:10.1038/s41592-022-01431-4).

use super::dictionary::{Dictionary, integer, number, text};
use super::percent::{render_percent, render_quantity};
use crate::profile::{PathStep, SEVEN_LEVELS, ShareTable};
use crate::taxonomy::Level;
use std::fmt::Write;

/// `cami/<sample>.profile`
pub(super) const CAMI: Dictionary = Dictionary {
    table: "cami",
    file: "cami/<sample>.profile",
    row: "one believed taxon of one of seven levels, below lines of tags and comments",
    loses: "reads, intervals, status, kingdoms and taxa between the levels; a | in a name becomes /",
    columns: &[
        integer("TAXID", "", "the taxon's id in the reference"),
        text(
            "RANK",
            "superkingdom, phylum, class, order, family, genus or species",
        ),
        text(
            "TAXPATH",
            "the taxids down to the taxon, one for each rank, empty where there is none",
        ),
        text(
            "TAXPATHSN",
            "the names down to the taxon, one for each rank",
        ),
        number(
            "PERCENTAGE",
            "%",
            "the share that the comment at the top names; with the unknown, the host and the unplaced the percentages of a rank sum to 100",
        ),
    ],
};

/// What begins the comments that hold what the format has no tag for.
pub(super) const PERCENTAGES: &str = "# percentages: ";
pub(super) const UNKNOWN: &str = "# unknown: ";
pub(super) const HOST: &str = "# host: ";

/// CAMI's word for a level.
pub(super) fn rank_word(level: Level) -> &'static str {
    match level {
        // The word of NCBI's taxonomy until 2024, which CAMI's tools look for.
        Level::Domain => "superkingdom",
        level => level.rank().name(),
    }
}

/// The profile of one sample. Percentages are not scaled: the unknown part is what
/// they lack of 100.
pub fn render_cami(table: &ShareTable) -> String {
    let mut text = concat!("# made by nuka ", env!("CARGO_PKG_VERSION"), "\n").to_owned();
    // Writing to a string cannot fail.
    let _ = (|| {
        if let Some(quantity) = table.quantity {
            writeln!(text, "{PERCENTAGES}{}", render_quantity(quantity))?;
        }
        for (label, share) in [(UNKNOWN, table.unknown), (HOST, table.host)] {
            if let Some(share) = share {
                writeln!(text, "{label}{}", render_percent(share))?;
            }
        }
        let ranks = SEVEN_LEVELS.map(rank_word).join("|");
        writeln!(text, "@SampleID:{}\n@Version:0.9.1", table.sample)?;
        writeln!(text, "@Ranks:{ranks}\n@TaxonomyID:\n@@{}", CAMI.header())?;
        for row in &table.rows {
            let Some(level) = row.level() else { continue };
            writeln!(
                text,
                "{}\t{}\t{}\t{}\t{}",
                row.taxid,
                rank_word(level),
                joined(&row.path, level, |step| {
                    step.taxid
                        .map_or_else(String::new, |taxid| taxid.to_string())
                }),
                joined(&row.path, level, |step| step.name.replace('|', "/")),
                render_percent(row.share)
            )?;
        }
        std::fmt::Result::Ok(())
    })();
    text
}

/// One field for each level down to the taxon's.
fn joined(path: &[PathStep], last: Level, field: impl Fn(&PathStep) -> String) -> String {
    let levels = SEVEN_LEVELS.into_iter().take_while(|level| *level <= last);
    let fields: Vec<String> = levels
        .map(|level| {
            let step = path.iter().find(|step| step.level == level);
            step.map_or_else(String::new, &field)
        })
        .collect();
    fields.join("|")
}
