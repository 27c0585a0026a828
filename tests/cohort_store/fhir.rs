//! Bundles of HL7 FHIR R4 in and out by the program.

use crate::program::{nuka, run};
use crate::store::Store;
use std::path::{Path, PathBuf};

fn example(name: &str) -> PathBuf {
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/cohort/echeckup");
    examples.join(name)
}

fn export(store: &Store, name: &str) -> (PathBuf, Vec<u8>) {
    let folder = store.folder.path().join(name);
    let mut command = nuka();
    command.args([
        "cohort",
        "export",
        "--purpose",
        "research",
        "--format",
        "fhir",
    ]);
    command.args(["--date", "2026-01-01", "--quiet", "--out"]);
    run(command.arg(&folder).arg(&store.path));
    let bundle = folder.join("bundle.json");
    let bytes = std::fs::read(&bundle).unwrap();
    (bundle, bytes)
}

#[test]
fn the_example_round_trips_through_two_stores() {
    let store = Store::new();
    let account = store.import(&example("bundle.json"), "echeckup/mapping.toml", None);
    assert_eq!(account["rows_read"], 15);
    // One person, one consent, ten values.
    assert_eq!(account["records_added"], 12);
    assert_eq!(account["values_missing"], 1);
    assert_eq!(account["left_out"]["Patient.name"], 1);
    let (bundle, first) = export(&store, "first");

    let other = Store::new();
    let mut command = nuka();
    command.args(["cohort", "import", "--json", "--quiet"]);
    run(command.arg(&other.path).arg(&bundle));
    let (_, second) = export(&other, "second");
    assert!(first == second);
    let text = String::from_utf8(first).unwrap();
    assert!(text.contains("K-0042") && !text.contains("花子") && !text.contains("1961-05"));
}

#[test]
fn a_bundle_with_the_mapping_of_a_table_and_a_table_without_one_are_refused() {
    let store = Store::new();
    let mapping = store.folder.path().join("people.toml");
    std::fs::write(
        &mapping,
        "kind = \"participants\"\n[fields]\nparticipant = \"id\"\n",
    )
    .unwrap();
    let table = store.folder.path().join("people.csv");
    std::fs::write(&table, "id\np1\n").unwrap();
    let told = |command: &mut std::process::Command| {
        let output = command.arg("--quiet").output().unwrap();
        assert_eq!(output.status.code(), Some(1));
        String::from_utf8(output.stderr).unwrap()
    };
    let bundle = example("bundle.json");
    let mut command = nuka();
    command
        .args(["cohort", "import"])
        .arg(&store.path)
        .arg(bundle);
    let told_of_bundle = told(command.arg("--mapping").arg(&mapping));
    assert!(
        told_of_bundle.contains("src/cohort/fhir.md"),
        "{told_of_bundle}"
    );
    let mut command = nuka();
    command
        .args(["cohort", "import"])
        .arg(&store.path)
        .arg(&table);
    let told_of_table = told(&mut command);
    assert!(told_of_table.contains("--mapping FILE"), "{told_of_table}");
}
