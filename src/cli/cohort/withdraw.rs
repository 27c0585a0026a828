//! `nuka cohort withdraw`.

use super::super::console::{Console, print_json};
use super::{parse_date, today};
use clap::Args;
use nuka::Result;
use nuka::cohort::{Cohort, Purpose, StudyFile};
use nuka::tabular::values::Date;
use std::path::PathBuf;

/// Note that a person withdraws consent, or remove their data.
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  nuka cohort withdraw cohort.sqlite p017 --purpose commercial_use --date 2026-04-01
  nuka cohort withdraw cohort.sqlite p017 --remove --date 2026-04-01

--remove withdraws all purposes and takes the person's data out of the store; the
ledger keeps the pseudonym and the dates. Files that left the store with the person
in them are named: make them again. Backups are yours to mend.")]
pub(super) struct WithdrawArgs {
    /// The store
    #[arg(value_name = "COHORT")]
    cohort: PathBuf,
    /// The person's pseudonym
    #[arg(value_name = "PARTICIPANT")]
    participant: String,
    /// The purposes withdrawn; all when none is named
    #[arg(long, value_name = "PURPOSE", value_parser = super::parse_purpose)]
    purpose: Vec<Purpose>,
    /// The day of the withdrawal; today when not given
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    date: Option<Date>,
    /// The document that shows it
    #[arg(long, value_name = "TEXT", default_value = "")]
    source: String,
    /// Remove the person's data from the store
    #[arg(long, conflicts_with = "purpose")]
    remove: bool,
    /// Print what was removed, and which files hold the person, as JSON
    #[arg(long)]
    json: bool,
    /// No summary
    #[arg(long)]
    quiet: bool,
}

#[derive(serde::Serialize)]
struct Withdrawal<'a> {
    participant: &'a str,
    purposes: Vec<&'a str>,
    date: String,
    records_removed: Vec<(&'a str, u64)>,
    studies: &'a [StudyFile],
}

pub(super) fn run(args: &WithdrawArgs) -> Result<()> {
    let console = Console::from_quiet(args.quiet);
    let on = args.date.map_or_else(today, Ok)?;
    let mut cohort = Cohort::open(&args.cohort)?;
    let purposes: &[Purpose] = if args.purpose.is_empty() {
        &Purpose::ALL
    } else {
        &args.purpose
    };
    let (records_removed, studies) = if args.remove {
        let removal = cohort.remove(&args.participant, on, &args.source)?;
        (removal.records, removal.studies)
    } else {
        cohort.withdraw(&args.participant, purposes, on, &args.source)?;
        (Vec::new(), cohort.studies_of(&args.participant)?)
    };
    let purposes: Vec<&str> = purposes.iter().map(|purpose| purpose.name()).collect();
    console.note(&format!(
        "{} withdraws {} from {on} on",
        args.participant,
        purposes.join(", ")
    ));
    for (table, count) in &records_removed {
        console.note(&format!("  removed from {table}: {count}"));
    }
    for study in &studies {
        console.note(&format!(
            "  still holds the person, make it again: {} ({}, {})",
            study.file, study.purpose, study.date
        ));
    }
    if args.json {
        print_json(&Withdrawal {
            participant: &args.participant,
            purposes,
            date: on.to_string(),
            records_removed,
            studies: &studies,
        })?;
    }
    Ok(())
}
