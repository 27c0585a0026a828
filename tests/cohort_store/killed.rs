//! A killed import loses nothing and leaves nothing half done.

use crate::program::{nuka, run};
use crate::store::Store;
use std::fmt::Write;
use std::fs;
use std::process::Stdio;
use std::time::{Duration, Instant};

const PEOPLE: u32 = 2000;
const ITEMS: u32 = 100;

#[test]
fn a_killed_import_leaves_the_store_as_it_was() {
    let store = Store::new();
    let file = |name: &str, text: &str| {
        let path = store.folder.path().join(name);
        fs::write(&path, text).unwrap();
        path
    };
    let mut people = String::from("id\n");
    let mut foods = String::from("id,food,grams\n");
    for person in 0..PEOPLE {
        writeln!(people, "p{person:05}").unwrap();
        for item in 0..ITEMS {
            writeln!(foods, "p{person:05},{:05},{}", 1000 + item, item + 1).unwrap();
        }
    }
    let people = file("people.csv", &people);
    let foods = file("foods.csv", &foods);
    let people_map = file(
        "people.toml",
        "kind = \"participants\"\n[fields]\nparticipant = \"id\"\n",
    );
    let foods_map = file(
        "foods.toml",
        "kind = \"foods\"\n[fields]\nparticipant = \"id\"\nfood = \"food\"\ngrams = \"grams\"\n",
    );
    store.import(&people, people_map.to_str().unwrap(), None);

    let counts = || -> serde_json::Value {
        let mut show = nuka();
        show.args(["cohort", "show", "--json"]).arg(&store.path);
        serde_json::from_slice(&run(&mut show).stdout).unwrap()
    };
    let before = counts();
    let mut import = nuka();
    import
        .args(["cohort", "import", "--quiet"])
        .arg(&store.path)
        .arg(&foods);
    import
        .arg("--mapping")
        .arg(&foods_map)
        .stderr(Stdio::null());
    // How long a whole one takes here, without keeping it.
    let start = Instant::now();
    run(nuka()
        .args(["cohort", "import", "--quiet", "--dry-run"])
        .arg(&store.path)
        .arg(&foods)
        .arg("--mapping")
        .arg(&foods_map));
    let whole = start.elapsed();
    let mut kills_before_the_end = 0;
    for part in [0.2, 0.4, 0.6, 0.8] {
        let mut child = import.spawn().unwrap();
        std::thread::sleep(Duration::from_secs_f64(part * whole.as_secs_f64()));
        // SIGKILL on Unix.
        child.kill().unwrap();
        child.wait().unwrap();
        run(nuka().args(["cohort", "check", "--json"]).arg(&store.path));
        let after = counts();
        if after == before {
            kills_before_the_end += 1;
        } else {
            // Killed behind its last step: then all of it is there.
            assert_eq!(after["food_items"], PEOPLE * ITEMS);
            assert_eq!(after["surveys"], PEOPLE);
        }
    }
    assert!(kills_before_the_end > 0, "no import was killed at work");
    let account = store.import(&foods, foods_map.to_str().unwrap(), None);
    let added = account["records_added"].as_u64().unwrap();
    let same = account["records_same"].as_u64().unwrap();
    assert_eq!(added + same, u64::from(PEOPLE * ITEMS + PEOPLE));
    assert_eq!(counts()["food_items"], PEOPLE * ITEMS);
}
