//! Several runs joined into one.

use super::basis::Basis;
use super::finish::{Naming, finish};
use super::finished::FinishedSample;
use super::folder::RunFolder;
use super::manifest::{MANIFEST, MadeWith, Manifest, ManifestSample};
use super::record::SampleRecord;
use super::samples::WriteTables;
use super::verify::{open_records, verify_run};
use crate::atomic_file::full_or_broken;
use crate::error::{Error, ErrorKind, Result};
use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// Whether runs on different bases may be joined.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mixing {
    /// All samples must have been profiled with the same program, databases and
    /// parameters.
    #[default]
    Refused,
    /// They may differ; the manifest says which sample was profiled with what.
    Allowed,
}

/// A run that is to be joined.
struct Part {
    folder: PathBuf,
    manifest: Manifest,
}

/// Joins the samples of whole runs into a new folder of the same layout.
///
/// # Errors
/// All at once: folders without a whole run or with changed files, samples that are
/// in two folders (both are named), runs that differ in program, database or
/// parameters unless that is allowed. Nothing is written then. Also when the new
/// folder holds a run already.
pub fn merge_runs(
    folders: &[PathBuf],
    out: &Path,
    mixing: Mixing,
    write_tables: &WriteTables<'_>,
) -> Result<Manifest> {
    if out.join(MANIFEST).exists() {
        return Err(
            Error::new(ErrorKind::Duplicate, "the folder holds a run already")
                .at_path(out)
                .mend("give a new folder"),
        );
    }
    let parts = open_parts(folders)?;
    check_samples(&parts)?;
    if mixing == Mixing::Refused {
        check_bases(&parts)?;
    }
    let columns = join_columns(&parts);
    let made_with = join_bases(&parts);
    let folder = RunFolder::open(out, std::iter::empty())?;
    let mut finished = Vec::new();
    for part in &parts {
        let records = open_records(&part.folder, &part.manifest)?;
        for (sample, record) in part.manifest.samples.iter().zip(records) {
            let naming = rename(sample, &part.manifest, &columns, &made_with);
            finished.push((copy(&folder, &part.folder, sample, record)?, naming));
        }
    }
    finished.sort_by(|(a, _), (b, _)| a.profile.sample().cmp(b.profile.sample()));
    finish(&folder, made_with, columns, finished, write_tables)
}

/// The runs in order of their first samples, so that the order in which folders
/// are given does not matter.
fn open_parts(folders: &[PathBuf]) -> Result<Vec<Part>> {
    let mut errors = Vec::new();
    let mut parts = Vec::new();
    for folder in folders {
        match verify_run(folder).and_then(|_| Manifest::open(folder)) {
            Ok(manifest) => parts.push(Part {
                folder: folder.clone(),
                manifest,
            }),
            Err(error) => errors.push(error),
        }
    }
    if folders.is_empty() {
        errors.push(Error::new(ErrorKind::Parameter, "found no folder to join"));
    }
    parts.sort_by(|a, b| first_sample(a).cmp(&first_sample(b)));
    Error::gather(errors).map_or(Ok(parts), Err)
}

fn first_sample(part: &Part) -> Option<&str> {
    part.manifest.samples.first().map(|s| s.sample.as_str())
}

fn check_samples(parts: &[Part]) -> Result<()> {
    let mut seen: HashMap<String, (&str, &Path)> = HashMap::new();
    let mut errors = Vec::new();
    for part in parts {
        for sample in &part.manifest.samples {
            let here = (sample.sample.as_str(), part.folder.as_path());
            let Some((id, folder)) = seen.insert(sample.sample.to_lowercase(), here) else {
                continue;
            };
            let message = if id == sample.sample {
                format!("sample {id} is also in {}", folder.display())
            } else {
                let other = folder.display();
                format!(
                    "sample {} differs from {id} in {other} only by case",
                    sample.sample
                )
            };
            errors.push(
                Error::new(ErrorKind::Duplicate, message)
                    .at_path(&part.folder)
                    .mend("profile one of the two again under another id, or leave its folder out"),
            );
        }
    }
    Error::gather(errors).map_or(Ok(()), Err)
}

fn check_bases(parts: &[Part]) -> Result<()> {
    let all = parts.iter().flat_map(|part| {
        let made_with = part.manifest.made_with.iter();
        made_with.map(move |made_with| (part, &made_with.basis))
    });
    let mut first: Option<(&Part, &Basis)> = None;
    let mut errors = Vec::new();
    for (part, basis) in all {
        let (one, expected) = *first.get_or_insert((part, basis));
        if let Some(difference) = expected.difference(basis) {
            errors.push(
                Error::new(
                    ErrorKind::Mismatch,
                    format!("{difference} from {}", one.folder.display()),
                )
                .at_path(&part.folder)
                .mend("profile the samples again with the same database and parameters, or allow different ones (--allow-different)"),
            );
        }
    }
    Error::gather(errors).map_or(Ok(()), Err)
}

/// All metadata columns, in order of first appearance.
fn join_columns(parts: &[Part]) -> Vec<String> {
    let mut columns: Vec<String> = Vec::new();
    for column in parts
        .iter()
        .flat_map(|part| &part.manifest.metadata_columns)
    {
        if !columns.contains(column) {
            columns.push(column.clone());
        }
    }
    columns
}

/// The different bases, each with the names that its first run gave the databases.
fn join_bases(parts: &[Part]) -> Vec<MadeWith> {
    let mut bases: Vec<MadeWith> = Vec::new();
    for made_with in parts.iter().flat_map(|part| &part.manifest.made_with) {
        if !bases.iter().any(|known| known.basis == made_with.basis) {
            bases.push(made_with.clone());
        }
    }
    bases
}

/// What the joined run says of a sample.
fn rename(
    sample: &ManifestSample,
    manifest: &Manifest,
    columns: &[String],
    bases: &[MadeWith],
) -> Naming {
    let basis = &manifest.made_with[sample.made_with].basis;
    let place = bases.iter().position(|known| known.basis == *basis);
    let cell = |column| sample.metadata.get(column).cloned().unwrap_or_default();
    Naming {
        made_with: place.unwrap_or_default(),
        reads: sample
            .reads
            .iter()
            .map(|reads| reads.name.clone())
            .collect(),
        metadata: columns.iter().map(cell).collect(),
    }
}

/// Copies the record of a sample and its files, with the record's time.
fn copy(
    folder: &RunFolder,
    from: &Path,
    sample: &ManifestSample,
    record: SampleRecord,
) -> Result<FinishedSample> {
    let staging = folder.stage()?;
    for file in &record.files {
        let source = file.path_in(from)?;
        let target = file.path_in(staging.path())?;
        let into = target.parent().unwrap_or(staging.path());
        fs::create_dir_all(into)
            .and_then(|()| fs::copy(&source, &target))
            .map_err(|error| full_or_broken(&target, error))?;
        file.check(staging.path())?;
    }
    let stamped: Option<SystemTime> = fs::metadata(from.join(&sample.record.name))
        .and_then(|metadata| metadata.modified())
        .ok();
    folder.keep(staging, record, stamped)
}
