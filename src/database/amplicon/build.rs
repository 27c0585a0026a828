//! Building an amplicon database.

use super::harmony::{Contradiction, harmonise, written};
use super::index::build_index;
use super::lineage_text::Steps;
use super::references::{Reference, References};
use super::{
    AmpliconParameters, BASES, HEADS, IDS, KEYS, KIND, OWNERS, PARAMETERS, PLACES, REFERENCES,
    STARTS, TAXONOMY,
};
use crate::atomic_file::AtomicFile;
use crate::database::native::{container, json_line, source_file, write_taxonomy};
use crate::error::Result;
use crate::taxonomy::{Level, LineageTree, Taxon, Taxonomy};
use rayon::ThreadPool;
use std::path::Path;

/// Length of the indexed k-mers. A random k-mer of this length is rare among the
/// bases of a few thousand references, and a read of 250 bases that differs in 5 of
/// 100 still shares dozens with its relatives.
const K: u32 = 13;

/// What is to be built, checked, before any work.
#[derive(Debug)]
pub struct AmpliconPlan {
    references: References,
    taxonomy: Taxonomy,
    taxa: Vec<Taxon>,
    contradictions: Vec<Contradiction>,
}

impl AmpliconPlan {
    /// Brings the lineages together and makes the tree.
    ///
    /// # Errors
    /// When no reference has a lineage with a name in it.
    pub fn new(mut references: References) -> Result<Self> {
        references.all.sort_by(|a, b| a.id.cmp(&b.id));
        let mut lineages: Vec<Steps> = references
            .all
            .iter()
            .map(|reference| reference.lineage.clone())
            .collect();
        let contradictions = harmonise(&mut lineages);
        let mut tree = LineageTree::new();
        for steps in lineages.iter().filter(|steps| !steps.is_empty()) {
            tree.add(&written(steps), None)?;
        }
        let taxonomy = tree
            .build()
            .map_err(|error| error.at_path(&references.path))?;
        let taxids = tree.taxids()?;
        let taxa = lineages
            .iter()
            .map(|steps| {
                let taxid = taxids.get(written(steps).as_str());
                taxid
                    .and_then(|&taxid| taxonomy.find(taxid))
                    .unwrap_or(Taxon::ROOT)
            })
            .collect();
        Ok(Self {
            references,
            taxonomy,
            taxa,
            contradictions,
        })
    }

    /// The tree.
    pub fn taxonomy(&self) -> &Taxonomy {
        &self.taxonomy
    }

    /// Number of reference sequences.
    pub fn references(&self) -> usize {
        self.references.len()
    }

    /// Names that stood in more than one place.
    pub fn contradictions(&self) -> &[Contradiction] {
        &self.contradictions
    }

    /// Builds the database and writes it to `out`. The order of the references and
    /// the number of threads change nothing.
    ///
    /// # Errors
    /// When a source cannot be read again or the database cannot be written.
    pub fn build(&self, pool: &ThreadPool, out: &Path) -> Result<()> {
        let file = AtomicFile::create(out)?;
        let all: &[Reference] = &self.references.all;
        let bases: Vec<&[u8]> = all.iter().map(|reference| &reference.bases[..]).collect();
        let index = pool.install(|| build_index(K, &bases))?;
        let mut rows = Vec::with_capacity(all.len() * 16);
        let mut end = 0_u64;
        for (reference, &taxon) in all.iter().zip(&self.taxa) {
            end += reference.bases.len() as u64;
            rows.extend(self.taxonomy.taxid(taxon).to_le_bytes());
            rows.extend(end.to_le_bytes());
        }
        let parameters = AmpliconParameters {
            kind: KIND.to_owned(),
            k: index.shape.k,
            head_bits: index.shape.head_bits,
            references: all.len() as u64,
            bases: end,
            species: self.count(Level::Species),
            genera: self.count(Level::Genus),
            references_without_genus: self.without_genus(),
            unused_lineages: self.references.unused_lineages,
            kmers: index.keys.len() as u64,
            built_by: format!("nuka {}", env!("CARGO_PKG_VERSION")),
            sources: std::iter::once(&self.references.path)
                .chain(&self.references.lineages)
                .map(|path| source_file(path))
                .collect::<Result<_>>()?,
            contradictions: self.contradictions.clone(),
        };
        let ids: String = all
            .iter()
            .map(|reference| reference.id.clone() + "\n")
            .collect();
        container::write(
            file,
            &[
                (PARAMETERS, &json_line(&parameters)),
                (TAXONOMY, &write_taxonomy(&self.taxonomy)),
                (REFERENCES, &rows),
                (IDS, ids.as_bytes()),
                (BASES, &bases.concat()),
                (HEADS, &bytes(&index.heads)),
                (KEYS, &bytes(&index.keys)),
                (STARTS, &bytes(&index.starts)),
                (OWNERS, &bytes(&index.owners)),
                (
                    PLACES,
                    &index
                        .places
                        .iter()
                        .flat_map(|place| place.to_le_bytes())
                        .collect::<Vec<u8>>(),
                ),
            ],
        )
    }

    fn count(&self, level: Level) -> u64 {
        let taxa = self.taxonomy.taxa();
        taxa.filter(|&taxon| self.taxonomy.rank(taxon).level() == Some(level))
            .count() as u64
    }

    fn without_genus(&self) -> u64 {
        let genus = |taxon: &&Taxon| self.taxonomy.at_level(**taxon, Level::Genus).is_none();
        self.taxa.iter().filter(genus).count() as u64
    }
}

fn bytes(words: &[u32]) -> Vec<u8> {
    words.iter().flat_map(|word| word.to_le_bytes()).collect()
}
