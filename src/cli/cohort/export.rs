//! `nuka cohort export`.

use super::super::console::{Console, print_json};
use super::{parse_date, today};
use clap::{Args, ValueEnum};
use nuka::cohort::{Cohort, ExportRequest, Purpose, ReleasePlan};
use nuka::tabular::values::Date;
use nuka::{Error, Result};
use std::path::{Path, PathBuf};

/// Write the tables of the people who consent to a purpose.
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  nuka cohort export cohort.sqlite --purpose research --out for_research
  nuka cohort export cohort.sqlite --purpose research --format fhir --out bundle
  nuka cohort export cohort.sqlite --purpose third_party_provision \\
      --release release.toml --out to_give_away

The folder gets one TSV for each table, dictionary.tsv (what each column means) and
export.json (counts and checksums). The store notes whom the folder holds, so that a
withdrawal can name it. The tables still tell people apart: they are for those who
may see the cohort.

With --format fhir it gets bundle.json instead: people, consents, samples, food surveys
and markers as resources, check-up values in the form of eCheckupReport.

With --release the folder gets release.tsv and release.json instead: no ids, columns
made coarse, people left out who stand in classes of fewer than k. It is refused
where k cannot be reached:

  k = 10
  l = 2
  most_suppressed = 0.1
  [people]
  sex = {}
  birth_year = { band = 10, bottom = 1940, top = 2000 }
  [[markers]]
  code = \"bmi\"
  coding = { band = 5, bottom = 15, top = 40 }
  sensitive = true")]
pub(super) struct ExportArgs {
    /// The store
    #[arg(value_name = "COHORT")]
    cohort: PathBuf,
    /// What the tables are for
    #[arg(long, value_name = "PURPOSE", value_parser = super::parse_purpose)]
    purpose: Purpose,
    /// The folder to write
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// The day on which consent must hold; today when not given
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    date: Option<Date>,
    /// What to write: tables (TSV) or one bundle of HL7 FHIR R4 (JSON)
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = ExportFormat::Tables, conflicts_with = "release")]
    format: ExportFormat,
    /// Leave out profiles with a larger share of host reads (0 to 1)
    #[arg(long, value_name = "SHARE", default_value_t = 0.05, value_parser = parse_share)]
    most_host_share: f64,
    /// Write one table that tells nobody apart, by this plan (TOML)
    #[arg(long, value_name = "FILE")]
    release: Option<PathBuf>,
    /// Print the account of the export as JSON on standard output
    #[arg(long)]
    json: bool,
    /// No summary
    #[arg(long)]
    quiet: bool,
}

/// The form in which people leave the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ExportFormat {
    Tables,
    Fhir,
}

pub(super) fn run(args: &ExportArgs) -> Result<()> {
    let console = Console::from_quiet(args.quiet);
    let consent_on = args.date.map_or_else(today, Ok)?;
    if let Some(plan) = &args.release {
        return release(args, plan, consent_on, console);
    }
    let request = ExportRequest {
        purpose: args.purpose,
        consent_on,
        most_host_share: args.most_host_share,
    };
    let mut cohort = Cohort::open(&args.cohort)?;
    let (account, rows) = match args.format {
        ExportFormat::Tables => (cohort.export(&request, &args.out)?, "rows"),
        ExportFormat::Fhir => (cohort.export_bundle(&request, &args.out)?, "resources"),
    };
    console.note(&format!(
        "{} of {} people consent to {} on {}",
        account.participants_exported,
        account.participants_in_store,
        account.purpose,
        account.consent_on
    ));
    for (table, records) in &account.not_in_bundle {
        console.note(&format!(
            "  {table}: {records} records have no place in a bundle"
        ));
    }
    if account.profiles_with_too_much_host > 0 {
        console.note(&format!(
            "  profiles left out for their host reads: {}",
            account.profiles_with_too_much_host
        ));
    }
    for (file, written) in &account.files {
        console.note(&format!("  {file}: {} {rows}", written.rows));
    }
    if args.json {
        print_json(&account)?;
    }
    Ok(())
}

fn release(args: &ExportArgs, plan: &Path, consent_on: Date, console: Console) -> Result<()> {
    let text = std::fs::read_to_string(plan).map_err(|source| Error::io("read", plan, source))?;
    let plan = ReleasePlan::parse(&text).map_err(|error| error.at_path(plan))?;
    let mut cohort = Cohort::open(&args.cohort)?;
    let report = cohort.release(&plan, args.purpose, consent_on, &args.out)?;
    console.note(&format!(
        "{} people in {} classes; the smallest has {}",
        report.people_released, report.classes, report.k_reached
    ));
    if args.json {
        print_json(&report)?;
    }
    Ok(())
}

fn parse_share(text: &str) -> std::result::Result<f64, String> {
    match text.parse() {
        Ok(share) if (0.0..=1.0).contains(&share) => Ok(share),
        _ => Err("expected a share from 0 to 1".to_owned()),
    }
}
