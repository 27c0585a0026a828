//! Reader of tidy profile tables: one row for each sample and taxon.
//!
//! Columns `sample taxid name rank lineage reads`, more are ignored. `reads`
//! counts the reads at the taxon or below it. A row with taxid 0 holds the
//! reads that no taxon explains. A sample's classified reads are those of its
//! root (taxid 1, no rank) where it is listed, otherwise the largest sum at one level.

use super::{Entry, Profile};
use crate::error::{Error, ErrorKind, Result};
use crate::taxonomy::{Level, Rank};
use crate::text_table::{Quotes, TextRow, TextTable};
use std::collections::BTreeMap;
use std::io::BufRead;

/// The columns of a tidy profile table, in the order in which they are written.
pub(super) const COLUMNS: [&str; 6] = ["sample", "taxid", "name", "rank", "lineage", "reads"];

const ROOT: u64 = 1;

/// Reads the samples of a tidy table, in order of sample id.
///
/// # Errors
/// All at once: mistakes of form ([`TextTable::parse`]), a missing column, an
/// empty sample id, a taxid or count that is not a whole number, an unknown
/// rank, a taxon listed twice for one sample (both lines are named).
pub fn read_tidy<R: BufRead>(mut reader: R) -> Result<Vec<Profile>> {
    let mut bytes = Vec::new();
    reader
        .read_to_end(&mut bytes)
        .map_err(|error| Error::new(ErrorKind::Io, error.to_string()))?;
    let table = TextTable::parse(&bytes, Quotes::Plain)?;
    let places = table.columns(COLUMNS)?;
    let mut errors = Vec::new();
    let mut samples: BTreeMap<String, Draft> = BTreeMap::new();
    for row in table.rows() {
        match parse_row(row, &places) {
            Ok((sample, entry)) => {
                let draft = samples.entry(sample).or_default();
                if let Some((earlier, _)) = draft.rows.get(&entry.taxid) {
                    errors.push(twice(row.line, *earlier, entry.taxid));
                } else {
                    draft.rows.insert(entry.taxid, (row.line, entry));
                }
            }
            Err(found) => errors.extend(found),
        }
    }
    let mut profiles = Vec::new();
    for (sample, draft) in samples {
        match draft.finish(&sample) {
            Ok(profile) => profiles.push(profile),
            Err(error) => errors.push(error),
        }
    }
    match Error::gather(errors) {
        Some(error) => Err(error),
        None => Ok(profiles),
    }
}

/// The rows of one sample, by taxid, each with its line.
#[derive(Default)]
struct Draft {
    rows: BTreeMap<u64, (u64, Entry)>,
}

impl Draft {
    fn finish(mut self, sample: &str) -> Result<Profile> {
        let unknown = self
            .rows
            .remove(&0)
            .map_or(0, |(_, entry)| entry.clade_reads);
        let root = self.rows.get(&ROOT).map(|(_, entry)| entry);
        let root = root.filter(|entry| entry.rank == Rank::NoRank);
        let mut at_level: BTreeMap<Option<Level>, u64> = BTreeMap::new();
        for (_, entry) in self.rows.values() {
            // Taxa between the levels may hold one another: each counts for itself.
            let level = entry.rank.level();
            let sum = at_level.entry(level).or_default();
            *sum = match level {
                None => (*sum).max(entry.clade_reads),
                Some(_) => sum.saturating_add(entry.clade_reads),
            };
        }
        let widest = at_level.values().copied().max().unwrap_or(0);
        let classified = root.map_or(widest, |root| root.clade_reads);
        let total = unknown.checked_add(classified).ok_or_else(|| {
            Error::new(
                ErrorKind::Malformed,
                format!("sample {sample}: too many reads"),
            )
        })?;
        let entries = self.rows.into_values().map(|(_, entry)| entry).collect();
        Profile::new(sample, entries, unknown, total)
    }
}

fn twice(line: u64, earlier: u64, taxid: u64) -> Error {
    Error::new(
        ErrorKind::Duplicate,
        format!("taxid {taxid} of this sample is already on line {earlier}"),
    )
    .at_line(line)
    .at_field("taxid")
    .mend("keep one of the two lines")
}

fn parse_row(
    row: &TextRow,
    places: &[usize; COLUMNS.len()],
) -> std::result::Result<(String, Entry), Vec<Error>> {
    let [sample, taxid, name, rank, lineage, reads] = places.map(|place| row.cells[place].as_str());
    let mut errors = Vec::new();
    if sample.is_empty() {
        let error = Error::new(ErrorKind::Malformed, "found no sample id");
        errors.push(error.at_line(row.line).at_field("sample"));
    }
    let mut whole = |text: &str, field: &str| {
        text.parse::<u64>().unwrap_or_else(|_| {
            errors.push(
                Error::new(
                    ErrorKind::Malformed,
                    format!("found \"{text}\", expected a whole number, 0 or more"),
                )
                .at_line(row.line)
                .at_field(field),
            );
            0
        })
    };
    let id = whole(taxid, "taxid");
    let clade_reads = whole(reads, "reads");
    let known_rank = Rank::from_name(rank);
    if known_rank == Rank::Unlisted && taxid != "0" {
        errors.push(
            Error::new(
                ErrorKind::Malformed,
                format!("found \"{rank}\", expected a rank in lower case, as genus or no rank"),
            )
            .at_line(row.line)
            .at_field("rank"),
        );
    }
    if !errors.is_empty() {
        return Err(errors);
    }
    let entry = Entry {
        taxid: id,
        name: name.to_owned(),
        rank: known_rank,
        lineage: lineage.to_owned(),
        clade_reads,
        direct_reads: None,
        estimate: None,
    };
    Ok((sample.to_owned(), entry))
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: &str = "sample\ttaxid\tname\trank\tlineage\treads\n";

    #[test]
    fn samples_are_told_apart_and_the_unknown_row_is_kept() {
        let text = format!(
            "{HEADER}b\t0\tunknown\t\t\t5\nb\t816\tBacteroides\tgenus\tg__Bacteroides\t3\na\t816\tBacteroides\tgenus\tg__Bacteroides\t7\n"
        );
        let profiles = read_tidy(text.as_bytes()).unwrap();
        assert_eq!(profiles.len(), 2);
        assert_eq!(profiles[0].sample(), "a");
        assert_eq!(profiles[0].unclassified_reads(), 0);
        assert_eq!(profiles[1].unclassified_reads(), 5);
        assert_eq!(profiles[1].total_reads(), 8);
    }

    #[test]
    fn the_root_tells_how_many_reads_are_classified() {
        let text = format!("{HEADER}a\t1\troot\tno rank\t\t10\na\t5\tx\tgenus\t\t7\n");
        let profile = read_tidy(text.as_bytes()).unwrap().remove(0);
        assert_eq!(profile.total_reads(), 10);
        assert_eq!(
            profile.read_shares(Level::Genus).unwrap().unplaced_fraction,
            0.3
        );
    }

    #[test]
    fn taxid_1_of_another_numbering_is_no_root() {
        let text = format!("{HEADER}a\t1\tx\tgenus\t\t3\na\t5\ty\tgenus\t\t7\n");
        let profile = read_tidy(text.as_bytes()).unwrap().remove(0);
        assert_eq!(profile.total_reads(), 10);
    }

    #[test]
    fn all_wrong_cells_are_told() {
        let text =
            format!("{HEADER}\tx\tn\tGenus\t\t-1\na\t5\tn\tgenus\t\t1\na\t5\tn\tgenus\t\t2\n");
        let error = read_tidy(text.as_bytes()).unwrap_err();
        assert_eq!(error.all().count(), 5, "{error}");
        assert!(error.to_string().contains("already on line 3"), "{error}");
    }
}
