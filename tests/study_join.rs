//! The join names everyone, and a study is read back as it was written.

#![expect(clippy::unwrap_used, reason = "what fails in a helper fails its test")]

use nuka::study::{JoinPaths, Study, Values, join, open_inputs, open_study, write_study};
use std::fs;
use std::path::Path;
use std::process::Command;

const PROFILES: &str = "sample\ttaxid\tname\trank\tlineage\treads
s1\t0\tunknown\tno rank\t\t10
s1\t816\tBacteroides\tgenus\tg__Bacteroides\t30
s2\t816\tBacteroides\tgenus\tg__Bacteroides\t5
s2\t838\tPrevotella\tgenus\tg__Prevotella\t7
s3\t838\tPrevotella\tgenus\tg__Prevotella\t9
s9\t838\tPrevotella\tgenus\tg__Prevotella\t1
";
const REPORT: &str = "100.00\t4\t0\tR\t1\troot\n100.00\t4\t0\tD\t2\t  Bacteria\n";
const SURVEY: &str = "participant,fibre_g,sex\nanna,12.5,F\nbo,,\ncarl,9,M\ndora,3,F\n";
const MARKERS: &str = "participant\tcrp mg per L\nbo\t0.5\nanna\t<0.3\ncarl\t1.5\nerik\t2\n";
const SAMPLES: &str = "sample,participant\ns1,anna\ns2,anna\ns3,bo\ns4,carl\ns5,finn\n";

fn folder_of_inputs() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let profiles = folder.path().join("profiles");
    fs::create_dir(&profiles).unwrap();
    fs::write(profiles.join("all.tsv"), PROFILES).unwrap();
    fs::write(
        profiles.join("s5.kreport"),
        REPORT.replace("4\t0\tD", "4\t4\tD"),
    )
    .unwrap();
    fs::write(profiles.join("notes.txt"), "x").unwrap();
    fs::write(folder.path().join("survey.csv"), SURVEY).unwrap();
    fs::write(folder.path().join("markers.tsv"), MARKERS).unwrap();
    fs::write(folder.path().join("samples.csv"), SAMPLES).unwrap();
    folder
}

fn paths(folder: &Path) -> JoinPaths {
    JoinPaths {
        profiles: folder.join("profiles"),
        survey: folder.join("survey.csv"),
        markers: folder.join("markers.tsv"),
        samples: Some(folder.join("samples.csv")),
    }
}

fn joined(folder: &Path) -> Study {
    join(&open_inputs(&paths(folder)).unwrap()).unwrap()
}

#[test]
fn everyone_who_is_not_matched_is_named() {
    let folder = folder_of_inputs();
    let study = joined(folder.path());
    let account = study.account();
    assert_eq!(account.participants_matched, 2);
    assert_eq!(account.samples_matched, 3);
    assert_eq!(account.samples_without_participant, ["s9"]);
    assert_eq!(account.samples_without_profile, ["s4"]);
    assert_eq!(account.in_profiles_not_in_survey, ["finn"]);
    assert_eq!(account.in_profiles_not_in_markers, ["finn"]);
    assert_eq!(account.in_survey_not_in_profiles, ["carl", "dora"]);
    assert_eq!(account.in_survey_not_in_markers, ["dora"]);
    assert_eq!(account.in_markers_not_in_profiles, ["carl", "erik"]);
    assert_eq!(account.in_markers_not_in_survey, ["erik"]);
    assert_eq!(account.missing_values["fibre_g"], ["bo"]);
    assert_eq!(account.other_files, ["notes.txt"]);
    assert_eq!(account.doubtful_columns.len(), 1);
}

#[test]
fn observations_carry_reads_and_the_values_of_their_participant() {
    let folder = folder_of_inputs();
    let study = joined(folder.path());
    let ids: Vec<(&str, &str, u64)> = study
        .observations()
        .iter()
        .map(|o| (o.participant.as_str(), o.sample.as_str(), o.total_reads))
        .collect();
    assert_eq!(
        ids,
        [("anna", "s1", 40), ("anna", "s2", 12), ("bo", "s3", 9)]
    );
    assert_eq!(study.reads().row(0).to_vec(), [10.0, 30.0, 0.0]);
    assert_eq!(
        study.column("fibre_g").unwrap().values,
        Values::Number(vec![Some(12.5), Some(12.5), None])
    );
}

#[test]
fn a_study_is_read_back_as_it_was_written_and_bytes_do_not_change() {
    let folder = folder_of_inputs();
    let study = joined(folder.path());
    let (one, two) = (
        folder.path().join("one.h5ad"),
        folder.path().join("two.h5ad"),
    );
    write_study(&study, &one).unwrap();
    assert_eq!(open_study(&one).unwrap(), study);
    std::thread::sleep(std::time::Duration::from_millis(1100));
    write_study(&study, &two).unwrap();
    assert!(fs::read(&one).unwrap() == fs::read(&two).unwrap());
    assert_eq!(
        fs::read_dir(folder.path()).unwrap().count(),
        6,
        "a temporary file was left"
    );
}

#[test]
fn a_changed_input_changes_its_checksum() {
    let folder = folder_of_inputs();
    let before = joined(folder.path()).provenance().clone();
    fs::write(
        folder.path().join("survey.csv"),
        SURVEY.replace("12.5", "12.6"),
    )
    .unwrap();
    let after = joined(folder.path()).provenance().clone();
    let changed: Vec<&str> = before
        .inputs
        .iter()
        .zip(&after.inputs)
        .filter(|(before, after)| before.sha256 != after.sha256)
        .map(|(before, _)| before.role.as_str())
        .collect();
    assert_eq!(changed, ["survey"]);
}

#[test]
fn the_mistakes_of_all_tables_are_told_at_once() {
    let folder = folder_of_inputs();
    let at = |name: &str| folder.path().join(name);
    fs::write(
        at("profiles/all.tsv"),
        PROFILES
            .replace("s1\t816", "s1\tx816")
            .replace("\t7\n", "\t-7\n")
            + "s9\t838\tP\tgenre\t\t1\n",
    )
    .unwrap();
    fs::write(at("profiles/s5.kreport"), REPORT).unwrap();
    fs::write(
        at("survey.csv"),
        "participant,fibre_g,g/day\nanna,1,2\nanna,2,3\n,3\n",
    )
    .unwrap();
    fs::write(at("markers.tsv"), "person\tcrp\nbo\t0.5\n").unwrap();
    fs::write(
        at("samples.csv"),
        "sample,participant\ns1,anna\ns1,bo\ns3,\n",
    )
    .unwrap();
    let error = open_inputs(&paths(folder.path())).unwrap_err();
    let text = error.to_string();
    for expected in [
        "all.tsv, line 3, field taxid: found \"x816\"",
        "all.tsv, line 5, field reads: found \"-7\"",
        "all.tsv, line 8, field rank: found \"genre\"",
        "s5.kreport, line 2, field clade reads",
        "survey.csv, line 4: found 2 cells, expected 3",
        "markers.tsv, line 1, field participant",
        "samples.csv, line 3, field sample: sample s1 is already on line 2",
        "samples.csv, line 4, field participant: found an empty cell",
    ] {
        assert!(text.contains(expected), "no {expected:?} in:\n{text}");
    }
    fs::write(
        at("survey.csv"),
        "participant,fibre_g,g/day\nanna,1,2\nanna,2,3\n",
    )
    .unwrap();
    let text = open_inputs(&paths(folder.path())).unwrap_err().to_string();
    assert!(text.contains("field g/day"), "{text}");
    assert!(
        text.contains("participant anna is already on line 2"),
        "{text}"
    );
}

#[test]
fn ids_that_never_meet_are_an_error_with_examples() {
    let folder = folder_of_inputs();
    let mut paths = paths(folder.path());
    paths.samples = None;
    let error = join(&open_inputs(&paths).unwrap()).unwrap_err();
    assert_eq!(error.kind(), nuka::ErrorKind::Mismatch);
    assert!(error.to_string().contains("\"s1\""), "{error}");
}

#[test]
fn the_command_writes_the_study_and_its_account() {
    let folder = folder_of_inputs();
    let output = Command::new(env!("CARGO_BIN_EXE_nuka"))
        .current_dir(folder.path())
        .args("study join --profiles profiles --survey survey.csv --markers markers.tsv".split(' '))
        .args("--samples samples.csv --out study.h5ad --json".split(' '))
        .output()
        .unwrap();
    let errors = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{errors}");
    assert!(errors.contains("carl, dora"), "{errors}");
    let account = fs::read(folder.path().join("study.h5ad.join.json")).unwrap();
    assert_eq!(output.stdout, account);
    assert!(open_study(&folder.path().join("study.h5ad")).is_ok());
    assert!(open_study(&folder.path().join("survey.csv")).is_err());
}
