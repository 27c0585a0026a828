//! The file that holds a cohort.

mod failure;
mod migration;

pub(super) use failure::store_error;

use crate::atomic_file::write_by_path;
use crate::error::{Error, ErrorKind, Result};
use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How long another program's writing is waited for.
const PATIENCE: Duration = Duration::from_secs(5);

/// A cohort store: one SQLite file in write-ahead mode.
///
/// ```
/// use nuka::cohort::Cohort;
///
/// let folder = std::env::temp_dir().join(format!("nuka-cohort-{}", std::process::id()));
/// std::fs::create_dir_all(&folder).unwrap();
/// let path = folder.join("cohort.sqlite");
/// Cohort::create(&path)?;
/// let cohort = Cohort::open(&path)?;
/// assert_eq!(cohort.counts()?.participants, 0);
/// # drop(cohort);
/// # std::fs::remove_dir_all(&folder).unwrap();
/// # Ok::<(), nuka::Error>(())
/// ```
#[derive(Debug)]
pub struct Cohort {
    connection: Connection,
    path: PathBuf,
}

impl Cohort {
    /// Makes an empty store; it appears whole or not at all.
    ///
    /// # Errors
    /// When something of this name is there already, or cannot be written.
    pub fn create(path: &Path) -> Result<Self> {
        if path.exists() {
            return Err(
                Error::new(ErrorKind::Duplicate, "there is something of this name")
                    .at_path(path)
                    .mend("choose another name; a store is never written over"),
            );
        }
        write_by_path(path, |temporary| {
            let mut connection = Connection::open(temporary).map_err(store_error)?;
            connection
                .pragma_update(None, "application_id", migration::APPLICATION_ID)
                .map_err(store_error)?;
            migration::migrate(&mut connection)?;
            connection
                .close()
                .map_err(|(_, source)| store_error(source))
        })?;
        Self::open(path)
    }

    /// Opens a store, bringing one of an older version to the present one.
    ///
    /// # Errors
    /// When there is no such file, when it is no cohort store, and when a newer
    /// program wrote it.
    pub fn open(path: &Path) -> Result<Self> {
        Self::open_connection(path).map_err(|error| error.at_path(path))
    }

    fn open_connection(path: &Path) -> Result<Self> {
        if !path.is_file() {
            return Err(Error::new(ErrorKind::Missing, "there is no such store")
                .mend("make one with nuka cohort init"));
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut connection = Connection::open_with_flags(path, flags).map_err(store_error)?;
        prepare(&connection).map_err(store_error)?;
        migration::migrate(&mut connection)?;
        connection
            .pragma_update(None, "journal_mode", "wal")
            .map_err(store_error)?;
        Ok(Self {
            connection,
            path: path.to_path_buf(),
        })
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What SQLite itself finds wrong with the file, one sentence each.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn damage(&self) -> Result<Vec<String>> {
        let sentences = self.texts("PRAGMA integrity_check", &[])?;
        Ok(sentences.into_iter().filter(|text| text != "ok").collect())
    }

    pub(super) fn connection(&self) -> &Connection {
        &self.connection
    }

    /// One piece of work, kept whole or not at all.
    pub(super) fn transaction(&mut self) -> Result<Transaction<'_>> {
        self.connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(store_error)
    }

    /// The first column of all rows, as text.
    pub(super) fn texts(&self, sql: &str, parameters: &[&str]) -> Result<Vec<String>> {
        let read = || -> rusqlite::Result<Vec<String>> {
            let mut statement = self.connection.prepare_cached(sql)?;
            let rows =
                statement.query_map(rusqlite::params_from_iter(parameters), |row| row.get(0))?;
            rows.collect()
        };
        read().map_err(store_error)
    }

    /// Writes what waits beside the store into it, so that nothing removed stays on disk.
    pub(super) fn settle(&self) -> Result<()> {
        self.connection
            .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
            .map_err(store_error)
    }
}

fn prepare(connection: &Connection) -> rusqlite::Result<()> {
    connection.busy_timeout(PATIENCE)?;
    connection.set_prepared_statement_cache_capacity(64);
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "synchronous", "full")?;
    // What is removed is overwritten on disk, not only forgotten.
    connection.pragma_update(None, "secure_delete", true)?;
    // In KiB: the pages of a large import stay in memory.
    connection.pragma_update(None, "cache_size", -262_144)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_store_is_never_written_over_and_nothing_is_left_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("c.sqlite");
        drop(Cohort::create(&path).unwrap());
        let names: Vec<_> = std::fs::read_dir(folder.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name())
            .collect();
        assert_eq!(names, ["c.sqlite"]);
        let error = Cohort::create(&path).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Duplicate);
    }

    #[test]
    fn a_newer_store_is_refused_by_its_version() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("c.sqlite");
        let cohort = Cohort::create(&path).unwrap();
        cohort
            .connection()
            .pragma_update(None, "user_version", 99)
            .unwrap();
        drop(cohort);
        let error = Cohort::open(&path).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unsupported);
        assert!(error.to_string().contains("version 99"), "{error}");
    }

    #[test]
    fn other_files_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("c.sqlite");
        assert_eq!(Cohort::open(&path).unwrap_err().kind(), ErrorKind::Missing);
        std::fs::write(&path, b"participant,sex\n".repeat(100)).unwrap();
        assert_eq!(
            Cohort::open(&path).unwrap_err().kind(),
            ErrorKind::Unsupported
        );
        let other = folder.path().join("other.sqlite");
        Connection::open(&other)
            .unwrap()
            .execute_batch("CREATE TABLE t (a)")
            .unwrap();
        let error = Cohort::open(&other).unwrap_err();
        assert!(error.to_string().contains("no cohort store"), "{error}");
    }

    #[test]
    fn the_ledgers_can_only_grow() {
        let folder = tempfile::tempdir().unwrap();
        let cohort = Cohort::create(&folder.path().join("c.sqlite")).unwrap();
        let connection = cohort.connection();
        connection
            .execute_batch(
                "INSERT INTO consent (participant, purpose, decision, date)
                 VALUES ('p1', 'research', 'given', '2025-01-01');
                 INSERT INTO removal VALUES ('p1', '2025-02-01');",
            )
            .unwrap();
        for change in [
            "UPDATE consent SET decision = 'withdrawn'",
            "DELETE FROM consent",
            "UPDATE removal SET date = '2026-01-01'",
            "DELETE FROM removal",
        ] {
            assert!(connection.execute(change, []).is_err(), "{change}");
        }
    }
}
