//! The key beside the sunburst: phyla with their shares.

use super::lineage::{Branch, Name};
use super::shares::{Hues, fraction, phylum};
use crate::profile::Profile;
use crate::report::number::fine_percent;
use crate::report::{Fill, SunburstKey};
use crate::taxonomy::Level;

/// Phyla with a hue, those without one together, and what has no phylum.
pub(super) fn phylum_keys(
    branches: &[Branch<'_>],
    profile: &Profile,
    hues: &Hues,
) -> Vec<SunburstKey> {
    let mut hued: Vec<(&str, Fill, u64)> = Vec::new();
    let mut grey: u64 = 0;
    let mut paths: Vec<(Vec<Name<'_>>, &Branch<'_>)> = branches
        .iter()
        .map(|branch| (vec![branch.name], branch))
        .collect();
    while let Some((path, branch)) = paths.pop() {
        let within = |branch: &Branch<'_>| {
            branch
                .branches
                .iter()
                .any(|b| b.name.level == Level::Phylum)
        };
        match phylum(&path) {
            Some(name) if hues.of(&path) != Fill::Grey => {
                hued.push((name, hues.of(&path), branch.reads));
            }
            None if within(branch) => {
                let mut below: u64 = 0;
                for inner in &branch.branches {
                    below = below.saturating_add(inner.reads);
                    paths.push(([path.as_slice(), &[inner.name]].concat(), inner));
                }
                grey = grey.saturating_add(branch.reads.saturating_sub(below));
            }
            _ => grey = grey.saturating_add(branch.reads),
        }
    }
    hued.sort_by(|a, b| b.2.cmp(&a.2).then_with(|| a.0.cmp(b.0)));
    let mut keys: Vec<SunburstKey> = hued
        .into_iter()
        .map(|(name, fill, reads)| key(name, fill, fraction(reads, profile)))
        .collect();
    if grey > 0 {
        keys.push(key(
            "Other or no phylum",
            Fill::Grey,
            fraction(grey, profile),
        ));
    }
    keys
}

/// One part with its share of all reads.
pub(super) fn key(label: &str, fill: Fill, share: f64) -> SunburstKey {
    SunburstKey {
        label: label.to_owned(),
        fill,
        share: fine_percent(share),
    }
}
