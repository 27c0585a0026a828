//! Small cases in which Kraken 2 does something one would not guess.
//!
//! What is expected was compared with runs of Kraken 2 2.1.2 on the same databases
//! and reads. Carriage returns, comments, the rank codes of domains and the order
//! of unseen children differ in that version; they follow the sources of 2.17.1.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "the helpers of a test fail as a test does"
)]

#[path = "support/kraken2_files.rs"]
mod kraken2_files;
#[path = "support/program.rs"]
mod program;

use kraken2_files::{Kraken2Files, Row, random_bases};
use nuka::minimizer::Kraken2Shape;
use program::{assert_same_bytes, nuka, run};
use std::fs;
use std::path::PathBuf;
use tempfile::TempDir;

/// Taxa with unranked ones between and below the levels, and odd names.
const ROWS: [Row<'_>; 9] = [
    (1, 1, "no rank", "root"),
    (2, 1, "domain", "Bacteria"),
    (9, 1, "acellular root", "Viruses"),
    (3, 2, "clade", "a clade"),
    (5, 9, "no rank", "unclassified \"viruses\""),
    (10, 3, "genus", "[Clostridium]  x"),
    (11, 10, "species", "[Clostridium] 'one', <x> & y"),
    (12, 10, "species", "two"),
    (13, 11, "strain", "one str. A:1|b"),
];

/// A database and a folder for what is read from and written with it.
struct Bench {
    folder: TempDir,
    threads: &'static str,
}

fn shape() -> Kraken2Shape {
    Kraken2Shape {
        k: 21,
        l: 15,
        spaced_seed_mask: 0,
        ..Kraken2Shape::default()
    }
}

fn bases(seed: u64) -> String {
    String::from_utf8(random_bases(seed, 60)).unwrap()
}

impl Bench {
    fn new(files: &Kraken2Files<'_>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        files.write(folder.path());
        Self {
            folder,
            threads: "1",
        }
    }

    /// One genome for each taxon that has no other below it, and one above.
    fn usual() -> Self {
        Self::new(&Kraken2Files {
            shape: shape(),
            rows: ROWS.to_vec(),
            genomes: [5, 10, 12, 13]
                .map(|taxid| (taxid, random_bases(taxid, 60)))
                .into(),
            options_bytes: 64,
            minimum_hash: 0,
        })
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn read(&self, name: &str) -> String {
        String::from_utf8(fs::read(self.path(name)).unwrap()).unwrap()
    }

    /// The calls for some texts of reads; `{}` in an argument stands for the folder.
    fn calls(&self, arguments: &str, texts: &[&str]) -> String {
        let mut command = nuka();
        command.args(["classify", "--quiet", "--threads", self.threads, "--db"]);
        command.arg(self.folder.path());
        let folder = self.folder.path().to_str().unwrap();
        command.args(
            arguments
                .split_whitespace()
                .map(|word| word.replace("{}", folder)),
        );
        for (number, text) in texts.iter().enumerate() {
            let path = self.path(&format!("reads{number}"));
            fs::write(&path, text).unwrap();
            command.arg(path);
        }
        String::from_utf8(run(&mut command).stdout).unwrap()
    }
}

fn fastq(header: &str, bases: &str) -> String {
    format!("@{header}\n{bases}\n+\n{}\n", "I".repeat(bases.len()))
}

#[track_caller]
fn assert_text(found: &str, expected: &str) {
    assert_same_bytes(found.as_bytes(), expected.as_bytes(), "text");
}

#[test]
fn hit_lists_of_short_empty_and_ambiguous_reads() {
    let (a, n) = (bases(13), "N".repeat(30));
    let text = [
        fastq("short", &a[..20]),
        fastq("empty", ""),
        fastq("exact", &a[..21]),
        fastq("ends-in-n", &(a[..30].to_string() + "N")),
        fastq("all-n", &n),
        fastq("late-n", &format!("{}R{}", &a[..21], &a[22..])),
        fastq("lower", &a.to_lowercase()),
        fastq("iupac-and-gap", &format!("{}-{}.", &a[..28], &a[29..59])),
    ];
    let found = Bench::usual().calls("--minimum-hit-groups 1", &[&text.concat()]);
    assert_text(
        &found,
        "\
         U\tshort\t0\t20\t0:0\n\
         U\tempty\t0\t0\t0:0\n\
         C\texact\t13\t21\t13:1\n\
         C\tends-in-n\t13\t31\t13:10 A:1 \n\
         U\tall-n\t0\t30\tA:10 \n\
         C\tlate-n\t13\t60\t13:1 A:20 13:19\n\
         C\tlower\t13\t60\t13:40\n\
         C\tiupac-and-gap\t13\t60\t13:8 A:20 13:11 A:1 \n",
    );
}

#[test]
fn hit_lists_of_pairs() {
    let (a, b) = (bases(13), bases(12));
    let first = [
        ("p/1", &a[..]),
        ("q", ""),
        ("s", &a[..20]),
        ("t", "NNNNNNNNNNNNNNNNNNNNNNN"),
        ("/1", &b[..]),
        ("a/1", &b[..25]),
    ];
    let second = [
        ("p/2", &b[..]),
        ("q", &a[..]),
        ("s", ""),
        ("t", "ACGNNNNNNNNNNNNNNNNNNNNN"),
        ("/2", &b[..]),
        ("a/2", &a[..25]),
    ];
    let [first, second] =
        [first, second].map(|reads| reads.map(|(name, bases)| fastq(name, bases)).concat());
    let found = Bench::usual().calls("--paired --use-names", &[&first, &second]);
    assert_text(
        &found,
        "\
         C\tp\t[Clostridium]  x (taxid 10)\t60|60\t13:40 |:| 12:40\n\
         C\tq\tone str. A:1|b (taxid 13)\t0|60\t|:| 13:40\n\
         U\ts\tunclassified (taxid 0)\t20|0\t|:|\n\
         U\tt\tunclassified (taxid 0)\t23|24\tA:3 |:| A:4 \n\
         C\t/1\ttwo (taxid 12)\t60|60\t12:40 |:| 12:40\n\
         C\ta\t[Clostridium]  x (taxid 10)\t25|25\t12:5 |:| 13:5\n",
    );
}

#[test]
fn quick_mode_counts_before_it_stops() {
    let text = [
        fastq("a/1", &bases(13)),
        fastq("b", &bases(99)),
        fastq("c", &(bases(10) + &bases(12))),
    ]
    .concat();
    let found = Bench::usual().calls("--quick", &[&text]);
    assert_text(
        &found,
        "\
         C\ta/1\t13\t60\t13:Q\n\
         U\tb\t0\t60\t0:Q\n\
         C\tc\t10\t120\t10:Q\n",
    );
    // With one hit group it stops before anything is counted.
    let found = Bench::usual().calls("--quick --minimum-hit-groups 1", &[&text]);
    assert_text(
        &found,
        "\
         U\ta/1\t0\t60\t0:Q\n\
         U\tb\t0\t60\t0:Q\n\
         U\tc\t0\t120\t0:Q\n",
    );
}

#[test]
fn a_carriage_return_alone_is_a_base() {
    let bench = Bench::usual();
    let a = &bases(13)[..40];
    let split = "--classified-out {}/c --unclassified-out {}/u";
    let text = format!(
        "@e\r\n\r\n+\r\n\r\n@f \r\n{a}\r\n+\r\n{a}\r\n@g\tx \r\nA\r\n+\r\nI\r\n@h\r\n\r\n+\r\n\r\n"
    );
    assert_text(
        &bench.calls(split, &[&text]),
        "\
         U\te\t0\t1\t0:0\n\
         C\tf\t13\t40\t13:20\n\
         U\tg\t0\t1\t0:0\n\
         U\th\t0\t1\t0:0\n",
    );
    assert_text(
        &bench.read("c"),
        "\
         @f kraken:taxid|13 \r\n\
         TTAAACTAGAGCTGGATCGTATGCGGGTAGAACATAACGC\n\
         +\n\
         TTAAACTAGAGCTGGATCGTATGCGGGTAGAACATAACGC\n",
    );
    assert_text(
        &bench.read("u"),
        "\
         @e\n\
         \r\n\
         +\n\
         \r\n\
         @g x \n\
         A\n\
         +\n\
         I\n\
         @h\n\
         \r\n\
         +\n\
         \r\n",
    );
    let text = format!(
        ">e\r\n\r\n>f\r\n{}\r\n\r\n{}\r\n\r\n>g\r\n>h  \r\nA\r\n\r\n",
        &a[..20],
        &a[20..]
    );
    assert_text(
        &bench.calls(split, &[&text]),
        "\
         U\te\t0\t1\t0:0\n\
         C\tf\t13\t40\t13:20\n\
         U\tg\t0\t0\t0:0\n\
         U\th\t0\t1\t0:0\n",
    );
    assert_text(
        &bench.read("c"),
        "\
         >f kraken:taxid|13\n\
         TTAAACTAGAGCTGGATCGTATGCGGGTAGAACATAACGC\n",
    );
    assert_text(
        &bench.read("u"),
        "\
         >e\n\
         \r\n\
         >g\n\
         \n\
         >h  \n\
         A\n",
    );
}

#[test]
fn reads_are_written_again_with_their_comments_on_one_line() {
    let bench = Bench::usual();
    let (a, b) = (bases(13), bases(99));
    let fasta = format!(
        ">a/1 c  d \n{}\n\n{}\n>b\n{b}\n>\n\n>  e\n{b}\n",
        &a[..35],
        &a[35..]
    );
    bench.calls(
        "--classified-out {}/c --unclassified-out {}/u --output -",
        &[&fasta],
    );
    assert_text(
        &bench.read("c"),
        "\
         >a/1 kraken:taxid|13 c  d \n\
         TTAAACTAGAGCTGGATCGTATGCGGGTAGAACATAACGCGGGTAAACATGGTACAAGCA\n",
    );
    assert_text(
        &bench.read("u"),
        "\
         >b\n\
         TGTCTTACAATCACCACAGTTAGCTGTCGCGGTCCCGTGCTAACAATATGTATAAAGGTC\n\
         >\n\
         \n\
         >  e\n\
         TGTCTTACAATCACCACAGTTAGCTGTCGCGGTCCCGTGCTAACAATATGTATAAAGGTC\n",
    );
    let first = format!(
        "@a/1 x\n{}\n+a/1 x\n!{}\n@e\n\n+\n\n",
        &a[..40],
        "@".repeat(39)
    );
    let second = format!(">a/2\ty\n{}\n>e z\n", &a[20..]) + "\n";
    let calls = bench.calls(
        "--paired --minimum-base-quality 30 --classified-out {}/c#.x --unclassified-out {}/u#.x",
        &[&first, &second],
    );
    assert_text(
        &calls,
        "\
         C\ta\t13\t40|40\t13:20 |:| 13:20\n\
         U\te\t0\t0|0\t|:|\n",
    );
    assert_text(
        &bench.read("c_1.x"),
        "\
         @a/1 kraken:taxid|13 x\n\
         xTAAACTAGAGCTGGATCGTATGCGGGTAGAACATAACGC\n\
         +\n\
         !@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@\n",
    );
    assert_text(
        &bench.read("c_2.x"),
        "\
         >a/2 kraken:taxid|13 y\n\
         ATGCGGGTAGAACATAACGCGGGTAAACATGGTACAAGCA\n",
    );
    assert_text(
        &bench.read("u_1.x"),
        "\
         >e\n\
         \n",
    );
    assert_text(
        &bench.read("u_2.x"),
        "\
         >e z\n\
         \n",
    );
}

#[test]
fn reports_of_unranked_taxa_with_and_without_zero_counts() {
    let bench = Bench::usual();
    let text = [
        fastq("a", &bases(13)),
        fastq("b", &bases(12)),
        fastq("c", &bases(10)),
        fastq("d", &bases(13)),
        fastq("e", &bases(99)),
        fastq("f", &bases(5)[..21]),
    ]
    .concat();
    bench.calls("--output - --report {}/r", &[&text]);
    assert_text(
        &bench.read("r"),
        "\
         \x2033.33\t2\t2\tU\t0\tunclassified\n\
         \x2066.67\t4\t0\tR\t1\troot\n\
         \x2066.67\t4\t0\tD\t2\t  Bacteria\n\
         \x2066.67\t4\t0\tD1\t3\t    a clade\n\
         \x2066.67\t4\t1\tG\t10\t      [Clostridium]  x\n\
         \x2033.33\t2\t0\tS\t11\t        [Clostridium] 'one', <x> & y\n\
         \x2033.33\t2\t2\tS1\t13\t          one str. A:1|b\n\
         \x2016.67\t1\t1\tS\t12\t        two\n",
    );
    bench.calls(
        "--output - --report {}/r --report-zero-counts --report-minimizer-data",
        &[&text],
    );
    assert_text(
        &bench.read("r"),
        "\
         \x2033.33\t2\t2\t0\t0\tU\t0\tunclassified\n\
         \x2066.67\t4\t0\t42\t31\tR\t1\troot\n\
         \x2066.67\t4\t0\t41\t30\tD\t2\t  Bacteria\n\
         \x2066.67\t4\t0\t41\t30\tD1\t3\t    a clade\n\
         \x2066.67\t4\t1\t41\t30\tG\t10\t      [Clostridium]  x\n\
         \x2033.33\t2\t0\t22\t11\tS\t11\t        [Clostridium] 'one', <x> & y\n\
         \x2033.33\t2\t2\t22\t11\tS1\t13\t          one str. A:1|b\n\
         \x2016.67\t1\t1\t8\t8\tS\t12\t        two\n\
         \x20 0.00\t0\t0\t1\t1\tR1\t9\t  Viruses\n\
         \x20 0.00\t0\t0\t1\t1\tR2\t5\t    unclassified \"viruses\"\n",
    );
    bench.calls("--output - --report {}/r --use-mpa-style", &[&text]);
    assert_text(
        &bench.read("r"),
        "\
         d__Bacteria\t4\n\
         d__Bacteria|g__[Clostridium]  x\t4\n\
         d__Bacteria|g__[Clostridium]  x|s__[Clostridium] 'one', <x> & y\t2\n\
         d__Bacteria|g__[Clostridium]  x|s__two\t1\n",
    );
}

#[test]
fn reports_without_a_call() {
    let bench = Bench::usual();
    let text = fastq("e", &bases(99));
    bench.calls("--output - --report {}/r", &[&text]);
    assert_text(&bench.read("r"), "100.00\t1\t1\tU\t0\tunclassified\n");
    bench.calls("--output - --report {}/r --use-mpa-style", &[&text]);
    assert_text(&bench.read("r"), "");
}

#[test]
fn many_children_with_equal_counts_stand_where_the_library_sort_leaves_them() {
    let names: Vec<String> = (0..40).map(|number| format!("s{number}")).collect();
    let species = (0..40_u64).zip(&names);
    let rows = [(1, 1, "no rank", "root"), (2, 1, "genus", "G")]
        .into_iter()
        .chain(species.map(|(number, name)| (100 + number, 2, "species", &**name)));
    let bench = Bench::new(&Kraken2Files {
        shape: shape(),
        rows: rows.collect(),
        genomes: (100..140)
            .map(|taxid| (taxid, random_bases(taxid, 60)))
            .collect(),
        options_bytes: 64,
        minimum_hash: 0,
    });
    // Every second species is called once, each seventh twice; 103 is hit but not called.
    let called = (0..40).filter(|number| number % 2 == 0 || number % 7 == 0);
    let mut text: String = called
        .clone()
        .map(|number| fastq("r", &bases(100 + number)))
        .collect();
    text.extend(
        called
            .filter(|number| number % 7 == 0)
            .map(|number| fastq("r", &bases(100 + number))),
    );
    text += &fastq("r", &bases(103)[..21]);
    bench.calls("--output - --report {}/r --report-zero-counts", &[&text]);
    let order: Vec<String> = bench
        .read("r")
        .lines()
        .skip(3)
        .map(|line| line.split('\t').nth(4).unwrap()[1..].to_string())
        .collect();
    assert_eq!(
        order.join(" "),
        "14 28 21 35 07 00 06 26 30 24 22 02 20 32 18 16 34 12 36 10 08 04 38 03 33 39 31 37 29 27 25 23 19 17 15 13 11 09 05 01"
    );
}

#[test]
fn databases_from_before_2_0_8_take_other_minimizers() {
    let bench = |options_bytes| {
        let version = i32::from(options_bytes == 64);
        Bench::new(&Kraken2Files {
            shape: Kraken2Shape {
                reverse_complement_version: version,
                ..shape()
            },
            rows: ROWS.to_vec(),
            genomes: vec![(13, random_bases(13, 60))],
            options_bytes,
            minimum_hash: 0,
        })
    };
    let other_strand = bio::alphabets::dna::revcomp(random_bases(13, 60));
    let text = [
        fastq("a", &bases(13)),
        fastq("b", std::str::from_utf8(&other_strand).unwrap()),
    ]
    .concat();
    assert_text(
        &bench(64).calls("", &[&text]),
        "\
         C\ta\t13\t60\t13:40\n\
         C\tb\t13\t60\t13:40\n",
    );
    assert_text(
        &bench(48).calls("", &[&text]),
        "\
         C\ta\t13\t60\t13:40\n\
         U\tb\t0\t60\t0:40\n",
    );
}

#[test]
fn minimizers_below_the_least_hash_are_not_looked_up() {
    let mut files = Kraken2Files {
        shape: shape(),
        rows: ROWS.to_vec(),
        genomes: vec![(13, random_bases(13, 60)), (12, random_bases(13, 60))],
        options_bytes: 64,
        minimum_hash: 1 << 63,
    };
    let text = fastq("a", &bases(13));
    assert_text(
        &Bench::new(&files).calls("", &[&text]),
        "U\ta\t0\t60\t0:8 10:7 0:25\n",
    );
    // An option alone, with a full table, hides what lies below it.
    files.minimum_hash = 0;
    let bench = Bench::new(&files);
    assert_text(&bench.calls("", &[&text]), "C\ta\t10\t60\t10:40\n");
    let mut options = fs::read(bench.path("opts.k2d")).unwrap();
    options[47] = 0x80;
    fs::write(bench.path("opts.k2d"), options).unwrap();
    assert_text(&bench.calls("", &[&text]), "U\ta\t0\t60\t0:8 10:7 0:25\n");
}

#[test]
fn a_common_ancestor_of_a_tie_needs_support_of_its_own() {
    let bench = Bench::usual();
    let text = [
        fastq("tie", &(bases(12) + "N" + &bases(13))),
        fastq("more", &(bases(12) + "N" + &bases(13)[..50])),
    ]
    .concat();
    let found: String = ["0", "0.1", "0.3", "0.31", "0.6", "0.9", "1"]
        .map(|share| bench.calls(&format!("--confidence {share}"), &[&text]))
        .concat();
    let taxa: Vec<&str> = found
        .lines()
        .map(|line| line.split('\t').nth(2).unwrap())
        .collect();
    assert_eq!(taxa.join(" "), "10 12 10 12 10 12 10 12 10 10 0 0 0 0");
}
