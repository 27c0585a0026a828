//! Releases of a small store.

use super::ReleasePlan;
use crate::cohort::consent::Purpose;
use crate::cohort::made_cohort::MadeCohort;
use crate::tabular::values::Date;

fn on() -> Date {
    Date::new(2026, 4, 1).unwrap()
}

/// Twelve people in two classes, and one whom everybody would know.
fn made() -> MadeCohort {
    let people: Vec<String> = (0..13)
        .map(|number| format!("person-{number:02}"))
        .collect();
    let names: Vec<&str> = people.iter().map(String::as_str).collect();
    let made = MadeCohort::with_people(&names);
    for (number, person) in people.iter().enumerate() {
        made.decide(person, Purpose::ThirdPartyProvision, "given", on());
        let (sex, year) = match number {
            12 => ("male", 1921),
            _ if number % 2 == 0 => ("male", 1961 + number),
            _ => ("female", 1961),
        };
        let bmi = if number % 4 < 2 { 22.0 } else { 31.0 };
        made.run(&format!(
            "UPDATE participant SET sex = '{sex}', birth_year = {year} WHERE participant = '{person}';
             INSERT INTO marker VALUES ('{person}', '', '', 'bmi', {bmi}, NULL, 'kg/m2', NULL, '', '', 1);"
        ));
    }
    made
}

fn plan(most_suppressed: f64) -> ReleasePlan {
    ReleasePlan::parse(&format!(
        "k = 5\nl = 2\nmost_suppressed = {most_suppressed}\n[people]\nsex = {{}}\nbirth_year = {{ band = 20 }}\n
         [[markers]]\ncode = \"bmi\"\ncoding = {{ band = 10 }}\nsensitive = true\n"
    ))
    .unwrap()
}

#[test]
fn a_person_alone_is_left_out_and_no_id_is_released() {
    let mut made = made();
    let folder = made.folder.path().join("out");
    let purpose = Purpose::ThirdPartyProvision;
    let report = made
        .cohort
        .release(&plan(0.1), purpose, on(), &folder)
        .unwrap();
    assert_eq!(
        (report.people_released, report.people_suppressed),
        (12, None)
    );
    assert_eq!(
        (report.k_reached, report.l_reached, report.classes),
        (6, Some(2), 2)
    );
    let text = std::fs::read_to_string(folder.join("release.tsv")).unwrap();
    assert!(
        !text.contains("person-") && !text.contains("1920"),
        "{text}"
    );
    assert_eq!(text.lines().count(), 13);
    assert!(
        text.contains("1960 to below 1980\tfemale\t20 to below 30"),
        "{text}"
    );
    assert_eq!(made.cohort.studies_of("person-00").unwrap().len(), 1);
}

#[test]
fn a_release_that_does_not_reach_k_is_refused_and_leaves_nothing() {
    let mut made = made();
    let folder = made.folder.path().join("out");
    let purpose = Purpose::ThirdPartyProvision;
    let error = made
        .cohort
        .release(&plan(0.0), purpose, on(), &folder)
        .unwrap_err();
    assert!(error.to_string().contains("1 of 13 people"), "{error}");
    assert!(!folder.exists());
    assert_eq!(made.count("study_log"), 0);
}

#[test]
fn mistakes_of_a_plan_are_told_at_once() {
    let text = "k = 1\nmost_suppressed = 2\n[people]\nsex = { band = 1 }\nname = {}\nbirth_year = { bottom = 5, top = 5 }\n";
    assert_eq!(ReleasePlan::parse(text).unwrap_err().all().count(), 5);
}
