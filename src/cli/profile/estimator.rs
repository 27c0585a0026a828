//! The seam to what estimates a sample and to what writes the tables of a run.

use super::arguments::RunArgs;
use super::required;
use clap::ValueEnum;
use nuka::database::{Database, DatabaseMark};
use nuka::profile::Profile;
use nuka::profile::run::{Basis, MadeWith, RunResults, SheetSample};
use nuka::reads::ReadSource;
use nuka::{Error, ErrorKind, Result};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;

/// Open databases and the settings of a run.
pub(super) struct Estimator {
    database: Database,
    host: Option<Database>,
    parameters: BTreeMap<String, Value>,
}

impl Estimator {
    /// Opens the databases, once for all samples.
    pub(super) fn open(args: &RunArgs) -> Result<Self> {
        let parameters = parameters(args)?;
        let host = args.host_db.as_deref().map(Database::open);
        Ok(Self {
            database: Database::open(required(args.db.as_ref(), "--db")?)?,
            host: host.transpose()?,
            parameters,
        })
    }

    /// With what samples are profiled.
    pub(super) fn made_with(&self) -> Result<MadeWith> {
        let host: Option<DatabaseMark> = self.host.as_ref().map(Database::mark).transpose()?;
        Ok(MadeWith {
            database_name: name_of(self.database.path()),
            host_database_name: self.host.as_ref().map(|host| name_of(host.path())),
            basis: Basis::new(self.database.mark()?, host, self.parameters.clone()),
        })
    }

    /// Estimates one sample from all reads of a source. Files of the sample alone go
    /// into the folder under the names they have in the folder of the run. `report`
    /// is told the reads and bases of each batch, from any thread.
    pub(super) fn estimate_sample(
        &self,
        sample: &SheetSample,
        _source: ReadSource,
        _folder: &Path,
        _report: &(dyn Fn(u64, u64) + Sync),
    ) -> Result<Profile> {
        Err(Error::new(
            ErrorKind::Unsupported,
            format!("sample {} cannot be estimated by this version", sample.id()),
        ))
    }
}

/// Writes the tables of a run in some formats.
pub(super) fn write_tables(
    folder: &Path,
    _results: &RunResults<'_>,
    formats: &[String],
) -> Result<()> {
    let message = format!(
        "tables ({}) cannot be written by this version",
        formats.join(", ")
    );
    Err(Error::new(ErrorKind::Unsupported, message).at_path(folder))
}

/// All that was typed and has an influence on a profile.
fn parameters(args: &RunArgs) -> Result<BTreeMap<String, Value>> {
    let unfit = |error: serde_json::Error| Error::new(ErrorKind::Parameter, error.to_string());
    let platform = args.platform.to_possible_value();
    let platform = platform.map_or(Value::Null, |value| value.get_name().into());
    let presence = serde_json::to_value(args.presence.parameters()?).map_err(unfit)?;
    let named = [
        ("platform", platform),
        ("presence", presence),
        ("relabel", args.relabel.into()),
        ("host_out", args.host_out.into()),
    ];
    Ok(named.map(|(name, value)| (name.to_string(), value)).into())
}

/// The name of a file or folder, whatever way its path was written.
fn name_of(path: &Path) -> String {
    let real = std::fs::canonicalize(path);
    let real = real.as_deref().unwrap_or(path);
    let name = path.file_name().or(real.file_name());
    name.map_or_else(String::new, |name| name.to_string_lossy().into_owned())
}
