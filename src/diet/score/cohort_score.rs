//! Scores that rank people within a study.

use crate::error::{Error, ErrorKind, Result};
use ndarray::{Array1, ArrayView1};

/// A score of each person of a study.
#[derive(Debug, Clone, PartialEq)]
pub struct CohortScore {
    /// The name of the score.
    pub name: &'static str,
    /// Where it is defined.
    pub source: &'static str,
    /// The lowest and the highest total there can be.
    pub range: (f64, f64),
    /// The points of each component.
    pub components: Vec<ComponentPoints>,
}

/// The points of one component.
#[derive(Debug, Clone, PartialEq)]
pub struct ComponentPoints {
    /// The name of the component.
    pub name: &'static str,
    /// The points of each person; nothing when the survey does not have the component.
    pub points: Option<Array1<f64>>,
}

impl CohortScore {
    /// The components that the survey does not have.
    pub fn missing(&self) -> Vec<&'static str> {
        let missing = self
            .components
            .iter()
            .filter(|component| component.points.is_none());
        missing.map(|component| component.name).collect()
    }

    /// The total of each person.
    ///
    /// # Errors
    /// When components are missing: a sum of fewer would be another score.
    pub fn total(&self) -> Result<Array1<f64>> {
        let missing = self.missing();
        let mut points = self.components.iter().filter_map(|one| one.points.as_ref());
        match points.next() {
            Some(first) if missing.is_empty() => {
                Ok(points.fold(first.clone(), |total, points| total + points))
            }
            _ => {
                let message = format!("{} without {}", self.name, missing.join(", "));
                Err(Error::new(ErrorKind::NotEstimable, message)
                    .mend("give the missing components, or use their points one by one"))
            }
        }
    }
}

/// All columns present have one number a person.
pub(super) fn check(columns: &[(&'static str, Option<ArrayView1<'_, f64>>)]) -> Result<()> {
    let mut errors = Vec::new();
    let people = columns
        .iter()
        .find_map(|(_, column)| column.map(|column| column.len()));
    for (name, column) in columns {
        let Some(column) = column else { continue };
        if Some(column.len()) != people {
            let expected = people.unwrap_or(0);
            let message = format!("found {} people, expected {expected}", column.len());
            errors.push(Error::new(ErrorKind::Mismatch, message).at_field(*name));
        }
        let bad = column
            .iter()
            .enumerate()
            .filter(|(_, value)| !value.is_finite());
        errors.extend(bad.map(|(person, value)| {
            Error::new(
                ErrorKind::Malformed,
                format!("found {value}, expected a number"),
            )
            .at_record(person as u64 + 1, "")
            .at_field(*name)
        }));
    }
    Error::gather(errors).map_or(Ok(()), Err)
}

/// A quantile as most programs give it: linear between the two nearest values
/// (definition 7 of Hyndman and Fan 1996, doi:10.1080/00031305.1996.10473566).
pub(super) fn quantile(sorted: &[f64], share: f64) -> f64 {
    let place = share * sorted.len().saturating_sub(1) as f64;
    let below = place.floor() as usize;
    let above = (below + 1).min(sorted.len().saturating_sub(1));
    match (sorted.get(below), sorted.get(above)) {
        (Some(low), Some(high)) => low + (place - below as f64) * (high - low),
        _ => f64::NAN,
    }
}

pub(super) fn sorted(values: impl Iterator<Item = f64>) -> Vec<f64> {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values
}
