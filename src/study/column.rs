//! A column of a survey or of check-up markers, typed by its content.

use serde::{Deserialize, Serialize};

/// The table a column came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Origin {
    /// The food survey.
    Survey,
    /// The check-up markers.
    Markers,
    /// What is known of the person.
    Participant,
    /// What is known of the sample.
    Sample,
}

/// The values of a column; `None` is a missing one.
#[derive(Debug, Clone, PartialEq)]
pub enum Values {
    /// Finite numbers.
    Number(Vec<Option<f64>>),
    /// Anything else.
    Text(Vec<Option<String>>),
}

impl Values {
    /// Whether the value of one row is missing; true past the end.
    pub fn is_missing(&self, row: usize) -> bool {
        match self {
            Self::Number(values) => values.get(row).is_none_or(Option::is_none),
            Self::Text(values) => values.get(row).is_none_or(Option::is_none),
        }
    }

    /// The number of values, the missing ones included.
    pub fn len(&self) -> usize {
        match self {
            Self::Number(values) => values.len(),
            Self::Text(values) => values.len(),
        }
    }

    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The values of some rows, in the order of `rows`; those past the end are missing.
    #[must_use]
    pub fn select(&self, rows: &[usize]) -> Self {
        match self {
            Self::Number(values) => Self::Number(
                rows.iter()
                    .map(|&row| values.get(row).copied().flatten())
                    .collect(),
            ),
            Self::Text(values) => Self::Text(
                rows.iter()
                    .map(|&row| values.get(row).cloned().flatten())
                    .collect(),
            ),
        }
    }

    /// Types cells by their content: numbers when every cell that is not missing is one.
    ///
    /// Empty cells and `NA` are missing. A column without any value is one of numbers.
    pub fn from_cells(cells: &[&str]) -> Self {
        let present = |cell: &&str| !is_missing_cell(cell);
        if cells
            .iter()
            .filter(|cell| present(cell))
            .all(|cell| parse_finite(cell).is_some())
        {
            Self::Number(cells.iter().map(|cell| parse_finite(cell)).collect())
        } else {
            Self::Text(
                cells
                    .iter()
                    .map(|cell| present(cell).then(|| (*cell).to_owned()))
                    .collect(),
            )
        }
    }
}

/// Whether a cell says that there is no value.
pub(super) fn is_missing_cell(cell: &str) -> bool {
    cell.is_empty() || cell == "NA"
}

/// The finite number a cell holds, if it is one.
pub(super) fn parse_finite(cell: &str) -> Option<f64> {
    cell.parse().ok().filter(|value: &f64| value.is_finite())
}

/// A named column of a study, one value an observation.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// The name, as in its table.
    pub name: String,
    /// The table it came from.
    pub origin: Origin,
    /// The unit; empty where none is told.
    pub unit: String,
    /// The values, in the order of the observations.
    pub values: Values,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_typed_by_content() {
        assert_eq!(
            Values::from_cells(&["1.5", "", "NA", "-2e3"]),
            Values::Number(vec![Some(1.5), None, None, Some(-2e3)])
        );
        assert_eq!(
            Values::from_cells(&["1", "<0.5", ""]),
            Values::Text(vec![Some("1".into()), Some("<0.5".into()), None])
        );
        assert!(matches!(Values::from_cells(&["NaN", "1"]), Values::Text(_)));
        assert!(matches!(Values::from_cells(&["", "NA"]), Values::Number(_)));
    }
}
