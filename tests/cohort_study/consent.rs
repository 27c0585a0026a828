//! One consent is flipped, one person leaves every file.

use crate::made::{ALL, Made, PEOPLE, today};
use nuka::cohort::Purpose;
use nuka::study::StudyForm;

fn holds(bytes: &[u8], text: &str) -> bool {
    bytes
        .windows(text.len())
        .any(|part| part == text.as_bytes())
}

#[test]
fn flipping_one_consent_takes_exactly_one_person_out_of_every_file() {
    // A rule that leaves out every first sample names everyone in the flow too.
    let plan = format!("{ALL}[samples]\nkeep = \"last\"\n");
    let forms = [StudyForm::AnnData, StudyForm::Tables];
    let before = forms.map(|form| Made::new().keep(&plan, form));
    for gone in PEOPLE {
        let mut made = Made::new();
        made.cohort
            .withdraw(gone, &[Purpose::Research], today(), "")
            .unwrap();
        for (form, before) in forms.into_iter().zip(&before) {
            let after = made.keep(&plan, form);
            assert_eq!(before.len(), after.len());
            for (name, bytes) in &after {
                assert!(!holds(bytes, gone), "{gone} is still in {name}");
                for person in PEOPLE.iter().filter(|person| **person != gone) {
                    let was_there = holds(&before[name], person);
                    assert_eq!(holds(bytes, person), was_there, "{person} in {name}");
                }
                // All lines that tell of the others stay as they were.
                if [
                    "observations.tsv",
                    "reads.tsv",
                    "share.tsv",
                    "foods.tsv",
                    "nutrients.tsv",
                    "left_out.tsv",
                ]
                .contains(&name.as_str())
                {
                    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
                    let was = text(&before[name]);
                    let others = was.lines().filter(|line| !line.contains(gone));
                    let others: Vec<&str> = others.collect();
                    assert_eq!(text(bytes).lines().collect::<Vec<_>>(), others, "{name}");
                    assert!(
                        others.len() < was.lines().count(),
                        "{gone} was never in {name}"
                    );
                }
            }
        }
    }
}

#[test]
fn everyone_in_the_study_is_in_its_files_before() {
    let mut made = Made::new();
    let files = made.keep(ALL, StudyForm::AnnData);
    for person in PEOPLE {
        assert!(holds(&files["study.h5ad"], person));
    }
}

#[test]
fn the_store_notes_each_file_and_whom_it_holds() {
    let mut made = Made::new();
    made.cohort
        .withdraw(PEOPLE[1], &[Purpose::Research], today(), "")
        .unwrap();
    made.keep(ALL, StudyForm::AnnData);
    let files = made.cohort.studies_of(PEOPLE[0]).unwrap();
    let endings = ["study.h5ad", ".flow.json", ".flow.tsv", ".left_out.tsv"];
    assert_eq!(files.len(), endings.len());
    for (file, ending) in files.iter().zip(endings) {
        assert!(file.file.ends_with(ending), "{}", file.file);
        let bytes = std::fs::read(&file.file).unwrap();
        assert_eq!(
            file.sha256,
            nuka::checksum::Checksum::of_bytes(&bytes).sha256
        );
        assert_eq!(
            (file.purpose.as_str(), file.date.as_str()),
            ("research", "2026-04-01")
        );
    }
    assert!(made.cohort.studies_of(PEOPLE[1]).unwrap().is_empty());
}

#[test]
fn consent_of_another_day_or_purpose_does_not_count() {
    let made = Made::new();
    let error = made.try_join("purpose = \"commercial_use\"").unwrap_err();
    assert!(
        error
            .to_string()
            .contains("nobody consents to commercial_use"),
        "{error}"
    );
    let early = "purpose = \"research\"\nconsent_on = \"2024-12-31\"";
    assert!(made.try_join(early).is_err());
    assert!(
        made.try_join("purpose = \"research\"\nconsent_on = \"2025-01-01\"")
            .is_ok()
    );
}

#[test]
fn those_without_consent_are_counted_and_not_named() {
    let mut made = Made::new();
    made.cohort
        .withdraw(PEOPLE[2], &[Purpose::Research], today(), "")
        .unwrap();
    let left_out = made.left_out(ALL, "consent");
    assert_eq!(left_out, [("no consent".to_owned(), Vec::new())]);
    let flow = made.join(ALL).study.beside().cohort.clone().unwrap().flow;
    let step = &flow.steps[0];
    assert_eq!((step.entered, step.left, step.reasons[0].count), (5, 4, 1));
}

/// A folder of profiles holds samples of people who are not in the study.
#[test]
fn profiles_of_a_folder_name_nobody_without_consent() {
    let mut made = Made::new();
    let folder = made.folder.path().join("profiles");
    std::fs::create_dir(&folder).unwrap();
    for person in PEOPLE {
        let report = " 40.00\t4\t4\tU\t0\tunclassified\n 60.00\t6\t0\tR\t1\troot\n 60.00\t6\t6\tG\t816\t  Bacteroides\n";
        std::fs::write(folder.join(format!("{person}-s1.kreport")), report).unwrap();
    }
    made.cohort
        .withdraw(PEOPLE[3], &[Purpose::Research], today(), "")
        .unwrap();
    let plan = nuka::study::JoinPlan::parse(ALL).unwrap();
    let joined = nuka::study::join_cohort(&made.cohort, &plan, Some(&folder), today()).unwrap();
    let out = made.folder.path().join("study.h5ad");
    let files =
        nuka::study::keep_study(&mut made.cohort, &joined, &out, StudyForm::AnnData).unwrap();
    for file in files {
        assert!(
            !holds(&std::fs::read(&file).unwrap(), PEOPLE[3]),
            "{}",
            file.display()
        );
    }
    assert_eq!(joined.study.observations().len(), 4);
    assert_eq!(joined.study.reads()[[0, 0]], 4.0);
}
