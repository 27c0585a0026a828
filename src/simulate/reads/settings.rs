//! What reads are to be like, and where they come from.

use crate::error::{Error, ErrorKind, Result};
use crate::simulate::genomes::Genome;

/// How reads are made. [`ReadSettings::new`] gives the usual ones.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ReadSettings {
    /// The seed; the same seed gives the same reads.
    pub seed: u64,
    /// The length of each mate in base pairs, 30 to 300; 150 as a rule.
    pub read_length_bp: usize,
    /// The mean length of a fragment in base pairs, at least the read length;
    /// 350 as a rule.
    pub insert_mean_bp: f64,
    /// The standard deviation of that length in base pairs, 0 or more; 50 as a
    /// rule. A fragment is never shorter than a read or longer than its genome.
    pub insert_sd_bp: f64,
}

impl ReadSettings {
    /// 2 x 150 bp from fragments of 350 bp with a standard deviation of 50 bp.
    pub fn new(seed: u64) -> Self {
        Self {
            seed,
            read_length_bp: 150,
            insert_mean_bp: 350.0,
            insert_sd_bp: 50.0,
        }
    }

    pub(super) fn check(&self) -> Result<()> {
        let mut errors = Vec::new();
        let mut refuse = |field: &str, message: String| {
            errors.push(Error::new(ErrorKind::Parameter, message).at_field(field));
        };
        if !(30..=300).contains(&self.read_length_bp) {
            let message = format!("found {} bp, expected 30 to 300", self.read_length_bp);
            refuse("read_length_bp", message);
        }
        let shortest = self.read_length_bp as f64;
        if !(shortest..=100_000.0).contains(&self.insert_mean_bp) {
            let message = format!(
                "found {} bp, expected {shortest} to 100,000",
                self.insert_mean_bp
            );
            refuse("insert_mean_bp", message);
        }
        if !(0.0..=100_000.0).contains(&self.insert_sd_bp) {
            let message = format!("found {} bp, expected 0 to 100,000", self.insert_sd_bp);
            refuse("insert_sd_bp", message);
        }
        Error::gather(errors).map_or(Ok(()), Err)
    }
}

/// A genome and its share of the reads.
#[derive(Debug, Clone, Copy)]
pub struct Source<'a> {
    /// Where the reads come from.
    pub genome: &'a Genome,
    /// Its share of the read pairs, 0 to 1; all shares together make 1.
    pub share_fraction: f64,
}

/// The shares must be fractions that sum to 1 within this.
const SUM_TOLERANCE: f64 = 1e-6;

pub(super) fn check_sources(sources: &[Source], read_length_bp: usize) -> Result<()> {
    let mut errors = Vec::new();
    let mut sum = 0.0;
    for (index, source) in sources.iter().enumerate() {
        let Source {
            genome,
            share_fraction,
        } = source;
        sum += share_fraction;
        let mut refuse = |kind, message: String| {
            let error = Error::new(kind, message);
            errors.push(error.at_record(index as u64 + 1, &genome.accession));
        };
        if !(0.0..=1.0).contains(share_fraction) {
            let message = format!("found a share of {share_fraction}, expected 0 to 1");
            refuse(ErrorKind::Parameter, message);
        }
        if genome.sequence.len() < read_length_bp {
            let message = format!(
                "found a genome of {} bp, expected at least one read length, {read_length_bp} bp",
                genome.sequence.len()
            );
            refuse(ErrorKind::Parameter, message);
        }
        if genome.accession.contains('|') || genome.accession.contains(char::is_whitespace) {
            let message = "an accession in a read name cannot hold `|` or white space";
            refuse(ErrorKind::Parameter, message.to_owned());
        }
    }
    if errors.is_empty() && (sum - 1.0).abs() > SUM_TOLERANCE {
        let message = format!("the shares sum to {sum}, expected 1");
        errors.push(Error::new(ErrorKind::Parameter, message).at_field("share_fraction"));
    }
    Error::gather(errors).map_or(Ok(()), Err)
}
