//! `nuka cohort`: people, food records, check-ups, consent and profiles in one store.

mod check;
mod export;
mod import;
mod init;
mod intake;
mod show;
mod withdraw;

use clap::{Args, Subcommand};
use nuka::cohort::Purpose;
use nuka::tabular::values::Date;
use nuka::{Error, ErrorKind, Result};
use std::time::SystemTime;

/// People, food records, check-ups, consent and profiles in one store.
#[derive(Debug, Args)]
pub(crate) struct CohortArgs {
    #[command(subcommand)]
    command: CohortCommand,
}

#[derive(Debug, Subcommand)]
enum CohortCommand {
    Init(init::InitArgs),
    Import(import::ImportArgs),
    Intake(intake::IntakeArgs),
    Check(check::CheckArgs),
    Withdraw(withdraw::WithdrawArgs),
    Export(export::ExportArgs),
    Show(show::ShowArgs),
}

/// Runs `nuka cohort`.
pub(crate) fn run(args: &CohortArgs) -> Result<()> {
    match &args.command {
        CohortCommand::Init(args) => init::run(args),
        CohortCommand::Import(args) => import::run(args),
        CohortCommand::Intake(args) => intake::run(args),
        CohortCommand::Withdraw(args) => withdraw::run(args),
        CohortCommand::Check(args) => check::run(args),
        CohortCommand::Export(args) => export::run(args),
        CohortCommand::Show(args) => show::run(args),
    }
}

fn parse_purpose(text: &str) -> std::result::Result<Purpose, String> {
    text.parse()
        .map_err(|error: Error| error.message().to_owned())
}

pub(super) fn parse_date(text: &str) -> std::result::Result<Date, String> {
    text.parse()
        .map_err(|error: Error| error.message().to_owned())
}

/// Today by the clock of this machine, in universal time.
pub(super) fn today() -> Result<Date> {
    const SECONDS_A_DAY: u64 = 86_400;
    let seconds = SystemTime::now()
        .duration_since(SystemTime::UNIX_EPOCH)
        .map(|duration| duration.as_secs());
    seconds
        .ok()
        .and_then(|seconds| i64::try_from(seconds / SECONDS_A_DAY).ok())
        .and_then(Date::from_days_since_1970)
        .ok_or_else(|| {
            Error::new(ErrorKind::Parameter, "the clock of this machine is wrong")
                .mend("set it, or give the day with --date")
        })
}
