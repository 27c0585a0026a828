//! A made-up cohort of five people, two visits each, imported like any other.

use nuka::cohort::{Cohort, Differences, ImportRequest, Mapping};
use nuka::study::{CohortStudy, JoinPlan, StudyForm, join_cohort, keep_study};
use nuka::tabular::values::Date;
use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use tempfile::TempDir;

pub(crate) const PEOPLE: [&str; 5] = ["anna01", "bert02", "cleo03", "dora04", "emil05"];

/// Name, table and mapping, in an order in which they can be imported.
pub(crate) fn files() -> Vec<(&'static str, String, &'static str)> {
    let mut people = "id,sex,born,region,job\n".to_owned();
    let mut consent = "id,day\n".to_owned();
    let mut samples = "id,sample,visit,day\n".to_owned();
    let mut surveys = "id,survey,visit,day\n".to_owned();
    let mut foods = "survey,food,grams\n".to_owned();
    let mut nutrients = "survey,energy,fibre\n".to_owned();
    let mut markers = "id,visit,day,bmi,crp\n".to_owned();
    let mut drugs = "id,drug,from,to\n".to_owned();
    let mut counts = ["taxon".to_owned(), "taxon".to_owned()];
    let mut columns = [Vec::new(), Vec::new()];
    for (number, person) in PEOPLE.iter().enumerate() {
        let sex = if number % 2 == 0 { "female" } else { "male" };
        people += &format!("{person},{sex},{},13,cook\n", 1950 + 10 * number);
        consent += &format!("{person},2025-01-01\n");
        drugs += &format!(
            "{person},J01CA,2025-01-{:02},2025-01-{:02}\n",
            1 + number,
            10 + number
        );
        for visit in 1..=2_usize {
            let day = format!("2025-0{}-10", 3 * visit);
            samples += &format!("{person},{person}-s{visit},{visit},{day}\n");
            surveys += &format!(
                "{person},{person}-q{visit},{visit},2025-0{}-20\n",
                3 * visit - 1
            );
            for (food, grams) in [("rice", 100 * visit), ("natto", 10 * number)] {
                foods += &format!("{person}-q{visit},{food},{grams}\n");
            }
            nutrients += &format!("{person}-q{visit},{},{}\n", 1500 + 500 * number, 10 + visit);
            let crp = if number == 0 || number == 4 {
                "<0.3".to_owned()
            } else {
                format!("0.{number}")
            };
            markers += &format!("{person},{visit},{day},{},{crp}\n", 20 + number);
            // Half of the samples in each file, so that the taxa are numbered otherwise
            // when the files change places.
            columns[visit - 1].push((format!("{person}-s{visit}"), 10 * (number + 1) * visit));
        }
    }
    let rows = [
        ["unknown", "Bacteroides", "Blautia"],
        ["unknown", "Blautia", "Alistipes"],
    ];
    for (place, table) in counts.iter_mut().enumerate() {
        *table += &columns[place]
            .iter()
            .map(|(sample, _)| format!(",{sample}"))
            .collect::<String>();
        for (row, taxon) in rows[place].iter().enumerate() {
            let cells = columns[place]
                .iter()
                .map(|(_, count)| format!(",{}", count * (row + 1)));
            *table += &format!("\n{taxon}{}", cells.collect::<String>());
        }
        table.push('\n');
    }
    let [first, second] = counts;
    vec![
        (
            "people.csv",
            people,
            "kind = \"participants\"\n[fields]\nparticipant = \"id\"\nsex = \"sex\"\nbirth_year = \"born\"\nregion = \"region\"\n[attributes]\njob = \"job\"\n",
        ),
        (
            "consent.csv",
            consent,
            "kind = \"consent\"\n[fields]\nparticipant = \"id\"\npurpose = { value = \"research\" }\ngiven_on = \"day\"\n",
        ),
        (
            "samples.csv",
            samples,
            "kind = \"samples\"\n[fields]\nparticipant = \"id\"\nsample = \"sample\"\nvisit = \"visit\"\ndate = \"day\"\n",
        ),
        (
            "surveys.csv",
            surveys,
            "kind = \"surveys\"\n[fields]\nparticipant = \"id\"\nsurvey = \"survey\"\nvisit = \"visit\"\ndate = \"day\"\n",
        ),
        (
            "foods.csv",
            foods,
            "kind = \"foods\"\n[fields]\nsurvey = \"survey\"\nfood = \"food\"\ngrams = \"grams\"\n",
        ),
        (
            "nutrients.csv",
            nutrients,
            "kind = \"nutrients\"\n[fields]\nsurvey = \"survey\"\n[[values]]\ncolumn = \"energy\"\nunit = \"kcal\"\n[[values]]\ncolumn = \"fibre\"\nunit = \"g\"\n",
        ),
        (
            "markers.csv",
            markers,
            "kind = \"markers\"\n[fields]\nparticipant = \"id\"\nvisit = \"visit\"\ndate = \"day\"\n[[values]]\ncolumn = \"bmi\"\nunit = \"kg/m2\"\n[[values]]\ncolumn = \"crp\"\nunit = \"mg/dL\"\n",
        ),
        (
            "drugs.csv",
            drugs,
            "kind = \"medications\"\n[fields]\nparticipant = \"id\"\nmedication = \"drug\"\nstarted = \"from\"\nended = \"to\"\n",
        ),
        ("first.csv", first, PROFILES),
        ("second.csv", second, PROFILES),
    ]
}

const PROFILES: &str = "kind = \"profiles\"\n[profile]\nlayout = \"counts\"\nquantity = \"reads\"\ntaxa = \"rows\"\ntaxon = \"taxon\"\nrank = \"genus\"\nunknown = \"unknown\"\n";

/// A plan that takes everything.
pub(crate) const ALL: &str = "purpose = \"research\"
covariates = [\"sex\", \"age\", \"region\", \"job\", \"visit\", \"date\"]
[survey]
match = \"nearest\"
days_before = 30
days_after = 0
[markers]
take = [\"*\"]
[nutrients]
take = [\"*\"]
[foods]
take = [\"*\"]
";

pub(crate) struct Made {
    pub(crate) folder: TempDir,
    pub(crate) cohort: Cohort,
}

impl Made {
    /// Imported in the order of the files.
    pub(crate) fn new() -> Self {
        Self::of(&files())
    }

    pub(crate) fn of(files: &[(&str, String, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let cohort = Cohort::create(&folder.path().join("cohort.sqlite")).unwrap();
        let mut made = Self { folder, cohort };
        for (name, table, mapping) in files {
            made.import(name, table, mapping);
        }
        made
    }

    pub(crate) fn import(&mut self, name: &str, table: &str, mapping: &str) {
        let file = self.folder.path().join(name);
        fs::write(&file, table).unwrap();
        let request = ImportRequest {
            file: &file,
            lineages: None,
            mapping: &Mapping::parse(mapping).unwrap(),
            differences: Differences::Update,
            imported_on: None,
            dry_run: false,
        };
        self.cohort
            .import(&request)
            .unwrap_or_else(|error| panic!("{name}: {error}"));
    }

    pub(crate) fn try_join(&self, plan: &str) -> nuka::Result<CohortStudy> {
        join_cohort(&self.cohort, &JoinPlan::parse(plan)?, None, today())
    }

    pub(crate) fn join(&self, plan: &str) -> CohortStudy {
        self.try_join(plan)
            .unwrap_or_else(|error| panic!("{error}"))
    }

    /// The bytes of all files, by name.
    pub(crate) fn keep(&mut self, plan: &str, form: StudyForm) -> BTreeMap<String, Vec<u8>> {
        let joined = self.join(plan);
        let out = self.folder.path().join("out");
        let out = match form {
            StudyForm::AnnData => out.join("study.h5ad"),
            StudyForm::Tables => out,
        };
        fs::create_dir_all(self.folder.path().join("out")).unwrap();
        let paths: Vec<PathBuf> = keep_study(&mut self.cohort, &joined, &out, form).unwrap();
        let read = |path: PathBuf| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            (name, fs::read(path).unwrap())
        };
        paths.into_iter().map(read).collect()
    }

    /// The reasons of a step with what they left out.
    pub(crate) fn left_out(&self, plan: &str, step: &str) -> Vec<(String, Vec<String>)> {
        let joined = self.join(plan);
        let flow = joined.study.beside().cohort.as_ref().unwrap().flow.clone();
        let found = flow
            .steps
            .into_iter()
            .find(|found| found.step.contains(step));
        let reasons = found.unwrap_or_else(|| panic!("no step {step}")).reasons;
        reasons
            .into_iter()
            .map(|reason| (reason.reason, reason.named))
            .collect()
    }
}

pub(crate) fn today() -> Date {
    Date::new(2026, 4, 1).unwrap()
}

/// The samples of a study, in order.
pub(crate) fn samples(joined: &CohortStudy) -> Vec<&str> {
    let observations = joined.study.observations().iter();
    observations
        .map(|observation| observation.sample.as_str())
        .collect()
}
