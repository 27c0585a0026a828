//! What is typed, and what a run tells, with a profiler that only counts reads.

use super::arguments::Platform;
use super::*;
use clap::{CommandFactory, Parser};
use nuka::database::{DatabaseKind, DatabaseMark};
use nuka::profile::run::Basis;

#[derive(Debug, Parser)]
#[command(name = "nuka profile")]
struct Typed {
    #[command(flatten)]
    args: ProfileArgs,
}

fn parse(line: &str) -> std::result::Result<ProfileArgs, clap::Error> {
    let words = std::iter::once("nuka profile").chain(line.split_whitespace());
    Typed::try_parse_from(words).map(|typed| typed.args)
}

#[test]
fn the_arguments_are_sound_and_a_sheet_or_one_sample_is_asked_for() {
    Typed::command().debug_assert();
    let args = parse("--db g.nuka --samples s.tsv --out o --platform ont --formats tidy,biom");
    let args = args.unwrap();
    assert!(args.command.is_none());
    assert_eq!(args.run.platform, Platform::Ont);
    assert_eq!(args.run.formats, ["tidy", "biom"]);
    assert_eq!(args.run.reads.len(), 0);
    let args = parse("--db g.nuka --sample s1 --out o a.fq b.fq").unwrap();
    assert_eq!(args.run.reads.len(), 2);
    assert_eq!(args.run.formats, ["all"]);
    for wrong in [
        "",
        "--db g.nuka --out o",
        "--db g.nuka --samples s.tsv",
        "--samples s.tsv --out o",
        "--db g.nuka --sample s1 --out o",
        "--db g.nuka --sample s1 --out o a.fq b.fq c.fq",
        "--db g.nuka --samples s.tsv --out o a.fq",
        "--db g.nuka --samples s.tsv --sample s1 --out o a.fq",
        "--db g.nuka --samples s.tsv --out o --min-ani high",
        "--db g.nuka --samples s.tsv --out o --host-out",
        "--db g.nuka --samples s.tsv --out o --platform x",
        "--db g.nuka merge a --out o",
        "merge --out o",
        "merge a b",
        "verify",
    ] {
        assert!(parse(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn presence_has_the_librarys_defaults_and_its_ranges() {
    let presence = |typed: &str| {
        let args = parse(&format!("--db g.nuka --samples s.tsv --out o {typed}"));
        args.unwrap().run.presence.parameters()
    };
    assert_eq!(presence("").unwrap(), Default::default());
    assert_eq!(presence("--min-ani 0.9").unwrap().minimum_ani, 0.9);
    let error = presence("--min-ani 95 --min-reads 0").unwrap_err();
    assert_eq!(error.all().count(), 2);
}

#[test]
fn the_subcommands_need_no_database() {
    let args = parse("merge a b --out c --allow-different").unwrap();
    let Some(ProfileCommand::Merge(merge)) = args.command else {
        panic!("{args:?}")
    };
    assert_eq!(merge.folders.len(), 2);
    assert!(merge.allow_different);
    let verify = parse("verify a --quiet").unwrap();
    assert!(matches!(verify.command, Some(ProfileCommand::Verify(_))));
}

#[test]
fn a_run_tells_what_was_profiled_and_what_was_kept() {
    let folder = tempfile::tempdir().unwrap();
    let reads = folder.path().join("r.fq");
    std::fs::write(&reads, b"@r1\nACGT\n+\nIIII\n@r2\nACGT\n+\nIIII\n").unwrap();
    let mark = DatabaseMark {
        kind: DatabaseKind::Nuka,
        checksum: "0".repeat(16),
        k: 23,
        s: Some(13),
        l: None,
        species: 1,
    };
    let plan = RunPlan {
        out: folder.path().join("out"),
        sheet: SampleSheet::of_one("s1", &[reads]).unwrap(),
        made_with: nuka::profile::run::MadeWith {
            database_name: "g.nuka".to_string(),
            host_database_name: None,
            basis: Basis::new(mark, None, Default::default()),
        },
        trust: Trust::Unchanged,
        inputs: Vec::new(),
    };
    let states = [1, 2].map(|_| {
        let progress = Progress::new(Console::Quiet);
        let mut count = |sample: &SheetSample, mut source: ReadSource, _: &Path| {
            let mut batch = nuka::reads::ReadBatch::new();
            let mut reads = 0;
            while let Some(raw) = source.next_raw()? {
                raw.parse(&mut batch)?;
                reads += batch.len() as u64;
                progress.batch(batch.len() as u64, batch.bases());
            }
            nuka::profile::Profile::new(sample.id(), Vec::new(), reads, reads)
        };
        let tables = |folder: &Path, results: &RunResults<'_>| {
            let table = nuka::atomic_file::write_whole(&folder.join("t.tsv"), b"x");
            assert_eq!(results.profiles.len(), 1);
            table
        };
        run_plan(&plan, &mut count, &tables, &progress, false).unwrap();
        let [row] = &progress.rows()[..] else {
            panic!("one sample")
        };
        row.text()
    });
    let start = "s1: 2 reads, 0 species, 100.0 % unknown, host not looked for, ";
    assert!(
        states.iter().all(|text| text.starts_with(start)),
        "{states:?}"
    );
    assert!(states[0].ends_with("reads/s)") && states[1].ends_with("finished before"));
}
