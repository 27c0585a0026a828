//! What the store holds of one person, in order of time.

use super::store::{Cohort, store_error};
use crate::error::Result;
use serde::Serialize;

/// One thing that is known of a person.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct TimelineEntry {
    /// The day; empty where it is not told.
    pub date: String,
    /// The visit; empty where it is not told.
    pub visit: String,
    /// The table it stands in.
    pub kind: String,
    /// What it is, in short.
    pub detail: String,
}

/// Everything with a day or visit. Foods and nutrients are told by survey.
const TIMELINE: &str = "
    SELECT date, '', 'consent', purpose || ' ' || decision FROM consent WHERE participant = ?1
    UNION ALL
    SELECT coalesce(date, ''), coalesce(visit, ''), 'sample', sample ||
        CASE WHEN EXISTS (SELECT 1 FROM profile WHERE profile.sample = sample.sample)
             THEN ' with profile' ELSE ' without profile' END
        FROM sample WHERE participant = ?1
    UNION ALL
    SELECT coalesce(date, ''), coalesce(visit, ''), 'survey', survey.survey || ': ' ||
        (SELECT count(*) FROM food_item WHERE food_item.survey = survey.survey) || ' foods, ' ||
        (SELECT count(*) FROM nutrient WHERE nutrient.survey = survey.survey) || ' nutrient values'
        FROM survey WHERE participant = ?1
    UNION ALL
    SELECT date, visit, 'marker', code || ' ' ||
        CASE limit_side WHEN 'below' THEN '<' WHEN 'above' THEN '>' ELSE '' END ||
        coalesce(value, text_value) ||
        CASE WHEN unit IN ('', '1') THEN '' ELSE ' ' || unit END
        FROM marker WHERE participant = ?1
    UNION ALL
    SELECT started, '', 'medication', medication FROM medication WHERE participant = ?1
    UNION ALL
    SELECT date, '', 'removal', 'data removed' FROM removal WHERE participant = ?1
    ORDER BY 1, 2, 3, 4";

impl Cohort {
    /// What is known of one person, in order of day and visit; what has neither
    /// stands first.
    ///
    /// # Errors
    /// When the store does not know the person or cannot be read.
    pub fn timeline(&self, participant: &str) -> Result<Vec<TimelineEntry>> {
        self.expect_known(participant)?;
        let read = || -> rusqlite::Result<Vec<TimelineEntry>> {
            let mut statement = self.connection().prepare_cached(TIMELINE)?;
            let rows = statement.query_map([participant], |row| {
                Ok(TimelineEntry {
                    date: row.get(0)?,
                    visit: row.get(1)?,
                    kind: row.get(2)?,
                    detail: row.get(3)?,
                })
            })?;
            rows.collect()
        };
        read().map_err(store_error)
    }

    /// The people in the store, in order of their pseudonyms.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn participants(&self) -> Result<Vec<String>> {
        self.texts(
            "SELECT participant FROM participant ORDER BY participant",
            &[],
        )
    }
}
