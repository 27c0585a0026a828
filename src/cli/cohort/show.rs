//! `nuka cohort show`.

use super::super::console::{print_json, print_text};
use super::{parse_date, today};
use clap::Args;
use nuka::Result;
use nuka::cohort::{Cohort, CohortCounts, Purpose, StudyFile, TimelineEntry};
use nuka::tabular::values::Date;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Show what the store holds, or one person's timeline.
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  nuka cohort show cohort.sqlite
  nuka cohort show cohort.sqlite --participant p017")]
pub(super) struct ShowArgs {
    /// The store
    #[arg(value_name = "COHORT")]
    cohort: PathBuf,
    /// One person's timeline
    #[arg(long, value_name = "PARTICIPANT")]
    participant: Option<String>,
    /// The day whose consent is counted; today when not given
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    date: Option<Date>,
    /// Print it as JSON
    #[arg(long)]
    json: bool,
}

#[derive(serde::Serialize)]
struct Shown {
    #[serde(flatten)]
    counts: CohortCounts,
    with_consent: BTreeMap<&'static str, usize>,
}

#[derive(serde::Serialize)]
struct Person {
    participant: String,
    timeline: Vec<TimelineEntry>,
    studies: Vec<StudyFile>,
}

pub(super) fn run(args: &ShowArgs) -> Result<()> {
    let cohort = Cohort::open(&args.cohort)?;
    match &args.participant {
        Some(participant) => show_person(&cohort, participant, args.json),
        None => show_counts(&cohort, args),
    }
}

fn show_person(cohort: &Cohort, participant: &str, json: bool) -> Result<()> {
    let person = Person {
        participant: participant.to_owned(),
        timeline: cohort.timeline(participant)?,
        studies: cohort.studies_of(participant)?,
    };
    if json {
        return print_json(&person);
    }
    let mut text = String::from("date\tvisit\tkind\tdetail\n");
    for entry in &person.timeline {
        let cells = [&entry.date, &entry.visit, &entry.kind, &entry.detail];
        text.push_str(&cells.map(String::as_str).join("\t"));
        text.push('\n');
    }
    for study in &person.studies {
        text.push_str(&format!(
            "{}\t\tstudy\t{} for {}\n",
            study.date, study.file, study.purpose
        ));
    }
    print_text(&text)
}

fn show_counts(cohort: &Cohort, args: &ShowArgs) -> Result<()> {
    let on = args.date.map_or_else(today, Ok)?;
    let counts = cohort.counts()?;
    let mut with_consent = BTreeMap::new();
    for purpose in Purpose::ALL {
        let people = cohort.participants_with_consent(purpose, on)?;
        with_consent.insert(purpose.name(), people.len());
    }
    let shown = Shown {
        counts,
        with_consent,
    };
    if args.json {
        return print_json(&shown);
    }
    let counts = &shown.counts;
    let mut text = String::from("what\tcount\n");
    for (what, count) in [
        ("participants", counts.participants),
        ("households", counts.households),
        ("sites", counts.sites),
        ("samples", counts.samples),
        ("profiles", counts.profiles),
        ("taxa", counts.taxa),
        ("surveys", counts.surveys),
        ("foods in surveys", counts.food_items),
        ("nutrient values", counts.nutrients),
        ("marker values", counts.markers),
        ("medications", counts.medications),
        ("lines of the consent ledger", counts.consent_entries),
        ("people removed", counts.removed),
        ("imports", counts.imports),
        ("files that left the store", counts.studies),
    ] {
        text.push_str(&format!("{what}\t{count}\n"));
    }
    for (purpose, count) in &shown.with_consent {
        text.push_str(&format!(
            "people with consent to {purpose} on {on}\t{count}\n"
        ));
    }
    print_text(&text)
}
