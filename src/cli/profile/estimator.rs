//! What was typed becomes a profiler and the formats of the tables.

use super::arguments::{Platform as TypedPlatform, RunArgs};
use super::required;
use clap::ValueEnum;
use nuka::atomic_file::AtomicFile;
use nuka::classify::Settings;
use nuka::database::{Database, DatabaseMark};
use nuka::profile::formats::{Format, SampleColumns, write_formats};
use nuka::profile::run::{Basis, MadeWith, RunResults, SheetSample};
use nuka::profile::{Platform, Profile, ProfileSet, Profiler};
use nuka::reads::{BatchSize, EmptyFiles, ReadSource};
use nuka::{Error, ErrorKind, Result};
use rayon::ThreadPool;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Open databases and the settings of a run.
pub(super) struct Estimator {
    profiler: Profiler,
    host: Option<Database>,
    pool: ThreadPool,
    relabels: bool,
    parameters: BTreeMap<String, Value>,
}

impl Estimator {
    /// Opens the databases, once for all samples.
    pub(super) fn open(args: &RunArgs) -> Result<Self> {
        let parameters = parameters(args)?;
        let host = args.host_db.as_deref().map(Database::open);
        let platform = match args.platform {
            TypedPlatform::Auto | TypedPlatform::Amplicon => Platform::Auto,
            TypedPlatform::Illumina => Platform::Illumina,
            TypedPlatform::Ont => Platform::Ont,
            TypedPlatform::Hifi => Platform::Hifi,
        };
        Ok(Self {
            profiler: Profiler::new(
                Database::open(required(args.db.as_ref(), "--db")?)?,
                Settings::default(),
                args.presence.parameters()?,
                platform,
            )?,
            host: host.transpose()?,
            pool: crate::cli::pool(args.switches.threads)?,
            relabels: args.relabel,
            parameters,
        })
    }

    /// With what samples are profiled.
    pub(super) fn made_with(&self) -> Result<MadeWith> {
        let host: Option<DatabaseMark> = self.host.as_ref().map(Database::mark).transpose()?;
        let database = self.profiler.database();
        Ok(MadeWith {
            database_name: name_of(database.path()),
            host_database_name: self.host.as_ref().map(|host| name_of(host.path())),
            basis: Basis::new(database.mark()?, host, self.parameters.clone()),
        })
    }

    /// Estimates one sample from all reads of a source. Files of the sample alone go
    /// into the folder under the names they have in the folder of the run. `report`
    /// is told the reads and bases of each batch, from any thread.
    pub(super) fn estimate_sample(
        &self,
        sample: &SheetSample,
        source: ReadSource,
        folder: &Path,
        report: &(dyn Fn(u64, u64) + Sync),
    ) -> Result<Profile> {
        // A sample may hold no reads; its profile then says so.
        let source = source.with_empty_files(EmptyFiles::Allowed);
        let profiled = self
            .profiler
            .profile(&self.pool, sample.id(), source, report)?;
        if self.relabels {
            let folder = folder.join("relabelled");
            std::fs::create_dir_all(&folder)
                .map_err(|source| Error::io("write", &folder, source))?;
            let mut calls = AtomicFile::create(&folder.join(format!("{}.tsv", sample.id())))?;
            let (source, _) = sample.open_reads(BatchSize::default())?;
            let source = source.with_empty_files(EmptyFiles::Allowed);
            self.profiler
                .relabel(&self.pool, &profiled, source, &mut calls)?;
            calls.commit()?;
        }
        Ok(profiled.profile)
    }
}

/// What is written beside the records of the samples.
#[derive(Debug, Clone)]
pub(super) struct TableFormats(BTreeSet<Format>);

impl TableFormats {
    /// From the names as typed; `all` stands for all.
    pub(super) fn parse(names: &[String]) -> Result<Self> {
        let mut formats = BTreeSet::new();
        let mut mistakes = Vec::new();
        for name in names {
            match Format::from_name(name) {
                Some(format) => {
                    formats.insert(format);
                }
                None if name == "all" => formats.extend(Format::ALL),
                None => mistakes.push(unknown_format(name)),
            }
        }
        Error::gather(mistakes).map_or(Ok(Self(formats)), Err)
    }

    /// Writes the tables of a run.
    pub(super) fn write(&self, folder: &Path, results: &RunResults<'_>) -> Result<()> {
        let set = ProfileSet::new(results.profiles.to_vec())?;
        let named = |metadata: &Vec<String>| {
            let columns = results.metadata_columns.iter().cloned();
            columns.zip(metadata.iter().cloned()).collect()
        };
        let samples = results
            .profiles
            .iter()
            .map(|profile| profile.sample().to_owned());
        let columns: SampleColumns = samples.zip(results.metadata.iter().map(named)).collect();
        write_formats(folder, &set, &columns, &self.0)?;
        Ok(())
    }
}

fn unknown_format(name: &str) -> Error {
    let names = Format::ALL.map(Format::name).join(", ");
    Error::new(
        ErrorKind::Parameter,
        format!("found `{name}`, expected all or some of {names}"),
    )
    .at_field("--formats")
    .mend("part the names by commas")
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
