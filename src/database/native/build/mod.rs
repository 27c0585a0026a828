//! Building a native database.
//!
//! Genomes are scanned in parallel; the sampled k-mers of each go to ranges of hash,
//! which are put aside in a temporary file when they exceed their share of the memory.
//! Then each range is joined on its own, first to count keys and species sets, from
//! which the dictionary and the size of the table follow, and then to be poured in
//! ascending order into the table, which is written as it grows. Ranges that are on
//! disk are read and joined twice. Nothing depends on the order of the genomes in the
//! table, on the number of threads or on the memory.

mod dictionary;
mod estimate;
mod finish;
mod join;
mod pour;
mod record;
mod scan;
#[cfg(test)]
mod tests;

pub use estimate::BuildEstimate;
#[cfg(test)]
pub(super) use pour::pour_whole;

use super::assign::{Assignment, assign};
use super::container::SectionWriter;
use super::facts::{self, GenomeFacts, Parameters, TaxonFacts};
use super::genomes::GenomeSource;
use super::spread::Spread;
use super::table::{BUCKET_BYTES, TableShape, WORDS};
use super::values::{self, SpeciesSet, ValueTable};
use crate::atomic_file::AtomicFile;
use crate::database::MemoryBudget;
use crate::database::ranges::{FilledRanges, RangeFiller};
use crate::error::Result;
use crate::minimizer::SyncmerShape;
use crate::taxonomy::{Taxon, Taxonomy};
use dictionary::{choose_sets, range_of_set, values_of_sets};
use estimate::MemoryShares;
use finish::{JoinedRanges, TablePlan, TableSections, write_table};
use join::{JoinCounts, join};
use rayon::ThreadPool;
use rayon::prelude::*;
use record::{KeyRecord, SetRecord};
use scan::KeySink;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

/// What is to be built, checked, before any work.
pub struct BuildPlan {
    genomes: Vec<GenomeSource>,
    assignment: Assignment,
    shape: SyncmerShape,
    memory: MemoryBudget,
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
            memory: MemoryBudget::default(),
        })
    }

    /// Says how much memory building may take; the database does not depend on it. The
    /// genomes being scanned, one a thread, take what they need in any case.
    pub fn with_memory(mut self, memory: MemoryBudget) -> Self {
        self.memory = memory;
        self
    }

    /// The tree.
    pub fn taxonomy(&self) -> &Taxonomy {
        &self.assignment.taxonomy
    }

    /// Number of genomes.
    pub fn genomes(&self) -> usize {
        self.genomes.len()
    }

    /// Builds the database and writes it to `out`. `progress` gets the bytes of
    /// each genome file once it is scanned.
    ///
    /// # Errors
    /// When the database or, beside it, the temporary file cannot be written, or of the
    /// first genome that cannot be read, at any number of threads.
    pub fn build(
        &self,
        pool: &ThreadPool,
        out: &Path,
        progress: &(dyn Fn(u64) + Sync),
    ) -> Result<()> {
        let threads = pool.current_num_threads();
        let shares = self.shares(&self.estimate(threads)?, threads);
        pool.install(|| self.build_within(shares, out, progress))
    }

    fn build_within(
        &self,
        shares: MemoryShares,
        out: &Path,
        progress: &(dyn Fn(u64) + Sync),
    ) -> Result<()> {
        let taxonomy = &self.assignment.taxonomy;
        // Where nothing can be written, hours of work should not come before the error.
        let mut writer = SectionWriter::new(AtomicFile::create(out)?);
        let keys = RangeFiller::new(shares.keys, out);
        let sink = KeySink {
            keys: &keys,
            ranges: shares.keys.ranges,
        };
        let genomes = self.scan_all(&sink, progress)?;
        let records = keys.finish()?;
        let sets = RangeFiller::new(shares.sets, out);
        let (ranges, counts) = self.join_all(&records, shares, &sets)?;
        let dictionary = choose_sets(&sets.finish()?, shares.sets.ranges, taxonomy)?;

        let mut taxon_facts = self.count_genomes(&genomes, &counts);
        count_sets(&dictionary, &mut taxon_facts);
        let species = facts::species_of(taxonomy, &taxon_facts);
        let sets: Vec<SpeciesSet> = dictionary.iter().map(|record| record.set).collect();
        let values = ValueTable::new(taxonomy, sets.clone(), &species);
        let shape = TableShape::for_keys(counts.keys as usize, values.largest());
        let parameters = Parameters {
            k: self.shape.k(),
            s: self.shape.s(),
            home_buckets: shape.home_buckets,
            value_bits: shape.value_bits,
            keys: counts.keys,
            shared_keys: counts.shared,
            keys_in_sets: dictionary.iter().map(|record| record.keys).sum(),
            built_by: format!("nuka {}", env!("CARGO_PKG_VERSION")),
            taxonomy_source: self.assignment.sources.clone(),
        };
        let genome_lines: Vec<u8> = genomes.iter().flat_map(json_line).collect();
        let spread = Spread::empty_of(species, &values);
        let buckets = u64::from(shape.home_buckets);
        writer.put(super::PARAMETERS, &json_line(&parameters))?;
        writer.put(super::TAXONOMY, &facts::write_taxonomy(taxonomy))?;
        writer.put(super::SETS, &values::write_sets(&sets))?;
        // Their lengths are known, and what they hold once the table is made.
        let facts_place = writer.begin(super::FACTS, facts::write_facts(&taxon_facts).len() as u64);
        writer.put(super::GENOMES, &genome_lines)?;
        let spread_place = writer.begin(super::SPREAD, spread.write().len() as u64);
        let chunks = writer.begin(super::CHUNKS, buckets * WORDS as u64);
        let table = writer.begin(super::TABLE, buckets * BUCKET_BYTES as u64);
        let plan = TablePlan {
            values: &values,
            sets: &values_of_sets(&dictionary, taxonomy),
            shape,
            ranges_at_once: 2 * rayon::current_num_threads(),
        };
        let sections = TableSections {
            writer: &mut writer,
            table,
            chunks,
        };
        let table_counts = write_table(&ranges, &plan, sections, spread)?;
        for &(ancestor, keys) in &table_counts.ancestor_keys {
            taxon_facts[ancestor.index()].unique_keys += keys;
        }
        writer.append(facts_place, &facts::write_facts(&taxon_facts))?;
        writer.append(spread_place, &table_counts.spread.write())?;
        writer.commit()
    }

    /// Joins all ranges. The joined keys are kept if all fitted into memory so far.
    fn join_all<'a>(
        &'a self,
        records: &'a FilledRanges<KeyRecord>,
        shares: MemoryShares,
        sets: &RangeFiller<SetRecord>,
    ) -> Result<(JoinedRanges<'a>, JoinCounts)> {
        let taxonomy = &self.assignment.taxonomy;
        let counts = Mutex::new(JoinCounts::new(taxonomy));
        let kept = (0..shares.keys.ranges)
            .into_par_iter()
            .map(|range| {
                let (joined, own) = join(records.take(range)?, taxonomy);
                for &record in &joined.sets {
                    let range = range_of_set(&record.set, shares.sets.ranges);
                    sets.add(range, std::iter::once(record))?;
                }
                counts
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .add(&own);
                if records.are_on_disk() {
                    return Ok(Mutex::new(None));
                }
                records.give_back(range, joined.keys.iter().copied());
                Ok(Mutex::new(Some(joined.sets)))
            })
            .collect::<Result<_>>()?;
        let ranges = JoinedRanges {
            taxonomy,
            records,
            kept,
        };
        let counts = counts.into_inner().unwrap_or_else(PoisonError::into_inner);
        Ok((ranges, counts))
    }

    /// What is known by taxon of genomes and of joined keys, the sets aside.
    fn count_genomes(&self, genomes: &[GenomeFacts], counts: &JoinCounts) -> Vec<TaxonFacts> {
        let by_taxon = counts.unique_keys.iter().zip(&counts.species_keys);
        let mut facts: Vec<TaxonFacts> = by_taxon
            .map(|(&unique_keys, &species_keys)| TaxonFacts {
                unique_keys,
                species_keys,
                ..TaxonFacts::default()
            })
            .collect();
        for (genome, taxon) in genomes.iter().zip(&self.assignment.taxa) {
            let fact = &mut facts[taxon.index()];
            fact.genomes += 1;
            fact.length_bp += genome.length_bp;
            fact.genome_keys += genome.minimizers;
        }
        facts
    }
}

/// Adds the keys of the sets of the dictionary to each of their species.
fn count_sets(dictionary: &[SetRecord], facts: &mut [TaxonFacts]) {
    for record in dictionary {
        for taxon in record.set.iter().filter(|taxon: &&Taxon| taxon.is_some()) {
            facts[taxon.index()].set_keys += record.keys;
        }
    }
}

pub(in crate::database) fn json_line(value: &impl serde::Serialize) -> Vec<u8> {
    // These types have string keys and numbers only, which JSON can always hold.
    let mut line = serde_json::to_vec(value).unwrap_or_default();
    line.push(b'\n');
    line
}
