//! COMBO (Wu 2011, doi:10.1126/science.1208344): genera, diet and body mass of 96
//! people in files without header and ids.

use crate::shared::shared_data;
use crate::store::{Store, assert_cells, lines};
use std::collections::BTreeMap;

#[test]
fn every_cell_of_combo_is_in_the_store() {
    let Some(shared) = shared_data("every_cell_of_combo_is_in_the_store") else {
        return;
    };
    let folder = shared.join("data/cohorts/combo_wu2011");
    let [bmi, energy, fat, counts, genera] = [
        "BMI",
        "CaloriData",
        "FatData",
        "GeneraCounts",
        "GeneraPhylo",
    ]
    .map(|name| folder.join(format!("{name}.csv")));
    let store = Store::new();
    store.import(&bmi, "combo/participants.toml", None);
    store.import(&bmi, "combo/samples.toml", None);
    store.import(&bmi, "combo/bmi.toml", None);
    store.import(&energy, "combo/energy.toml", None);
    store.import(&fat, "combo/fat.toml", None);
    store.import(&counts, "combo/profiles.toml", Some(&genera));
    let people: Vec<String> = (1..=96).map(|number| format!("c{number:02}")).collect();
    store.consent_of(people.iter().map(String::as_str));

    let markers = store.export("markers.tsv");
    let nutrients = store.export("nutrients.tsv");
    let column = |path| lines(path).into_iter().map(|mut cells| cells.remove(0));
    assert_eq!(markers.len(), 96);
    assert_eq!(nutrients.len(), 2 * 96);
    for ((person, bmi), marker) in people.iter().zip(column(&bmi)).zip(&markers) {
        assert_eq!(
            (&marker["participant"], &marker["written_value"]),
            (person, &bmi)
        );
        assert_eq!(
            marker["value"].parse::<f64>().unwrap(),
            bmi.parse::<f64>().unwrap()
        );
        assert_eq!(
            (marker["code"].as_str(), marker["unit"].as_str()),
            ("bmi", "kg/m2")
        );
    }
    for (name, path) in [("energy", &energy), ("fat", &fat)] {
        for (person, written) in people.iter().zip(column(path)) {
            let of_person = |row: &&BTreeMap<String, String>| {
                row["participant"] == *person && row["nutrient"] == name
            };
            let mut found = nutrients.iter().filter(of_person);
            assert_eq!(found.next().unwrap()["written_value"], written);
            assert!(found.next().is_none());
        }
    }

    // Two genera may have one name: the lineage tells them apart.
    let genera = lines(&genera);
    let lineage = |row: &[String]| {
        let steps = "dpcofg"
            .chars()
            .zip(&row[1..])
            .filter(|(_, name)| !name.is_empty() && *name != "NA");
        steps
            .map(|(letter, name)| format!("{letter}__{name}"))
            .collect::<Vec<_>>()
            .join(";")
    };
    let found = store.export("profiles.tsv").into_iter().map(|row| {
        (
            (row["sample"].clone(), row["lineage"].clone()),
            row["value"].parse().unwrap(),
        )
    });
    let expected = lines(&counts)
        .into_iter()
        .zip(&genera)
        .flat_map(|(row, genus)| {
            let cells = row.into_iter().zip(&people);
            let lineage = lineage(genus);
            cells
                .map(|(value, person)| ((person.clone(), lineage.clone()), value.parse().unwrap()))
                .collect::<Vec<_>>()
        });
    assert_eq!(assert_cells(found.collect(), expected), 87 * 96);
}
