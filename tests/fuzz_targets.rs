//! The bodies of the fuzz targets on seeds and seeded mutations of them, with
//! stable Rust and in a few seconds.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "the helpers of a test fail as a test does"
)]

#[path = "fuzz/bodies.rs"]
mod bodies;
mod support;

use bodies::{TARGETS, Target, container};
use nuka::profile::formats::{Format, SampleColumns, write_formats};
use nuka::profile::{ProfileSet, read_tidy};
use std::panic::catch_unwind;
use std::time::{Duration, Instant};
use support::compress::{bzip2, gzip, xz, zstd};
use support::genomes::{Random, fasta, fastq};
use support::lab::{Lab, one_genus};

const MUTATIONS: usize = 4_000;
/// No single input is long; one that takes this long is a hang in the making.
const LONGEST: Duration = Duration::from_secs(5);

/// Inputs that are right, and some that once were handled wrongly.
fn seeds(target: &str, lab: &Lab) -> Vec<Vec<u8>> {
    let genome = &lab.genomes[0][..400];
    let reads = fastq(genome, 3, 30, "/1");
    match target {
        "reads" => {
            let mates = [&reads[..], b"\xff", &fastq(genome, 3, 30, "/2")].concat();
            let texts = [reads.clone(), fasta("g", genome), gzip(&reads), mates];
            let choices = (0..9_u8).flat_map(|choice| {
                texts
                    .iter()
                    .map(move |text| [&[choice], &text[..]].concat())
            });
            // A FASTA header alone at the end of a batch.
            choices
                .chain([b"\x02>a\nA\n>b\n>c\nA\n\xff>a\nA\n>b\n>c\nA\n".to_vec()])
                .collect()
        }
        "compression" => vec![gzip(&reads), bzip2(&reads), xz(&reads), zstd(&reads), reads],
        "taxdump" => {
            let merged = b"\xff9\t|\t11\t|\n".to_vec();
            vec![
                [
                    lab.read("taxdump/nodes.dmp"),
                    vec![0xff],
                    lab.read("taxdump/names.dmp"),
                    merged,
                ]
                .concat(),
            ]
        }
        "lineages" => vec![
            b"d__Bacteria;p__P;c__C;o__O;f__F;g__G;s__G s\nd__Bacteria;g__;s__\ng__G;s__G s;t__1\n"
                .to_vec(),
        ],
        "kraken2_taxonomy" => vec![lab.read("k2/taxo.k2d")],
        "kraken2_options" => vec![lab.read("k2/opts.k2d")],
        "kraken2_table" => vec![one_genus(&[genome.to_vec()]).table()],
        "native_file" => vec![lab.read("gut.nuka"), container(&[("params", b"{}")])],
        "native_sections" => vec![sections_of(lab)],
        "genome_table" => vec![
            b"path\taccession\ttaxid\tlineage\ng.fna\tA\t5\td__A;s__b\n".to_vec(),
            b"path,lineage\n\"g.fna\",\"d__A;s__b, c\"\n".to_vec(),
        ],
        "profiles" => {
            let outcome =
                lab.run("classify --quiet --db gut.nuka --output - --report r.txt reads.fq far.fq");
            assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
            let tidy = "sample\ttaxid\tname\trank\tlineage\treads\nS\t1\troot\tno rank\t\t9\n\
                        S\t0\tunclassified\tno rank\t\t3\nS\t11\tG s\tspecies\td__B;s__G s\t7\n";
            // Counts whose sum no number holds.
            let huge = format!(
                "1\t{0}\t{0}\tU\t0\tunclassified\n1\t{0}\t{0}\tR\t1\troot\n",
                u64::MAX
            );
            let full = "sample\ttaxid\tname\trank\tlineage\tstatus\treads\tsequence_share\n\
                        S\t0\tunknown\tno rank\t\tpresent\t3\t0.3\n\
                        S\t9\thost\tno rank\t\tpresent\t2\t0.2\n\
                        S\t10\tB\tdomain\td__B\tpresent\t5\t0.5\n\
                        S\t11\tG s\tspecies\td__B;s__G s\tpresent\t4\t0.4\n";
            let set = ProfileSet::new(read_tidy(full.as_bytes()).unwrap()).unwrap();
            let formats = Format::ALL
                .into_iter()
                .filter(|format| *format != Format::Biom);
            let files = write_formats(
                &lab.path("formats"),
                &set,
                &SampleColumns::new(),
                &formats.collect(),
            );
            let files = files.unwrap().into_iter();
            let files = files.filter(|name| !name.starts_with("dictionary"));
            let written = files.map(|name| std::fs::read(lab.path("formats").join(name)).unwrap());
            let given = [
                lab.read("r.txt"),
                tidy.into(),
                tidy.replace('9', &u64::MAX.to_string()).into(),
                huge.into(),
            ];
            given.into_iter().chain(written).collect()
        }
        "study_tables" => vec![
            b"participant,bmi,fibre\np1,21.5,NA\n\"p,2\",,3e5\n".to_vec(),
            b"sample\tparticipant\ns1\tp1\ns2\tp2\n".to_vec(),
        ],
        "learning_plan" => vec![
            b"outcome = \"bmi\"\ncovariates = [\"fat\"]\nseed = 1\n\n[taxa]\nrank = \"genus\"\n\
              min_prevalence = 0.1\npseudo_count = 0.5\nremainder = \"parts\"\n\n[model]\n\
              kind = \"elastic-net\"\nl1_ratio = 0.5\n\n[validation]\npermutations = 99\n"
                .to_vec(),
        ],
        _ => Vec::new(),
    }
}

/// The sections of a small database, separated as the target wants them.
fn sections_of(lab: &Lab) -> Vec<u8> {
    let whole = lab.read("gut.nuka");
    let description = lab.run("db inspect --json gut.nuka");
    let description: serde_json::Value = serde_json::from_slice(&description.stdout).unwrap();
    let sections = description["sections"]
        .as_array()
        .unwrap()
        .iter()
        .map(|section| {
            let at = section["offset"].as_u64().unwrap() as usize;
            whole[at..at + section["bytes"].as_u64().unwrap() as usize].to_vec()
        });
    sections.collect::<Vec<_>>().join(&0xff)
}

/// One to four changes of the kinds that break parsers.
fn mutate(random: &mut Random, bytes: &mut Vec<u8>, other: &[u8]) {
    const WORDS: [u64; 8] = [
        0,
        1,
        u64::MAX,
        u64::MAX / 2,
        1 << 31,
        1 << 32,
        1 << 40,
        4096,
    ];
    for _ in 0..=random.below(4) {
        let length = bytes.len();
        let at = random.below(length + 1);
        let end = at + random.below((length - at).min(40) + 1);
        match random.below(9) {
            0 if at < length => bytes[at] ^= 1 << random.below(8),
            1 if at < length => bytes[at] = random.next() as u8,
            2 => bytes.insert(at, random.next() as u8),
            3 => drop(bytes.drain(at..end)),
            4 => bytes.truncate(at),
            5 => {
                let copy = bytes[at..end].to_vec();
                bytes.splice(at..at, copy);
            }
            6 => {
                let from = random.below(other.len() + 1);
                let to = from + random.below((other.len() - from).min(200) + 1);
                bytes.splice(at..end, other[from..to].iter().copied());
            }
            7 if length >= 8 => {
                let at = random.below(length / 8) * 8;
                let word = WORDS[random.below(WORDS.len())];
                bytes[at..at + 8].copy_from_slice(&word.to_le_bytes());
            }
            _ if at < length => bytes[at] = b"\n\r\t|>@+;,_\"0-\0 "[random.below(15)],
            _ => {}
        }
    }
}

fn run(target: Target, bytes: &[u8]) {
    let (name, body) = target;
    let started = Instant::now();
    let outcome = catch_unwind(|| body(bytes));
    let taken = started.elapsed();
    if outcome.is_err() || taken > LONGEST {
        let path = std::env::temp_dir().join(format!("nuka-{name}.input"));
        std::fs::write(&path, bytes).unwrap();
        panic!("{name} after {taken:?}: the input is in {}", path.display());
    }
}

/// Where asked for, the seeds become the corpus of the real fuzzer.
fn write_corpus(name: &str, seeds: &[Vec<u8>]) {
    let Some(corpus) = std::env::var_os("NUKA_FUZZ_CORPUS") else {
        return;
    };
    let folder = std::path::PathBuf::from(corpus).join(name);
    std::fs::create_dir_all(&folder).unwrap();
    for (number, seed) in seeds.iter().enumerate() {
        std::fs::write(folder.join(format!("seed-{number}")), seed).unwrap();
    }
}

#[test]
fn no_mutation_of_any_input_breaks_a_parser() {
    let lab = Lab::new();
    for &target in TARGETS {
        let seeds = seeds(target.0, &lab);
        assert!(!seeds.is_empty(), "{}", target.0);
        write_corpus(target.0, &seeds);
        seeds.iter().for_each(|seed| run(target, seed));
        let mut random = Random::new(1);
        for _ in 0..MUTATIONS {
            let mut bytes = seeds[random.below(seeds.len())].clone();
            let other = &seeds[random.below(seeds.len())];
            mutate(&mut random, &mut bytes, other);
            run(target, &bytes);
        }
    }
    bodies::clean_up();
}

#[test]
fn every_target_has_a_file_and_a_binary() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz");
    let manifest = std::fs::read_to_string(folder.join("Cargo.toml")).unwrap();
    for (name, _) in TARGETS {
        assert!(manifest.contains(&format!("name = \"{name}\"")), "{name}");
        let file = folder.join("fuzz_targets").join(format!("{name}.rs"));
        assert!(
            std::fs::read_to_string(file)
                .unwrap()
                .contains(&format!("bodies::{name}(bytes)"))
        );
    }
    assert_eq!(manifest.matches("[[bin]]").count(), TARGETS.len());
}
