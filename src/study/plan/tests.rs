//! Plans that are right, and plans that are not.

use super::{JoinPlan, Keep, Matching, Take};
use crate::cohort::TimeWindow;

const GUIDE: &str = include_str!("../plan.md");

#[test]
fn every_example_of_the_guide_is_a_plan() {
    let examples = GUIDE.split("```toml\n").skip(1);
    let examples: Vec<&str> = examples
        .filter_map(|rest| rest.split("```").next())
        .collect();
    assert_eq!(examples.len(), 3);
    for example in examples {
        JoinPlan::parse(example).unwrap_or_else(|error| panic!("{example}\n{error}"));
    }
}

#[test]
fn the_guide_names_every_key() {
    let error = JoinPlan::parse("purpose = \"research\"\n[none]\nno = 1\n").unwrap_err();
    let told = error.to_string();
    let keys = told.split("the keys are ").nth(1).unwrap();
    let keys: Vec<&str> = keys.trim().split(", ").collect();
    assert!(keys.len() > 35, "{keys:?}");
    for key in keys {
        assert!(GUIDE.contains(&format!("`{key}`")), "{key}");
    }
}

#[test]
fn values_are_read_as_they_are_written() {
    let plan = JoinPlan::parse(
        "purpose = \"research\"\n[samples]\nkeep = \"last\"\n[survey]\nmatch = \"nearest\"\ndays_before = 30\ndays_after = 0\n[foods]\ntake = [\"*\"]\n",
    )
    .unwrap();
    let window = TimeWindow {
        days_before: 30,
        days_after: 0,
    };
    assert_eq!(plan.survey.matching, Matching::Nearest(window));
    assert_eq!(plan.markers.matching, Matching::Visit);
    assert_eq!(plan.samples.keep, Keep::Last);
    assert_eq!(plan.foods.take, Take::All);
    assert!(plan.nutrients.is_nothing() && plan.needs_survey());
    assert!(
        !JoinPlan::parse("purpose = \"research\"")
            .unwrap()
            .needs_survey()
    );
}

#[test]
fn all_mistakes_are_told_at_once_with_their_lines() {
    let text = r#"
purpose = "reserch"
consent_on = "yesterday"
covariates = ["sex", "sex"]
colour = 1

[people]
sex = ["woman"]

[samples]
min_age = 40
max_age = 20
max_host_share = 5
keep = "some"

[medication]
exclude = ["J01"]

[survey]
match = "nearest"
days_before = -3
required = "yes"

[markers]
take = ["*", "bmi"]
days_after = 7

[energy]
rules = ["willet"]
activity_level = 0

[taxa]
ranks = ["genuss"]
"#;
    let error = JoinPlan::parse(text).unwrap_err();
    let told = error.to_string();
    for expected in [
        "line 2, field purpose",
        "line 3, field consent_on",
        "line 4, field covariates: found \"sex\" twice",
        "line 5, field colour",
        "line 8, field people.sex",
        "line 12, field samples.max_age",
        "line 13, field samples.max_host_share: found 5, expected 0 to 1",
        "line 14, field samples.keep",
        "field medication.days_before",
        "line 21, field survey.days_before",
        "field survey.days_after",
        "line 22, field survey.required",
        "line 25, field markers.take",
        "line 26, field markers.days_after",
        "line 29, field energy.rules",
        "line 30, field energy.activity_level",
        "line 33, field taxa.ranks",
    ] {
        assert!(told.contains(expected), "no {expected:?} in:\n{told}");
    }
    assert_eq!(error.all().count(), 17, "{told}");
}
