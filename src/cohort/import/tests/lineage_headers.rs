//! Count tables whose headers are lineages, as QIIME 2 exports its bar plots.

use super::profiles::{found_samples, made, one, profiles};
use super::{import, rows};
use crate::cohort::import::Mapping;

/// As `qiime taxa barplot` writes level-6.csv: the samples' own columns stand last.
const LEVEL_6: &str = "index,d__Bacteria;p__Firmicutes;c__Clostridia;o__Lachnospirales;f__Lachnospiraceae;g__Blautia,\
    d__Bacteria;p__Firmicutes;c__Clostridia;o__Lachnospirales;f__Lachnospiraceae;__,\
    d__Bacteria;p__Firmicutes;c__Clostridia;o__Lachnospirales;f__;g__,\
    d__Bacteria;p__Firmicutes;c__Clostridia;o__Lachnospirales;__;__,\
    d__Bacteria;__;__;__;__;__,Unassigned;__;__;__;__;__,body-site,days\n\
    s1,12.0,3.0,2.0,4.0,5.0,7.0,gut,84\n\
    s2,0.0,1.0,0.0,0.0,2.0,1.0,,\n";

const FORM: &str = "kind = \"profiles\"\n[fields]\nsample = \"index\"\n[profile]\nlayout = \"counts\"\n\
    quantity = \"reads\"\ntaxa = \"columns\"\nheaders = \"lineages\"\n\
    taxon_prefixes = [\"d__\", \"Unassigned\"]\n";

#[test]
fn headers_that_are_lineages_name_taxa_by_their_lowest_rank() {
    let mut made = made();
    let mapping = format!("{FORM}unknown = \"Unassigned\"\n");
    let account = import(&mut made, &mapping, LEVEL_6).unwrap();
    assert_eq!(account.columns_left_out, ["body-site", "days"]);
    assert_eq!(
        rows(
            &made,
            "SELECT name, rank, lineage FROM taxon ORDER BY taxon"
        ),
        [
            "Blautia|genus|d__Bacteria;p__Firmicutes;c__Clostridia;o__Lachnospirales;f__Lachnospiraceae;g__Blautia",
            "Lachnospiraceae|family|d__Bacteria;p__Firmicutes;c__Clostridia;o__Lachnospirales;f__Lachnospiraceae",
            "Lachnospirales|order|d__Bacteria;p__Firmicutes;c__Clostridia;o__Lachnospirales",
            "Bacteria|domain|d__Bacteria",
        ]
    );
    // Of the order stand two columns: 2 and 4 reads.
    let of_first = [
        one("Blautia", 12.0),
        one("Lachnospiraceae", 3.0),
        one("Lachnospirales", 6.0),
        one("Bacteria", 5.0),
    ];
    let found = found_samples(&made);
    assert_eq!(
        found[0],
        ("s1".to_owned(), 33.0, Some(7.0), of_first.to_vec())
    );
    let of_second = vec![one("Lachnospiraceae", 1.0), one("Bacteria", 2.0)];
    assert_eq!(found[1], ("s2".to_owned(), 4.0, Some(1.0), of_second));
}

#[test]
fn lineages_in_headers_and_in_rows_give_the_same_profiles() {
    let lines: Vec<Vec<&str>> = LEVEL_6
        .lines()
        .map(|line| line.split(',').collect())
        .collect();
    let taxa = 1..lines[0].len() - 2;
    let turned: String = std::iter::once(0)
        .chain(taxa)
        .map(|column| {
            let cells: Vec<&str> = lines.iter().map(|line| line[column]).collect();
            cells.join("\t") + "\n"
        })
        .collect();
    for unknown in ["", "unknown = \"Unassigned\"\n"] {
        let in_headers = profiles(&format!("{FORM}{unknown}"), LEVEL_6).unwrap();
        let form = "kind = \"profiles\"\n[profile]\nlayout = \"counts\"\nquantity = \"reads\"\n\
                    taxa = \"rows\"\ntaxon = \"index\"\nlineage = \"index\"\n";
        let in_rows = profiles(&format!("{form}{unknown}"), &turned).unwrap();
        assert_eq!(in_headers, in_rows, "{unknown}");
        assert_eq!(in_headers[0].2.is_some(), !unknown.is_empty());
        let has_unassigned = in_headers[0].3.contains(&one("Unassigned", 7.0));
        assert_eq!(has_unassigned, unknown.is_empty());
    }
}

#[test]
fn columns_that_are_no_taxa_are_told() {
    let without = FORM.replace("taxon_prefixes = [\"d__\", \"Unassigned\"]\n", "");
    let told = profiles(&without, LEVEL_6).unwrap_err().to_string();
    assert!(
        told.contains("line 2, field body-site: found \"gut\""),
        "{told}"
    );
    let dropped = format!("drop = [\"body-site\", \"days\"]\n{without}");
    let found = profiles(&dropped, LEVEL_6).unwrap();
    assert_eq!(found, profiles(FORM, LEVEL_6).unwrap());
    let other = FORM.replace("\"d__\", \"Unassigned\"", "\"k__\"");
    let told = profiles(&other, LEVEL_6).unwrap_err().to_string();
    assert!(
        told.contains("found no column that begins with k__"),
        "{told}"
    );
    for (prefixes, left_out) in [
        ("\"d__\"", "Unassigned;__"),
        ("\"Unassigned\"", "d__Bacteria;__"),
    ] {
        let other = FORM.replace("\"d__\", \"Unassigned\"", prefixes);
        let told = profiles(&other, LEVEL_6).unwrap_err().to_string();
        let place = format!("line 1, field {left_out}");
        assert!(told.contains(&place), "no {place:?} in\n{told}");
        assert!(told.contains("none of taxon_prefixes"), "{told}");
    }
    let names = LEVEL_6
        .replace("body-site", "氏名")
        .replace("gut", "山田太郎");
    let told = profiles(FORM, &names).unwrap_err().to_string();
    assert!(told.contains("field 氏名: the column looks like"), "{told}");
}

#[test]
fn headers_that_cannot_be_read_are_told_with_their_place() {
    let table = LEVEL_6.replace("d__Bacteria;__;", "d__Bacteria;x__Odd;");
    let error = profiles(FORM, &table).unwrap_err();
    assert_eq!(error.place().line, Some(1), "{error}");
    let field = error.place().field.clone().unwrap_or_default();
    assert!(field.starts_with("d__Bacteria;x__Odd"), "{error}");
}

#[test]
fn mappings_of_headers_that_contradict_themselves_are_refused() {
    let told = |from: &str, to: &str| {
        let mapping = FORM.replace(from, to);
        assert!(mapping != FORM);
        Mapping::parse(&mapping).unwrap_err().to_string()
    };
    let rows = told("\"columns\"", "\"rows\"\ntaxon = \"index\"");
    assert!(rows.contains("for tables with taxa in columns"), "{rows}");
    let empty = told("\"d__\", \"Unassigned\"", "");
    assert!(empty.contains("expected in taxon_prefixes"), "{empty}");
    let both = told(
        "quantity",
        "lineages = { taxon = \"t\", ranks = { genus = \"g\" } }\nquantity",
    );
    assert!(both.contains("not in both"), "{both}");
    let biom =
        Mapping::parse("kind = \"profiles\"\n[profile]\nlayout = \"biom\"\nheaders = \"names\"\n");
    assert!(biom.is_err());
}
