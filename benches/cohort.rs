//! A large cohort imported and joined: 10,000 people, five visits, 100 foods in each
//! survey, 500 taxa. `cargo bench --bench cohort`
#![expect(clippy::print_stdout, reason = "a bench prints its numbers")]

use nuka::cohort::{Cohort, Differences, ImportRequest, Mapping};
use nuka::study::{JoinPlan, StudyForm, join_cohort, keep_study};
use nuka::tabular::values::Date;
use std::fmt::Write;
use std::path::Path;
use std::time::Instant;

const PEOPLE: usize = 10_000;
const VISITS: usize = 5;
const FOODS: usize = 100;
const KNOWN_FOODS: usize = 120;
const TAXA: usize = 500;

const PLAN: &str = "purpose = \"research\"
covariates = [\"sex\", \"age\", \"region\", \"visit\"]
[samples]
min_age = 20
[survey]
match = \"nearest\"
days_before = 30
days_after = 30
required = true
[markers]
take = [\"*\"]
match = \"nearest\"
days_before = 30
days_after = 30
[foods]
take = [\"*\"]
[taxa]
min_prevalence = 0.01
";

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = std::env::temp_dir().join(format!("nuka-cohort-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let mut cohort = Cohort::create(&folder.join("cohort.sqlite"))?;
    let mut seconds = 0.0;
    for (name, table, mapping) in people_tables()? {
        seconds += import(&mut cohort, &folder, name, &table, mapping)?;
    }
    for visit in 1..=VISITS {
        for (name, table, mapping) in visit_tables(visit)? {
            seconds += import(&mut cohort, &folder, name, &table, mapping)?;
        }
    }
    println!("import                       {seconds:>7.1} s");
    let counts = cohort.counts()?;
    assert_eq!(counts.participants as usize, PEOPLE);

    let plan = JoinPlan::parse(PLAN)?;
    let today = Date::new(2026, 4, 1).ok_or("no such day")?;
    let started = Instant::now();
    let joined = join_cohort(&cohort, &plan, None, today)?;
    let join = started.elapsed().as_secs_f64();
    let out = folder.join("study.h5ad");
    keep_study(&mut cohort, &joined, &out, StudyForm::AnnData)?;
    let whole = started.elapsed().as_secs_f64();
    println!("join                         {join:>7.1} s");
    println!("join and files               {whole:>7.1} s");
    println!(
        "study                        {:>7.1} MB",
        std::fs::metadata(&out)?.len() as f64 / 1e6
    );
    if let Some(peak) = peak_memory() {
        println!("most memory                  {peak:>7.0} MiB");
    }

    let study = &joined.study;
    assert_eq!(study.reads().dim(), (PEOPLE * VISITS, TAXA + 1));
    let expected: f64 = (0..TAXA).map(|taxon| reads(7, 2, taxon) as f64).sum();
    let row = 7 * VISITS + 1;
    assert_eq!(study.observations()[row].sample, "p00007v2");
    assert_eq!(study.reads().row(row).sum() - 50.0, expected);
    let foods = &study.beside().tables[0];
    assert_eq!(foods.values.dim(), (PEOPLE * VISITS, KNOWN_FOODS));
    let eaten: f64 = (0..FOODS).map(|item| grams(7, 2, item) as f64).sum();
    assert_eq!(foods.values.row(row).sum(), eaten);
    std::fs::remove_dir_all(&folder)?;
    Ok(())
}

type Table = (&'static str, String, &'static str);

fn people_tables() -> Result<Vec<Table>, std::fmt::Error> {
    let mut people = "id,sex,born,region\n".to_owned();
    let mut consent = "id,day\n".to_owned();
    for person in 0..PEOPLE {
        let sex = ["female", "male"][person % 2];
        writeln!(
            people,
            "p{person:05},{sex},{},{}",
            1940 + person % 60,
            1 + person % 47
        )?;
        writeln!(consent, "p{person:05},2025-01-01")?;
    }
    Ok(vec![
        (
            "people",
            people,
            "kind = \"participants\"\n[fields]\nparticipant = \"id\"\nsex = \"sex\"\nbirth_year = \"born\"\nregion = \"region\"\n",
        ),
        (
            "consent",
            consent,
            "kind = \"consent\"\n[fields]\nparticipant = \"id\"\npurpose = { value = \"research\" }\ngiven_on = \"day\"\n",
        ),
    ])
}

fn visit_tables(visit: usize) -> Result<Vec<Table>, std::fmt::Error> {
    let mut samples = "id,sample,visit,day\n".to_owned();
    let mut surveys = "id,survey,visit,day\n".to_owned();
    let mut foods = "survey,food,grams\n".to_owned();
    let mut markers = "id,visit,day,bmi,crp,hba1c\n".to_owned();
    let mut profiles = "sample,unknown".to_owned();
    for taxon in 0..TAXA {
        write!(profiles, ",Genus {taxon:03}")?;
    }
    profiles.push('\n');
    for person in 0..PEOPLE {
        let (id, day) = (format!("p{person:05}"), format!("2025-{:02}-10", 2 * visit));
        writeln!(samples, "{id},{id}v{visit},{visit},{day}")?;
        writeln!(
            surveys,
            "{id},{id}q{visit},{visit},2025-{:02}-01",
            2 * visit
        )?;
        writeln!(
            markers,
            "{id},{visit},{day},{},0.{},5.{}",
            18 + person % 15,
            person % 10,
            person % 9
        )?;
        for item in 0..FOODS {
            let food = (person + item) % KNOWN_FOODS;
            writeln!(
                foods,
                "{id}q{visit},{:05},{}",
                1000 + food,
                grams(person, visit, item)
            )?;
        }
        write!(profiles, "{id}v{visit},50")?;
        for taxon in 0..TAXA {
            write!(profiles, ",{}", reads(person, visit, taxon))?;
        }
        profiles.push('\n');
    }
    Ok(vec![
        (
            "samples",
            samples,
            "kind = \"samples\"\n[fields]\nparticipant = \"id\"\nsample = \"sample\"\nvisit = \"visit\"\ndate = \"day\"\n",
        ),
        (
            "surveys",
            surveys,
            "kind = \"surveys\"\n[fields]\nparticipant = \"id\"\nsurvey = \"survey\"\nvisit = \"visit\"\ndate = \"day\"\n",
        ),
        (
            "foods",
            foods,
            "kind = \"foods\"\n[fields]\nsurvey = \"survey\"\nfood = \"food\"\ngrams = \"grams\"\n",
        ),
        (
            "markers",
            markers,
            "kind = \"markers\"\n[fields]\nparticipant = \"id\"\nvisit = \"visit\"\ndate = \"day\"\n[[values]]\ncolumn = \"bmi\"\nunit = \"kg/m2\"\n[[values]]\ncolumn = \"crp\"\nunit = \"mg/dL\"\n[[values]]\ncolumn = \"hba1c\"\nunit = \"%\"\n",
        ),
        (
            "profiles",
            profiles,
            "kind = \"profiles\"\n[fields]\nsample = \"sample\"\n[profile]\nlayout = \"counts\"\nquantity = \"reads\"\ntaxa = \"columns\"\nrank = \"genus\"\nunknown = \"unknown\"\n",
        ),
    ])
}

/// Reads of a taxon; about a third of the taxa of a sample have none.
fn reads(person: usize, visit: usize, taxon: usize) -> usize {
    let mixed = (person * 7919 + visit * 104_729 + taxon * 1_299_709) % 10_007;
    if mixed.is_multiple_of(3) { 0 } else { mixed }
}

fn grams(person: usize, visit: usize, item: usize) -> usize {
    1 + (person * 31 + visit * 17 + item * 13) % 300
}

fn import(
    cohort: &mut Cohort,
    folder: &Path,
    name: &str,
    table: &str,
    mapping: &str,
) -> Result<f64, Box<dyn std::error::Error>> {
    let file = folder.join(format!("{name}.csv"));
    std::fs::write(&file, table)?;
    let started = Instant::now();
    cohort.import(&ImportRequest {
        file: &file,
        lineages: None,
        mapping: &Mapping::parse(mapping)?,
        differences: Differences::Refuse,
        imported_on: None,
        dry_run: false,
    })?;
    Ok(started.elapsed().as_secs_f64())
}

/// The most memory this process has held, in MiB, where the system tells it.
fn peak_memory() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    let kibibytes: f64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kibibytes / 1024.0)
}
