//! `nuka cohort intake`.

use super::super::console::{Console, print_json};
use super::parse_date;
use clap::Args;
use nuka::atomic_file::write_whole;
use nuka::cohort::{Cohort, IntakeAccount, IntakeRequest, LeftOutFood, LeftOutReason};
use nuka::diet::composition::{CommonFoods, CompositionMapping, FoodTable, open_japan_standard};
use nuka::tabular::values::Date;
use nuka::{Error, ErrorKind, Result};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Compute nutrients a day from the foods in the store.
///
/// Every survey and day whose foods have a weight and a code of the composition table
/// gets its nutrients. Foods without are listed and never taken for zero. Nutrients that
/// a survey brought ready stay as they are. The same again changes nothing.
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  nuka cohort intake cohort.sqlite --composition standard_tables_2020.xlsx --dry-run
  nuka cohort intake cohort.sqlite --composition standard_tables_2020.xlsx \\
      --unmapped unmapped.tsv
  nuka cohort intake cohort.sqlite --composition foods.csv --mapping foods.toml
  nuka cohort intake cohort.sqlite --composition common-foods

Without a mapping the table is the workbook of the Standard Tables of Food Composition
in Japan (main table, 2015 or later), as the ministry publishes it. The word common-foods
stands for 74 foods of the tables of 2020 that come with nuka, under the same numbers
(reference-db/foods/README.md names them). For any other table a mapping says which
column is what:

  edition = \"Hospital table 2024\"
  code = \"number\"
  name = \"food\"
  marks = \"japan\"

  [[component]]
  column = \"protein\"
  tag = \"PROT-\"
  unit = \"g\"

src/cohort/intake.md explains every key and what becomes of foods without a value;
examples/cohort/food_composition/ has a mapping and a food record.")]
pub(super) struct IntakeArgs {
    /// The store
    #[arg(value_name = "COHORT")]
    cohort: PathBuf,
    /// The composition table: what foods hold; common-foods: the small one built in
    #[arg(long, value_name = "TABLE")]
    composition: PathBuf,
    /// What the columns of the composition table are (TOML)
    #[arg(long, value_name = "TOML")]
    mapping: Option<PathBuf>,
    /// Write every food that adds nothing, and why, to this file (TSV, without people)
    #[arg(long, value_name = "FILE")]
    unmapped: Option<PathBuf>,
    /// Tell what would be done and leave the store as it is
    #[arg(long)]
    dry_run: bool,
    /// The day to note in the log of imports (2025-04-01)
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    date: Option<Date>,
    /// Print the account as JSON on standard output
    #[arg(long)]
    json: bool,
    /// No summary
    #[arg(long)]
    quiet: bool,
}

pub(super) fn run(args: &IntakeArgs) -> Result<()> {
    let (table, mapping_sha256) = open_table(&args.composition, args.mapping.as_deref())?;
    let file = args.composition.file_name().unwrap_or_default();
    let account = Cohort::open(&args.cohort)?
        .compute_nutrients(&IntakeRequest {
            table: &table,
            file: &file.to_string_lossy(),
            mapping_sha256: &mapping_sha256,
            computed_on: args.date,
            dry_run: args.dry_run,
        })
        .map_err(|error| error.at_path(&args.cohort))?;
    if let Some(path) = &args.unmapped {
        write_whole(path, account.render_left_out().as_bytes())?;
    }
    let console = Console::from_quiet(args.quiet);
    describe(&account, console);
    if !account.left_out.is_empty() {
        console.note(&match &args.unmapped {
            Some(path) => format!("  every one is in {}", path.display()),
            None => "  --unmapped FILE lists every one".to_owned(),
        });
    }
    if args.json {
        print_json(&account)?;
    }
    Ok(())
}

/// The composition table with the SHA-256 of its mapping.
///
/// The word for the common foods never stands for a file, and never hides one.
fn open_table(composition: &Path, mapping: Option<&Path>) -> Result<(FoodTable, String)> {
    let word = CommonFoods::NAME;
    if composition.as_os_str() == word {
        let refused = |message: &str, mend: String| {
            let error = Error::new(ErrorKind::Parameter, message).at_field("--composition");
            Err(error.mend(mend))
        };
        if composition.exists() {
            return refused(
                "a file has the name that stands for the foods built in",
                format!(
                    "write ./{word} for the file; for the foods built in, give the file another name or run in another folder"
                ),
            );
        }
        if mapping.is_some() {
            return refused(
                "the foods built in need no mapping",
                format!("leave --mapping out, or write ./{word} for a file"),
            );
        }
        return Ok((CommonFoods::built_in()?.table().clone(), String::new()));
    }
    match mapping {
        Some(mapping) => {
            let mapping = CompositionMapping::from_path(mapping)?;
            Ok((mapping.open(composition)?, mapping.sha256))
        }
        None => Ok((open_japan_standard(composition)?, String::new())),
    }
}

fn describe(account: &IntakeAccount, console: Console) {
    console.note(&format!(
        "{} ({}): {} foods on {} days of {} surveys; counted {} foods, {} of the weight",
        account.file,
        account.edition,
        account.items,
        account.days,
        account.surveys,
        account.items_counted,
        percent(account.grams_counted_share)
    ));
    let did = if account.dry_run { "would be " } else { "" };
    console.note(&format!(
        "  values {did}added: {}, {did}changed: {}, {did}removed: {}; there already: {}",
        account.values_added, account.values_changed, account.values_removed, account.values_same
    ));
    for (count, meaning) in [
        (
            account.values_lower_bound,
            "values are lower bounds: something eaten that day has no value",
        ),
        (
            account.values_kept_ready,
            "values are not computed: the survey brought the nutrient ready",
        ),
        (
            account.values_unknown,
            "values are not computed: nothing eaten that day has a value",
        ),
    ] {
        if count > 0 {
            console.note(&format!("  {count} {meaning}"));
        }
    }
    for (reason, meaning) in [
        (LeftOutReason::NotMapped, "no composition code"),
        (
            LeftOutReason::NotInTable,
            "a composition code that is not in the table",
        ),
        (LeftOutReason::NoAmount, "no amount"),
        (
            LeftOutReason::RefuseNotKnown,
            "weighed as bought, and the table does not tell the refuse",
        ),
    ] {
        let foods: Vec<&LeftOutFood> = account.left_out_for(reason).collect();
        if !foods.is_empty() {
            let items: u64 = foods.iter().map(|food| food.items).sum();
            let share: f64 = foods.iter().filter_map(|food| food.grams_share).sum();
            let weight = match reason {
                LeftOutReason::NoAmount => String::new(),
                _ => format!(", {} of the weight", percent(share)),
            };
            let kinds = foods.len();
            console.note(&format!(
                "  left out: {meaning}: {kinds} foods, {items} times{weight}"
            ));
        }
    }
    describe_lost_zeros(account, console);
    describe_not_measured(account, console);
}

/// That codes seem to have lost their leading zeros, with the first of them.
fn describe_lost_zeros(account: &IntakeAccount, console: Console) {
    let foods: Vec<&LeftOutFood> = account
        .left_out
        .iter()
        .filter(|food| {
            let is_left_out = matches!(
                food.reason,
                LeftOutReason::NotMapped | LeftOutReason::NotInTable
            );
            is_left_out && !food.probable_code.is_empty()
        })
        .collect();
    if let Some(first) = foods.first() {
        let code = match first.composition_code.as_str() {
            "" => &first.food,
            code => code,
        };
        console.note(&format!(
            "  {} of these have a code that seems to have lost its leading zeros ({code} is probably {}); \
             none was taken: keep codes as text and import again with --update",
            foods.len(),
            first.probable_code
        ));
    }
}

/// How many foods lack a component, and which component is lacked most.
fn describe_not_measured(account: &IntakeAccount, console: Console) {
    let mut shares: BTreeMap<&str, f64> = BTreeMap::new();
    let mut foods = BTreeSet::new();
    for food in account.left_out_for(LeftOutReason::NotMeasured) {
        foods.insert((&food.food, &food.composition_code));
        *shares.entry(&food.component).or_default() += food.grams_share.unwrap_or(0.0);
    }
    // Of components that are lacked alike the first by name.
    let most = shares.iter().rev().max_by(|a, b| a.1.total_cmp(b.1));
    if let Some((component, share)) = most {
        console.note(&format!(
            "  not measured: {} foods lack some of {} components, most of all {component}: {} of the weight",
            foods.len(),
            shares.len(),
            percent(*share)
        ));
    }
}

fn percent(share: f64) -> String {
    format!("{:.1} %", 100.0 * share)
}
