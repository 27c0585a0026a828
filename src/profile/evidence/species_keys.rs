//! The keys of each species, in the reference and in a sample.
//!
//! Only keys of one species alone count, for what relatives share cannot tell which
//! of them is there, and of those only keys that no genome holds more than once, for
//! how often others are found does not tell the depth.

use super::KeyCounts;
use crate::database::NativeDatabase;
use crate::database::native::{CHUNKS_PER_GENOME, Cell};
use crate::error::Result;
use crate::taxonomy::Taxon;
use rayon::ThreadPool;

/// The species of a database and their keys.
#[derive(Debug, Clone)]
pub struct ReferenceKeys {
    species: Vec<Taxon>,
    /// The place of each taxon's species in `species`; `u32::MAX` above species.
    places: Vec<u32>,
    /// Keys of each species alone, by chunk.
    chunks: Vec<[u32; CHUNKS_PER_GENOME]>,
    genomes: Vec<SpeciesGenomes>,
    set_keys: Vec<u64>,
}

/// The genomes of one species.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct SpeciesGenomes {
    /// How many.
    pub count: u64,
    /// Their length in bases, geometric mean.
    pub length_bp: f64,
    /// Standard deviation of the natural logarithm of their lengths; 0 for one genome.
    pub length_log_sd: f64,
    /// The part of the species's keys that one of its genomes holds, on average.
    pub keys_part: f64,
}

/// The keys of one species alone that a sample shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpeciesKeys {
    /// Keys by how often they were found: `found_times[n]` keys `n` times, the last
    /// one 255 times or more; `found_times[0]` is 0.
    pub found_times: Vec<u32>,
    /// Distinct keys found, by chunk.
    pub chunks: [u32; CHUNKS_PER_GENOME],
}

impl ReferenceKeys {
    /// Reads what the database says of its species.
    ///
    /// # Errors
    /// When the sections that say it are damaged.
    pub fn of(database: &NativeDatabase) -> Result<Self> {
        let (taxonomy, values) = (database.taxonomy(), database.values());
        let spread = database.spread()?;
        let mut places = vec![u32::MAX; taxonomy.len()];
        for taxon in taxonomy.taxa() {
            if let Ok(place) = spread.species.binary_search(&values.species(taxon)) {
                places[taxon.index()] = place as u32;
            }
        }
        let mut keys = Self {
            genomes: vec![SpeciesGenomes::default(); spread.species.len()],
            species: spread.species,
            places,
            chunks: spread.chunks,
            set_keys: spread.set_keys,
        };
        keys.genomes = keys.describe_genomes(database)?;
        Ok(keys)
    }

    fn describe_genomes(&self, database: &NativeDatabase) -> Result<Vec<SpeciesGenomes>> {
        let mut lengths: Vec<Vec<f64>> = vec![Vec::new(); self.species.len()];
        let mut genome_keys = vec![0; self.species.len()];
        for genome in database.genomes()? {
            let taxon = database.taxonomy().find(genome.taxid);
            if let Some(place) = taxon.and_then(|taxon| self.place(taxon)) {
                lengths[place].push((genome.length_bp.max(1) as f64).ln());
                genome_keys[place] += genome.minimizers;
            }
        }
        let described = lengths.iter().enumerate().map(|(place, logs)| {
            let count = logs.len().max(1) as f64;
            let mean = logs.iter().sum::<f64>() / count;
            let squares: f64 = logs.iter().map(|log| (log - mean).powi(2)).sum();
            let all = database.facts()[self.species[place].index()].species_keys;
            SpeciesGenomes {
                count: logs.len() as u64,
                length_bp: mean.exp(),
                length_log_sd: (squares / (count - 1.0).max(1.0)).sqrt(),
                keys_part: (genome_keys[place] as f64 / count / all.max(1) as f64).min(1.0),
            }
        });
        Ok(described.collect())
    }

    /// The species, ascending.
    pub fn species(&self) -> &[Taxon] {
        &self.species
    }

    /// The place of a taxon's species among [`species`](Self::species); `None` above species.
    pub fn place(&self, taxon: Taxon) -> Option<usize> {
        let place = self.places[taxon.index()];
        (place != u32::MAX).then_some(place as usize)
    }

    /// The genomes of a species.
    pub fn genomes(&self, place: usize) -> SpeciesGenomes {
        self.genomes[place]
    }

    /// Keys of each set of species of the database's dictionary, in its order.
    pub fn set_keys(&self) -> &[u64] {
        &self.set_keys
    }

    /// Keys of a species alone, by chunk.
    pub fn chunks(&self, place: usize) -> &[u32; CHUNKS_PER_GENOME] {
        &self.chunks[place]
    }

    /// Keys of a species alone.
    pub fn keys(&self, place: usize) -> u64 {
        self.chunks[place].iter().map(|&keys| u64::from(keys)).sum()
    }

    /// The species and the chunk of a key that counts.
    fn place_of(&self, database: &NativeDatabase, cell: Cell) -> Option<(usize, usize)> {
        let values = database.values();
        if values.set(cell.value).is_some() {
            return None;
        }
        let place = self.place(values.taxon(cell.value))?;
        Some((place, usize::from(cell.chunk?)))
    }

    /// What a sample shows of each species, in the order of [`species`](Self::species);
    /// counted by all threads of a pool.
    pub fn found(
        &self,
        pool: &ThreadPool,
        database: &NativeDatabase,
        counts: &KeyCounts,
    ) -> Vec<SpeciesKeys> {
        let parts = pool.broadcast(|thread| {
            self.found_in_part(database, counts, thread.index(), thread.num_threads())
        });
        let mut parts = parts.into_iter();
        let mut found = parts.next().unwrap_or_default();
        for part in parts {
            for (mine, theirs) in found.iter_mut().zip(&part) {
                mine.add(theirs);
            }
        }
        found
    }

    fn found_in_part(
        &self,
        database: &NativeDatabase,
        counts: &KeyCounts,
        part: usize,
        parts: usize,
    ) -> Vec<SpeciesKeys> {
        let none = SpeciesKeys {
            found_times: vec![0; 256],
            chunks: [0; CHUNKS_PER_GENOME],
        };
        let mut found = vec![none; self.species.len()];
        for cell in database.cells(part, parts, |number| counts.count(number) > 0) {
            if let Some((place, chunk)) = self.place_of(database, cell) {
                let times = counts.count(cell.number as usize);
                found[place].found_times[usize::from(times)] += 1;
                found[place].chunks[chunk] += 1;
            }
        }
        found
    }
}

impl SpeciesKeys {
    fn add(&mut self, other: &SpeciesKeys) {
        for (mine, theirs) in self.found_times.iter_mut().zip(&other.found_times) {
            *mine += theirs;
        }
        for (mine, theirs) in self.chunks.iter_mut().zip(&other.chunks) {
            *mine += theirs;
        }
    }

    /// Distinct keys found.
    pub fn distinct(&self) -> u64 {
        self.found_times.iter().map(|&keys| u64::from(keys)).sum()
    }
}
