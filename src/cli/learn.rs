//! `nuka learn`: how well taxa foretell a marker.

use super::console::{Console, print_json};
use super::pool;
use clap::Args;
use nuka::Error;
use nuka::learn::{Estimate, Findings, Plan, learn, write_findings};
use nuka::study::open_study;
use std::path::PathBuf;

/// Learn a marker from taxa by nested cross-validation over people.
///
/// Writes summary.json, coefficients.tsv, predictions.tsv, null.tsv and
/// dictionary.tsv into DIR. The same study and plan give the same bytes, with
/// any number of threads.
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  nuka learn --study study.h5ad --plan plan.toml --out findings

with plan.toml:
  outcome = \"bmi\"                   # a column of numbers
  covariates = [\"fat\", \"calories\"]  # known anyway, not penalised
  seed = 1

  [taxa]
  rank = \"genus\"
  min_prevalence = 0.1              # share of training people
  pseudo_count = 0.5
  remainder = \"parts\"               # or \"left-out\"

  [model]
  kind = \"elastic-net\"
  l1_ratio = 0.5
  penalties = [1.0, 0.3, 0.1, 0.03]

  [validation]
  outer_folds = 5
  inner_folds = 5
  repeats = 3
  permutations = 199

outcome, seed and taxa.rank must be there; all else has defaults.")]
pub(crate) struct LearnArgs {
    /// The study, as nuka study join writes it
    #[arg(long, value_name = "FILE")]
    study: PathBuf,
    /// The plan, in TOML
    #[arg(long, value_name = "FILE")]
    plan: PathBuf,
    /// Folder for the findings
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    #[command(flatten)]
    switches: super::Switches,
}

/// Runs `nuka learn`.
pub(crate) fn run(args: &LearnArgs) -> nuka::Result<()> {
    let console = Console::from_quiet(args.switches.quiet);
    let text = std::fs::read_to_string(&args.plan)
        .map_err(|source| Error::io("read", &args.plan, source))?;
    let plan = Plan::parse(&text).map_err(|error| error.at_path(&args.plan))?;
    let study = open_study(&args.study)?;
    let pool = pool(args.switches.threads)?;
    let folds = plan.get().repeats * plan.get().outer_folds;
    let bar = console.progress(folds as u64, "{bar:30} {pos}/{len} folds {elapsed}");
    let findings = learn(&study, &plan, &pool, &|| bar.inc(1));
    bar.finish_and_clear();
    let findings = findings.map_err(|error| error.at_path(&args.study))?;
    write_findings(&findings, &args.out)?;
    describe(&findings, console);
    console.note(&format!("written: {}", args.out.display()));
    if args.switches.json {
        print_json(&findings.summary)?;
    }
    Ok(())
}

fn describe(findings: &Findings, console: Console) {
    let summary = &findings.summary;
    let plan = summary.plan.get();
    console.note(&format!(
        "{}: {} people ({} left out), {} of {} taxa of the rank {} are common enough",
        plan.outcome,
        summary.people,
        summary.people_left_out.len(),
        summary.taxa_kept,
        summary.taxa,
        plan.rank.rank()
    ));
    for (title, estimate, p) in [
        (
            "R2 by covariates and taxa",
            &summary.r2,
            Some(&summary.r2_p),
        ),
        ("R2 by covariates alone   ", &summary.baseline_r2, None),
        (
            "gain by taxa             ",
            &summary.gain,
            Some(&summary.gain_p),
        ),
    ] {
        let p = p.map_or(String::new(), |p| format!(", permutation p {}", shown(p)));
        console.note(&format!("  {title} {}{p}", shown(estimate)));
    }
    console.note("  (out of fold, over people; less than 0 is worse than the mean)");
    console.note(&format!("  {}", summary.caution));
}

fn shown(estimate: &Estimate) -> String {
    match estimate {
        Estimate::Value(value) => format!("{value:.3}"),
        Estimate::NotEstimable(reason) => format!("not estimable ({reason})"),
    }
}
