//! The numbers of a study are those of the tables.

use crate::made::{ALL, Made};
use nuka::study::{Quantity, StudyForm, TaxidSource, Values, open_study, write_study};

#[test]
fn a_study_read_again_is_the_study() {
    let made = Made::new();
    let study = made
        .join(&format!("{ALL}[samples]\nkeep = \"last\"\n"))
        .study;
    let path = made.folder.path().join("again.h5ad");
    write_study(&study, &path).unwrap();
    assert_eq!(open_study(&path).unwrap(), study);
}

#[test]
fn reads_shares_and_the_unknown_stand_in_x_and_layers() {
    let study = Made::new().join(ALL).study;
    let taxa: Vec<(u64, &str)> = study
        .taxa()
        .iter()
        .map(|taxon| (taxon.taxid, taxon.name.as_str()))
        .collect();
    assert_eq!(
        taxa,
        [
            (0, "unknown"),
            (1, "Alistipes"),
            (2, "Bacteroides"),
            (3, "Blautia")
        ]
    );
    assert_eq!(study.beside().taxids, TaxidSource::Study);
    assert_eq!(study.beside().unit, Quantity::Reads);
    // bert02-s1: 20 unknown, 40 Bacteroides, 60 Blautia; bert02-s2: 40, 80 Blautia, 120.
    assert_eq!(study.reads().row(2).to_vec(), [20.0, 0.0, 40.0, 60.0]);
    assert_eq!(study.reads().row(3).to_vec(), [40.0, 120.0, 0.0, 80.0]);
    let layer = &study.beside().layers[0];
    assert_eq!(layer.name, "share");
    let expected = [20.0 / 120.0, 0.0, 40.0 / 120.0, 60.0 / 120.0];
    assert_eq!(layer.values.row(2).to_vec(), expected);
    assert_eq!(study.observations()[2].total_reads, 120);
}

#[test]
fn markers_limits_and_covariates_stand_in_columns() {
    let study = Made::new().join(ALL).study;
    let number = |name: &str| match &study.column(name).unwrap().values {
        Values::Number(values) => values.clone(),
        Values::Text(_) => panic!("{name} is text"),
    };
    let text = |name: &str| match &study.column(name).unwrap().values {
        Values::Text(values) => values.clone(),
        Values::Number(_) => panic!("{name} is numbers"),
    };
    assert_eq!(number("crp")[..3], [Some(0.3), Some(0.3), Some(0.1)]);
    let sides: Vec<String> = text("crp_limit").into_iter().flatten().collect();
    assert_eq!(sides[..3], ["below", "below", "exact"]);
    assert_eq!(study.column("crp").unwrap().unit, "mg/dL");
    assert_eq!(number("age")[..3], [Some(75.0), Some(75.0), Some(65.0)]);
    assert_eq!(text("sex")[2].as_deref(), Some("male"));
    assert_eq!(text("survey")[3].as_deref(), Some("bert02-q2"));
    assert_eq!(number("survey_days")[2..4], [Some(-18.0), Some(-21.0)]);
    let half = Made::new()
        .join(&ALL.replace("[markers]\n", "[markers]\nlimits = \"half\"\n"))
        .study;
    let Values::Number(crp) = &half.column("crp").unwrap().values else {
        panic!("crp is text");
    };
    assert_eq!(crp[0], Some(0.15));
}

#[test]
fn foods_and_nutrients_are_a_day_and_missing_where_nothing_is_told() {
    let mut made = Made::new();
    // Two days of a record; natto without grams on one of them.
    made.import(
        "record.csv",
        "id,survey,visit,day,part,food,grams\nanna01,anna01-r,3,2025-09-01,1,rice,200\nanna01,anna01-r,3,2025-09-01,2,rice,100\nanna01,anna01-r,3,2025-09-01,2,tofu,50\nanna01,anna01-r,3,2025-09-01,1,natto,\n",
        "kind = \"foods\"\n[fields]\nparticipant = \"id\"\nsurvey = \"survey\"\nvisit = \"visit\"\ndate = \"day\"\nday = \"part\"\nfood = \"food\"\ngrams = \"grams\"\n",
    );
    made.import(
        "third.csv",
        "id,sample,visit\nanna01,anna01-s3,3\nbert02,bert02-s3,3\n",
        "kind = \"samples\"\n[fields]\nparticipant = \"id\"\nsample = \"sample\"\nvisit = \"visit\"\n",
    );
    made.import(
        "reads.csv",
        "taxon,anna01-s3,bert02-s3\nunknown,1,1\nBlautia,5,5\n",
        "kind = \"profiles\"\n[profile]\nlayout = \"counts\"\nquantity = \"reads\"\ntaxa = \"rows\"\ntaxon = \"taxon\"\nrank = \"genus\"\nunknown = \"unknown\"\n",
    );
    let study = made.join(ALL).study;
    let foods = study
        .beside()
        .tables
        .iter()
        .find(|table| table.name == "foods")
        .unwrap();
    let names: Vec<&str> = foods
        .columns
        .iter()
        .map(|column| column.name.as_str())
        .collect();
    assert_eq!(names, ["natto", "rice", "tofu"]);
    let row = |sample: &str| {
        let mut observations = study.observations().iter();
        let row = observations
            .position(|observation| observation.sample == sample)
            .unwrap();
        foods.values.row(row).to_vec()
    };
    assert_eq!(row("bert02-s2"), [10.0, 200.0, 0.0]);
    let recorded = row("anna01-s3");
    assert!(recorded[0].is_nan());
    assert_eq!(recorded[1..], [150.0, 25.0]);
    assert!(row("bert02-s3").iter().all(|grams| grams.is_nan()));
    let left_out = made.left_out(ALL, "amounts of foods");
    assert_eq!(left_out[0].1, ["anna01-r natto"]);
    let files = made.keep(ALL, StudyForm::Tables);
    let text = String::from_utf8(files["foods.tsv"].clone()).unwrap();
    assert!(text.contains("\nanna01-s3\t\t150\t25\n"), "{text}");
    let text = String::from_utf8(files["dictionary.tsv"].clone()).unwrap();
    assert!(text.contains("\nnutrients\tfibre\tg\t"), "{text}");
}

#[test]
fn a_questionnaire_tells_foods_that_are_not_eaten_from_those_without_an_answer() {
    let mut made = Made::new();
    made.import(
        "answers.csv",
        "id,visit,大豆,海藻\nanna01,1,never,daily\nbert02,1,,never\n",
        "kind = \"foods\"\n[fields]\nparticipant = \"id\"\nvisit = \"visit\"\ninstrument = { value = \"FFQ\" }\n[frequencies]\nnever = 0\ndaily = 1\n[other_values]\nunit = \"frequency\"\n[other_values.portion_grams]\n\"大豆\" = 40\n\"海藻\" = 5\n",
    );
    let plan = "purpose = \"research\"\n[survey]\ninstrument = \"FFQ\"\nrequired = true\n[foods]\ntake = [\"*\"]\n";
    let study = made.join(plan).study;
    let foods = &study.beside().tables[0];
    assert_eq!(foods.values.row(0).to_vec(), [0.0, 5.0]);
    assert!(foods.values[[1, 0]].is_nan());
    assert_eq!(foods.values[[1, 1]], 0.0);
    let left_out = made.left_out(plan, "amounts of foods");
    assert_eq!(left_out[0].1, ["bert02/FFQ/1 大豆"]);
}

#[test]
fn shares_are_told_as_shares() {
    let mut made = Made::new();
    made.import(
        "shares.csv",
        "taxon,anna01-s1\nBlautia,0.25\n",
        "kind = \"profiles\"\n[profile]\nlayout = \"counts\"\nquantity = \"shares\"\ntaxa = \"rows\"\ntaxon = \"taxon\"\nrank = \"genus\"\nmethod = \"m\"\n",
    );
    let plan = "purpose = \"research\"\n[profiles]\nmethod = \"m\"\n";
    let study = made.join(plan).study;
    assert_eq!(study.beside().unit, Quantity::Share);
    assert_eq!(study.reads().row(0).to_vec(), [0.25]);
    let path = made.folder.path().join("shares.h5ad");
    write_study(&study, &path).unwrap();
    assert_eq!(open_study(&path).unwrap(), study);
    let plan = "purpose = \"research\"\n[profiles]\nmethod = \"m\"\n[samples]\nmin_reads = 5\n";
    assert!(
        made.try_join(plan)
            .unwrap_err()
            .to_string()
            .contains("which have no reads")
    );
}

#[test]
fn tables_of_an_earlier_study_do_not_stay_beside_a_new_one() {
    let mut made = Made::new();
    assert!(made.keep(ALL, StudyForm::Tables).contains_key("foods.tsv"));
    let foods = made.folder.path().join("out/foods.tsv");
    assert!(foods.is_file());
    made.keep("purpose = \"research\"", StudyForm::Tables);
    assert!(!foods.exists());
}

#[test]
fn foods_without_a_composition_code_are_listed_rows() {
    let mut made = Made::new();
    made.import(
        "codes.csv",
        "survey,item,food,code\nanna01-q1,1,rice,01088\n",
        "kind = \"foods\"\n[fields]\nsurvey = \"survey\"\nitem = \"item\"\nfood = \"food\"\ncomposition_code = \"code\"\n",
    );
    let plan = "purpose = \"research\"\n[foods]\ntake = [\"*\"]\nby = \"composition_code\"\n";
    let left_out = made.left_out(plan, "amounts of foods");
    let names = ["natto".to_owned(), "rice".to_owned()];
    assert_eq!(
        left_out,
        [("no composition code".to_owned(), names.to_vec())]
    );
    let study = made.join(plan).study;
    let step = study.beside().cohort.as_ref().unwrap().flow.steps.iter();
    let counts: Vec<u64> = step
        .filter(|step| step.subject == "food items")
        .map(|step| step.reasons[0].count)
        .collect();
    assert_eq!(counts, [19]);
    let foods = &study.beside().tables[0];
    assert_eq!(
        (foods.columns[0].name.as_str(), foods.values[[0, 0]]),
        ("01088", 100.0)
    );
}
