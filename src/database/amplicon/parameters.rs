//! What an amplicon database says of itself.

use super::Contradiction;
use crate::database::native::SourceFile;
use serde::{Deserialize, Serialize};

/// What the parameters of an amplicon database call it.
pub const KIND: &str = "amplicon";

/// How the database was made and how it is read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AmpliconParameters {
    /// [`KIND`].
    pub kind: String,
    /// Length of the indexed k-mers, in bases.
    pub k: u32,
    /// Bits of a key that lead to its place in the index.
    pub head_bits: u32,
    /// Reference sequences.
    pub references: u64,
    /// Bases of all reference sequences.
    pub bases: u64,
    /// Species with a name.
    pub species: u64,
    /// Genera with a name.
    pub genera: u64,
    /// References whose lineage ends above the genus.
    pub references_without_genus: u64,
    /// Lineages of the table whose sequence is not there.
    pub unused_lineages: u64,
    /// Distinct k-mers.
    pub kmers: u64,
    /// The program that built it.
    pub built_by: String,
    /// The files it was built from.
    pub sources: Vec<SourceFile>,
    /// Names that stood in more than one place, and what was done with them.
    pub contradictions: Vec<Contradiction>,
}
