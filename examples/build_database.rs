//! Builds a native database from a table of genomes and shows what it holds.
//!
//! `cargo run --release --example build_database`
#![expect(clippy::print_stdout, reason = "an example talks to its reader")]

use nuka::atomic_file::{AtomicFile, write_whole};
use nuka::database::NativeDatabase;
use nuka::database::native::{BuildPlan, read_genomes};
use nuka::minimizer::SyncmerShape;
use nuka::simulate::genomes::{GenomeSet, GenomeSettings, write_fasta};
use nuka::simulate::taxa::{SourceKind, demo_taxa};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = std::env::temp_dir().join(format!("nuka-build-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;

    // Genome files and a table that names them; here of simulated genomes.
    let settings = GenomeSettings {
        seed: 1,
        length_bp: 40_000,
    };
    let mut table = String::from("path\taccession\tlineage\n");
    for genome in GenomeSet::build(&demo_taxa()?, settings)?.of_kind(SourceKind::Known) {
        let name = format!("{}.fna", genome.accession);
        let mut file = AtomicFile::create(&folder.join(&name))?;
        write_fasta(genome, &mut file)?;
        file.commit()?;
        table += &format!("{name}\t{}\t{}\n", genome.accession, genome.lineage);
    }
    write_whole(&folder.join("genomes.tsv"), table.as_bytes())?;

    let genomes = read_genomes(&folder.join("genomes.tsv"))?;
    let plan = BuildPlan::new(genomes, None, SyncmerShape::default())?;
    println!(
        "{} genomes; the database will take at most {} bytes",
        plan.genomes(),
        plan.estimate(1)?.database_bytes
    );
    let pool = rayon::ThreadPoolBuilder::new().build()?;
    let path = folder.join("small.nuka");
    plan.build(&pool, &path, &|_| ())?;

    let database = NativeDatabase::open(&path)?;
    database.verify()?;
    println!(
        "{} keys of {} taxa, all checksums agree",
        database.parameters().keys,
        database.taxonomy().len() - 1
    );
    for genome in database.genomes()?.iter().take(3) {
        println!(
            "  {} {} bp, {} minimizers",
            genome.accession, genome.length_bp, genome.minimizers
        );
    }
    std::fs::remove_dir_all(&folder)?;
    Ok(())
}
