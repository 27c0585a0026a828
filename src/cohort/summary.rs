//! How much a store holds.

use super::store::{Cohort, store_error};
use crate::error::Result;

/// Records by table.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct CohortCounts {
    /// People with data in the store.
    pub participants: u64,
    /// Households they live in.
    pub households: u64,
    /// Sites where they were seen.
    pub sites: u64,
    /// Lines of the consent ledger.
    pub consent_entries: u64,
    /// People who were removed.
    pub removed: u64,
    /// Samples.
    pub samples: u64,
    /// Food surveys.
    pub surveys: u64,
    /// Foods in them.
    pub food_items: u64,
    /// Nutrient values in them.
    pub nutrients: u64,
    /// Check-up and other marker values.
    pub markers: u64,
    /// Medications.
    pub medications: u64,
    /// Profiles of samples.
    pub profiles: u64,
    /// Taxa named in them.
    pub taxa: u64,
    /// Imports that changed something.
    pub imports: u64,
    /// Files that left the store.
    pub studies: u64,
}

impl Cohort {
    /// Counts the records of every table.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn counts(&self) -> Result<CohortCounts> {
        let count = |table: &str| -> Result<u64> {
            let sql = format!("SELECT count(*) FROM {table}");
            self.connection()
                .query_row(&sql, [], |row| row.get(0))
                .map_err(store_error)
        };
        Ok(CohortCounts {
            participants: count("participant")?,
            households: count("household")?,
            sites: count("site")?,
            consent_entries: count("consent")?,
            removed: count("removal")?,
            samples: count("sample")?,
            surveys: count("survey")?,
            food_items: count("food_item")?,
            nutrients: count("nutrient")?,
            markers: count("marker")?,
            medications: count("medication")?,
            profiles: count("profile")?,
            taxa: count("taxon")?,
            imports: count("import_log")?,
            studies: count("study_log")?,
        })
    }
}
