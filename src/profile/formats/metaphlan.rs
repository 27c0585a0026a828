//! Tables in the style of MetaPhlAn 4.
//!
//! Format: the wiki of MetaPhlAn 4 (Blanco-Míguez 2023,
//! doi:10.1038/s41587-023-01688-w). Domains have the prefix `k__`, spaces in names
//! are underscores, and the unknown is the row `UNCLASSIFIED` with taxid -1.

use super::dictionary::{Dictionary, number, text};
use super::percent::{parse_percent, parse_quantity, render_percent, render_quantity};
use crate::error::{Error, ErrorKind, Mistakes, Result, excerpt};
use crate::profile::lineage_steps::prefix;
use crate::profile::{PathStep, SEVEN_LEVELS, ShareRow, ShareTable};
use crate::taxonomy::Level;
use std::fmt::Write;

/// `metaphlan/<sample>.tsv`
pub(super) const METAPHLAN: Dictionary = Dictionary {
    table: "metaphlan",
    file: "metaphlan/<sample>.tsv",
    row: "the unknown (UNCLASSIFIED) or one believed taxon of one of seven levels, below comments",
    loses: "reads, intervals, status, kingdoms and taxa between the levels, spaces in names (_) and | in names (/)",
    columns: &[
        text(
            "clade_name",
            "the names down to the taxon: k__ the domain, p__ to s__, with | between",
        ),
        text(
            "NCBI_tax_id",
            "the taxids down to the taxon in the reference, which need not be NCBI's; -1 for the unknown",
        ),
        number(
            "relative_abundance",
            "%",
            "the share that the comment at the top names; with the host and the unplaced the rows of a level and UNCLASSIFIED sum to 100",
        ),
        text("additional_species", "always empty"),
    ],
};

/// The first line, by which tools know the style and people the maker.
pub(super) const FIRST_LINE: &str = concat!(
    "#mpa_vNuka_",
    env!("CARGO_PKG_VERSION"),
    " (made by nuka, not by MetaPhlAn)"
);
pub(super) const ABUNDANCE: &str = "#relative_abundance: ";
const HOST: &str = "#host: ";
const SAMPLE: &str = "#SampleID\t";
pub(super) const UNCLASSIFIED: &str = "UNCLASSIFIED";

/// The table of one sample. Nothing is scaled.
pub fn render_metaphlan(table: &ShareTable) -> String {
    let mut text = format!("{FIRST_LINE}\n");
    // Writing to a string cannot fail.
    let _ = (|| {
        if let Some(quantity) = table.quantity {
            writeln!(text, "{ABUNDANCE}{}", render_quantity(quantity))?;
        }
        if let Some(share) = table.host {
            writeln!(text, "{HOST}{}", render_percent(share))?;
        }
        writeln!(text, "{SAMPLE}{}\n#{}", table.sample, METAPHLAN.header())?;
        if let Some(share) = table.unknown {
            writeln!(text, "{UNCLASSIFIED}\t-1\t{}\t", render_percent(share))?;
        }
        for row in &table.rows {
            let taxids: Vec<String> = row
                .path
                .iter()
                .map(|step| {
                    step.taxid
                        .map_or_else(String::new, |taxid| taxid.to_string())
                })
                .collect();
            let (clade, share) = (clade_name(&row.path), render_percent(row.share));
            writeln!(text, "{clade}\t{}\t{share}\t", taxids.join("|"))?;
        }
        std::fmt::Result::Ok(())
    })();
    text
}

/// `k__Bacteria|...|s__Genus_species`
pub(super) fn clade_name(path: &[PathStep]) -> String {
    let steps: Vec<String> = path
        .iter()
        .map(|step| {
            let letter = match step.level {
                Level::Domain => 'k',
                level => prefix(level),
            };
            format!("{letter}__{}", metaphlan_name(&step.name))
        })
        .collect();
    steps.join("|")
}

/// The name as the style writes it.
pub(super) fn metaphlan_name(name: &str) -> String {
    name.replace(' ', "_").replace('|', "/")
}

/// Reads the table of one sample, of nuka or of MetaPhlAn 4.
///
/// Names keep their underscores. Rows below species (`t__`) are left out; a taxid
/// that is not given is 0. What the abundances are of and the host are only known
/// of a table of nuka's.
///
/// # Errors
/// All at once: too few columns, a clade that is none, an abundance or taxid that
/// is no number.
pub fn read_metaphlan(bytes: &[u8]) -> Result<ShareTable> {
    let text = String::from_utf8_lossy(bytes);
    let mut mistakes = Mistakes::new();
    let mut table = ShareTable {
        sample: String::new(),
        quantity: None,
        unknown: None,
        host: None,
        rows: Vec::new(),
    };
    for (line, number) in text.lines().zip(1..) {
        if let Err(error) = read_line(line, &mut table) {
            mistakes.push(error.at_line(number));
        }
    }
    mistakes.finish()?;
    Ok(table)
}

fn read_line(line: &str, table: &mut ShareTable) -> Result<()> {
    if let Some(text) = line.strip_prefix(ABUNDANCE) {
        table.quantity = parse_quantity(text);
    } else if let Some(text) = line.strip_prefix(HOST) {
        table.host = Some(parse_percent(text)?);
    } else if let Some(sample) = line.strip_prefix(SAMPLE) {
        table.sample = sample.trim().to_owned();
    }
    if line.starts_with('#') || line.trim().is_empty() {
        return Ok(());
    }
    let fields: Vec<&str> = line.split('\t').collect();
    let &[clade, taxids, abundance, ..] = fields.as_slice() else {
        let message = format!("found {} fields, expected 4", fields.len());
        return Err(Error::new(ErrorKind::Malformed, message));
    };
    let share = parse_percent(abundance);
    let share = share.map_err(|error| error.at_field("relative_abundance"))?;
    if clade == UNCLASSIFIED {
        table.unknown = Some(share);
        return Ok(());
    }
    let ids = taxids.split('|').chain(std::iter::repeat(""));
    let path: Option<Vec<PathStep>> = clade
        .split('|')
        .filter(|step| !step.starts_with("t__"))
        .zip(ids)
        .map(|(step, id)| parse_step(step, id))
        .collect();
    let path = path.ok_or_else(|| {
        let found = excerpt(format!("{clade} {taxids}").as_bytes());
        let message = format!("found \"{found}\", expected k__Name|...|s__Name and taxids");
        Error::new(ErrorKind::Malformed, message).at_field("clade_name")
    })?;
    if !clade.contains("|t__") {
        let taxid = path.last().and_then(|step| step.taxid).unwrap_or(0);
        table.rows.push(ShareRow { taxid, path, share });
    }
    Ok(())
}

fn parse_step(step: &str, id: &str) -> Option<PathStep> {
    let (letter, name) = step.split_once("__")?;
    let letter = if letter == "k" { "d" } else { letter };
    let mut levels = SEVEN_LEVELS.into_iter();
    let level = levels.find(|level| letter.chars().eq([prefix(*level)]))?;
    let taxid = match id.trim() {
        "" => None,
        id => Some(id.parse().ok()?),
    };
    Some(PathStep {
        level,
        taxid,
        name: name.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_of_metaphlan_4_are_read() {
        let text = "#mpa_vOct22\n#/bin/metaphlan x\n#19408 reads processed\n#SampleID\tMetaphlan_Analysis\n\
            #clade_name\tNCBI_tax_id\trelative_abundance\tadditional_species\nUNCLASSIFIED\t-1\t21.5\t\n\
            k__Bacteria\t2\t78.5\t\nk__Bacteria|p__Firmicutes|c__CFGB1\t2|1239|\t8.56797\t\n\
            k__Bacteria|p__Firmicutes|t__SGB1\t2|1239|\t8.56797\t\n";
        let table = read_metaphlan(text.as_bytes()).unwrap();
        assert_eq!(table.unknown, Some(0.215));
        assert_eq!(table.rows.len(), 2);
        assert_eq!((table.rows[1].taxid, table.rows[1].path.len()), (0, 3));
        assert_eq!(table.rows[0].path[0].level, Level::Domain);
    }

    #[test]
    fn all_mistakes_are_told() {
        let text = "k__Bacteria\t2\nx__A\t2\t1\t\nk__A\tb\t1\t\nk__A\t2\t-1\t\n";
        let error = read_metaphlan(text.as_bytes()).unwrap_err();
        assert_eq!(error.all().count(), 4, "{error}");
    }
}
