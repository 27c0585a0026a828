//! The example and the composition tables in a folder, as its README supposes them.

use crate::program::{nuka, run};
use crate::shared::shared_data;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

pub(crate) const WORKBOOK: &str = "20201225-mxt_kagsei-mext_01110_012.xlsx";

/// Value, unit and side of a limit by person, day and nutrient.
pub(crate) type Nutrients = BTreeMap<[String; 3], (f64, String, String)>;

/// A folder with the example and the tables, as the README supposes it.
pub(crate) struct Kitchen {
    pub(crate) folder: TempDir,
}

impl Kitchen {
    pub(crate) fn new(tables: &Path) -> Self {
        let kitchen = Self::without_tables();
        let workbook = tables.join(format!("original_{WORKBOOK}"));
        fs::copy(workbook, kitchen.folder.path().join(WORKBOOK)).unwrap();
        let body = kitchen.folder.path().join("body.csv");
        fs::copy(tables.join("body.csv"), body).unwrap();
        kitchen
    }

    /// The example alone.
    pub(crate) fn without_tables() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let example = examples().join("food_composition");
        let copy = folder.path().join("food_composition");
        fs::create_dir(&copy).unwrap();
        for entry in fs::read_dir(example).unwrap() {
            let entry = entry.unwrap();
            fs::copy(entry.path(), copy.join(entry.file_name())).unwrap();
        }
        Self { folder }
    }

    /// Runs a command as the README writes it; gives what it says on standard error.
    pub(crate) fn run(&self, command: &str) -> String {
        let mut words = command.split_whitespace();
        assert_eq!(words.next(), Some("nuka"), "{command}");
        let output = run(nuka().args(words).current_dir(self.folder.path()));
        String::from_utf8(output.stderr).unwrap()
    }

    /// The account of an intake, as JSON.
    pub(crate) fn intake(&self, options: &str) -> serde_json::Value {
        let command = format!("cohort intake diet.sqlite --json --quiet {options}");
        let mut nuka = nuka();
        nuka.args(command.split_whitespace());
        let output = run(nuka.current_dir(self.folder.path()));
        serde_json::from_slice(&output.stdout).unwrap()
    }

    /// The store's nutrients by person, day and nutrient: the value, its unit and side.
    pub(crate) fn nutrients(&self) -> Nutrients {
        self.run("nuka cohort export diet.sqlite --purpose research --date 2026-02-01 --out out");
        let text = fs::read_to_string(self.folder.path().join("out/nutrients.tsv")).unwrap();
        let mut lines = text
            .lines()
            .map(|line| line.split('\t').collect::<Vec<_>>());
        let header = lines.next().unwrap();
        let column = |name: &str| header.iter().position(|one| *one == name).unwrap();
        let [person, day, nutrient, value, unit, side] = [
            "participant",
            "day",
            "nutrient",
            "value",
            "unit",
            "limit_side",
        ]
        .map(column);
        lines
            .map(|cells| {
                let key = [person, day, nutrient].map(|place| cells[place].to_owned());
                let value = cells[value].parse().unwrap();
                (key, (value, cells[unit].to_owned(), cells[side].to_owned()))
            })
            .collect()
    }
}

fn examples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/cohort")
}

/// The commands of the README's section, block by block.
pub(crate) fn told_commands() -> Vec<Vec<String>> {
    let readme = fs::read_to_string(examples().join("README.md")).unwrap();
    let section = readme.split("\n## food_composition\n").nth(1).unwrap();
    let section = section.split("\n## ").next().unwrap();
    let blocks = section.split("```sh\n").skip(1);
    blocks
        .map(|block| {
            let block = block.split("```").next().unwrap();
            block.lines().map(str::to_owned).collect()
        })
        .collect()
}

pub(crate) fn tables(test: &str) -> Option<PathBuf> {
    let shared = shared_data(test)?;
    let folders = ["food_composition", "data/food_composition"];
    let folder = folders
        .map(|name| shared.join(name))
        .into_iter()
        .find(|one| one.is_dir());
    if folder.is_none() {
        eprintln!(
            "SKIPPED {test}: no food_composition in {}",
            shared.display()
        );
    }
    folder
}

#[track_caller]
pub(crate) fn assert_value(
    nutrients: &Nutrients,
    [person, day, nutrient]: [&str; 3],
    expected: (f64, &str, &str),
) {
    let key = [person, day, nutrient].map(str::to_owned);
    let (value, unit, side) = &nutrients[&key];
    assert!((value - expected.0).abs() < 1e-9, "{key:?}: {value}");
    assert_eq!(
        (unit.as_str(), side.as_str()),
        (expected.1, expected.2),
        "{key:?}"
    );
}
