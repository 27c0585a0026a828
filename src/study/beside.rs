//! What a study of a cohort holds beside reads and columns.

use super::flow::Flow;
use crate::cohort::ProfileUnit;
use crate::error::{Error, ErrorKind};
use ndarray::Array2;

/// What a study may hold beside its reads, columns and account.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Beside {
    /// What the numbers of `X` are.
    pub unit: Quantity,
    /// Whose numbers the taxids are.
    pub taxids: TaxidSource,
    /// Further numbers of the taxa, each of the shape of the reads.
    pub layers: Vec<Layer>,
    /// Further tables with one row an observation: foods, nutrients.
    pub tables: Vec<ObservationTable>,
    /// The cohort the study was taken from.
    pub cohort: Option<CohortOrigin>,
}

/// What the numbers of `X` are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Quantity {
    /// Reads, or anything else that is counted.
    #[default]
    Reads,
    /// Shares of a whole, 0 to 1: the source tells no counts.
    Share,
}

impl Quantity {
    /// The name in files.
    pub fn name(self) -> &'static str {
        ProfileUnit::from(self).name()
    }
}

impl From<ProfileUnit> for Quantity {
    fn from(unit: ProfileUnit) -> Self {
        match unit {
            ProfileUnit::Reads => Self::Reads,
            ProfileUnit::Share => Self::Share,
        }
    }
}

impl From<Quantity> for ProfileUnit {
    fn from(quantity: Quantity) -> Self {
        match quantity {
            Quantity::Reads => Self::Reads,
            Quantity::Share => Self::Share,
        }
    }
}

/// Whose numbers the taxids of a study are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum TaxidSource {
    /// The reference's.
    #[default]
    Reference,
    /// The study's own, counted from 1: the source gave a taxon no id. They mean
    /// nothing outside the study.
    Study,
}

impl TaxidSource {
    /// The name in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Reference => "reference",
            Self::Study => "study",
        }
    }
}

/// Further numbers of the taxa; NaN where they are not told.
#[derive(Debug, Clone, PartialEq)]
pub struct Layer {
    /// What they are.
    pub name: String,
    /// The numbers, shape (observations, taxa).
    pub values: Array2<f64>,
}

/// A table of numbers with one row an observation; NaN where one is not told.
#[derive(Debug, Clone, PartialEq)]
pub struct ObservationTable {
    /// The name: `foods`, `nutrients`.
    pub name: String,
    /// The columns.
    pub columns: Vec<TableColumn>,
    /// The numbers, shape (observations, columns).
    pub values: Array2<f64>,
}

/// A column of an [`ObservationTable`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableColumn {
    /// The name in the study.
    pub name: String,
    /// The unit.
    pub unit: String,
    /// What the store calls it: a study's names hold no slash.
    pub code: String,
}

/// Where a study of a cohort comes from, and on what it rests.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CohortOrigin {
    /// The purpose to which everyone in the study agreed.
    pub purpose: String,
    /// The day on which their consent held.
    pub consent_on: String,
    /// The plan, as it was written.
    pub plan: String,
    /// What was left out, and why.
    pub flow: Flow,
}

impl Beside {
    /// All parts that do not fit a study of this shape.
    pub(super) fn mistakes(&self, shape: (usize, usize)) -> Vec<Error> {
        let misfit = |what: &str, found: (usize, usize), expected: (usize, usize)| {
            let message = format!("found the shape {found:?}, expected {expected:?}");
            (found != expected).then(|| Error::new(ErrorKind::Mismatch, message).at_field(what))
        };
        let layers = self.layers.iter();
        let layers = layers.filter_map(|layer| misfit(&layer.name, layer.values.dim(), shape));
        let tables = self.tables.iter().filter_map(|table| {
            misfit(
                &table.name,
                table.values.dim(),
                (shape.0, table.columns.len()),
            )
        });
        layers.chain(tables).collect()
    }
}
