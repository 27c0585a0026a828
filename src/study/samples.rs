//! Reader of the table that says whose sample is whose.

use super::participants::PARTICIPANT;
use crate::error::{Error, ErrorKind, Result};
use crate::text_table::{Quotes, TextTable};
use std::collections::BTreeMap;

const SAMPLE: &str = "sample";

/// The participant of each sample; a participant may have several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SampleTable {
    participants: BTreeMap<String, String>,
}

impl SampleTable {
    /// The participants by sample, in order of sample.
    pub fn participants(&self) -> &BTreeMap<String, String> {
        &self.participants
    }
}

/// Parses a table with the columns `sample` and `participant`; more are ignored.
///
/// # Errors
/// All at once: mistakes of form ([`TextTable::parse`]), a missing column, an
/// empty cell, a sample on two lines (both are named).
pub fn parse_samples(bytes: &[u8]) -> Result<SampleTable> {
    let table = TextTable::parse(bytes, Quotes::Read)?;
    let [sample, participant] = table.columns([SAMPLE, PARTICIPANT])?;
    let mut errors = Vec::new();
    let mut lines: BTreeMap<&str, u64> = BTreeMap::new();
    let mut participants = BTreeMap::new();
    for row in table.rows() {
        for (column, name) in [(sample, SAMPLE), (participant, PARTICIPANT)] {
            if row.cells[column].is_empty() {
                let error = Error::new(ErrorKind::Missing, "found an empty cell");
                errors.push(error.at_line(row.line).at_field(name));
            }
        }
        let id = row.cells[sample].as_str();
        if let Some(earlier) = lines.get(id) {
            errors.push(
                Error::new(
                    ErrorKind::Duplicate,
                    format!("sample {id} is already on line {earlier}"),
                )
                .at_line(row.line)
                .at_field(SAMPLE)
                .mend("keep one line a sample"),
            );
        } else {
            lines.insert(id, row.line);
            participants.insert(id.to_owned(), row.cells[participant].clone());
        }
    }
    match Error::gather(errors) {
        Some(error) => Err(error),
        None => Ok(SampleTable { participants }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_participant_may_have_several_samples_but_a_sample_one_line() {
        let table = parse_samples(b"sample,participant\ns1,p\ns2,p\n").unwrap();
        assert_eq!(table.participants()["s2"], "p");
        let error = parse_samples(b"sample,participant\ns1,p\ns1,q\ns2,\n").unwrap_err();
        assert_eq!(error.all().count(), 2, "{error}");
    }
}
