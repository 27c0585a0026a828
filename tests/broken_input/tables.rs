//! Broken tables of genomes, genomes and taxonomies.

use super::support::compress::gzip;
use super::support::lab::Lab;
use super::{Broken, refused_at_any_threads};

/// Writes `x.tsv` with the usual header.
fn table(lab: &Lab, rows: &str) {
    lab.write(
        "x.tsv",
        format!("path\taccession\ttaxid\tlineage\n{rows}").as_bytes(),
    );
}

/// A taxdump whose nodes have these lines more.
fn taxdump_with(lab: &Lab, lines: &str) {
    std::fs::create_dir_all(lab.path("bad")).unwrap();
    lab.write("bad/names.dmp", &lab.read("taxdump/names.dmp"));
    lab.change("taxdump/nodes.dmp", "bad/nodes.dmp", |bytes| {
        bytes.extend(lines.as_bytes())
    });
}

const KINDS: &[Broken] = &[
    Broken {
        name: "no table",
        prepare: |_| {},
        arguments: "db build --out out/x.nuka --genomes no.tsv",
        words: &["no.tsv", "No such file", "path"],
    },
    Broken {
        name: "an empty table",
        prepare: |lab| lab.write("x.tsv", b""),
        arguments: "db build --out out/x.nuka --genomes x.tsv",
        words: &["x.tsv, line 1", "expected path, and taxid or lineage"],
    },
    Broken {
        name: "a table without rows",
        prepare: |lab| table(lab, ""),
        arguments: "db build --out out/x.nuka --genomes x.tsv",
        words: &["x.tsv", "no genomes here"],
    },
    Broken {
        name: "a table without the columns",
        prepare: |lab| lab.write("x.tsv", b"file\tspecies\ng0.fna\tx\n"),
        arguments: "db build --out out/x.nuka --genomes x.tsv",
        words: &["x.tsv, line 1", "`file, species`"],
    },
    Broken {
        name: "a binary table",
        prepare: |lab| lab.change("gut.nuka", "x.tsv", |_| {}),
        arguments: "db build --out out/x.nuka --genomes x.tsv",
        words: &["x.tsv, line 1", "expected path"],
    },
    Broken {
        name: "an endless table",
        prepare: |_| {},
        arguments: "db build --out out/x.nuka --genomes /dev/zero",
        words: &["/dev/zero", "longer than"],
    },
    Broken {
        name: "ten mistakes of a table, all at once",
        prepare: |lab| {
            table(
                lab,
                "g0.fna\tA\t11\t\nno1.fna\tB\t12\t\nno2.fna\tC\t13\t\ng1.fna\tD\tx\t\n\
                 g1.fna\tE\t-5\t\n\tF\t14\t\ng1.fna\tA\t11\t\ng2.fna\tG\t\t\n\
                 g0.fna\tH\t11\t\ng3.fna\tI\t0\t\ntaxdump\tJ\t12\t\n",
            );
        },
        arguments: "db build --out out/x.nuka --genomes x.tsv",
        words: &[
            "x.tsv, line 3, field path",
            "x.tsv, line 4, field path",
            "x.tsv, line 5, field taxid: found `x`",
            "x.tsv, line 6, field taxid: found `-5`",
            "x.tsv, line 7, field path",
            "x.tsv, line 8, field accession: `A` occurs twice, first on line 2",
            "x.tsv, line 9, field taxid: neither",
            "x.tsv, line 10, field path: `g0.fna` occurs twice",
            "x.tsv, line 11, field taxid: found `0`",
            "x.tsv, line 12, field path",
        ],
    },
    Broken {
        name: "a thousand mistakes are counted, not told",
        prepare: |lab| table(lab, &"no.fna\tA\t1\t\n".repeat(1_000)),
        arguments: "db build --out out/x.nuka --genomes x.tsv",
        words: &["x.tsv, line 2", "and 980 more mistakes"],
    },
    Broken {
        name: "malformed lineages, all at once",
        prepare: |lab| {
            table(
                lab,
                "g0.fna\tA\t\tBacteria\ng1.fna\tB\t\ts__x;g__y\ng2.fna\tC\t\t;;\n",
            )
        },
        arguments: "db build --out out/x.nuka --genomes x.tsv",
        words: &[
            "A, field lineage: found step `Bacteria`",
            "B, field lineage: step `g__y`",
            "C, field lineage",
        ],
    },
    Broken {
        name: "no lineage and no taxonomy",
        prepare: |lab| table(lab, "g0.fna\tA\t11\t\n"),
        arguments: "db build --out out/x.nuka --genomes x.tsv",
        words: &["A: the genome has no lineage", "--taxonomy"],
    },
    Broken {
        name: "one taxid for two lineages",
        prepare: |lab| table(lab, "g0.fna\tA\t5\ts__x\ng1.fna\tB\t5\ts__y\n"),
        arguments: "db build --out out/x.nuka --genomes x.tsv",
        words: &["taxid 5 is given to `s__y` and to another lineage"],
    },
    Broken {
        name: "a taxid that the taxonomy does not know",
        prepare: |lab| table(lab, "g0.fna\tA\t11\t\ng1.fna\tB\t777\t\ng2.fna\tC\t888\t\n"),
        arguments: "db build --out out/x.nuka --genomes x.tsv --taxonomy taxdump",
        words: &["B: taxid 777 is not in taxdump", "C: taxid 888"],
    },
    Broken {
        name: "a folder whose genomes name no taxid",
        prepare: |_| {},
        arguments: "db build --out out/x.nuka --genomes .",
        words: &["g0.fna, line 1", "g3.fna, line 1", "kraken:taxid|N"],
    },
    Broken {
        name: "a folder without genomes",
        prepare: |_| {},
        arguments: "db build --out out/x.nuka --genomes k2",
        words: &["k2", "no genomes here"],
    },
    Broken {
        name: "an empty genome",
        prepare: |lab| {
            lab.write("x.fna", b"");
            table(lab, "g0.fna\tA\t\ts__x\nx.fna\tB\t\ts__y\n");
        },
        arguments: "db build --out out/x.nuka --genomes x.tsv",
        words: &["x.fna", "empty"],
    },
    Broken {
        name: "a genome that is no FASTA",
        prepare: |lab| table(lab, "g0.fna\tA\t\ts__x\ngut.nuka\tB\t\ts__y\n"),
        arguments: "db build --out out/x.nuka --genomes x.tsv",
        words: &["gut.nuka, line 1", "first byte"],
    },
    Broken {
        name: "reads in place of a genome",
        prepare: |lab| table(lab, "g0.fna\tA\t\ts__x\nreads.fq\tB\t\ts__y\n"),
        arguments: "db build --out out/x.nuka --genomes x.tsv",
        words: &["reads.fq", "FASTQ", "expected a genome"],
    },
    Broken {
        name: "a genome cut in its compression",
        prepare: |lab| {
            lab.change("g1.fna", "x.fna.gz", |bytes| {
                *bytes = gzip(bytes);
                bytes.truncate(bytes.len() / 2);
            });
            table(lab, "g0.fna\tA\t\ts__x\nx.fna.gz\tB\t\ts__y\n");
        },
        arguments: "db build --out out/x.nuka --genomes x.tsv",
        words: &["x.fna.gz", "gzip data end in the middle"],
    },
    Broken {
        name: "of several broken genomes the first is told",
        prepare: |lab| {
            let mut rows = String::new();
            for number in 0..40 {
                // The later, the sooner it is found to be broken.
                let mut genome = lab.read("g0.fna").repeat(40 - number);
                genome.extend(if number >= 5 { &b">"[..] } else { b"" });
                lab.write(&format!("x{number}.fna"), &genome);
                rows += &format!("x{number}.fna\tA{number:02}\t\ts__x{number}\n");
            }
            table(lab, &rows);
        },
        arguments: "db build --out out/x.nuka --genomes x.tsv",
        words: &["x5.fna", "middle of a record"],
    },
    Broken {
        name: "a taxonomy without names",
        prepare: |lab| {
            std::fs::create_dir_all(lab.path("nameless")).unwrap();
            lab.write("nameless/nodes.dmp", &lab.read("taxdump/nodes.dmp"));
        },
        arguments: "db build --out out/x.nuka --genomes genomes.tsv --taxonomy nameless",
        words: &["nameless/names.dmp", "No such file", "taxdump"],
    },
    Broken {
        name: "a taxonomy with mistakes of every kind, all at once",
        prepare: |lab| {
            taxdump_with(
                lab,
                "20\t|\t77\t|\tgenus\t|\n21\t|\t22\t|\tgenus\t|\n22\t|\t21\t|\tgenus\t|\n\
                 11\t|\t10\t|\tspecies\t|\n23\t|\t23\t|\tno rank\t|\n",
            );
        },
        arguments: "db build --out out/x.nuka --genomes genomes.tsv --taxonomy bad",
        words: &[
            "bad/nodes.dmp, line 7, field parent: taxid 20 is an orphan",
            "line 8, field parent: the parents form a cycle: 21 -> 22 -> 21",
            "line 10: taxid 11 occurs a second time (first on line 3)",
            "line 11, field parent: taxid 23 is its own parent",
        ],
    },
    Broken {
        name: "malformed lines of a taxonomy, all at once",
        prepare: |lab| {
            taxdump_with(
                lab,
                "x\t|\t1\t|\tgenus\t|\n\u{1}\n31|1|genus|\n32\t|\t-1\t|\tgenus\t|\n",
            )
        },
        arguments: "db build --out out/x.nuka --genomes genomes.tsv --taxonomy bad",
        words: &[
            "line 7, field taxid: found `x`",
            "line 8",
            "line 9",
            "line 10, field parent: found `-1`",
        ],
    },
    Broken {
        name: "a taxonomy as deep as it is long",
        prepare: |lab| {
            let chain: String = (100..2_000)
                .map(|taxid| format!("{}\t|\t{taxid}\t|\tno rank\t|\n", taxid + 1))
                .collect();
            taxdump_with(lab, &format!("100\t|\t10\t|\tno rank\t|\n{chain}"));
            table(lab, "g0.fna\tA\t2000\t\n");
        },
        arguments: "db build --out out/x.nuka --genomes x.tsv --taxonomy bad",
        words: &["bad/nodes.dmp", "levels below the root"],
    },
    Broken {
        name: "a taxonomy of noise",
        prepare: |lab| {
            std::fs::create_dir_all(lab.path("bad")).unwrap();
            lab.write("bad/nodes.dmp", &lab.read("gut.nuka"));
            lab.write("bad/names.dmp", &lab.read("gut.nuka"));
        },
        arguments: "db build --out out/x.nuka --genomes genomes.tsv --taxonomy bad",
        words: &["bad/nodes.dmp, line 1", "bad/names.dmp, line 1"],
    },
    Broken {
        name: "k-mers of impossible length",
        prepare: |_| {},
        arguments: "db build --out out/x.nuka --genomes genomes.tsv -k 14 -s 15",
        words: &["found k 14 and s 15"],
    },
    Broken {
        name: "the folder of the output is missing",
        prepare: |_| {},
        arguments: "db build --out no/x.nuka --genomes genomes.tsv",
        words: &["no/x.nuka", "folder exists"],
    },
    Broken {
        name: "the output is a folder",
        prepare: |_| {},
        arguments: "db build --out out --genomes genomes.tsv",
        words: &["out: cannot write", "folder"],
    },
    Broken {
        name: "the output is the table",
        prepare: |_| {},
        arguments: "db build --out ./genomes.tsv --genomes genomes.tsv",
        words: &["--genomes and --out name the same file"],
    },
    Broken {
        name: "the output is a genome",
        prepare: |_| {},
        arguments: "db build --out out/../g2.fna --genomes genomes.tsv",
        words: &["g2.fna", "a genome and --out name the same file"],
    },
    Broken {
        name: "the output is part of the taxonomy",
        prepare: |_| {},
        arguments: "db build --out taxdump/nodes.dmp --genomes genomes.tsv --taxonomy taxdump",
        words: &["the taxonomy and --out name the same file"],
    },
    Broken {
        name: "a full disk",
        prepare: |_| {},
        arguments: "db build --out /dev/full --genomes genomes.tsv",
        words: &["/dev/full", "free some space"],
    },
];

#[test]
fn broken_tables_give_one_clear_error_at_any_number_of_threads() {
    let lab = Lab::new();
    for kind in KINDS {
        refused_at_any_threads(&lab, kind);
    }
}
