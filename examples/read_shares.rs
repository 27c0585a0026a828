//! Reads a Kraken-style report and prints shares by genus, the unknown part included.
//!
//! `cargo run --example read_shares -- sample.kreport`
#![expect(
    clippy::print_stdout,
    reason = "an example talks to the person who runs it"
)]

use nuka::profile::read_kreport;
use nuka::taxonomy::Level;

const REPORT: &str = " 25.00\t25\t25\tU\t0\tunclassified
 75.00\t75\t5\tR\t1\troot
 70.00\t70\t0\tD\t2\t  Bacteria
 70.00\t70\t10\tG\t816\t    Bacteroides
 60.00\t60\t60\tS\t820\t      Bacteroides uniformis
";

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let profile = match std::env::args().nth(1) {
        Some(path) => read_kreport(std::io::BufReader::new(std::fs::File::open(&path)?), &path)?,
        None => read_kreport(REPORT.as_bytes(), "built-in example")?,
    };
    println!("{}: {} reads", profile.sample(), profile.total_reads());
    for entry in profile.entries() {
        if entry.rank.level() == Some(Level::Genus) {
            let share = 100.0 * entry.clade_reads as f64 / profile.total_reads() as f64;
            println!("  {:<24} {share:5.1} %", entry.name);
        }
    }
    let unknown = 100.0 * profile.unclassified_reads() as f64 / profile.total_reads() as f64;
    println!("  {:<24} {unknown:5.1} %", "unknown");
    Ok(())
}
