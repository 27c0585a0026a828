//! The same bytes whatever the number of threads, the compression of the reads,
//! or whether they come from a file or a pipe.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "the helpers of a test fail as a test does, and say what they skip"
)]

#[path = "support/kraken2_files.rs"]
mod kraken2_files;
#[path = "support/program.rs"]
mod program;

use kraken2_files::{Kraken2Files, random_bases};
use nuka::minimizer::Kraken2Shape;
use program::{assert_same_bytes, nuka, run};
use std::fs::{self, File};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use tempfile::TempDir;

const THREADS: [&str; 4] = ["1", "2", "3", "8"];

/// Two genera with two species each.
const SPECIES: [(u64, &str); 4] = [
    (11, "d__Bacteria;g__A;s__A one"),
    (12, "d__Bacteria;g__A;s__A two"),
    (21, "d__Bacteria;g__B;s__B one"),
    (22, "d__Bacteria;g__B;s__B two"),
];

/// The genome of a species; species of a genus share their first half.
fn genome(taxid: u64) -> Vec<u8> {
    [random_bases(taxid / 10, 3_000), random_bases(taxid, 3_000)].concat()
}

fn kraken2_database() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    Kraken2Files {
        shape: Kraken2Shape {
            k: 21,
            l: 15,
            spaced_seed_mask: 0,
            ..Kraken2Shape::default()
        },
        rows: vec![
            (1, 1, "no rank", "root"),
            (2, 1, "superkingdom", "Bacteria"),
            (10, 2, "genus", "A"),
            (20, 2, "genus", "B"),
            (11, 10, "species", "A one"),
            (12, 10, "species", "A two"),
            (21, 20, "species", "B one"),
            (22, 20, "species", "B two"),
        ],
        genomes: SPECIES.map(|(taxid, _)| (taxid, genome(taxid))).into(),
        options_bytes: 64,
        minimum_hash: 0,
    }
    .write(folder.path());
    folder
}

/// Pieces of the genomes and of nothing known, with an ambiguous base here and there.
fn piece(number: usize, length: usize) -> Vec<u8> {
    let mut bases = match SPECIES.get(number % 5) {
        Some(&(taxid, _)) => genome(taxid),
        None => random_bases(number as u64 + 100, length),
    };
    let start = (number * 37) % (bases.len() - length + 1);
    bases = bases[start..start + length].to_vec();
    if number % 7 == 3 {
        bases[length / 2] = b'N';
    }
    bases
}

/// Three batches of pairs, as two FASTQ texts.
fn pairs() -> [Vec<u8>; 2] {
    [1, 2].map(|mate| {
        let mut text = Vec::new();
        for number in 0..25_000 {
            let bases = piece(number + (mate - 1) * 3, 24 + number % 9);
            let bases = String::from_utf8(bases).unwrap();
            let quality = "I".repeat(bases.len());
            writeln!(text, "@r{number}/{mate} c\n{bases}\n+\n{quality}").unwrap();
        }
        text
    })
}

/// Three batches of single reads, as wrapped FASTA.
fn singles() -> Vec<u8> {
    let mut text = Vec::new();
    for number in 0..3_500 {
        writeln!(text, ">s{number}").unwrap();
        for line in piece(number, 2_500).chunks(80) {
            text.extend(line);
            text.push(b'\n');
        }
    }
    text
}

/// The text plain and in every compression, as files; xz only where the program is.
fn files(folder: &Path, name: &str, text: &[u8]) -> Vec<PathBuf> {
    let mut files = vec![(String::new(), text.to_vec())];
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(text).unwrap();
    files.push((".gz".to_string(), gzip.finish().unwrap()));
    let mut bzip2 = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::fast());
    bzip2.write_all(text).unwrap();
    files.push((".bz2".to_string(), bzip2.finish().unwrap()));
    let zstd = zstd::stream::encode_all(text, 1).unwrap();
    files.push((".zst".to_string(), zstd));
    let paths: Vec<PathBuf> = files
        .iter()
        .map(|(ending, bytes)| {
            let path = folder.join(format!("{name}{ending}"));
            fs::write(&path, bytes).unwrap();
            path
        })
        .collect();
    let xz = Command::new("xz")
        .args(["-0", "-k"])
        .arg(&paths[0])
        .status();
    match xz {
        Ok(status) if status.success() => {
            let xz = folder.join(format!("{name}.xz"));
            [paths, vec![xz]].concat()
        }
        _ => {
            eprintln!("SKIPPED xz: no program of that name");
            paths
        }
    }
}

/// Calls and report of a run.
fn classify(database: &Path, threads: &str, reads: &[&Path], stdin: Stdio) -> [Vec<u8>; 2] {
    let folder = tempfile::tempdir().unwrap();
    let report = folder.path().join("report");
    let mut command = nuka();
    command
        .args(["classify", "--quiet", "--threads", threads, "--db"])
        .arg(database)
        .arg("--report")
        .arg(&report);
    if database.is_dir() {
        command.arg("--report-minimizer-data");
    }
    if reads.len() == 2 {
        command.arg("--paired");
    }
    let calls = run(command.args(reads).stdin(stdin)).stdout;
    [calls, fs::read(report).unwrap()]
}

#[track_caller]
fn assert_same(found: &[Vec<u8>; 2], expected: &[Vec<u8>; 2], what: &str) {
    assert_same_bytes(&found[0], &expected[0], &format!("calls, {what}"));
    assert_same_bytes(&found[1], &expected[1], &format!("report, {what}"));
}

#[test]
fn pairs_give_the_same_bytes_in_any_compression_at_any_number_of_threads() {
    let database = kraken2_database();
    let folder = tempfile::tempdir().unwrap();
    let [first, second] = pairs();
    let first = files(folder.path(), "1.fq", &first);
    let second = files(folder.path(), "2.fq", &second);
    let expected = classify(
        database.path(),
        "1",
        &[&first[0], &second[0]],
        Stdio::null(),
    );
    assert_eq!(expected[0].iter().filter(|&&b| b == b'\n').count(), 25_000);
    for (first, second) in first.iter().zip(&second) {
        for threads in THREADS {
            let found = classify(database.path(), threads, &[first, second], Stdio::null());
            let what = format!("{}, {threads} threads", first.display());
            assert_same(&found, &expected, &what);
        }
    }
}

#[test]
fn single_reads_give_the_same_bytes_from_a_file_and_from_a_pipe() {
    let database = kraken2_database();
    let folder = tempfile::tempdir().unwrap();
    let formats = files(folder.path(), "s.fa", &singles());
    let expected = classify(database.path(), "1", &[&formats[0]], Stdio::null());
    assert_eq!(expected[0].iter().filter(|&&b| b == b'\n').count(), 3_500);
    for (path, threads) in formats.iter().zip(THREADS.iter().cycle()) {
        let what = format!("{}, {threads} threads", path.display());
        let found = classify(database.path(), threads, &[path], Stdio::null());
        assert_same(&found, &expected, &what);
        let mut cat = Command::new("cat")
            .arg(path)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let pipe = cat.stdout.take().unwrap();
        let found = classify(database.path(), threads, &[Path::new("-")], pipe.into());
        assert!(cat.wait().unwrap().success());
        assert_same(&found, &expected, &format!("{what}, by a pipe"));
        let file = File::open(path).unwrap();
        let found = classify(database.path(), threads, &[Path::new("-")], file.into());
        assert_same(&found, &expected, &format!("{what}, as standard input"));
    }
}

/// Builds a native database with the genomes in some order.
fn native_database(folder: &Path, order: [usize; 4], threads: &str) -> PathBuf {
    let mut table = "path\taccession\tlineage\n".to_string();
    for (taxid, lineage) in order.map(|place| SPECIES[place]) {
        let bases = String::from_utf8(genome(taxid)).unwrap();
        fs::write(folder.join(format!("{taxid}.fa")), format!(">c\n{bases}\n")).unwrap();
        table += &format!("{taxid}.fa\tG{taxid}\t{lineage}\n");
    }
    let genomes = folder.join("genomes.tsv");
    fs::write(&genomes, table).unwrap();
    let database = folder.join(format!("{order:?}.{threads}.nuka"));
    run(nuka()
        .args(["db", "build", "--quiet", "--threads", threads, "--genomes"])
        .arg(genomes)
        .arg("--out")
        .arg(&database));
    database
}

#[test]
fn a_native_database_is_the_same_at_any_number_of_threads_and_order_of_genomes() {
    let folder = tempfile::tempdir().unwrap();
    let database = native_database(folder.path(), [0, 1, 2, 3], "1");
    let expected = fs::read(&database).unwrap();
    for (order, threads) in [
        ([0, 1, 2, 3], "8"),
        ([3, 1, 0, 2], "1"),
        ([2, 3, 1, 0], "8"),
    ] {
        let other = native_database(folder.path(), order, threads);
        assert!(fs::read(&other).unwrap() == expected, "{}", other.display());
    }

    let reads = folder.path().join("s.fa");
    fs::write(&reads, singles()).unwrap();
    let expected = classify(&database, "1", &[&reads], Stdio::null());
    for threads in THREADS {
        let found = classify(&database, threads, &[&reads], Stdio::null());
        assert_same(&found, &expected, &format!("{threads} threads"));
    }
}

/// Calls, report and the split reads of pairs, in files with this ending.
fn split_pairs(database: &Path, threads: &str, reads: [&Path; 2], ending: &str) -> Vec<Vec<u8>> {
    let folder = tempfile::tempdir().unwrap();
    let name = |stem: &str| folder.path().join(format!("{stem}{ending}"));
    run(nuka()
        .args(["classify", "--quiet", "--paired", "--threads", threads])
        .arg("--db")
        .arg(database)
        .arg("--output")
        .arg(name("calls"))
        .arg("--report")
        .arg(name("report"))
        .arg("--classified-out")
        .arg(name("c#.fq"))
        .arg("--unclassified-out")
        .arg(name("u#.fq"))
        .args(reads));
    ["calls", "report", "c_1.fq", "c_2.fq", "u_1.fq", "u_2.fq"]
        .map(|stem| fs::read(name(stem)).unwrap())
        .to_vec()
}

#[test]
fn outputs_named_gz_are_the_same_text_compressed_to_the_same_bytes() {
    let database = kraken2_database();
    let folder = tempfile::tempdir().unwrap();
    let reads = [1, 2].map(|mate| folder.path().join(format!("{mate}.fq")));
    for (path, text) in reads.iter().zip(pairs()) {
        fs::write(path, text).unwrap();
    }
    let reads = [&*reads[0], &*reads[1]];
    let plain = split_pairs(database.path(), "2", reads, "");
    let expected = split_pairs(database.path(), "1", reads, ".gz");
    for (plain, compressed) in plain.iter().zip(&expected) {
        let mut text = Vec::new();
        let mut stream = flate2::bufread::MultiGzDecoder::new(&compressed[..]);
        stream.read_to_end(&mut text).unwrap();
        assert!(!text.is_empty());
        assert_same_bytes(&text, plain, "text of an output named .gz");
    }
    for threads in ["2", "8"] {
        let found = split_pairs(database.path(), threads, reads, ".gz");
        assert!(found == expected, "{threads} threads");
    }
}
