//! What the reads of a sample are like, and what they can and cannot show.

use serde::{Deserialize, Serialize};

/// The reads of a sample and the limits they set.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct SampleQuality {
    /// The platform the parameters were chosen for: `illumina`, `ont`, `hifi`, `amplicon`.
    pub platform: String,
    /// Single reads or pairs.
    pub reads: u64,
    /// Bases of all reads.
    pub bases: u64,
    /// Mean Phred quality (of the mean error probability); `None` for FASTA.
    pub mean_phred: Option<f64>,
    /// Fraction of reads that repeat a short motif.
    pub low_complexity_share: f64,
    /// Fraction of reads that repeat an earlier one, estimated on a sample of them.
    pub duplicate_share: Option<f64>,
    /// Fraction of the minimizers of the believed species that were found.
    pub saturation: Option<f64>,
    /// The sequence share below which a species with a genome of average length
    /// would be missed with a probability of 95 % or more.
    pub detection_limit_share: Option<f64>,
    /// Long reads whose two parts belong to different species.
    pub chimeric_reads: u64,
    /// Reads (each mate for itself) by length: lower end of a bin in bases, reads.
    pub read_lengths: Vec<(u32, u64)>,
}
