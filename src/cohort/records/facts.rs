//! Surveys, drugs, further facts and imports read from the store.

use super::read::moment;
use super::{AttributeRecord, ImportedFile, MedicationRecord, SurveyRecord};
use crate::cohort::store::{Cohort, store_error};
use crate::error::Result;
use crate::tabular::values::Date;
use std::collections::BTreeSet;

impl Cohort {
    /// The food surveys, in order of their ids.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn survey_records(&self, people: &BTreeSet<String>) -> Result<Vec<SurveyRecord>> {
        let sql = "SELECT participant, visit, date, survey, instrument FROM survey ORDER BY survey";
        let mut records = Vec::new();
        self.each_of(people, sql, |participant, row| {
            records.push(SurveyRecord {
                participant,
                moment: moment(row)?,
                survey: row.get(3)?,
                instrument: row.get(4)?,
            });
            Ok(())
        })?;
        Ok(records)
    }

    /// The drugs, in order of person, drug and first day.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn medication_records(&self, people: &BTreeSet<String>) -> Result<Vec<MedicationRecord>> {
        let sql = "SELECT participant, medication, started, ended FROM medication
            ORDER BY participant, medication, started";
        let day = |text: Option<String>| -> Option<Date> { text?.parse().ok() };
        let mut records = Vec::new();
        self.each_of(people, sql, |participant, row| {
            records.push(MedicationRecord {
                participant,
                medication: row.get(1)?,
                started: day(row.get(2)?),
                ended: day(row.get(3)?),
            });
            Ok(())
        })?;
        Ok(records)
    }

    /// Further facts of the people, in order of person and name.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn participant_attributes(
        &self,
        people: &BTreeSet<String>,
    ) -> Result<Vec<AttributeRecord>> {
        let sql = "SELECT participant, participant, name, value FROM participant_attribute
            ORDER BY participant, name";
        self.attributes(people, sql)
    }

    /// Further facts of the people's samples, in order of sample and name.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn sample_attributes(&self, people: &BTreeSet<String>) -> Result<Vec<AttributeRecord>> {
        let sql = "SELECT participant, sample, name, value
            FROM sample_attribute JOIN sample USING (sample) ORDER BY sample, name";
        self.attributes(people, sql)
    }

    fn attributes(&self, people: &BTreeSet<String>, sql: &str) -> Result<Vec<AttributeRecord>> {
        let mut records = Vec::new();
        self.each_of(people, sql, |_, row| {
            records.push(AttributeRecord {
                of: row.get(1)?,
                name: row.get(2)?,
                value: row.get(3)?,
            });
            Ok(())
        })?;
        Ok(records)
    }

    /// The files that were imported, each once, in order of kind and name; who
    /// imported them when, and in which order, is not told.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn imported_files(&self) -> Result<Vec<ImportedFile>> {
        let read = || -> rusqlite::Result<Vec<ImportedFile>> {
            let mut statement = self.connection().prepare_cached(
                "SELECT DISTINCT kind, file, file_sha256 FROM import_log ORDER BY 1, 2, 3",
            )?;
            let rows = statement.query_map([], |row| {
                Ok(ImportedFile {
                    kind: row.get(0)?,
                    name: row.get(1)?,
                    sha256: row.get(2)?,
                })
            })?;
            rows.collect()
        };
        read().map_err(store_error)
    }
}

#[cfg(test)]
mod tests {
    use crate::cohort::made_cohort::MadeCohort;
    use std::collections::BTreeSet;

    #[test]
    fn facts_are_those_of_the_people_asked_for() {
        let made = MadeCohort::with_people(&["a", "b"]);
        for person in ["a", "b"] {
            made.run(&format!(
                "INSERT INTO participant_attribute VALUES ('{person}', 'job', 'cook', 1);
                 INSERT INTO sample (sample, participant, import) VALUES ('s{person}', '{person}', 1);
                 INSERT INTO sample_attribute VALUES ('s{person}', 'stage', 'DI', 1);
                 INSERT INTO survey (survey, participant, instrument, import) VALUES ('q{person}', '{person}', 'BDHQ', 1);
                 INSERT INTO food_item (survey, item, day, food, grams, import) VALUES ('q{person}', 1, '2', 'rice', 150, 1);
                 INSERT INTO medication VALUES ('{person}', 'J01CA', '2025-01-02', NULL, NULL, NULL, 1);"
            ));
        }
        let people = BTreeSet::from(["b".to_owned()]);
        let cohort = &made.cohort;
        let surveys = cohort.survey_records(&people).unwrap();
        assert_eq!((surveys.len(), surveys[0].survey.as_str()), (1, "qb"));
        assert_eq!(surveys[0].instrument.as_deref(), Some("BDHQ"));
        let drugs = cohort.medication_records(&people).unwrap();
        assert_eq!(
            (drugs.len(), drugs[0].started),
            (1, "2025-01-02".parse().ok())
        );
        let facts = cohort.participant_attributes(&people).unwrap();
        assert_eq!((facts.len(), facts[0].of.as_str()), (1, "b"));
        let facts = cohort.sample_attributes(&people).unwrap();
        assert_eq!((facts.len(), facts[0].of.as_str()), (1, "sb"));
        assert_eq!(cohort.imported_files().unwrap()[0].name, "made.csv");
        let mut amounts = Vec::new();
        let note = |amount: &crate::cohort::FoodAmount<'_>| {
            amounts.push((
                amount.survey.to_owned(),
                amount.day.to_owned(),
                amount.grams,
            ));
        };
        cohort.for_each_food_amount(note).unwrap();
        let expected = ["qa", "qb"].map(|survey| (survey.to_owned(), "2".to_owned(), Some(150.0)));
        assert_eq!(amounts, expected);
    }
}
