//! Writes a small simulated gut to a folder: genomes, a survey, a marker, and
//! the reads of one person.
//!
//! `cargo run --release --example simulate_reads`

#![expect(clippy::print_stdout, reason = "an example talks to its reader")]

use nuka::atomic_file::AtomicFile;
use nuka::simulate::cohort::{Cohort, CohortSettings, demo_foods, write_markers, write_survey};
use nuka::simulate::genomes::{GenomeSet, GenomeSettings, write_fasta};
use nuka::simulate::reads::{PairSimulator, ReadSettings, write_pairs};
use nuka::simulate::taxa::{SourceKind, demo_taxa};

const SEED: u64 = 20;
const PAIRS: u64 = 5_000;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = std::env::temp_dir().join("nuka-simulated");
    std::fs::create_dir_all(&folder)?;
    let create = |name: &str| AtomicFile::create(&folder.join(name));

    let taxa = demo_taxa()?;
    let length_bp = 40_000;
    let seed = SEED;
    let genomes = GenomeSet::build(&taxa, GenomeSettings { seed, length_bp })?;
    let mut fasta = create("reference.fasta")?;
    for genome in genomes.of_kind(SourceKind::Known) {
        write_fasta(genome, &mut fasta)?;
    }
    fasta.commit()?;

    let cohort = Cohort::simulate(&taxa, demo_foods()?, &CohortSettings::demo(seed, 24))?;
    let (mut survey, mut markers) = (create("survey.csv")?, create("markers.csv")?);
    write_survey(&cohort, &mut survey)?;
    write_markers(&cohort, &mut markers)?;
    survey.commit()?;
    markers.commit()?;

    let person = &cohort.people[0];
    let mut simulator = PairSimulator::new(&person.sources(&genomes)?, ReadSettings::new(seed))?;
    let (mut first, mut second) = (create("P001_R1.fastq")?, create("P001_R2.fastq")?);
    write_pairs(&mut simulator, PAIRS, &mut first, &mut second)?;
    first.commit()?;
    second.commit()?;

    println!("Simulated data, nothing of it real: {}", folder.display());
    println!("  reference.fasta  30 known genomes of {length_bp} bp");
    println!("  survey.csv       what {} people eat", cohort.people.len());
    println!("  markers.csv      their LDL cholesterol");
    println!("  P001_R1/2.fastq  {PAIRS} read pairs of one of them");
    for effect in &cohort.effects.food {
        println!(
            "Planted: eating the median intake of {} shifts {} by {:+} in natural logarithm.",
            effect.food, effect.species, effect.log_ratio
        );
    }
    Ok(())
}
