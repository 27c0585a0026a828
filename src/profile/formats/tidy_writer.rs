//! Writer of tidy profile tables.

use super::cells::{MISSING, render};
use super::tidy_columns::{HOST, PROFILES, UNKNOWN, UNPLACED, listed_reads};
use crate::profile::{Entry, Estimate, Interval, Part, Profile, Status};
use crate::taxonomy::Rank;
use std::io::{self, Write};

/// Writes profiles in the order given: the unknown row of each sample, the host's
/// where it was looked for, then its taxa.
///
/// What [`read_tidy`](super::read_tidy) reads back is the same but for the
/// direct reads, what unknown reads reach and the quality, which the table does
/// not hold.
///
/// # Errors
/// When the writer refuses.
pub fn write_tidy<'a, W: Write>(
    mut writer: W,
    profiles: impl IntoIterator<Item = &'a Profile>,
) -> io::Result<()> {
    writeln!(writer, "{}", PROFILES.header())?;
    for profile in profiles {
        let sample = profile.sample();
        let unknown = match profile.unknown() {
            Some(part) => part_cells(part),
            None => cells(profile.unclassified_reads(), None, None, None),
        };
        let present = Status::Present;
        writeln!(
            writer,
            "{}\t{present}\t{unknown}",
            no_taxon(sample, 0, UNKNOWN)
        )?;
        if let Some(host) = profile.host() {
            let cells = part_cells(&host.part);
            writeln!(
                writer,
                "{}\t{present}\t{cells}",
                no_taxon(sample, host.taxid, HOST)
            )?;
        }
        let unplaced = profile
            .classified_reads()
            .saturating_sub(listed_reads(profile.entries()));
        if unplaced > 0 {
            let cells = cells(unplaced, None, None, None);
            writeln!(
                writer,
                "{}\t{present}\t{cells}",
                no_taxon(sample, 0, UNPLACED)
            )?;
        }
        for entry in profile.entries() {
            writeln!(writer, "{sample}\t{}", entry_cells(entry))?;
        }
    }
    Ok(())
}

fn no_taxon(sample: &str, taxid: u64, name: &str) -> String {
    format!("{sample}\t{taxid}\t{name}\t{}\t", Rank::NoRank)
}

fn entry_cells(entry: &Entry) -> String {
    let estimate = entry.estimate.as_ref();
    let status = estimate.map_or(MISSING, |estimate| estimate.status.name());
    let sequence = estimate.map(|estimate| estimate.sequence_share);
    let taxonomic = estimate.and_then(|estimate| estimate.taxonomic_share);
    format!(
        "{}\t{}\t{}\t{}\t{status}\t{}",
        entry.taxid,
        entry.name,
        entry.rank,
        entry.lineage,
        cells(entry.clade_reads, sequence, taxonomic, estimate)
    )
}

fn part_cells(part: &Part) -> String {
    cells(
        part.reads,
        Some(part.sequence_share),
        part.taxonomic_share,
        None,
    )
}

/// The cells from `reads` to `reason`.
fn cells(
    reads: u64,
    sequence_share: Option<Interval>,
    taxonomic_share: Option<Interval>,
    estimate: Option<&Estimate>,
) -> String {
    let mut cells = vec![reads.to_string()];
    let ani = estimate.and_then(|estimate| estimate.ani);
    for interval in [sequence_share, taxonomic_share, ani] {
        cells.push(render(interval.map(|interval| interval.estimate)));
        cells.push(render(interval.map(|interval| interval.low)));
        cells.push(render(interval.map(|interval| interval.high)));
    }
    let numbers: [fn(&Estimate) -> Option<f64>; 3] = [
        |estimate| estimate.depth,
        |estimate| estimate.breadth,
        |estimate| estimate.breadth_expected,
    ];
    cells.extend(numbers.map(|number| render(estimate.and_then(number))));
    let counts: [fn(&Estimate) -> u64; 3] = [
        |estimate| estimate.called_reads,
        |estimate| estimate.distinct_minimizers,
        |estimate| estimate.reference_minimizers,
    ];
    let missing = || MISSING.to_owned();
    let count =
        |count: fn(&Estimate) -> u64| estimate.map_or_else(missing, |e| count(e).to_string());
    cells.extend(counts.map(count));
    cells.push(estimate.map_or_else(String::new, |estimate| estimate.reason.clone()));
    cells.join("\t")
}
