//! What a release may hold.

use super::coding::Coding;
use crate::error::{Error, ErrorKind, Result};
use serde::Deserialize;
use std::collections::BTreeMap;

/// The plan of a release.
///
/// ```
/// use nuka::cohort::ReleasePlan;
///
/// let plan = ReleasePlan::parse(r#"
/// k = 10                      # people in each class, at least
/// l = 2                       # different values of a sensitive column in each class
/// most_suppressed = 0.1       # share of the people that may be left out
///
/// [people]                    # what others may know of a person, made coarse
/// sex = {}
/// birth_year = { band = 10, bottom = 1940, top = 2000 }
///
/// [[markers]]                 # what nobody shall learn of a person
/// code = "bmi"
/// coding = { band = 5, bottom = 15, top = 40 }
/// sensitive = true
/// "#)?;
/// assert_eq!(plan.k, 10);
/// # Ok::<(), nuka::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReleasePlan {
    /// The fewest people that share all that others may know of them; 2 or more.
    pub k: u64,
    /// The fewest different values of a sensitive column among them; 1 or more.
    #[serde(default = "one")]
    pub l: u64,
    /// The largest share of the people that may be left out to reach k and l, 0 to 1.
    pub most_suppressed: f64,
    /// Columns that others may know: sex, birth_year, region, site.
    pub people: BTreeMap<String, Coding>,
    /// Values that are released beside them.
    #[serde(default)]
    pub markers: Vec<ReleasedMarker>,
}

/// A marker of a release: of each person the first value by day and visit.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReleasedMarker {
    /// The marker.
    pub code: String,
    /// Only values of this visit.
    pub visit: Option<String>,
    /// How numbers are made coarse.
    #[serde(default)]
    pub coding: Coding,
    /// Whether each class must hold several values.
    #[serde(default)]
    pub sensitive: bool,
}

/// Columns of people that a release may hold.
const COLUMNS: [&str; 4] = ["sex", "birth_year", "region", "site"];

fn one() -> u64 {
    1
}

impl ReleasePlan {
    /// Reads a plan in TOML.
    ///
    /// # Errors
    /// What is no TOML or an unknown key; then all values out of range at once.
    pub fn parse(text: &str) -> Result<Self> {
        let plan: Self = toml::from_str(text).map_err(|error| {
            Error::new(ErrorKind::Malformed, error.to_string().trim().to_owned())
        })?;
        match Error::gather(plan.mistakes()) {
            Some(error) => Err(error),
            None => Ok(plan),
        }
    }

    fn mistakes(&self) -> Vec<Error> {
        let mut mistakes = Vec::new();
        let mut note = |field: &str, message: String| {
            mistakes.push(Error::new(ErrorKind::Parameter, message).at_field(field));
        };
        if self.k < 2 {
            note("k", format!("found {}, expected 2 or more", self.k));
        }
        if self.l < 1 {
            note("l", "found 0, expected 1 or more".to_owned());
        }
        if !(0.0..=1.0).contains(&self.most_suppressed) {
            note(
                "most_suppressed",
                format!("found {}, expected 0 to 1", self.most_suppressed),
            );
        }
        for (name, coding) in &self.people {
            if !COLUMNS.contains(&name.as_str()) {
                note(
                    name,
                    format!("a release holds only {} of people", COLUMNS.join(", ")),
                );
            } else if let Some(message) = coding.mistake() {
                note(name, message.to_owned());
            } else if name != "birth_year" && *coding != Coding::default() {
                note(name, "only numbers can be made coarse".to_owned());
            }
        }
        for marker in &self.markers {
            if let Some(message) = marker.coding.mistake() {
                note(&marker.code, message.to_owned());
            }
        }
        mistakes
    }
}
