//! Dirty tables as people hand them over, through the program: each is read right or
//! refused with row, column and value, all mistakes at once and the store untouched.

mod dates;
mod files;
mod people;
mod values;
mod workbooks;

use crate::program::{nuka, run};
use std::fs;
use std::path::Path;

/// One kind of dirty table.
struct Kind {
    name: &'static str,
    table: Vec<u8>,
    mapping: String,
    expected: Expected,
}

/// What must become of it.
enum Expected {
    /// Exactly these records are new, each cell parted by a space.
    Read(&'static [&'static str]),
    /// It is refused, and the mistakes hold all these words.
    Refused(&'static [&'static str]),
}
use Expected::{Read, Refused};

/// The header of the check-up tables below.
const HEADER: &str = "id,date,glucose,crp\n";

/// A check-up table: rows below the header, and keys for the mapping.
fn checkup(name: &'static str, rows: &str, keys: &str, expected: Expected) -> Kind {
    whole_checkup(name, format!("{HEADER}{rows}"), keys, expected)
}

/// A check-up table with a header of its own.
fn whole_checkup(
    name: &'static str,
    table: impl Into<Vec<u8>>,
    keys: &str,
    expected: Expected,
) -> Kind {
    let mapping = format!(
        "kind = \"markers\"\n{keys}\n[fields]\nparticipant = \"id\"\ndate = \"date\"\n\
         [[values]]\ncolumn = \"glucose\"\nunit = \"mg/dL\"\n\
         [[values]]\ncolumn = \"crp\"\nunit = \"mg/dL\"\n"
    );
    Kind {
        name,
        table: table.into(),
        mapping,
        expected,
    }
}

/// A table of people.
fn people(name: &'static str, table: &str, keys: &str, expected: Expected) -> Kind {
    let mapping = format!(
        "kind = \"participants\"\n{keys}\n[fields]\nparticipant = \"id\"\n\
         sex = \"sex\"\nbirth_year = \"born\"\n"
    );
    Kind {
        name,
        table: table.as_bytes().to_vec(),
        mapping,
        expected,
    }
}

/// Records as text: people, then check-up values.
fn records(store: &Path) -> Vec<String> {
    let connection = rusqlite::Connection::open(store).unwrap();
    let sql = "SELECT participant || ' ' || ifnull(sex, '-') || ' ' || ifnull(birth_year, '-')
                 FROM participant
               UNION ALL
               SELECT participant || ' ' || date || ' ' || code || ' ' || ifnull(limit_side || ' ', '')
                 || ifnull(text_value, value) || ' ' || unit FROM marker ORDER BY 1";
    let mut statement = connection.prepare(sql).unwrap();
    let rows = statement.query_map([], |row| row.get(0)).unwrap();
    rows.map(|row| row.unwrap()).collect()
}

/// Imports each kind into a store of seven people, for trial and in earnest; gives
/// what went wrong.
fn failures(kinds: &[Kind]) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let [base, store, mapping] =
        ["base.sqlite", "cohort.sqlite", "mapping.toml"].map(|name| folder.path().join(name));
    let table = folder.path().join("table");
    run(nuka().args(["cohort", "init"]).arg(&base));
    let import = |store: &Path, is_trial: bool| {
        let mut command = nuka();
        command.args(["cohort", "import"]).arg(store).arg(&table);
        command.arg("--mapping").arg(&mapping);
        if is_trial {
            command.arg("--dry-run");
        }
        let output = command.output().unwrap();
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        (output.status.code(), told)
    };
    let base_people = people(
        "base",
        "id,sex,born\nP1,F,1961\nP2,M,1962\nP3,F,1963\nP4,M,1964\nP5,F,1965\n001,M,1950\n007,F,1951\n",
        "",
        Read(&[]),
    );
    fs::write(&table, &base_people.table).unwrap();
    fs::write(&mapping, &base_people.mapping).unwrap();
    assert_eq!(import(&base, false).0, Some(0));

    let (before, bytes_before) = (records(&base), fs::read(&base).unwrap());
    let mut failures = Vec::new();
    for kind in kinds {
        let mut fail = |what: String| failures.push(format!("{}: {what}", kind.name));
        fs::copy(&base, &store).unwrap();
        fs::write(&table, &kind.table).unwrap();
        fs::write(&mapping, &kind.mapping).unwrap();
        let trial = import(&store, true);
        if fs::read(&store).unwrap() != bytes_before {
            fail("the trial changed the store".to_owned());
        }
        let earnest = import(&store, false);
        match kind.expected {
            Read(expected) => {
                if (trial.0, earnest.0) != (Some(0), Some(0)) {
                    fail(format!("was refused: {}", earnest.1));
                    continue;
                }
                let mut found = records(&store);
                found.retain(|record| !before.contains(record));
                if found != expected {
                    fail(format!("found {found:?}, expected {expected:?}"));
                }
                let bytes = fs::read(&store).unwrap();
                import(&store, false);
                if fs::read(&store).unwrap() != bytes {
                    fail("a second import changed the store".to_owned());
                }
            }
            Refused(words) => {
                if (trial.0, earnest.0) != (Some(1), Some(1)) || trial.1 != earnest.1 {
                    fail(format!("was read, or the trial tells otherwise: {trial:?}"));
                }
                if fs::read(&store).unwrap() != bytes_before {
                    fail("the store was changed".to_owned());
                }
                let missing: Vec<_> = words
                    .iter()
                    .filter(|word| !trial.1.contains(**word))
                    .collect();
                if !missing.is_empty() {
                    fail(format!("no {missing:?} in {}", trial.1));
                }
            }
        }
    }
    failures
}

#[test]
fn dirty_tables_are_read_right_or_refused_with_row_column_and_value() {
    let kinds: Vec<Kind> = [
        files::kinds(),
        dates::kinds(),
        values::kinds(),
        people::kinds(),
        workbooks::kinds(),
    ]
    .into_iter()
    .flatten()
    .collect();
    assert!(kinds.len() >= 50, "{}", kinds.len());
    let failures = failures(&kinds);
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
