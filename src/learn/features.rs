//! From reads to features: everything here is learned from training people only.

use super::model::PartPlace;
use super::people::People;
use super::plan::{Plan, Remainder};
use crate::community::{ZeroLog, ZeroPolicy, clr, replace_zeros};
use crate::error::Result;
use ndarray::{Array1, Array2, Axis};

/// Which parts are looked at and how their log-ratios are scaled.
#[derive(Debug, Clone)]
pub(super) struct Features {
    /// The parts: kept taxa in order of taxid, then the remainder.
    pub(super) parts: Vec<PartPlace>,
    /// The mean log-ratio of the training people; one a part.
    pub(super) means: Array1<f64>,
    /// Their standard deviation (divisor n); 0 where they do not differ.
    pub(super) deviations: Array1<f64>,
    /// What was done to the zeros of the training samples.
    pub(super) zeros: Option<ZeroLog>,
}

impl Features {
    /// Chooses the parts and learns their scale from the training people.
    ///
    /// A taxon is kept when the share of training people with at least one read
    /// of it reaches the plan's prevalence. Fewer than two parts have no ratio:
    /// then there are none.
    ///
    /// # Errors
    /// When the reads have no logarithms, which [`People`] rules out.
    pub(super) fn learn(people: &People, plan: &Plan, training: &[usize]) -> Result<Self> {
        let mut features = Self {
            parts: choose_parts(people, plan, training),
            means: Array1::zeros(0),
            deviations: Array1::zeros(0),
            zeros: None,
        };
        let (ratios, zeros) = features.log_ratios(people, plan, training)?;
        features.zeros = zeros;
        features.means = ratios.mean_axis(Axis(0)).unwrap_or_default();
        features.deviations = ratios.std_axis(Axis(0), 0.0);
        Ok(features)
    }

    /// The scaled log-ratios of some people; shape (people, parts).
    ///
    /// # Errors
    /// As [`learn`](Self::learn).
    pub(super) fn apply(
        &self,
        people: &People,
        plan: &Plan,
        rows: &[usize],
    ) -> Result<Array2<f64>> {
        let (mut ratios, _) = self.log_ratios(people, plan, rows)?;
        for (index, mut column) in ratios.columns_mut().into_iter().enumerate() {
            let deviation = self.deviations[index];
            let mean = self.means[index];
            if is_flat(deviation, mean) {
                column.fill(0.0);
            } else {
                column.mapv_inplace(|ratio| (ratio - mean) / deviation);
            }
        }
        Ok(ratios)
    }

    /// Each person's mean centred log-ratio over their samples.
    fn log_ratios(
        &self,
        people: &People,
        plan: &Plan,
        rows: &[usize],
    ) -> Result<(Array2<f64>, Option<ZeroLog>)> {
        if self.parts.is_empty() || rows.is_empty() {
            return Ok((Array2::zeros((rows.len(), self.parts.len())), None));
        }
        let samples: Vec<usize> = rows
            .iter()
            .flat_map(|&row| people.samples[row].clone())
            .collect();
        let counts = self.counts(people, &samples);
        let policy = ZeroPolicy::PseudoCount(plan.pseudo_count);
        let (positive, log) = replace_zeros(counts.view(), policy)?;
        let ratios = clr(positive.view())?;
        let mut means = Array2::zeros((rows.len(), self.parts.len()));
        let mut next = 0;
        for (mut mean, &row) in means.rows_mut().into_iter().zip(rows) {
            let count = people.samples[row].len();
            for sample in next..next + count {
                mean += &ratios.row(sample);
            }
            mean /= count as f64;
            next += count;
        }
        Ok((means, Some(log)))
    }

    /// The reads of the parts; shape (samples, parts).
    fn counts(&self, people: &People, samples: &[usize]) -> Array2<f64> {
        Array2::from_shape_fn((samples.len(), self.parts.len()), |(row, column)| {
            let sample = samples[row];
            match self.parts[column] {
                PartPlace::Taxon(place) => people.taxa_reads[[sample, place]],
                PartPlace::Unknown => people.unknown_reads[sample],
                PartPlace::Other => {
                    let kept: f64 = self
                        .parts
                        .iter()
                        .map(|part| match part {
                            PartPlace::Taxon(place) => people.taxa_reads[[sample, *place]],
                            _ => 0.0,
                        })
                        .sum();
                    people.taxa_reads.row(sample).sum() + people.unplaced_reads[sample] - kept
                }
            }
        })
    }
}

/// Whether a deviation is only the rounding of its values.
fn is_flat(deviation: f64, mean: f64) -> bool {
    deviation <= 1e-12 * (1.0 + mean.abs())
}

fn choose_parts(people: &People, plan: &Plan, training: &[usize]) -> Vec<PartPlace> {
    let has = |row: usize, reads: &dyn Fn(usize) -> f64| {
        people.samples[row]
            .iter()
            .any(|&sample| reads(sample) > 0.0)
    };
    let carriers =
        |reads: &dyn Fn(usize) -> f64| training.iter().filter(|&&row| has(row, reads)).count();
    let least = (plan.min_prevalence * training.len() as f64).max(1.0);
    let mut parts: Vec<PartPlace> = (0..people.taxa.len())
        .filter(|&place| carriers(&|sample| people.taxa_reads[[sample, place]]) as f64 >= least)
        .map(PartPlace::Taxon)
        .collect();
    if parts.is_empty() {
        return parts;
    }
    if plan.remainder == Remainder::Parts {
        let is_rare = |place: &usize| !parts.contains(&PartPlace::Taxon(*place));
        let rare: Vec<usize> = (0..people.taxa.len()).filter(is_rare).collect();
        let other = |sample: usize| {
            let rare: f64 = rare
                .iter()
                .map(|&place| people.taxa_reads[[sample, place]])
                .sum();
            rare + people.unplaced_reads[sample]
        };
        if carriers(&other) > 0 {
            parts.push(PartPlace::Other);
        }
        if carriers(&|sample| people.unknown_reads[sample]) > 0 {
            parts.push(PartPlace::Unknown);
        }
    }
    if parts.len() < 2 { Vec::new() } else { parts }
}
