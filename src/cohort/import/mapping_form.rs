//! The parts of a mapping.

use crate::diet::intake::Weighed;
use crate::error::{Error, ErrorKind, Result};
use crate::tabular::values::CodeList;
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

/// A column of a wide table that holds values of one marker, nutrient or food.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ValueColumn {
    /// The column.
    pub column: String,
    /// What it is called in the store; the column's name when not given.
    pub code: Option<String>,
    /// The unit it is written in; 1 for numbers without. Of foods: `g`, `times/day`
    /// (or week, month, year), `frequency`, or what a conversion makes one of these.
    pub unit: String,
    /// Whether the values are words (`+`, `-`, `Crohn's disease`), not numbers.
    #[serde(default)]
    pub text: bool,
    /// What each written code means.
    pub codes: Option<BTreeMap<String, String>>,
    /// Of a food that is counted in times: grams of one portion.
    pub portion_grams: Option<f64>,
    /// Of a food: its number in a composition table.
    pub composition_code: Option<String>,
    /// Of a food: what its grams are of, where it is not as of the whole table.
    pub weighed: Option<Weighed>,
}

impl ValueColumn {
    /// The meanings of its codes, to be looked up by what is written.
    ///
    /// # Errors
    /// When two codes are the same as they are read.
    pub(super) fn code_list(&self) -> Result<Option<CodeList<String>>> {
        let codes = self.codes.as_ref().map(|codes| {
            let codes = codes.iter();
            CodeList::new(codes.map(|(code, meaning)| (code.as_str(), meaning.clone())))
        });
        codes.transpose()
    }
}

/// What all columns are that nothing else names.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OtherValues {
    /// Their unit.
    pub unit: String,
    /// Of foods that are counted in times: grams of one portion, by column.
    #[serde(default)]
    pub portion_grams: BTreeMap<String, f64>,
    /// Of foods: numbers in a composition table, by column.
    #[serde(default)]
    pub composition_code: BTreeMap<String, String>,
    /// Of foods: what their grams are of, by column.
    #[serde(default)]
    pub weighed: BTreeMap<String, Weighed>,
}
