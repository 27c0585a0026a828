//! The command line: what was typed becomes settings, then one library call.
//!
//! One file a command. Only this part of the program prints or knows the
//! terminal.

pub(crate) mod console;

mod classify;
mod cohort;
mod collision;
mod db;
mod db_amplicon;
mod db_filter;
mod demo;
mod learn;
mod output_file;
mod preload;
mod profile;
mod rows;
mod study;

use clap::{Parser, Subcommand};
use nuka::{Error, ErrorKind, Result};

/// Gut sequencing reads and food records into evidence a person can act on.
#[derive(Debug, Parser)]
#[command(name = "nuka", version, propagate_version = true, max_term_width = 100)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

/// The commands, in flow order.
#[derive(Debug, Subcommand)]
enum Command {
    Db(db::DbArgs),
    Classify(Box<classify::ClassifyArgs>),
    Profile(Box<profile::ProfileArgs>),
    Cohort(cohort::CohortArgs),
    Study(study::StudyArgs),
    Learn(learn::LearnArgs),
    Demo(demo::DemoArgs),
}

/// Switches that commands with a summary share.
#[derive(Debug, clap::Args)]
struct Switches {
    /// Threads; 0 for as many as there are processors
    #[arg(long, short = 'p', default_value_t = 0, value_name = "N", value_parser = parse_threads)]
    threads: usize,
    /// Print the summary as JSON on standard output
    #[arg(long)]
    json: bool,
    /// No progress and no summary
    #[arg(long)]
    quiet: bool,
}

/// Runs one command.
pub(crate) fn run(args: Args) -> Result<()> {
    match args.command {
        Command::Db(args) => db::run(&args),
        Command::Classify(args) => classify::run(&args),
        Command::Profile(args) => profile::run(&args),
        Command::Cohort(args) => cohort::run(&args),
        Command::Study(args) => study::run(&args),
        Command::Learn(args) => learn::run(&args),
        Command::Demo(args) => demo::run(&args),
    }
}

/// Whether the work ended only because nobody reads standard output any more
/// (`| head`), which is no failure.
pub(crate) fn is_unread(error: &Error) -> bool {
    error.io_kind() == Some(std::io::ErrorKind::BrokenPipe)
        && error.place().path.as_deref() == Some(console::STANDARD_OUTPUT.as_ref())
}

/// The number of threads as typed. Far more than any machine has processors is a
/// slip of the hand that would take the machine down.
fn parse_threads(text: &str) -> std::result::Result<usize, String> {
    const MOST: usize = 1024;
    match text.parse() {
        Ok(threads) if threads <= MOST => Ok(threads),
        _ => Err(format!("expected a whole number from 0 to {MOST}")),
    }
}

/// A pool of the threads asked for; 0 means one for each processor.
fn pool(threads: usize) -> Result<rayon::ThreadPool> {
    rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .build()
        .map_err(|error| {
            Error::new(
                ErrorKind::Parameter,
                format!("cannot start {threads} threads: {error}"),
            )
        })
}
