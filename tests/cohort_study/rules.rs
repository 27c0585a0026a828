//! Whom and what the rules of a plan leave out.

use crate::made::{Made, samples};

const BASE: &str = "purpose = \"research\"\n";

fn named(made: &Made, rules: &str, step: &str) -> Vec<(String, Vec<String>)> {
    made.left_out(&format!("{BASE}{rules}"), step)
}

fn of(reason: &str, names: &[&str]) -> (String, Vec<String>) {
    (
        reason.to_owned(),
        names.iter().map(|name| (*name).to_owned()).collect(),
    )
}

#[test]
fn people_are_taken_by_sex() {
    let found = named(&Made::new(), "[people]\nsex = [\"female\"]\n", "sex");
    assert_eq!(found, [of("sex male", &["bert02", "dora04"])]);
}

/// The samples are of 2025; the people were born in 1950, 1960, 1970, 1980 and 1990.
#[test]
fn ages_are_taken_with_their_ends() {
    let made = Made::new();
    let rules = "[samples]\nmin_age = 45\nmax_age = 65\nkeep = \"first\"\n";
    let found = named(&made, rules, "age");
    let old = of("too old", &["anna01-s1", "anna01-s2"]);
    let young = of("too young", &["emil05-s1", "emil05-s2"]);
    assert_eq!(found, [old, young]);
    let joined = made.join(&format!("{BASE}{rules}"));
    assert_eq!(samples(&joined), ["bert02-s1", "cleo03-s1", "dora04-s1"]);
}

/// The drug ended on 10 to 14 January 2025; the samples are of 10 March and 10 June.
#[test]
fn a_drug_counts_up_to_its_last_day_of_the_window() {
    let made = Made::new();
    let rules = |days: u32| format!("[medication]\nexclude = [\"j01\"]\ndays_before = {days}\n");
    // 12 January is 57 days before 10 March.
    let found = named(&made, &rules(57), "no j01");
    assert_eq!(
        found,
        [of("J01CA", &["cleo03-s1", "dora04-s1", "emil05-s1"])]
    );
    let found = named(&made, &rules(54), "no j01");
    assert!(found.is_empty(), "{found:?}");
}

/// bert02 has 120 reads in the first sample, 240 in the second.
#[test]
fn samples_with_too_few_reads_are_left_out() {
    let found = named(&Made::new(), "[samples]\nmin_reads = 121\n", "reads");
    assert_eq!(
        found,
        [of(
            "too few reads",
            &["anna01-s1", "anna01-s2", "bert02-s1"]
        )]
    );
}

/// Surveys are of 20 February and 20 May: 18 and 21 days before the samples.
#[test]
fn surveys_are_matched_up_to_the_ends_of_the_window() {
    let made = Made::new();
    let rules = |days: u32| {
        format!(
            "[survey]\nmatch = \"nearest\"\ndays_before = {days}\ndays_after = 0\nrequired = true\n"
        )
    };
    assert!(named(&made, &rules(21), "a survey").is_empty());
    let found = named(&made, &rules(20), "a survey");
    let second = [
        "anna01-s2",
        "bert02-s2",
        "cleo03-s2",
        "dora04-s2",
        "emil05-s2",
    ];
    assert_eq!(found, [of("no survey", &second)]);
    let found = named(&made, &rules(20), "surveys up to");
    assert_eq!(found[0].0, "no sample at that time");
    assert_eq!(found[0].1.len(), 5);
    let error = made.try_join(&format!("{BASE}{}", rules(17))).unwrap_err();
    assert!(error.to_string().contains("no sample is left"), "{error}");
    assert!(
        error.to_string().contains("10 samples left out: no survey"),
        "{error}"
    );
}

/// Energy is 1500, 2000, 2500, 3000 and 3500 kcal; Willett's limits are 500 to 3500
/// for women (anna01, cleo03, emil05), 800 to 4000 for men. A fourth person of 4500.
#[test]
fn energy_that_cannot_be_true_leaves_the_survey_and_its_samples_out() {
    let mut made = Made::new();
    let rules = "[energy]\nrules = [\"willett\"]\n";
    assert!(named(&made, rules, "energy: Willett").is_empty());
    made.import(
        "more.csv",
        "survey,energy\nemil05-q1,3501\nbert02-q2,799\n",
        "kind = \"nutrients\"\n[fields]\nsurvey = \"survey\"\n[[values]]\ncolumn = \"energy\"\nunit = \"kcal\"\n",
    );
    let found = named(&made, rules, "energy: Willett");
    assert_eq!(
        found,
        [
            of("energy too high", &["emil05-q1"]),
            of("energy too low", &["bert02-q2"])
        ]
    );
    let found = named(&made, rules, "energy that can be true");
    let names: Vec<&String> = found.iter().flat_map(|(_, names)| names).collect();
    assert_eq!(names, ["emil05-s1", "bert02-s2"]);
}

#[test]
fn a_required_marker_and_rare_taxa_are_told() {
    let mut made = Made::new();
    made.import(
        "gfr.csv",
        "id,visit,gfr\nanna01,1,90\n",
        "kind = \"markers\"\n[fields]\nparticipant = \"id\"\nvisit = \"visit\"\n[[values]]\ncolumn = \"gfr\"\nunit = \"1\"\n",
    );
    let rules = "[markers]\ntake = [\"gfr\"]\nrequired = [\"gfr\"]\n";
    assert_eq!(named(&made, rules, "a value of gfr")[0].1.len(), 9);
    let found = named(&made, rules, "a sample that is left");
    assert_eq!(
        found,
        [of(
            "no sample left",
            &["bert02", "cleo03", "dora04", "emil05"]
        )]
    );
    // Bacteroides is in all first samples only, Blautia in all.
    let found = named(&made, "[taxa]\nmin_prevalence = 0.51\n", "of the samples");
    assert_eq!(
        found,
        [of("in too few samples", &["Alistipes", "Bacteroides"])]
    );
    assert!(named(&made, "[taxa]\nmin_prevalence = 0.5\n", "of the samples").is_empty());
}

#[test]
fn a_food_that_was_asked_for_and_not_eaten_is_not_common() {
    // Everyone eats rice; anna01 answered twice that she eats no natto.
    let made = Made::new();
    let rule = |least: &str| format!("[foods]\ntake = [\"*\"]\nmin_prevalence = {least}\n");
    let found = named(&made, &rule("0.81"), "of the surveys");
    assert_eq!(found, [of("in too few surveys", &["natto"])]);
    assert!(named(&made, &rule("0.8"), "of the surveys").is_empty());
}

#[test]
fn all_that_the_cohort_does_not_have_is_told_at_once() {
    let plan = "purpose = \"research\"\ncovariates = [\"jop\"]\n[markers]\ntake = [\"bmy\"]\n[nutrients]\ntake = [\"fiber\"]\n[energy]\nrules = [\"willett\"]\nnutrient = \"kcal\"\n";
    let error = Made::new().try_join(plan).unwrap_err();
    let told = error.to_string();
    assert_eq!(error.all().count(), 4, "{told}");
    for expected in [
        "\"jop\"",
        "\"bmy\"",
        "\"fiber\"",
        "\"kcal\"",
        "they have bmi, crp",
    ] {
        assert!(told.contains(expected), "no {expected} in {told}");
    }
}

#[test]
fn several_methods_must_be_chosen_from() {
    let mut made = Made::new();
    made.import(
        "16s.csv",
        "taxon,anna01-s1\nBlautia,5\n",
        "kind = \"profiles\"\n[profile]\nlayout = \"counts\"\nquantity = \"reads\"\ntaxa = \"rows\"\ntaxon = \"taxon\"\nrank = \"genus\"\nmethod = \"16S\"\n",
    );
    let error = made.try_join(BASE).unwrap_err();
    assert!(
        error
            .to_string()
            .contains("\"\" (10 samples), \"16S\" (1 samples)"),
        "{error}"
    );
    let joined = made.join(&format!("{BASE}[profiles]\nmethod = \"16S\"\n"));
    assert_eq!(samples(&joined), ["anna01-s1"]);
}
