//! The `nuka` program: a thin command line over the library.

mod cli;

use clap::Parser;
use std::io::Write;
use std::process::ExitCode;

/// 0 done, 1 could not be done, 2 wrong usage (by the argument parser).
fn main() -> ExitCode {
    let args = cli::Args::parse();
    match cli::run(args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) if cli::is_unread(&error) => ExitCode::SUCCESS,
        Err(error) => {
            // Standard error is the last resort: if it is closed, the exit code speaks alone.
            let _ = writeln!(std::io::stderr(), "nuka: error: {error}");
            ExitCode::FAILURE
        }
    }
}
