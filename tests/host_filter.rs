//! Host reads are found by a filter, counted, set aside, and written only when asked for.
//!
//! One test needs the shared data (`NUKA_SHARED`, default `../shared`); it says so when
//! skipped.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "a test may fail loudly and says when it is skipped"
)]

#[path = "support/shared.rs"]
mod shared;
mod support;

use nuka::database::filter::FilterPlan;
use nuka::database::{Database, HostFilter, HostFinder};
use nuka::reads::{BatchSize, Layout, ReadBatch, ReadSource};
use shared::shared_data;
use std::path::{Path, PathBuf};
use support::genomes::{fasta, fastq, random_genome};
use support::lab::Lab;

fn build(files: &[PathBuf], threads: usize, out: &Path) -> HostFilter {
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .build()
        .unwrap();
    let plan = FilterPlan {
        files: files.to_vec(),
        taxid: 9606,
    };
    plan.build(&pool, out, &|_| ()).unwrap();
    HostFilter::open(out).unwrap()
}

/// Fragments, and those of them that the filter takes for the host's.
fn found(filter: &HostFilter, files: &[PathBuf], layout: Layout) -> Vec<(String, bool)> {
    let mut source = ReadSource::from_paths(files, layout, BatchSize::default()).unwrap();
    let mut finder = HostFinder::new(filter);
    let (mut batch, mut is_host, mut all) = (ReadBatch::new(), Vec::new(), Vec::new());
    while let Some(raw) = source.next_raw().unwrap() {
        raw.parse(&mut batch).unwrap();
        finder.find(batch.fragments(), &mut is_host);
        // Gaps of the assembly give reads of N alone, which are nobody's.
        let has_bases = |f: nuka::reads::Fragment<'_>| {
            let bases = |read: nuka::reads::Read<'_>| {
                let known = read.sequence.iter().filter(|&&base| base != b'N');
                known.count()
            };
            bases(f.first()) >= 100 && f.second().is_none_or(|read| bases(read) >= 100)
        };
        let fragments = batch.fragments().zip(is_host.iter().copied());
        let fragments = fragments.filter(|&(fragment, _)| has_bases(fragment));
        all.extend(fragments.map(|(fragment, is_host)| {
            let name = String::from_utf8_lossy(fragment.first().id()).into_owned();
            (name, is_host)
        }));
    }
    all
}

#[test]
fn human_reads_are_found_and_bacterial_ones_are_not() {
    let Some(shared) = shared_data("host_filter") else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let host = shared.join("data/genomes/host");
    let files =
        ["human_hg_chr22_20-21M.fa.gz", "human_sunbeam_chunk.fa"].map(|name| host.join(name));
    let filter = build(&files, 2, &folder.path().join("human.nuka"));
    let reads = ["gut_1.fq.gz", "gut_2.fq.gz"].map(|name| shared.join("truth/sim").join(name));
    let fragments = found(&filter, &reads, Layout::Paired);
    let count = |class: bool, taken: bool| {
        let of_class = fragments
            .iter()
            .filter(|(name, _)| name.contains("|host") == class);
        of_class.filter(|(_, is_host)| *is_host == taken).count()
    };
    let (hits, misses) = (count(true, true), count(true, false));
    let wrong = count(false, true);
    assert_eq!(wrong, 0);
    assert!(hits > 6_000);
    assert!(
        misses as f64 <= 0.003 * hits as f64,
        "{misses} missed, {hits} found"
    );
}

#[test]
fn the_filter_is_the_same_at_any_number_of_threads_and_in_any_order_of_files() {
    let folder = tempfile::tempdir().unwrap();
    let files: Vec<PathBuf> = (0..3)
        .map(|seed| {
            let path = folder.path().join(format!("{seed}.fa"));
            std::fs::write(&path, fasta("chr", &random_genome(seed, 30_000))).unwrap();
            path
        })
        .collect();
    let (a, b) = (folder.path().join("a"), folder.path().join("b"));
    build(&files, 1, &a);
    let shuffled = [files[2].clone(), files[0].clone(), files[1].clone()];
    build(&shuffled, 8, &b);
    assert_eq!(std::fs::read(&a).unwrap(), std::fs::read(&b).unwrap());
}

#[test]
fn a_damaged_filter_is_found_out() {
    let folder = tempfile::tempdir().unwrap();
    let (fasta_path, path) = (folder.path().join("h.fa"), folder.path().join("h.nuka"));
    std::fs::write(&fasta_path, fasta("chr", &random_genome(5, 20_000))).unwrap();
    build(&[fasta_path], 1, &path);
    let whole = std::fs::read(&path).unwrap();
    for at in (0..whole.len()).step_by(997) {
        let mut bytes = whole.clone();
        bytes[at] ^= 4;
        std::fs::write(&path, &bytes).unwrap();
        let verified = Database::open(&path).and_then(|database| match database {
            Database::Filter(filter) => filter.verify(),
            _ => Ok(()),
        });
        assert!(verified.is_err(), "byte {at}");
    }
    std::fs::write(&path, &whole[..whole.len() - 1]).unwrap();
    assert!(Database::open(&path).is_err());
}

#[test]
fn host_reads_are_a_row_and_leave_only_when_asked_for() {
    let lab = Lab::new();
    let host = random_genome(77, 30_000);
    lab.write("host.fa", &fasta("chr", &host));
    let both = [lab.read("reads.fq"), fastq(&host, 30, 150, "h")].concat();
    lab.write("both.fq", &both);
    let run = |arguments: &str| {
        let outcome = lab.run(arguments);
        assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
    };
    run("db build --quiet --filter --genomes host.fa --out host.nuka");
    run("profile --quiet --db gut.nuka --host-db host.nuka --sample s --out p both.fq");
    let table = String::from_utf8(lab.read("p/profiles.tsv")).unwrap();
    let row = table
        .lines()
        .find(|line| line.contains("\thost\t"))
        .unwrap();
    let cells: Vec<&str> = row.split('\t').collect();
    assert_eq!((cells[1], cells[6], cells[7]), ("9606", "30", "0.6"));
    assert!(!lab.path("p/host").exists());

    run("profile --quiet --db gut.nuka --host-db host.nuka --host-out --sample s --out q both.fq");
    let written = lab.read("q/host/s.fq");
    assert_eq!(written, fastq(&host, 30, 150, "h"));

    for wrong in [
        "classify --db host.nuka reads.fq",
        "profile --db host.nuka --sample s --out r reads.fq",
    ] {
        let outcome = lab.run(wrong);
        assert_eq!(outcome.code, Some(1), "{}", outcome.stderr);
        assert!(
            outcome.stderr.contains("filter of a host"),
            "{}",
            outcome.stderr
        );
    }
}
