//! Broken reads.

use super::support::compress::{bzip2, gzip, xz, zstd};
use super::support::genomes::{Random, fastq, record};
use super::support::lab::Lab;
use super::{Broken, OUTPUTS, classify_refuses};

const ONE_READ: &[u8] = b"@r\nACGT\n+\nIIII\n";

/// 20 reads of which line `line` (from 1) is replaced.
fn with_line(lab: &Lab, line: usize, text: &[u8]) -> Vec<u8> {
    let reads = lab.read("reads.fq");
    let mut lines: Vec<&[u8]> = reads.split(|&byte| byte == b'\n').collect();
    lines[line - 1] = text;
    lines.join(&b'\n')
}

/// `count` pairs' worth of first or second mates, as short as can be.
fn mates(count: usize, ending: &str) -> Vec<u8> {
    let records = (1..=count).map(|i| record(&format!("p{i}{ending}"), b"ACGT"));
    records.collect::<Vec<_>>().concat()
}

const KINDS: &[Broken] = &[
    Broken {
        name: "an empty file",
        prepare: |lab| lab.write("x.fq", b""),
        arguments: "--db gut.nuka x.fq",
        words: &["x.fq", "empty"],
    },
    Broken {
        name: "an empty gzip file",
        prepare: |lab| lab.write("x.fq.gz", &gzip(b"")),
        arguments: "--db gut.nuka x.fq.gz",
        words: &["x.fq.gz", "empty"],
    },
    Broken {
        name: "an empty file among good ones",
        prepare: |lab| lab.write("x.fq", b""),
        arguments: "--db gut.nuka reads.fq x.fq reads.fq",
        words: &["x.fq", "empty"],
    },
    Broken {
        name: "empty standard input",
        prepare: |_| {},
        arguments: "--db gut.nuka -",
        words: &["standard input", "empty"],
    },
    Broken {
        name: "a binary file",
        prepare: |lab| lab.write("x.fq", b"\x7fELF\x02\x01\x01\0\0\0\n@>"),
        arguments: "--db gut.nuka x.fq",
        words: &["x.fq, line 1", "0x7f", "FASTQ"],
    },
    Broken {
        name: "a binary file in gzip",
        prepare: |lab| lab.write("x.bam", &gzip(b"BAM\x01\0\0\0")),
        arguments: "--db gut.nuka x.bam",
        words: &["x.bam, line 1", "`B`"],
    },
    Broken {
        name: "a binary file that begins like reads",
        prepare: |lab| {
            let mut random = Random::new(7);
            let noise = (0..50_000).map(|_| random.next() as u8);
            lab.write("x.fq", &[vec![b'@'], noise.collect()].concat());
        },
        arguments: "--db gut.nuka x.fq",
        words: &["x.fq, line", "record"],
    },
    Broken {
        name: "text that is no reads",
        prepare: |_| {},
        arguments: "--db gut.nuka genomes.tsv",
        words: &["genomes.tsv, line 1", "`p`"],
    },
    Broken {
        name: "a folder",
        prepare: |_| {},
        arguments: "--db gut.nuka taxdump",
        words: &["taxdump", "folder"],
    },
    Broken {
        name: "missing files, all named",
        prepare: |_| {},
        arguments: "--db gut.nuka no1.fq reads.fq no2.fq",
        words: &["no1.fq", "no2.fq", "No such file"],
    },
    Broken {
        name: "standard input twice",
        prepare: |_| {},
        arguments: "--db gut.nuka - -",
        words: &["standard input", "once"],
    },
    Broken {
        name: "quality shorter than the sequence",
        prepare: |lab| lab.write("x.fq", &with_line(lab, 12, b"III")),
        arguments: "--db gut.nuka x.fq",
        words: &[
            "x.fq, line 9, record 3 (r3)",
            "found 100 bases and 3 quality letters",
        ],
    },
    Broken {
        name: "quality longer than the sequence",
        prepare: |lab| lab.write("x.fq", &with_line(lab, 10, b"ACGT")),
        arguments: "--db k2 x.fq",
        words: &["x.fq, line 9, record 3 (r3)", "differ in length"],
    },
    Broken {
        name: "no plus",
        prepare: |lab| lab.write("x.fq", &with_line(lab, 7, b"-")),
        arguments: "--db gut.nuka x.fq",
        words: &["x.fq, line 7, record 2 (r2)", "must begin with +"],
    },
    Broken {
        name: "no at sign",
        prepare: |lab| lab.write("x.fq", &with_line(lab, 5, b"r2")),
        arguments: "--db gut.nuka x.fq",
        words: &["x.fq, line 5, record 2", "found `r2`"],
    },
    Broken {
        name: "FASTQ wrapped over lines",
        prepare: |lab| lab.write("x.fq", b"@r\nACGT\nACGT\n+\nIIII\nIIII\n"),
        arguments: "--db gut.nuka x.fq",
        words: &["x.fq, line 3, record 1 (r)", "must begin with +"],
    },
    Broken {
        name: "line ends of carriage returns alone",
        prepare: |lab| lab.write("x.fq", b"@r\rACGT\r+\rIIII\r"),
        arguments: "--db gut.nuka x.fq",
        words: &["x.fq, line 1, record 1", "middle of a record"],
    },
    Broken {
        name: "one endless line",
        prepare: |lab| lab.write("x.fq", &[b"@", &vec![b'A'; 3_000_000][..]].concat()),
        arguments: "--db gut.nuka x.fq",
        words: &["x.fq, line 1, record 1", "middle of a record"],
    },
    Broken {
        name: "a name with terminal escapes",
        prepare: |lab| lab.write("x.fq", b"@r\x1b[2Jx\nACGT\n+\nII\n"),
        arguments: "--db gut.nuka x.fq",
        words: &["record 1 (r\\u{1b}[2Jx)"],
    },
    Broken {
        name: "text after the reads",
        prepare: |lab| lab.change("reads.fq", "x.fq", |b| b.extend(b"the end\n")),
        arguments: "--db gut.nuka x.fq",
        words: &["x.fq, line 81, record 21", "found `the end`"],
    },
    Broken {
        name: "FASTA that ends with a header",
        prepare: |lab| lab.write("x.fa", b">a\nACGT\n>b\n"),
        arguments: "--db gut.nuka x.fa",
        words: &["x.fa, line 3, record 2", "middle of a record"],
    },
    Broken {
        name: "gzip with garbage after its end",
        prepare: |lab| lab.write("x.fq.gz", &[gzip(ONE_READ), b"garbage".to_vec()].concat()),
        arguments: "--db gut.nuka x.fq.gz",
        words: &["x.fq.gz", "gzip data"],
    },
    Broken {
        name: "gzip with a wrong checksum",
        prepare: |lab| {
            lab.change("reads.fq", "x.fq.gz", |bytes| {
                *bytes = gzip(bytes);
                let at = bytes.len() - 6;
                bytes[at] ^= 1;
            });
        },
        arguments: "--db gut.nuka x.fq.gz",
        words: &["x.fq.gz", "gzip data are damaged"],
    },
    Broken {
        name: "the second of two gzip members cut",
        prepare: |lab| {
            let member = gzip(&lab.read("reads.fq"));
            lab.write(
                "x.fq.gz",
                &[&member[..], &member[..member.len() / 2]].concat(),
            );
        },
        arguments: "--db gut.nuka x.fq.gz",
        words: &["x.fq.gz", "gzip data end in the middle"],
    },
    Broken {
        name: "xz that asks for 4 GiB of memory",
        prepare: |lab| {
            let mut bytes = xz(ONE_READ);
            // The dictionary size of the block header, and the header's CRC32.
            bytes[16] = 40;
            let mut crc = flate2::Crc::new();
            crc.update(&bytes[12..20]);
            bytes.splice(20..24, crc.sum().to_le_bytes());
            lab.write("x.fq.xz", &bytes);
        },
        arguments: "--db gut.nuka x.fq.xz",
        words: &["x.fq.xz", "more than 2048 MiB of memory"],
    },
    Broken {
        name: "pairs in an odd number of files",
        prepare: |_| {},
        arguments: "--db gut.nuka --paired r_1.fq",
        words: &["two files", "found 1"],
    },
    Broken {
        name: "the second mates missing",
        prepare: |_| {},
        arguments: "--db gut.nuka --paired r_1.fq no_2.fq",
        words: &["no_2.fq", "No such file"],
    },
    Broken {
        name: "fewer second mates",
        prepare: |lab| {
            lab.write("x.fq", &mates(20, "/1"));
            lab.write("y.fq", &mates(19, "/2"));
        },
        arguments: "--db gut.nuka --paired x.fq y.fq",
        words: &["y.fq, record 20", "y.fq ends after 19 reads, x.fq goes on"],
    },
    Broken {
        name: "fewer first mates",
        prepare: |lab| {
            lab.write("x.fq", &mates(19, "/1"));
            lab.write("y.fq", &mates(20, "/2"));
        },
        arguments: "--db gut.nuka --paired x.fq y.fq",
        words: &["x.fq, record 20", "x.fq ends after 19 reads, y.fq goes on"],
    },
    Broken {
        name: "second mates that end at the border of a batch",
        prepare: |lab| {
            lab.write("x.fq", &mates(10_001, "/1"));
            lab.write("y.fq", &mates(10_000, "/2"));
        },
        arguments: "--db gut.nuka --paired x.fq y.fq",
        words: &["y.fq, record 10001", "ends after 10000 reads"],
    },
    Broken {
        name: "first mates that end at the border of a batch",
        prepare: |lab| {
            lab.write("x.fq", &mates(10_000, "/1"));
            lab.write("y.fq", &mates(10_001, "/2"));
        },
        arguments: "--db k2 --paired x.fq y.fq",
        words: &["x.fq, record 10001", "ends after 10000 reads"],
    },
    Broken {
        name: "a mate missing in the middle",
        prepare: |lab| {
            lab.write("x.fq", &mates(20, "/1"));
            let (before, after) = (mates(4, "/2"), mates(20, "/2"));
            lab.write(
                "y.fq",
                &[&before[..], &after[mates(5, "/2").len()..]].concat(),
            );
        },
        arguments: "--db gut.nuka --paired x.fq y.fq",
        words: &["differ in number"],
    },
    Broken {
        name: "swapped files",
        prepare: |_| {},
        arguments: "--db gut.nuka --paired r_2.fq r_1.fq",
        words: &[
            "r_2.fq, record 1 (r1/2)",
            "the second mate stands first",
            "swap",
        ],
    },
    Broken {
        name: "swapped files, told by Illumina's comments",
        prepare: |lab| {
            lab.write("x.fq", &fastq(&lab.genomes[0], 5, 90, " 1:N:0:ACGT"));
            lab.write("y.fq", &fastq(&lab.genomes[0], 5, 90, " 2:N:0:ACGT"));
        },
        arguments: "--db gut.nuka --paired y.fq x.fq",
        words: &["y.fq, record 1 (r1)", "the second mate stands first"],
    },
    Broken {
        name: "mates of different names",
        prepare: |lab| {
            let renamed = with_line(lab, 17, b"@other/2");
            lab.write("y.fq", &renamed);
        },
        arguments: "--db gut.nuka --paired reads.fq y.fq",
        words: &["reads.fq, record 5 (r5)", "`r5` and `other/2`"],
    },
    Broken {
        name: "one file as both mates",
        prepare: |_| {},
        arguments: "--db gut.nuka --paired r_1.fq ./r_1.fq",
        words: &["r_1.fq", "both as first and as second mates"],
    },
    Broken {
        name: "an odd number of interleaved reads",
        prepare: |lab| {
            let records = ["a/1", "a/2", "b/1"].map(|name| record(name, b"ACGT"));
            lab.write("x.fq", &records.concat());
        },
        arguments: "--db gut.nuka --interleaved x.fq",
        words: &["x.fq, record 3 (b/1)", "no mate"],
    },
    Broken {
        name: "an interleaved read without mate after a whole batch",
        prepare: |lab| {
            let pairs = (1..=10_000).flat_map(|i| {
                [
                    record(&format!("p{i}/1"), b"ACGT"),
                    record(&format!("p{i}/2"), b"ACGT"),
                ]
            });
            let pairs = pairs.collect::<Vec<_>>().concat();
            lab.write("x.fq", &[pairs, record("last/1", b"ACGT")].concat());
        },
        arguments: "--db gut.nuka --interleaved x.fq",
        words: &["x.fq, record 20001 (last/1)", "no mate"],
    },
    Broken {
        name: "interleaved reads that are not",
        prepare: |_| {},
        arguments: "--db gut.nuka --interleaved reads.fq",
        words: &["reads.fq, record 1 (r1)", "`r1` and `r2`"],
    },
    Broken {
        name: "an error in a late batch of many",
        prepare: |lab| {
            let mut reads = fastq(&lab.genomes[1], 1_000, 4_000, "").repeat(16);
            reads.extend(b"@last\nACGT\n+\nIII\n");
            lab.write("x.fq", &reads);
        },
        arguments: "--db gut.nuka x.fq",
        words: &["x.fq, line 64001, record 16001 (last)"],
    },
    Broken {
        name: "two errors in different batches: the first is told",
        prepare: |lab| {
            let reads = fastq(&lab.genomes[1], 1_000, 4_000, "").repeat(4);
            let bad = record("bad", b"ACGT")[..14].to_vec();
            lab.write("x.fq", &[&reads[..], &bad, b"\n", &reads, &bad].concat());
        },
        arguments: "--db gut.nuka x.fq",
        words: &["x.fq, line 16001, record 4001 (bad)"],
    },
];

#[test]
fn broken_reads_give_one_clear_error_at_any_number_of_threads() {
    classify_refuses(&Lab::new(), KINDS);
}

#[test]
fn compressed_reads_cut_at_any_offset_are_refused() {
    let lab = Lab::new();
    let text = fastq(&lab.genomes[0], 3, 40, "");
    let formats = [
        ("gz", gzip(&text), 1),
        ("bz2", bzip2(&text), 5),
        ("zst", zstd(&text), 5),
        ("xz", xz(&text), 5),
    ];
    for (ending, whole, step) in formats {
        let name = format!("x.fq.{ending}");
        lab.write(&name, &whole);
        assert_eq!(
            lab.run(&format!("classify --db gut.nuka {name}")).code,
            Some(0),
            "{name}"
        );
        for length in (0..whole.len()).step_by(step).chain([whole.len() - 1]) {
            lab.write(&name, &whole[..length]);
            let what = format!("{name} cut to {length} of {} bytes", whole.len());
            lab.refused(
                &what,
                &format!("classify --db gut.nuka {OUTPUTS} {name}"),
                &[&name],
            );
        }
    }
}

#[test]
fn a_flipped_bit_in_gzip_is_refused_or_changes_nothing() {
    let lab = Lab::new();
    let whole = gzip(&fastq(&lab.genomes[0], 3, 40, ""));
    lab.write("x.fq.gz", &whole);
    let good = lab.run("classify --db gut.nuka --quiet x.fq.gz");
    for at in (0..whole.len()).step_by(3) {
        let mut flipped = whole.clone();
        flipped[at] ^= 1 << (at % 8);
        lab.write("y.fq.gz", &flipped);
        let outcome = lab.run("classify --db gut.nuka --quiet y.fq.gz");
        // Time and system in gzip's header are covered by no checksum.
        if outcome.code == Some(0) {
            assert_eq!(outcome, good, "byte {at}");
        } else {
            super::support::lab::check_refusal(&format!("byte {at}"), &outcome, &["y.fq.gz"]);
        }
    }
}

#[test]
fn fastq_cut_at_any_offset_is_refused_but_between_reads() {
    let lab = Lab::new();
    let reads = [
        fastq(&lab.genomes[0], 2, 12, ""),
        b"@r3 \r\nAC\r\n+\r\nII\r\n".to_vec(),
    ];
    let borders: Vec<usize> = (1..=2)
        .map(|i| fastq(&lab.genomes[0], 2, 12, "").len() * i / 2)
        .collect();
    let text = reads.concat();
    // A read is whole with or without its last line end (here of one or two bytes).
    let mut whole: Vec<usize> = borders.iter().flat_map(|&at| [at - 1, at]).collect();
    whole.extend([text.len() - 2, text.len() - 1, text.len()]);
    for length in 1..=text.len() {
        lab.write("x.fq", &text[..length]);
        let arguments = format!("classify --db gut.nuka --quiet --output out/{length}.tsv x.fq");
        if whole.contains(&length) {
            assert_eq!(lab.run(&arguments).code, Some(0), "cut to {length} bytes");
        } else {
            lab.refused(
                &format!("cut to {length} bytes"),
                &arguments,
                &["x.fq, line"],
            );
        }
    }
}
