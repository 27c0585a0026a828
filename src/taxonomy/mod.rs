//! The tree of taxa: ranks, parents, lowest common ancestors, lineages.
//!
//! Inside the program a taxon is a small number, [`Taxon`]: 0 is no taxon, 1 the
//! root. A parent's number is below its children's, and the children of one
//! parent stand side by side, so climbing and comparing need no map. Outside it
//! is its *taxid* (NCBI's number, or one made from a lineage).
//!
//! A [`Taxonomy`] comes from an NCBI taxdump ([`Taxdump`]), from GTDB-style
//! lineages ([`LineageTree`]) or from inside a Kraken 2 database
//! ([`read_kraken2`]).
//!
//! ```
//! use nuka::taxonomy::{LineageTree, Rank};
//!
//! let mut lineages = LineageTree::new();
//! lineages.add("d__Bacteria;p__Bacteroidota;g__Bacteroides;s__Bacteroides uniformis", Some(820))?;
//! lineages.add("d__Bacteria;p__Bacteroidota;g__Phocaeicola;s__Phocaeicola dorei", Some(357276))?;
//! let taxonomy = lineages.build()?;
//!
//! let uniformis = taxonomy.find(820).unwrap();
//! let dorei = taxonomy.find(357276).unwrap();
//! let shared = taxonomy.lowest_common_ancestor(uniformis, dorei);
//! assert_eq!(taxonomy.name(shared), "Bacteroidota");
//! assert_eq!(taxonomy.rank(shared), Rank::Phylum);
//! # Ok::<(), nuka::Error>(())
//! ```

mod kraken2;
mod lineage;
mod ncbi;
mod rank;
mod tree;

pub use kraken2::read_kraken2;
pub use lineage::LineageTree;
pub use ncbi::Taxdump;
pub use rank::{Level, Rank};
pub(crate) use tree::TaxonRow;
pub use tree::{Taxon, Taxonomy};
