//! Match steps made comparable between platforms.
//!
//! A read of 10,000 bases with 3 errors in 100 matches its own genome in half of its
//! minimizers at best. Its match is therefore measured against what the reads of the
//! best matching species show. Short reads with few errors need no such scale.

use crate::profile::evidence::{Evidence, MATCH_STEPS, ReferenceKeys};

/// Fragments longer than this are long reads.
pub const LONG_READ_BP: f64 = 1_000.0;
/// Fewest reads of a species from which the best match is learned.
const LEARNING_READS: u64 = 10;

/// How match steps are read.
#[derive(Debug, Clone, PartialEq)]
pub struct MatchScale {
    /// Mean share of its minimizers that a read of a genome in the reference matches.
    pub best_match: f64,
    steps: [usize; MATCH_STEPS + 1],
}

impl MatchScale {
    /// Steps as they are.
    pub fn plain() -> Self {
        Self {
            best_match: 1.0,
            steps: std::array::from_fn(|step| step),
        }
    }

    /// For the reads of a sample.
    pub fn of(evidence: &Evidence, reference: &ReferenceKeys) -> Self {
        let fragments = evidence.reads.fragments.max(1) as f64;
        if evidence.reads.bases as f64 / fragments <= LONG_READ_BP {
            return Self::plain();
        }
        let means = reference.species().iter().filter_map(|&species| {
            let singles = evidence.classes.singles(species);
            let reads: u64 = singles.iter().sum();
            let steps: u64 = (0..).zip(singles).map(|(step, reads)| step * reads).sum();
            (reads >= LEARNING_READS).then(|| steps as f64 / (reads * MATCH_STEPS as u64) as f64)
        });
        let best = means.fold(0.0, f64::max);
        if best == 0.0 {
            return Self::plain();
        }
        // A little below the best: means of few reads scatter.
        let best_match = (best * 1.02).clamp(0.02, 1.0);
        Self {
            best_match,
            steps: std::array::from_fn(|step| {
                ((step as f64 / best_match).round() as usize).min(MATCH_STEPS)
            }),
        }
    }

    /// A step on the scale.
    pub fn step(&self, step: u8) -> usize {
        self.steps[usize::from(step).min(MATCH_STEPS)]
    }

    /// Reads by step, on the scale.
    pub fn steps(&self, reads: &[u64; MATCH_STEPS + 1]) -> [u64; MATCH_STEPS + 1] {
        let mut scaled = [0; MATCH_STEPS + 1];
        for (step, reads) in reads.iter().enumerate() {
            scaled[self.steps[step]] += reads;
        }
        scaled
    }
}
