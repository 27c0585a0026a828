//! How many reads of people a filter finds, and how many of others it takes for theirs.
//!
//! Builds a filter of the human sequences of `NUKA_SHARED` (default `../shared`) and
//! prints the tables of `src/database/filter/rule.md`. `cargo bench --bench host_filter`
#![expect(clippy::print_stdout, reason = "a bench prints its tables")]

use nuka::database::MemoryBudget;
use nuka::database::filter::FilterPlan;
use nuka::database::{HostFilter, HostFinder};
use nuka::reads::{BatchSize, Layout, ReadBatch, ReadSource};
use nuka::{Error, ErrorKind, Result};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// Reads cut from the filter's own sequence: name, length, mates, error rate with the
/// 0.1 % at which two people differ, fragments.
const KINDS: [(&str, usize, usize, f64, usize); 12] = [
    ("1 x 75", 75, 1, 0.006, 100_000),
    ("1 x 100", 100, 1, 0.006, 100_000),
    ("1 x 150", 150, 1, 0.006, 100_000),
    ("1 x 150", 150, 1, 0.021, 100_000),
    ("1 x 250", 250, 1, 0.006, 100_000),
    ("2 x 75", 75, 2, 0.006, 100_000),
    ("2 x 100", 100, 2, 0.006, 100_000),
    ("2 x 150", 150, 2, 0.006, 100_000),
    ("2 x 150", 150, 2, 0.021, 100_000),
    ("5 kb", 5_000, 1, 0.011, 2_000),
    ("5 kb", 5_000, 1, 0.051, 2_000),
    ("5 kb", 5_000, 1, 0.101, 2_000),
];
const FRAGMENT_BP: usize = 350;

/// Reads of stool, in which remnants of the host may be left.
const STOOL: [&str; 10] = [
    "N021.fastq.bz2",
    "humann_demo.fastq.gz",
    "hmp/SRS011061-Stool.fasta.gz",
    "hmp/SRS014459-Stool.fasta.gz",
    "ibdmdb/CSM7KOOR.fasta.gz",
    "ibdmdb/HSM7J4LH.fasta.gz",
    "ibdmdb/MSM6J2HB.fasta.gz",
    "ibdmdb/PSM7J129.fasta.gz",
    "ibdmdb/PSMA266C.fasta.gz",
    "ibdmdb/SRR5950647_subset.fq.gz",
];

fn main() -> Result<()> {
    let shared =
        std::env::var_os("NUKA_SHARED").map_or_else(|| PathBuf::from("../shared"), PathBuf::from);
    if !shared.join("truth/sim").exists() {
        println!(
            "skipped: no reads under {} (set NUKA_SHARED)",
            shared.display()
        );
        return Ok(());
    }
    let folder = std::env::temp_dir().join(format!("nuka-host-{}", std::process::id()));
    std::fs::create_dir_all(&folder).map_err(|error| Error::io("make", &folder, error))?;
    let outcome = measure(&shared, &folder);
    // The filters are of no use after the run, whatever came of it.
    let _ = std::fs::remove_dir_all(&folder);
    outcome
}

fn measure(shared: &Path, folder: &Path) -> Result<()> {
    let host = shared.join("data/genomes/host");
    let files =
        ["human_hg_chr22_20-21M.fa.gz", "human_sunbeam_chunk.fa"].map(|name| host.join(name));
    let filter = build(&files, &folder.join("all.nuka"))?;
    let parameters = filter.parameters();
    println!(
        "{} k-mers of {} bases, {:.2} bytes a k-mer\n",
        parameters.keys,
        parameters.bases,
        (filter.file_bytes() - 8192) as f64 / parameters.keys as f64
    );
    let sequence = sequence_of(&files[0])?;
    println!("| reads of the filter's sequence | errors | found |\n| --- | --- | --- |");
    for (name, length, mates, errors, fragments) in KINDS {
        let reads = cut(&sequence, length, mates, errors, fragments);
        let layout = [Layout::Single, Layout::Interleaved][mates - 1];
        let found = count(&filter, source_of(reads, layout)?)?;
        println!("| {name} | {:.1} % | {} |", 100.0 * errors, found.share());
    }
    let real = ["human_chr22_reads_1.fa", "human_chr22_reads_2.fa"];
    let real = real.map(|name| shared.join("data/reads/host").join(name));
    let found = count(&filter, open(&real, Layout::Paired)?)?;
    println!("| 2 x 100, real | | {} |", found.share());

    println!("\n| other reads | fragments | taken for the host's |\n| --- | --- | --- |");
    let simulated = ["gut_1.fq.gz", "gut_2.fq.gz"].map(|name| shared.join("truth/sim").join(name));
    let started = Instant::now();
    let (hosts, others) = count_by_class(&filter, open(&simulated, Layout::Paired)?)?;
    let seconds = started.elapsed().as_secs_f64();
    println!("| simulated gut, microbes | {} |", others.row());
    let mut genomes = Vec::new();
    for name in ["reference", "query"] {
        let path = shared.join("data/genomes").join(name);
        let entries = std::fs::read_dir(&path).map_err(|error| Error::io("read", &path, error))?;
        genomes.extend(entries.flatten().map(|entry| entry.path()));
    }
    for length in [150, 5_000] {
        let mut all = Count::default();
        for path in &genomes {
            let windows = windows(&sequence_of(path)?, length);
            all.add(count(&filter, source_of(windows, Layout::Single)?)?);
        }
        println!(
            "| genomes of microbes in pieces of {length} | {} |",
            all.row()
        );
    }
    let mut stool = Count::default();
    for name in STOOL {
        let path = [shared.join("data/reads").join(name)];
        stool.add(count(&filter, open(&path, Layout::Single)?)?);
    }
    println!("| stool, real | {} |", stool.row());
    println!(
        "\nsimulated gut, human pairs with 50 bases or more: {}; {:.0} pairs a second and thread, reading included",
        hosts.share(),
        (hosts.fragments + others.fragments) as f64 / seconds
    );

    let half = folder.join("half.fa");
    let (first, second) = sequence.split_at(sequence.len() / 2);
    std::fs::write(&half, [b">half\n", first, b"\n"].concat())
        .map_err(|error| Error::io("write", &half, error))?;
    let filter = build(&[half], &folder.join("half.nuka"))?;
    let reads = cut(second, 150, 2, 0.006, 100_000);
    let found = count(&filter, source_of(reads, Layout::Interleaved)?)?;
    println!(
        "2 x 150 of one half, filter of the other: {} found",
        found.share()
    );
    Ok(())
}

#[derive(Debug, Default, Clone, Copy)]
struct Count {
    fragments: u64,
    found: u64,
}

impl Count {
    fn add(&mut self, other: Count) {
        self.fragments += other.fragments;
        self.found += other.found;
    }

    fn share(self) -> String {
        format!(
            "{:.3} %",
            100.0 * self.found as f64 / self.fragments.max(1) as f64
        )
    }

    fn row(self) -> String {
        format!("{} | {}", self.fragments, self.found)
    }
}

fn build(files: &[PathBuf], out: &Path) -> Result<HostFilter> {
    let pool = rayon::ThreadPoolBuilder::new()
        .build()
        .map_err(|error| Error::new(ErrorKind::Parameter, error.to_string()))?;
    let plan = FilterPlan {
        files: files.to_vec(),
        taxid: 9606,
        name: "Homo sapiens".to_string(),
        memory: MemoryBudget::default(),
    };
    plan.build(&pool, out, &|_| ())?;
    HostFilter::open(out)
}

fn open(paths: &[PathBuf], layout: Layout) -> Result<ReadSource> {
    ReadSource::from_paths(paths, layout, BatchSize::default())
}

fn source_of(reads: Vec<u8>, layout: Layout) -> Result<ReadSource> {
    let streams = vec![("memory", Cursor::new(reads))];
    ReadSource::from_streams(streams, layout, BatchSize::default())
}

fn count(filter: &HostFilter, source: ReadSource) -> Result<Count> {
    let (hosts, mut all) = count_by_class(filter, source)?;
    all.add(hosts);
    Ok(all)
}

/// Fragments whose names say that they are the host's, and the others. Fragments of
/// gaps of the assembly, with hardly a base, are nobody's.
fn count_by_class(filter: &HostFilter, mut source: ReadSource) -> Result<(Count, Count)> {
    let mut finder = HostFinder::new(filter);
    let (mut batch, mut is_host) = (ReadBatch::new(), Vec::new());
    let (mut hosts, mut others) = (Count::default(), Count::default());
    while let Some(raw) = source.next_raw()? {
        raw.parse(&mut batch)?;
        finder.find(&batch, &mut is_host);
        for (fragment, &is_host) in batch.fragments().zip(&is_host) {
            let mates = [Some(fragment.first()), fragment.second()];
            let bases = mates.iter().flatten().flat_map(|read| read.sequence);
            if bases.filter(|&&base| base != b'N').count() < 50 {
                continue;
            }
            let is_named_host = fragment
                .first()
                .id()
                .windows(5)
                .any(|part| part == b"|host");
            let class = if is_named_host {
                &mut hosts
            } else {
                &mut others
            };
            class.fragments += 1;
            class.found += u64::from(is_host);
        }
    }
    Ok((hosts, others))
}

/// All sequences of a file, parted by an N.
fn sequence_of(path: &Path) -> Result<Vec<u8>> {
    let mut source = open(&[path.to_path_buf()], Layout::Single)?;
    let (mut batch, mut sequence) = (ReadBatch::new(), Vec::new());
    while let Some(raw) = source.next_raw()? {
        raw.parse(&mut batch)?;
        for fragment in batch.fragments() {
            sequence.extend(fragment.first().sequence.to_ascii_uppercase());
            sequence.push(b'N');
        }
    }
    Ok(sequence)
}

fn windows(sequence: &[u8], length: usize) -> Vec<u8> {
    let windows = sequence
        .chunks_exact(length)
        .filter(|window| !window.contains(&b'N'));
    let records = windows.flat_map(|window| [b">w\n", window, b"\n"]);
    records.flatten().copied().collect()
}

/// Reads cut at random, with substitutions; no read holds an ambiguous base.
fn cut(sequence: &[u8], length: usize, mates: usize, errors: f64, fragments: usize) -> Vec<u8> {
    let mut rng = StdRng::seed_from_u64(22);
    let span = if mates == 2 { FRAGMENT_BP } else { length };
    let mut text = Vec::new();
    let mut made = 0;
    while made < fragments {
        let start = rng.random_range(0..sequence.len() - span);
        let fragment = &sequence[start..start + span];
        if fragment.contains(&b'N') {
            continue;
        }
        made += 1;
        let reverse = bio::alphabets::dna::revcomp(fragment);
        for strand in [fragment, &reverse].iter().take(mates) {
            text.extend_from_slice(b">r\n");
            text.extend(strand[..length].iter().map(|&base| {
                if rng.random::<f64>() >= errors {
                    return base;
                }
                let others: Vec<u8> = b"ACGT".iter().copied().filter(|&o| o != base).collect();
                others[rng.random_range(0..3)]
            }));
            text.push(b'\n');
        }
    }
    text
}
