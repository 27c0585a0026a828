//! Several runs joined into one.

use super::world::{World, assert_same_tree, run, tree, write_tables};
use nuka::profile::run::{Manifest, Mixing, merge_runs};
use nuka::{Error, Result};
use std::path::PathBuf;

/// Samples 0 and 3 in `a`, 1 and 2 in `b`.
fn two_runs() -> World {
    let world = World::new(4);
    for (out, order) in [("a", [3, 0]), ("b", [2, 1])] {
        let sheet = format!("{out}.tsv");
        world.write_sheet(&sheet, &order);
        run(&world.plan_of(&sheet, out)).0.unwrap();
    }
    world
}

fn merge(world: &World, names: &[&str], out: &str, mixing: Mixing) -> Result<Manifest> {
    let folders: Vec<PathBuf> = names.iter().map(|name| world.path(name)).collect();
    merge_runs(&folders, &world.path(out), mixing, &write_tables)
}

fn refusal(merged: Result<Manifest>, words: &[&str]) -> Error {
    let error = merged.unwrap_err();
    for word in words {
        assert!(error.to_string().contains(word), "{word}: {error}");
    }
    error
}

#[test]
fn joined_runs_are_the_run_of_all_samples_byte_for_byte() {
    let world = two_runs();
    merge(&world, &["b", "a"], "joined", Mixing::Refused).unwrap();
    run(&world.plan("whole")).0.unwrap();
    assert_same_tree(&world.path("joined"), &world.path("whole"));
    merge(&world, &["a", "b"], "again", Mixing::Refused).unwrap();
    assert_same_tree(&world.path("again"), &world.path("whole"));
    // A joined run can be gone on with.
    assert!(run(&world.plan("joined")).1.is_empty());
}

#[test]
fn a_sample_in_two_folders_is_refused_with_both_named() {
    let world = two_runs();
    world.write_sheet("c.tsv", &[0, 2]);
    run(&world.plan_of("c.tsv", "c")).0.unwrap();
    let merged = merge(&world, &["a", "b", "c"], "joined", Mixing::Allowed);
    let error = refusal(merged, &["sample s00", "sample s02"]);
    assert_eq!(error.all().count(), 2);
    for (error, folder) in error.all().zip(["a", "b"]) {
        let text = error.to_string();
        assert!(text.contains(world.path("c").to_str().unwrap()), "{text}");
        assert!(
            text.contains(world.path(folder).to_str().unwrap()),
            "{text}"
        );
    }
    assert!(!world.path("joined").exists());
}

#[test]
fn runs_that_differ_are_joined_only_when_that_is_allowed_and_the_manifest_tells_them_apart() {
    let world = two_runs();
    let mut plan = world.plan_of("b.tsv", "b");
    let parameters = &mut plan.made_with.basis.parameters;
    parameters.insert("min_ani".to_string(), 0.9.into());
    run(&plan).0.unwrap();
    let refused = merge(&world, &["a", "b"], "joined", Mixing::Refused);
    refusal(
        refused,
        &["parameters differ (min_ani)", "--allow-different"],
    );
    assert!(!world.path("joined").exists());
    let manifest = merge(&world, &["a", "b"], "joined", Mixing::Allowed).unwrap();
    let value = |sample: usize| {
        let made_with = manifest.samples[sample].made_with;
        manifest.made_with[made_with].basis.parameters["min_ani"].clone()
    };
    assert_eq!(
        [0, 1, 2, 3].map(value),
        [0.95, 0.9, 0.9, 0.95].map(serde_json::Value::from)
    );
}

#[test]
fn only_whole_and_unchanged_runs_are_joined_and_none_is_replaced() {
    let world = two_runs();
    refusal(
        merge(&world, &["a", "b"], "a", Mixing::Refused),
        &["holds a run already"],
    );
    refusal(
        merge(&world, &[], "joined", Mixing::Refused),
        &["no folder"],
    );
    std::fs::remove_file(world.path("a/manifest.json")).unwrap();
    world.write("b/ids/s01.txt", b"changed");
    let before = tree(&world.path(""));
    let merged = merge(&world, &["a", "b", "none"], "joined", Mixing::Refused);
    let words = ["holds no whole run", "b/ids/s01.txt", "none/manifest.json"];
    assert_eq!(refusal(merged, &words).all().count(), 3);
    assert!(tree(&world.path("")) == before);
}
