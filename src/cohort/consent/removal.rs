//! Taking a person out of the store.

use super::purpose::Purpose;
use super::study_log::StudyFile;
use crate::cohort::store::{Cohort, store_error};
use crate::error::Result;
use crate::tabular::values::Date;
use rusqlite::Transaction;

/// What was removed, and what is left outside.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Removal {
    /// The person's pseudonym.
    pub participant: String,
    /// Records removed, by table, the empty ones left out.
    pub records: Vec<(&'static str, u64)>,
    /// Files outside the store that hold the person: they must be made again.
    pub studies: Vec<StudyFile>,
}

/// The tables that hold a person, with how their records are found.
const HOLDINGS: [(&str, &str); 10] = [
    ("participant", "participant = ?1"),
    ("participant_attribute", "participant = ?1"),
    ("sample", "participant = ?1"),
    ("survey", "participant = ?1"),
    ("marker", "participant = ?1"),
    ("medication", "participant = ?1"),
    (
        "profile",
        "sample IN (SELECT sample FROM sample WHERE participant = ?1)",
    ),
    (
        "host_sex_reads",
        "sample IN (SELECT sample FROM sample WHERE participant = ?1)",
    ),
    (
        "food_item",
        "survey IN (SELECT survey FROM survey WHERE participant = ?1)",
    ),
    (
        "nutrient",
        "survey IN (SELECT survey FROM survey WHERE participant = ?1)",
    ),
];

impl Cohort {
    /// Withdraws all purposes and removes the person's data; the ledgers keep the
    /// pseudonym and the dates. Removing twice changes nothing.
    ///
    /// The bytes are overwritten in the store. Backups and files that left the store
    /// are not reached: the latter are named.
    ///
    /// # Errors
    /// When the store does not know the person, or cannot be written.
    pub fn remove(&mut self, participant: &str, on: Date, source: &str) -> Result<Removal> {
        self.withdraw(participant, &Purpose::ALL, on, source)?;
        let studies = self.studies_of(participant)?;
        let transaction = self.transaction()?;
        let records = take_out(&transaction, participant, on).map_err(store_error)?;
        transaction.commit().map_err(store_error)?;
        self.settle()?;
        Ok(Removal {
            participant: participant.to_owned(),
            records,
            studies,
        })
    }
}

fn take_out(
    transaction: &Transaction<'_>,
    participant: &str,
    on: Date,
) -> rusqlite::Result<Vec<(&'static str, u64)>> {
    let mut records = Vec::new();
    for (table, condition) in HOLDINGS {
        let sql = format!("SELECT count(*) FROM {table} WHERE {condition}");
        let count: u64 = transaction.query_row(&sql, [participant], |row| row.get(0))?;
        if count > 0 {
            records.push((table, count));
        }
    }
    transaction.execute(
        "INSERT INTO removal VALUES (?1, ?2) ON CONFLICT DO NOTHING",
        (participant, on.to_string()),
    )?;
    // What refers to the person goes with them (ON DELETE CASCADE).
    transaction.execute(
        "DELETE FROM participant WHERE participant = ?1",
        [participant],
    )?;
    transaction.execute(
        "DELETE FROM household WHERE household NOT IN
            (SELECT household FROM participant WHERE household IS NOT NULL)",
        [],
    )?;
    Ok(records)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cohort::made_cohort::MadeCohort;

    fn on() -> Date {
        Date::new(2026, 4, 1).unwrap()
    }

    #[test]
    fn a_removed_person_is_in_no_table_and_not_in_the_bytes() {
        let mut made = MadeCohort::with_people(&["keepme01", "goaway02"]);
        for person in ["keepme01", "goaway02"] {
            made.decide(
                person,
                Purpose::Research,
                "given",
                Date::new(2025, 1, 1).unwrap(),
            );
            made.run(&format!(
                "INSERT INTO sample (sample, participant, import) VALUES ('s-{person}', '{person}', 1);
                 INSERT INTO survey (survey, participant, import) VALUES ('q-{person}', '{person}', 1);
                 INSERT INTO food_item (survey, item, food, food_name, import)
                     VALUES ('q-{person}', 1, '01001', 'a dish of {person}', 1);
                 INSERT INTO profile VALUES ('s-{person}', '', 'reads', 1, 1, 0, 0, x'00', 1);
                 INSERT INTO host_sex_reads VALUES ('s-{person}', '', 9, 1, 7, 1, 1);
                 INSERT INTO medication VALUES ('{person}', 'x', '', NULL, 'secret of {person}', NULL, 1);"
            ));
        }
        made.cohort
            .log_study("a.h5ad", "00", Purpose::Research, on(), ["goaway02"])
            .unwrap();
        let removal = made.cohort.remove("goaway02", on(), "").unwrap();
        assert_eq!(removal.studies[0].file, "a.h5ad");
        assert!(removal.records.contains(&("food_item", 1)), "{removal:?}");
        for (table, _) in HOLDINGS {
            let left = i64::from(
                table != "participant_attribute" && table != "marker" && table != "nutrient",
            );
            assert_eq!(made.count(table), left, "{table}");
        }
        // Given once, then withdrawn for all five purposes.
        assert_eq!(
            made.cohort.consent_entries(Some("goaway02")).unwrap().len(),
            6
        );
        let bytes = std::fs::read(made.cohort.path()).unwrap();
        let holds = |text: &str| {
            bytes
                .windows(text.len())
                .any(|part| part == text.as_bytes())
        };
        assert!(holds("secret of keepme01"));
        assert!(!holds("secret of goaway02"));
        assert!(!holds("a dish of goaway02"));
    }

    #[test]
    fn removing_twice_changes_nothing_and_nobody_comes_back() {
        let mut made = MadeCohort::with_people(&["p1"]);
        made.cohort.remove("p1", on(), "").unwrap();
        let again = made
            .cohort
            .remove("p1", Date::new(2026, 5, 1).unwrap(), "")
            .unwrap();
        assert!(again.records.is_empty());
        let date: String = made
            .cohort
            .connection()
            .query_row("SELECT date FROM removal", [], |row| row.get(0))
            .unwrap();
        assert_eq!(date, "2026-04-01");
        let insert = "INSERT INTO participant (participant, import) VALUES ('p1', 1)";
        assert!(made.cohort.connection().execute(insert, []).is_err());
    }
}
