//! `nuka cohort init`.

use clap::Args;
use nuka::Result;
use nuka::cohort::Cohort;
use std::path::PathBuf;

/// Make an empty store.
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  nuka cohort init cohort.sqlite

The store is one SQLite file. It holds pseudonyms, never names, addresses,
telephone numbers, mail addresses or days of birth. Whoever can read the file
reads the people's data: keep it where its folder is protected.")]
pub(super) struct InitArgs {
    /// The store to make; nothing may be there under this name
    #[arg(value_name = "COHORT")]
    cohort: PathBuf,
}

pub(super) fn run(args: &InitArgs) -> Result<()> {
    Cohort::create(&args.cohort).map(|_| ())
}
