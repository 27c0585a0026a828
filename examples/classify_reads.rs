//! Opens a database, streams reads and prints each call with its evidence.
//!
//! `cargo run --release --example classify_reads -- DATABASE READS`
#![expect(clippy::print_stdout, reason = "an example talks to its reader")]

use nuka::classify::{Kernel, Settings};
use nuka::database::Database;
use nuka::database::native::{BuildPlan, read_genomes};
use nuka::minimizer::SyncmerShape;
use nuka::reads::{BatchSize, Layout, ReadBatch, ReadSource};
use std::path::{Path, PathBuf};

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

fn main() -> Outcome<()> {
    let arguments: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let folder = std::env::temp_dir().join("nuka-classify-example");
    let (database, reads) = match &arguments[..] {
        [database, reads] => (database.clone(), reads.clone()),
        _ => tiny_files(&folder)?,
    };
    let database = Database::open(&database)?;
    let mut kernel = Kernel::new(&database, &Settings::default())?;
    let mut source = ReadSource::from_paths(&[reads], Layout::Single, BatchSize::default())?;
    let mut batch = ReadBatch::new();
    while let Some(raw) = source.next_raw()? {
        raw.parse(&mut batch)?;
        kernel.classify(&batch, |fragment, call| {
            let id = String::from_utf8_lossy(fragment.first().id());
            let name = database.taxonomy().name(call.taxon);
            let (agreeing, all) = (call.agreeing, call.looked_up);
            match call.unassigned {
                None => println!("{id}: {name} ({agreeing} of {all} minimizers agree)"),
                Some(reason) => println!("{id}: no taxon ({})", reason.name()),
            }
        });
    }
    Ok(())
}

/// A database of one short made-up genome, and two reads.
fn tiny_files(folder: &Path) -> Outcome<(PathBuf, PathBuf)> {
    std::fs::create_dir_all(folder)?;
    let genome = "GATTACAGGCCTTAAGCTCGATCGGATATCCGATTAGGCATCAGGATTTACCAGGATACCCGATTGACC\
                  TTGACGGATCCTAGGTACCATGCATTTGACCGGTAAACTGGCCCATTAGACGTTTACGCAAGTCTGAGC\
                  CTATGCCGTAATCGGTTCAAGCTTGGCACTAACGTGTCAGATCCGTTAACCGAATGCTTGGACATCCAG";
    let other: String = genome.chars().rev().collect();
    std::fs::write(folder.join("a.fna"), format!(">a\n{genome}\n"))?;
    std::fs::write(
        folder.join("genomes.tsv"),
        "path\tlineage\na.fna\tg__A;s__A a\n",
    )?;
    std::fs::write(
        folder.join("reads.fa"),
        format!(">a\n{genome}\n>b\n{other}\n"),
    )?;
    let genomes = read_genomes(&folder.join("genomes.tsv"))?;
    let pool = rayon::ThreadPoolBuilder::new().build()?;
    let database = folder.join("tiny.nuka");
    BuildPlan::new(genomes, None, SyncmerShape::default())?.build(&pool, &database, &|_| ())?;
    Ok((database, folder.join("reads.fa")))
}
