//! Codes and what they mean.

use crate::error::{Error, ErrorKind, Result, excerpt};
use crate::tabular::cell::Cell;
use crate::tabular::values::missing::refuse_damaged;
use crate::tabular::values::width::narrow;
use std::collections::BTreeMap;

/// Reads a text that is not empty, such as the id of a participant, without white
/// space around it.
///
/// # Errors
/// When the cell is empty, holds an error of a spreadsheet or lost letters.
pub fn read_text(cell: Cell<'_>) -> Result<&str> {
    refuse_damaged(cell)?;
    match cell.text() {
        "" => Err(super::number::not("", "a text")),
        text => Ok(text),
    }
}

/// The codes of a column and what each means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeList<T>(BTreeMap<String, T>);

impl<T> CodeList<T> {
    /// A list of codes; full-width and narrow letters are the same, and so are `1`
    /// and `1.0` in a workbook.
    ///
    /// # Errors
    /// When two codes are the same.
    pub fn new<'a>(codes: impl IntoIterator<Item = (&'a str, T)>) -> Result<Self> {
        let mut list = BTreeMap::new();
        for (code, meaning) in codes {
            if list.insert(plain(code), meaning).is_some() {
                let code = excerpt(code.as_bytes());
                let message = format!("the code \"{code}\" is given twice");
                return Err(Error::new(ErrorKind::Duplicate, message).mend("take one out"));
            }
        }
        Ok(Self(list))
    }

    /// The meaning of the code in a cell.
    ///
    /// # Errors
    /// When the code is not in the list; the error names those that are.
    pub fn read(&self, cell: Cell<'_>) -> Result<&T> {
        refuse_damaged(cell)?;
        self.0.get(&plain(cell.text())).ok_or_else(|| {
            const MOST_NAMED: usize = 12;
            let codes: Vec<&str> = self.0.keys().map(String::as_str).take(MOST_NAMED).collect();
            let more = if self.0.len() > MOST_NAMED {
                ", ..."
            } else {
                ""
            };
            super::number::not(cell.text(), &format!("one of {}{more}", codes.join(", ")))
                .mend("add the code to the mapping, or list it among the missing values")
        })
    }
}

fn plain(text: &str) -> String {
    narrow(text).trim().to_string()
}
