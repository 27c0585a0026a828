//! `nuka db build --amplicon`, `inspect` and `verify`, as a person runs them.

use super::made::{fasta, genes};
use std::path::Path;
use std::process::{Command, Output};

fn nuka(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_nuka"));
    command
        .current_dir(folder)
        .args(arguments)
        .output()
        .unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn a_database_is_built_inspected_and_verified() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    // Beta stands under two families.
    let references = fasta(&genes()).replacen("f__Prior;g__Beta", "f__Posterior;g__Beta", 1);
    std::fs::write(folder.join("r.fa"), references).unwrap();
    let build = [
        "db",
        "build",
        "--amplicon",
        "--genomes",
        "r.fa",
        "--out",
        "16s.nuka",
    ];
    let built = nuka(folder, &build);
    assert!(built.status.success(), "{}", text(&built.stderr));
    let told = text(&built.stderr);
    assert!(told.contains("genus Beta stands under"), "{told}");
    assert!(
        told.contains("8 references (0 without a genus), 4 genera, 8 species"),
        "{told}"
    );
    assert!(nuka(folder, &["db", "verify", "16s.nuka"]).status.success());
    let inspected = nuka(folder, &["db", "inspect", "16s.nuka", "--json"]);
    let description: serde_json::Value = serde_json::from_slice(&inspected.stdout).unwrap();
    assert_eq!(description["kind"], "amplicon");
    assert_eq!(
        description["parameters"]["contradictions"][0]["name"],
        "Beta"
    );
    let called = nuka(folder, &["classify", "--db", "16s.nuka", "r.fa"]);
    assert_eq!(called.status.code(), Some(1));
    assert!(text(&called.stderr).contains("marker gene"));
}

#[test]
fn mistakes_are_told_with_their_places_and_nothing_is_left() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    std::fs::write(folder.join("r.fa"), fasta(&genes())).unwrap();
    std::fs::write(folder.join("l.tsv"), "Alpha_una\tg__Alpha;p__P\nnothing\n").unwrap();
    let build = [
        "db",
        "build",
        "--amplicon",
        "--genomes",
        "r.fa",
        "--out",
        "16s.nuka",
    ];
    let refused = nuka(folder, &[&build[..], &["--lineages", "l.tsv"]].concat());
    assert_eq!(refused.status.code(), Some(1));
    let told = text(&refused.stderr);
    assert!(
        told.contains("l.tsv, line 1") && told.contains("l.tsv, line 2"),
        "{told}"
    );
    let into_itself = [
        "db",
        "build",
        "--amplicon",
        "--genomes",
        "r.fa",
        "--out",
        "r.fa",
    ];
    assert_eq!(nuka(folder, &into_itself).status.code(), Some(1));
    let without = [
        "db",
        "build",
        "--lineages",
        "l.tsv",
        "--genomes",
        "r.fa",
        "--out",
        "x",
    ];
    assert_eq!(nuka(folder, &without).status.code(), Some(2));
    assert!(!folder.join("16s.nuka").exists());
}
