//! COMBO (Wu 2011, doi:10.1126/science.1208344): genera, diet and body mass of 96
//! people, as prepared for Shi, Zhang & Li 2016.
//!
//! The files hold no ids: column j of the counts, line j of each vector. That
//! their orders agree is said in their README and can't be checked; that they
//! are equally long is checked here, and nothing is cut to fit.
//!
//! The data are kept beside the project: `NUKA_SHARED` names their folder
//! (default `../shared`). Without it the test says that it was skipped.

#![expect(clippy::unwrap_used, reason = "what fails in a helper fails its test")]

use nuka::learn::{Plan, learn};
use nuka::profile::{Entry, Profile, write_tidy};
use nuka::study::{JoinPaths, join, open_inputs, open_study, write_study};
use nuka::taxonomy::{Level, Rank};
use std::fs;
use std::path::{Path, PathBuf};

/// The lines of a file, each cut at commas; the last line may have no line end.
fn cells(path: &Path) -> Vec<Vec<String>> {
    let text = fs::read_to_string(path).unwrap();
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    lines
        .map(|line| line.split(',').map(|cell| cell.trim().to_owned()).collect())
        .collect()
}

fn profiles(counts: &[Vec<String>], genera: &[Vec<String>]) -> Vec<Profile> {
    let people = counts[0].len();
    let of_person = |person: usize| {
        let entries: Vec<Entry> = counts
            .iter()
            .zip(genera)
            .enumerate()
            .map(|(index, (counts, genus))| Entry {
                taxid: 1000 + index as u64,
                name: genus[6].clone(),
                rank: Rank::Genus,
                lineage: "dpcofg"
                    .chars()
                    .zip(&genus[1..])
                    .map(|(letter, name)| format!("{letter}__{name}"))
                    .collect::<Vec<_>>()
                    .join(";"),
                clade_reads: counts[person].parse().unwrap(),
                direct_reads: None,
                estimate: None,
            })
            .collect();
        let total = entries.iter().map(|entry| entry.clade_reads).sum();
        Profile::new(format!("c{:02}", person + 1), entries, 0, total).unwrap()
    };
    (0..people).map(of_person).collect()
}

fn table(names: &[&str], columns: &[Vec<Vec<String>>]) -> String {
    let mut text = format!("participant,{}\n", names.join(","));
    for person in 0..columns[0].len() {
        let values: Vec<&str> = columns
            .iter()
            .map(|column| column[person][0].as_str())
            .collect();
        text += &format!("c{:02},{}\n", person + 1, values.join(","));
    }
    text
}

#[test]
fn genera_foretell_body_mass_in_combo_a_little() {
    let shared = std::env::var_os("NUKA_SHARED").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared"),
        PathBuf::from,
    );
    let combo = shared.join("data/cohorts/combo_wu2011");
    if !combo.is_dir() {
        println!("SKIPPED: no COMBO data in {}", combo.display());
        return;
    }
    let read = |name: &str| cells(&combo.join(name));
    let (counts, genera) = (read("GeneraCounts.csv"), read("GeneraPhylo.csv"));
    let (bmi, fat, calories) = (read("BMI.csv"), read("FatData.csv"), read("CaloriData.csv"));
    assert_eq!((counts.len(), genera.len()), (87, 87));
    assert!(counts.iter().all(|genus| genus.len() == 96));
    assert_eq!([bmi.len(), fat.len(), calories.len()], [96; 3]);

    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let mut bytes = Vec::new();
    write_tidy(&mut bytes, &profiles(&counts, &genera)).unwrap();
    fs::write(at("profiles.tsv"), bytes).unwrap();
    fs::write(
        at("survey.csv"),
        table(&["fat", "calories"], &[fat, calories]),
    )
    .unwrap();
    fs::write(at("markers.csv"), table(&["bmi"], &[bmi])).unwrap();
    let inputs = open_inputs(&JoinPaths {
        profiles: at("profiles.tsv"),
        survey: at("survey.csv"),
        markers: at("markers.csv"),
        samples: None,
    });
    let study = join(&inputs.unwrap()).unwrap();
    assert_eq!(study.account().participants_matched, 96);
    assert!(
        study
            .account()
            .unmatched()
            .iter()
            .all(|(_, ids)| ids.is_empty())
    );
    write_study(&study, &at("study.h5ad")).unwrap();
    assert_eq!(open_study(&at("study.h5ad")).unwrap(), study);

    let mut plan = Plan::new("bmi", Level::Genus, 1);
    plan.covariates = vec!["fat".to_owned(), "calories".to_owned()];
    plan.penalties = vec![0.6, 0.36, 0.22, 0.13, 0.08];
    plan.permutations = 19;
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(2)
        .build()
        .unwrap();
    let findings = learn(&study, &plan.check().unwrap(), &pool, &|| ()).unwrap();
    let summary = &findings.summary;
    println!(
        "COMBO: R2 {:?} {:?}, baseline {:?}, gain {:?}, p {:?}",
        summary.r2, summary.r2_of_repeats, summary.baseline_r2, summary.gain, summary.gain_p
    );
    assert_eq!(
        (summary.people, summary.taxa, summary.taxa_kept),
        (96, 87, 45)
    );
    let r2 = summary.r2.value().unwrap();
    assert!(r2 > 0.0 && r2 < 0.4, "{r2}");
    assert_eq!(summary.gain_p.value(), Some(0.05));
    let null: Vec<f64> = findings.null.iter().map(|row| row.r2).collect();
    assert!(
        null.iter().sum::<f64>() / null.len() as f64 <= 0.02,
        "{null:?}"
    );
    let sign = |genus: &str| {
        let row = findings.coefficients.iter().find(|row| row.name == genus);
        row.and_then(|row| row.per_sd).unwrap().signum()
    };
    assert_eq!(sign("Acidaminococcus"), 1.0);
    assert_eq!(sign("Allisonella"), 1.0);
    assert_eq!(sign("Clostridium"), -1.0);
    assert_eq!(sign("Alistipes"), -1.0);
}
