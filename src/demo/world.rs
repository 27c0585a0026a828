//! The simulated world, and its files.

use super::{DemoSettings, GENOME_LENGTH_BP, make_folder};
use crate::atomic_file::{AtomicFile, full_or_broken};
use crate::error::Result;
use crate::simulate::cohort::{Cohort, CohortSettings, demo_foods, write_markers, write_survey};
use crate::simulate::genomes::{GenomeSet, GenomeSettings, write_fasta};
use crate::simulate::reads::{PairSimulator, ReadSettings, write_pairs};
use crate::simulate::taxa::{SourceKind, demo_taxa};
use flate2::Compression;
use flate2::write::GzEncoder;
use rayon::ThreadPool;
use rayon::prelude::*;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Genomes and people.
pub(super) struct World {
    pub(super) genomes: GenomeSet,
    pub(super) cohort: Cohort,
    seed: u64,
    pairs: u64,
}

impl World {
    pub(super) fn simulate(settings: &DemoSettings) -> Result<Self> {
        let DemoSettings {
            seed,
            people,
            pairs,
            ..
        } = *settings;
        let taxa = demo_taxa()?;
        let genomes = GenomeSet::build(
            &taxa,
            GenomeSettings {
                seed,
                length_bp: GENOME_LENGTH_BP,
            },
        )?;
        let cohort = Cohort::simulate(&taxa, demo_foods()?, &CohortSettings::demo(seed, people))?;
        Ok(Self {
            genomes,
            cohort,
            seed,
            pairs,
        })
    }

    /// Writes the known genomes with their table, survey, markers and reads.
    pub(super) fn write(&self, out: &Path, pool: &ThreadPool) -> Result<()> {
        for folder in ["reference", "reads", "profiles"] {
            make_folder(&out.join(folder))?;
        }
        let mut table = String::from("path\taccession\tlineage\n");
        for genome in self.genomes.of_kind(SourceKind::Known) {
            let name = format!("{}.fna", genome.accession);
            write_file(&out.join("reference").join(&name), |file| {
                write_fasta(genome, file)
            })?;
            table += &format!("{name}\t{}\t{}\n", genome.accession, genome.lineage);
        }
        write_file(&out.join("reference/genomes.tsv"), |file| {
            file.write_all(table.as_bytes())
        })?;
        write_file(&out.join("survey.csv"), |file| {
            write_survey(&self.cohort, file)
        })?;
        write_file(&out.join("markers.csv"), |file| {
            write_markers(&self.cohort, file)
        })?;
        pool.install(|| {
            (0..self.cohort.people.len())
                .into_par_iter()
                .try_for_each(|place| self.write_reads(out, place))
        })
    }

    /// The two files of a person's reads.
    pub(super) fn read_paths(&self, out: &Path, place: usize) -> [PathBuf; 2] {
        let name = &self.cohort.people[place].participant;
        ["R1", "R2"].map(|mate| out.join("reads").join(format!("{name}_{mate}.fastq.gz")))
    }

    fn write_reads(&self, out: &Path, place: usize) -> Result<()> {
        let sources = self.cohort.people[place].sources(&self.genomes)?;
        // Every person has reads of their own.
        let seed = self.seed.wrapping_add(1 + place as u64);
        let mut simulator = PairSimulator::new(&sources, ReadSettings::new(seed))?;
        let [first, second] = self.read_paths(out, place);
        let mut files = [AtomicFile::create(&first)?, AtomicFile::create(&second)?];
        let [one, two] = &mut files;
        let mut one = GzEncoder::new(one, Compression::fast());
        let mut two = GzEncoder::new(two, Compression::fast());
        write_pairs(&mut simulator, self.pairs, &mut one, &mut two)
            .and_then(|()| one.finish().map(drop))
            .and_then(|()| two.finish().map(drop))
            .map_err(|source| full_or_broken(&first, source))?;
        AtomicFile::commit_all(files.into())
    }
}

/// Writes one file atomically.
pub(super) fn write_file(
    path: &Path,
    write: impl FnOnce(&mut AtomicFile) -> io::Result<()>,
) -> Result<()> {
    let mut file = AtomicFile::create(path)?;
    write(&mut file).map_err(|source| full_or_broken(path, source))?;
    file.commit()
}
