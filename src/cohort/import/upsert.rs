//! Records put into a table: new ones added, known ones compared.

use crate::cohort::store::store_error;
use crate::error::Result;
use rusqlite::Transaction;
use rusqlite::types::Value;

/// A table with a key, other columns and `import`, in this order.
#[derive(Debug, Clone, Copy)]
pub(super) struct TableShape {
    pub(super) table: &'static str,
    pub(super) key: &'static [&'static str],
    pub(super) others: &'static [&'static str],
}

/// Whether a stored value may be replaced by another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Differences {
    /// It is a mistake.
    #[default]
    Refuse,
    /// The new value counts (`--update`).
    Update,
}

/// What a record did to the store.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Outcome {
    Added,
    /// All values are there already.
    Same,
    /// Missing values were filled in, or others replaced.
    Changed,
    /// A value differs: the column, what is stored, and whether this import stored it.
    Conflict {
        column: &'static str,
        stored: Value,
        found: Value,
        within_file: bool,
    },
}

/// Puts records into one table.
pub(super) struct Upsert<'t> {
    transaction: &'t Transaction<'t>,
    shape: TableShape,
    differences: Differences,
    import: i64,
    insert: String,
    select: String,
    update: String,
}

impl<'t> Upsert<'t> {
    pub(super) fn new(
        transaction: &'t Transaction<'t>,
        shape: TableShape,
        import: i64,
        differences: Differences,
    ) -> Self {
        let columns: Vec<&str> = shape.key.iter().chain(shape.others).copied().collect();
        let marks: Vec<String> = (1..=columns.len() + 1).map(|n| format!("?{n}")).collect();
        let condition = |from: usize| {
            let equal = |(place, column): (usize, &&str)| format!("{column} = ?{}", place + from);
            let parts: Vec<String> = shape.key.iter().enumerate().map(equal).collect();
            parts.join(" AND ")
        };
        let assignments: Vec<String> = shape
            .others
            .iter()
            .chain(&["import"])
            .enumerate()
            .map(|(place, column)| format!("{column} = ?{}", place + 1))
            .collect();
        let mut read = shape.others.to_vec();
        read.push("import");
        Self {
            transaction,
            shape,
            differences,
            import,
            insert: format!(
                "INSERT INTO {} ({}, import) VALUES ({}) ON CONFLICT DO NOTHING",
                shape.table,
                columns.join(", "),
                marks.join(", ")
            ),
            select: format!(
                "SELECT {} FROM {} WHERE {}",
                read.join(", "),
                shape.table,
                condition(1)
            ),
            update: format!(
                "UPDATE {} SET {} WHERE {}",
                shape.table,
                assignments.join(", "),
                condition(shape.others.len() + 2)
            ),
        }
    }

    /// Puts one record: the values of the key, then those of the other columns.
    ///
    /// A missing value says nothing: it changes no stored one, and a stored missing
    /// one is filled.
    pub(super) fn put(&mut self, record: &[Value]) -> Result<Outcome> {
        self.put_record(record).map_err(store_error)
    }

    fn put_record(&mut self, record: &[Value]) -> rusqlite::Result<Outcome> {
        let import = Value::Integer(self.import);
        let mut insert = self.transaction.prepare_cached(&self.insert)?;
        let parameters = rusqlite::params_from_iter(record.iter().chain([&import]));
        if insert.execute(parameters)? == 1 {
            return Ok(Outcome::Added);
        }
        let (key, others) = record.split_at(self.shape.key.len());
        let (mut stored, stored_by) = self.read(key)?;
        let within_file = stored_by == self.import;
        let mut is_changed = false;
        for ((column, stored), found) in self.shape.others.iter().zip(&mut stored).zip(others) {
            if *found == Value::Null || found == stored {
                continue;
            }
            let is_filling = *stored == Value::Null;
            if !is_filling && (within_file || self.differences == Differences::Refuse) {
                return Ok(Outcome::Conflict {
                    column,
                    stored: stored.clone(),
                    found: found.clone(),
                    within_file,
                });
            }
            stored.clone_from(found);
            is_changed = true;
        }
        if !is_changed {
            return Ok(Outcome::Same);
        }
        let mut update = self.transaction.prepare_cached(&self.update)?;
        let parameters = stored.iter().chain([&import]).chain(key);
        update.execute(rusqlite::params_from_iter(parameters))?;
        Ok(Outcome::Changed)
    }

    fn read(&self, key: &[Value]) -> rusqlite::Result<(Vec<Value>, i64)> {
        let mut select = self.transaction.prepare_cached(&self.select)?;
        select.query_row(rusqlite::params_from_iter(key), |row| {
            let others = self.shape.others.len();
            let values = (0..others).map(|place| row.get(place));
            Ok((values.collect::<rusqlite::Result<_>>()?, row.get(others)?))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cohort::made_cohort::MadeCohort;

    const SHAPE: TableShape = TableShape {
        table: "participant",
        key: &["participant"],
        others: &["sex", "region"],
    };

    fn record(person: &str, sex: &str, region: &str) -> Vec<Value> {
        let value = |text: &str| match text {
            "" => Value::Null,
            _ => Value::Text(text.to_owned()),
        };
        vec![value(person), value(sex), value(region)]
    }

    #[test]
    fn a_missing_value_says_nothing_and_is_filled_by_one_that_does() {
        let mut made = MadeCohort::with_people(&["p1"]);
        made.run(
            "INSERT INTO import_log SELECT 2, kind, file, '', '', 0, 0, 0, NULL FROM import_log",
        );
        let transaction = made.cohort.transaction().unwrap();
        let mut upsert = Upsert::new(&transaction, SHAPE, 2, Differences::Refuse);
        let mut put = |record: Vec<Value>| upsert.put(&record).unwrap();
        assert_eq!(put(record("p2", "male", "")), Outcome::Added);
        assert_eq!(put(record("p1", "", "")), Outcome::Same);
        assert_eq!(put(record("p1", "female", "")), Outcome::Changed);
        assert_eq!(put(record("p1", "female", "13")), Outcome::Changed);
        assert_eq!(put(record("p1", "", "13")), Outcome::Same);
        let conflict = put(record("p1", "male", "13"));
        assert!(matches!(
            conflict,
            Outcome::Conflict {
                column: "sex",
                within_file: true,
                ..
            }
        ));
    }

    #[test]
    fn a_differing_value_is_replaced_only_when_asked_and_never_within_one_file() {
        let mut made = MadeCohort::with_people(&[]);
        made.run(
            "INSERT INTO import_log SELECT 2, kind, file, '', '', 0, 0, 0, NULL FROM import_log",
        );
        let transaction = made.cohort.transaction().unwrap();
        let put = |import, differences, region: &str| {
            let mut upsert = Upsert::new(&transaction, SHAPE, import, differences);
            upsert.put(&record("p1", "female", region)).unwrap()
        };
        assert_eq!(put(1, Differences::Refuse, "13"), Outcome::Added);
        let refused = put(2, Differences::Refuse, "27");
        assert!(
            matches!(
                refused,
                Outcome::Conflict {
                    within_file: false,
                    ..
                }
            ),
            "{refused:?}"
        );
        assert_eq!(put(2, Differences::Update, "27"), Outcome::Changed);
        let twice = put(2, Differences::Update, "01");
        assert!(
            matches!(
                twice,
                Outcome::Conflict {
                    within_file: true,
                    ..
                }
            ),
            "{twice:?}"
        );
    }
}
