//! Planted signals are found, chance is called chance, threads change nothing.

#![expect(clippy::unwrap_used, reason = "what fails in a helper fails its test")]

use nuka::ErrorKind;
use nuka::learn::{CoefficientRow, NullRow, PredictionRow};
use nuka::learn::{Findings, Plan, Row, ValidPlan, learn, write_findings};
use nuka::study::{JoinPaths, Study, join, open_inputs};
use nuka::taxonomy::Level;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::process::Command;

const GENERA: usize = 16;
const PEOPLE: usize = 60;

/// A cohort in which every fifth person gave two samples. The outcome `marker`
/// is 2 · age + effect · (ln genus 1 - ln genus 2) + noise.
fn simulate(effect: f64, seed: u64) -> (tempfile::TempDir, JoinPaths) {
    let mut chance = ChaCha8Rng::seed_from_u64(seed);
    let mut normal = || (0..12).map(|_| chance.random::<f64>()).sum::<f64>() - 6.0;
    let mut profiles = "sample\ttaxid\tname\trank\tlineage\treads\n".to_owned();
    let mut survey = "participant,age,sex\n".to_owned();
    let mut markers = "participant,marker,flat\n".to_owned();
    let mut samples = "sample,participant\n".to_owned();
    for person in 0..PEOPLE {
        let abundance: Vec<f64> = (0..GENERA).map(|_| 1.2 * normal()).collect();
        let age = normal();
        let marker = 2.0 * age + effect * (abundance[1] - abundance[2]) + normal();
        writeln!(
            survey,
            "p{person:02},{age},{}",
            if person % 2 == 0 { "F" } else { "M" }
        )
        .unwrap();
        writeln!(markers, "p{person:02},{marker},7").unwrap();
        for sample in 0..1 + usize::from(person % 5 == 0) {
            writeln!(samples, "s{person:02}-{sample},p{person:02}").unwrap();
            let row = format!("s{person:02}-{sample}");
            writeln!(profiles, "{row}\t0\tunknown\tno rank\t\t{}", 300 + person).unwrap();
            for (genus, abundance) in abundance.iter().enumerate() {
                let reads = (200.0 * (abundance + 0.2 * normal()).exp()) as u64;
                let id = 100 + genus;
                writeln!(
                    profiles,
                    "{row}\t{id}\tg{genus}\tgenus\tg__g{genus}\t{reads}"
                )
                .unwrap();
            }
        }
    }
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::write(&path, text).unwrap();
        path
    };
    let paths = JoinPaths {
        profiles: write("profiles.tsv", &profiles),
        survey: write("survey.csv", &survey),
        markers: write("markers.csv", &markers),
        samples: Some(write("samples.csv", &samples)),
    };
    (folder, paths)
}

fn simulated_study(effect: f64, seed: u64) -> Study {
    let (_folder, paths) = simulate(effect, seed);
    join(&open_inputs(&paths).unwrap()).unwrap()
}

fn small_plan() -> Plan {
    let mut plan = Plan::new("marker", Level::Genus, 5);
    plan.covariates = vec!["age".to_owned()];
    plan.penalties = vec![1.0, 0.3, 0.1, 0.03];
    plan.inner_folds = 3;
    plan.repeats = 2;
    plan.permutations = 19;
    plan
}

fn run(study: &Study, plan: &ValidPlan, threads: usize) -> nuka::Result<Findings> {
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .build()
        .unwrap();
    learn(study, plan, &pool, &|| ())
}

#[test]
fn a_planted_signal_is_found_and_named() {
    let study = simulated_study(1.0, 1);
    let findings = run(&study, &small_plan().check().unwrap(), 2).unwrap();
    let summary = &findings.summary;
    let (r2, baseline) = (
        summary.r2.value().unwrap(),
        summary.baseline_r2.value().unwrap(),
    );
    assert!(r2 > 0.6 && baseline > 0.2, "{r2} {baseline}");
    assert!((summary.gain.value().unwrap() - (r2 - baseline)).abs() < 1e-12);
    assert_eq!(summary.r2_p.value(), Some(0.05));
    assert_eq!(summary.gain_p.value(), Some(0.05));
    assert!(
        findings
            .null
            .iter()
            .all(|row| row.r2 < 0.3 && row.gain.unwrap() < 0.2)
    );
    assert_eq!(
        (summary.people, summary.samples),
        (PEOPLE, PEOPLE + PEOPLE / 5)
    );

    let slopes: BTreeMap<&str, &CoefficientRow> = findings
        .coefficients
        .iter()
        .map(|row| (row.name.as_str(), row))
        .collect();
    assert!(slopes["g1"].per_sd.unwrap() > 0.5 && slopes["g2"].per_sd.unwrap() < -0.5);
    assert_eq!(slopes["g1"].share_nonzero, Some(1.0));
    assert_eq!(slopes["g1"].sign_consistency, Some(1.0));
    assert!((slopes["age"].per_unit.unwrap() - 2.0).abs() < 0.5);
    let kinds: Vec<&str> = findings.coefficients.iter().map(|row| row.kind).collect();
    assert!(kinds.contains(&"unknown") && kinds[0] == "intercept");
}

#[test]
fn chance_is_not_called_a_signal() {
    let mut small_p = 0;
    for seed in 10..14 {
        let study = simulated_study(0.0, seed);
        let mut plan = small_plan();
        plan.repeats = 1;
        let summary = run(&study, &plan.check().unwrap(), 2).unwrap().summary;
        assert!(summary.gain.value().unwrap() < 0.1, "{:?}", summary.gain);
        assert!(
            summary.r2.value().unwrap() > 0.3,
            "age foretells: {:?}",
            summary.r2
        );
        small_p += usize::from(summary.gain_p.value().unwrap() <= 0.05);
    }
    assert!(
        small_p <= 1,
        "{small_p} of 4 null cohorts have a gain with p <= 0.05"
    );

    let study = simulated_study(0.0, 20);
    let mut plan = small_plan();
    plan.covariates.clear();
    let summary = run(&study, &plan.check().unwrap(), 2).unwrap().summary;
    assert!(summary.r2.value().unwrap() < 0.1, "{:?}", summary.r2);
    assert!(summary.r2_p.value().unwrap() > 0.05, "{:?}", summary.r2_p);
    assert_eq!(summary.gain.value(), None);
}

/// p is at most 0.1 in a tenth of null cohorts, within 3 standard errors.
#[test]
#[ignore = "takes a minute; run with --release -- --ignored"]
fn p_is_as_rare_as_it_says() {
    let (mut r2, mut gain) = (0, 0);
    const COHORTS: usize = 400;
    for seed in 0..COHORTS as u64 {
        let study = simulated_study(0.0, 1000 + seed);
        let mut plan = small_plan();
        plan.repeats = 1;
        let with_age = run(&study, &plan.clone().check().unwrap(), 2)
            .unwrap()
            .summary;
        gain += usize::from(with_age.gain_p.value().unwrap() <= 0.1);
        plan.covariates.clear();
        let without = run(&study, &plan.check().unwrap(), 2).unwrap().summary;
        r2 += usize::from(without.r2_p.value().unwrap() <= 0.1);
    }
    println!("p <= 0.1 in {COHORTS} null cohorts: r2 {r2}, gain {gain}");
    let (mean, error) = (40.0, (COHORTS as f64 * 0.1 * 0.9).sqrt());
    for count in [r2, gain] {
        assert!((count as f64 - mean).abs() < 3.0 * error, "{count}");
    }
}

#[test]
fn threads_change_no_byte_and_the_seed_does() {
    let study = simulated_study(0.5, 2);
    let folder = tempfile::tempdir().unwrap();
    let bytes = |plan: Plan, threads: usize, name: &str| {
        let out = folder.path().join(name);
        write_findings(&run(&study, &plan.check().unwrap(), threads).unwrap(), &out).unwrap();
        let mut names: Vec<_> = fs::read_dir(&out)
            .unwrap()
            .map(|item| item.unwrap().path())
            .collect();
        names.sort();
        assert_eq!(names.len(), 5);
        names
            .iter()
            .map(|name| fs::read(name).unwrap())
            .collect::<Vec<_>>()
    };
    let one = bytes(small_plan(), 1, "one");
    assert!(one == bytes(small_plan(), 4, "four"));
    let mut other = small_plan();
    other.seed = 6;
    assert!(one != bytes(other, 4, "other"));
}

#[test]
fn everyone_is_foretold_once_a_repeat_and_only_by_others() {
    let study = simulated_study(0.5, 3);
    let plan = small_plan().check().unwrap();
    let rows = run(&study, &plan, 2).unwrap().predictions;
    assert_eq!(rows.len(), 2 * PEOPLE);
    for repeat in [1, 2] {
        let of = |row: &&PredictionRow| row.repeat == repeat;
        for row in rows.iter().filter(of) {
            let others: Vec<f64> = rows
                .iter()
                .filter(of)
                .filter(|other| other.fold != row.fold)
                .map(|other| other.outcome)
                .collect();
            let mean = others.iter().sum::<f64>() / others.len() as f64;
            assert!((row.training_mean - mean).abs() < 1e-12);
        }
    }
}

/// The left-out person's own values must not change what is foretold for them.
#[test]
fn an_outcome_does_not_leak_into_its_own_prediction() {
    let (folder, paths) = simulate(1.0, 4);
    let plan = small_plan().check().unwrap();
    let before = run(&join(&open_inputs(&paths).unwrap()).unwrap(), &plan, 2).unwrap();
    let markers = fs::read_to_string(&paths.markers).unwrap();
    let line = markers
        .lines()
        .find(|line| line.starts_with("p07"))
        .unwrap();
    fs::write(
        folder.path().join("markers.csv"),
        markers.replace(line, "p07,1000,7"),
    )
    .unwrap();
    let after = run(&join(&open_inputs(&paths).unwrap()).unwrap(), &plan, 2).unwrap();
    let mut others = 0;
    for (before, after) in before.predictions.iter().zip(&after.predictions) {
        if before.participant == "p07" {
            assert_eq!(before.foretold, after.foretold);
            assert_eq!(before.baseline, after.baseline);
        } else if before.foretold != after.foretold {
            others += 1;
        }
    }
    assert!(others > PEOPLE, "{others} predictions of others changed");
}

#[test]
fn what_cannot_be_estimated_is_an_error_that_says_why() {
    let study = simulated_study(1.0, 5);
    let refused = |change: fn(&mut Plan)| {
        let mut plan = small_plan();
        change(&mut plan);
        run(&study, &plan.check().unwrap(), 1).unwrap_err()
    };
    let flat = refused(|plan| plan.outcome = "flat".to_owned());
    assert_eq!(flat.kind(), ErrorKind::NotEstimable);
    assert!(flat.to_string().contains("same outcome, 7"), "{flat}");
    let constant = refused(|plan| plan.covariates = vec!["flat".to_owned()]);
    assert_eq!(constant.kind(), ErrorKind::NotEstimable);
    let folds = refused(|plan| {
        plan.covariates.clear();
        plan.outer_folds = 2;
        plan.inner_folds = 50;
        plan.min_prevalence = 1.0;
        plan.rank = Level::Phylum;
    });
    assert!(
        folds.to_string().contains("its ranks are no rank, genus"),
        "{folds}"
    );
    let columns = refused(|plan| {
        plan.outcome = "nothing".to_owned();
        plan.covariates = vec!["sex".to_owned(), "weight".to_owned()];
        plan.rank = Level::Family;
    });
    assert_eq!(columns.all().count(), 4, "{columns}");
}

#[test]
fn too_few_people_are_told_with_those_who_were_left_out() {
    let (folder, paths) = simulate(1.0, 6);
    let markers: String = fs::read_to_string(&paths.markers)
        .unwrap()
        .lines()
        .enumerate()
        .map(|(line, text)| match line {
            0..13 => format!("{text}\n"),
            _ => format!("{},NA,7\n", text.split(',').next().unwrap()),
        })
        .collect();
    fs::write(folder.path().join("markers.csv"), markers).unwrap();
    let study = join(&open_inputs(&paths).unwrap()).unwrap();
    let error = run(&study, &small_plan().check().unwrap(), 1).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotEstimable);
    assert!(
        error
            .to_string()
            .contains("48 people of the study were left out"),
        "{error}"
    );
    assert!(
        error.to_string().contains("p12 (no value of marker)"),
        "{error}"
    );
}

#[test]
fn the_command_writes_every_table_with_its_dictionary() {
    let (folder, _) = simulate(1.0, 7);
    let nuka = |arguments: &str| {
        Command::new(env!("CARGO_BIN_EXE_nuka"))
            .current_dir(folder.path())
            .args(arguments.split(' '))
            .output()
            .unwrap()
    };
    let join = nuka(
        "study join --profiles profiles.tsv --survey survey.csv --markers markers.csv --samples samples.csv --out study.h5ad --quiet",
    );
    assert!(join.status.success() && join.stderr.is_empty(), "{join:?}");
    let plan = "outcome = \"marker\"\nseed = 1\n[taxa]\nrank = \"genus\"\n[model]\npenalties = [0.3, 0.1]\n[validation]\npermutations = 0\nrepeats = 1\n";
    fs::write(folder.path().join("plan.toml"), plan).unwrap();
    let learn = nuka("learn --study study.h5ad --plan plan.toml --out out --threads 2 --json");
    assert!(learn.status.success(), "{learn:?}");
    let out = folder.path().join("out");
    assert_eq!(learn.stdout, fs::read(out.join("summary.json")).unwrap());
    let summary: serde_json::Value = serde_json::from_slice(&learn.stdout).unwrap();
    assert_eq!(
        summary["r2_p"]["not_estimable"],
        "no permutations in the plan"
    );
    assert_eq!(summary["plan"]["rank"], "genus");
    let header = |file: &str| {
        let text = fs::read_to_string(out.join(file)).unwrap();
        text.lines().next().unwrap().to_owned()
    };
    assert_eq!(header(NullRow::FILE), "permutation\tr2\tgain");
    assert!(header(CoefficientRow::FILE).starts_with("kind\ttaxid\tname"));
    let dictionary = fs::read_to_string(out.join("dictionary.tsv")).unwrap();
    for file in [NullRow::FILE, CoefficientRow::FILE, PredictionRow::FILE] {
        for column in header(file).split('\t') {
            assert!(
                dictionary.contains(&format!("{file}\t{column}\t")),
                "{file} {column}"
            );
        }
    }
    fs::write(
        folder.path().join("plan.toml"),
        plan.replace("seed", "sead"),
    )
    .unwrap();
    let wrong = nuka("learn --study study.h5ad --plan plan.toml --out out2");
    assert_eq!(wrong.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&wrong.stderr).contains("plan.toml, line 2, field sead"));
    assert!(!folder.path().join("out2").exists());
}
