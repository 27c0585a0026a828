//! Reports of Kraken 2 itself are read whole.
//!
//! The reports are kept beside the project: `NUKA_SHARED` names their folder
//! (default `../shared`). Without it the test says that it was skipped.

use nuka::profile::read_kreport;
use nuka::taxonomy::Level;
use std::fs;
use std::path::PathBuf;

#[test]
fn reports_of_kraken_2_are_read_whole() {
    let shared = std::env::var_os("NUKA_SHARED").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared"),
        PathBuf::from,
    );
    let folder = shared.join("truth/kraken2/expected");
    if !folder.is_dir() {
        println!("SKIPPED: no Kraken 2 reports in {}", folder.display());
        return;
    }
    let mut read = 0;
    for item in fs::read_dir(&folder).unwrap() {
        let path = item.unwrap().path();
        let bytes = fs::read(&path).unwrap();
        let is_report = path
            .extension()
            .is_some_and(|extension| extension == "report");
        if !is_report || bytes.starts_with(b"d__") {
            continue; // MetaPhlAn-style reports are another format
        }
        let profile = read_kreport(&bytes[..], "s").unwrap();
        let root = profile.entries().iter().find(|entry| entry.taxid == 1);
        assert_eq!(
            root.map_or(0, |root| root.clade_reads),
            profile.classified_reads()
        );
        if profile.total_reads() > 0 {
            let shares = profile.read_shares(Level::Genus).unwrap();
            let taxa: f64 = shares.taxa.iter().map(|(_, share)| share).sum();
            let sum = taxa + shares.unplaced_fraction + shares.unknown_fraction;
            assert!((sum - 1.0).abs() < 1e-12, "{}: {sum}", path.display());
        }
        read += 1;
    }
    assert!(read > 20, "{read} reports");
}
