//! `nuka study join --cohort`.

use super::super::cohort::today;
use super::super::collision::{Named, refuse_collisions};
use super::super::console::{Console, print_json};
use super::{Format, JoinArgs, MOST_NAMED};
use nuka::Result;
use nuka::cohort::Cohort;
use nuka::study::{Flow, JoinPlan, Study, StudyForm, join_cohort, keep_study};
use std::path::Path;

pub(super) fn run(args: &JoinArgs, store: &Path, plan: &Path) -> Result<()> {
    let console = Console::from_quiet(args.quiet);
    let inputs = [Named::new("--cohort", store), Named::new("--plan", plan)];
    refuse_collisions(&[Named::new("--out", &args.out)], &inputs)?;
    let plan = JoinPlan::open(plan)?;
    let today = args.date.map_or_else(today, Ok)?;
    let mut cohort = Cohort::open(store)?;
    let joined = join_cohort(&cohort, &plan, args.profiles.as_deref(), today)?;
    let form = match args.format {
        Format::H5ad => StudyForm::AnnData,
        Format::Tsv => StudyForm::Tables,
    };
    let files = keep_study(&mut cohort, &joined, &args.out, form)?;
    let empty = Flow::default();
    let origin = joined.study.beside().cohort.as_ref();
    let flow = origin.map_or(&empty, |origin| &origin.flow);
    describe(&joined.study, flow, console);
    let names: Vec<String> = files
        .iter()
        .map(|file| file.display().to_string())
        .collect();
    console.note(&format!("written: {}", names.join(", ")));
    if args.json {
        print_json(flow)?;
    }
    Ok(())
}

fn describe(study: &Study, flow: &Flow, console: Console) {
    let account = study.account();
    let foods_and_nutrients: usize = study
        .beside()
        .tables
        .iter()
        .map(|table| table.columns.len())
        .sum();
    console.note(&format!(
        "{} participants with {} samples, {} taxa, {} columns, {foods_and_nutrients} foods and nutrients",
        account.participants_matched,
        account.samples_matched,
        study.taxa().iter().filter(|taxon| taxon.taxid > 0).count(),
        study.columns().len(),
    ));
    for step in &flow.steps {
        console.note(&format!(
            "  {}: {} of {} {}",
            step.step, step.left, step.entered, step.subject
        ));
        for reason in &step.reasons {
            let named = reason.named.iter().take(MOST_NAMED);
            let named: Vec<&str> = named.map(String::as_str).collect();
            let more = if reason.named.len() > MOST_NAMED {
                ", ..."
            } else {
                ""
            };
            let named = match named.is_empty() {
                true => String::new(),
                false => format!(" ({}{more})", named.join(", ")),
            };
            console.note(&format!("    {}: {}{named}", reason.reason, reason.count));
        }
    }
}
