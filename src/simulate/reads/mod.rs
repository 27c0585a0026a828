//! Paired reads whose errors follow their qualities and whose names carry the truth.
//!
//! A [`PairSimulator`] draws a genome by its share of the reads, a fragment with
//! a normally distributed length, a strand, and for every base a Phred quality
//! that falls along the read; the base is wrong with probability 10^(-Q/10)
//! (Ewing and Green 1998). Errors are substitutions, as nearly all of
//! Illumina's are. A name reads `r<number>|<accession>|<kind>` and is the same
//! for both mates; [`ReadTruth::parse`] reads it back.

mod fastq;
mod quality;
mod settings;
mod simulator;
mod truth;

pub use fastq::{FastqPair, write_pairs};
pub use settings::{ReadSettings, Source};
pub use simulator::PairSimulator;
pub use truth::{Fragment, ReadTruth, Strand};
