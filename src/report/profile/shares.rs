//! Shares of parts of a sample, and their colours.

use super::lineage::{Name, path};
use crate::profile::{Entry, Interval, Profile};
use crate::report::Fill;
use crate::taxonomy::Level;
use std::collections::BTreeMap;

/// A count of reads as a fraction of all reads; 0 where there are none.
pub(super) fn fraction(reads: u64, profile: &Profile) -> f64 {
    match profile.total_reads() {
        0 => 0.0,
        total => reads as f64 / total as f64,
    }
}

/// The sequence share of a taxon, from its reads where nothing else is told.
pub(super) fn sequence_share(entry: &Entry, profile: &Profile) -> Interval {
    entry.estimate.as_ref().map_or_else(
        || {
            let share = fraction(entry.clade_reads, profile);
            Interval {
                estimate: share,
                low: share,
                high: share,
            }
        },
        |estimate| estimate.sequence_share,
    )
}

/// The taxonomic share of a taxon, where it is known.
pub(super) fn taxonomic_share(entry: &Entry) -> Option<Interval> {
    entry.estimate.as_ref()?.taxonomic_share
}

/// The present species, those with most reads first.
pub(super) fn present_species(profile: &Profile) -> Vec<&Entry> {
    let mut species: Vec<&Entry> = profile.present(Level::Species).collect();
    species.sort_by_key(|entry| (std::cmp::Reverse(entry.clade_reads), entry.taxid));
    species
}

/// A hue for each of the phyla with most reads, the same on the whole page.
pub(super) struct Hues(BTreeMap<String, Fill>);

impl Hues {
    /// Phyla in order of their mean share over the samples.
    pub(super) fn of_phyla(profiles: &[Profile]) -> Self {
        let mut sums: BTreeMap<String, f64> = BTreeMap::new();
        for profile in profiles {
            for species in profile.present(Level::Species) {
                if let Some(phylum) = phylum(&path(species)) {
                    *sums.entry(phylum.to_owned()).or_default() +=
                        fraction(species.clade_reads, profile);
                }
            }
        }
        let mut order: Vec<(String, f64)> = sums.into_iter().collect();
        order.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        let hues = order.into_iter().map(|(phylum, _)| phylum);
        Self(hues.zip(Fill::NINE_HUES).collect())
    }

    /// The hue of a lineage; grey where its phylum has none.
    pub(super) fn of(&self, path: &[Name<'_>]) -> Fill {
        let hue = phylum(path).and_then(|phylum| self.0.get(phylum));
        hue.copied().unwrap_or(Fill::Grey)
    }
}

/// The name of the phylum of a lineage.
pub(super) fn phylum<'a>(path: &[Name<'a>]) -> Option<&'a str> {
    let found = path.iter().find(|name| name.level == Level::Phylum);
    found.map(|name| name.name)
}

/// The middle of some numbers; `None` of none.
pub(super) fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    let half = values.len() / 2;
    let upper = *values.get(half)?;
    match values.len().is_multiple_of(2) {
        true => Some((values.get(half - 1)? + upper) / 2.0),
        false => Some(upper),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_the_middle_or_between_the_two_middle_ones() {
        assert_eq!(median(vec![]), None);
        assert_eq!(median(vec![7.0]), Some(7.0));
        assert_eq!(median(vec![9.0, 1.0, 2.0]), Some(2.0));
        assert_eq!(median(vec![9.0, 1.0, 2.0, 4.0]), Some(3.0));
    }
}
