//! Data dictionaries: what each column of each table means.
//!
//! Each format keeps its [`Dictionary`] beside its writer, which takes its header
//! from it, so that the two cannot differ.

use crate::error::{Error, ErrorKind, Result};
use serde::Serialize;

/// What kind of value a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ColumnType {
    /// Any text.
    Text,
    /// A whole number, 0 or more.
    Integer,
    /// A decimal number.
    Number,
}

/// One column of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct ColumnMeaning {
    /// The name in the header; `<...>` stands for names that depend on the data.
    pub column: &'static str,
    /// What its values are.
    #[serde(rename = "type")]
    pub kind: ColumnType,
    /// Their unit; empty for texts and ids.
    pub unit: &'static str,
    /// What they mean.
    pub meaning: &'static str,
    /// How a missing value is written; empty where none can be missing.
    pub missing: &'static str,
}

/// One table or file format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Dictionary {
    /// The name under which the dictionary is kept.
    pub table: &'static str,
    /// The files it describes, from the folder of the outputs.
    pub file: &'static str,
    /// What one row stands for.
    pub row: &'static str,
    /// What of a profile the format cannot hold.
    pub loses: &'static str,
    /// The columns, in order.
    pub columns: &'static [ColumnMeaning],
}

impl Dictionary {
    /// The dictionary as indented JSON, with a line end.
    ///
    /// # Errors
    /// When it cannot be rendered, which its types rule out.
    pub fn to_json(&self) -> Result<String> {
        serde_json::to_string_pretty(self)
            .map(|text| text + "\n")
            .map_err(|error| Error::new(ErrorKind::Malformed, error.to_string()))
    }

    /// The names of the columns, separated by tabs.
    pub(super) fn header(&self) -> String {
        let names: Vec<&str> = self.columns.iter().map(|column| column.column).collect();
        names.join("\t")
    }
}

/// A column of texts that are never missing.
pub(super) const fn text(column: &'static str, meaning: &'static str) -> ColumnMeaning {
    ColumnMeaning {
        column,
        kind: ColumnType::Text,
        unit: "",
        meaning,
        missing: "",
    }
}

/// A column of ids or counts that are never missing.
pub(super) const fn integer(
    column: &'static str,
    unit: &'static str,
    meaning: &'static str,
) -> ColumnMeaning {
    ColumnMeaning {
        column,
        kind: ColumnType::Integer,
        unit,
        meaning,
        missing: "",
    }
}

/// A column of numbers that are never missing.
pub(super) const fn number(
    column: &'static str,
    unit: &'static str,
    meaning: &'static str,
) -> ColumnMeaning {
    ColumnMeaning {
        column,
        kind: ColumnType::Number,
        unit,
        meaning,
        missing: "",
    }
}

impl ColumnMeaning {
    /// The same column, in which a value may be missing.
    pub(super) const fn or(self, missing: &'static str) -> Self {
        Self { missing, ..self }
    }
}
