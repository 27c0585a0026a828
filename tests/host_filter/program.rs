//! The program: filters built and told of, host reads counted and written.

use super::support::genomes::{fasta, fastq, random_genome};
use super::support::lab::Lab;

#[test]
fn what_is_no_host_genome_is_refused() {
    let lab = Lab::new();
    lab.write("poly.fa", &fasta("poly", &[b'A'; 5_000]));
    lab.write("gap.fa", &fasta("gap", &[b'N'; 5_000]));
    let build = "db build --quiet --filter --out out/x.nuka --genomes";
    let refused = |what: &str, files: &str, words: &[&str]| {
        lab.refused(what, &format!("{build} {files}"), words);
    };
    refused("a repeat alone", "poly.fa", &["poly.fa", "no k-mer"]);
    refused("gaps alone", "poly.fa gap.fa", &["no k-mer"]);
    refused("reads", "g0.fna reads.fq", &["reads.fq", "FASTQ", "r1"]);
    refused("no file", "nothing.fa", &["nothing.fa"]);
    let own = "db build --quiet --filter --out g0.fna --genomes g0.fna";
    lab.refused("its own output", own, &["g0.fna", "--out"]);
    let several = "db build --quiet --genomes g0.fna g1.fna --out out/x.nuka";
    lab.refused(
        "several genomes without --filter",
        several,
        &["--genomes", "table"],
    );
}

#[test]
fn a_filter_tells_what_it_was_made_from() {
    let lab = Lab::new();
    let run = |arguments: &str| {
        let outcome = lab.run(arguments);
        assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
        outcome.stdout
    };
    run("db build --quiet --filter --genomes g1.fna g0.fna --out a.nuka");
    run("db build --quiet --filter --genomes g0.fna --taxid 10090 --name Mouse --out b.nuka");
    // A table of genomes and a list of files are the same genomes.
    run("db build --quiet --filter --genomes genomes.tsv --out c.nuka");
    run("db build --quiet --filter --genomes g3.fna g2.fna g1.fna g0.fna --out d.nuka");
    assert_eq!(lab.read("c.nuka"), lab.read("d.nuka"));
    let inspect = |name: &str| -> serde_json::Value {
        let text = run(&format!("db inspect --json {name}"));
        serde_json::from_slice(&text).unwrap()
    };
    let (a, b) = (inspect("a.nuka"), inspect("b.nuka"));
    assert_eq!(a["kind"], "filter");
    assert_eq!(a["parameters"]["name"], "Homo sapiens");
    assert_eq!(a["parameters"]["sources"][0]["name"], "g0.fna");
    assert_eq!(a["parameters"]["bases"], 12_500);
    assert_eq!(b["parameters"]["name"], "Mouse");
    assert_eq!(b["parameters"]["taxid"], 10_090);
    run("db verify --quiet a.nuka");
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
    assert!(!lab.path("q/non_host").exists());

    for threads in [1, 8] {
        let out = format!("t{threads}");
        run(&format!(
            "profile --quiet --db gut.nuka --host-db host.nuka --non-host-out --relabel \
             --threads {threads} --sample s --out {out} both.fq"
        ));
        assert_eq!(
            lab.read(&format!("{out}/non_host/s.fq")),
            lab.read("reads.fq")
        );
        assert!(!lab.path(&format!("{out}/host")).exists());
        // Of the host's reads not even the calls are written.
        let calls = String::from_utf8(lab.read(&format!("{out}/relabelled/s.tsv"))).unwrap();
        let names: Vec<&str> = calls
            .lines()
            .map(|line| line.split('\t').nth(1).unwrap())
            .collect();
        assert_eq!(names.len(), 20);
        assert!(names.iter().all(|name| !name.ends_with('h')));
    }

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
