//! What cannot be done is loud, and leaves nothing that looks whole.

use super::world::{World, count_reads, run, run_with, tree};
use nuka::profile::run::MANIFEST;
use nuka::{Error, ErrorKind};

#[test]
fn a_failed_sample_leaves_the_others_finished_and_no_table() {
    let world = World::new(4);
    world.write("r01_1.fq", b"@r\nACGT\n+\nII\n");
    world.write("r02_2.fq", b"");
    let (summary, profiled) = run(&world.plan("out"));
    assert_eq!(profiled, world.ids());
    let error = summary.unwrap_err().to_string();
    for words in [
        "2 of 4 samples",
        "s01, s02",
        "sample s01: ",
        "sample s02: ",
        "r02_2.fq",
    ] {
        assert!(error.contains(words), "{words}: {error}");
    }
    let left: Vec<String> = tree(&world.path("out")).into_keys().collect();
    assert_eq!(
        left,
        [
            "ids/",
            "ids/s00.txt",
            "ids/s03.txt",
            "samples/",
            "samples/s00.json",
            "samples/s03.json"
        ]
    );
    let good = World::new(4);
    for name in ["r01_1.fq", "r02_2.fq"] {
        world.write(name, &std::fs::read(good.path(name)).unwrap());
    }
    let (summary, profiled) = run(&world.plan("out"));
    summary.unwrap();
    assert_eq!(profiled, ["s01", "s02"]);
}

#[test]
fn tables_of_an_earlier_run_are_taken_away_when_they_no_longer_hold() {
    let world = World::new(3);
    world.write_sheet("two.tsv", &[0, 1]);
    run(&world.plan_of("two.tsv", "out")).0.unwrap();
    let mut fail = |_: &_, _, _: &_| Err(Error::new(ErrorKind::NotEstimable, "no"));
    let (summary, _) = run_with(&world.plan("out"), &mut fail);
    summary.unwrap_err();
    for name in ["profiles.tsv", "totals", MANIFEST] {
        assert!(!world.path("out").join(name).exists(), "{name}");
    }
    assert!(world.path("out/samples/s00.json").exists());
}

#[test]
fn tables_that_cannot_be_written_leave_the_earlier_ones_or_none() {
    let world = World::new(2);
    let fail = |folder: &std::path::Path, _: &nuka::profile::run::RunResults<'_>| {
        std::fs::write(folder.join("profiles.tsv"), b"half").unwrap();
        Err(Error::new(ErrorKind::Io, "no more"))
    };
    let run_failing = || {
        nuka::profile::run::profile_run(&world.plan("out"), &mut count_reads, &fail, &mut |_| {})
    };
    run_failing().unwrap_err();
    assert!(!world.path("out/profiles.tsv").exists());
    run(&world.plan("out")).0.unwrap();
    let whole = tree(&world.path("out"));
    run_failing().unwrap_err();
    assert!(tree(&world.path("out")) == whole);
}

#[test]
fn two_runs_in_one_folder_are_one_clear_error() {
    let world = World::new(1);
    let mut second = String::new();
    let mut meanwhile = |sample: &_, source, folder: &_| {
        second = run(&world.plan("out")).0.unwrap_err().to_string();
        count_reads(sample, source, folder)
    };
    let (summary, _) = run_with(&world.plan("out"), &mut meanwhile);
    summary.unwrap();
    assert!(second.contains("another run (process"), "{second}");
    run(&world.plan("out")).0.unwrap();
}

#[test]
fn an_input_with_the_name_of_a_result_is_kept() {
    let world = World::new(1);
    std::fs::create_dir(world.path("out")).unwrap();
    let sheet = std::fs::read_to_string(world.path("samples.tsv")).unwrap();
    let sheet = sheet.replace("r00", "../r00");
    world.write("out/profiles.tsv", sheet.as_bytes());
    let (summary, _) = run(&world.plan_of("out/profiles.tsv", "out"));
    let error = summary.unwrap_err().to_string();
    assert!(error.contains("a folder of their own"), "{error}");
    let kept = std::fs::read_to_string(world.path("out/profiles.tsv")).unwrap();
    assert_eq!(kept, sheet);
    assert!(!world.path("out").join(MANIFEST).exists());
}

#[test]
fn a_profile_of_another_sample_or_with_numbers_that_are_none_is_refused() {
    let world = World::new(1);
    let mut other = |_: &_, _, _: &_| nuka::profile::Profile::new("x", Vec::new(), 0, 0);
    let error = run_with(&world.plan("out"), &mut other).0.unwrap_err();
    assert!(error.to_string().contains("that of sample x"), "{error}");
    let mut not_finite = |_: &_, mut source: nuka::reads::ReadSource, _: &_| {
        while source.next_raw()?.is_some() {}
        let surroundings = nuka::profile::Surroundings {
            quality: Some(nuka::profile::SampleQuality {
                low_complexity_share: f64::NAN,
                ..Default::default()
            }),
            ..Default::default()
        };
        nuka::profile::Profile::with_surroundings("s00", Vec::new(), 0, 0, surroundings)
    };
    let error = run_with(&world.plan("out"), &mut not_finite).0.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotEstimable, "{error}");
    assert!(!world.path("out/samples/s00.json").exists());
}
