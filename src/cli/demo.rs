//! `nuka demo`

use super::console::{Console, print_json};
use clap::Args;
use nuka::Result;
use nuka::demo::{DemoSettings, run_demo};
use serde_json::json;
use std::path::PathBuf;
use std::time::Instant;

/// Run the whole flow on a simulated gut community.
///
/// Simulates genomes, 24 people and their reads, builds a database, classifies
/// the reads, prints how often the calls are right, joins the shares with a food
/// survey and a blood marker, learns the marker and writes one page. Takes less
/// than a minute. All data are simulated: nothing in it is a finding.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  nuka demo --out demo-out        # then open demo-out/report.html")]
pub(crate) struct DemoArgs {
    /// Folder for everything that is made
    #[arg(long, default_value = "nuka-demo", value_name = "DIR")]
    out: PathBuf,

    /// Seed of the simulation; the same seed gives the same files
    #[arg(long, default_value_t = 20, value_name = "N")]
    seed: u64,

    #[command(flatten)]
    switches: super::Switches,
}

pub(crate) fn run(args: &DemoArgs) -> Result<()> {
    let console = Console::from_quiet(args.switches.quiet);
    let started = Instant::now();
    let pool = super::pool(args.switches.threads)?;
    let settings = DemoSettings {
        seed: args.seed,
        ..DemoSettings::new(&args.out)
    };
    let report = run_demo(&settings, &pool, &|line| console.note(line))?;
    console.note(&format!("done in {:.1} s", started.elapsed().as_secs_f64()));
    if args.switches.json {
        let accuracy: Vec<_> = report
            .accuracy
            .iter()
            .map(|row| {
                json!({
                    "source": row.source,
                    "pairs": row.total(),
                    "right": row.right,
                    "above_species": row.above_species,
                    "wrong": row.wrong,
                    "unclassified": row.unclassified,
                })
            })
            .collect();
        print_json(&json!({
            "simulated": true,
            "seed": report.seed,
            "accuracy": accuracy,
            "r2_out_of_fold": report.model.r_squared_out_of_fold,
            "permutation_p": report.model.permutation_p,
        }))?;
    }
    Ok(())
}
