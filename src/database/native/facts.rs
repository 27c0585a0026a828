//! What a native database knows of itself: parameters, genomes, counts by taxon.

use super::values::unit_of_genome;
use crate::error::{Error, ErrorKind, Result, excerpt};
use crate::taxonomy::{Rank, Taxon, TaxonRow, Taxonomy};
use serde::{Deserialize, Serialize};

/// How the database was made and how it is read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parameters {
    /// Length of the sampled k-mers, in bases.
    pub k: usize,
    /// Length of the s-mers that choose them, in bases.
    pub s: usize,
    /// Buckets a hash can point to.
    pub home_buckets: u32,
    /// Bits of a value in a cell.
    pub value_bits: u32,
    /// Distinct sampled k-mers of all genomes.
    pub keys: u64,
    /// Keys found in more than one species.
    pub shared_keys: u64,
    /// Shared keys whose species stand in the dictionary.
    pub keys_in_sets: u64,
    /// The program that built it.
    pub built_by: String,
    /// Where the tree comes from: checksums of a taxdump, or `lineages`.
    pub taxonomy_source: Vec<SourceFile>,
}

/// A file the database was made from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceFile {
    /// Its name, without folder.
    pub name: String,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
}

/// A genome of the database.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GenomeFacts {
    /// Its name.
    pub accession: String,
    /// Its file, as written in the table of genomes.
    pub path: String,
    /// SHA-256 of the file's bytes, in hexadecimal.
    pub sha256: String,
    /// Its taxon.
    pub taxid: u64,
    /// Number of sequences.
    pub sequences: u64,
    /// Bases, ambiguous ones included.
    pub length_bp: u64,
    /// Distinct sampled k-mers.
    pub minimizers: u64,
}

/// Counts for one taxon, for its own genomes and keys (not those below it).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct TaxonFacts {
    /// Keys whose value is this taxon: for a species, those found in no other.
    pub unique_keys: u64,
    /// Keys shared with other species in a set of the dictionary.
    pub set_keys: u64,
    /// Genomes.
    pub genomes: u64,
    /// Bases of its genomes.
    pub length_bp: u64,
    /// Distinct keys of its genomes and of those below it, shared or not; only for
    /// species and what stands for one.
    pub species_keys: u64,
    /// Keys of each of its genomes, summed: a key in two genomes counts twice.
    pub genome_keys: u64,
}

/// Words of a row, in the order of the fields.
const FACT_WORDS: usize = 6;
const FACT_BYTES: usize = FACT_WORDS * 8;

pub(super) fn write_facts(facts: &[TaxonFacts]) -> Vec<u8> {
    facts
        .iter()
        .flat_map(|fact| {
            [
                fact.unique_keys,
                fact.set_keys,
                fact.genomes,
                fact.length_bp,
                fact.species_keys,
                fact.genome_keys,
            ]
        })
        .flat_map(u64::to_le_bytes)
        .collect()
}

pub(super) fn read_facts(bytes: &[u8], taxonomy: &Taxonomy) -> Result<Vec<TaxonFacts>> {
    let (rows, rest) = bytes.as_chunks::<FACT_BYTES>();
    if !rest.is_empty() || rows.len() != taxonomy.len() {
        return Err(Error::new(
            ErrorKind::Malformed,
            "the facts do not fit the taxonomy",
        ));
    }
    let facts = rows.iter().map(|row| {
        let (words, _) = row.as_chunks::<8>();
        let word = |place: usize| u64::from_le_bytes(words[place]);
        TaxonFacts {
            unique_keys: word(0),
            set_keys: word(1),
            genomes: word(2),
            length_bp: word(3),
            species_keys: word(4),
            genome_keys: word(5),
        }
    });
    Ok(facts.collect())
}

/// The species of the database: of each taxon with genomes, the species or itself.
pub(super) fn species_of(taxonomy: &Taxonomy, facts: &[TaxonFacts]) -> Vec<Taxon> {
    let with_genomes = taxonomy
        .taxa()
        .filter(|taxon| facts[taxon.index()].genomes > 0);
    let mut species: Vec<Taxon> = with_genomes
        .map(|taxon| unit_of_genome(taxonomy, taxon))
        .collect();
    species.sort_unstable();
    species.dedup();
    species
}

/// One line a taxon: taxid, parent's taxid, rank, name, separated by tabs.
pub(in crate::database) fn write_taxonomy(taxonomy: &Taxonomy) -> Vec<u8> {
    let lines = taxonomy.taxa().map(|taxon| {
        let parent = taxonomy.parent(taxon);
        let parent = if parent.is_some() { parent } else { taxon };
        let name = taxonomy.name(taxon).replace(['\t', '\n'], " ");
        format!(
            "{}\t{}\t{}\t{name}\n",
            taxonomy.taxid(taxon),
            taxonomy.taxid(parent),
            taxonomy.rank(taxon).name(),
        )
    });
    lines.collect::<String>().into_bytes()
}

pub(in crate::database) fn read_taxonomy(bytes: &[u8]) -> Result<Taxonomy> {
    let text = String::from_utf8_lossy(bytes);
    let rows = text.lines().enumerate().map(|(number, line)| {
        let mut fields = line.splitn(4, '\t');
        let row = (|| {
            Some(TaxonRow {
                taxid: fields.next()?.parse().ok()?,
                parent: fields.next()?.parse().ok()?,
                rank: Rank::from_name(fields.next()?),
                name: fields.next()?.to_string(),
            })
        })();
        row.ok_or_else(|| {
            let found = excerpt(line.as_bytes());
            Error::new(
                ErrorKind::Malformed,
                format!("found `{found}`, expected taxid, parent, rank and name"),
            )
            .at_line(number as u64 + 1)
        })
    });
    Taxonomy::from_rows(&rows.collect::<Result<Vec<_>>>()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::taxonomy::LineageTree;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn no_bytes_make_the_readers_panic(
            bytes in proptest::collection::vec(any::<u8>(), 0..200),
            rows in proptest::collection::vec((0_u64..6, 0_u64..6, "[a-z\t]{0,9}"), 0..9),
        ) {
            let text: String =
                rows.iter().map(|(taxid, parent, rest)| format!("{taxid}\t{parent}\t{rest}\n")).collect();
            for bytes in [&bytes[..], text.as_bytes()] {
                if let Ok(taxonomy) = read_taxonomy(bytes) {
                    let written = write_taxonomy(&taxonomy);
                    prop_assert_eq!(write_taxonomy(&read_taxonomy(&written).unwrap()), written);
                    let _ = read_facts(bytes, &taxonomy);
                }
            }
        }
    }

    #[test]
    fn taxonomy_and_facts_come_back_as_written() {
        let mut lineages = LineageTree::new();
        lineages.add("d__A;g__B;s__B c", Some(7)).unwrap();
        lineages.add("d__A;g__B;s__B d", None).unwrap();
        let taxonomy = lineages.build().unwrap();
        assert_eq!(read_taxonomy(&write_taxonomy(&taxonomy)).unwrap(), taxonomy);
        let facts: Vec<TaxonFacts> = (0..taxonomy.len() as u64)
            .map(|i| TaxonFacts {
                unique_keys: i,
                set_keys: 2 * i,
                genomes: 3,
                length_bp: i * i,
                species_keys: 5 * i,
                genome_keys: 7 * i,
            })
            .collect();
        let bytes = write_facts(&facts);
        assert_eq!(read_facts(&bytes, &taxonomy).unwrap(), facts);
        assert!(read_facts(&bytes[8..], &taxonomy).is_err());
    }
}
