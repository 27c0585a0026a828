//! `nuka study`: profiles, food survey and markers in one file.

use super::console::{Console, print_json};
use clap::{Args, Subcommand};
use nuka::atomic_file::write_whole;
use nuka::study::{JoinAccount, JoinPaths, Study, join, open_inputs, write_study};
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
    Join(JoinArgs),
}

/// Join profiles, a food survey and check-up markers by participant.
///
/// A participant must be in all three. Everyone else is named: on standard
/// error, in the study and in OUT.join.json.
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  nuka study join --profiles profiles/ --survey survey.csv --markers markers.csv \\
      --samples samples.csv --out study.h5ad

survey.csv and markers.csv need a column `participant`; other columns are numbers
or text, empty cells and NA are missing. Without --samples a sample's id is the id
of its participant.")]
struct JoinArgs {
    /// Folder of <sample>.kreport files and tidy *.tsv tables, or one tidy table
    #[arg(long, value_name = "DIR")]
    profiles: PathBuf,
    /// Food survey, one line a participant (CSV or TSV)
    #[arg(long, value_name = "FILE")]
    survey: PathBuf,
    /// Check-up markers, one line a participant (CSV or TSV)
    #[arg(long, value_name = "FILE")]
    markers: PathBuf,
    /// Whose sample is whose: columns `sample` and `participant`
    #[arg(long, value_name = "FILE")]
    samples: Option<PathBuf>,
    /// The study to write (HDF5 in AnnData's layout)
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Print the account of the join as JSON on standard output
    #[arg(long)]
    json: bool,
    /// No progress and no summary
    #[arg(long)]
    quiet: bool,
}

/// Runs `nuka study`.
pub(crate) fn run(args: &StudyArgs) -> nuka::Result<()> {
    match &args.command {
        StudyCommand::Join(args) => run_join(args),
    }
}

fn run_join(args: &JoinArgs) -> nuka::Result<()> {
    let console = Console::from_quiet(args.quiet);
    let inputs = open_inputs(&JoinPaths {
        profiles: args.profiles.clone(),
        survey: args.survey.clone(),
        markers: args.markers.clone(),
        samples: args.samples.clone(),
    })?;
    let study = join(&inputs)?;
    let account = study.account();
    write_study(&study, &args.out)?;
    let mut beside = args.out.clone().into_os_string();
    beside.push(".join.json");
    let beside = PathBuf::from(beside);
    write_whole(&beside, account.to_json()?.as_bytes())?;

    describe(&study, console);
    console.note(&format!(
        "written: {} and {}",
        args.out.display(),
        beside.display()
    ));
    if args.json {
        print_json(account)?;
    }
    Ok(())
}

fn describe(study: &Study, console: Console) {
    let account = study.account();
    console.note(&format!(
        "{} participants with {} samples, {} taxa, {} columns",
        account.participants_matched,
        account.samples_matched,
        study.taxa().len() - 1,
        study.columns().len()
    ));
    console.note(&format!(
        "of {} participants with profiles, {} in the survey, {} in the markers",
        account.participants_in_profiles,
        account.participants_in_survey,
        account.participants_in_markers
    ));
    for (title, ids) in account.unmatched() {
        name_ids(title, ids, console);
    }
    for (column, ids) in &account.missing_values {
        name_ids(&format!("no value of {column}"), ids, console);
    }
    note_oddities(account, console);
}

fn note_oddities(account: &JoinAccount, console: Console) {
    for doubt in &account.doubtful_columns {
        console.note(&format!("  {doubt}"));
    }
    name_ids("files that are no profiles", &account.other_files, console);
}

fn name_ids(title: &str, ids: &[String], console: Console) {
    if ids.is_empty() {
        return;
    }
    let named: Vec<&str> = ids.iter().take(MOST_NAMED).map(String::as_str).collect();
    let more = match ids.len().saturating_sub(MOST_NAMED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    console.note(&format!(
        "  {title}: {} ({}{more})",
        ids.len(),
        named.join(", ")
    ));
}
