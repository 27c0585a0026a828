//! Shares of taxa with their paths: what shares-only formats can hold of a profile.

use super::lineage_steps::{Step, lineage_steps};
use super::{Bound, Entry, Profile, Quantity};
use crate::taxonomy::Level;
use std::collections::BTreeMap;

/// The levels of formats that know seven, from the widest.
pub const SEVEN_LEVELS: [Level; 7] = [
    Level::Domain,
    Level::Phylum,
    Level::Class,
    Level::Order,
    Level::Family,
    Level::Genus,
    Level::Species,
];

/// One step of a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PathStep {
    /// Its level, one of [`SEVEN_LEVELS`].
    pub level: Level,
    /// Its taxid; `None` where the profile does not list it.
    pub taxid: Option<u64>,
    /// Its name.
    pub name: String,
}

/// The share of one taxon.
#[derive(Debug, Clone, PartialEq)]
pub struct ShareRow {
    /// The taxon's id.
    pub taxid: u64,
    /// The steps down to the taxon, itself the last; never empty.
    pub path: Vec<PathStep>,
    /// Its share, as a fraction.
    pub share: f64,
}

impl ShareRow {
    /// The taxon's level.
    pub fn level(&self) -> Option<Level> {
        self.path.last().map(|step| step.level)
    }
}

/// The shares of one sample's believed taxa, by level from the widest, then taxid.
///
/// The shares of a level, the unknown, the host's and the unplaced sum to 1: nothing
/// is scaled.
#[derive(Debug, Clone, PartialEq)]
pub struct ShareTable {
    /// The sample's id.
    pub sample: String,
    /// What the shares are of; `None` where the source does not say.
    pub quantity: Option<Quantity>,
    /// The unknown share; `None` where it is not known.
    pub unknown: Option<f64>,
    /// The host's share; `None` where it was not looked for or has none.
    pub host: Option<f64>,
    /// The taxa.
    pub rows: Vec<ShareRow>,
}

impl Profile {
    /// The estimated shares of the believed taxa at the seven levels. Taxa whose
    /// number is not known and taxa of other levels are left out.
    pub fn share_table(&self, quantity: Quantity) -> ShareTable {
        let mut taxids: BTreeMap<Vec<Step<'_>>, u64> = BTreeMap::new();
        for entry in self.entries() {
            let steps = seven_steps(entry);
            if steps.last().map(|step| step.level) == entry.rank.level() {
                taxids.entry(steps).or_insert(entry.taxid);
            }
        }
        let mut rows = Vec::new();
        for level in SEVEN_LEVELS {
            rows.extend(self.present(level).filter_map(|entry| {
                let share = self.value(entry, quantity, Bound::Estimate)?;
                let path = path_of(entry, level, &taxids);
                Some(ShareRow {
                    taxid: entry.taxid,
                    path,
                    share,
                })
            }));
        }
        ShareTable {
            sample: self.sample().to_owned(),
            quantity: Some(quantity),
            unknown: self.unknown_value(quantity),
            host: self.host_value(quantity),
            rows,
        }
    }
}

fn seven_steps(entry: &Entry) -> Vec<Step<'_>> {
    let mut steps = lineage_steps(&entry.lineage);
    steps.retain(|step| step.level != Level::Kingdom);
    steps
}

fn path_of(entry: &Entry, level: Level, taxids: &BTreeMap<Vec<Step<'_>>, u64>) -> Vec<PathStep> {
    let mut steps = seven_steps(entry);
    // The taxon's own name is that of its row, whatever the lineage says.
    steps.retain(|step| step.level < level);
    let mut path: Vec<PathStep> = (1..=steps.len())
        .map(|end| PathStep {
            level: steps[end - 1].level,
            taxid: taxids.get(&steps[..end]).copied(),
            name: steps[end - 1].name.to_owned(),
        })
        .collect();
    path.push(PathStep {
        level,
        taxid: Some(entry.taxid),
        name: entry.name.clone(),
    });
    path
}
