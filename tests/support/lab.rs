//! A folder with genomes, reads and databases that are all right, to break.

use super::genomes::{fasta, fastq, random_genome};
use super::kraken2_files::{Kraken2Files, Row};
use super::outcome::{Outcome, run};
use nuka::minimizer::Kraken2Shape;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

pub(crate) const GENOMES: usize = 4;
const GENOME_BASES: usize = 6_000;

/// Reads in every layout, `gut.nuka`, `k2/`, `genomes.tsv` with its genomes,
/// `taxdump/`, and an empty folder `out`.
pub(crate) struct Lab {
    folder: TempDir,
    pub(crate) genomes: Vec<Vec<u8>>,
}

impl Lab {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut genomes: Vec<Vec<u8>> = (0..GENOMES as u64)
            .map(|seed| random_genome(seed, GENOME_BASES))
            .collect();
        // Two species share a stretch, so that the database has sets of species.
        let shared = genomes[0][..500].to_vec();
        genomes[1].extend(shared);
        let lab = Self { folder, genomes };
        std::fs::create_dir(lab.path("out")).unwrap();
        lab.write_genomes();
        lab.write_reads();
        std::fs::create_dir(lab.path("k2")).unwrap();
        one_genus(&lab.genomes).write(&lab.path("k2"));
        let outcome = lab.run("db build --quiet --genomes genomes.tsv --out gut.nuka");
        assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
        lab
    }

    fn write_genomes(&self) {
        let mut table = "path\taccession\ttaxid\tlineage\n".to_string();
        let mut nodes = "1\t|\t1\t|\tno rank\t|\n10\t|\t1\t|\tgenus\t|\n".to_string();
        let mut names = "1\t|\troot\t|\t\t|\tscientific name\t|\n".to_string();
        for (number, genome) in self.genomes.iter().enumerate() {
            let taxid = 11 + number;
            self.write(
                &format!("g{number}.fna"),
                &fasta(&format!("g{number}"), genome),
            );
            table += &format!(
                "g{number}.fna\tG{number}\t{taxid}\td__Bacteria;g__Genus;s__Genus s{number}\n"
            );
            nodes += &format!("{taxid}\t|\t10\t|\tspecies\t|\n");
            names += &format!("{taxid}\t|\tGenus s{number}\t|\t\t|\tscientific name\t|\n");
        }
        self.write("genomes.tsv", table.as_bytes());
        std::fs::create_dir(self.path("taxdump")).unwrap();
        self.write("taxdump/nodes.dmp", nodes.as_bytes());
        self.write("taxdump/names.dmp", names.as_bytes());
    }

    fn write_reads(&self) {
        let genome = &self.genomes[0];
        self.write("reads.fq", &fastq(genome, 20, 100, ""));
        // Of a genome that no database of the lab holds.
        let far = random_genome(99, 1_000);
        self.write("far.fq", &fastq(&far, 5, 100, ""));
        self.write("r_1.fq", &fastq(genome, 20, 100, "/1"));
        self.write("r_2.fq", &fastq(genome, 20, 100, "/2"));
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, bytes: &[u8]) {
        std::fs::write(self.path(name), bytes).unwrap();
    }

    pub(crate) fn read(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.path(name)).unwrap()
    }

    /// Copies a file with one change.
    pub(crate) fn change(&self, from: &str, to: &str, change: impl FnOnce(&mut Vec<u8>)) {
        let mut bytes = self.read(from);
        change(&mut bytes);
        self.write(to, &bytes);
    }

    /// A copy of the Kraken 2 database, to break.
    pub(crate) fn copy_kraken2(&self, to: &str) {
        std::fs::create_dir_all(self.path(to)).unwrap();
        for name in ["opts.k2d", "taxo.k2d", "hash.k2d"] {
            std::fs::copy(self.path("k2").join(name), self.path(to).join(name)).unwrap();
        }
    }

    /// Runs the program; the arguments are separated by spaces.
    pub(crate) fn run(&self, arguments: &str) -> Outcome {
        let arguments: Vec<String> = arguments.split_whitespace().map(String::from).collect();
        run(self.folder(), &arguments)
    }

    /// Everything in the folder and in `out`, hidden files too.
    pub(crate) fn files(&self) -> Vec<PathBuf> {
        let mut files: Vec<PathBuf> = [self.path(""), self.path("out")]
            .iter()
            .flat_map(|folder| std::fs::read_dir(folder).unwrap())
            .map(|entry| entry.unwrap().path())
            .collect();
        files.sort();
        files
    }

    /// Runs what must fail, and checks that it fails as it should: exit code 1,
    /// one error that holds all the words, no panic, no file more than before.
    #[track_caller]
    pub(crate) fn refused(&self, what: &str, arguments: &str, words: &[&str]) -> Outcome {
        let before = self.files();
        let outcome = self.run(arguments);
        check_refusal(what, &outcome, words);
        assert_eq!(self.files(), before, "{what}: files were left behind");
        outcome
    }
}

/// Checks exit code and text of a failed run.
#[track_caller]
pub(crate) fn check_refusal(what: &str, outcome: &Outcome, words: &[&str]) {
    let Outcome { code, stderr, .. } = outcome;
    assert_eq!(*code, Some(1), "{what}: {stderr}");
    assert_eq!(
        stderr.matches("nuka: error: ").count(),
        1,
        "{what}: {stderr}"
    );
    assert!(!stderr.contains("panicked"), "{what}: {stderr}");
    assert!(
        stderr.len() < 6_000,
        "{what}: {} bytes of error",
        stderr.len()
    );
    for word in words {
        assert!(
            stderr.contains(word),
            "{what}: `{word}` is not in: {stderr}"
        );
    }
}

/// A Kraken 2 database of species 11, 12 ... of genus 10, one for each genome.
pub(crate) fn one_genus(genomes: &[Vec<u8>]) -> Kraken2Files<'static> {
    let species = || (11..).zip(genomes);
    let mut rows: Vec<Row<'static>> = vec![(1, 1, "no rank", "root"), (10, 1, "genus", "Genus")];
    rows.extend(species().map(|(taxid, _)| (taxid, 10, "species", "Genus species")));
    Kraken2Files {
        shape: Kraken2Shape::default(),
        rows,
        genomes: species()
            .map(|(taxid, genome)| (taxid, genome.clone()))
            .collect(),
        options_bytes: 64,
        minimum_hash: 0,
    }
}
