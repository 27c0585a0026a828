//! The folder of a run while it is written.

use super::finished::FinishedSample;
use super::lock::FolderLock;
use super::manifest::{MANIFEST, Manifest};
use super::output_file::OutputFile;
use super::record::{self, SampleRecord};
use super::staging::{self, Staging};
use crate::atomic_file::{AtomicFile, full_or_broken, remove_left_over, write_whole};
use crate::checksum::Checksum;
use crate::error::{Error, Result};
use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// A folder that this process alone writes into.
#[derive(Debug)]
pub(super) struct RunFolder {
    out: PathBuf,
    /// Real paths of what must not be replaced.
    inputs: BTreeSet<PathBuf>,
    lock: FolderLock,
}

impl RunFolder {
    /// Makes the folder, locks it and clears what a killed run left behind.
    pub(super) fn open<'a>(out: &Path, inputs: impl Iterator<Item = &'a Path>) -> Result<Self> {
        fs::create_dir_all(out).map_err(|source| full_or_broken(out, source))?;
        let folder = Self {
            out: out.to_path_buf(),
            inputs: inputs
                .filter_map(|path| fs::canonicalize(path).ok())
                .collect(),
            lock: FolderLock::take(out)?,
        };
        folder.clear()?;
        Ok(folder)
    }

    pub(super) fn path(&self) -> &Path {
        &self.out
    }

    pub(super) fn is_locked(&self) -> bool {
        self.lock.is_held()
    }

    fn clear(&self) -> Result<()> {
        // With a manifest in place every file had its final name.
        if !self.out.join(MANIFEST).exists() {
            staging::remove_noted(&self.out)?;
        }
        staging::forget(&self.out)?;
        remove_left_over(&self.out, &|name| name == MANIFEST)?;
        let records = self.out.join(record::FOLDER);
        remove_left_over(&records, &|name| name.ends_with(".json"))?;
        Ok(())
    }

    /// An empty folder for files that are to appear together.
    pub(super) fn stage(&self) -> Result<Staging> {
        Staging::new(&self.out)
    }

    /// Takes the tables of an earlier run away before a sample changes: no table
    /// may lack a sample, or hold what its record no longer says.
    pub(super) fn withdraw(&self) -> Result<()> {
        let Some(earlier) = self.earlier_outputs()? else {
            return Ok(());
        };
        staging::note(&self.out, &names(&earlier))?;
        self.remove_manifest()?;
        staging::remove_noted(&self.out)
    }

    /// The outputs of the manifest in place; none of one that cannot be read.
    fn earlier_outputs(&self) -> Result<Option<Vec<OutputFile>>> {
        match fs::read(self.out.join(MANIFEST)) {
            Ok(bytes) => Ok(Some(
                Manifest::parse(&bytes).map_or_else(|_| Vec::new(), |manifest| manifest.outputs),
            )),
            Err(source) if source.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(source) => Err(Error::io("read", &self.out.join(MANIFEST), source)),
        }
    }

    fn remove_manifest(&self) -> Result<()> {
        let path = self.out.join(MANIFEST);
        match fs::remove_file(&path) {
            Err(source) if source.kind() != io::ErrorKind::NotFound => {
                Err(Error::io("remove", &path, source))
            }
            _ => Ok(()),
        }
    }

    /// Removes a record that is not valid any more, with the files it names.
    pub(super) fn remove_record(&self, sample: &str) -> Result<()> {
        let name = SampleRecord::name_of(sample);
        let path = self.out.join(&name);
        if let Ok(record) = SampleRecord::open(&path) {
            let files = record.files.iter().map(|file| file.name.as_str());
            staging::remove_files(&self.out, files)?;
        }
        match fs::remove_file(&path) {
            Err(source) if source.kind() != io::ErrorKind::NotFound => {
                Err(Error::io("remove", &path, source))
            }
            _ => Ok(()),
        }
    }

    /// Places the files of a sample, then its record; from then on it is finished.
    pub(super) fn keep(
        &self,
        staging: Staging,
        record: SampleRecord,
        changed: Option<SystemTime>,
    ) -> Result<FinishedSample> {
        let bytes = record.render()?;
        staging.check(&record.files, &self.inputs)?;
        staging.place(&record.files)?;
        let path = self
            .out
            .join(SampleRecord::name_of(record.profile.sample()));
        let folder = self.out.join(record::FOLDER);
        fs::create_dir_all(&folder).map_err(|source| full_or_broken(&folder, source))?;
        write_whole(&path, &bytes)?;
        stamp(&path, changed);
        Ok(FinishedSample::new(record, Checksum::of_bytes(&bytes)))
    }

    /// Places the outputs of the whole run, the manifest last.
    pub(super) fn place(&self, staging: Staging, manifest: &Manifest) -> Result<()> {
        let path = self.out.join(MANIFEST);
        // Before anything is noted, for what is noted may be removed.
        staging.check(&manifest.outputs, &self.inputs)?;
        let bytes = manifest.render()?;
        let mut file = AtomicFile::create(&path)?;
        // On disk before anything else appears: a full disk is met here at the latest.
        file.write_all(&bytes)
            .and_then(|()| file.flush())
            .map_err(|source| full_or_broken(&path, source))?;
        let earlier = self.earlier_outputs()?.unwrap_or_default();
        let coming: BTreeSet<&str> = names(&manifest.outputs).into_iter().collect();
        let noted = coming.iter().copied().chain(names(&earlier));
        staging::note(&self.out, &noted.collect::<Vec<&str>>())?;
        self.remove_manifest()?;
        let gone = names(&earlier)
            .into_iter()
            .filter(|name| !coming.contains(name));
        let placed = staging::remove_files(&self.out, gone)
            .and_then(|()| staging.place(&manifest.outputs))
            .and_then(|()| file.commit());
        if let Err(error) = placed {
            staging::remove_noted(&self.out)?;
            return Err(error);
        }
        staging::forget(&self.out)
    }

    /// Names of records in the folder that are of none of these samples.
    pub(super) fn other_records(&self, samples: &BTreeSet<&str>) -> Result<Vec<String>> {
        let folder = self.out.join(record::FOLDER);
        let entries = match fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(source) if source.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(source) => return Err(Error::io("read", &folder, source)),
        };
        let mut others = Vec::new();
        for entry in entries {
            let name = entry
                .map_err(|source| Error::io("read", &folder, source))?
                .file_name();
            let sample = name.to_str().and_then(|name| name.strip_suffix(".json"));
            others.extend(sample.filter(|id| !samples.contains(id)).map(String::from));
        }
        others.sort();
        Ok(others)
    }
}

impl Drop for RunFolder {
    fn drop(&mut self) {
        // What cannot be cleared now is cleared by the next run.
        let _ = self.clear();
    }
}

fn names(files: &[OutputFile]) -> Vec<&str> {
    files.iter().map(|file| file.name.as_str()).collect()
}

/// Gives a record the time at which its reads were last changed: as long as both
/// agree, the reads need not be read again. See
/// [`is_unchanged`](super::recognise::is_unchanged).
pub(super) fn stamp(record: &Path, changed: Option<SystemTime>) {
    let Some(changed) = changed else {
        return;
    };
    // Where it cannot be set, the reads are compared byte by byte next time.
    let _ = fs::File::options()
        .write(true)
        .open(record)
        .and_then(|file| file.set_modified(changed));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::run::output_file::OutputFile;

    fn open(out: &Path) -> RunFolder {
        RunFolder::open(out, std::iter::empty()).unwrap()
    }

    fn manifest(names: &[&str]) -> Manifest {
        let file = |name: &&str| OutputFile::new((*name).to_string(), Checksum::of_bytes(b"x"));
        Manifest::new(
            Vec::new(),
            Vec::new(),
            Vec::new(),
            names.iter().map(file).collect(),
        )
    }

    fn names_in(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        let mut names: Vec<String> = entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    fn place(out: &Path, names: &[&str]) {
        let folder = open(out);
        let staging = folder.stage().unwrap();
        for name in names {
            fs::write(staging.path().join(name), b"x").unwrap();
        }
        folder.place(staging, &manifest(names)).unwrap();
    }

    #[test]
    fn tables_of_the_run_before_go_when_the_next_are_placed_or_a_sample_changes() {
        let out = tempfile::tempdir().unwrap();
        place(out.path(), &["a.tsv", "b.tsv"]);
        fs::write(out.path().join("own.txt"), b"of somebody else").unwrap();
        place(out.path(), &["b.tsv", "c.tsv"]);
        let placed = ["b.tsv", "c.tsv", MANIFEST, "own.txt"];
        assert_eq!(names_in(out.path()), placed);
        open(out.path()).withdraw().unwrap();
        assert_eq!(names_in(out.path()), ["own.txt"]);
    }

    #[test]
    fn a_run_killed_while_it_placed_its_tables_leaves_none_of_them_for_the_next() {
        let out = tempfile::tempdir().unwrap();
        place(out.path(), &["a.tsv", "b.tsv"]);
        // Killed between two renames: the list lies there, the manifest does not.
        staging::note(out.path(), &["a.tsv", "b.tsv", "c.tsv"]).unwrap();
        fs::remove_file(out.path().join(MANIFEST)).unwrap();
        drop(open(out.path()));
        assert_eq!(names_in(out.path()), [""; 0]);
        // Killed before or after: the manifest is there, and all it names.
        place(out.path(), &["a.tsv", "b.tsv"]);
        staging::note(out.path(), &["a.tsv", "b.tsv"]).unwrap();
        drop(open(out.path()));
        assert_eq!(names_in(out.path()), ["a.tsv", "b.tsv", MANIFEST]);
    }

    #[test]
    fn temporary_files_of_killed_runs_are_cleared_and_others_kept() {
        let out = tempfile::tempdir().unwrap();
        let records = out.path().join(record::FOLDER);
        fs::create_dir(&records).unwrap();
        let kept = [out.path().join(".study.h5ad.1-0.partial")];
        let left = [
            out.path().join(".manifest.json.1-0.partial"),
            records.join(".s1.json.1-0.partial"),
        ];
        kept.iter()
            .chain(&left)
            .for_each(|path| fs::write(path, b"x").unwrap());
        drop(open(out.path()));
        assert!(kept.iter().all(|path| path.exists()));
        assert!(!left.iter().any(|path| path.exists()));
    }
}
