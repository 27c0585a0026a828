//! Outputs that cannot be written, and runs that end too early.

use super::OUTPUTS;
use super::support::genomes::{fasta, fastq, random_genome};
use super::support::lab::{Lab, check_refusal};
use super::support::outcome::shell;
use std::time::{Duration, Instant};

/// Arguments of `nuka classify` with outputs of their own, and the words of the error.
const OWN_OUTPUTS: &[(&str, &[&str])] = &[
    (
        "--output no/calls.tsv reads.fq",
        &["no/calls.tsv", "folder exists"],
    ),
    ("--output out reads.fq", &["out: cannot write", "folder"]),
    (
        "--report taxdump reads.fq",
        &["taxdump: cannot write", "folder"],
    ),
    (
        "--output protected.tsv reads.fq",
        &["protected.tsv", "write-protected"],
    ),
    ("--output reads.fq/x reads.fq", &["reads.fq/x"]),
    (
        "--output /dev/full reads.fq",
        &["/dev/full: cannot write", "free some space"],
    ),
    (
        "--report /dev/full --output out/c.tsv reads.fq",
        &["/dev/full: cannot write", "free some space"],
    ),
    (
        "--evidence /dev/full --output out/c.tsv reads.fq",
        &["/dev/full: cannot write", "free some space"],
    ),
    (
        "--classified-out /dev/full --output out/c.tsv reads.fq",
        &["/dev/full: cannot write", "free some space"],
    ),
    (
        "--unclassified-out /dev/full --output out/c.tsv far.fq",
        &["/dev/full: cannot write", "free some space"],
    ),
    (
        "--output out/x --report out/x reads.fq",
        &["--output and --report name the same file"],
    ),
    (
        "--output out/x --evidence out/./x reads.fq",
        &["--output and --evidence name the same file"],
    ),
    (
        "--paired --classified-out out/x#.fq --output out/x_2.fq r_1.fq r_2.fq",
        &["--output and --classified-out"],
    ),
    (
        "--paired --classified-out out/x#.fq --unclassified-out out/x#.fq r_1.fq r_2.fq",
        &["out/x_1.fq", "out/x_2.fq"],
    ),
    (
        "--output reads.fq reads.fq",
        &["the reads and --output name the same file"],
    ),
    (
        "--unclassified-out out/../reads.fq reads.fq",
        &["the reads and --unclassified-out"],
    ),
    (
        "--paired --classified-out r#.fq r_1.fq r_2.fq",
        &["the reads and --classified-out", "r_1.fq", "r_2.fq"],
    ),
    (
        "--report gut.nuka reads.fq",
        &["--db and --report name the same file"],
    ),
    (
        "--db k2 --report k2/taxo.k2d reads.fq",
        &["--db and --report name the same file"],
    ),
    (
        "--paired --classified-out out/x.fq r_1.fq r_2.fq",
        &["--classified-out", "out/x.fq", "#"],
    ),
    (
        "--paired --unclassified-out out/#x#.fq r_1.fq r_2.fq",
        &["--unclassified-out", "one #"],
    ),
    (
        "--confidence 1.5 reads.fq",
        &["confidence is 1.5", "0 to 1"],
    ),
    (
        "--confidence=-0.1 reads.fq",
        &["confidence is -0.1", "0 to 1"],
    ),
    (
        "--confidence nan reads.fq",
        &["confidence is NaN", "0 to 1"],
    ),
];

#[test]
fn outputs_that_cannot_be_written_are_one_clear_error() {
    let lab = Lab::new();
    lab.write("protected.tsv", b"kept");
    let mut permissions = std::fs::metadata(lab.path("protected.tsv"))
        .unwrap()
        .permissions();
    permissions.set_readonly(true);
    std::fs::set_permissions(lab.path("protected.tsv"), permissions).unwrap();
    let inputs = [
        "reads.fq",
        "r_1.fq",
        "r_2.fq",
        "gut.nuka",
        "k2/taxo.k2d",
        "protected.tsv",
    ];
    let before = inputs.map(|name| lab.read(name));
    for (arguments, words) in OWN_OUTPUTS {
        let database = if arguments.contains("--db") {
            ""
        } else {
            "--db gut.nuka"
        };
        lab.refused(
            arguments,
            &format!("classify {database} {arguments}"),
            words,
        );
    }
    assert!(
        inputs.map(|name| lab.read(name)) == before,
        "an input was changed"
    );
}

#[test]
fn standard_output_on_a_full_disk_is_an_error() {
    let lab = Lab::new();
    for command in [
        "classify --db gut.nuka reads.fq",
        "classify --db gut.nuka --json --output - reads.fq",
        "db inspect gut.nuka",
        "db inspect --json gut.nuka",
    ] {
        let outcome = shell(lab.folder(), &format!("\"$NUKA\" {command} > /dev/full"));
        check_refusal(command, &outcome, &["standard output", "No space left"]);
    }
}

#[test]
fn usage_mistakes_have_an_exit_code_of_their_own() {
    let lab = Lab::new();
    for arguments in [
        "classify --db gut.nuka",
        "classify reads.fq",
        "classify --db gut.nuka --no-such-option reads.fq",
        "classify --db gut.nuka --paired --interleaved reads.fq reads.fq",
        "classify --db gut.nuka --threads many reads.fq",
        "classify --db gut.nuka --confidence high reads.fq",
        "classify --db gut.nuka --threads 100000 reads.fq",
        "no-such-command",
        "",
    ] {
        let outcome = lab.run(arguments);
        assert_eq!(outcome.code, Some(2), "{arguments}: {}", outcome.stderr);
        assert!(!outcome.stderr.contains("panicked"));
    }
}

#[test]
fn a_folder_that_cannot_be_written_to_is_one_clear_error() {
    let lab = Lab::new();
    let folder = lab.path("locked");
    std::fs::create_dir(&folder).unwrap();
    let permissions = |readonly| {
        let mut permissions = std::fs::metadata(&folder).unwrap().permissions();
        permissions.set_readonly(readonly);
        std::fs::set_permissions(&folder, permissions).unwrap();
    };
    permissions(true);
    // The superuser writes everywhere.
    if std::fs::write(folder.join("probe"), b"").is_err() {
        for command in [
            "classify --db gut.nuka reads.fq --output",
            "db build --genomes genomes.tsv --out",
        ] {
            lab.refused(
                command,
                &format!("{command} locked/x"),
                &["locked/x", "cannot write"],
            );
        }
    }
    permissions(false);
}

#[test]
fn files_that_grow_past_a_limit_leave_nothing() {
    let lab = Lab::new();
    let many = fastq(&lab.genomes[0], 1_000, 200, "").repeat(30);
    lab.write("many.fq", &many);
    lab.write("out/calls.tsv", b"kept");
    let before = lab.files();
    // Files may grow to 64 KiB; the signal is ignored, so that writes fail instead.
    let limit = "trap '' XFSZ; ulimit -f 64;";
    for threads in [1, 2, 7] {
        let classify = format!(
            "{limit} \"$NUKA\" classify --db gut.nuka --threads {threads} {OUTPUTS} many.fq"
        );
        let outcome = shell(lab.folder(), &classify);
        check_refusal(
            &classify,
            &outcome,
            &["out/", "cannot write", "free some space"],
        );
        assert_eq!(lab.files(), before);
    }
    assert_eq!(lab.read("out/calls.tsv"), b"kept");
    // The database is smaller; it fails at less.
    let build =
        "trap '' XFSZ; ulimit -f 16; \"$NUKA\" db build --genomes genomes.tsv --out out/x.nuka";
    check_refusal(
        build,
        &shell(lab.folder(), build),
        &["out/x.nuka: cannot write", "free some space"],
    );
    assert_eq!(lab.files(), before);
    // With the signal the process is killed; the final name stays free all the same.
    let killed = "ulimit -f 16; exec \"$NUKA\" db build --genomes genomes.tsv --out out/x.nuka";
    assert_eq!(shell(lab.folder(), killed).code, None);
    assert!(!lab.path("out/x.nuka").exists());
}

#[test]
fn a_disk_too_full_for_temporary_data_is_one_error_that_names_the_folder() {
    let lab = Lab::new();
    let mut table = "path\taccession\tlineage\n".to_string();
    for number in 0..8 {
        let genome = random_genome(100 + number, 150_000);
        lab.write(&format!("big{number}.fna"), &fasta("g", &genome));
        table += &format!("big{number}.fna\tG{number}\tg__Genus;s__Genus s{number}\n");
    }
    lab.write("big.tsv", table.as_bytes());
    let before = lab.files();
    // Files may grow to 64 KiB; all k-mers together take a megabyte and a half.
    let limit = "trap '' XFSZ; ulimit -f 64;";
    for threads in [1, 2, 7] {
        let build = format!(
            "{limit} \"$NUKA\" db build --quiet --genomes big.tsv --max-memory 1M --threads {threads} --out out/x.nuka"
        );
        check_refusal(
            &build,
            &shell(lab.folder(), &build),
            &[
                "out: cannot write temporary data",
                "free some space",
                "--max-memory",
            ],
        );
        assert_eq!(lab.files(), before);
    }
    let build = "db build --quiet --genomes big.tsv --max-memory 1M --threads 2 --out";
    for (memory, words) in [("1K", "1M or more"), ("8 pounds", "8G")] {
        let arguments = ["db", "build", "--genomes", "big.tsv", "--out", "out/x.nuka"];
        let mut command = super::support::outcome::nuka();
        command
            .args(arguments)
            .args(["--max-memory", memory])
            .current_dir(lab.folder());
        let output = command.output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{memory}");
        assert!(
            String::from_utf8_lossy(&output.stderr).contains(words),
            "{memory}"
        );
    }
    // Where there is room, it goes well and leaves nothing but the database.
    assert_eq!(lab.run(&format!("{build} x.nuka")).code, Some(0));
    assert_eq!(lab.run("db verify --quiet x.nuka").code, Some(0));
    assert_eq!(lab.files().len(), before.len() + 1);
}

#[test]
fn a_killed_run_leaves_nothing_under_the_final_names() {
    let lab = Lab::new();
    let reads = fastq(&lab.genomes[0], 1_000, 2_000, "").repeat(4);
    let mut child = super::support::outcome::nuka()
        .args(format!("classify --db gut.nuka {OUTPUTS} -").split_whitespace())
        .current_dir(lab.folder())
        .stdin(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    // More than two batches, and then nothing: the run waits for more in the middle.
    let mut stdin = child.stdin.take().unwrap();
    std::io::Write::write_all(&mut stdin, &reads).unwrap();
    let started = Instant::now();
    let is_partial = |path: &std::path::PathBuf| {
        path.to_string_lossy().ends_with(".partial") && std::fs::metadata(path).unwrap().len() > 0
    };
    while !lab.files().iter().any(is_partial) {
        assert!(
            started.elapsed() < Duration::from_secs(60),
            "nothing is written"
        );
        std::thread::sleep(Duration::from_millis(5));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    drop(stdin);
    for name in ["calls.tsv", "report.txt", "evidence.tsv", "c#.fq", "u#.fq"] {
        assert!(!lab.path("out").join(name).exists(), "{name}");
    }
    // What the killed run left behind is no hindrance for the next.
    let outcome = lab.run(&format!("classify --db gut.nuka {OUTPUTS} reads.fq"));
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
}

#[test]
fn a_reader_that_has_seen_enough_is_no_error() {
    let lab = Lab::new();
    lab.write(
        "many.fq",
        &fastq(&lab.genomes[0], 1_000, 200, "").repeat(30),
    );
    let classify = "\"$NUKA\" classify --quiet --db gut.nuka";
    for (line, files) in [
        (format!("{classify} many.fq | head -n 1"), &[][..]),
        (
            format!("{classify} --report out/r.txt many.fq | head -n 1"),
            &["out/r.txt"],
        ),
        (
            "\"$NUKA\" db inspect gut.nuka --json | head -n 1".to_string(),
            &[],
        ),
        ("\"$NUKA\" db inspect gut.nuka | true".to_string(), &[]),
        (format!("{classify} --output - --json many.fq | true"), &[]),
    ] {
        let outcome = shell(lab.folder(), &format!("{line}; exit ${{PIPESTATUS[0]}}"));
        assert_eq!((outcome.code, &outcome.stderr[..]), (Some(0), ""), "{line}");
        // Files asked for are written whole, though nobody reads the rows.
        for file in files {
            let report = String::from_utf8(lab.read(file)).unwrap();
            assert!(report.contains("100.00\t30000\t"), "{report}");
        }
    }
    // A pipe that was asked for by name is an output like any other.
    let line = format!("mkfifo p; true < p & {classify} --output p many.fq");
    check_refusal(&line, &shell(lab.folder(), &line), &["p: cannot write"]);
}
