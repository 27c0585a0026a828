//! `nuka study join` of profiles, food survey and markers by participant.

use super::super::console::{Console, print_json};
use super::{JoinArgs, MOST_NAMED};
use nuka::atomic_file::write_whole;
use nuka::study::{JoinAccount, JoinPaths, Study, join, open_inputs, write_study};
use std::path::PathBuf;

pub(super) fn run(args: &JoinArgs) -> nuka::Result<()> {
    let console = Console::from_quiet(args.quiet);
    let inputs = open_inputs(&JoinPaths {
        // The arguments are required where there is no cohort.
        profiles: args.profiles.clone().unwrap_or_default(),
        survey: args.survey.clone().unwrap_or_default(),
        markers: args.markers.clone().unwrap_or_default(),
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
