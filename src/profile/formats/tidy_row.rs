//! The rows of tidy profile tables.

use super::cells::Cells;
use super::tidy_columns::{HOST, UNPLACED};
use crate::error::Result;
use crate::profile::{Entry, Estimate, Interval, Part, Status};

/// What a row is about.
pub(super) enum Subject {
    Unknown(Reads),
    Host(u64, Reads),
    Unplaced(u64),
    Taxon(Entry),
}

/// Reads of no taxon, with shares where the table has them.
pub(super) struct Reads {
    pub(super) reads: u64,
    pub(super) sequence_share: Option<Interval>,
    taxonomic_share: Option<Interval>,
}

impl Reads {
    /// The part with the share of all reads.
    pub(super) fn part(&self, sequence_share: Interval) -> Part {
        Part {
            reads: self.reads,
            sequence_share,
            taxonomic_share: self.taxonomic_share,
        }
    }
}

/// The sample and the subject of a row.
pub(super) fn parse_row(mut cells: Cells<'_>) -> Result<(&str, Subject)> {
    let sample = cells.id("sample");
    let taxid = cells.whole("taxid");
    let name = cells.text("name");
    let clade_reads = cells.whole("reads");
    let without_rank = matches!(cells.text("rank"), "" | "no rank");
    let is_host = name == HOST && without_rank;
    if is_host || cells.text("taxid").parse() == Ok(0) {
        let reads = Reads {
            reads: clade_reads,
            sequence_share: cells.interval("sequence_share"),
            taxonomic_share: cells.interval("taxonomic_share"),
        };
        let subject = match (is_host, name) {
            (true, _) => Subject::Host(taxid, reads),
            (false, UNPLACED) => Subject::Unplaced(clade_reads),
            (false, _) => Subject::Unknown(reads),
        };
        return cells.finish((sample, subject));
    }
    let entry = Entry {
        taxid,
        name: name.to_owned(),
        rank: cells.rank("rank"),
        lineage: cells.text("lineage").to_owned(),
        clade_reads,
        direct_reads: None,
        estimate: parse_estimate(&mut cells),
    };
    cells.finish((sample, Subject::Taxon(entry)))
}

/// The estimates of a row; `None` where the table has no status or share for it.
fn parse_estimate(cells: &mut Cells<'_>) -> Option<Estimate> {
    let status = match cells.text("status") {
        "" | "NA" => return None,
        name => Status::from_name(name).or_else(|| {
            cells.note("status", name, "present, doubtful or rejected");
            None
        })?,
    };
    let Some(sequence_share) = cells.interval("sequence_share") else {
        if status != Status::Present {
            let found = cells.text("sequence_share");
            cells.note(
                "sequence_share",
                found,
                &format!("a share, as the taxon is {status}"),
            );
        }
        return None;
    };
    Some(Estimate {
        status,
        reason: cells.text("reason").to_owned(),
        called_reads: cells.whole_or_none("called_reads").unwrap_or(0),
        sequence_share,
        taxonomic_share: cells.interval("taxonomic_share"),
        ani: cells.interval("ani"),
        depth: cells.number("depth"),
        breadth: cells.number("breadth"),
        breadth_expected: cells.number("breadth_expected"),
        distinct_minimizers: cells.whole_or_none("distinct_minimizers").unwrap_or(0),
        reference_minimizers: cells.whole_or_none("reference_minimizers").unwrap_or(0),
    })
}
