//! Profiles of amplicons (16S and other marker genes).
//!
//! 1. Identical amplicons are one *variant* with copies; of each base the best quality
//!    among the copies counts.
//! 2. Each variant is [placed](crate::classify::amplicon) once: probabilities for
//!    genera and species.
//! 3. **Chimeras** are set apart: the halves of the variant belong, each with a
//!    probability of at least 0.8, to two genera that both have at least twice its reads,
//!    and explain it with at least three differences fewer than any one reference.
//! 4. A genus is **present** if at least 4 reads, and 1 in 10,000, of variants that
//!    speak for it with a probability of at least 0.8 are no erroneous copies of a
//!    frequent variant of another genus (the skew rule of UNOISE2, Edgar 2016
//!    doi:10.1101/081257). Fewer: doubtful; none: rejected. Reads that leak from other
//!    samples of a run cannot be seen in one sample; the share of 1 in 10,000 is
//!    all that keeps them out.
//! 5. Reads count with their probability; those that waver between genera are shared
//!    out by expectation-maximisation, as far as the genera have reads that do not.
//! 6. A **species** has a row if reads speak for it with a probability of at least
//!    0.8, under the same rule as a genus. At the level of species the unplaced reads
//!    are those with a genus only.
//!
//! The 90 % intervals are Wilson's, widened by not knowing whose the reads are: the
//! copies of a variant all belong to one taxon. Shares are of amplicons; how many copies
//! of the gene a cell holds, and how well its primers fit, is not known, so shares of
//! cells are not told. Taxa above genera are sums over believed genera.

mod abundance;
mod assemble;
mod chimera;
mod evidence;
mod parameters;
mod presence;
mod rows;
mod variants;

pub use assemble::profile_amplicons;
pub use parameters::AmpliconProfileParameters;
