//! Profiles of simulated and of real reads: which species are believed, how much of
//! each, how much is unknown.
//!
//! Needs the shared data (`NUKA_SHARED`, default `../shared`); says so when skipped.

#![expect(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test may fail loudly and says when it is skipped"
)]

#[path = "support/shared.rs"]
mod shared;

use nuka::classify::Settings;
use nuka::database::Database;
use nuka::database::native::{BuildPlan, read_genomes};
use nuka::minimizer::SyncmerShape;
use nuka::profile::inference::PresenceParameters;
use nuka::profile::{Platform, Profile, Profiler, Status};
use nuka::reads::{BatchSize, Layout, ReadSource};
use nuka::taxonomy::Level;
use nuka::text_table::{Quotes, TextTable};
use rayon::ThreadPool;
use shared::shared_data;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

const KNOWN: [&str; 2] = ["same_strain", "other_strain"];
const BASES_OF_A_PAIR: f64 = 300.0;

fn pool(threads: usize) -> ThreadPool {
    rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .build()
        .unwrap()
}

/// The profiler, its database built once for all tests.
fn profiler(shared: &Path) -> &'static Profiler {
    static PROFILER: OnceLock<(tempfile::TempDir, Profiler)> = OnceLock::new();
    let (_, profiler) = PROFILER.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("gut.nuka");
        let genomes = read_genomes(&shared.join("data/genomes/genomes.tsv")).unwrap();
        let plan = BuildPlan::new(genomes, None, SyncmerShape::default()).unwrap();
        plan.build(&pool(0), &path, &|_| ()).unwrap();
        let database = Database::open(&path).unwrap();
        let (settings, parameters) = (Settings::default(), PresenceParameters::default());
        let profiler = Profiler::new(database, settings, parameters, Platform::Auto).unwrap();
        (folder, profiler)
    });
    profiler
}

fn profile(profiler: &Profiler, threads: usize, files: &[PathBuf]) -> Profile {
    let layout = if files.len() == 2 {
        Layout::Paired
    } else {
        Layout::Single
    };
    let source = ReadSource::from_paths(files, layout, BatchSize::default()).unwrap();
    let profiled = profiler.profile(&pool(threads), "s", source, &|_, _| ());
    profiled.unwrap().profile
}

fn simulated(shared: &Path) -> [PathBuf; 2] {
    ["gut_1.fq.gz", "gut_2.fq.gz"].map(|name| shared.join("truth/sim").join(name))
}

/// What is truly in the simulated sample: pairs and depth by species of the reference,
/// and the pairs of all else.
struct Truth {
    species: HashMap<u64, (f64, f64)>,
    unknown_pairs: f64,
}

fn truth(shared: &Path) -> Truth {
    let mut lengths: HashMap<u64, Vec<f64>> = HashMap::new();
    for table in ["genomes.tsv", "query.tsv"] {
        let path = shared.join("data/genomes").join(table);
        let table = TextTable::open(&path, Quotes::Plain).unwrap();
        let [taxid, length] = table.columns(["taxid", "length_bp"]).unwrap();
        for row in table.rows() {
            let taxid = row.cells[taxid].parse().unwrap();
            let length = row.cells[length].parse().unwrap();
            lengths.entry(taxid).or_default().push(length);
        }
    }
    let path = shared.join("truth/sim/composition.tsv");
    let table = TextTable::open(&path, Quotes::Plain).unwrap();
    let columns = table.columns(["taxid", "class", "read_pairs"]).unwrap();
    let mut truth = Truth {
        species: HashMap::new(),
        unknown_pairs: 0.0,
    };
    for row in table.rows() {
        let [taxid, class, pairs] = columns.map(|column| row.cells[column].as_str());
        let pairs: f64 = pairs.parse().unwrap();
        if KNOWN.contains(&class) {
            let taxid: u64 = taxid.parse().unwrap();
            let mean = lengths[&taxid].iter().sum::<f64>() / lengths[&taxid].len() as f64;
            let species = truth.species.entry(taxid).or_default();
            species.0 += pairs;
            species.1 += pairs * BASES_OF_A_PAIR / mean;
        } else {
            truth.unknown_pairs += pairs;
        }
    }
    truth
}

#[test]
fn the_simulated_gut_is_profiled_as_rightly_as_promised() {
    let Some(shared) = shared_data("profile_truth") else {
        return;
    };
    let truth = truth(&shared);
    let profile = profile(profiler(&shared), 2, &simulated(&shared));
    let present: HashMap<u64, &nuka::profile::Entry> = profile
        .present(Level::Species)
        .map(|entry| (entry.taxid, entry))
        .collect();
    let deep = || {
        truth
            .species
            .iter()
            .filter(|(_, (_, depth))| *depth >= 0.05)
    };
    let found = deep()
        .filter(|(taxid, _)| present.contains_key(taxid))
        .count();
    let wrong = present
        .keys()
        .filter(|taxid| !truth.species.contains_key(taxid))
        .count();
    let f1 = 2.0 * found as f64 / (found + wrong + deep().count()) as f64;
    assert!(f1 >= 0.97, "F1 {f1}, {wrong} false species");
    assert!(wrong <= 1, "{wrong} false species");

    // Shares of cells among the known species.
    let share = |taxid: &u64| {
        let estimate = present.get(taxid).and_then(|entry| entry.estimate.as_ref());
        estimate.map_or(0.0, |estimate| estimate.taxonomic_share.unwrap().estimate)
    };
    let told: f64 = present.keys().map(share).sum();
    let depth: f64 = truth.species.values().map(|(_, depth)| depth).sum();
    let known = truth
        .species
        .iter()
        .map(|(taxid, (_, own))| (share(taxid) / told - own / depth).abs());
    let strange = present
        .keys()
        .filter(|taxid| !truth.species.contains_key(taxid));
    let l1 = known.sum::<f64>() + strange.map(share).sum::<f64>() / told;
    assert!(l1 <= 0.08, "L1 {l1}");

    // The human reads are unknown, too: no filter was given.
    let unknown = profile.unknown().unwrap().sequence_share;
    let true_unknown = truth.unknown_pairs / 100_000.0;
    assert!(
        (unknown.estimate - true_unknown).abs() < 0.03,
        "{unknown:?}, {true_unknown}"
    );

    let inside = truth.species.iter().filter_map(|(taxid, (pairs, _))| {
        let estimate = present.get(taxid)?.estimate.as_ref()?;
        Some(estimate.sequence_share.holds(pairs / 100_000.0))
    });
    let inside: Vec<bool> = inside.collect();
    let held = inside.iter().filter(|&&inside| inside).count() as f64 / inside.len() as f64;
    assert!(
        held >= 0.75,
        "intervals hold the truth in {held} of {} cases",
        inside.len()
    );
}

#[test]
fn a_profile_is_the_same_at_any_number_of_threads() {
    let Some(shared) = shared_data("profile_truth") else {
        return;
    };
    let files = [shared.join("data/reads/hmp/SRS011061-Stool.fasta.gz")];
    let profiler = profiler(&shared);
    let one = profile(profiler, 1, &files);
    for threads in [2, 3, 8] {
        assert_eq!(profile(profiler, threads, &files), one, "{threads} threads");
    }
}

#[test]
fn parts_of_a_profile_are_the_whole_at_every_level() {
    let Some(shared) = shared_data("profile_truth") else {
        return;
    };
    let profile = profile(profiler(&shared), 2, &simulated(&shared));
    for level in [
        Level::Species,
        Level::Genus,
        Level::Family,
        Level::Phylum,
        Level::Domain,
    ] {
        let known: u64 = profile.present(level).map(|entry| entry.clade_reads).sum();
        let whole = known + profile.unclassified_reads() + profile.host_reads();
        assert_eq!(whole, profile.total_reads(), "{level:?}");
        let shares = profile
            .present(level)
            .filter_map(|entry| entry.estimate.as_ref());
        let (sequence, cells) = shares.fold((0.0, 0.0), |(sequence, cells), estimate| {
            let taxonomic = estimate.taxonomic_share.unwrap().estimate;
            (
                sequence + estimate.sequence_share.estimate,
                cells + taxonomic,
            )
        });
        let unknown = profile.unknown().unwrap();
        assert!((sequence + unknown.sequence_share.estimate - 1.0).abs() < 1e-4);
        assert!((cells + unknown.taxonomic_share.unwrap().estimate - 1.0).abs() < 1e-4);
    }
    let reached: u64 = profile.reach().iter().map(|reach| reach.reads).sum();
    assert_eq!(reached, profile.unclassified_reads());
}

#[test]
fn real_stool_shows_what_the_reference_holds_and_much_that_is_unknown() {
    let Some(shared) = shared_data("profile_truth") else {
        return;
    };
    let profiler = profiler(&shared);
    let reads = shared.join("data/reads");
    let stool = profile(profiler, 2, &[reads.join("hmp/SRS011061-Stool.fasta.gz")]);
    let mut present: Vec<(&str, u64)> = stool
        .present(Level::Species)
        .map(|entry| (entry.name.as_str(), entry.clade_reads))
        .collect();
    present.sort_by_key(|&(_, reads)| std::cmp::Reverse(reads));
    let names: Vec<&str> = present.iter().take(3).map(|&(name, _)| name).collect();
    // MetaPhlAn 4 on the same reads: these three lead, in this order.
    assert_eq!(names[0], "Bacteroides cellulosilyticus");
    assert!(names.contains(&"Phocaeicola vulgatus") && names.contains(&"Parabacteroides merdae"));
    assert!(present.len() < 12, "{present:?}");
    assert!(stool.unknown().unwrap().sequence_share.estimate > 0.4);

    let human = ["human_chr22_reads_1.fa", "human_chr22_reads_2.fa"]
        .map(|name| reads.join("host").join(name));
    let human = profile(profiler, 2, &human);
    assert_eq!(human.present(Level::Species).count(), 0);
    assert_eq!(human.unclassified_reads(), human.total_reads());

    // Reads of one species that were picked from a few regions are no whole genome.
    let picked = profile(profiler, 2, &[reads.join("N021.fastq.bz2")]);
    let rectalis = picked
        .entries()
        .iter()
        .find(|entry| entry.taxid == 39_491)
        .unwrap();
    let estimate = rectalis.estimate.as_ref().unwrap();
    assert_eq!(estimate.status, Status::Doubtful);
    assert!(
        estimate.reason.contains("part of the genome"),
        "{}",
        estimate.reason
    );
}
