//! The check of swapped samples, and that what it rests on stays inside.

use super::made_genome::{files, run, swap_lab};
use super::support::lab::Lab;

/// A store of Anna and Bert with the profiles of a folder.
fn store(lab: &Lab, name: &str, profiles: &str) {
    store_of(lab, name, profiles, "");
}

/// The same, where the mapping of profiles says more.
fn store_of(lab: &Lab, name: &str, profiles: &str, more: &str) {
    let of_profiles =
        format!("kind = \"profiles\"\n[profile]\nlayout = \"nuka\"\nmethod = \"nuka\"\n{more}");
    lab.write(
        "people.csv",
        b"id,sex,born\nanna,female,1960\nbert,male,1970\n",
    );
    lab.write("consent.csv", b"id,day\nanna,2025-01-01\nbert,2025-01-01\n");
    lab.write(
        "samples.csv",
        b"id,sample,day\nanna,sa,2025-03-10\nbert,sb,2025-03-10\n",
    );
    let tables = [
        (
            "people.csv",
            "kind = \"participants\"\n[fields]\nparticipant = \"id\"\nsex = \"sex\"\nbirth_year = \"born\"\n",
        ),
        (
            "consent.csv",
            "kind = \"consent\"\n[fields]\nparticipant = \"id\"\npurpose = { value = \"research\" }\ngiven_on = \"day\"\n",
        ),
        (
            "samples.csv",
            "kind = \"samples\"\n[fields]\nparticipant = \"id\"\nsample = \"sample\"\ndate = \"day\"\n",
        ),
        (profiles, of_profiles.as_str()),
    ];
    run(lab, &format!("cohort init {name}.sqlite"));
    for (table, mapping) in tables {
        lab.write("mapping.toml", mapping.as_bytes());
        import(lab, name, table);
    }
}

fn import(lab: &Lab, name: &str, table: &str) {
    run(
        lab,
        &format!("cohort import --quiet {name}.sqlite {table} --mapping mapping.toml"),
    );
}

/// The cases of another sex than is recorded.
fn differences(lab: &Lab, name: &str) -> Vec<String> {
    let text = run(
        lab,
        &format!("cohort check {name}.sqlite --json --date 2026-04-01"),
    );
    let findings: serde_json::Value = serde_json::from_str(&text).unwrap();
    let found = findings.as_array().unwrap().iter();
    let found = found.filter(|one| one["text"].as_str().unwrap().contains("another sex"));
    let cases = found.flat_map(|one| one["examples"].as_array().unwrap().clone());
    cases
        .map(|case| case.as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn swapped_samples_are_told_and_their_counts_stay_inside() {
    let lab = swap_lab();
    for sheet in ["right", "swapped"] {
        run(
            &lab,
            &format!(
                "profile --quiet --db gut.nuka --host-db host.nuka --samples {sheet}.tsv --out {sheet}"
            ),
        );
        store(&lab, sheet, sheet);
    }
    assert!(differences(&lab, "right").is_empty());
    let told = differences(&lab, "swapped");
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(
        told[0].starts_with("sa of anna: recorded female"),
        "{told:?}"
    );
    assert!(told[0].ends_with("speak for male"), "{told:?}");
    assert!(told[1].starts_with("sb of bert: recorded male"), "{told:?}");
    assert!(told[1].ends_with("speak for female"), "{told:?}");

    // The same folder again changes nothing.
    let before = lab.read("swapped.sqlite");
    import(&lab, "swapped", "swapped");
    assert!(lab.read("swapped.sqlite") == before);

    // Without the records nothing is known.
    run(&lab, "profile merge --quiet swapped --out bare");
    std::fs::remove_dir_all(lab.path("bare/samples")).unwrap();
    store(&lab, "bare", "bare");
    assert!(differences(&lab, "bare").is_empty());
}

#[test]
fn swaps_are_told_of_samples_that_lose_the_ending_of_their_names() {
    let lab = swap_lab();
    let sheet = "sample\treads_1\nsa_gut\tman.fq\nsb_gut\twoman.fq\n";
    lab.write("endings.tsv", sheet.as_bytes());
    run(
        &lab,
        "profile --quiet --db gut.nuka --host-db host.nuka --samples endings.tsv --out endings",
    );
    store_of(&lab, "s", "endings", "sample_suffix = \"_gut\"\n");
    let told = differences(&lab, "s");
    assert_eq!(told.len(), 2, "{told:?}");
    let of_anna = "sa of anna: recorded female";
    assert!(told[0].starts_with(of_anna), "{told:?}");
    let of_bert = "sb of bert: recorded male";
    assert!(told[1].starts_with(of_bert), "{told:?}");
    let before = lab.read("s.sqlite");
    import(&lab, "s", "endings");
    assert!(lab.read("s.sqlite") == before);
    // With the ending the samples are not those of the store.
    lab.write(
        "mapping.toml",
        b"kind = \"profiles\"\n[profile]\nlayout = \"nuka\"\n",
    );
    let import = "cohort import s.sqlite endings --mapping mapping.toml";
    lab.refused("names with endings", import, &["sa_gut", "sb_gut"]);
}

#[test]
fn counts_by_sex_chromosome_leave_the_store_in_nothing() {
    let lab = swap_lab();
    run(
        &lab,
        "profile --quiet --db gut.nuka --host-db host.nuka --samples swapped.tsv --out swapped",
    );
    store(&lab, "told", "swapped");
    std::fs::copy(lab.path("told.sqlite"), lab.path("untold.sqlite")).unwrap();
    let untold = rusqlite::Connection::open(lab.path("untold.sqlite")).unwrap();
    let deleted = untold.execute("DELETE FROM host_sex_reads", []).unwrap();
    assert_eq!(deleted, 2);
    drop(untold);
    lab.write(
        "plan.toml",
        b"purpose = \"research\"\ncovariates = [\"sex\"]\n",
    );
    lab.write(
        "release.toml",
        b"k = 2\nmost_suppressed = 0.5\n[people]\nbirth_year = { band = 20 }\n",
    );
    for name in ["told", "untold"] {
        let out = |what: &str| format!("left/{name}/{what}");
        std::fs::create_dir_all(lab.path(&format!("left/{name}"))).unwrap();
        let export =
            format!("cohort export --quiet {name}.sqlite --date 2026-04-01 --purpose research");
        run(&lab, &format!("{export} --out {}", out("export")));
        run(
            &lab,
            &format!("{export} --format fhir --out {}", out("fhir")),
        );
        run(
            &lab,
            &format!("{export} --release release.toml --out {}", out("release")),
        );
        let join = format!("study join --quiet --cohort {name}.sqlite --plan plan.toml");
        run(&lab, &format!("{join} --format tsv --out {}", out("study")));
        run(&lab, &format!("{join} --out {}", out("study.h5ad")));
    }
    let (told, untold) = (
        files(&lab.path("left/told")),
        files(&lab.path("left/untold")),
    );
    assert!(told.len() > 12, "{:?}", told.keys());
    for (name, bytes) in &told {
        assert!(untold[name] == *bytes, "{name}");
        let text = String::from_utf8_lossy(bytes);
        assert!(
            !text.contains("reads_x") && !text.contains("keys_y"),
            "{name}"
        );
    }
}

#[test]
fn a_record_of_another_profile_than_the_tables_is_refused() {
    let lab = swap_lab();
    for sheet in ["right", "swapped"] {
        run(
            &lab,
            &format!(
                "profile --quiet --db gut.nuka --host-db host.nuka --samples {sheet}.tsv --out {sheet}"
            ),
        );
    }
    store(&lab, "s", "right");
    // Anna's record of the other run, whole as it is.
    std::fs::copy(
        lab.path("swapped/samples/sa.json"),
        lab.path("right/samples/sa.json"),
    )
    .unwrap();
    let import = "cohort import s.sqlite right --mapping mapping.toml";
    lab.refused("another record", import, &["sa.json", "was changed"]);
    // The table of another run.
    let table = String::from_utf8(lab.read("swapped/profiles.tsv")).unwrap();
    let lines = table.lines().filter(|line| !line.contains("\thost\t"));
    let without_host: String = lines.map(|line| format!("{line}\n")).collect();
    lab.write("swapped/profiles.tsv", without_host.as_bytes());
    let import = "cohort import s.sqlite swapped --mapping mapping.toml";
    let words = ["sa.json", "sb.json", "not of the same profile"];
    lab.refused("another table", import, &words);
}
