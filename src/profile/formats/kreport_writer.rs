//! Writer of Kraken-style sample reports.

use super::dictionary::{Dictionary, integer, number, text};
use super::tidy_columns::HOST;
use crate::error::{Error, ErrorKind, Result};
use crate::profile::Profile;
use std::fmt::Write;

/// Stands in reports for a host whose taxid is not known or is that of a listed
/// taxon: 0 is taken, and this one lies above all taxids in use.
pub(super) const NO_TAXID: u64 = (1 << 31) - 1;

/// `kreport/<sample>.kreport`, which has no header.
pub(super) const KREPORT: Dictionary = Dictionary {
    table: "kreport",
    file: "kreport/<sample>.kreport",
    row: "one taxon, after the one above it; first the unknown, then the root, then the host",
    loses: "estimates, status, taxa that are not believed, taxa between the levels, superkingdom as a word",
    columns: &[
        number(
            "percent",
            "% of all reads",
            "reads of the clade, of all reads",
        ),
        integer(
            "clade_reads",
            "reads",
            "reads at the taxon or below it; those of the root hold the host's",
        ),
        integer(
            "direct_reads",
            "reads",
            "reads at the taxon that no taxon below it has",
        ),
        text("rank_code", "U unknown, R root, R1 host, D K P C O F G S"),
        integer(
            "taxid",
            "",
            "the taxon's id; 0 unknown, 1 root, 2147483647 a host without a taxid of its own",
        ),
        text(
            "name",
            "the name, after two spaces for each step down the tree",
        ),
    ],
};

/// The report of re-weighed reads, which Kraken 2's tools read.
///
/// The unknown and the root are always there. The host is a line `R1` named `host`
/// right below the root, so that every read is in the report. What
/// [`read_kreport`](super::read_kreport) reads back has the same believed taxa,
/// reads and lineages of listed taxa, and a root.
///
/// # Errors
/// As [`Profile::clade_tree`]; a taxon with taxid 1 that is not the root.
pub fn render_kreport(profile: &Profile) -> Result<String> {
    let tree = profile.clade_tree()?;
    let mut report = String::new();
    let mut line = |clade: u64, direct: u64, code: char, steps: &str, taxid: u64, name: &str| {
        let percent = 100.0 * clade as f64 / profile.total_reads().max(1) as f64;
        // Writing to a string cannot fail.
        let _ = writeln!(
            report,
            "{percent:6.2}\t{clade}\t{direct}\t{code}{steps}\t{taxid}\t{name}"
        );
    };
    let unknown = profile.unclassified_reads();
    line(unknown, unknown, 'U', "", 0, "unclassified");
    let classified = profile.total_reads() - unknown;
    line(classified, tree.unplaced_reads(), 'R', "", 1, "root");
    if let Some(host) = profile.host() {
        let is_taxon = |taxid| profile.entries().iter().any(|entry| entry.taxid == taxid);
        let taxid = match host.taxid {
            0 | 1 => NO_TAXID,
            taxid if is_taxon(taxid) => NO_TAXID,
            taxid => taxid,
        };
        let reads = host.part.reads;
        line(reads, reads, 'R', "1", taxid, &format!("  {HOST}"));
    }
    for clade in tree.clades() {
        let entry = clade.entry;
        let code = entry.rank.level().map_or('-', |level| level.letter());
        let name = format!("{:indent$}{}", "", entry.name, indent = 2 * clade.depth + 2);
        line(
            entry.clade_reads,
            clade.direct_reads,
            code,
            "",
            entry.taxid,
            &name,
        );
    }
    match tree.clades().iter().find(|clade| clade.entry.taxid == 1) {
        Some(clade) => {
            let name = &clade.entry.name;
            let message = format!("found taxid 1 of {name}, which stands for the root");
            let error = Error::new(ErrorKind::Unsupported, message);
            Err(error.at_record_name(profile.sample()).at_field("taxid"))
        }
        None => Ok(report),
    }
}
