//! What sampling density and k do to right and wrong calls.
//!
//! Builds native databases of several shapes from the reference genomes of
//! `NUKA_SHARED` (default `../shared`), classifies simulated pairs whose names
//! carry the truth and prints one row a shape, then the table by class of the
//! default shape. `cargo bench --bench sampling_curve`
#![expect(clippy::print_stdout, reason = "a bench prints its table")]

use nuka::Result;
use nuka::classify::{Kernel, Settings};
use nuka::database::Database;
use nuka::database::native::{BuildPlan, read_genomes};
use nuka::minimizer::SyncmerShape;
use nuka::reads::{BatchSize, Layout, ReadBatch, ReadSource};
use nuka::taxonomy::Level;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Shapes from dense to sparse, around the default.
const SHAPES: [(usize, usize); 10] = [
    (31, 15),
    (27, 15),
    (25, 15),
    (25, 11),
    (24, 14),
    (23, 15),
    (23, 13),
    (23, 11),
    (22, 12),
    (21, 13),
];

/// Pairs of one class by outcome.
#[derive(Debug, Default, Clone, Copy)]
struct Outcome {
    pairs: u64,
    right: u64,
    wrong: u64,
    above: u64,
}

fn main() -> Result<()> {
    let shared =
        std::env::var_os("NUKA_SHARED").map_or_else(|| PathBuf::from("../shared"), PathBuf::from);
    if !shared.join("truth/sim").exists() {
        println!(
            "skipped: no simulated reads under {} (set NUKA_SHARED)",
            shared.display()
        );
        return Ok(());
    }
    println!(
        "| k | s | one in | keys, M | file, MB | lookups a pair | right, % | wrong, unknown | wrong, other strain, % |"
    );
    println!("| --- | --- | --- | --- | --- | --- | --- | --- | --- |");
    let folder = std::env::temp_dir().join(format!("nuka-curve-{}", std::process::id()));
    std::fs::create_dir_all(&folder).map_err(|error| nuka::Error::io("make", &folder, error))?;
    let outcome = SHAPES
        .iter()
        .try_for_each(|&(k, s)| measure(&shared, &folder, k, s));
    // The databases are of no use after the run, whatever came of it.
    let _ = std::fs::remove_dir_all(&folder);
    outcome
}

fn measure(shared: &Path, folder: &Path, k: usize, s: usize) -> Result<()> {
    let Ok(shape) = SyncmerShape::new(k, s) else {
        return Ok(());
    };
    let pool = rayon::ThreadPoolBuilder::new()
        .build()
        .map_err(|error| nuka::Error::new(nuka::ErrorKind::Parameter, error.to_string()))?;
    let genomes = read_genomes(&shared.join("data/genomes/genomes.tsv"))?;
    let plan = BuildPlan::new(genomes, Some(&shared.join("data/taxonomy/mini")), shape)?;
    let path = folder.join("curve.nuka");
    plan.build(&pool, &path, &|_| ())?;
    let database = Database::open(&path)?;
    let (classes, lookups) = classify(shared, &database)?;
    let Database::Native(native) = &database else {
        return Ok(());
    };
    let sum = |names: &[&str]| {
        names
            .iter()
            .filter_map(|name| classes.get(*name))
            .fold(Outcome::default(), |all, one| Outcome {
                pairs: all.pairs + one.pairs,
                right: all.right + one.right,
                wrong: all.wrong + one.wrong,
                above: all.above + one.above,
            })
    };
    let percent = |part: u64, whole: u64| 100.0 * part as f64 / whole as f64;
    let known = sum(&["same_strain", "other_strain"]);
    let unknown = sum(&[
        "novel_species",
        "novel_genus",
        "novel_family",
        "novel_class",
        "host",
    ]);
    let other = sum(&["other_strain"]);
    println!(
        "| {k} | {s} | {} | {:.1} | {:.0} | {:.1} | {:.2} | {} | {:.2} |",
        k - s + 1,
        native.parameters().keys as f64 / 1e6,
        native.file_bytes() as f64 / 1e6,
        lookups as f64 / (known.pairs + unknown.pairs) as f64,
        percent(known.right, known.pairs),
        unknown.wrong,
        percent(other.wrong, other.pairs),
    );
    if shape == SyncmerShape::default() {
        for (class, outcome) in &classes {
            println!(
                "    {class:<14} {:>6} pairs  right {:>6.2} %  wrong {:>6.3} %  above {:>5.2} %  unclassified {:>6.2} %",
                outcome.pairs,
                percent(outcome.right, outcome.pairs),
                percent(outcome.wrong, outcome.pairs),
                percent(outcome.above, outcome.pairs),
                percent(
                    outcome.pairs - outcome.right - outcome.wrong - outcome.above,
                    outcome.pairs
                ),
            );
        }
    }
    Ok(())
}

fn classify(shared: &Path, database: &Database) -> Result<(BTreeMap<String, Outcome>, u64)> {
    let reads = ["gut_1.fq.gz", "gut_2.fq.gz"].map(|name| shared.join("truth/sim").join(name));
    let mut source = ReadSource::from_paths(&reads, Layout::Paired, BatchSize::default())?;
    let mut kernel = Kernel::new(database, &Settings::default())?;
    let mut batch = ReadBatch::new();
    let mut classes: BTreeMap<String, Outcome> = BTreeMap::new();
    let mut lookups = 0;
    let taxonomy = database.taxonomy();
    while let Some(raw) = source.next_raw()? {
        raw.parse(&mut batch)?;
        kernel.classify(&batch, |fragment, call| {
            let id = String::from_utf8_lossy(fragment.first().id()).into_owned();
            let fields: Vec<&str> = id.split(['|', '/']).collect();
            let outcome = classes
                .entry(fields.get(2).unwrap_or(&"").to_string())
                .or_default();
            outcome.pairs += 1;
            lookups += u64::from(call.looked_up);
            if call.is_classified() {
                match taxonomy.at_level(call.taxon, Level::Species) {
                    None => outcome.above += 1,
                    Some(species)
                        if fields.get(1) == Some(&taxonomy.taxid(species).to_string().as_str()) =>
                    {
                        outcome.right += 1;
                    }
                    Some(_) => outcome.wrong += 1,
                }
            }
        });
    }
    Ok((classes, lookups))
}
