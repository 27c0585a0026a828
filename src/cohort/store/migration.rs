//! The numbered steps from an empty file to the present schema.

use super::failure::store_error;
use crate::error::{Error, ErrorKind, Result};
use rusqlite::Connection;

/// Each step's SQL, in order; step 1 leads to version 1. Steps are only ever added.
const STEPS: [&str; 3] = [
    include_str!("../migrations/0001_people_and_what_is_known_of_them.sql"),
    include_str!("../migrations/0002_host_reads_by_sex_chromosome.sql"),
    include_str!("../migrations/0003_weights_of_foods_as_bought.sql"),
];

/// The version of the schema this program writes.
pub(super) const VERSION: i64 = STEPS.len() as i64;

/// "nuka" in ASCII: tells a cohort store from any other SQLite file.
pub(super) const APPLICATION_ID: i64 = 0x6e75_6b61;

/// Brings a store to the present version, each step whole or not at all.
///
/// # Errors
/// When the file is no cohort store, or one of a newer version.
pub(super) fn migrate(connection: &mut Connection) -> Result<()> {
    let application = read_pragma(connection, "application_id")?;
    let version = read_pragma(connection, "user_version")?;
    if application != APPLICATION_ID {
        return Err(Error::new(
            ErrorKind::Unsupported,
            "found an SQLite file that is no cohort store",
        )
        .mend("give a store made by nuka cohort init"));
    }
    if version > VERSION {
        return Err(Error::new(
            ErrorKind::Unsupported,
            format!("found a store of version {version}, expected {VERSION} or older"),
        )
        .mend("a newer nuka wrote this store: use that one"));
    }
    for (step, number) in STEPS.iter().zip(1..).skip(version.max(0) as usize) {
        apply(connection, step, number).map_err(store_error)?;
    }
    Ok(())
}

fn apply(connection: &mut Connection, step: &str, number: i64) -> rusqlite::Result<()> {
    let transaction = connection.transaction()?;
    transaction.execute_batch(step)?;
    transaction.pragma_update(None, "user_version", number)?;
    transaction.commit()
}

fn read_pragma(connection: &Connection, name: &str) -> Result<i64> {
    connection
        .pragma_query_value(None, name, |row| row.get(0))
        .map_err(store_error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_store_of_any_older_version_comes_to_the_present_one_with_all_it_holds() {
        for old in 1..STEPS.len() {
            let mut connection = Connection::open_in_memory().unwrap();
            connection
                .pragma_update(None, "application_id", APPLICATION_ID)
                .unwrap();
            for (step, number) in STEPS[..old].iter().zip(1..) {
                apply(&mut connection, step, number).unwrap();
            }
            connection
                .execute_batch(
                    "INSERT INTO import_log VALUES (1, 'people', 'p.csv', '', '', 0, 0, 0, NULL);
                     INSERT INTO participant (participant, import) VALUES ('p1', 1);",
                )
                .unwrap();
            migrate(&mut connection).unwrap();
            assert_eq!(read_pragma(&connection, "user_version").unwrap(), VERSION);
            let count = |table: &str| -> i64 {
                let sql = format!("SELECT count(*) FROM {table}");
                connection.query_row(&sql, [], |row| row.get(0)).unwrap()
            };
            assert_eq!((count("participant"), count("host_sex_reads")), (1, 0));
        }
    }
}
