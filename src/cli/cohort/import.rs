//! `nuka cohort import`.

use super::super::console::{Console, print_json};
use super::parse_date;
use clap::Args;
use nuka::cohort::{
    BundleRequest, Cohort, Differences, FhirMapping, ImportAccount, ImportRequest, Mapping,
    is_bundle,
};
use nuka::tabular::values::Date;
use nuka::{Error, ErrorKind, Result};
use std::path::PathBuf;

/// Import a table by its mapping file, or a bundle of HL7 FHIR R4.
///
/// Everything of the file is imported or nothing. All mistakes are told at once.
/// Importing the same file again changes nothing.
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  nuka cohort import cohort.sqlite people.csv --mapping people.toml --dry-run
  nuka cohort import cohort.sqlite people.csv --mapping people.toml
  nuka cohort import cohort.sqlite otu.csv --mapping profiles.toml --lineages tax.csv

A bundle (JSON) needs no mapping where Patient.id is the pseudonym; names, addresses
and days of birth in it are left out and counted:

  nuka cohort import cohort.sqlite bundle.json --dry-run
  nuka cohort import cohort.sqlite bundle.json --mapping fhir.toml

A mapping says what the rows are and which column is what:

  kind = \"participants\"
  missing = [\"NA\"]
  drop = [\"name\"]

  [fields]
  participant = \"id\"
  sex = { column = \"gender\", codes = { 1 = \"male\", 2 = \"female\" } }

Import people first, then consent, samples and surveys, then what belongs to them.
src/cohort/mapping.md explains every key, src/cohort/fhir.md those for bundles;
examples/cohort/ has mappings of public cohorts.")]
pub(super) struct ImportArgs {
    /// The store
    #[arg(value_name = "COHORT")]
    cohort: PathBuf,
    /// CSV, TSV, xlsx or a FHIR bundle; for profiles also a folder, kreports or BIOM
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// What the columns are, or what a bundle does not say (TOML)
    #[arg(long, value_name = "FILE")]
    mapping: Option<PathBuf>,
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
    let differences = match args.update {
        true => Differences::Update,
        false => Differences::Refuse,
    };
    let account = match is_bundle(&args.file)? {
        true => import_bundle(args, differences)?,
        false => import_table(args, differences)?,
    };
    describe(&account, console);
    if args.json {
        print_json(&account)?;
    }
    Ok(())
}

fn import_table(args: &ImportArgs, differences: Differences) -> Result<ImportAccount> {
    let Some(mapping) = &args.mapping else {
        let message = "found a table, which needs a mapping file";
        return Err(Error::new(ErrorKind::Parameter, message)
            .at_path(&args.file)
            .mend("say what its columns are: --mapping FILE; src/cohort/mapping.md tells how"));
    };
    let mapping = Mapping::open(mapping)?;
    Cohort::open(&args.cohort)?.import(&ImportRequest {
        file: &args.file,
        lineages: args.lineages.as_deref(),
        mapping: &mapping,
        differences,
        imported_on: args.date,
        dry_run: args.dry_run,
    })
}

fn import_bundle(args: &ImportArgs, differences: Differences) -> Result<ImportAccount> {
    let mapping = match &args.mapping {
        Some(mapping) => FhirMapping::open(mapping)?,
        None => FhirMapping::default(),
    };
    Cohort::open(&args.cohort)?.import_bundle(&BundleRequest {
        file: &args.file,
        mapping: &mapping,
        differences,
        imported_on: args.date,
        dry_run: args.dry_run,
    })
}

fn describe(account: &ImportAccount, console: Console) {
    let rows = match account.kind.as_str() {
        "fhir" => "resources",
        _ => "rows",
    };
    let did = if account.dry_run { "would be " } else { "" };
    console.note(&format!(
        "{} ({}): {} {rows}; {} records {did}added, {} {did}changed, {} there already",
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
    if account.rows_not_told > 0 {
        console.note(&format!(
            "  {} rows have nothing written: what was eaten is not told there",
            account.rows_not_told
        ));
    }
    for (title, columns) in [
        ("columns left out", &account.columns_left_out),
        ("columns dropped", &account.columns_dropped),
    ] {
        if !columns.is_empty() {
            console.note(&format!("  {title}: {}", columns.join(", ")));
        }
    }
    for (what, count) in &account.left_out {
        console.note(&format!("  left out: {what}: {count}"));
    }
}
