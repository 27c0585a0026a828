//! What was typed becomes a profiler and the formats of the tables.

use super::arguments::{Platform as TypedPlatform, RunArgs};
use super::required;
use clap::ValueEnum;
use nuka::atomic_file::{AtomicFile, write_whole};
use nuka::classify::Settings;
use nuka::database::{Database, DatabaseMark};
use nuka::profile::formats::{Format, SampleColumns, write_formats};
use nuka::profile::run::{Basis, MadeWith, RunResults, SampleSheet, SheetSample};
use nuka::profile::{MateStreams, Platform, Profile, ProfileSet, Profiler, split_host_reads};
use nuka::reads::{BatchSize, EmptyFiles, ReadSource};
use nuka::report::profile::{ProfilePageFacts, render_profile_page};
use nuka::{Error, ErrorKind, Result};
use rayon::ThreadPool;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::{Path, PathBuf};

/// Which reads of a sample are written.
#[derive(Debug, Clone, Copy)]
struct Writes {
    host: bool,
    others: bool,
}

/// Open databases and the settings of a run.
pub(super) struct Estimator {
    profiler: Profiler,
    writes: Writes,
    pool: ThreadPool,
    relabels: bool,
    parameters: BTreeMap<String, Value>,
}

impl Estimator {
    /// Opens the databases, once for all samples.
    pub(super) fn open(args: &RunArgs, sheet: &SampleSheet) -> Result<Self> {
        let parameters = parameters(args)?;
        let platform = match args.platform {
            TypedPlatform::Auto | TypedPlatform::Amplicon => Platform::Auto,
            TypedPlatform::Illumina => Platform::Illumina,
            TypedPlatform::Ont => Platform::Ont,
            TypedPlatform::Hifi => Platform::Hifi,
        };
        let mut database = Database::open(required(args.db.as_ref(), "--db")?)?;
        let pool = crate::cli::pool(args.switches.threads)?;
        args.preload.apply(
            &mut database,
            pool.current_num_threads(),
            sheet.reads_paths(),
        )?;
        let is_amplicon = matches!(database, Database::Amplicon(_));
        if args.platform == TypedPlatform::Amplicon && !is_amplicon {
            return Err(Error::new(
                ErrorKind::Parameter,
                "amplicons need a database of their marker gene",
            )
            .at_path(database.path())
            .mend("build one with `nuka db build --amplicon`, or choose another --platform"));
        }
        let presence = args.presence.parameters()?;
        let mut profiler = Profiler::new(database, Settings::default(), presence, platform)?;
        if let Some(host) = &args.host_db {
            profiler = profiler.with_host(Database::open(host)?)?;
        }
        Ok(Self {
            profiler,
            writes: Writes {
                host: args.host_out,
                others: args.non_host_out,
            },
            pool,
            relabels: args.relabel,
            parameters,
        })
    }

    /// With what samples are profiled.
    pub(super) fn made_with(&self) -> Result<MadeWith> {
        let host: Option<DatabaseMark> = self.profiler.host().map(Database::mark).transpose()?;
        let database = self.profiler.database();
        Ok(MadeWith {
            database_name: name_of(database.path()),
            host_database_name: self.profiler.host().map(|host| name_of(host.path())),
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
        self.write_reads(sample, folder)?;
        if self.relabels {
            let folder = subfolder(folder, "relabelled")?;
            let mut calls = AtomicFile::create(&folder.join(format!("{}.tsv", sample.id())))?;
            let (source, _) = sample.open_reads(BatchSize::default())?;
            let source = source.with_empty_files(EmptyFiles::Allowed);
            self.profiler
                .relabel(&self.pool, &profiled, source, &mut calls)?;
            calls.commit()?;
        }
        Ok(profiled.profile)
    }

    /// Writes reads as they came, those asked for: the host's to `host/<sample>_1.fq`
    /// and `_2.fq`, or to `host/<sample>.fq` where they are single, the others in the
    /// same way to `non_host`.
    fn write_reads(&self, sample: &SheetSample, folder: &Path) -> Result<()> {
        let Some(host) = self.profiler.host() else {
            return Ok(());
        };
        if !self.writes.host && !self.writes.others {
            return Ok(());
        }
        let (source, _) = sample.open_reads(BatchSize::default())?;
        let source = source.with_empty_files(EmptyFiles::Allowed);
        let endings: &[&str] = if source.is_paired() {
            &["_1.fq", "_2.fq"]
        } else {
            &[".fq"]
        };
        let create = |is_wanted: bool, name: &str| -> Result<Vec<AtomicFile>> {
            if !is_wanted {
                return Ok(Vec::new());
            }
            let folder = subfolder(folder, name)?;
            let path = |ending| folder.join(format!("{}{ending}", sample.id()));
            let paths = endings.iter().map(path);
            paths.map(|path| AtomicFile::create(&path)).collect()
        };
        let mut host_files = create(self.writes.host, "host")?;
        let mut other_files = create(self.writes.others, "non_host")?;
        split_host_reads(
            host,
            source,
            &mut streams(&mut host_files),
            &mut streams(&mut other_files),
        )?;
        host_files.append(&mut other_files);
        AtomicFile::commit_all(host_files)
    }
}

/// Files as streams of first and second mates.
fn streams(files: &mut [AtomicFile]) -> MateStreams<'_> {
    let mut files = files.iter_mut();
    let mut next = || files.next().map(|file| file as &mut (dyn Write + Send));
    [next(), next()]
}

fn subfolder(folder: &Path, name: &str) -> Result<PathBuf> {
    let folder = folder.join(name);
    std::fs::create_dir_all(&folder).map_err(|source| Error::io("write", &folder, source))?;
    Ok(folder)
}

/// What is written beside the records of the samples.
#[derive(Debug, Clone)]
pub(super) struct TableFormats {
    formats: BTreeSet<Format>,
    page: bool,
}

/// The name of the page among the formats.
const PAGE: &str = "html";

impl TableFormats {
    /// From the names as typed; `all` stands for all.
    pub(super) fn parse(names: &[String]) -> Result<Self> {
        let mut chosen = Self {
            formats: BTreeSet::new(),
            page: false,
        };
        let mut mistakes = Vec::new();
        for name in names {
            match (Format::from_name(name), name.as_str()) {
                (Some(format), _) => {
                    chosen.formats.insert(format);
                }
                (None, PAGE) => chosen.page = true,
                (None, "all") => {
                    chosen.formats.extend(Format::ALL);
                    chosen.page = true;
                }
                (None, _) => mistakes.push(unknown_format(name)),
            }
        }
        Error::gather(mistakes).map_or(Ok(chosen), Err)
    }

    /// Writes the tables of a run, and its page.
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
        write_formats(folder, &set, &columns, &self.formats)?;
        if self.page {
            let page = render_profile_page(&page_facts(results), results.profiles)?;
            write_whole(&folder.join("profiles.html"), page.as_bytes())?;
        }
        Ok(())
    }
}

/// What the page says of the run.
fn page_facts(results: &RunResults<'_>) -> ProfilePageFacts {
    let mut platforms: Vec<&str> = results
        .profiles
        .iter()
        .filter_map(|profile| Some(profile.quality()?.platform.as_str()))
        .collect();
    platforms.sort_unstable();
    platforms.dedup();
    let names: BTreeSet<&str> = results
        .made_with
        .iter()
        .map(|made_with| made_with.database_name.as_str())
        .collect();
    let first = results.made_with.first().map(|made_with| &made_with.basis);
    let shares_of_cells = |profile: &Profile| {
        let unknown = profile.unknown();
        unknown.is_some_and(|part| part.taxonomic_share.is_some())
    };
    let mut parameters = Vec::new();
    for (name, value) in first.into_iter().flat_map(|basis| &basis.parameters) {
        match value {
            Value::Object(fields) => {
                let fields = fields.iter();
                parameters.extend(fields.map(|(field, value)| (words(field), value.to_string())));
            }
            Value::String(text) => parameters.push((words(name), text.clone())),
            value => parameters.push((words(name), value.to_string())),
        }
    }
    ProfilePageFacts {
        title: "Gut profiles".to_string(),
        database: names.into_iter().collect::<Vec<_>>().join(", "),
        database_species: first.map_or(0, |basis| basis.database.species),
        platform: platforms.join(", "),
        tool_version: env!("CARGO_PKG_VERSION").to_string(),
        parameters,
        has_taxonomic_shares: results.profiles.iter().any(shares_of_cells),
    }
}

fn words(name: &str) -> String {
    name.replace('_', " ")
}

fn unknown_format(name: &str) -> Error {
    let names = Format::ALL.map(Format::name).join(", ");
    let names = format!("{names}, {PAGE}");
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
        ("non_host_out", args.non_host_out.into()),
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
