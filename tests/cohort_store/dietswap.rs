//! dietswap (O'Keefe 2015, doi:10.1038/ncomms7342): 38 people, six visits.

use crate::shared::shared_data;
use crate::store::{Store, assert_cells, read, values};
use std::collections::BTreeSet;

#[test]
fn every_cell_of_dietswap_is_in_the_store() {
    let Some(shared) = shared_data("every_cell_of_dietswap_is_in_the_store") else {
        return;
    };
    let folder = shared.join("data/cohorts/dietswap_peerj32_atlas");
    let [sam, otu, tax] =
        ["sam", "otu", "tax"].map(|name| folder.join(format!("dietswap_{name}.csv")));
    let store = Store::new();
    store.import(&sam, "dietswap/participants.toml", None);
    store.import(&sam, "dietswap/samples.toml", None);
    store.import(&otu, "dietswap/profiles.toml", Some(&tax));
    for mapping in ["participants", "samples"] {
        let again = store.import(&sam, &format!("dietswap/{mapping}.toml"), None);
        assert_eq!(again["records_added"], 0, "{again}");
        assert_eq!(again["records_changed"], 0, "{again}");
    }
    let again = store.import(&otu, "dietswap/profiles.toml", Some(&tax));
    assert_eq!(again["records_same"], 222, "{again}");

    let source = read(&sam, ',');
    let people: BTreeSet<&str> = source.iter().map(|row| row["subject"].as_str()).collect();
    assert_eq!((people.len(), source.len()), (38, 222));
    store.consent_of(people.iter().copied());

    let samples = store.export("samples.tsv");
    assert_eq!(samples.len(), 222);
    let attributes = store.export("sample_attributes.tsv");
    let facts = store.export("participant_attributes.tsv");
    let participants = store.export("participants.tsv");
    for row in &source {
        let of_sample = |sample: &&std::collections::BTreeMap<String, String>| {
            sample["sample"] == row["sample"]
        };
        let sample = samples.iter().find(of_sample).unwrap();
        assert_eq!(sample["participant"], row["subject"]);
        assert_eq!(format!("{}.0", sample["visit"]), row["timepoint"]);
        for (name, column) in [
            ("group", "group"),
            ("timepoint_within_group", "timepoint.within.group"),
        ] {
            let mut found = attributes
                .iter()
                .filter(of_sample)
                .filter(|fact| fact["name"] == name);
            assert_eq!(found.next().unwrap()["value"], row[column]);
        }
        let person = participants
            .iter()
            .find(|person| person["participant"] == row["subject"])
            .unwrap();
        assert_eq!(person["sex"], row["sex"]);
        for name in ["nationality", "bmi_group"] {
            let fact = facts
                .iter()
                .find(|fact| fact["participant"] == row["subject"] && fact["name"] == name);
            assert_eq!(fact.unwrap()["value"], row[name]);
        }
    }

    let profiles = store.export("profiles.tsv");
    let phyla = read(&tax, ',');
    for row in profiles.iter().take(500) {
        let taxon = phyla.iter().find(|taxon| taxon[""] == row["name"]).unwrap();
        let lineage = format!(
            "p__{};f__{};g__{}",
            taxon["Phylum"], taxon["Family"], taxon["Genus"]
        );
        assert_eq!(
            (row["lineage"].as_str(), row["rank"].as_str()),
            (lineage.as_str(), "genus")
        );
    }
    let expected = read(&otu, ',').into_iter().flat_map(|row| {
        let taxon = row[""].clone();
        let cells = row.into_iter().filter(|(sample, _)| !sample.is_empty());
        cells.map(move |(sample, value)| ((sample, taxon.clone()), value.parse().unwrap()))
    });
    assert_eq!(assert_cells(values(&profiles), expected), 130 * 222);
}
