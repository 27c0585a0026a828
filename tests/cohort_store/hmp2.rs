//! HMP2 (Lloyd-Price 2019, doi:10.1038/s41586-019-1237-9): species shares of 1,595
//! samples of 130 people.

use crate::shared::shared_data;
use crate::store::{Store, assert_cells, read, values};
use std::collections::BTreeMap;

#[test]
fn every_cell_of_hmp2_is_in_the_store() {
    let Some(shared) = shared_data("every_cell_of_hmp2_is_in_the_store") else {
        return;
    };
    let folder = shared.join("data/cohorts/hmp2_maaslin2");
    let metadata = folder.join("HMP2_metadata.tsv");
    let taxonomy = folder.join("HMP2_taxonomy.tsv");
    let store = Store::new();
    for mapping in ["participants", "samples", "markers"] {
        store.import(&metadata, &format!("hmp2/{mapping}.toml"), None);
    }
    store.import(&taxonomy, "hmp2/profiles.toml", None);

    let source = read(&metadata, '\t');
    store.consent_of(source.iter().map(|row| row["subject"].as_str()));
    let by = |rows: Vec<BTreeMap<String, String>>,
              key: &str|
     -> BTreeMap<String, BTreeMap<String, String>> {
        rows.into_iter()
            .map(|row| (row[key].clone(), row))
            .collect()
    };
    let samples = by(store.export("samples.tsv"), "sample");
    let people = by(store.export("participants.tsv"), "participant");
    let ages = by(store.export("markers.tsv"), "participant");
    let attributes = store.export("sample_attributes.tsv");
    assert_eq!((samples.len(), people.len()), (1595, 130));
    let attribute = |name: &str| -> BTreeMap<String, String> {
        let of_name = attributes.iter().filter(|row| row["name"] == name);
        of_name
            .map(|row| (row["sample"].clone(), row["value"].clone()))
            .collect()
    };
    let (antibiotics, dysbiosis) = (attribute("antibiotics"), attribute("dysbiosis_score"));
    for row in &source {
        let sample = &samples[&row["ID"]];
        assert_eq!(sample["participant"], row["subject"]);
        assert_eq!(sample["visit"], row["collection"]);
        assert_eq!(people[&row["subject"]]["site"], row["site"]);
        assert_eq!(antibiotics[&row["ID"]], row["antibiotics"]);
        assert_eq!(dysbiosis[&row["ID"]], row["dysbiosis"]);
        let age = ages
            .get(&row["subject"])
            .map_or("NA", |marker| marker["written_value"].as_str());
        assert_eq!(age, row["age"]);
    }
    let expected = read(&taxonomy, '\t').into_iter().flat_map(|row| {
        let sample = row["ID"].clone();
        let cells = row.into_iter().filter(|(taxon, _)| taxon != "ID");
        cells.map(move |(taxon, value)| ((sample.clone(), taxon), value.parse().unwrap()))
    });
    assert_eq!(
        assert_cells(values(&store.export("profiles.tsv")), expected),
        87 * 1595
    );
}
