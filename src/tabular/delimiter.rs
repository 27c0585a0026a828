//! What parts the cells of a text file.

use crate::error::{Error, ErrorKind, Result};
use crate::tabular::delimited::{Break, count_cells};
use crate::text_table::Quotes;
use serde::Deserialize;

/// What parts the cells of a text file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Delimiter {
    /// `,`
    Comma,
    /// The tabulator.
    Tab,
    /// `;`, where commas part decimals.
    Semicolon,
    /// `|`
    Pipe,
}

impl Delimiter {
    const ALL: [Self; 4] = [Self::Comma, Self::Tab, Self::Semicolon, Self::Pipe];

    pub(super) fn byte(self) -> u8 {
        match self {
            Self::Comma => b',',
            Self::Tab => b'\t',
            Self::Semicolon => b';',
            Self::Pipe => b'|',
        }
    }

    /// Reads the first line `sep=;` that Excel writes and obeys; gives the rest.
    pub(super) fn of_first_line(text: &str) -> Option<(Self, usize)> {
        let rest = text.strip_prefix("sep=")?;
        let byte = *rest.as_bytes().first()?;
        let delimiter = Self::ALL.into_iter().find(|one| one.byte() == byte)?;
        let rest = &rest[1..];
        let after = Break::at(rest.as_bytes(), 0)?;
        Some((delimiter, text.len() - rest.len() + after.length()))
    }

    /// Finds it out from the first rows: the one that parts all of them into the same
    /// number of cells, the most cells where several do.
    pub(super) fn find(text: &str, quotes: Quotes) -> Result<Self> {
        const ROWS_LOOKED_AT: usize = 50;
        struct Candidate {
            delimiter: Delimiter,
            header: usize,
            same: bool,
        }
        let mut candidates: Vec<Candidate> = Vec::new();
        for delimiter in Self::ALL {
            let counts = count_cells(text, delimiter, quotes, ROWS_LOOKED_AT);
            let header = counts.first().copied().unwrap_or(0);
            if header > 1 {
                let same = counts.iter().all(|&count| count == header);
                candidates.push(Candidate {
                    delimiter,
                    header,
                    same,
                });
            }
        }
        // Ragged tables are read too, so that their mistakes can be told.
        candidates.sort_by_key(|one| std::cmp::Reverse((one.same, one.header)));
        match candidates.as_slice() {
            [] => Ok(Self::Comma),
            [first, second, ..] if (first.same, first.header) == (second.same, second.header) => {
                let [a, b] = [first, second].map(|one| one.delimiter.byte() as char);
                Err(Error::new(
                    ErrorKind::Malformed,
                    format!("{a:?} and {b:?} part the rows equally well"),
                )
                .at_line(1)
                .mend("give the delimiter"))
            }
            [first, ..] => Ok(first.delimiter),
        }
    }
}
