//! The lines of Kraken-style sample reports.

use super::tidy_columns::HOST;
use crate::error::{Error, ErrorKind, Result};
use crate::taxonomy::{Level, Rank};

/// One line.
pub(super) struct Line {
    pub(super) number: u64,
    pub(super) clade: u64,
    pub(super) direct: u64,
    pub(super) unknown: bool,
    /// Whether the code is that of the host's line, `R1`.
    host_code: bool,
    pub(super) rank: Rank,
    /// The letter of the lineage; `None` for levels between two ranks.
    pub(super) prefix: Option<char>,
    pub(super) taxid: u64,
    pub(super) depth: usize,
    pub(super) name: String,
}

impl Line {
    /// Whether it is the line that nuka writes for the host.
    pub(super) fn is_host(&self) -> bool {
        // A taxon with others below it is not nuka's line for the host.
        self.host_code && self.depth == 1 && self.name == HOST && self.clade == self.direct
    }
}

/// A line with its number, counted from 1.
pub(super) fn parse_line(line: &str, number: u64) -> Result<Line> {
    let fields: Vec<&str> = line.split('\t').collect();
    let (code, taxid, name) = match fields.as_slice() {
        [_, _, _, code, taxid, name] | [_, _, _, _, _, code, taxid, name] => (code, taxid, name),
        _ => {
            return Err(Error::new(
                ErrorKind::Malformed,
                format!("found {} fields, expected 6 or 8", fields.len()),
            )
            .at_line(number));
        }
    };
    let spaces = name.len() - name.trim_start_matches(' ').len();
    if spaces % 2 == 1 {
        return Err(Error::new(
            ErrorKind::Malformed,
            format!("found {spaces} spaces before the name, expected an even number"),
        )
        .at_line(number)
        .at_field("name"));
    }
    let code = code.trim();
    let (rank, prefix) = parse_code(code).map_err(|error| error.at_line(number))?;
    Ok(Line {
        number,
        clade: parse_number(fields[1], number, "clade reads")?,
        direct: parse_number(fields[2], number, "direct reads")?,
        unknown: code == "U",
        host_code: code == "R1",
        rank,
        prefix,
        taxid: parse_number(taxid, number, "taxid")?,
        depth: spaces / 2,
        name: name.trim().to_owned(),
    })
}

fn parse_number(field: &str, line: u64, name: &str) -> Result<u64> {
    field.trim().parse().map_err(|_| {
        Error::new(
            ErrorKind::Malformed,
            format!("found \"{field}\", expected a whole number"),
        )
        .at_line(line)
        .at_field(name)
    })
}

fn parse_code(code: &str) -> Result<(Rank, Option<char>)> {
    let mut letters = code.chars();
    let letter = letters.next();
    let numbered = letters.as_str();
    let rank = letter.and_then(|letter| match letter {
        'U' | 'R' | '-' => Some(Rank::NoRank),
        _ => Level::ALL
            .into_iter()
            .find(|level| level.letter() == letter)
            .map(Level::rank),
    });
    match (rank, numbered.is_empty(), numbered.parse::<u32>()) {
        (Some(Rank::NoRank), true, _) => Ok((Rank::NoRank, None)),
        (Some(rank), true, _) => Ok((rank, letter.map(|letter| letter.to_ascii_lowercase()))),
        (Some(_), false, Ok(_)) => Ok((Rank::NoRank, None)),
        _ => Err(Error::new(
            ErrorKind::Malformed,
            format!(
                "found \"{code}\", expected one of U R D K P C O F G S, with or without a number"
            ),
        )
        .at_field("rank code")),
    }
}
