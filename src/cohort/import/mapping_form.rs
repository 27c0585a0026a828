//! The parts of a mapping.

use crate::error::{Error, ErrorKind};
use crate::tabular::TableForm;
use serde::Deserialize;
use std::collections::BTreeMap;

/// Where the value of a field comes from: a column's name, or a table that says more.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(
    untagged,
    expecting = "expected a column's name, or a table with column, value, row or join (and codes, with)"
)]
pub enum FieldSource {
    /// The column of this name, as it is.
    Column(String),
    /// What the table says.
    Source(DetailedSource),
}

/// Where a value comes from, in detail: exactly one of `column`, `value`, `row` and
/// `join`.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DetailedSource {
    /// A column.
    pub column: Option<String>,
    /// The same text in every row.
    pub value: Option<String>,
    /// The number of the row, counted from 1, in place of the `#`s, with leading
    /// zeros: `c##` gives c01, c02, ...
    pub row: Option<String>,
    /// Columns whose texts are joined.
    pub join: Option<Vec<String>>,
    /// What stands between joined texts; `-` when not given.
    pub with: Option<String>,
    /// What each written code means; a code that is not listed is a mistake.
    pub codes: Option<BTreeMap<String, String>>,
}

impl FieldSource {
    /// In detail.
    pub(super) fn detailed(&self) -> DetailedSource {
        match self {
            Self::Column(column) => DetailedSource {
                column: Some(column.clone()),
                ..DetailedSource::default()
            },
            Self::Source(source) => source.clone(),
        }
    }

    pub(super) fn mistake(&self) -> Option<Error> {
        let source = self.detailed();
        let ways = [
            source.column.is_some(),
            source.value.is_some(),
            source.row.is_some(),
            source.join.is_some(),
        ];
        let message = if ways.iter().filter(|&&way| way).count() != 1 {
            "expected exactly one of column, value, row and join"
        } else if source.row.is_some_and(|pattern| !pattern.contains('#')) {
            "expected a # for the number of the row"
        } else if source.with.is_some() && source.join.is_none() {
            "found \"with\" without \"join\""
        } else {
            return None;
        };
        Some(Error::new(ErrorKind::Parameter, message))
    }
}

/// A column of a wide table that holds values of one marker or nutrient.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ValueColumn {
    /// The column.
    pub column: String,
    /// What it is called in the store; the column's name when not given.
    pub code: Option<String>,
    /// The unit it is written in; 1 for numbers without.
    pub unit: String,
    /// Whether the values are words (`+`, `-`, `Crohn's disease`), not numbers.
    #[serde(default)]
    pub text: bool,
    /// What each written code means.
    pub codes: Option<BTreeMap<String, String>>,
}

/// What all columns are that nothing else names.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OtherValues {
    /// Their unit.
    pub unit: String,
}

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
    /// The column of taxon names, where taxa are rows; without it they are numbered
    /// and named by the lineages.
    pub taxon: Option<String>,
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
    pub(super) fn mistakes(&self, fields: &BTreeMap<String, FieldSource>) -> Vec<Error> {
        let is_counts = self.layout == ProfileLayout::Counts;
        let in_columns = self.taxa == Some(TaxaAre::Columns);
        let has_sample = fields.contains_key("sample");
        let only_counts = [
            self.quantity.is_some(),
            self.taxa.is_some(),
            self.taxon.is_some(),
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
                "only the layout \"counts\" needs more than layout and method",
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
                self.taxa == Some(TaxaAre::Rows) && self.taxon.is_none() && self.lineages.is_none(),
                "expected taxon, the column of taxon names, or lineages in the order of the rows",
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

/// Where the taxa of a count table are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TaxaAre {
    /// One row a taxon, one column a sample.
    Rows,
    /// One row a sample, one column a taxon.
    Columns,
}
