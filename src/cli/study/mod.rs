//! `nuka study`: one table for a study.

mod cohort;
mod files;

use clap::{Args, Subcommand, ValueEnum};
use nuka::tabular::values::Date;
use std::path::PathBuf;

/// Ids named on the terminal; the account on disk names all.
const MOST_NAMED: usize = 12;

/// Profiles, food survey and check-up markers in one file.
#[derive(Debug, Args)]
pub(crate) struct StudyArgs {
    #[command(subcommand)]
    command: StudyCommand,
}

#[derive(Debug, Subcommand)]
enum StudyCommand {
    Join(Box<JoinArgs>),
}

/// Join profiles, food surveys and check-up markers of the same people.
///
/// From a cohort by a plan, or from files by participant. Everything that is left out
/// is counted and named: on standard error, in the study and in files beside it.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  nuka study join --cohort cohort.sqlite --plan plan.toml --out study.h5ad
  nuka study join --cohort cohort.sqlite --plan plan.toml --profiles profiles/ --out study.h5ad
  nuka study join --profiles profiles/ --survey survey.csv --markers markers.csv \\
      --samples samples.csv --out study.h5ad

Of a cohort only people are taken who consent to the plan's purpose; the store notes
whom the files hold. The flow of what was left out, and why, is in OUT.flow.json,
OUT.flow.tsv and OUT.left_out.tsv. A plan begins with

  purpose = \"research\"
  covariates = [\"sex\", \"age\"]
  [markers]
  take = [\"bmi\"]

and src/study/plan.md explains every key.

Of files a participant must be in all three. survey.csv and markers.csv need a column
`participant`; other columns are numbers or text, empty cells and NA are missing.
Without --samples a sample's id is the id of its participant. The account is in
OUT.join.json.")]
struct JoinArgs {
    /// The cohort to take people, samples, surveys and markers from
    #[arg(long, value_name = "COHORT", requires = "plan")]
    cohort: Option<PathBuf>,
    /// What to take from the cohort, of whom, and what belongs together (TOML)
    #[arg(long, value_name = "FILE", requires = "cohort")]
    plan: Option<PathBuf>,
    /// The day on which consent must hold, where the plan tells none; today when not given
    #[arg(long, value_name = "DATE", requires = "cohort", value_parser = super::cohort::parse_date)]
    date: Option<Date>,
    /// How the study of a cohort is written
    #[arg(
        long,
        value_name = "FORMAT",
        requires = "cohort",
        default_value = "h5ad"
    )]
    format: Format,
    /// Folder of <sample>.kreport files and tidy *.tsv tables, or one tidy table; with
    /// --cohort instead of the profiles in the store
    #[arg(long, value_name = "DIR", required_unless_present = "cohort")]
    profiles: Option<PathBuf>,
    /// Food survey, one line a participant (CSV or TSV)
    #[arg(
        long,
        value_name = "FILE",
        required_unless_present = "cohort",
        conflicts_with = "cohort"
    )]
    survey: Option<PathBuf>,
    /// Check-up markers, one line a participant (CSV or TSV)
    #[arg(
        long,
        value_name = "FILE",
        required_unless_present = "cohort",
        conflicts_with = "cohort"
    )]
    markers: Option<PathBuf>,
    /// Whose sample is whose: columns `sample` and `participant`
    #[arg(long, value_name = "FILE", conflicts_with = "cohort")]
    samples: Option<PathBuf>,
    /// The study to write: HDF5 in AnnData's layout, or a folder of tables
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Print the account of the join as JSON on standard output
    #[arg(long)]
    json: bool,
    /// No progress and no summary
    #[arg(long)]
    quiet: bool,
}

/// How a study is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// One HDF5 file in AnnData's layout
    H5ad,
    /// A folder of tables with a dictionary
    Tsv,
}

/// Runs `nuka study`.
pub(crate) fn run(args: &StudyArgs) -> nuka::Result<()> {
    let StudyCommand::Join(args) = &args.command;
    match (&args.cohort, &args.plan) {
        (Some(cohort), Some(plan)) => cohort::run(args, cohort, plan),
        _ => files::run(args),
    }
}
