//! Broken databases, native and of Kraken 2.

use super::support::genomes::Random;
use super::support::kraken2_tree::{Node, taxonomy};
use super::support::lab::{Lab, check_refusal};
use super::{Broken, OUTPUTS, classify_refuses};
use std::fs;
use xxhash_rust::xxh3::xxh3_64;

const PAGE: usize = 4096;

/// Makes the header's checksum right again.
fn sign(bytes: &mut [u8]) {
    let checksum = xxh3_64(&bytes[..PAGE - 8]);
    bytes[PAGE - 8..PAGE].copy_from_slice(&checksum.to_le_bytes());
}

fn put(bytes: &mut [u8], at: usize, word: u64) {
    bytes[at..at + 8].copy_from_slice(&word.to_le_bytes());
}

/// Changes a file of a copy of the Kraken 2 database, `bad`.
fn change_kraken2(lab: &Lab, name: &str, change: impl FnOnce(&mut Vec<u8>)) {
    lab.copy_kraken2("bad");
    let path = format!("bad/{name}");
    lab.change(&path, &path, change);
}

fn put_taxonomy(lab: &Lab, nodes: &[Node]) {
    change_kraken2(lab, "taxo.k2d", |bytes| *bytes = taxonomy(nodes));
}

const KINDS: &[Broken] = &[
    Broken {
        name: "no database",
        prepare: |_| {},
        arguments: "--db no.nuka reads.fq",
        words: &["no.nuka", "No such file"],
    },
    Broken {
        name: "an empty folder",
        prepare: |lab| fs::create_dir_all(lab.path("empty")).unwrap(),
        arguments: "--db empty reads.fq",
        words: &["empty", "no database in this folder", "hash.k2d"],
    },
    Broken {
        name: "an empty file",
        prepare: |lab| lab.write("x.nuka", b""),
        arguments: "--db x.nuka reads.fq",
        words: &["x.nuka", "empty"],
    },
    Broken {
        name: "garbage",
        prepare: |lab| {
            let mut random = Random::new(3);
            let noise: Vec<u8> = (0..20_000).map(|_| random.next() as u8).collect();
            lab.write("x.nuka", &noise);
        },
        arguments: "--db x.nuka reads.fq",
        words: &["x.nuka", "not a nuka database"],
    },
    Broken {
        name: "reads in place of the database",
        prepare: |_| {},
        arguments: "--db reads.fq reads.fq",
        words: &["reads.fq", "not a nuka database", "nuka db build"],
    },
    Broken {
        name: "one file of a Kraken 2 database",
        prepare: |_| {},
        arguments: "--db k2/hash.k2d reads.fq",
        words: &["hash.k2d", "folder of a Kraken 2 database"],
    },
    Broken {
        name: "a magic number and nothing more",
        prepare: |lab| lab.change("gut.nuka", "x.nuka", |bytes| bytes.truncate(8)),
        arguments: "--db x.nuka reads.fq",
        words: &["x.nuka", "found 8 bytes"],
    },
    Broken {
        name: "a longer file",
        prepare: |lab| lab.change("gut.nuka", "x.nuka", |bytes| bytes.push(0)),
        arguments: "--db x.nuka reads.fq",
        words: &["x.nuka", "expected"],
    },
    Broken {
        name: "a future format",
        prepare: |lab| {
            lab.change("gut.nuka", "x.nuka", |bytes| {
                bytes[8] = 99;
                sign(bytes);
            });
        },
        arguments: "--db x.nuka reads.fq",
        words: &["x.nuka", "format version 99", "this program reads version"],
    },
    Broken {
        name: "a section of impossible length",
        prepare: |lab| {
            lab.change("gut.nuka", "x.nuka", |bytes| {
                put(bytes, 16 + 16, u64::MAX - 5);
                sign(bytes);
            });
        },
        arguments: "--db x.nuka reads.fq",
        words: &["x.nuka", "header"],
    },
    Broken {
        name: "a section without its name",
        prepare: |lab| {
            lab.change("gut.nuka", "x.nuka", |bytes| {
                bytes[16] = b'?';
                sign(bytes);
            });
        },
        arguments: "--db x.nuka reads.fq",
        words: &["x.nuka", "no section `params`"],
    },
    Broken {
        name: "quick mode of a native database",
        prepare: |_| {},
        arguments: "--db gut.nuka --quick reads.fq",
        words: &["quick", "Kraken 2 databases only"],
    },
    Broken {
        name: "no opts.k2d",
        prepare: |lab| {
            lab.copy_kraken2("bad");
            fs::remove_file(lab.path("bad/opts.k2d")).unwrap();
        },
        arguments: "--db bad reads.fq",
        words: &["bad/opts.k2d", "No such file"],
    },
    Broken {
        name: "no hash.k2d",
        prepare: |lab| {
            lab.copy_kraken2("bad");
            fs::remove_file(lab.path("bad/hash.k2d")).unwrap();
        },
        arguments: "--db bad reads.fq",
        words: &["bad/hash.k2d", "No such file"],
    },
    Broken {
        name: "opts.k2d too short",
        prepare: |lab| change_kraken2(lab, "opts.k2d", |bytes| bytes.truncate(39)),
        arguments: "--db bad reads.fq",
        words: &["bad/opts.k2d", "found 39 bytes", "at least 40"],
    },
    Broken {
        name: "a protein database",
        prepare: |lab| change_kraken2(lab, "opts.k2d", |bytes| bytes[32] = 0),
        arguments: "--db bad reads.fq",
        words: &["bad/opts.k2d", "protein database"],
    },
    Broken {
        name: "impossible lengths in opts.k2d",
        prepare: |lab| change_kraken2(lab, "opts.k2d", |bytes| put(bytes, 8, 32)),
        arguments: "--db bad reads.fq",
        words: &["bad/opts.k2d", "minimizer length 32"],
    },
    Broken {
        name: "hash.k2d cut",
        prepare: |lab| {
            change_kraken2(lab, "hash.k2d", |bytes| bytes.truncate(bytes.len() - 1));
        },
        arguments: "--db bad reads.fq",
        words: &["bad/hash.k2d", "bytes, expected"],
    },
    Broken {
        name: "hash.k2d too long",
        prepare: |lab| change_kraken2(lab, "hash.k2d", |bytes| bytes.push(0)),
        arguments: "--db bad reads.fq",
        words: &["bad/hash.k2d", "bytes, expected"],
    },
    Broken {
        name: "hash.k2d without its header",
        prepare: |lab| change_kraken2(lab, "hash.k2d", |bytes| bytes.truncate(31)),
        arguments: "--db bad reads.fq",
        words: &["bad/hash.k2d", "found 31 bytes"],
    },
    Broken {
        name: "hash.k2d of endless capacity",
        prepare: |lab| change_kraken2(lab, "hash.k2d", |bytes| put(bytes, 0, u64::MAX)),
        arguments: "--db bad reads.fq",
        words: &["bad/hash.k2d", "more than any file has"],
    },
    Broken {
        name: "hash.k2d with impossible cells",
        prepare: |lab| change_kraken2(lab, "hash.k2d", |bytes| put(bytes, 16, u64::MAX)),
        arguments: "--db bad reads.fq",
        words: &["bad/hash.k2d", "key", "value bits"],
    },
    Broken {
        name: "taxo.k2d that is none",
        prepare: |lab| change_kraken2(lab, "taxo.k2d", |bytes| bytes[0] = b'k'),
        arguments: "--db bad reads.fq",
        words: &["bad/taxo.k2d", "K2TAXDAT"],
    },
    Broken {
        name: "taxo.k2d cut",
        prepare: |lab| change_kraken2(lab, "taxo.k2d", |bytes| bytes.truncate(100)),
        arguments: "--db bad reads.fq",
        words: &["bad/taxo.k2d", "found 100 bytes, expected"],
    },
    Broken {
        name: "taxo.k2d with endless counts",
        prepare: |lab| change_kraken2(lab, "taxo.k2d", |bytes| put(bytes, 8, u64::MAX)),
        arguments: "--db bad reads.fq",
        words: &["bad/taxo.k2d", "overflow"],
    },
    Broken {
        name: "taxo.k2d with more taxa than bytes",
        prepare: |lab| change_kraken2(lab, "taxo.k2d", |bytes| put(bytes, 8, 1 << 40)),
        arguments: "--db bad reads.fq",
        words: &["bad/taxo.k2d", "bytes, expected"],
    },
    Broken {
        name: "taxo.k2d with a cycle",
        prepare: |lab| {
            put_taxonomy(
                lab,
                &[
                    (0, 1, "root", "no rank"),
                    (3, 2, "a", "genus"),
                    (2, 3, "b", "genus"),
                ],
            );
        },
        arguments: "--db bad reads.fq",
        words: &["bad/taxo.k2d", "a parent must come before its children"],
    },
    Broken {
        name: "taxo.k2d with one taxid twice",
        prepare: |lab| {
            put_taxonomy(
                lab,
                &[
                    (0, 1, "root", "no rank"),
                    (1, 2, "a", "genus"),
                    (1, 2, "b", "genus"),
                ],
            );
        },
        arguments: "--db bad reads.fq",
        words: &["bad/taxo.k2d", "taxid 2 occurs twice"],
    },
    Broken {
        name: "taxo.k2d with scattered children",
        prepare: |lab| {
            put_taxonomy(
                lab,
                &[
                    (0, 1, "root", "no rank"),
                    (1, 2, "a", "genus"),
                    (2, 3, "b", "species"),
                    (1, 4, "c", "genus"),
                ],
            );
        },
        arguments: "--db bad reads.fq",
        words: &["bad/taxo.k2d", "side by side"],
    },
    Broken {
        name: "taxo.k2d as deep as it is long",
        prepare: |lab| {
            let deep: Vec<Node> = (0..5_000).map(|i| (i, i + 1, "x", "no rank")).collect();
            put_taxonomy(lab, &deep);
        },
        arguments: "--db bad reads.fq",
        words: &["bad/taxo.k2d", "levels below the root"],
    },
    Broken {
        name: "taxo.k2d with more taxa than the cells can name",
        prepare: |lab| {
            let mut many: Vec<Node> = vec![(0, 1, "root", "no rank")];
            many.extend((2..2_000).map(|taxid| (1, taxid, "x", "species")));
            put_taxonomy(lab, &many);
        },
        arguments: "--db bad reads.fq",
        words: &["bad/hash.k2d", "2000 taxa do not fit into 10 value bits"],
    },
];

#[test]
fn broken_databases_give_one_clear_error() {
    classify_refuses(&Lab::new(), KINDS);
}

#[test]
fn inspect_and_verify_refuse_them_too() {
    let lab = Lab::new();
    let no_database = KINDS
        .iter()
        .filter(|kind| !kind.arguments.contains("--quick"));
    for kind in no_database {
        (kind.prepare)(&lab);
        let database = kind.arguments.split(' ').nth(1).unwrap();
        for command in ["inspect", "inspect --json", "verify"] {
            lab.refused(kind.name, &format!("db {command} {database}"), kind.words);
        }
    }
}

#[test]
fn a_database_cut_at_any_page_is_refused() {
    let lab = Lab::new();
    let whole = lab.read("gut.nuka");
    for border in (0..=whole.len()).step_by(PAGE) {
        for length in [border.wrapping_sub(1), border, border + 1] {
            if length >= whole.len() {
                continue;
            }
            lab.write("x.nuka", &whole[..length]);
            let what = format!("cut to {length} of {} bytes", whole.len());
            lab.refused(
                &what,
                &format!("classify --db x.nuka {OUTPUTS} reads.fq"),
                &["x.nuka"],
            );
        }
    }
}

#[test]
fn a_flipped_byte_anywhere_is_found_by_verify_and_harms_no_run() {
    let lab = Lab::new();
    let whole = lab.read("gut.nuka");
    let description = lab.run("db inspect --json gut.nuka");
    let description: serde_json::Value = serde_json::from_slice(&description.stdout).unwrap();
    let mut places: Vec<(usize, String)> =
        [0, 7, 8, 11, 12, 16, 24, 40, 48, 1000, 4087, 4088, 4095]
            .map(|at| (at, String::new()))
            .to_vec();
    let mut names = Vec::new();
    for section in description["sections"].as_array().unwrap() {
        let name = section["name"].as_str().unwrap().to_string();
        let offset = section["offset"].as_u64().unwrap() as usize;
        let length = section["bytes"].as_u64().unwrap() as usize;
        names.push(name.clone());
        // First, middle and last byte, and the padding after it.
        let padded = length.next_multiple_of(PAGE);
        for at in [0, length / 2, length - 1, length, padded - 1] {
            places.push((offset + at.min(padded - 1), name.clone()));
        }
    }
    assert_eq!(
        names,
        [
            "params", "taxonomy", "sets", "facts", "genomes", "spread", "chunks", "table"
        ]
    );
    for (at, section) in places {
        let mut flipped = whole.clone();
        flipped[at] ^= 0x20;
        lab.write("x.nuka", &flipped);
        let what = format!("byte {at} in section {section}");
        let words = if section.is_empty() {
            vec!["x.nuka"]
        } else {
            vec!["x.nuka", &section]
        };
        lab.refused(&what, "db verify x.nuka", &words);
        // Calls use no more than is compared; what only profiles use is compared by them,
        // but for the chunks, which are as large as the table.
        let outcome = lab.run("classify --quiet --db x.nuka reads.fq");
        let unused = ["table", "genomes", "spread", "chunks"];
        if !unused.contains(&section.as_str()) {
            check_refusal(&what, &outcome, &words);
        } else {
            assert_eq!(outcome.code, Some(0), "{what}: {}", outcome.stderr);
        }
    }
}

#[test]
fn the_deepest_tree_that_is_taken_can_be_reported() {
    let lab = Lab::new();
    let ranks = ["no rank", "genus", "species"];
    let deep: Vec<Node> = (0..1_000)
        .map(|i| (i, i + 1, "x", ranks[i as usize % 3]))
        .collect();
    put_taxonomy(&lab, &deep);
    for style in ["", "--use-mpa-style", "--report-minimizer-data"] {
        let arguments =
            format!("classify --db bad --report out/r.txt --report-zero-counts {style} reads.fq");
        let outcome = lab.run(&arguments);
        assert_eq!(outcome.code, Some(0), "{style}: {}", outcome.stderr);
        let lines = lab.read("out/r.txt").split(|&byte| byte == b'\n').count();
        assert!(lines > 600, "{style}: {lines} lines");
    }
}

#[test]
fn a_table_of_noise_never_ends_a_run_badly() {
    let lab = Lab::new();
    let mut random = Random::new(11);
    change_kraken2(&lab, "hash.k2d", |bytes| {
        bytes[32..]
            .iter_mut()
            .for_each(|byte| *byte = random.next() as u8);
    });
    let outcome = lab.run("classify --db bad --report out/r.txt --report-minimizer-data reads.fq");
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
}
