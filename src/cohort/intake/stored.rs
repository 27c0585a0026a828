//! Computed nutrients among those in the store.

use super::account::IntakeAccount;
use super::run::KIND;
use super::sums::ComputedValue;
use crate::checkup::ucum_unit;
use crate::cohort::store::store_error;
use crate::diet::composition::FoodTable;
use crate::error::{Error, ErrorKind, Mistakes, Result};
use rusqlite::Transaction;
use std::collections::{BTreeMap, HashMap, HashSet};

/// The nutrients of the store while they are computed anew.
pub(super) struct StoredNutrients<'t> {
    transaction: &'t Transaction<'t>,
    import: i64,
    /// The imports whose values were computed, and whether of the same table.
    computed: HashMap<i64, bool>,
    /// The tag and the unit of each component, as the store writes it.
    components: Vec<(String, String)>,
}

/// The nutrients of a survey as they stand.
#[derive(Debug, Default)]
struct SurveyNutrients {
    /// Nutrients that the survey brought ready.
    ready: HashSet<String>,
    /// Values that were computed earlier, by day and nutrient.
    earlier: BTreeMap<(String, String), EarlierValue>,
}

/// A value that was computed earlier.
#[derive(Debug, PartialEq)]
struct EarlierValue {
    value: Option<f64>,
    unit: String,
    limit_side: Option<String>,
    is_of_same_table: bool,
}

impl<'t> StoredNutrients<'t> {
    /// Before the first survey. `source` is the file as the log names it, its SHA-256
    /// and that of its mapping.
    ///
    /// # Errors
    /// When the store has ready values of components in other units, all at once.
    pub(super) fn open(
        transaction: &'t Transaction<'t>,
        import: i64,
        source: [&str; 3],
        table: &FoodTable,
    ) -> Result<Self> {
        let read = || -> rusqlite::Result<HashMap<i64, bool>> {
            let mut statement = transaction.prepare(
                "SELECT import, file = ?2 AND file_sha256 = ?3 AND mapping_sha256 = ?4
                 FROM import_log WHERE kind = ?1 AND import <> ?5",
            )?;
            let [file, sha256, mapping] = source;
            let parameters = (KIND, file, sha256, mapping, import);
            let rows = statement.query_map(parameters, |row| Ok((row.get(0)?, row.get(1)?)))?;
            rows.collect()
        };
        Ok(Self {
            transaction,
            import,
            computed: read().map_err(store_error)?,
            components: units_of(transaction, table)?,
        })
    }

    /// Puts the values of a survey in place of those that were computed earlier. A
    /// nutrient that the survey brought ready stays as it is on all of its days.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub(super) fn put(
        &self,
        survey: &str,
        values: &[ComputedValue],
        account: &mut IntakeAccount,
    ) -> Result<()> {
        self.put_survey(survey, values, account)
            .map_err(store_error)
    }

    fn put_survey(
        &self,
        survey: &str,
        values: &[ComputedValue],
        account: &mut IntakeAccount,
    ) -> rusqlite::Result<()> {
        let SurveyNutrients { ready, mut earlier } = self.read(survey)?;
        let mut insert = self.transaction.prepare_cached(
            "INSERT INTO nutrient VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
             ON CONFLICT (survey, day, nutrient) DO UPDATE SET value = excluded.value,
                unit = excluded.unit, limit_side = excluded.limit_side,
                written_value = excluded.written_value, written_unit = excluded.written_unit,
                import = excluded.import",
        )?;
        for value in values {
            let Some((tag, unit)) = self.components.get(value.component) else {
                continue;
            };
            if ready.contains(tag) {
                account.values_kept_ready += 1;
                continue;
            }
            let limit_side = value.is_lower_bound.then_some("above");
            account.values_lower_bound += u64::from(value.is_lower_bound);
            let now = EarlierValue {
                value: Some(value.amount),
                unit: unit.clone(),
                limit_side: limit_side.map(str::to_owned),
                is_of_same_table: true,
            };
            let count = match earlier.remove(&(value.day.clone(), tag.clone())) {
                None => &mut account.values_added,
                Some(stored) if stored == now => {
                    account.values_same += 1;
                    continue;
                }
                Some(_) => &mut account.values_changed,
            };
            *count += 1;
            let written = value.amount.to_string();
            insert.execute((
                survey,
                &value.day,
                tag,
                value.amount,
                unit,
                limit_side,
                written,
                unit,
                self.import,
            ))?;
        }
        let mut delete = self.transaction.prepare_cached(
            "DELETE FROM nutrient WHERE survey = ?1 AND day = ?2 AND nutrient = ?3",
        )?;
        for (day, tag) in earlier.keys() {
            delete.execute((survey, day, tag))?;
            account.values_removed += 1;
        }
        Ok(())
    }

    fn read(&self, survey: &str) -> rusqlite::Result<SurveyNutrients> {
        let mut statement = self.transaction.prepare_cached(
            "SELECT day, nutrient, value, unit, limit_side, import FROM nutrient
             WHERE survey = ?1",
        )?;
        let mut nutrients = SurveyNutrients::default();
        let mut rows = statement.query([survey])?;
        while let Some(row) = rows.next()? {
            let (nutrient, import): (String, i64) = (row.get(1)?, row.get(5)?);
            match self.computed.get(&import) {
                None => {
                    nutrients.ready.insert(nutrient);
                }
                Some(&is_of_same_table) => {
                    let value = EarlierValue {
                        value: row.get(2)?,
                        unit: row.get(3)?,
                        limit_side: row.get(4)?,
                        is_of_same_table,
                    };
                    nutrients.earlier.insert((row.get(0)?, nutrient), value);
                }
            }
        }
        Ok(nutrients)
    }
}

/// The components with the units that the store writes: one nutrient has one unit
/// throughout a store.
fn units_of(transaction: &Transaction<'_>, table: &FoodTable) -> Result<Vec<(String, String)>> {
    let read = || -> rusqlite::Result<HashMap<String, String>> {
        let mut statement = transaction.prepare(
            "SELECT DISTINCT nutrient, unit FROM nutrient
             WHERE import NOT IN (SELECT import FROM import_log WHERE kind = ?1)",
        )?;
        let units = statement.query_map([KIND], |row| Ok((row.get(0)?, row.get(1)?)))?;
        units.collect()
    };
    let ready = read().map_err(store_error)?;
    let mut mistakes = Mistakes::new();
    let mut components = Vec::new();
    for component in table.components() {
        let unit = component.unit.to_string();
        let unit = match ready.get(&component.tag) {
            Some(known) if ucum_unit(known) == ucum_unit(&unit) => known.clone(),
            Some(known) => {
                let message = format!("found {unit}, but the store has values in {known}");
                mistakes.push(
                    Error::new(ErrorKind::Mismatch, message)
                        .at_field(component.tag.as_str())
                        .mend("give the component another tag in the mapping of the table"),
                );
                continue;
            }
            None => unit,
        };
        components.push((component.tag.clone(), unit));
    }
    mistakes.finish()?;
    Ok(components)
}
