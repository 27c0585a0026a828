//! What is finished is not done again, what is not the same is.

use super::world::{
    World, again, assert_same_tree, count_reads, fastq, run, run_with, tree, write_tables,
};
use nuka::profile::run::{RunEvent, Trust, profile_run, verify_run};
use std::time::{Duration, SystemTime};

#[test]
fn a_finished_run_is_not_done_again_and_keeps_every_byte() {
    let world = World::new(4);
    let (summary, profiled) = run(&world.plan("out"));
    assert_eq!(profiled, world.ids());
    let summary = summary.unwrap();
    assert_eq!((summary.kept, summary.profiled), (0, 4));
    let before = tree(&world.path("out"));
    for trust in [Trust::Unchanged, Trust::Nothing] {
        let (summary, profiled) = run(&nuka::profile::run::RunPlan {
            trust,
            ..world.plan("out")
        });
        assert!(profiled.is_empty(), "{profiled:?}");
        assert_eq!(summary.unwrap().kept, 4);
        assert!(tree(&world.path("out")) == before);
    }
    assert_eq!(verify_run(&world.path("out")).unwrap().samples, 4);
}

#[test]
fn neither_the_order_of_samples_nor_where_and_when_files_were_written_changes_a_byte() {
    let world = World::new(5);
    run(&world.plan("out")).0.unwrap();
    world.write_sheet("shuffled.tsv", &[3, 0, 4, 2, 1]);
    let (summary, profiled) = run(&world.plan_of("shuffled.tsv", "other"));
    summary.unwrap();
    assert_eq!(profiled, ["s03", "s00", "s04", "s02", "s01"]);
    assert_same_tree(&world.path("other"), &world.path("out"));
    let copy = World::new(5);
    let old = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
    let file = std::fs::File::options()
        .write(true)
        .open(copy.path("r01_1.fq"))
        .unwrap();
    file.set_modified(old).unwrap();
    run(&copy.plan("out")).0.unwrap();
    assert_same_tree(&copy.path("out"), &world.path("out"));
}

#[test]
fn only_what_was_changed_is_profiled_again_and_the_reason_is_told() {
    let world = World::new(3);
    run(&world.plan("out")).0.unwrap();
    let whole = tree(&world.path("out"));
    let change = |name: &str, change: &dyn Fn(&mut Vec<u8>)| {
        let path = world.path(name);
        let mut bytes = std::fs::read(&path).unwrap();
        change(&mut bytes);
        std::fs::write(path, bytes).unwrap();
    };
    type Change<'a> = (&'a str, &'a dyn Fn(&mut Vec<u8>), &'a str);
    let mendable: [Change<'_>; 4] = [
        // A digit of a number: still JSON, and no longer what was written.
        (
            "out/samples/s01.json",
            &|bytes| {
                let place = bytes
                    .windows(12)
                    .position(|w| w == b"total_reads\"")
                    .unwrap()
                    + 13;
                bytes[place] ^= 1;
            },
            "its record cannot be used",
        ),
        (
            "out/samples/s01.json",
            &|bytes| bytes.truncate(300),
            "its record cannot be used",
        ),
        (
            "out/samples/s01.json",
            &Vec::clear,
            "its record cannot be used",
        ),
        (
            "out/ids/s01.txt",
            &|bytes| bytes.truncate(5),
            "a file of its own cannot be used",
        ),
    ];
    for (name, damage, reason) in mendable {
        change(name, damage);
        let told = again(&world.plan("out"));
        let [(sample, why)] = &told[..] else {
            panic!("{name}: {told:?}")
        };
        assert!(sample == "s01" && why.contains(reason), "{name}: {why}");
        assert!(tree(&world.path("out")) == whole, "{name}");
    }
    // The same length, other bytes.
    change("r01_1.fq", &|bytes| {
        let place = bytes.iter().position(|&byte| byte == b'C').unwrap();
        bytes[place] = b'T';
    });
    assert_eq!(
        again(&world.plan("out")),
        [("s01".to_string(), "its reads differ (r01_1.fq)".to_string())]
    );
    assert!(tree(&world.path("out")) != whole);
    verify_run(&world.path("out")).unwrap();
}

#[test]
fn a_file_that_was_only_touched_is_recognised_by_its_bytes() {
    let world = World::new(2);
    run(&world.plan("out")).0.unwrap();
    let bytes = std::fs::read(world.path("r00_1.fq")).unwrap();
    std::fs::remove_file(world.path("r00_1.fq")).unwrap();
    world.write("r00_1.fq", &bytes);
    let (summary, profiled) = run(&world.plan("out"));
    assert_eq!(summary.unwrap().kept, 2);
    assert!(profiled.is_empty());
}

#[test]
fn other_parameters_databases_and_versions_are_another_run() {
    let world = World::new(2);
    run(&world.plan("out")).0.unwrap();
    let mut plan = world.plan("out");
    let basis = |plan: &mut nuka::profile::run::RunPlan, reason: &str| {
        let told = again(plan);
        assert_eq!(told.len(), 2, "{reason}");
        assert!(told[0].1.contains(reason), "{told:?}");
    };
    let parameters = &mut plan.made_with.basis.parameters;
    parameters.insert("min_ani".to_string(), 0.9.into());
    parameters.insert("relabel".to_string(), true.into());
    basis(&mut plan, "parameters differ (min_ani, relabel)");
    plan.made_with.basis.database.checksum = "f".repeat(16);
    basis(&mut plan, "the database differs");
    plan.made_with.basis.host_database = Some(plan.made_with.basis.database.clone());
    basis(&mut plan, "the host database differs");
    plan.made_with.basis.version = "99.0.0".to_string();
    basis(&mut plan, "the version of nuka differs (99.0.0 and");
    // The name of a database is no part of what it is.
    plan.made_with.database_name = "renamed.nuka".to_string();
    assert!(run(&plan).1.is_empty());
}

#[test]
fn a_sheet_that_grew_or_shrank_gives_tables_of_exactly_its_samples() {
    let world = World::new(3);
    world.write_sheet("two.tsv", &[0, 2]);
    run(&world.plan_of("two.tsv", "out")).0.unwrap();
    let (summary, profiled) = run(&world.plan("out"));
    summary.unwrap();
    assert_eq!(profiled, ["s01"]);
    run(&world.plan("fresh")).0.unwrap();
    assert_same_tree(&world.path("out"), &world.path("fresh"));

    let mut others = Vec::new();
    let mut report = |event: RunEvent<'_>| {
        if let RunEvent::OtherSample(sample) = event {
            others.push(sample.to_string());
        }
    };
    let plan = world.plan_of("two.tsv", "out");
    let summary = profile_run(&plan, &mut count_reads, &write_tables, &mut report).unwrap();
    assert_eq!((summary.kept, others), (2, vec!["s01".to_string()]));
    let table = std::fs::read_to_string(world.path("out/profiles.tsv")).unwrap();
    assert!(!table.contains("s01"));
    assert!(!world.path("out/totals/s01.txt").exists());
    assert!(world.path("out/samples/s01.json").exists());
}

#[test]
fn reads_that_change_while_they_are_profiled_are_not_believed() {
    let world = World::new(1);
    let mut meddle = |sample: &_, source, folder: &_| {
        let profile = count_reads(sample, source, folder);
        world.write("r00_2.fq", &fastq(7, 41));
        profile
    };
    let (summary, _) = run_with(&world.plan("out"), &mut meddle);
    let error = summary.unwrap_err().to_string();
    assert!(error.contains("changed while it was read"), "{error}");
    assert!(!world.path("out/samples/s00.json").exists());
}

#[test]
fn every_changed_or_missing_file_of_a_run_is_found_by_verifying_it() {
    let world = World::new(2);
    run(&world.plan("out")).0.unwrap();
    let names: Vec<String> = tree(&world.path("out")).into_keys().collect();
    for name in names.iter().filter(|name| !name.ends_with('/')) {
        let path = world.path("out").join(name);
        let bytes = std::fs::read(&path).unwrap();
        let mut changed = bytes.clone();
        *changed.last_mut().unwrap() ^= 1;
        std::fs::write(&path, changed).unwrap();
        let error = verify_run(&world.path("out")).unwrap_err();
        assert!(error.to_string().contains(name.as_str()), "{name}: {error}");
        std::fs::remove_file(&path).unwrap();
        assert!(verify_run(&world.path("out")).is_err(), "{name}");
        std::fs::write(&path, bytes).unwrap();
    }
    verify_run(&world.path("out")).unwrap();
}
