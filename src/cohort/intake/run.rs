//! The nutrients of all surveys of a store: all or none.

use super::account::IntakeAccount;
use super::eaten::{expect_one_kind_of_day, read_eaten};
use super::left_out::FoodTallies;
use super::stored::StoredNutrients;
use super::sums::sum_up;
use crate::cohort::store::{Cohort, store_error};
use crate::diet::composition::FoodTable;
use crate::error::{Mistakes, Result};
use crate::tabular::values::Date;
use rusqlite::Transaction;

/// The kind of computed nutrients in the log of imports.
pub(super) const KIND: &str = "intake";

/// What to compute nutrients by.
#[derive(Debug, Clone, Copy)]
pub struct IntakeRequest<'a> {
    /// What foods hold.
    pub table: &'a FoodTable,
    /// The name of its file, without its folder.
    pub file: &'a str,
    /// The SHA-256 of its mapping, in hexadecimal; empty where it needs none.
    pub mapping_sha256: &'a str,
    /// The day to note in the log of imports.
    pub computed_on: Option<Date>,
    /// Whether to tell what would be done and leave the store as it is.
    pub dry_run: bool,
}

impl Cohort {
    /// Computes the nutrients of every survey and day from its foods, in one transaction.
    ///
    /// The computed values of a store are those of one table: values that were computed
    /// earlier are replaced, or taken out where no food speaks for them any longer.
    /// Values that a survey brought ready are never touched. The table's name and
    /// checksum stand in the log of imports. The same foods and the same table leave the
    /// store as it is.
    ///
    /// # Errors
    /// All at once: surveys with and without days; components that the store has ready
    /// in another unit. The store is then unchanged.
    pub fn compute_nutrients(&mut self, request: &IntakeRequest<'_>) -> Result<IntakeAccount> {
        let transaction = self.transaction()?;
        let account = compute(request, &transaction)?;
        if account.is_change() && !request.dry_run {
            transaction.commit().map_err(store_error)?;
        } else {
            transaction.rollback().map_err(store_error)?;
        }
        Ok(account)
    }
}

fn compute(request: &IntakeRequest<'_>, transaction: &Transaction<'_>) -> Result<IntakeAccount> {
    let edition = request.table.edition();
    let mut account = IntakeAccount {
        edition: edition.name.clone(),
        file: request.file.to_owned(),
        file_sha256: edition.sha256.clone(),
        dry_run: request.dry_run,
        ..IntakeAccount::default()
    };
    let source = format!("{}: {}", request.file, edition.name);
    let source = [source.as_str(), &edition.sha256, request.mapping_sha256];
    let import = log_start(transaction, source, request.computed_on).map_err(store_error)?;
    let stored = StoredNutrients::open(transaction, import, source, request.table)?;
    let mut tallies = FoodTallies::default();
    let mut mistakes = Mistakes::new();
    for survey in &surveys(transaction).map_err(store_error)? {
        let foods = read_eaten(transaction, survey)?;
        if let Err(error) = expect_one_kind_of_day(survey, &foods) {
            mistakes.push(error);
            continue;
        }
        let sums = match sum_up(&foods, request.table) {
            Ok(sums) => sums,
            Err(error) => {
                mistakes.extend([error.at_record_name(survey)]);
                continue;
            }
        };
        account.surveys += u64::from(!foods.is_empty());
        account.days += sums.days;
        account.values_unknown += sums.unknown;
        stored.put(survey, &sums.values, &mut account)?;
        tallies.add(&foods);
    }
    mistakes.finish()?;
    tallies.tell(request.table, &mut account);
    log_end(transaction, import, &account).map_err(store_error)?;
    Ok(account)
}

/// The surveys, in order of their ids.
fn surveys(transaction: &Transaction<'_>) -> rusqlite::Result<Vec<String>> {
    let mut statement = transaction.prepare("SELECT survey FROM survey ORDER BY survey")?;
    let surveys = statement.query_map([], |row| row.get(0))?;
    surveys.collect()
}

/// Writes the table into the log of imports; gives the number of the import.
fn log_start(
    transaction: &Transaction<'_>,
    [file, sha256, mapping]: [&str; 3],
    on: Option<Date>,
) -> rusqlite::Result<i64> {
    transaction.query_row(
        "INSERT INTO import_log
         SELECT coalesce(max(import), 0) + 1, ?1, ?2, ?3, ?4, 0, 0, 0, ?5 FROM import_log
         RETURNING import",
        (KIND, file, sha256, mapping, on.map(|day| day.to_string())),
        |row| row.get(0),
    )
}

/// Writes what was done into the log, and takes out of it the tables of which no value
/// is left, so that studies name only what they rest on.
fn log_end(
    transaction: &Transaction<'_>,
    import: i64,
    account: &IntakeAccount,
) -> rusqlite::Result<()> {
    transaction.execute(
        "UPDATE import_log SET rows_read = ?1, records_added = ?2, records_changed = ?3
         WHERE import = ?4",
        (
            account.items,
            account.values_added,
            account.values_changed + account.values_removed,
            import,
        ),
    )?;
    transaction.execute(
        "DELETE FROM import_log WHERE kind = ?1 AND import <> ?2
         AND import NOT IN (SELECT DISTINCT import FROM nutrient)",
        (KIND, import),
    )?;
    Ok(())
}
