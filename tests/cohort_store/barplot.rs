//! A bar plot of QIIME 2, exported as a table, through the program.

use crate::store::{Store, values};
use std::fs;

const TABLE: &str = "index,\
    d__Bacteria;p__Bacteroidota;c__Bacteroidia;o__Bacteroidales;f__Bacteroidaceae;g__Bacteroides,\
    d__Bacteria;p__Firmicutes;c__Clostridia;o__Lachnospirales;f__Lachnospiraceae;g__Blautia,\
    d__Bacteria;__;__;__;__;__,Unassigned;__;__;__;__;__,barcode-sequence,year\n\
    L1S8,300.0,41.0,9.0,2.0,AGCTGACTAGTC,2008.0\n\
    L1S57,0.0,88.0,0.0,1.0,ACACACTATGGC,2009.0\n";

const MAPPINGS: [(&str, &str); 3] = [
    (
        "people",
        "kind = \"participants\"\n[fields]\nparticipant = \"id\"\n",
    ),
    (
        "samples",
        "kind = \"samples\"\n[fields]\nsample = \"index\"\nparticipant = { value = \"p1\" }\n",
    ),
    (
        "taxa",
        "kind = \"profiles\"\n[fields]\nsample = \"index\"\n[profile]\nlayout = \"counts\"\n\
         quantity = \"reads\"\ntaxa = \"columns\"\nheaders = \"lineages\"\n\
         taxon_prefixes = [\"d__\", \"Unassigned\"]\nunknown = \"Unassigned\"\n",
    ),
];

#[test]
fn a_bar_plot_of_qiime_gives_its_reads_by_lineage() {
    let store = Store::new();
    let folder = store.folder.path();
    fs::write(folder.join("people.csv"), "id\np1\n").unwrap();
    fs::write(folder.join("level-6.csv"), TABLE).unwrap();
    let mut account = serde_json::Value::Null;
    for (name, mapping) in MAPPINGS {
        let file = folder.join(format!("{name}.toml"));
        fs::write(&file, mapping).unwrap();
        let table = if name == "people" {
            "people.csv"
        } else {
            "level-6.csv"
        };
        account = store.import(&folder.join(table), file.to_str().unwrap(), None);
    }
    assert_eq!(account["rows_read"], 2, "{account}");
    let left_out = serde_json::json!(["barcode-sequence", "year"]);
    assert_eq!(account["columns_left_out"], left_out, "{account}");
    store.consent_of(["p1"]);
    let profiles = store.export("profiles.tsv");
    let expected = [
        ("L1S57", "Blautia", 88.0),
        ("L1S57", "unknown", 1.0),
        ("L1S8", "Bacteria", 9.0),
        ("L1S8", "Bacteroides", 300.0),
        ("L1S8", "Blautia", 41.0),
        ("L1S8", "unknown", 2.0),
    ];
    let expected =
        expected.map(|(sample, name, reads)| ((sample.to_owned(), name.to_owned()), reads));
    assert_eq!(Vec::from_iter(values(&profiles)), expected);
    let blautia = profiles
        .iter()
        .find(|row| row["name"] == "Blautia")
        .unwrap();
    assert_eq!(blautia["rank"], "genus");
    let lineage =
        "d__Bacteria;p__Firmicutes;c__Clostridia;o__Lachnospirales;f__Lachnospiraceae;g__Blautia";
    assert_eq!(blautia["lineage"], lineage);
}
