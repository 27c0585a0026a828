//! Building a native database.
//!
//! Genomes are scanned in parallel, each giving its sorted distinct keys. The
//! keys of all genomes are then joined in 256 ranges of hash, in parallel, and
//! poured in ascending order into the table. Nothing depends on the order of the
//! genomes in the table or on the number of threads.

use super::assign::{Assignment, assign};
use super::container;
use super::facts::{self, GenomeFacts, Parameters, TaxonFacts};
use super::genomes::GenomeSource;
use super::key_hash;
use super::spread::{CHUNKS_PER_GENOME, REPEATED, Spread};
use super::table::{self, BUCKET_BYTES, Key, TableBuilder, TableShape, WORDS};
use super::values::{self, MOST_MEMBERS, SpeciesSet, ValueTable, unit_of_genome};
use crate::atomic_file::AtomicFile;
use crate::checksum::Checksum;
use crate::error::{Error, ErrorKind, Result};
use crate::minimizer::{SyncmerScanner, SyncmerShape};
use crate::reads::{BatchSize, Compression, Format, Layout, ReadBatch, ReadSource};
use crate::taxonomy::{Taxon, Taxonomy};
use rayon::ThreadPool;
use rayon::prelude::*;
use std::collections::HashMap;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Ranges of hash that are joined independently.
const RANGES: u64 = 256;
/// Fewest bits of a value: a small database still has a dictionary worth having.
const LEAST_VALUE_BITS: u32 = 10;

/// What is to be built, checked, before any work.
pub struct BuildPlan {
    genomes: Vec<GenomeSource>,
    assignment: Assignment,
    shape: SyncmerShape,
}

/// How large a build will be, from the sizes of its files. Upper bounds: what
/// genomes share is stored once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BuildEstimate {
    /// Bytes of all genome files as they are.
    pub input_bytes: u64,
    /// Bases of all genomes.
    pub bases: u64,
    /// Bytes of the finished database, at most.
    pub database_bytes: u64,
    /// Bytes of memory needed while building, at most.
    pub memory_bytes: u64,
}

/// The keys of one genome, and what is known of it.
struct Scanned {
    /// Hash and chunk of the distinct sampled k-mers, ascending by hash.
    keys: Vec<(u64, u8)>,
    facts: GenomeFacts,
}

/// The joined keys of one range of hash.
struct Joined {
    /// Values below the number of taxa are a taxon, others a set of `sets`.
    entries: Vec<Key>,
    sets: Vec<(SpeciesSet, u64)>,
    shared: u64,
    /// Keys of each species, shared or not.
    species_keys: HashMap<Taxon, u64>,
}

impl BuildPlan {
    /// Places every genome in a tree.
    ///
    /// # Errors
    /// All genomes without a place, or the mistakes of the taxdump.
    pub fn new(
        genomes: Vec<GenomeSource>,
        taxdump: Option<&Path>,
        shape: SyncmerShape,
    ) -> Result<Self> {
        let assignment = assign(&genomes, taxdump)?;
        Ok(Self {
            genomes,
            assignment,
            shape,
        })
    }

    /// The tree.
    pub fn taxonomy(&self) -> &Taxonomy {
        &self.assignment.taxonomy
    }

    /// Number of genomes.
    pub fn genomes(&self) -> usize {
        self.genomes.len()
    }

    /// How large the build will be.
    ///
    /// # Errors
    /// When a genome file cannot be read.
    pub fn estimate(&self) -> Result<BuildEstimate> {
        let (mut input_bytes, mut bases) = (0, 0);
        for genome in &self.genomes {
            let (bytes, text) = text_bytes(&genome.path)?;
            input_bytes += bytes;
            bases += text;
        }
        let keys = (bases as f64 * self.shape.density()) as u64;
        let shape = TableShape::for_keys(keys as usize, 1);
        // The cells and the chunk of each.
        let table = u64::from(shape.home_buckets) * (BUCKET_BYTES + WORDS) as u64;
        // Names, facts, genomes, sets of species, and the ends of pages.
        let beside = (self.taxonomy().len() * 256 + self.genomes.len() * 512 + (1 << 17)) as u64;
        // While a genome is scanned its k-mers are held with their positions.
        let key_bytes = (size_of::<(u64, u64)>() + size_of::<Key>()) as u64;
        Ok(BuildEstimate {
            input_bytes,
            bases,
            database_bytes: table + beside,
            memory_bytes: keys * key_bytes + table + beside,
        })
    }

    /// Builds the database and writes it to `out`. `progress` gets the bytes of
    /// each genome file once it is scanned.
    ///
    /// # Errors
    /// When the database cannot be written, or of the first genome that cannot be
    /// read, at any number of threads.
    pub fn build(
        &self,
        pool: &ThreadPool,
        out: &Path,
        progress: &(dyn Fn(u64) + Sync),
    ) -> Result<()> {
        let taxonomy = &self.assignment.taxonomy;
        // Where nothing can be written, hours of work should not come before the error.
        let file = AtomicFile::create(out)?;
        let scanned = pool.install(|| self.scan_all(progress))?;
        let joined: Vec<Joined> = pool.install(|| {
            (0..RANGES)
                .into_par_iter()
                .map(|range| self.join(&scanned, range))
                .collect()
        });

        let genomes: Vec<GenomeFacts> = scanned.into_iter().map(|scanned| scanned.facts).collect();
        let mut taxon_facts = vec![TaxonFacts::default(); taxonomy.len()];
        for (genome, taxon) in genomes.iter().zip(&self.assignment.taxa) {
            let fact = &mut taxon_facts[taxon.index()];
            fact.genomes += 1;
            fact.length_bp += genome.length_bp;
            fact.genome_keys += genome.minimizers;
        }
        for (taxon, keys) in joined.iter().flat_map(|range| &range.species_keys) {
            taxon_facts[taxon.index()].species_keys += keys;
        }
        let species = facts::species_of(taxonomy, &taxon_facts);
        let dictionary = choose_sets(&joined, taxonomy);
        let values = ValueTable::new(taxonomy, dictionary.clone(), &species);
        let numbers: HashMap<SpeciesSet, u32> = dictionary
            .iter()
            .zip(taxonomy.len() as u32..)
            .map(|(&set, number)| (set, number))
            .collect();

        let keys: usize = joined.iter().map(|range| range.entries.len()).sum();
        let shape = TableShape::for_keys(keys, values.largest());
        let mut table = TableBuilder::new(shape);
        let mut keys_in_sets = 0;
        for range in &joined {
            let final_values = range.final_values(taxonomy, &numbers);
            for key in &range.entries {
                let value = final_values(key.value);
                match values.set(value) {
                    None => taxon_facts[value as usize].unique_keys += 1,
                    Some(set) => {
                        keys_in_sets += 1;
                        set.iter()
                            .for_each(|taxon| taxon_facts[taxon.index()].set_keys += 1);
                    }
                }
                table.push(Key { value, ..*key }, |a, b| {
                    taxonomy
                        .lowest_common_ancestor(values.taxon(a), values.taxon(b))
                        .index() as u32
                });
            }
        }
        let parameters = Parameters {
            k: self.shape.k(),
            s: self.shape.s(),
            home_buckets: shape.home_buckets,
            value_bits: shape.value_bits,
            keys: keys as u64,
            shared_keys: joined.iter().map(|range| range.shared).sum(),
            keys_in_sets,
            built_by: format!("nuka {}", env!("CARGO_PKG_VERSION")),
            taxonomy_source: self.assignment.sources.clone(),
        };
        let (table, chunks) = table.finish();
        let spread = Spread::count(
            species,
            &values,
            table::cells(&table, &chunks, shape, |_| true),
        );
        let genome_lines: Vec<u8> = genomes.iter().flat_map(json_line).collect();
        container::write(
            file,
            &[
                (super::PARAMETERS, &json_line(&parameters)),
                (super::TAXONOMY, &facts::write_taxonomy(taxonomy)),
                (super::SETS, &values::write_sets(&dictionary)),
                (super::FACTS, &facts::write_facts(&taxon_facts)),
                (super::GENOMES, &genome_lines),
                (super::SPREAD, &spread.write()),
                (super::CHUNKS, &chunks),
                (super::TABLE, &table),
            ],
        )
    }

    /// Scans all genomes. Of several that cannot be read, the error is that of the
    /// first in order, for once one has failed only those before it are still scanned.
    fn scan_all(&self, progress: &(dyn Fn(u64) + Sync)) -> Result<Vec<Scanned>> {
        let first_failed = AtomicUsize::new(usize::MAX);
        let genomes = self.genomes.par_iter().zip(&self.assignment.taxa);
        let scanned: Vec<Option<Result<Scanned>>> = genomes
            .enumerate()
            .map(|(place, (genome, &taxon))| {
                if place > first_failed.load(Ordering::Relaxed) {
                    return None;
                }
                let scanned = self.scan(genome, taxon);
                if scanned.is_err() {
                    first_failed.fetch_min(place, Ordering::Relaxed);
                }
                progress(std::fs::metadata(&genome.path).map_or(0, |metadata| metadata.len()));
                Some(scanned)
            })
            .collect();
        scanned.into_iter().flatten().collect()
    }

    fn scan(&self, genome: &GenomeSource, taxon: Taxon) -> Result<Scanned> {
        let sha256 = Checksum::of_file(&genome.path)?.sha256;
        let paths = [genome.path.clone()];
        let mut source = ReadSource::from_paths(&paths, Layout::Single, BatchSize::default())?;
        let mut batch = ReadBatch::new();
        let mut scanner = SyncmerScanner::new(self.shape);
        let (mut found, mut sequences, mut length_bp) = (Vec::new(), 0, 0_u64);
        while let Some(raw) = source.next_raw()? {
            raw.parse(&mut batch)?;
            for fragment in batch.fragments() {
                if fragment.first().format == Format::Fastq {
                    return Err(not_a_genome(&genome.path));
                }
                let sequence = fragment.first().sequence;
                scanner.each(sequence, |position, kmer| {
                    found.push((key_hash(kmer), length_bp + position as u64));
                });
                length_bp += sequence.len() as u64;
            }
            sequences += batch.len() as u64;
        }
        found.sort_unstable();
        let chunk = |places: &[(u64, u64)]| match places {
            &[(_, position)] => (position * CHUNKS_PER_GENOME as u64 / length_bp.max(1)) as u8,
            _ => REPEATED,
        };
        let keys: Vec<(u64, u8)> = found
            .chunk_by(|a, b| a.0 == b.0)
            .map(|places| (places[0].0, chunk(places)))
            .collect();
        drop(found);
        let facts = GenomeFacts {
            accession: genome.accession.clone(),
            path: genome.written_path.clone(),
            sha256,
            taxid: self.assignment.taxonomy.taxid(taxon),
            sequences,
            length_bp,
            minimizers: keys.len() as u64,
        };
        Ok(Scanned { keys, facts })
    }

    /// Joins the keys of all genomes that lie in one range of hash.
    fn join(&self, scanned: &[Scanned], range: u64) -> Joined {
        let taxonomy = &self.assignment.taxonomy;
        let mut all: Vec<(u64, Taxon, u8)> = Vec::new();
        for (genome, &taxon) in scanned.iter().zip(&self.assignment.taxa) {
            let width = u64::MAX / RANGES + 1;
            let start = genome.keys.partition_point(|key| key.0 / width < range);
            let end = genome.keys.partition_point(|key| key.0 / width <= range);
            let keys = genome.keys[start..end].iter();
            all.extend(keys.map(|&(hash, chunk)| (hash, taxon, chunk)));
        }
        all.sort_unstable();
        let mut joined = Joined {
            entries: Vec::new(),
            sets: Vec::new(),
            shared: 0,
            species_keys: HashMap::new(),
        };
        let mut numbers: HashMap<SpeciesSet, u32> = HashMap::new();
        let mut species: Vec<Taxon> = Vec::new();
        for group in all.chunk_by(|a, b| a.0 == b.0) {
            let hash = group[0].0;
            let is_repeated = group.iter().any(|&(_, _, chunk)| chunk == REPEATED);
            let chunk = if is_repeated { REPEATED } else { group[0].2 };
            species.clear();
            species.extend(
                group
                    .iter()
                    .map(|&(_, taxon, _)| unit_of_genome(taxonomy, taxon)),
            );
            species.sort_unstable();
            species.dedup();
            joined.shared += u64::from(species.len() > 1);
            for &taxon in &species {
                *joined.species_keys.entry(taxon).or_default() += 1;
            }
            let value = if (2..=MOST_MEMBERS).contains(&species.len()) {
                let mut set = SpeciesSet::default();
                set[..species.len()].copy_from_slice(&species);
                let number = *numbers.entry(set).or_insert_with(|| {
                    joined.sets.push((set, 0));
                    joined.sets.len() as u32 - 1
                });
                joined.sets[number as usize].1 += 1;
                taxonomy.len() as u32 + number
            } else {
                let ancestor = group.iter().fold(Taxon::NONE, |all, &(_, taxon, _)| {
                    taxonomy.lowest_common_ancestor(all, taxon)
                });
                ancestor.index() as u32
            };
            joined.entries.push(Key { hash, value, chunk });
        }
        joined
    }
}

impl Joined {
    /// Turns the values of this range into those of the database.
    fn final_values(
        &self,
        taxonomy: &Taxonomy,
        numbers: &HashMap<SpeciesSet, u32>,
    ) -> impl Fn(u32) -> u32 {
        let taxa = taxonomy.len() as u32;
        let sets: Vec<u32> = self
            .sets
            .iter()
            .map(|(set, _)| {
                numbers.get(set).copied().unwrap_or_else(|| {
                    let ancestor = set.iter().fold(Taxon::NONE, |all, &taxon| {
                        taxonomy.lowest_common_ancestor(all, taxon)
                    });
                    ancestor.index() as u32
                })
            })
            .collect();
        move |value| {
            if value < taxa {
                value
            } else {
                sets[(value - taxa) as usize]
            }
        }
    }
}

/// The dictionary: the most frequent sets, as many as the bits of a value allow.
fn choose_sets(joined: &[Joined], taxonomy: &Taxonomy) -> Vec<SpeciesSet> {
    let mut counts: HashMap<SpeciesSet, u64> = HashMap::new();
    for &(set, count) in joined.iter().flat_map(|range| &range.sets) {
        *counts.entry(set).or_default() += count;
    }
    let mut ranked: Vec<(SpeciesSet, u64)> = counts.into_iter().collect();
    ranked.sort_unstable_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
    let taxa = taxonomy.len() as u32;
    let bits = (u32::BITS - taxa.leading_zeros() + 1).max(LEAST_VALUE_BITS);
    ranked.truncate((1_usize << bits) - taxonomy.len());
    ranked.into_iter().map(|(set, _)| set).collect()
}

fn not_a_genome(path: &Path) -> Error {
    Error::new(
        ErrorKind::Malformed,
        "found sequencing reads (FASTQ), expected a genome (FASTA)",
    )
    .at_path(path)
    .mend("list assembled genomes; reads hold errors that would become part of the database")
}

/// Bytes of a file, and about how many letters of text it holds.
fn text_bytes(path: &Path) -> Result<(u64, u64)> {
    use std::io::{Read, Seek, SeekFrom};
    /// Text to file size of DNA under the compressors other than gzip.
    const USUAL_RATIO: u64 = 4;
    let io = |source| Error::io("read", path, source);
    let mut file = std::fs::File::open(path).map_err(io)?;
    let bytes = file.metadata().map_err(io)?.len();
    let mut magic = [0_u8; 6];
    let length = file.read(&mut magic).map_err(io)?;
    let text = match Compression::of_magic(&magic[..length]) {
        Compression::Plain => bytes,
        Compression::Gzip if bytes >= 8 => {
            // The last four bytes of a member say how long its text is, modulo 4 GiB.
            let mut size = [0_u8; 4];
            file.seek(SeekFrom::End(-4)).map_err(io)?;
            file.read_exact(&mut size).map_err(io)?;
            u64::from(u32::from_le_bytes(size)).max(bytes)
        }
        _ => bytes * USUAL_RATIO,
    };
    Ok((bytes, text))
}

pub(in crate::database) fn json_line(value: &impl serde::Serialize) -> Vec<u8> {
    // These types have string keys and numbers only, which JSON can always hold.
    let mut line = serde_json::to_vec(value).unwrap_or_default();
    line.push(b'\n');
    line
}
