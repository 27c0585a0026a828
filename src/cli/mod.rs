//! The command line: what was typed becomes settings, then one library call.
//!
//! One file a command. Only this part of the program prints or knows the
//! terminal.

pub(crate) mod console;
pub(crate) mod stdout;

mod learn;
mod study;

use clap::{Parser, Subcommand};

/// Gut sequencing reads and food records into evidence a person can act on.
#[derive(Debug, Parser)]
#[command(name = "nuka", version, propagate_version = true, max_term_width = 100)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// The commands, in flow order.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// One file for a study: profiles, food survey and markers
    Study(study::StudyArgs),
    /// How well taxa foretell a marker
    Learn(learn::LearnArgs),
}

/// Runs one command.
pub(crate) fn run(args: Args) -> nuka::Result<()> {
    match args.command {
        Command::Study(args) => study::run(args),
        Command::Learn(args) => learn::run(args),
    }
}
