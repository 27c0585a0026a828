//! What a BIOM file of nuka holds.

use super::{LISTS, SLASH};
use crate::error::{Error, ErrorKind, Mistakes, Result};
use crate::profile::lineage_steps::{lineage_steps, prefix};
use crate::profile::{ProfileSet, SEVEN_LEVELS};
use crate::taxonomy::Level;
use ndarray::Array2;
use std::collections::{BTreeMap, BTreeSet};

/// Further columns of the sample sheet: by sample, the text of each column.
pub type SampleColumns = BTreeMap<String, BTreeMap<String, String>>;

/// Sums of reads in the samples' metadata.
pub(super) const SUMS: [&str; 4] = [
    "total_reads",
    "unknown_reads",
    "host_reads",
    "unplaced_reads",
];

/// One species.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BiomTaxon {
    /// The species' id.
    pub taxid: u64,
    /// Its name.
    pub name: String,
    /// Seven levels, `d__Bacteria` to `s__...`; only the prefix where one has no name.
    pub taxonomy: Vec<String>,
}

/// Species by samples.
#[derive(Debug, Clone, PartialEq)]
pub struct BiomTable {
    /// The samples' ids.
    pub samples: Vec<String>,
    /// The species, in order of taxid.
    pub taxa: Vec<BiomTaxon>,
    /// Reads, shape (species, samples).
    pub reads: Array2<f64>,
    /// `total_reads`, `unknown_reads`, `host_reads` and `unplaced_reads` of each sample.
    pub sums: BTreeMap<String, Vec<u64>>,
    /// Further columns, one text a sample; empty where there is none.
    pub columns: BTreeMap<String, Vec<String>>,
}

impl BiomTable {
    /// The believed species of a set. Columns of other samples are left out.
    ///
    /// # Errors
    /// All columns at once whose name is empty or has a meaning of its own.
    pub fn of(set: &ProfileSet, columns: &SampleColumns) -> Result<Self> {
        let of_samples = || set.samples().filter_map(|sample| columns.get(sample));
        let names: BTreeSet<&String> = of_samples().flat_map(BTreeMap::keys).collect();
        check_names(&names)?;
        let cell = |sample: &str, name: &String| columns.get(sample)?.get(name).cloned();
        let column = |name: &String| {
            let cells = set
                .samples()
                .map(|sample| cell(sample, name).unwrap_or_default());
            (name.clone(), cells.collect())
        };
        let columns = names.into_iter().map(column).collect();
        let table = set.at(Level::Species);
        let taxa = table.taxa().iter().map(|taxon| BiomTaxon {
            taxid: taxon.taxid,
            name: taxon.name.to_owned(),
            taxonomy: seven_levels(taxon.lineage),
        });
        let sums = set.iter().map(|profile| {
            [
                profile.total_reads(),
                profile.unclassified_reads(),
                profile.host_reads(),
                profile.unplaced_reads(Level::Species),
            ]
        });
        let sums: Vec<[u64; 4]> = sums.collect();
        let sums = SUMS.into_iter().enumerate().map(|(place, name)| {
            let of_samples = sums.iter().map(|sums| sums[place]);
            (name.to_owned(), of_samples.collect())
        });
        Ok(Self {
            samples: set.samples().map(str::to_owned).collect(),
            taxa: taxa.collect(),
            reads: table.reads().t().to_owned(),
            sums: sums.collect(),
            columns,
        })
    }
}

fn check_names(names: &BTreeSet<&String>) -> Result<()> {
    let mut mistakes = Mistakes::new();
    for name in names {
        let taken = SUMS.contains(&name.as_str()) || LISTS.contains(&name.as_str());
        if taken || name.is_empty() || *name == "." || name.contains(SLASH) || name.contains('\0') {
            let message =
                format!("found the column \"{name}\", a name that BIOM files use themselves");
            let error = Error::new(ErrorKind::Unsupported, message);
            mistakes.push(error.at_field(name.as_str()).mend("rename the column"));
        }
    }
    mistakes.finish()
}

fn seven_levels(lineage: &str) -> Vec<String> {
    let steps = lineage_steps(lineage);
    let named = |level: Level| steps.iter().find(|step| step.level == level);
    SEVEN_LEVELS
        .into_iter()
        .map(|level| {
            format!(
                "{}__{}",
                prefix(level),
                named(level).map_or("", |step| step.name)
            )
        })
        .collect()
}
