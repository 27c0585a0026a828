//! `nuka cohort import`.

use super::super::console::{Console, print_json};
use super::parse_date;
use clap::Args;
use nuka::Result;
use nuka::cohort::{Cohort, Differences, ImportAccount, ImportRequest, Mapping};
use nuka::tabular::values::Date;
use std::path::PathBuf;

/// Import a table by its mapping file.
///
/// Everything of the file is imported or nothing. All mistakes are told at once.
/// Importing the same file again changes nothing.
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  nuka cohort import cohort.sqlite people.csv --mapping people.toml --dry-run
  nuka cohort import cohort.sqlite people.csv --mapping people.toml
  nuka cohort import cohort.sqlite otu.csv --mapping profiles.toml --lineages tax.csv

A mapping says what the rows are and which column is what:

  kind = \"participants\"
  missing = [\"NA\"]
  drop = [\"name\"]

  [fields]
  participant = \"id\"
  sex = { column = \"gender\", codes = { 1 = \"male\", 2 = \"female\" } }

Import people first, then consent, samples and surveys, then what belongs to them.
src/cohort/mapping.md explains every key; examples/cohort/ has mappings of public
cohorts.")]
pub(super) struct ImportArgs {
    /// The store
    #[arg(value_name = "COHORT")]
    cohort: PathBuf,
    /// CSV, TSV or xlsx; for profiles also a folder, kreports or BIOM
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// What the columns are (TOML)
    #[arg(long, value_name = "FILE")]
    mapping: PathBuf,
    /// The lineages of a count table
    #[arg(long, value_name = "FILE")]
    lineages: Option<PathBuf>,
    /// List all mistakes and leave the store as it is
    #[arg(long)]
    dry_run: bool,
    /// Replace stored values that differ
    #[arg(long)]
    update: bool,
    /// The day to note in the log of imports (2025-04-01)
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    date: Option<Date>,
    /// Print the account of the import as JSON on standard output
    #[arg(long)]
    json: bool,
    /// No summary
    #[arg(long)]
    quiet: bool,
}

pub(super) fn run(args: &ImportArgs) -> Result<()> {
    let console = Console::from_quiet(args.quiet);
    let mapping = Mapping::open(&args.mapping)?;
    let mut cohort = Cohort::open(&args.cohort)?;
    let account = cohort.import(&ImportRequest {
        file: &args.file,
        lineages: args.lineages.as_deref(),
        mapping: &mapping,
        differences: if args.update {
            Differences::Update
        } else {
            Differences::Refuse
        },
        imported_on: args.date,
        dry_run: args.dry_run,
    })?;
    describe(&account, console);
    if args.json {
        print_json(&account)?;
    }
    Ok(())
}

fn describe(account: &ImportAccount, console: Console) {
    let did = if account.dry_run { "would be " } else { "" };
    console.note(&format!(
        "{} ({}): {} rows; {} records {did}added, {} {did}changed, {} there already",
        account.file,
        account.kind,
        account.rows_read,
        account.records_added,
        account.records_changed,
        account.records_same
    ));
    if account.values_missing > 0 {
        console.note(&format!("  {} values are missing", account.values_missing));
    }
    for (title, columns) in [
        ("columns left out", &account.columns_left_out),
        ("columns dropped", &account.columns_dropped),
    ] {
        if !columns.is_empty() {
            console.note(&format!("  {title}: {}", columns.join(", ")));
        }
    }
}
