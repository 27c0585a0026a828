//! Taxa of samples, from tables of counts and of MetaPhlAn.

use super::{import, rows};
use crate::cohort::made_cohort::MadeCohort;
use crate::error::Result;

/// A profile: sample, total, unknown, and each taxon's name and value.
pub(super) type Found = (String, f64, Option<f64>, Vec<(String, f64)>);

const SAMPLES: &str = "kind = \"samples\"\n[fields]\nsample = \"s\"\nparticipant = \"p\"\n";

/// A store with the samples s1 and s2.
pub(super) fn made() -> MadeCohort {
    let mut made = MadeCohort::with_people(&["a"]);
    import(&mut made, SAMPLES, "s,p\ns1,a\ns2,a\n").unwrap();
    made
}

pub(super) fn found_samples(made: &MadeCohort) -> Vec<Found> {
    let taxa = made.cohort.taxa().unwrap();
    let mut found = Vec::new();
    made.cohort
        .for_each_profile(|profile| {
            let entries = profile.entries.iter();
            let entries = entries.map(|entry| (taxa[&entry.taxon].name.clone(), entry.value));
            found.push((
                profile.sample,
                profile.total,
                profile.unknown,
                entries.collect(),
            ));
            Ok(())
        })
        .unwrap();
    found
}

pub(super) fn profiles(mapping: &str, table: &str) -> Result<Vec<Found>> {
    let mut made = made();
    import(&mut made, mapping, table)?;
    Ok(found_samples(&made))
}

pub(super) fn one(name: &str, value: f64) -> (String, f64) {
    (name.to_owned(), value)
}

#[test]
fn count_tables_give_the_same_profiles_either_way_round() {
    let form = "kind = \"profiles\"\n[profile]\nlayout = \"counts\"\nquantity = \"reads\"\nrank = \"genus\"\nunknown = \"U\"\n";
    let in_rows = profiles(
        &format!("{form}taxa = \"rows\"\ntaxon = \"name\"\n"),
        "name,s1,s2\nx,5,0\ny,2,7\nU,3,1\n",
    )
    .unwrap();
    let in_columns = profiles(
        &format!("{form}taxa = \"columns\"\n[fields]\nsample = \"id\"\n"),
        "id,x,y,U\ns1,5,2,3\ns2,0,7,1\n",
    )
    .unwrap();
    assert_eq!(in_rows, in_columns);
    assert_eq!(
        in_rows,
        [
            (
                "s1".to_owned(),
                10.0,
                Some(3.0),
                vec![one("x", 5.0), one("y", 2.0)]
            ),
            ("s2".to_owned(), 8.0, Some(1.0), vec![one("y", 7.0)]),
        ]
    );
}

#[test]
fn percents_taken_for_shares_are_refused() {
    let mut made = MadeCohort::with_people(&["a"]);
    let samples = "kind = \"samples\"\n[fields]\nsample = \"s\"\nparticipant = \"p\"\n";
    import(&mut made, samples, "s,p\ns1,a\n").unwrap();
    let mapping = "kind = \"profiles\"\n[profile]\nlayout = \"counts\"\nquantity = \"shares\"\ntaxa = \"rows\"\ntaxon = \"t\"\n";
    let error = import(&mut made, mapping, "t,s1\nx,60\ny,40\n").unwrap_err();
    assert!(error.to_string().contains("percents"), "{error}");
}

/// As `biom convert --to-tsv --header-key taxonomy` writes it.
const OTUS: &str = "# Constructed from biom file\n\
    #OTU ID\ts1\ts2\ttaxonomy\n\
    4479944\t5.0\t0.0\tk__Bacteria; p__Firmicutes; c__Clostridia; o__Clostridiales; f__Lachnospiraceae; g__Blautia; s__\n\
    1052\t2.0\t7.0\tk__Bacteria; p__Firmicutes; c__Clostridia; o__Clostridiales; f__; g__; s__\n\
    77\t1.0\t0.0\tUnassigned\n\
    78\t2.0\t3.0\tUnassigned\n";

const OTU_FORM: &str = "kind = \"profiles\"\n[table]\nheader_line = 2\n[profile]\nlayout = \"counts\"\n\
    quantity = \"reads\"\ntaxa = \"rows\"\ntaxon = \"#OTU ID\"\nlineage = \"taxonomy\"\n";

#[test]
fn lineages_beside_the_counts_are_those_of_the_taxa() {
    let mut made = made();
    import(&mut made, OTU_FORM, OTUS).unwrap();
    assert_eq!(
        rows(
            &made,
            "SELECT name, rank, lineage FROM taxon ORDER BY taxon"
        ),
        [
            "4479944|genus|d__Bacteria;p__Firmicutes;c__Clostridia;o__Clostridiales;f__Lachnospiraceae;g__Blautia",
            "1052|order|d__Bacteria;p__Firmicutes;c__Clostridia;o__Clostridiales",
            "77|no rank|",
            "78|no rank|",
        ]
    );
    let found = found_samples(&made);
    let of_second = vec![one("1052", 7.0), one("78", 3.0)];
    assert_eq!(found[1], ("s2".to_owned(), 10.0, None, of_second));
}

#[test]
fn all_rows_without_a_lineage_are_the_unknown_where_the_mapping_says_so() {
    let mapping = format!("{OTU_FORM}unknown = \"Unassigned\"\n");
    let found = profiles(&mapping, OTUS).unwrap();
    assert_eq!((found[0].1, found[0].2), (10.0, Some(3.0)));
    assert_eq!((found[1].1, found[1].2), (10.0, Some(3.0)));
    assert_eq!(found[1].3, [one("1052", 7.0)]);
}

#[test]
fn a_column_of_lineages_alone_names_taxa_by_their_lowest_rank() {
    let mapping = OTU_FORM
        .replace("taxonomy", "#OTU ID")
        .replace("header_line = 2", "");
    let table = "#OTU ID\ts1\ts2\nd__Bacteria;p__Bacillota;__\t4\t1\nd__Bacteria;__;__\t6\t9\n";
    let found = profiles(&mapping, table).unwrap();
    assert_eq!(found[0].3, [one("Bacillota", 4.0), one("Bacteria", 6.0)]);
}

#[test]
fn lineages_that_cannot_be_read_are_told_with_their_lines() {
    let table = OTUS.replace("k__Bacteria; p__Firmicutes", "k__Bacteria; x__Firmicutes");
    let error = profiles(OTU_FORM, &table).unwrap_err();
    let places: Vec<_> = error
        .all()
        .map(|error| (error.place().line, error.place().field.clone()))
        .collect();
    let of_line = |line| (Some(line), Some("taxonomy".to_owned()));
    assert_eq!(places, [of_line(3), of_line(4)], "{error}");
    assert!(error.to_string().contains("x__Firmicutes"), "{error}");
}

#[test]
fn endings_of_sample_names_are_taken_off() {
    // As merge_metaphlan_tables.py names the columns after s1_profile.txt and s2_profile.txt.
    let table = "#mpa_vJan21_CHOCOPhlAnSGB_202103\n\
        clade_name\ts1_profile\ts2_profile\n\
        k__Bacteria\t100.0\t100.0\n\
        k__Bacteria|p__Firmicutes\t100.0\t25.0\n";
    let mapping = "kind = \"profiles\"\n[profile]\nlayout = \"metaphlan\"\n";
    let error = profiles(mapping, table).unwrap_err();
    assert!(
        error.to_string().contains("the sample \"s1_profile\""),
        "{error}"
    );
    let mapping = format!("{mapping}sample_suffix = \"_profile\"\n");
    let found = profiles(&mapping, table).unwrap();
    assert_eq!(found[1].0, "s2");
    assert_eq!(found[1].3, [one("Bacteria", 1.0), one("Firmicutes", 0.25)]);

    let counts = "kind = \"profiles\"\n[profile]\nlayout = \"counts\"\nquantity = \"reads\"\n\
        taxa = \"rows\"\ntaxon = \"t\"\nsample_suffix = \".fq\"\n";
    let found = profiles(counts, "t,s1.fq,s2\nx,5,6\n").unwrap();
    assert_eq!((found[0].0.as_str(), found[1].0.as_str()), ("s1", "s2"));
}
