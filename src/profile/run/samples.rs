//! The run itself: sample after sample, then the tables of all.

use super::finish::{Naming, finish};
use super::finished::FinishedSample;
use super::folder::RunFolder;
use super::manifest::{MadeWith, Manifest};
use super::recognise::{Recognised, Stale, Trust, recognise};
use super::record::{RecordedReads, SampleRecord};
use super::results::RunResults;
use super::sheet::{SampleSheet, SheetSample};
use crate::database::DatabaseKind;
use crate::error::{Error, ErrorKind, Result};
use crate::profile::Profile;
use crate::reads::{BatchSize, ReadSource, ReadsChecksum};
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};

/// What to run, and where to.
#[derive(Debug, Clone, PartialEq)]
pub struct RunPlan {
    /// The folder to write into.
    pub out: PathBuf,
    /// The samples.
    pub sheet: SampleSheet,
    /// With what they are profiled.
    pub made_with: MadeWith,
    /// How finished samples are compared with their reads.
    pub trust: Trust,
    /// Files beside the reads that the run must not replace: sheet, databases.
    pub inputs: Vec<PathBuf>,
}

/// Profiles one sample: reads all of the source, and may put files of the sample
/// into the folder under the names they shall have in the folder of the run.
pub type ProfileOne<'a> = dyn FnMut(&SheetSample, ReadSource, &Path) -> Result<Profile> + 'a;

/// Writes the tables of the whole run into a folder that stands for that of the run.
pub type WriteTables<'a> = dyn Fn(&Path, &RunResults<'_>) -> Result<()> + 'a;

/// What happens in a run.
#[derive(Debug)]
pub enum RunEvent<'a> {
    /// The file system knows no locks: nothing keeps a second run out.
    NotLocked,
    /// The folder holds the record of a sample that is not in the sheet; it is left
    /// alone and is in no table.
    OtherSample(&'a str),
    /// A sample was finished before and is taken as it is.
    Kept(&'a Profile),
    /// A finished sample must be profiled again.
    Again(&'a str, &'a Stale),
    /// A sample is begun: its id, its number from 1, the number of samples.
    Began(&'a str, usize, usize),
    /// A sample is finished.
    Finished(&'a Profile),
    /// A sample cannot be profiled; the others go on.
    Failed(&'a str, &'a Error),
    /// All samples are finished; the tables are being written.
    Tables,
}

/// What a run came to.
#[derive(Debug, Clone, PartialEq)]
pub struct RunSummary {
    /// Samples that were finished before.
    pub kept: usize,
    /// Samples that were profiled now.
    pub profiled: usize,
    /// The manifest.
    pub manifest: Manifest,
}

/// Profiles the samples of a sheet that are not finished yet, then writes the
/// tables of all and the manifest.
///
/// Every byte written is the same in whatever order the samples stand, and
/// whether or not the run was interrupted.
///
/// # Errors
/// One that names every sample that could not be profiled, and why; the others are
/// finished and no table is written. A full disk ends the run at once.
pub fn profile_run(
    plan: &RunPlan,
    profile_one: &mut ProfileOne<'_>,
    write_tables: &WriteTables<'_>,
    report: &mut dyn FnMut(RunEvent<'_>),
) -> Result<RunSummary> {
    let reads = plan.sheet.reads_paths();
    let inputs = plan.inputs.iter().map(PathBuf::as_path).chain(reads);
    let folder = RunFolder::open(&plan.out, inputs)?;
    if !folder.is_locked() {
        report(RunEvent::NotLocked);
    }
    let ids: BTreeSet<&str> = plan.sheet.samples().iter().map(SheetSample::id).collect();
    for other in folder.other_records(&ids)? {
        report(RunEvent::OtherSample(&other));
    }
    let mut run = Run {
        plan,
        folder,
        profile_one,
        finished: BTreeMap::new(),
        kept: 0,
    };
    let samples = plan.sheet.samples();
    let mut failures: Vec<(&str, Error)> = Vec::new();
    for (sample, number) in samples.iter().zip(1..) {
        if let Err(error) = run.one(sample, number, report) {
            report(RunEvent::Failed(sample.id(), &error));
            let ends_the_run = is_full(&error);
            failures.push((sample.id(), error));
            if ends_the_run {
                break;
            }
        }
    }
    if !failures.is_empty() {
        return Err(tell(failures, samples.len()));
    }
    report(RunEvent::Tables);
    run.finish(write_tables)
}

struct Run<'a, 'p> {
    plan: &'a RunPlan,
    folder: RunFolder,
    profile_one: &'a mut ProfileOne<'p>,
    finished: BTreeMap<&'a str, (FinishedSample, Naming)>,
    kept: usize,
}

impl<'a> Run<'a, '_> {
    fn one(
        &mut self,
        sample: &'a SheetSample,
        number: usize,
        report: &mut dyn FnMut(RunEvent<'_>),
    ) -> Result<()> {
        let (basis, trust) = (&self.plan.made_with.basis, self.plan.trust);
        let finished = match recognise(self.folder.path(), sample, basis, trust)? {
            Recognised::Finished(finished) => {
                report(RunEvent::Kept(&finished.profile));
                self.kept += 1;
                *finished
            }
            found => {
                self.folder.withdraw()?;
                if let Recognised::Stale(stale) = &found {
                    report(RunEvent::Again(sample.id(), stale));
                    self.folder.remove_record(sample.id())?;
                }
                let samples = self.plan.sheet.samples().len();
                report(RunEvent::Began(sample.id(), number, samples));
                let finished = self.profile(sample)?;
                report(RunEvent::Finished(&finished.profile));
                finished
            }
        };
        let naming = Naming {
            made_with: 0,
            reads: sample.files().iter().map(|f| f.written.clone()).collect(),
            metadata: sample.metadata().to_vec(),
        };
        self.finished.insert(sample.id(), (finished, naming));
        Ok(())
    }

    fn profile(&mut self, sample: &SheetSample) -> Result<FinishedSample> {
        let size = match self.plan.made_with.basis.database.kind {
            // Its distinct minimizers are counted by batch.
            DatabaseKind::Kraken2 => BatchSize::KRAKEN2,
            _ => BatchSize::default(),
        };
        let (source, checksums) = sample.open_reads(size)?;
        let staging = self.folder.stage()?;
        let profile = (self.profile_one)(sample, source, staging.path())?;
        if profile.sample() != sample.id() {
            return Err(Error::new(
                ErrorKind::Mismatch,
                format!("the profile is that of sample {}", profile.sample()),
            ));
        }
        let checksums = checksums.finish()?;
        let changed = checksums.iter().filter_map(|sum| sum.changed).max();
        let files = staging.sum()?;
        let basis = self.plan.made_with.basis.clone();
        let record = SampleRecord::new(basis, recorded(sample, checksums), files, profile);
        self.folder.keep(staging, record, changed)
    }

    fn finish(self, write_tables: &WriteTables<'_>) -> Result<RunSummary> {
        let profiled = self.finished.len() - self.kept;
        let manifest = finish(
            &self.folder,
            vec![self.plan.made_with.clone()],
            self.plan.sheet.metadata_columns().to_vec(),
            self.finished.into_values().collect(),
            write_tables,
        )?;
        Ok(RunSummary {
            kept: self.kept,
            profiled,
            manifest,
        })
    }
}

fn recorded(sample: &SheetSample, checksums: Vec<ReadsChecksum>) -> Vec<RecordedReads> {
    let files = sample.files().iter().zip(checksums);
    files
        .map(|(file, sum)| RecordedReads {
            mate: file.mate,
            bytes: sum.bytes,
            xxh3_128: sum.digest,
        })
        .collect()
}

/// Whether nothing more can be written, for this sample or any other.
fn is_full(error: &Error) -> bool {
    let full = [
        io::ErrorKind::StorageFull,
        io::ErrorKind::QuotaExceeded,
        io::ErrorKind::ReadOnlyFilesystem,
    ];
    error
        .all()
        .any(|error| error.io_kind().is_some_and(|kind| full.contains(&kind)))
}

fn tell(failures: Vec<(&str, Error)>, samples: usize) -> Error {
    let names: Vec<&str> = failures.iter().map(|(id, _)| *id).collect();
    let kind = failures
        .first()
        .map_or(ErrorKind::Io, |(_, error)| error.kind());
    let head = Error::new(
        kind,
        format!(
            "{} of {samples} samples could not be profiled: {}",
            names.len(),
            names.join(", ")
        ),
    )
    .mend("mend what follows and run the same command again; finished samples are kept, tables are written when all are finished");
    failures.into_iter().fold(head, |all, (id, error)| {
        all.and(error.within(&format!("sample {id}")))
    })
}
