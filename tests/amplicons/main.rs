//! Amplicons: databases of marker genes, and profiles made with them.
//!
//! `made` uses genes made along a tree, of which all is known; `real` uses HITdb and
//! the amplicons of DADA2's examples (`NUKA_SHARED`), and says so when it is skipped.

#![expect(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test may fail loudly and says when it is skipped"
)]

#[path = "../support/genomes.rs"]
#[expect(dead_code, reason = "not all of it is needed here")]
mod genomes;
#[path = "../support/shared.rs"]
mod shared;

mod command;
mod made;
mod real;

use nuka::database::AmpliconDatabase;
use nuka::database::amplicon::{AmpliconPlan, read_references};
use nuka::profile::Profile;
use nuka::profile::amplicon::{AmpliconProfileParameters, profile_amplicons};
use nuka::reads::{BatchSize, EmptyFiles, Layout, ReadSource};
use nuka::taxonomy::Level;
use rayon::{ThreadPool, ThreadPoolBuilder};
use std::path::Path;

fn pool(threads: usize) -> ThreadPool {
    ThreadPoolBuilder::new()
        .num_threads(threads)
        .build()
        .unwrap()
}

/// A database built in a folder that is gone when it is closed.
fn build(references: &Path, lineages: Option<&Path>) -> AmpliconDatabase {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("16s.nuka");
    let plan = AmpliconPlan::new(read_references(references, lineages).unwrap()).unwrap();
    plan.build(&pool(2), &path).unwrap();
    AmpliconDatabase::open(&path).unwrap()
}

fn profile_text(database: &AmpliconDatabase, mates: &[String], threads: usize) -> Profile {
    let layout = if mates.len() == 2 {
        Layout::Paired
    } else {
        Layout::Single
    };
    let streams = mates
        .iter()
        .zip(["first", "second"])
        .map(|(text, name)| (name, std::io::Cursor::new(text.clone().into_bytes())));
    // Small batches, so that threads have something to share.
    let size = BatchSize {
        bases: 5_000,
        pairs: 20,
    };
    let source = ReadSource::from_streams(streams.collect(), layout, size).unwrap();
    let source = source.with_empty_files(EmptyFiles::Allowed);
    let parameters = AmpliconProfileParameters::default();
    profile_amplicons(&pool(threads), database, source, "s", &parameters).unwrap()
}

/// Reads of a taxon by name; 0 where it has no entry.
fn reads(profile: &Profile, name: &str) -> u64 {
    let mut entries = profile.entries().iter();
    entries
        .find(|entry| entry.name == name)
        .map_or(0, |entry| entry.clade_reads)
}

/// What must hold of every profile of amplicons.
fn check_sums(profile: &Profile) {
    for level in Level::ALL {
        let all = profile.reads_at(level) + profile.unclassified_reads();
        assert!(all <= profile.total_reads(), "{level:?}");
        if level < Level::Species && profile.reads_at(level) > 0 {
            assert_eq!(all, profile.total_reads(), "{level:?}");
        }
    }
    let reach: u64 = profile.reach().iter().map(|reach| reach.reads).sum();
    assert_eq!(reach, profile.unclassified_reads());
    for entry in profile.entries() {
        let estimate = entry.estimate.as_ref().unwrap();
        assert_eq!(estimate.taxonomic_share, None);
        let share = entry.clade_reads as f64 / profile.total_reads() as f64;
        if entry.is_present() {
            // Reads are whole, shares are not; above genera they sum.
            let slack = 4.0 / profile.total_reads() as f64;
            assert!(
                (estimate.sequence_share.estimate - share).abs() <= slack,
                "{entry:?}"
            );
        } else {
            assert_eq!(entry.clade_reads, 0);
        }
    }
}
