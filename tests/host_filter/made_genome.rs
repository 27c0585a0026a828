//! A small made genome of a person with sex chromosomes, and a folder to profile it in.

use super::support::genomes::{Random, fasta, random_genome, record};
use super::support::lab::Lab;
use std::collections::BTreeMap;
use std::path::Path;

/// What X and Y share at their ends, which recombines, and a copy of some of X that
/// moved to Y.
pub(crate) const PSEUDO_AUTOSOMAL_BP: usize = 4_000;
pub(crate) const TRANSPOSED_BP: usize = 2_000;
pub(crate) const X_OWN_BP: usize = 40_000;
pub(crate) const Y_OWN_BP: usize = 8_000;

/// A small genome of a person.
pub(crate) struct MadeGenome {
    pub(crate) autosome: Vec<u8>,
    pub(crate) x: Vec<u8>,
    pub(crate) y: Vec<u8>,
}

impl MadeGenome {
    pub(crate) fn new() -> Self {
        let autosome = random_genome(501, 60_000);
        let shared = random_genome(502, PSEUDO_AUTOSOMAL_BP);
        let transposed = random_genome(503, TRANSPOSED_BP);
        let twice = random_genome(504, 1_000);
        let from_autosome = autosome[10_000..11_000].to_vec();
        let (x_own, y_own) = (random_genome(505, X_OWN_BP), random_genome(506, Y_OWN_BP));
        Self {
            x: [&shared, &x_own, &transposed, &from_autosome]
                .map(|part| &part[..])
                .concat(),
            y: [&shared, &y_own, &transposed, &twice, &twice]
                .map(|part| &part[..])
                .concat(),
            autosome,
        }
    }

    /// All of it in one file, under the given names.
    pub(crate) fn fasta(&self, names: [&str; 3]) -> Vec<u8> {
        let sequences = [&self.autosome, &self.x, &self.y];
        let texts = names.iter().zip(sequences);
        texts.flat_map(|(name, bases)| fasta(name, bases)).collect()
    }

    /// Reads of 150 from everywhere, of either strand, with an error in one base of 200.
    pub(crate) fn reads(&self, chromosomes: &[&[u8]], count: usize, seed: u64) -> Vec<u8> {
        const LENGTH: usize = 150;
        let mut random = Random::new(seed);
        let bases: usize = chromosomes.iter().map(|one| one.len()).sum();
        let mut text = Vec::new();
        for number in 0..count {
            let mut place = random.below(bases);
            let mut remaining = chromosomes.iter();
            let chromosome = loop {
                let chromosome = remaining.next().unwrap();
                if place < chromosome.len() {
                    break chromosome;
                }
                place -= chromosome.len();
            };
            let start = place.min(chromosome.len() - LENGTH);
            let mut read = chromosome[start..start + LENGTH].to_vec();
            if random.below(2) == 0 {
                read = bio::alphabets::dna::revcomp(&read);
            }
            for base in &mut read {
                if random.below(200) == 0 {
                    *base = b"ACGT"[random.below(4)];
                }
            }
            text.extend(record(&format!("h{number}"), &read));
        }
        text
    }

    pub(crate) fn reads_of_man(&self, count: usize, seed: u64) -> Vec<u8> {
        let autosome = &self.autosome[..];
        self.reads(&[autosome, autosome, &self.x, &self.y], count, seed)
    }

    pub(crate) fn reads_of_woman(&self, count: usize, seed: u64) -> Vec<u8> {
        let autosome = &self.autosome[..];
        self.reads(&[autosome, autosome, &self.x, &self.x], count, seed)
    }
}

pub(crate) const NAMES: [&str; 3] = ["chr1", "chrX", "NC_000024.10 Homo sapiens chromosome Y"];
pub(crate) const NAMELESS: [&str; 3] = ["c1", "c2", "c3"];

/// A folder with a filter, a man's and a woman's reads, and a database of microbes.
pub(crate) fn swap_lab() -> Lab {
    let lab = Lab::new();
    let genome = MadeGenome::new();
    let microbes = lab.read("reads.fq");
    lab.write("genome.fa", &genome.fasta(NAMES));
    lab.write("nameless.fa", &genome.fasta(NAMELESS));
    let with_microbes = |reads: Vec<u8>| [microbes.clone(), reads].concat();
    lab.write("man.fq", &with_microbes(genome.reads_of_man(2_000, 1)));
    lab.write("woman.fq", &with_microbes(genome.reads_of_woman(2_000, 2)));
    for (sheet, of_anna, of_bert) in [("right", "woman", "man"), ("swapped", "man", "woman")] {
        let text = format!("sample\treads_1\nsa\t{of_anna}.fq\nsb\t{of_bert}.fq\n");
        lab.write(&format!("{sheet}.tsv"), text.as_bytes());
    }
    for (name, host) in [("genome", "host"), ("nameless", "nameless")] {
        run(
            &lab,
            &format!("db build --quiet --filter --genomes {name}.fa --out {host}.nuka"),
        );
    }
    lab
}

#[track_caller]
pub(crate) fn run(lab: &Lab, arguments: &str) -> String {
    let outcome = lab.run(arguments);
    assert_eq!(outcome.code, Some(0), "{arguments}: {}", outcome.stderr);
    String::from_utf8(outcome.stdout).unwrap()
}

/// All files below a folder, by name.
pub(crate) fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let (mut found, mut folders) = (BTreeMap::new(), vec![folder.to_path_buf()]);
    while let Some(here) = folders.pop() {
        for entry in std::fs::read_dir(here).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap();
                let name = name.to_string_lossy().into_owned();
                found.insert(name, std::fs::read(&path).unwrap());
            }
        }
    }
    found
}
