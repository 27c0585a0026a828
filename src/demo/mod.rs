//! The whole flow on a community whose truth is known.
//!
//! Genomes, people, foods and a blood marker are simulated (see
//! [`simulate`](crate::simulate)); the rest is the real thing: a database is
//! built, reads are classified, shares are joined with survey and marker, a
//! model is learned and a page written. What was planted stands beside what was
//! found.

mod accuracy;
mod classified;
mod findings;
mod nutrients;
mod world;

use crate::atomic_file::write_whole;
use crate::database::Database;
use crate::database::native::{BuildPlan, read_genomes};
use crate::error::{Error, ErrorKind, Result};
use crate::minimizer::SyncmerShape;
use crate::report::demo::DemoReport;
use crate::study::{JoinPaths, join, open_inputs, write_study};
use nutrients::SurveyNutrients;
use rayon::ThreadPool;
use std::path::{Path, PathBuf};
use world::World;

/// What to simulate, and where to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DemoSettings {
    /// The folder to fill; files of an earlier run are replaced.
    pub out: PathBuf,
    /// The seed of everything; the same seed gives the same bytes.
    pub seed: u64,
    /// Number of people.
    pub people: usize,
    /// Read pairs of each person.
    pub pairs: u64,
}

impl DemoSettings {
    /// 24 people with 6,000 read pairs each.
    pub fn new(out: &Path) -> Self {
        Self {
            out: out.to_path_buf(),
            seed: 20,
            people: 24,
            pairs: 6_000,
        }
    }
}

/// Length of each synthetic genome.
const GENOME_LENGTH_BP: usize = 120_000;

/// Runs the flow; `note` is told what has been done, a line at a time.
///
/// # Errors
/// When a file cannot be written, or too few people are asked for to learn from.
pub fn run_demo(
    settings: &DemoSettings,
    pool: &ThreadPool,
    note: &(dyn Fn(&str) + Sync),
) -> Result<DemoReport> {
    let out = settings.out.as_path();
    let world = World::simulate(settings)?;
    world.write(out, pool)?;
    note(&format!(
        "simulated {} genomes and {} people with {} read pairs each (nothing of it real)",
        world.genomes.genomes().len(),
        world.cohort.people.len(),
        settings.pairs
    ));

    let database_path = out.join("reference.nuka");
    let genomes = read_genomes(&out.join("reference/genomes.tsv"))?;
    BuildPlan::new(genomes, None, SyncmerShape::default())?.build(pool, &database_path, &|_| ())?;
    let database = Database::open(&database_path)?;
    note(&format!("built {}", database_path.display()));

    let classified = classified::classify_people(&world, &database, out, pool)?;
    let accuracy = accuracy::rows(&classified);
    for row in &accuracy {
        note(&format!(
            "  {:<32} {:>7} pairs: {:5.1} % right, {:5.1} % right above species, {:5.2} % wrong, {:5.1} % unclassified",
            row.source,
            row.total(),
            percent(row.right, row.total()),
            percent(row.above_species, row.total()),
            percent(row.wrong, row.total()),
            percent(row.unclassified, row.total()),
        ));
    }

    let nutrients = SurveyNutrients::of(&world)?;
    let unmapped: Vec<&str> = nutrients.unmapped().collect();
    note(&format!(
        "computed energy and fibre of the survey's foods; without a number in the table: {}",
        unmapped.join(", ")
    ));

    let study_path = out.join("study.h5ad");
    let study = join(&open_inputs(&JoinPaths {
        profiles: out.join("profiles"),
        survey: out.join("survey.csv"),
        markers: out.join("markers.csv"),
        samples: None,
    })?)?;
    let study = nutrients.put_beside(study)?;
    write_study(&study, &study_path)?;
    note(&format!(
        "joined profiles, survey, nutrients and marker in {}",
        study_path.display()
    ));

    let report = findings::report(
        settings,
        &world,
        &database,
        &classified,
        accuracy,
        (&study, nutrients.foods),
        pool,
    )?;
    note(&format!(
        "learned LDL cholesterol from genera and age: out-of-fold R² {:.2} (permutation p {:.3})",
        report.model.r_squared_out_of_fold, report.model.permutation_p
    ));
    let page = out.join("report.html");
    write_whole(&page, report.page()?.render().as_bytes())?;
    note(&format!("wrote {}", page.display()));
    Ok(report)
}

fn percent(part: u64, whole: u64) -> f64 {
    if whole == 0 {
        0.0
    } else {
        100.0 * part as f64 / whole as f64
    }
}

fn make_folder(path: &Path) -> Result<()> {
    std::fs::create_dir_all(path).map_err(|source| Error::io("make the folder", path, source))
}

/// The simulation's own tables are part of the program; a fault in them is no one else's.
fn inconsistent(what: &str) -> Error {
    Error::new(
        ErrorKind::Mismatch,
        format!("the simulated data are inconsistent: {what}"),
    )
}
