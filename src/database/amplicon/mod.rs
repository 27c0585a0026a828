//! Databases of a marker gene (16S and others): every reference sequence whole, with
//! its lineage, and an index of all its k-mers.
//!
//! Amplicons are short and few kinds of them make up a sample, so nothing is
//! sampled: reads are compared with the reference sequences themselves. The file is
//! a nuka database like any other (named sections with checksums, memory-mapped);
//! its parameters say `"kind": "amplicon"`.
//!
//! # Lineages
//!
//! [`parse_lineage`] lists the notations that are understood. A lineage comes from
//! the header of its sequence (`>id lineage`, a lineage alone as in DADA2's training
//! sets, `;tax=...` of SINTAX, `Lineage=...` of RDP, UNITE's) or from a table. Names
//! that say "unknown" are no names. A name that stands in several places of one phylum
//! is brought to one ([`Contradiction`]); all such names are kept in the parameters.

mod base_sets;
mod build;
mod harmony;
mod index;
mod lineage_table;
mod lineage_text;
mod parameters;
mod references;
mod taxon_name;

pub use base_sets::{ANY_BASE, base_set};
pub use build::AmpliconPlan;
pub use harmony::Contradiction;
pub use index::Postings;
pub use lineage_text::{Steps, parse_lineage};
pub use parameters::{AmpliconParameters, KIND};
pub use references::{References, read_references};

use super::native::container::{self, Container};
use super::native::{Section, read_taxonomy};
use crate::error::{Error, ErrorKind, Result};
use crate::taxonomy::{Taxon, Taxonomy};
use index::{IndexShape, IndexView};
use serde::Deserialize;
use std::path::Path;

const PARAMETERS: &str = "params";
const TAXONOMY: &str = "taxonomy";
const REFERENCES: &str = "refs";
const IDS: &str = "ids";
const BASES: &str = "bases";
const HEADS: &str = "heads";
const KEYS: &str = "keys";
const STARTS: &str = "starts";
const OWNERS: &str = "owners";
const PLACES: &str = "places";

/// An open amplicon database.
#[derive(Debug)]
pub struct AmpliconDatabase {
    container: Container,
    parameters: AmpliconParameters,
    taxonomy: Taxonomy,
    shape: IndexShape,
    /// The taxon of each reference.
    taxa: Vec<Taxon>,
    /// Where the bases of each reference end.
    ends: Vec<u64>,
    sections: Box<IndexSections>,
}

#[derive(Debug)]
struct IndexSections {
    bases: Section,
    heads: Section,
    keys: Section,
    starts: Section,
    owners: Section,
    places: Section,
}

impl AmpliconDatabase {
    /// Opens a file. Parameters, taxonomy and the list of references are compared
    /// with their checksums; sequences and index only by [`verify`](Self::verify).
    ///
    /// # Errors
    /// When the file is not an amplicon database, is cut short or damaged.
    pub fn open(path: &Path) -> Result<Self> {
        let container = Container::open(path)?;
        let at = |name: &'static str| {
            move |error: Error| {
                error
                    .at_path(path)
                    .at_field(format!("section {name}"))
                    .or_mend("build the database again")
            }
        };
        let malformed = |message: String| Error::new(ErrorKind::Malformed, message);
        let parameters: AmpliconParameters = serde_json::from_slice(container.checked(PARAMETERS)?)
            .map_err(|error| {
                at(PARAMETERS)(malformed(format!(
                    "not the parameters of an amplicon database: {error}"
                )))
            })?;
        let shape = IndexShape::new(parameters.k, parameters.head_bits)
            .filter(|_| parameters.kind == KIND)
            .ok_or_else(|| at(PARAMETERS)(malformed("the parameters are out of range".into())))?;
        let taxonomy = read_taxonomy(container.checked(TAXONOMY)?).map_err(at(TAXONOMY))?;
        let sections = Box::new(IndexSections {
            bases: container.find(BASES)?.clone(),
            heads: container.find(HEADS)?.clone(),
            keys: container.find(KEYS)?.clone(),
            starts: container.find(STARTS)?.clone(),
            owners: container.find(OWNERS)?.clone(),
            places: container.find(PLACES)?.clone(),
        });
        let rows = read_rows(
            container.checked(REFERENCES)?,
            &taxonomy,
            sections.bases.length,
        );
        let (taxa, ends) = rows.ok_or_else(|| {
            at(REFERENCES)(malformed("the references do not fit the sequences".into()))
        })?;
        let postings = sections.owners.length / 4;
        let fits = sections.heads.length == ((1 << shape.head_bits) + 1) * 4
            && sections.starts.length == sections.keys.length + 4
            && sections.keys.length.is_multiple_of(4)
            && sections.owners.length.is_multiple_of(4)
            && sections.places.length == postings * 2
            && taxa.len() as u64 == parameters.references;
        if !fits {
            return Err(at(KEYS)(malformed(
                "the index does not fit its parameters".into(),
            )));
        }
        Ok(Self {
            container,
            parameters,
            taxonomy,
            shape,
            taxa,
            ends,
            sections,
        })
    }

    /// Whether a file is an amplicon database; false for any file that cannot be read.
    pub fn is_at(path: &Path) -> bool {
        #[derive(Deserialize)]
        struct Kind {
            #[serde(default)]
            kind: String,
        }
        container::has_magic(path)
            && Container::open(path)
                .and_then(|container| {
                    let parameters = container.checked(PARAMETERS)?;
                    Ok(serde_json::from_slice(parameters)
                        .is_ok_and(|found: Kind| found.kind == KIND))
                })
                .unwrap_or(false)
    }

    /// The file.
    pub fn path(&self) -> &Path {
        self.container.path()
    }

    /// The checksum of the header, which holds the checksums of the sections.
    pub(super) fn checksum(&self) -> u64 {
        self.container.checksum()
    }

    /// Size of the file, in bytes.
    pub fn file_bytes(&self) -> usize {
        self.container.file_bytes()
    }

    /// How it was made.
    pub fn parameters(&self) -> &AmpliconParameters {
        &self.parameters
    }

    /// The tree.
    pub fn taxonomy(&self) -> &Taxonomy {
        &self.taxonomy
    }

    /// The sections of the file.
    pub fn sections(&self) -> &[Section] {
        self.container.sections()
    }

    /// Number of reference sequences; they are numbered from 0.
    pub fn references(&self) -> usize {
        self.taxa.len()
    }

    /// The lowest named taxon of a reference; the root where none has a name.
    #[inline]
    pub fn taxon(&self, reference: u32) -> Taxon {
        self.taxa
            .get(reference as usize)
            .copied()
            .unwrap_or(Taxon::ROOT)
    }

    /// The bases of a reference, as [base sets](base_set).
    #[inline]
    pub fn bases(&self, reference: u32) -> &[u8] {
        let place = reference as usize;
        let Some(&end) = self.ends.get(place) else {
            return &[];
        };
        let start = place.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.container.bytes(&self.sections.bases)[start as usize..end as usize]
    }

    /// The ids of the references, in order of their numbers.
    ///
    /// # Errors
    /// When their section is damaged.
    pub fn ids(&self) -> Result<Vec<String>> {
        let text = String::from_utf8_lossy(self.container.checked(IDS)?);
        Ok(text.lines().map(str::to_owned).collect())
    }

    /// Compares every byte of the file with its checksums.
    ///
    /// # Errors
    /// One for each damaged section.
    pub fn verify(&self) -> Result<()> {
        let damaged = self
            .sections()
            .iter()
            .filter_map(|section| self.container.check(section).err());
        Error::gather(damaged.collect()).map_or(Ok(()), Err)
    }

    /// Calls `take` with the place and the code of each k-mer of some base sets;
    /// windows with ambiguous bases are passed over.
    #[inline]
    pub fn each_kmer(&self, bases: &[u8], take: impl FnMut(u32, u32)) {
        self.shape.each_kmer(bases, take);
    }

    /// The postings of a k-mer, by its code.
    #[inline]
    pub fn postings(&self, kmer: u32) -> Postings {
        self.index().find(kmer)
    }

    /// The references of postings, ascending, with the place of the k-mer in each.
    #[inline]
    pub fn owners(&self, postings: Postings) -> impl Iterator<Item = (u32, u16)> + '_ {
        self.index().owners(postings)
    }

    fn index(&self) -> IndexView<'_> {
        let bytes = |section: &Section| self.container.bytes(section);
        IndexView {
            shape: self.shape,
            heads: bytes(&self.sections.heads).as_chunks().0,
            keys: bytes(&self.sections.keys).as_chunks().0,
            starts: bytes(&self.sections.starts).as_chunks().0,
            owners: bytes(&self.sections.owners).as_chunks().0,
            places: bytes(&self.sections.places).as_chunks().0,
        }
    }
}

/// Taxon and end of each reference: two little-endian numbers of 8 bytes a row.
fn read_rows(
    bytes: &[u8],
    taxonomy: &Taxonomy,
    all_bases: usize,
) -> Option<(Vec<Taxon>, Vec<u64>)> {
    let (words, rest) = bytes.as_chunks::<8>();
    let (rows, odd) = words.as_chunks::<2>();
    let mut taxa = Vec::with_capacity(rows.len());
    let mut ends = Vec::with_capacity(rows.len());
    let mut last = 0;
    for row in rows {
        let [taxid, end] = row.map(u64::from_le_bytes);
        taxa.push(taxonomy.find(taxid)?);
        (end >= last).then_some(())?;
        last = end;
        ends.push(end);
    }
    (rest.is_empty() && odd.is_empty() && last == all_bases as u64).then_some((taxa, ends))
}
