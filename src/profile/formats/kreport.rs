//! Reader of Kraken-style sample reports.
//!
//! One line a taxon, tab-separated: percent, reads of the clade, reads of the
//! taxon itself, (minimizers, distinct minimizers,) rank code, taxid, name.
//! Two spaces before the name stand for one step down the tree. Format: the
//! Kraken 2 manual, "Sample Report Output Format" (Wood 2019,
//! doi:10.1186/s13059-019-1891-0). A line `R1` named `host` one step below the
//! root is the host of [`render_kreport`](super::render_kreport), no taxon.

use super::kreport_line::{Line, parse_line};
use super::kreport_writer::NO_TAXID;
use super::tidy::share_of;
use crate::error::{Error, ErrorKind, Result};
use crate::profile::{Entry, Host, Part, Profile, Surroundings};
use std::io::BufRead;

/// Reads the report of one sample. A report without lines is a sample without reads.
///
/// Codes with a number (`G1`, `R2`) stand for levels between two ranks and are
/// read as [`NoRank`](crate::taxonomy::Rank::NoRank). The percent column is not used.
///
/// # Errors
/// All at once: a wrong number of fields, a field that is not a number, an
/// unknown rank code, a step of more than one level, a clade whose reads are
/// not those of its taxa, a taxid that occurs twice.
pub fn read_kreport<R: BufRead>(mut reader: R, sample: &str) -> Result<Profile> {
    let mut bytes = Vec::new();
    reader
        .read_to_end(&mut bytes)
        .map_err(|error| Error::new(ErrorKind::Io, error.to_string()))?;
    let text = String::from_utf8_lossy(&bytes);
    let mut lines = Vec::new();
    let mut errors = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let number = index as u64 + 1;
        match parse_line(line, number) {
            Ok(line) => lines.push(line),
            Err(error) => errors.push(error),
        }
    }
    if errors.is_empty() {
        errors = check_tree(&lines);
    }
    if let Some(error) = Error::gather(errors) {
        return Err(error);
    }
    let too_many = || Error::new(ErrorKind::Malformed, "found more reads than can be counted");
    let sum = |unknown: bool| {
        let mut clades = lines
            .iter()
            .filter(|line| line.unknown == unknown && (unknown || line.depth == 0));
        clades.try_fold(0_u64, |sum, line| sum.checked_add(line.clade))
    };
    let unclassified = sum(true).ok_or_else(too_many)?;
    let total = sum(false).and_then(|classified| classified.checked_add(unclassified));
    let total = total.ok_or_else(too_many)?;
    let host = take_host(&mut lines, total)?;
    let surroundings = Surroundings {
        host,
        ..Surroundings::default()
    };
    Profile::with_surroundings(sample, entries(lines), unclassified, total, surroundings)
}

/// Takes the host's line out and its reads from the root's.
fn take_host(lines: &mut Vec<Line>, total: u64) -> Result<Option<Host>> {
    let Some(place) = lines.iter().position(Line::is_host) else {
        return Ok(None);
    };
    let line = lines.remove(place);
    if let Some(second) = lines.iter().find(|line| line.is_host()) {
        let message = format!("the host is already on line {}", line.number);
        let error = Error::new(ErrorKind::Duplicate, message);
        return Err(error.at_line(second.number).at_field("name"));
    }
    let above = lines[..place].iter_mut().rev();
    if let Some(root) = above.into_iter().find(|line| line.depth == 0) {
        root.clade = root.clade.saturating_sub(line.clade);
    }
    Ok(Some(Host {
        taxid: if line.taxid == NO_TAXID {
            0
        } else {
            line.taxid
        },
        sex: None,
        part: Part {
            reads: line.clade,
            sequence_share: share_of(line.clade, total),
            taxonomic_share: None,
        },
    }))
}

/// The reads of a clade are those of its taxon and of the clades one step below.
fn check_tree(lines: &[Line]) -> Vec<Error> {
    let mut errors = Vec::new();
    let mut below = vec![0_u64; lines.len()];
    let mut path: Vec<usize> = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        if line.depth > path.len() {
            errors.push(
                Error::new(
                    ErrorKind::Malformed,
                    format!(
                        "found level {}, expected at most {}",
                        line.depth,
                        path.len()
                    ),
                )
                .at_line(line.number)
                .at_field("name"),
            );
            continue;
        }
        path.truncate(line.depth);
        if let Some(&parent) = path.last() {
            below[parent] = below[parent].saturating_add(line.clade);
        }
        path.push(index);
    }
    if !errors.is_empty() {
        return errors;
    }
    for (line, below) in lines.iter().zip(below) {
        if line.direct.checked_add(below) != Some(line.clade) {
            errors.push(
                Error::new(
                    ErrorKind::Mismatch,
                    format!(
                        "{}: found {} reads in the clade, expected {} + {below} as on the lines",
                        line.name, line.clade, line.direct
                    ),
                )
                .at_line(line.number)
                .at_field("clade reads")
                .mend("the report was cut or edited; write it again"),
            );
        }
    }
    errors
}

fn entries(lines: Vec<Line>) -> Vec<Entry> {
    let mut path: Vec<Option<String>> = Vec::new();
    let mut entries = Vec::new();
    for line in lines {
        path.truncate(line.depth);
        path.push(line.prefix.map(|prefix| format!("{prefix}__{}", line.name)));
        if line.unknown {
            continue;
        }
        let lineage: Vec<&str> = path.iter().flatten().map(String::as_str).collect();
        entries.push(Entry {
            taxid: line.taxid,
            lineage: lineage.join(";"),
            name: line.name,
            rank: line.rank,
            clade_reads: line.clade,
            direct_reads: Some(line.direct),
            estimate: None,
        });
    }
    entries
}

#[cfg(test)]
mod tests {
    use super::*;

    const EIGHT: &str = " 10.00\t1\t1\t0\t0\tU\t0\tunclassified\n\
         90.00\t9\t0\t50\t40\tR\t1\troot\n\
         90.00\t9\t2\t50\t40\tR1\t131567\t  cellular organisms\n\
         70.00\t7\t0\t50\t40\tD\t2\t    Bacteria\n\
         70.00\t7\t3\t50\t40\tG\t816\t      Bacteroides\n\
         40.00\t4\t4\t50\t40\tS\t817\t        Bacteroides fragilis\n";

    #[test]
    fn both_widths_give_the_same_profile() {
        let eight = read_kreport(EIGHT.as_bytes(), "s").unwrap();
        let six: String = EIGHT
            .lines()
            .map(|line| {
                let mut fields: Vec<&str> = line.split('\t').collect();
                fields.drain(3..5);
                fields.join("\t") + "\n"
            })
            .collect();
        assert_eq!(read_kreport(six.as_bytes(), "s").unwrap(), eight);
        assert_eq!(eight.total_reads(), 10);
        assert_eq!(eight.unclassified_reads(), 1);
        let species = eight.entries().iter().find(|e| e.taxid == 817).unwrap();
        assert_eq!(
            species.lineage,
            "d__Bacteria;g__Bacteroides;s__Bacteroides fragilis"
        );
        assert_eq!(eight.entries().len(), 5);
    }

    #[test]
    fn a_cut_report_is_found_out() {
        let cut: String = EIGHT
            .lines()
            .take(5)
            .map(|line| format!("{line}\n"))
            .collect();
        let error = read_kreport(cut.as_bytes(), "s").unwrap_err();
        assert_eq!(error.place().line, Some(5));
        assert_eq!(error.kind(), ErrorKind::Mismatch);
    }

    #[test]
    fn all_wrong_lines_are_told() {
        let text = "a\tb\n1\tx\t0\tG\t1\tn\n1\t1\t0\tZ\t1\tn\n1\t1\t0\tG\t1\t n\n";
        let error = read_kreport(text.as_bytes(), "s").unwrap_err();
        assert_eq!(error.all().count(), 4, "{error}");
    }

    #[test]
    fn an_empty_report_is_a_sample_without_reads() {
        assert_eq!(read_kreport(&b""[..], "s").unwrap().total_reads(), 0);
    }

    #[test]
    fn the_hosts_line_is_no_taxon_and_not_part_of_the_root() {
        let text = "10.00\t1\t1\tU\t0\tunclassified\n90.00\t9\t2\tR\t1\troot\n\
             40.00\t4\t4\tR1\t9606\t  host\n30.00\t3\t3\tD\t2\t  Bacteria\n";
        let profile = read_kreport(text.as_bytes(), "s").unwrap();
        assert_eq!(profile.host_reads(), 4);
        assert_eq!(profile.host().unwrap().part.sequence_share.estimate, 0.4);
        assert_eq!(profile.classified_reads(), 5);
        let taxa: Vec<(u64, u64)> = profile
            .entries()
            .iter()
            .map(|entry| (entry.taxid, entry.clade_reads))
            .collect();
        assert_eq!(taxa, [(1, 5), (2, 3)]);
    }
}
