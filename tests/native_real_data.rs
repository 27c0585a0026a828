//! A native database of real genomes: how right its calls are, on simulated reads
//! whose names carry the truth and on real ones.
//!
//! Needs the shared data (`NUKA_SHARED`, default `../shared`); says so when skipped.

#![expect(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test may fail loudly and says when it is skipped"
)]

use nuka::classify::{Kernel, Settings};
use nuka::database::Database;
use nuka::database::native::{BuildPlan, read_genomes};
use nuka::minimizer::SyncmerShape;
use nuka::reads::{BatchSize, Layout, ReadBatch, ReadSource};
use nuka::taxonomy::Level;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

fn shared() -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let shared =
        std::env::var_os("NUKA_SHARED").map_or_else(|| root.join("../shared"), PathBuf::from);
    if shared.join("data/genomes/genomes.tsv").exists() {
        return Some(shared);
    }
    eprintln!(
        "skipped: no shared data at {} (set NUKA_SHARED)",
        shared.display()
    );
    None
}

/// The database, built once for all tests.
fn database(shared: &Path) -> &'static Database {
    static DATABASE: OnceLock<(tempfile::TempDir, Database)> = OnceLock::new();
    let (_, database) = DATABASE.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("gut.nuka");
        let genomes = read_genomes(&shared.join("data/genomes/genomes.tsv")).unwrap();
        let taxdump = shared.join("data/taxonomy/mini");
        let plan = BuildPlan::new(genomes, Some(&taxdump), SyncmerShape::default()).unwrap();
        let pool = rayon::ThreadPoolBuilder::new().build().unwrap();
        plan.build(&pool, &path, &|_| ()).unwrap();
        let database = Database::open(&path).unwrap();
        if let Database::Native(native) = &database {
            native.verify().unwrap();
            assert!(native.file_bytes() as u64 <= plan.estimate(1).unwrap().database_bytes);
        }
        (folder, database)
    });
    database
}

/// Calls `take` with id and called species (0: none, or above species).
fn classify(
    database: &Database,
    files: &[PathBuf],
    layout: Layout,
    mut take: impl FnMut(&str, u64),
) {
    let mut source = ReadSource::from_paths(files, layout, BatchSize::default()).unwrap();
    let mut kernel = Kernel::new(database, &Settings::default()).unwrap();
    let mut batch = ReadBatch::new();
    let taxonomy = database.taxonomy();
    while let Some(raw) = source.next_raw().unwrap() {
        raw.parse(&mut batch).unwrap();
        kernel.classify(&batch, |fragment, call| {
            let species = taxonomy.at_level(call.taxon, Level::Species);
            let id = String::from_utf8_lossy(fragment.first().id());
            take(&id, species.map_or(0, |species| taxonomy.taxid(species)));
        });
    }
}

#[test]
fn calls_on_simulated_reads_are_as_right_as_promised() {
    let Some(shared) = shared() else { return };
    let database = database(&shared);
    let files = ["gut_1.fq.gz", "gut_2.fq.gz"].map(|name| shared.join("truth/sim").join(name));
    // By class: pairs, right, wrong.
    let mut classes: HashMap<String, [u64; 3]> = HashMap::new();
    classify(database, &files, Layout::Paired, |id, species| {
        let fields: Vec<&str> = id.split(['|', '/']).collect();
        let counts = classes.entry(fields[2].to_string()).or_default();
        counts[0] += 1;
        if species > 0 {
            counts[if species.to_string() == fields[1] {
                1
            } else {
                2
            }] += 1;
        }
    });
    let sum = |names: &[&str], place: usize| -> u64 {
        names
            .iter()
            .map(|name| classes.get(*name).map_or(0, |counts| counts[place]))
            .sum()
    };
    let known = ["same_strain", "other_strain"];
    let unknown = [
        "novel_species",
        "novel_genus",
        "novel_family",
        "novel_class",
        "host",
    ];
    assert_eq!((sum(&known, 0), sum(&unknown, 0)), (72_939, 27_061));
    // The bounds of the project's first issue; Kraken 2 2.17.1 has 90.6 %, 264 and 7.1 %.
    assert!(sum(&known, 1) as f64 / 72_939.0 >= 0.905, "{classes:?}");
    assert!(sum(&unknown, 2) <= 53, "{classes:?}");
    assert!(
        classes["other_strain"][2] as f64 / classes["other_strain"][0] as f64 <= 0.065,
        "{classes:?}"
    );
    let Database::Native(native) = database else {
        unreachable!("a native database was built")
    };
    assert!(native.file_bytes() <= 187_000_000);
}

#[test]
fn real_reads_are_called_to_what_is_known_of_them() {
    let Some(shared) = shared() else { return };
    let database = database(&shared);
    let reads = shared.join("data/reads");
    let count = |files: &[PathBuf], layout: Layout| {
        let mut species: HashMap<(String, u64), u64> = HashMap::new();
        classify(database, files, layout, |id, taxid| {
            let source = if id.contains("dorei") {
                "dorei"
            } else if id.contains("vulgatus") {
                "vulgatus"
            } else {
                ""
            };
            *species.entry((source.to_string(), taxid)).or_default() += 1;
        });
        species
    };
    // The HUMAnN demonstration reads carry their species in their names.
    let humann = count(&[reads.join("humann_demo.fastq.gz")], Layout::Single);
    let of = |source: &str, taxid: u64| {
        humann
            .get(&(source.to_string(), taxid))
            .copied()
            .unwrap_or(0)
    };
    assert!(
        of("dorei", 357_276) > 5_000 && of("vulgatus", 821) > 4_000,
        "{humann:?}"
    );
    assert!(
        of("dorei", 821) < 100 && of("vulgatus", 357_276) < 300,
        "{humann:?}"
    );
    // Human reads belong to no gut species.
    let host = count(
        &[
            reads.join("host/human_chr22_reads_1.fa"),
            reads.join("host/human_chr22_reads_2.fa"),
        ],
        Layout::Paired,
    );
    assert_eq!(
        host.keys().filter(|(_, taxid)| *taxid > 0).count(),
        0,
        "{host:?}"
    );
    // N021 is a sample of Agathobacter rectalis.
    let isolate = count(&[reads.join("N021.fastq.bz2")], Layout::Single);
    let total: u64 = isolate.values().sum();
    let rectalis = isolate
        .iter()
        .find(|((_, taxid), _)| *taxid == 39_491)
        .map_or(0, |(_, count)| *count);
    assert!(rectalis * 10 > total * 8, "{isolate:?}");
}
