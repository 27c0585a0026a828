//! Who leaves the store, and who does not.

use super::ExportRequest;
use crate::cohort::consent::Purpose;
use crate::cohort::made_cohort::MadeCohort;
use crate::tabular::values::Date;
use std::collections::{BTreeMap, BTreeSet};

fn on() -> Date {
    Date::new(2026, 4, 1).unwrap()
}

fn request() -> ExportRequest {
    ExportRequest {
        purpose: Purpose::Research,
        consent_on: on(),
        most_host_share: 0.5,
    }
}

/// Three people with something in every table.
fn made() -> MadeCohort {
    let made = MadeCohort::with_people(&["person-a", "person-b", "person-c"]);
    made.run("INSERT INTO taxon VALUES (1, 816, 'Bacteroides', 'genus', 'g__Bacteroides')");
    for person in ["person-a", "person-b", "person-c"] {
        let given_on = Date::new(2025, 1, 1).unwrap();
        made.decide(person, Purpose::Research, "given", given_on);
        made.run(&format!(
            "INSERT INTO participant_attribute VALUES ('{person}', 'n', 'v', 1);
             INSERT INTO sample (sample, participant, import) VALUES ('s-{person}', '{person}', 1);
             INSERT INTO sample_attribute VALUES ('s-{person}', 'n', 'v', 1);
             INSERT INTO survey (survey, participant, import) VALUES ('q-{person}', '{person}', 1);
             INSERT INTO food_item (survey, item, food, import) VALUES ('q-{person}', 1, 'rice', 1);
             INSERT INTO nutrient VALUES ('q-{person}', '', 'energy', 2000, 'kcal', NULL, '2000', 'kcal', 1);
             INSERT INTO marker VALUES ('{person}', '', '', 'crp', 0.3, NULL, 'mg/dL', 'below', '<0.3', 'mg/dL', 1);
             INSERT INTO medication VALUES ('{person}', 'x', '', NULL, NULL, NULL, 1);
             INSERT INTO profile VALUES ('s-{person}', '', 'reads', 9, 2, 1, 1, x'0101010407', 1);"
        ));
    }
    made
}

/// The text of all files of an export.
fn export(made: &mut MadeCohort, name: &str) -> BTreeMap<String, String> {
    let folder = made.folder.path().join(name);
    made.cohort.export(&request(), &folder).unwrap();
    let files = std::fs::read_dir(folder).unwrap().map(|entry| {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        (name, std::fs::read_to_string(path).unwrap())
    });
    files.collect()
}

#[test]
fn flipping_one_consent_takes_one_person_out_of_every_file() {
    let mut made = made();
    let before = export(&mut made, "before");
    let purposes = [Purpose::Research];
    made.cohort
        .withdraw("person-b", &purposes, on(), "")
        .unwrap();
    let after = export(&mut made, "after");
    assert_eq!(before.len(), 12);
    for (name, text) in &before {
        let tells_people = !matches!(name.as_str(), "dictionary.tsv" | "export.json");
        assert_eq!(text.contains("person-b"), tells_people, "{name}");
        assert!(!after[name].contains("person-b"), "{name}");
        let others = text.lines().filter(|line| !line.contains("person-b"));
        let without: String = others.map(|line| format!("{line}\n")).collect();
        if name != "export.json" {
            assert_eq!(after[name], without, "{name}");
        }
    }
}

#[test]
fn the_values_are_those_of_the_store() {
    let mut made = made();
    let files = export(&mut made, "out");
    let line = files["markers.tsv"].lines().nth(1).unwrap();
    assert_eq!(line, "person-a\t\t\tcrp\t0.3\t\tmg/dL\tbelow\t<0.3\tmg/dL");
    let profile: Vec<&str> = files["profiles.tsv"].lines().skip(1).take(3).collect();
    assert_eq!(
        profile,
        [
            "person-a\ts-person-a\t\t0\tunknown\tno rank\t\t2\treads\t9\t\t\t",
            "person-a\ts-person-a\t\t0\thost\tno rank\t\t1\treads\t9\t\t\t",
            "person-a\ts-person-a\t\t816\tBacteroides\tgenus\tg__Bacteroides\t7\treads\t9\t\t\t",
        ]
    );
    for (name, text) in files.iter().filter(|(name, _)| name.ends_with(".tsv")) {
        let columns: BTreeSet<usize> = text.lines().map(|line| line.split('\t').count()).collect();
        assert_eq!(columns.len(), 1, "{name}: {columns:?}");
    }
}

#[test]
fn an_export_is_noted_with_its_people_and_the_same_again_is_the_same() {
    let mut made = made();
    let first = export(&mut made, "out");
    let again = export(&mut made, "out");
    assert_eq!(first, again);
    assert_eq!(made.cohort.studies_of("person-a").unwrap().len(), 1);
    assert_eq!(made.count("study_participant"), 3);
}

#[test]
fn profiles_full_of_host_reads_stay_inside() {
    let mut made = made();
    made.run("UPDATE profile SET host = 6 WHERE sample = 's-person-c'");
    let folder = made.folder.path().join("out");
    let account = made.cohort.export(&request(), &folder).unwrap();
    assert_eq!(account.profiles_with_too_much_host, 1);
    let text = std::fs::read_to_string(folder.join("profiles.tsv")).unwrap();
    assert!(!text.contains("person-c"));
}

#[test]
fn without_consent_nothing_is_written() {
    let mut made = made();
    let folder = made.folder.path().join("out");
    let asked = ExportRequest {
        purpose: Purpose::CommercialUse,
        ..request()
    };
    let error = made.cohort.export(&asked, &folder).unwrap_err();
    assert!(error.to_string().contains("nobody consents"), "{error}");
    assert!(!folder.exists());
}
