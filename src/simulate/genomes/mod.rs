//! Synthetic genomes that grow along a taxonomy.
//!
//! One random ancestral sequence is mutated down the tree, branch by branch.
//! Two genomes are therefore as alike as their names are: about 98.5 % for two
//! strains, 80 to 88 % for two species of a genus, 72 to 80 % for two genera of
//! a family, and less and less above. Each genome has four kinds of parts
//! ([`SegmentKind`]), laid out at the same places in all of them
//! ([`segments`]): a backbone that follows the tree, segments shared within a
//! genus, segments no other species has, and a patch that hardly changes
//! anywhere, as an rRNA operon does.
//!
//! The figure for strains and the border near 95 % between species follow
//! Jain et al. 2018 (Nature Communications 9:5114); all the others are chosen so
//! that the demo has easy and hard cases, and are measurements of nothing.

mod fasta;
mod growth;
mod layout;
mod set;

pub use fasta::write_fasta;
pub use layout::{Segment, SegmentKind, segments};
pub(crate) use set::strain_accession;
pub use set::{Genome, GenomeSet, GenomeSettings};
