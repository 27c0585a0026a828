//! A store filled by the program, and its exported tables.

use crate::program::{nuka, run};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// A store in a folder of its own.
pub(crate) struct Store {
    pub(crate) folder: TempDir,
    pub(crate) path: PathBuf,
}

/// A table: the header's names and the rows by name.
pub(crate) type Rows = Vec<BTreeMap<String, String>>;

impl Store {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("cohort.sqlite");
        run(nuka().args(["cohort", "init"]).arg(&path));
        Self { folder, path }
    }

    /// Imports a table by a mapping of the examples; gives the account.
    pub(crate) fn import(
        &self,
        table: &Path,
        mapping: &str,
        lineages: Option<&Path>,
    ) -> serde_json::Value {
        let mapping = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("examples/cohort")
            .join(mapping);
        let mut command = nuka();
        command
            .args(["cohort", "import", "--json", "--quiet"])
            .arg(&self.path)
            .arg(table);
        command.arg("--mapping").arg(mapping);
        if let Some(lineages) = lineages {
            command.arg("--lineages").arg(lineages);
        }
        serde_json::from_slice(&run(&mut command).stdout).unwrap()
    }

    /// Consent of all these people to research.
    pub(crate) fn consent_of<'a>(&self, people: impl IntoIterator<Item = &'a str>) {
        let table = self.folder.path().join("consent.csv");
        let mapping = self.folder.path().join("consent.toml");
        let rows: String = people
            .into_iter()
            .map(|person| format!("{person}\n"))
            .collect();
        fs::write(&table, format!("id\n{rows}")).unwrap();
        let text = "kind = \"consent\"\n[fields]\nparticipant = \"id\"\npurpose = { value = \"research\" }\ngiven_on = { value = \"2011-01-01\" }\n";
        fs::write(&mapping, text).unwrap();
        self.import(&table, mapping.to_str().unwrap(), None);
    }

    /// Exports for research; gives one table.
    pub(crate) fn export(&self, table: &str) -> Rows {
        let out = self.folder.path().join("out");
        let mut command = nuka();
        command.args([
            "cohort",
            "export",
            "--quiet",
            "--purpose",
            "research",
            "--date",
            "2026-01-01",
        ]);
        run(command.arg(&self.path).arg("--out").arg(&out));
        read(&out.join(table), '\t')
    }
}

/// A table read in the plainest way, as no cell of these files holds its delimiter.
pub(crate) fn read(path: &Path, delimiter: char) -> Rows {
    let text = fs::read_to_string(path).unwrap();
    let mut lines = text.lines();
    let header: Vec<&str> = lines.next().unwrap().split(delimiter).collect();
    let row = |line: &str| {
        let cells = line.split(delimiter).map(str::to_owned);
        header
            .iter()
            .map(|name| (*name).to_owned())
            .zip(cells)
            .collect()
    };
    lines.map(row).collect()
}

/// The lines of a file without header, each cut at commas.
pub(crate) fn lines(path: &Path) -> Vec<Vec<String>> {
    let text = fs::read_to_string(path).unwrap();
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    lines
        .map(|line| line.split(',').map(|cell| cell.trim().to_owned()).collect())
        .collect()
}

/// The values of exported profiles by (sample, taxon).
pub(crate) fn values(profiles: &Rows) -> BTreeMap<(String, String), f64> {
    let mut values = BTreeMap::new();
    for row in profiles {
        let key = (row["sample"].clone(), row["name"].clone());
        let value = row["value"].parse().unwrap();
        assert!(values.insert(key, value).is_none(), "{row:?}");
    }
    values
}

/// Every cell of a source table is in the profiles with its value, or is 0 and is
/// not; and the profiles hold nothing else.
pub(crate) fn assert_cells(
    found: BTreeMap<(String, String), f64>,
    expected: impl IntoIterator<Item = ((String, String), f64)>,
) -> usize {
    let mut cells = 0;
    let mut rest = found;
    for (key, value) in expected {
        cells += 1;
        let stored = rest.remove(&key);
        assert_eq!(stored.unwrap_or(0.0), value, "{key:?}");
        assert_eq!(stored.is_some(), value != 0.0, "{key:?}");
    }
    assert!(rest.is_empty(), "{rest:?}");
    cells
}
