//! Codes that say that a value is not there.

use crate::error::Result;
use crate::tabular::cell::Cell;
use crate::tabular::values::number::not;
use crate::tabular::values::width::narrow;
use std::collections::BTreeSet;

/// The texts that stand for a missing value, besides nothing at all.
///
/// None are known from the start: `-` is missing in one table and negative in the
/// next, `999` a code here and a value there.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MissingCodes(BTreeSet<String>);

impl MissingCodes {
    /// The codes of a table or column; full-width and narrow letters are the same.
    pub fn new<'a>(codes: impl IntoIterator<Item = &'a str>) -> Self {
        Self(codes.into_iter().map(plain).collect())
    }

    /// Whether a cell is empty or holds one of the codes.
    pub fn is_missing(&self, cell: Cell<'_>) -> bool {
        cell.is_empty() || (!self.0.is_empty() && self.0.contains(&plain(cell.text())))
    }

    /// Reads a cell that may be missing.
    ///
    /// # Errors
    /// When the cell holds an error of a spreadsheet that is not among the codes, or
    /// the mark of letters lost in an earlier conversion; when `read` fails.
    pub fn read<'a, T>(
        &self,
        cell: Cell<'a>,
        read: impl FnOnce(Cell<'a>) -> Result<T>,
    ) -> Result<Option<T>> {
        if self.is_missing(cell) {
            return Ok(None);
        }
        refuse_damaged(cell)?;
        read(cell).map(Some)
    }
}

/// Refuses errors of spreadsheets and letters lost in an earlier conversion.
pub(super) fn refuse_damaged(cell: Cell<'_>) -> Result<()> {
    if cell.is_error() {
        return Err(not(cell.text(), "a value")
            .mend("mend the formula, or list the error among the codes of missing values"));
    }
    if cell.text().contains(char::REPLACEMENT_CHARACTER) {
        return Err(not(cell.text(), "letters")
            .mend("letters were lost when the table was converted: export it again as UTF-8"));
    }
    Ok(())
}

/// The text in narrow letters; a whole number without the `.0` that programs put
/// behind the numbers of a column with gaps: `999.0` is the code `999`.
fn plain(text: &str) -> String {
    let narrowed = narrow(text);
    let text = narrowed.trim();
    if let Some((whole, zeros)) = text.split_once('.') {
        let digits = whole.strip_prefix('-').unwrap_or(whole);
        let is_whole = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        if is_whole && !zeros.is_empty() && zeros.bytes().all(|byte| byte == b'0') {
            return whole.to_string();
        }
    }
    text.to_string()
}
