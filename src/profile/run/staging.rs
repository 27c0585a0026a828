//! Files that take their final names together, or not at all.
//!
//! A hidden folder inside the folder of a run holds files until all of them are
//! whole. While they are renamed, a list of them lies beside: where a run was
//! killed in between, the next one finds it and takes the files away again.

use super::output_file::{OutputFile, path_in};
use crate::atomic_file::{full_or_broken, write_whole};
use crate::checksum::Checksum;
use crate::error::{Error, ErrorKind, Result};
use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The hidden folder; its ending is that of all temporary files.
const HIDDEN: &str = ".nuka.partial";
const FILES: &str = "files";
const LIST: &str = "placing.json";

/// An empty hidden folder, standing for the folder of the run.
#[derive(Debug)]
pub(super) struct Staging {
    out: PathBuf,
    files: PathBuf,
}

impl Staging {
    pub(super) fn new(out: &Path) -> Result<Self> {
        let files = out.join(HIDDEN).join(FILES);
        remove_folder(&files)?;
        fs::create_dir_all(&files).map_err(|source| full_or_broken(&files, source))?;
        Ok(Self {
            out: out.to_path_buf(),
            files,
        })
    }

    /// Where files are put under the names they shall have.
    pub(super) fn path(&self) -> &Path {
        &self.files
    }

    /// The files that were put there, in order of name, with their checksums.
    pub(super) fn sum(&self) -> Result<Vec<OutputFile>> {
        let mut names = Vec::new();
        list(&self.files, "", &mut names)?;
        names.sort();
        let sums = names.into_iter().map(|name| {
            let checksum = Checksum::of_file(&self.files.join(&name))?;
            Ok(OutputFile::new(name, checksum))
        });
        sums.collect()
    }

    /// Refuses files that would replace one of the `inputs` (real paths).
    pub(super) fn check(&self, files: &[OutputFile], inputs: &BTreeSet<PathBuf>) -> Result<()> {
        let targets = files.iter().map(|file| file.path_in(&self.out));
        let targets: Vec<PathBuf> = targets.collect::<Result<_>>()?;
        refuse_inputs(&targets, inputs)
    }

    /// Gives the files their final names.
    ///
    /// # Errors
    /// When one cannot be renamed; those before it have their final names then.
    pub(super) fn place(self, files: &[OutputFile]) -> Result<()> {
        for file in files {
            let target = &file.path_in(&self.out)?;
            let folder = target.parent().unwrap_or(&self.out);
            fs::create_dir_all(folder)
                .and_then(|()| fs::rename(self.files.join(&file.name), target))
                .map_err(|source| full_or_broken(target, source))?;
        }
        remove_folder(&self.files)
    }
}

/// Notes which files are about to appear or vanish.
pub(super) fn note(out: &Path, names: &[&str]) -> Result<()> {
    let folder = out.join(HIDDEN);
    fs::create_dir_all(&folder).map_err(|source| full_or_broken(&folder, source))?;
    let path = folder.join(LIST);
    let bytes = serde_json::to_vec(names)
        .map_err(|error| Error::new(ErrorKind::Malformed, error.to_string()).at_path(&path))?;
    write_whole(&path, &bytes)
}

/// Removes the noted files, and the folders that are empty then.
pub(super) fn remove_noted(out: &Path) -> Result<()> {
    let path = out.join(HIDDEN).join(LIST);
    let bytes = match fs::read(&path) {
        Ok(bytes) => bytes,
        Err(source) if source.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(source) => return Err(Error::io("read", &path, source)),
    };
    let names: Vec<String> = serde_json::from_slice(&bytes)
        .map_err(|error| Error::new(ErrorKind::Malformed, error.to_string()).at_path(&path))?;
    remove_files(out, names.iter().map(String::as_str))?;
    fs::remove_file(&path).map_err(|source| Error::io("remove", &path, source))
}

/// Removes files of a folder by name, and the folders that are empty then.
pub(super) fn remove_files<'a>(out: &Path, names: impl Iterator<Item = &'a str>) -> Result<()> {
    for name in names {
        let path = path_in(out, name)?;
        match fs::remove_file(&path) {
            Ok(()) => {}
            Err(source) if is_absent(&source) => {}
            Err(source) => return Err(Error::io("remove", &path, source)),
        }
        let above = path.ancestors().skip(1);
        for folder in above.take_while(|folder| *folder != out) {
            // A folder that holds other files stays.
            if fs::remove_dir(folder).is_err() {
                break;
            }
        }
    }
    Ok(())
}

/// Forgets the list of files that are all in place now.
pub(super) fn forget(out: &Path) -> Result<()> {
    remove_folder(&out.join(HIDDEN))
}

fn is_absent(source: &io::Error) -> bool {
    matches!(
        source.kind(),
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
    )
}

fn remove_folder(path: &Path) -> Result<()> {
    match fs::remove_dir_all(path) {
        Err(source) if source.kind() != io::ErrorKind::NotFound => {
            Err(Error::io("remove", path, source))
        }
        _ => Ok(()),
    }
}

fn list(folder: &Path, prefix: &str, names: &mut Vec<String>) -> Result<()> {
    let io = |source| Error::io("read", folder, source);
    for entry in fs::read_dir(folder).map_err(io)? {
        let entry = entry.map_err(io)?;
        let kind = entry.file_type().map_err(io)?;
        let name = entry.file_name().into_string().ok();
        match name.map(|name| format!("{prefix}{name}")) {
            Some(name) if kind.is_dir() => list(&entry.path(), &format!("{name}/"), names)?,
            Some(name) if kind.is_file() => names.push(name),
            _ => {
                return Err(Error::new(
                    ErrorKind::Unsupported,
                    "found no plain file with a plain name among the results",
                )
                .at_path(&entry.path()));
            }
        }
    }
    Ok(())
}

fn refuse_inputs(targets: &[PathBuf], inputs: &BTreeSet<PathBuf>) -> Result<()> {
    let is_input =
        |target: &&PathBuf| fs::canonicalize(target).is_ok_and(|real| inputs.contains(&real));
    let errors = targets.iter().filter(is_input).map(|target| {
        Error::new(
            ErrorKind::Parameter,
            "an input of this run has the name of a result",
        )
        .at_path(target)
        .mend("write the results to a folder of their own")
    });
    Error::gather(errors.collect()).map_or(Ok(()), Err)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn put(folder: &Path, name: &str) {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, name).unwrap();
    }

    #[test]
    fn files_are_summed_and_placed_and_nothing_hidden_is_left() {
        let out = tempfile::tempdir().unwrap();
        let staging = Staging::new(out.path()).unwrap();
        put(staging.path(), "b.tsv");
        put(staging.path(), "a/b/c.tsv");
        let files = staging.sum().unwrap();
        let names: Vec<&str> = files.iter().map(|file| file.name.as_str()).collect();
        assert_eq!(names, ["a/b/c.tsv", "b.tsv"]);
        staging.check(&files, &BTreeSet::new()).unwrap();
        staging.place(&files).unwrap();
        forget(out.path()).unwrap();
        files
            .iter()
            .for_each(|file| file.check(out.path()).unwrap());
        assert_eq!(fs::read_dir(out.path()).unwrap().count(), 2);
    }

    #[test]
    fn an_input_is_never_replaced() {
        let out = tempfile::tempdir().unwrap();
        put(out.path(), "profiles.tsv");
        let input = fs::canonicalize(out.path().join("profiles.tsv")).unwrap();
        let staging = Staging::new(out.path()).unwrap();
        put(staging.path(), "a.tsv");
        put(staging.path(), "profiles.tsv");
        let files = staging.sum().unwrap();
        assert!(staging.check(&files, &BTreeSet::from([input])).is_err());
        assert!(staging.check(&files[..1], &BTreeSet::new()).is_ok());
    }

    #[test]
    fn noted_files_go_with_the_folders_they_leave_empty() {
        let out = tempfile::tempdir().unwrap();
        for name in ["x/y/a", "x/b", "z/c", "z/kept"] {
            put(out.path(), name);
        }
        note(out.path(), &["x/y/a", "x/b", "z/c", "gone/d"]).unwrap();
        remove_noted(out.path()).unwrap();
        forget(out.path()).unwrap();
        let left = fs::read_dir(out.path()).unwrap();
        let left: Vec<String> = left
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        assert_eq!(left, ["z"]);
        assert!(out.path().join("z/kept").exists());
    }
}
