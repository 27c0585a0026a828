//! What an import did.

use serde::Serialize;
use std::collections::BTreeMap;

/// What an import did, or would do.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct ImportAccount {
    /// The kind of the table.
    pub kind: String,
    /// The file's name.
    pub file: String,
    /// Rows of the table, or samples of a file of profiles.
    pub rows_read: u64,
    /// Records that are new in the store.
    pub records_added: u64,
    /// Records of which missing values were filled, or others replaced.
    pub records_changed: u64,
    /// Records that were in the store already, or in the file before.
    pub records_same: u64,
    /// Values that are missing in the table, so that no record was made.
    pub values_missing: u64,
    /// Rows of foods in which nothing is written, where empty cells else say that a food
    /// was not eaten: what was eaten then is kept as not told.
    pub rows_not_told: u64,
    /// Columns that the mapping does not name and that were left out.
    pub columns_left_out: Vec<String>,
    /// Columns that were dropped for what they tell of a person.
    pub columns_dropped: Vec<String>,
    /// Of a bundle: what is not taken, most of all what tells who a person is, and how
    /// often it is there.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub left_out: BTreeMap<String, u64>,
    /// Whether the store was left as it was, as asked.
    pub dry_run: bool,
}

impl ImportAccount {
    /// Whether the store holds anything new.
    pub fn is_change(&self) -> bool {
        self.records_added > 0 || self.records_changed > 0
    }
}
