//! Reader of tidy profile tables: one row for each sample and taxon.
//!
//! Columns `sample taxid name rank lineage reads`, and those of estimates where
//! the table has them; other columns are ignored. `reads` counts the reads at the
//! taxon or below it. A row named `host` without a rank holds the host's reads, one
//! named `unplaced` with taxid 0 classified reads of no listed taxon; any other row
//! with taxid 0 holds the reads that no taxon explains. A sample's classified reads
//! are those of its root (taxid 1, no rank) where it is listed, otherwise the
//! largest sum at one level, and the unplaced ones.

use super::cells::Cells;
use super::tidy_columns::{REQUIRED, listed_reads};
use super::tidy_row::{Reads, Subject, parse_row};
use crate::error::{Error, ErrorKind, Result};
use crate::profile::{Entry, Host, Interval, Profile, Surroundings, round_significant};
use crate::text_table::{Quotes, TextTable};
use std::collections::BTreeMap;
use std::io::BufRead;

/// Reads the samples of a tidy table, in order of sample id.
///
/// # Errors
/// All at once: mistakes of form ([`TextTable::parse`]), a missing column, an
/// empty sample id, a taxid or count that is not a whole number, a share that is
/// no number or outside its interval, an unknown rank or status, a taxon listed
/// twice for one sample (both lines are named).
pub fn read_tidy<R: BufRead>(mut reader: R) -> Result<Vec<Profile>> {
    let mut bytes = Vec::new();
    reader
        .read_to_end(&mut bytes)
        .map_err(|error| Error::new(ErrorKind::Io, error.to_string()))?;
    let table = TextTable::parse(&bytes, Quotes::Plain)?;
    table.columns(REQUIRED)?;
    let mut errors = Vec::new();
    let mut samples: BTreeMap<&str, Draft> = BTreeMap::new();
    for row in table.rows() {
        match parse_row(Cells::new(&table, row)) {
            Ok((sample, subject)) => {
                let draft = samples.entry(sample).or_default();
                if let Some(error) = draft.add(row.line, subject) {
                    errors.push(error);
                }
            }
            Err(found) => errors.push(found),
        }
    }
    let mut profiles = Vec::new();
    for (sample, draft) in samples {
        match draft.finish(sample) {
            Ok(profile) => profiles.push(profile),
            Err(error) => errors.push(error),
        }
    }
    match Error::gather(errors) {
        Some(error) => Err(error),
        None => Ok(profiles),
    }
}

/// The rows of one sample, each with its line.
#[derive(Default)]
struct Draft {
    unknown: Option<(u64, Reads)>,
    host: Option<(u64, (u64, Reads))>,
    unplaced: Option<(u64, u64)>,
    taxa: BTreeMap<u64, (u64, Entry)>,
}

impl Draft {
    /// Keeps a row; an error when the sample has one of the same subject.
    fn add(&mut self, line: u64, subject: Subject) -> Option<Error> {
        fn keep<T>(place: &mut Option<(u64, T)>, line: u64, value: T) -> Option<u64> {
            match place {
                Some((earlier, _)) => Some(*earlier),
                None => {
                    *place = Some((line, value));
                    None
                }
            }
        }
        let (taxid, earlier) = match subject {
            Subject::Unknown(reads) => (0, keep(&mut self.unknown, line, reads)),
            Subject::Host(taxid, reads) => (taxid, keep(&mut self.host, line, (taxid, reads))),
            Subject::Unplaced(reads) => (0, keep(&mut self.unplaced, line, reads)),
            Subject::Taxon(entry) => {
                let taxid = entry.taxid;
                let earlier = self.taxa.get(&taxid).map(|(line, _)| *line);
                self.taxa.entry(taxid).or_insert((line, entry));
                (taxid, earlier)
            }
        };
        earlier.map(|earlier| twice(line, earlier, taxid))
    }

    fn finish(self, sample: &str) -> Result<Profile> {
        let unclassified = self.unknown.as_ref().map_or(0, |(_, part)| part.reads);
        let host_reads = self.host.as_ref().map_or(0, |(_, (_, part))| part.reads);
        let listed = listed_reads(self.taxa.values().map(|(_, entry)| entry));
        let unplaced = self.unplaced.map_or(0, |(_, reads)| reads);
        let parts = [unclassified, host_reads, listed, unplaced];
        let total = parts
            .into_iter()
            .try_fold(0_u64, u64::checked_add)
            .ok_or_else(|| {
                let message = format!("sample {sample}: too many reads");
                Error::new(ErrorKind::Malformed, message)
            })?;
        let unknown = self.unknown.and_then(|(_, reads)| {
            let share = reads.sequence_share?;
            Some(reads.part(share))
        });
        let host = self.host.map(|(_, (taxid, reads))| {
            let counted = || share_of(reads.reads, total);
            let share = reads.sequence_share.unwrap_or_else(counted);
            Host {
                taxid,
                sex: None,
                part: reads.part(share),
            }
        });
        let entries = self.taxa.into_values().map(|(_, entry)| entry).collect();
        let surroundings = Surroundings {
            unknown,
            host,
            ..Surroundings::default()
        };
        Profile::with_surroundings(sample, entries, unclassified, total, surroundings)
    }
}

/// The share of counted reads, as if known exactly; that of a sample without reads is 0.
pub(super) fn share_of(reads: u64, total: u64) -> Interval {
    let share = round_significant(reads as f64 / total.max(1) as f64);
    Interval {
        estimate: share,
        low: share,
        high: share,
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::taxonomy::Level;

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

    #[test]
    fn the_host_is_told_by_its_name_and_is_no_taxon() {
        let text = format!(
            "{HEADER}a\t0\tunknown\tno rank\t\t5\na\t9606\thost\tno rank\t\t20\na\t9606\tHomo sapiens\tspecies\ts__Homo sapiens\t15\na\t0\tunplaced\t\t\t10\n"
        );
        let profile = read_tidy(text.as_bytes()).unwrap().remove(0);
        assert_eq!(profile.total_reads(), 50);
        assert_eq!(profile.classified_reads(), 25);
        assert_eq!(profile.entries().len(), 1);
        let host = profile.host().unwrap();
        assert_eq!((host.taxid, host.part.reads), (9606, 20));
        assert_eq!(host.part.sequence_share.estimate, 0.4);
    }

    #[test]
    fn wrong_estimates_are_told_with_their_columns() {
        let header = HEADER.trim_end();
        let text = format!(
            "{header}\tstatus\tsequence_share\tsequence_share_low\na\t5\tn\tgenus\t\t1\tmaybe\t0.5\t0.1\na\t6\tn\tgenus\t\t0\tdoubtful\tNA\tNA\na\t7\tn\tgenus\t\t1\tpresent\t0.5\t0.6\n"
        );
        let error = read_tidy(text.as_bytes()).unwrap_err();
        let fields: Vec<_> = error.all().map(|e| e.place().field.as_deref()).collect();
        let share = Some("sequence_share");
        assert_eq!(fields, [Some("status"), share, share], "{error}");
    }
}
