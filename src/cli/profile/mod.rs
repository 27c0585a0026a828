//! `nuka profile`, `nuka profile merge`, `nuka profile verify`

mod arguments;
mod estimator;
mod progress;
mod summary;
#[cfg(test)]
mod tests;

pub(crate) use arguments::ProfileArgs;

use super::console::{Console, print_json};
use arguments::{MergeArgs, ProfileCommand, RunArgs, VerifyArgs};
use estimator::{Estimator, TableFormats};
use nuka::profile::run::{
    Mixing, ProfileOne, RunPlan, RunResults, SampleSheet, SheetSample, Trust, WriteTables,
    merge_runs, profile_run, verify_run,
};
use nuka::reads::ReadSource;
use nuka::{Error, ErrorKind, Result};
use progress::Progress;
use serde_json::json;
use std::path::{Path, PathBuf};

/// Runs `nuka profile`.
pub(crate) fn run(args: &ProfileArgs) -> Result<()> {
    match &args.command {
        Some(ProfileCommand::Merge(args)) => merge(args),
        Some(ProfileCommand::Verify(args)) => verify(args),
        None => profile(&args.run),
    }
}

fn profile(args: &RunArgs) -> Result<()> {
    let progress = Progress::new(Console::from_quiet(args.switches.quiet));
    // The sheet before the database: its mistakes are quicker to find.
    let sheet = open_sheet(args)?;
    let formats = TableFormats::parse(&args.formats)?;
    let estimator = Estimator::open(args, &sheet)?;
    let plan = RunPlan {
        out: required(args.out.as_ref(), "--out")?.clone(),
        sheet,
        made_with: estimator.made_with()?,
        trust: trust(args),
        inputs: inputs(args),
    };
    let mut profile_one = |sample: &SheetSample, source: ReadSource, folder: &Path| {
        let report = |reads, bases| progress.batch(reads, bases);
        estimator.estimate_sample(sample, source, folder, &report)
    };
    let write_tables = |folder: &Path, results: &RunResults<'_>| formats.write(folder, results);
    run_plan(
        &plan,
        &mut profile_one,
        &write_tables,
        &progress,
        args.switches.json,
    )
}

/// Runs a plan and tells of it.
fn run_plan(
    plan: &RunPlan,
    profile_one: &mut ProfileOne<'_>,
    write_tables: &WriteTables<'_>,
    progress: &Progress,
    json: bool,
) -> Result<()> {
    let summary = profile_run(plan, profile_one, write_tables, &mut |event| {
        progress.event(&event);
    });
    progress.finish();
    let summary = summary?;
    progress.note(&summary::text(&plan.out, &summary));
    if json {
        print_json(&summary::json(
            &plan.out,
            &summary,
            &progress.rows(),
            progress.seconds(),
        ))?;
    }
    Ok(())
}

fn open_sheet(args: &RunArgs) -> Result<SampleSheet> {
    match (&args.samples, &args.sample) {
        (Some(path), _) => SampleSheet::open(path),
        (None, Some(id)) => SampleSheet::of_one(id, &args.reads),
        (None, None) => Err(missing("--samples")),
    }
}

fn trust(args: &RunArgs) -> Trust {
    if args.verify {
        Trust::Nothing
    } else {
        Trust::Unchanged
    }
}

/// The files a run reads beside the reads.
fn inputs(args: &RunArgs) -> Vec<PathBuf> {
    let databases = args.db.iter().chain(&args.host_db).flat_map(|path| {
        let kraken2 = ["hash.k2d", "opts.k2d", "taxo.k2d"].map(|name| path.join(name));
        if path.is_dir() {
            kraken2.to_vec()
        } else {
            vec![path.clone()]
        }
    });
    databases.chain(args.samples.clone()).collect()
}

/// The parser asks for these options already, but for the subcommands.
fn required<'a, T>(option: Option<&'a T>, name: &str) -> Result<&'a T> {
    option.ok_or_else(|| missing(name))
}

fn missing(name: &str) -> Error {
    Error::new(ErrorKind::Parameter, format!("{name} is not given"))
}

fn merge(args: &MergeArgs) -> Result<()> {
    let console = Console::from_quiet(args.quiet);
    let formats = TableFormats::parse(&args.formats)?;
    let mixing = if args.allow_different {
        Mixing::Allowed
    } else {
        Mixing::Refused
    };
    let manifest = merge_runs(&args.folders, &args.out, mixing, &|folder, results| {
        formats.write(folder, results)
    })?;
    console.note(&format!(
        "{}: {} samples of {} runs, {} files beside the records",
        args.out.display(),
        manifest.samples.len(),
        args.folders.len(),
        manifest.outputs.len(),
    ));
    if args.json {
        print_json(&json!({
            "samples": manifest.samples.len(),
            "runs": args.folders.len(),
            "outputs": summary::output_names(&manifest),
        }))?;
    }
    Ok(())
}

fn verify(args: &VerifyArgs) -> Result<()> {
    let verified = verify_run(&args.folder)?;
    Console::from_quiet(args.quiet).note(&format!(
        "{}: {} files of {} samples agree with their checksums",
        args.folder.display(),
        verified.files,
        verified.samples,
    ));
    if args.json {
        print_json(&verified)?;
    }
    Ok(())
}
