//! Small made-up stores for the tests.

use super::consent::Purpose;
use super::store::Cohort;
use crate::tabular::values::Date;

pub(super) struct MadeCohort {
    pub(super) cohort: Cohort,
    pub(super) folder: tempfile::TempDir,
}

impl MadeCohort {
    pub(super) fn with_people(people: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let cohort = Cohort::create(&folder.path().join("cohort.sqlite")).unwrap();
        let made = Self { cohort, folder };
        made.run(
            "INSERT INTO import_log VALUES (1, 'participants', 'made.csv', '', '', 0, 0, 0, NULL)",
        );
        for person in people {
            made.run(&format!(
                "INSERT INTO participant (participant, import) VALUES ('{person}', 1)"
            ));
        }
        made
    }

    pub(super) fn run(&self, sql: &str) {
        self.cohort.connection().execute_batch(sql).unwrap();
    }

    pub(super) fn decide(&self, person: &str, purpose: Purpose, decision: &str, on: Date) {
        self.run(&format!(
            "INSERT INTO consent (participant, purpose, decision, date)
             VALUES ('{person}', '{purpose}', '{decision}', '{on}') ON CONFLICT DO NOTHING"
        ));
    }

    pub(super) fn count(&self, table: &str) -> i64 {
        let sql = format!("SELECT count(*) FROM {table}");
        self.cohort
            .connection()
            .query_row(&sql, [], |row| row.get(0))
            .unwrap()
    }
}
