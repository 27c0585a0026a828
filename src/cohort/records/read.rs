//! Records read from the store, of the people who are asked for.

use super::{
    FoodRecord, LimitSide, MarkerRecord, MarkerValue, Moment, NutrientRecord, ParticipantRecord,
    SampleRecord,
};
use crate::cohort::store::{Cohort, store_error};
use crate::error::Result;
use crate::tabular::values::Sex;
use rusqlite::Row;
use std::collections::BTreeSet;

impl Cohort {
    /// The people, in order of their pseudonyms.
    ///
    /// Here and below `people` are those of
    /// [`participants_with_consent`](Self::participants_with_consent): records of
    /// others are not given.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn participant_records(&self, people: &BTreeSet<String>) -> Result<Vec<ParticipantRecord>> {
        let sql = "SELECT participant, sex, birth_year, region, household, site
            FROM participant ORDER BY participant";
        let mut records = Vec::new();
        self.each_of(people, sql, |participant, row| {
            let name: Option<String> = row.get(1)?;
            let is_named = |sex: &Sex| name.as_deref() == Some(sex.name());
            records.push(ParticipantRecord {
                participant,
                sex: [Sex::Female, Sex::Male, Sex::Other]
                    .into_iter()
                    .find(is_named),
                birth_year: row.get(2)?,
                region: row.get(3)?,
                household: row.get(4)?,
                site: row.get(5)?,
            });
            Ok(())
        })?;
        Ok(records)
    }

    /// The samples, in order of their ids.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn sample_records(&self, people: &BTreeSet<String>) -> Result<Vec<SampleRecord>> {
        let sql = "SELECT participant, visit, date, sample, run, batch, stool_form, host_share
            FROM sample ORDER BY sample";
        let mut records = Vec::new();
        self.each_of(people, sql, |participant, row| {
            records.push(SampleRecord {
                participant,
                moment: moment(row)?,
                sample: row.get(3)?,
                run: row.get(4)?,
                batch: row.get(5)?,
                stool_form: row.get(6)?,
                host_share: row.get(7)?,
            });
            Ok(())
        })?;
        Ok(records)
    }

    /// The markers, in order of person, visit, day and code.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn marker_records(&self, people: &BTreeSet<String>) -> Result<Vec<MarkerRecord>> {
        let sql = "SELECT participant, visit, date, code, value, text_value, limit_side, unit
            FROM marker ORDER BY participant, visit, date, code";
        let mut records = Vec::new();
        self.each_of(people, sql, |participant, row| {
            let number: Option<f64> = row.get(4)?;
            let side: Option<String> = row.get(6)?;
            let value = match (number, side.as_deref()) {
                (Some(limit), Some("below")) => MarkerValue::Below(limit),
                (Some(limit), Some(_)) => MarkerValue::Above(limit),
                (Some(number), None) => MarkerValue::Exact(number),
                (None, _) => MarkerValue::Words(row.get(5)?),
            };
            records.push(MarkerRecord {
                participant,
                moment: moment(row)?,
                code: row.get(3)?,
                value,
                unit: row.get(7)?,
            });
            Ok(())
        })?;
        Ok(records)
    }

    /// The nutrients, in order of survey, day and nutrient.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn nutrient_records(&self, people: &BTreeSet<String>) -> Result<Vec<NutrientRecord>> {
        let sql = "SELECT participant, visit, date, survey, day, nutrient, value, unit, limit_side
            FROM nutrient JOIN survey USING (survey) ORDER BY survey, day, nutrient";
        let mut records = Vec::new();
        self.each_of(people, sql, |participant, row| {
            let side: Option<String> = row.get(8)?;
            records.push(NutrientRecord {
                participant,
                moment: moment(row)?,
                survey: row.get(3)?,
                day: row.get(4)?,
                nutrient: row.get(5)?,
                value: row.get(6)?,
                limit_side: side.map(|side| match side.as_str() {
                    "below" => LimitSide::Below,
                    _ => LimitSide::Above,
                }),
                unit: row.get(7)?,
            });
            Ok(())
        })?;
        Ok(records)
    }

    /// Hands over the foods, in order of survey and item, one at a time: a cohort has
    /// millions.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn for_each_food(
        &self,
        people: &BTreeSet<String>,
        mut each: impl FnMut(FoodRecord),
    ) -> Result<()> {
        let sql = "SELECT participant, visit, date, survey, day, food, grams, composition_code
            FROM food_item JOIN survey USING (survey) ORDER BY survey, item";
        self.each_of(people, sql, |participant, row| {
            each(FoodRecord {
                participant,
                moment: moment(row)?,
                survey: row.get(3)?,
                day: row.get(4)?,
                food: row.get(5)?,
                grams: row.get(6)?,
                composition_code: row.get(7)?,
            });
            Ok(())
        })
    }

    /// Hands over the rows whose first column is one of the people.
    pub(super) fn each_of(
        &self,
        people: &BTreeSet<String>,
        sql: &str,
        mut each: impl FnMut(String, &Row<'_>) -> rusqlite::Result<()>,
    ) -> Result<()> {
        let mut read = || -> rusqlite::Result<()> {
            let mut statement = self.connection().prepare_cached(sql)?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                let participant: String = row.get(0)?;
                if people.contains(&participant) {
                    each(participant, row)?;
                }
            }
            Ok(())
        };
        read().map_err(store_error)
    }
}

/// The second and third column; empty texts stand for what is not told.
pub(super) fn moment(row: &Row<'_>) -> rusqlite::Result<Moment> {
    let (visit, date): (Option<String>, Option<String>) = (row.get(1)?, row.get(2)?);
    Ok(Moment {
        visit: visit.filter(|visit| !visit.is_empty()),
        date: date.and_then(|date| date.parse().ok()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cohort::made_cohort::MadeCohort;

    #[test]
    fn records_are_typed_and_only_of_the_people_asked_for() {
        let made = MadeCohort::with_people(&["a", "b"]);
        for person in ["a", "b"] {
            made.run(&format!(
                "UPDATE participant SET sex = 'female', birth_year = 1961 WHERE participant = '{person}';
                 INSERT INTO sample (sample, participant, visit, date, stool_form, import)
                     VALUES ('s{person}', '{person}', '2', '2025-04-01', 4, 1);
                 INSERT INTO survey (survey, participant, date, import) VALUES ('q{person}', '{person}', '2025-03-01', 1);
                 INSERT INTO food_item (survey, item, food, grams, import) VALUES ('q{person}', 1, 'rice', 150, 1);
                 INSERT INTO nutrient VALUES ('q{person}', '', 'energy', 2000, 'kcal', NULL, '2000', 'kcal', 1);
                 INSERT INTO marker VALUES ('{person}', '', '', 'crp', 0.3, NULL, 'mg/dL', 'below', '<0.3', 'mg/dL', 1);
                 INSERT INTO marker VALUES ('{person}', '', '', 'urine', NULL, '+', '', NULL, '+', '', 1);"
            ));
        }
        let people = BTreeSet::from(["b".to_owned()]);
        let cohort = &made.cohort;
        let person = &cohort.participant_records(&people).unwrap()[0];
        assert_eq!(
            (person.sex, person.birth_year),
            (Some(Sex::Female), Some(1961))
        );
        let samples = cohort.sample_records(&people).unwrap();
        assert_eq!((samples.len(), samples[0].stool_form), (1, Some(4)));
        let moment = Moment {
            visit: Some("2".to_owned()),
            date: "2025-04-01".parse().ok(),
        };
        assert_eq!(samples[0].moment, moment);
        let markers = cohort.marker_records(&people).unwrap();
        assert_eq!(markers[0].value, MarkerValue::Below(0.3));
        assert_eq!(markers[0].moment, Moment::default());
        assert_eq!(markers[1].value, MarkerValue::Words("+".to_owned()));
        assert_eq!(cohort.nutrient_records(&people).unwrap()[0].value, 2000.0);
        let mut foods = Vec::new();
        cohort
            .for_each_food(&people, |food| foods.push(food))
            .unwrap();
        assert_eq!(
            (foods.len(), foods[0].participant.as_str(), foods[0].grams),
            (1, "b", Some(150.0))
        );
    }
}
