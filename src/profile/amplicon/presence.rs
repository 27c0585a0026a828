//! Which genera, or species, are believed.

use super::AmpliconProfileParameters;
use super::evidence::Placed;
use super::variants::Variant;
use crate::classify::amplicon::Comparer;
use crate::profile::Status;
use crate::taxonomy::{Taxon, Taxonomy};
use std::collections::BTreeMap;

/// Frequent variants that a rare one is compared with.
const MOST_FREQUENT: usize = 64;
/// Most differences between an amplicon and a copy of it with errors.
const MOST_ERRORS: u32 = 6;

/// What speaks for one taxon.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Support {
    /// Reads of variants that speak for it.
    pub(super) called_reads: u64,
    /// Of them, those that look like erroneous copies of another taxon's reads, as far
    /// as was looked.
    pub(super) error_reads: u64,
    /// Reads that speak for it but are chimeras.
    pub(super) chimeric_reads: u64,
    /// The identities of the called reads with their nearest references, each times
    /// its reads.
    identity_sum: f64,
    /// The taxon with the most of the reads it may be an erroneous copy of.
    error_of: Option<(Taxon, u64)>,
}

/// What is concluded of a taxon.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Judgement {
    pub(super) status: Status,
    pub(super) reason: String,
    pub(super) called_reads: u64,
}

/// Gathers what speaks for each taxon; `taxon_of` says for which a variant speaks. Once
/// a taxon has `enough` reads that are no errors, its rarer variants are not looked at.
pub(super) fn gather(
    placed: &[Placed],
    enough: u64,
    taxon_of: impl Fn(&Placed) -> Option<Taxon>,
) -> BTreeMap<Taxon, Support> {
    let mut supports: BTreeMap<Taxon, Support> = BTreeMap::new();
    let mut comparer = Comparer::default();
    let frequent: Vec<(&Variant, Taxon)> = placed
        .iter()
        .filter(|placed| !placed.is_chimera)
        .filter_map(|placed| Some((&placed.variant, taxon_of(placed)?)))
        .take(MOST_FREQUENT)
        .collect();
    for placed in placed {
        let Some(taxon) = taxon_of(placed) else {
            continue;
        };
        let support = supports.entry(taxon).or_default();
        let copies = placed.variant.copies;
        if placed.is_chimera {
            support.chimeric_reads += copies;
            continue;
        }
        support.called_reads += copies;
        let is_settled = support.called_reads - support.error_reads >= enough + copies;
        support.identity_sum += placed.placement.identity.unwrap_or(0.0) * copies as f64;
        if is_settled {
            continue;
        }
        let parent = frequent
            .iter()
            .filter(|(_, other)| *other != taxon)
            .find(|(parent, _)| is_erroneous_copy(&mut comparer, &placed.variant, parent));
        if let Some(&(parent, other)) = parent {
            support.error_reads += copies;
            if support
                .error_of
                .is_none_or(|(_, reads)| reads < parent.copies)
            {
                support.error_of = Some((other, parent.copies));
            }
        }
    }
    supports
}

/// Whether a variant is rare enough beside a frequent one `d` differences away to be a
/// copy of it with errors: below one in `2 ^ (2 d + 1)` (UNOISE2, Edgar 2016,
/// doi:10.1101/081257).
fn is_erroneous_copy(comparer: &mut Comparer, variant: &Variant, parent: &Variant) -> bool {
    let skew = parent.copies / variant.copies.max(1);
    // The most differences at which the skew is still large enough.
    let Some(most) = skew.checked_ilog2().and_then(|log| log.checked_sub(1)) else {
        return false;
    };
    let most = (most / 2).min(MOST_ERRORS);
    if most == 0 {
        return false;
    }
    let first = comparer.differences(&variant.first, &parent.first, 0, most);
    match (first, &variant.second, &parent.second) {
        (Some(_), None, None) => true,
        (Some(first), Some(ours), Some(theirs)) => comparer
            .differences(ours, theirs, 0, most - first)
            .is_some(),
        _ => false,
    }
}

impl Support {
    /// The rule: enough reads, that are no errors and no chimeras, and enough of all.
    pub(super) fn judge(
        &self,
        taxonomy: &Taxonomy,
        total_reads: u64,
        parameters: &AmpliconProfileParameters,
    ) -> Judgement {
        let own = self.called_reads - self.error_reads;
        let share = own as f64 / total_reads.max(1) as f64;
        let (status, reason) = if self.called_reads + self.chimeric_reads == 0 {
            let reason = "no read speaks for it alone".to_owned();
            (Status::Doubtful, reason)
        } else if own == 0 {
            (Status::Rejected, self.why_rejected(taxonomy))
        } else if own < parameters.minimum_reads {
            let least = parameters.minimum_reads;
            let but = match self.error_of {
                Some((other, _)) => format!(
                    ", beside {} that look like erroneous copies of {}",
                    reads(self.error_reads),
                    taxonomy.name(other)
                ),
                None => String::new(),
            };
            (
                Status::Doubtful,
                format!("{} of its own, below {least}{but}", reads(own)),
            )
        } else if share < parameters.minimum_share {
            let least = 100.0 * parameters.minimum_share;
            let reason = format!(
                "{} of its own, below {least} % of the sample: other samples of the run may leak as many",
                reads(own)
            );
            (Status::Doubtful, reason)
        } else {
            let identity = 100.0 * self.identity_sum / self.called_reads.max(1) as f64;
            let reason = format!(
                "{}, on average {identity:.1} % identical with the nearest reference",
                reads(self.called_reads)
            );
            (Status::Present, reason)
        };
        Judgement {
            status,
            reason,
            called_reads: self.called_reads,
        }
    }

    fn why_rejected(&self, taxonomy: &Taxonomy) -> String {
        match self.error_of {
            Some((other, _)) => format!(
                "all {} look like erroneous copies of {}",
                reads(self.error_reads),
                taxonomy.name(other)
            ),
            None => format!("all {} are chimeric", reads(self.chimeric_reads)),
        }
    }
}

fn reads(count: u64) -> String {
    if count == 1 {
        "1 read".to_owned()
    } else {
        format!("{count} reads")
    }
}
