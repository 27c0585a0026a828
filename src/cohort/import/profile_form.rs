//! The part of a mapping that says how profiles are written.

use super::mapping_form::FieldSource;
use crate::error::{Error, ErrorKind};
use crate::tabular::TableForm;
use serde::Deserialize;
use std::collections::BTreeMap;

/// How profiles are written.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProfileForm {
    /// The format.
    pub layout: ProfileLayout,
    /// What a count table counts.
    pub quantity: Option<ProfileQuantity>,
    /// Where the taxa of a count table are.
    pub taxa: Option<TaxaAre>,
    /// What the headers of taxa are, where taxa are columns.
    pub headers: Option<HeadersAre>,
    /// What the headers of taxa begin with, where taxa are columns; without it every
    /// column is a taxon that nothing else names.
    pub taxon_prefixes: Option<Vec<String>>,
    /// The column of taxon names, where taxa are rows; without it they are numbered
    /// and named by the lineages.
    pub taxon: Option<String>,
    /// The column of lineages, where taxa are rows: `k__Bacteria; p__Firmicutes; ...`.
    pub lineage: Option<String>,
    /// What the names of samples end in and their ids do not, such as `_profile`.
    pub sample_suffix: Option<String>,
    /// The samples' ids where a table without header has none: `c##`.
    pub samples: Option<String>,
    /// The rank of the taxa, where no lineage tells it.
    pub rank: Option<String>,
    /// The name of the taxon that stands for unknown reads.
    pub unknown: Option<String>,
    /// The name of the taxon that stands for the host.
    pub host: Option<String>,
    /// How a sample was profiled; a sample may have one profile a method.
    #[serde(default)]
    pub method: String,
    /// The file of lineages, as it is written.
    pub lineages: Option<LineageForm>,
}

impl ProfileForm {
    /// Whether a column that nothing else names is a taxon, or a sample where taxa are
    /// rows.
    pub(super) fn takes_column(&self, header: &str) -> bool {
        let prefixes = self.taxon_prefixes.as_ref();
        prefixes.is_none_or(|prefixes| prefixes.iter().any(|one| header.starts_with(one)))
    }

    pub(super) fn mistakes(&self, fields: &BTreeMap<String, FieldSource>) -> Vec<Error> {
        let is_counts = self.layout == ProfileLayout::Counts;
        let in_columns = self.taxa == Some(TaxaAre::Columns);
        let has_sample = fields.contains_key("sample");
        let only_counts = [
            self.quantity.is_some(),
            self.taxa.is_some(),
            self.headers.is_some(),
            self.taxon_prefixes.is_some(),
            self.taxon.is_some(),
            self.lineage.is_some(),
            self.samples.is_some(),
            self.rank.is_some(),
            self.unknown.is_some(),
            self.host.is_some(),
            self.lineages.is_some(),
            has_sample,
        ];
        let messages = [
            (
                !is_counts && only_counts.contains(&true),
                "only the layout \"counts\" needs more than layout, method and sample_suffix",
            ),
            (
                is_counts && (self.taxa.is_none() || self.quantity.is_none()),
                "count tables need taxa (rows or columns) and quantity (reads, shares or percents)",
            ),
            (
                is_counts && in_columns && !has_sample,
                "where taxa are columns, the field sample says which column the sample is",
            ),
            (
                in_columns && (self.taxon.is_some() || self.samples.is_some()),
                "taxon and samples are for tables with taxa in rows",
            ),
            (
                is_counts
                    && !in_columns
                    && (self.headers.is_some() || self.taxon_prefixes.is_some()),
                "headers and taxon_prefixes are for tables with taxa in columns",
            ),
            (
                self.headers == Some(HeadersAre::Lineages) && self.lineages.is_some(),
                "lineages stand in the headers or in a table of their own, not in both",
            ),
            (
                self.taxon_prefixes
                    .as_ref()
                    .is_some_and(|prefixes| prefixes.iter().all(String::is_empty)),
                "expected in taxon_prefixes what the headers of taxa begin with",
            ),
            (
                self.taxa == Some(TaxaAre::Rows) && self.taxon.is_none() && self.lineages.is_none(),
                "expected taxon, the column of taxon names, or lineages in the order of the rows",
            ),
            (
                self.lineage.is_some() && (self.taxon.is_none() || self.lineages.is_some()),
                "lineage stands beside taxon, and instead of a table of lineages",
            ),
            (
                self.samples
                    .as_ref()
                    .is_some_and(|pattern| !pattern.contains('#')),
                "expected a # in samples, for the number of the column",
            ),
        ];
        messages
            .into_iter()
            .filter(|(is_wrong, _)| *is_wrong)
            .map(|(_, message)| Error::new(ErrorKind::Parameter, message).at_field("profile"))
            .collect()
    }
}

/// A table with the lineage of each taxon.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LineageForm {
    /// How the table is written.
    #[serde(default)]
    pub table: TableForm,
    /// The column of taxon names; without it the rows are in the order of the taxa.
    pub taxon: Option<String>,
    /// The column of each rank.
    pub ranks: BTreeMap<String, String>,
}

/// The formats of profiles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ProfileLayout {
    /// A folder of `nuka profile`, a folder of kreports, or one tidy table.
    Nuka,
    /// A table of MetaPhlAn, of one sample or merged.
    Metaphlan,
    /// BIOM 2.1.
    Biom,
    /// Taxa by samples.
    Counts,
}

/// What a count table counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ProfileQuantity {
    /// Reads or anything else that is counted.
    Reads,
    /// Shares of a whole, 0 to 1.
    Shares,
    /// Shares of a whole, 0 to 100.
    Percents,
}

/// What the headers of taxa are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum HeadersAre {
    /// Names of taxa.
    Names,
    /// Lineages: `d__Bacteria;p__Bacillota;...`.
    Lineages,
}

/// Where the taxa of a count table are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TaxaAre {
    /// One row a taxon, one column a sample.
    Rows,
    /// One row a sample, one column a taxon.
    Columns,
}
