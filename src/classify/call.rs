//! What is said of one fragment, with the evidence for it.

use crate::taxonomy::Taxon;

/// A stretch of the fragment, in read order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Segment {
    /// What the stretch says.
    pub label: Label,
    /// Number of k-mers (Kraken 2 databases) or of sampled k-mers (native databases).
    pub kmers: u32,
}

/// What a stretch of a fragment says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Label {
    /// The taxon its key belongs to; [`Taxon::NONE`] when the database has no such key.
    Taxon(Taxon),
    /// Nothing: it holds ambiguous bases.
    Ambiguous,
    /// The border between two mates.
    MateBorder,
}

/// Why a fragment has no taxon.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Unassigned {
    /// No mate holds a single k-mer.
    TooShort,
    /// Every k-mer holds an ambiguous base.
    Ambiguous,
    /// No key is in the database.
    NoHit,
    /// There are hits, but fewer than the thresholds ask for.
    BelowThreshold,
}

impl Unassigned {
    /// All reasons, in the order of summaries.
    pub const ALL: [Unassigned; 4] = [
        Self::TooShort,
        Self::Ambiguous,
        Self::NoHit,
        Self::BelowThreshold,
    ];

    /// The word used in tables.
    pub fn name(self) -> &'static str {
        match self {
            Self::TooShort => "too_short",
            Self::Ambiguous => "ambiguous_bases",
            Self::NoHit => "no_hit",
            Self::BelowThreshold => "below_threshold",
        }
    }
}

/// How often a fragment hit one taxon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hit {
    /// The taxon.
    pub taxon: Taxon,
    /// K-mers whose key belongs to it.
    pub kmers: u32,
    /// Minimizers looked up that belong to it.
    pub minimizers: u32,
}

/// A species that a fragment may come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Candidate {
    /// The species, or what stands for one in the database.
    pub species: Taxon,
    /// Minimizers of the fragment that may belong to it.
    pub minimizers: u32,
}

/// The call of one fragment, borrowed from the kernel that made it.
#[derive(Debug, Clone, Copy)]
pub struct Call<'a> {
    /// The taxon, or [`Taxon::NONE`].
    pub taxon: Taxon,
    /// What each stretch of the fragment says, in order.
    pub segments: &'a [Segment],
    /// The taxa hit, in order of first hit.
    pub hits: &'a [Hit],
    /// The species the fragment may come from, in order of first hit (native databases).
    pub candidates: &'a [Candidate],
    /// The value of each minimizer looked up, in read order, 0 for none (native databases).
    pub values: &'a [u32],
    /// Where in `values` the second mate begins.
    pub second_mate: usize,
    /// The number of the table's cell of each minimizer looked up, 0 for none; empty
    /// unless [`Kernel::keep_cells`](super::Kernel::keep_cells) asked for them.
    pub cells: &'a [u64],
    /// Minimizers looked up.
    pub looked_up: u32,
    /// Minimizers that were in the database.
    pub found: u32,
    /// Minimizers found whose taxon lies on the line through the called taxon
    /// (its ancestors, itself, its descendants); 0 without a call.
    pub agreeing: u32,
    /// Why there is no taxon.
    pub unassigned: Option<Unassigned>,
}

impl Call<'_> {
    /// Whether a taxon was called.
    pub fn is_classified(&self) -> bool {
        self.taxon.is_some()
    }

    /// The same evidence with another taxon.
    pub(super) fn relabelled(&self, taxon: Taxon) -> Self {
        let unassigned = if taxon.is_some() {
            None
        } else {
            self.unassigned.or(Some(Unassigned::BelowThreshold))
        };
        Self {
            taxon,
            unassigned,
            ..*self
        }
    }
}
