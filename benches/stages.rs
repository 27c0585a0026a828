//! Throughput of each stage on simulated reads, one thread; every timed answer is
//! checked. `cargo bench --bench stages`
#![expect(clippy::print_stdout, reason = "a bench prints its numbers")]

use nuka::classify::{Kernel, Outputs, Settings, classify_all};
use nuka::database::native::{BuildPlan, read_genomes};
use nuka::database::{Database, NativeDatabase};
use nuka::minimizer::{Kraken2Scanner, Kraken2Shape, Runs, SyncmerScanner, SyncmerShape};
use nuka::profile::inference::PresenceParameters;
use nuka::profile::{Platform, Profiler};
use nuka::reads::{BatchSize, Layout, ReadBatch, ReadSource};
use nuka::simulate::genomes::{GenomeSet, GenomeSettings, write_fasta};
use nuka::simulate::reads::{PairSimulator, ReadSettings, Source, write_pairs};
use nuka::simulate::taxa::{SourceKind, demo_taxa};
use std::time::Instant;

const PAIRS: u64 = 100_000;
const ROUNDS: usize = 5;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = std::env::temp_dir().join(format!("nuka-stages-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let genomes = GenomeSet::build(
        &demo_taxa()?,
        GenomeSettings {
            seed: 7,
            length_bp: 500_000,
        },
    )?;
    let known: Vec<_> = genomes.of_kind(SourceKind::Known).collect();
    let mut table = String::from("path\taccession\tlineage\n");
    for genome in &known {
        let name = format!("{}.fna", genome.accession);
        write_fasta(
            genome,
            std::io::BufWriter::new(std::fs::File::create(folder.join(&name))?),
        )?;
        table += &format!("{name}\t{}\t{}\n", genome.accession, genome.lineage);
    }
    std::fs::write(folder.join("genomes.tsv"), table)?;
    let share_fraction = 1.0 / known.len() as f64;
    let sources: Vec<Source<'_>> = known
        .iter()
        .map(|&genome| Source {
            genome,
            share_fraction,
        })
        .collect();
    let (mut first, mut second) = (Vec::new(), Vec::new());
    write_pairs(
        &mut PairSimulator::new(&sources, ReadSettings::new(7))?,
        PAIRS,
        &mut first,
        &mut second,
    )?;

    let source = || {
        let streams = vec![
            ("R1", std::io::Cursor::new(first.clone())),
            ("R2", std::io::Cursor::new(second.clone())),
        ];
        ReadSource::from_streams(streams, Layout::Paired, BatchSize::default())
    };
    let batches = || -> nuka::Result<Vec<ReadBatch>> {
        let mut source = source()?;
        let mut batches = Vec::new();
        while let Some(raw) = source.next_raw()? {
            let mut batch = ReadBatch::new();
            raw.parse(&mut batch)?;
            batches.push(batch);
        }
        Ok(batches)
    };
    let parsed = batches()?;
    let bases: u64 = parsed.iter().map(ReadBatch::bases).sum();
    assert_eq!(bases, PAIRS * 300);

    measure(
        "cut and parse FASTQ",
        bases,
        || batches().map_or(0, |batches| batches.len() as u64),
        10,
    );
    let mut runs = Runs::default();
    let mut syncmers = SyncmerScanner::new(SyncmerShape::default());
    let mut scan_syncmers = || {
        let mut keys = 0;
        for batch in &parsed {
            runs.clear();
            syncmers.scan_all(sequences(batch), &mut runs, |_| ());
            keys += runs.keys().len() as u64;
        }
        keys
    };
    let sampled = scan_syncmers();
    measure("scan open syncmers", bases, scan_syncmers, sampled);
    let mut kraken2 = Kraken2Scanner::new(Kraken2Shape::default())?;
    let mut minimizers = Runs::default();
    let mut scan_kraken2 = || {
        let mut keys = 0;
        for batch in &parsed {
            minimizers.clear();
            kraken2.scan_all(sequences(batch), &mut minimizers, |_| ());
            keys += minimizers.keys().len() as u64;
        }
        keys
    };
    let expected = scan_kraken2();
    measure("scan Kraken 2's minimizers", bases, scan_kraken2, expected);

    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build()?;
    let path = folder.join("bench.nuka");
    let plan = BuildPlan::new(
        read_genomes(&folder.join("genomes.tsv"))?,
        None,
        SyncmerShape::default(),
    )?;
    plan.build(&pool, &path, &|_| ())?;
    let database = Database::open(&path)?;
    if let Database::Native(native) = &database {
        let look_up = || look_up_all(native, runs.keys());
        let expected = look_up();
        // The keys of the last batch stand for those of all.
        let share = runs.keys().len() as f64 / sampled as f64;
        measure(
            "look up, native",
            (bases as f64 * share) as u64,
            look_up,
            expected,
        );
    }
    let classify = || {
        let mut classified = 0;
        if let Ok(mut kernel) = Kernel::new(&database, &Settings::default()) {
            for batch in &parsed {
                kernel.classify(batch, |_, call| {
                    classified += u64::from(call.is_classified())
                });
            }
        }
        classified
    };
    let expected = classify();
    assert!(expected > PAIRS * 99 / 100);
    measure("scan, look up and vote, native", bases, classify, expected);
    let whole_run = || {
        let source = source()?;
        let (mut calls, settings) = (Vec::new(), Settings::default());
        let outputs = Outputs {
            calls: Some(&mut calls),
            ..Outputs::default()
        };
        let summary = classify_all(&pool, &database, &settings, source, outputs, &|_| ())?;
        nuka::Result::Ok(summary.progress.classified)
    };
    let classification = measure(
        "FASTQ to calls, native",
        bases,
        || whole_run().unwrap_or(0),
        expected,
    );
    let (settings, parameters) = (Settings::default(), PresenceParameters::default());
    let profiler = Profiler::new(Database::open(&path)?, settings, parameters, Platform::Auto)?;
    let profile = || {
        let profiled = profiler.profile(&pool, "bench", source()?, &|_, _| ())?;
        nuka::Result::Ok(profiled.profile.total_reads())
    };
    let profiling = measure(
        "FASTQ to a profile, native",
        bases,
        || profile().unwrap_or(0),
        PAIRS,
    );
    println!(
        "a profile takes {:.2} times as long as the calls",
        classification / profiling
    );
    std::fs::remove_dir_all(&folder)?;
    Ok(())
}

fn sequences(batch: &ReadBatch) -> impl Iterator<Item = &[u8]> {
    (0..batch.reads()).map(|read| batch.read(read).sequence)
}

/// Looks up keys as the kernel does, a few fragments' worth at a time; how many are found.
fn look_up_all(database: &NativeDatabase, keys: &[u64]) -> u64 {
    const KEYS: usize = 100;
    let (mut begun, mut values, mut cells) = (Vec::new(), Vec::new(), Vec::new());
    let mut found = 0;
    for keys in keys.chunks(KEYS) {
        begun.clear();
        values.clear();
        cells.clear();
        database.begin(keys, &mut begun);
        database.finish(&begun, &mut values, &mut cells);
        found += values.iter().filter(|&&value| value != 0).count() as u64;
    }
    found
}

/// Prints and returns the median throughput of a few rounds, in Mbp/s.
fn measure(stage: &str, bases: u64, mut work: impl FnMut() -> u64, expected: u64) -> f64 {
    let mut rates: Vec<f64> = (0..ROUNDS)
        .map(|_| {
            let started = Instant::now();
            assert_eq!(work(), expected, "{stage}");
            bases as f64 / 1e6 / started.elapsed().as_secs_f64()
        })
        .collect();
    rates.sort_by(f64::total_cmp);
    println!("{stage:<34} {:>7.0} Mbp/s", rates[ROUNDS / 2]);
    rates[ROUNDS / 2]
}
