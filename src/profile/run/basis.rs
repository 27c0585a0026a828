//! With what samples were profiled: two runs on the same basis may be joined.

use crate::database::DatabaseMark;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Program, databases and parameters: all that decides a profile beside the reads.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Basis {
    /// The version of nuka.
    pub version: String,
    /// The database.
    pub database: DatabaseMark,
    /// The database of the host, where it was looked for.
    pub host_database: Option<DatabaseMark>,
    /// The parameters that have an influence on a profile, by name.
    pub parameters: BTreeMap<String, Value>,
}

/// What is not the same in two [bases](Basis).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Difference {
    /// The version of nuka: this one and that of the other.
    Version(String, String),
    /// The database.
    Database,
    /// The database of the host.
    HostDatabase,
    /// Parameters, by name.
    Parameters(Vec<String>),
}

impl Basis {
    /// What this version of nuka does with a database and parameters.
    pub fn new(
        database: DatabaseMark,
        host_database: Option<DatabaseMark>,
        parameters: BTreeMap<String, Value>,
    ) -> Self {
        Self {
            version: env!("CARGO_PKG_VERSION").to_string(),
            database,
            host_database,
            parameters,
        }
    }

    /// The first thing that differs in another basis, or `None`.
    pub fn difference(&self, other: &Self) -> Option<Difference> {
        if self.version != other.version {
            return Some(Difference::Version(
                self.version.clone(),
                other.version.clone(),
            ));
        }
        if self.database != other.database {
            return Some(Difference::Database);
        }
        if self.host_database != other.host_database {
            return Some(Difference::HostDatabase);
        }
        let names: BTreeSet<&String> = self
            .parameters
            .keys()
            .chain(other.parameters.keys())
            .collect();
        let differs = |name: &&String| self.parameters.get(*name) != other.parameters.get(*name);
        let names: Vec<String> = names.into_iter().filter(differs).cloned().collect();
        (!names.is_empty()).then_some(Difference::Parameters(names))
    }
}

impl std::fmt::Display for Difference {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Version(one, other) => {
                write!(f, "the version of nuka differs ({one} and {other})")
            }
            Self::Database => f.write_str("the database differs"),
            Self::HostDatabase => f.write_str("the host database differs"),
            Self::Parameters(names) => write!(f, "parameters differ ({})", names.join(", ")),
        }
    }
}
