//! `nuka cohort check`.

use super::super::console::{print_json, print_text};
use super::{parse_date, today};
use clap::Args;
use nuka::cohort::{Cohort, Gravity};
use nuka::tabular::values::Date;
use nuka::{Error, ErrorKind, Result};
use std::path::PathBuf;

/// Look a store over: integrity, plausibility, completeness, consent.
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  nuka cohort check cohort.sqlite
  nuka cohort check cohort.sqlite --json > findings.json

Exits with 1 when the store itself is wrong; doubts and notes are for people to
look at.")]
pub(super) struct CheckArgs {
    /// The store
    #[arg(value_name = "COHORT")]
    cohort: PathBuf,
    /// The day after which nothing can have happened yet; today when not given
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    date: Option<Date>,
    /// Print the findings as JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn run(args: &CheckArgs) -> Result<()> {
    let today = args.date.map_or_else(today, Ok)?;
    let findings = Cohort::open(&args.cohort)?.check(today)?;
    if args.json {
        print_json(&findings)?;
    } else {
        let mut text = String::from("gravity\tsubject\tcount\tfinding\texamples\n");
        for finding in &findings {
            let gravity = match finding.gravity {
                Gravity::Mistake => "mistake",
                Gravity::Doubt => "doubt",
                Gravity::Note => "note",
            };
            text.push_str(&format!(
                "{gravity}\t{}\t{}\t{}\t{}\n",
                finding.subject,
                finding.count,
                finding.text,
                finding.examples.join("; ")
            ));
        }
        print_text(&text)?;
    }
    let mistakes = findings
        .iter()
        .filter(|finding| finding.gravity == Gravity::Mistake)
        .count();
    if mistakes > 0 {
        let message = format!("found {mistakes} kinds of mistakes in the store");
        return Err(Error::new(ErrorKind::Corrupt, message).at_path(&args.cohort));
    }
    Ok(())
}
