//! The profiles of a study: a folder of reports and tables, or one table.

use super::{Profile, read_kreport, read_tidy};
use crate::error::{Error, ErrorKind, Result};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// One file from which profiles were read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProfileFile {
    /// The file.
    pub path: PathBuf,
    /// Its whole content, for checksums.
    pub bytes: Vec<u8>,
}

/// The profiles of a study with the files they came from.
#[derive(Debug, Clone, PartialEq)]
pub struct Profiles {
    /// The profiles, in order of sample id.
    pub profiles: Vec<Profile>,
    /// The files that were read, in order of name.
    pub files: Vec<ProfileFile>,
    /// Names of files in the folder that are no profiles and were left alone, in order.
    pub other_files: Vec<String>,
}

/// The tidy table of all samples in a folder that `nuka profile` wrote.
const WHOLE: &str = "profiles.tsv";

/// Reads `<sample>.kreport` and `*.tsv` files of a folder, or one tidy table.
///
/// Of a folder with a `profiles.tsv` only that is read: it holds all samples, and
/// the files beside it tell of them again. Files that are not read are listed.
/// Folders inside are not entered.
///
/// # Errors
/// All at once: a file that cannot be read, mistakes inside the files, a sample
/// that occurs twice (both files are named), no profile at all.
pub fn open_profiles(path: &Path) -> Result<Profiles> {
    let metadata = fs::metadata(path).map_err(|source| {
        Error::io("read", path, source).mend("give a folder of profiles or one tidy table")
    })?;
    let (paths, other_files) = if metadata.is_dir() {
        list_folder(path)?
    } else {
        (vec![path.to_path_buf()], Vec::new())
    };
    let mut errors = Vec::new();
    let mut files = Vec::new();
    let mut samples: BTreeMap<String, (Profile, PathBuf)> = BTreeMap::new();
    for path in paths {
        match open_file(&path) {
            Ok((profiles, bytes)) => {
                for profile in profiles {
                    let sample = profile.sample().to_owned();
                    if let Some((_, earlier)) = samples.get(&sample) {
                        errors.push(twice(&sample, &path, earlier));
                    } else {
                        samples.insert(sample, (profile, path.clone()));
                    }
                }
                files.push(ProfileFile { path, bytes });
            }
            Err(error) => errors.push(error),
        }
    }
    if errors.is_empty() && samples.is_empty() {
        errors.push(
            Error::new(ErrorKind::Missing, "found no profile")
                .at_path(path)
                .mend("put <sample>.kreport files or tidy *.tsv tables there"),
        );
    }
    match Error::gather(errors) {
        Some(error) => Err(error),
        None => Ok(Profiles {
            profiles: samples.into_values().map(|(profile, _)| profile).collect(),
            files,
            other_files,
        }),
    }
}

/// The profile files of a folder and the names of the others, each in order.
fn list_folder(folder: &Path) -> Result<(Vec<PathBuf>, Vec<String>)> {
    let cannot = |source| Error::io("read", folder, source);
    let (mut paths, mut others) = (Vec::new(), Vec::new());
    for item in fs::read_dir(folder).map_err(cannot)? {
        let path = item.map_err(cannot)?.path();
        let extension = path.extension().and_then(|extension| extension.to_str());
        if path.is_file() && matches!(extension, Some("kreport" | "tsv")) {
            paths.push(path);
        } else {
            others.push(file_name(&path));
        }
    }
    if let Some(place) = paths.iter().position(|path| file_name(path) == WHOLE) {
        let whole = paths.swap_remove(place);
        others.extend(paths.iter().map(|path| file_name(path)));
        paths = vec![whole];
    }
    paths.sort();
    others.sort();
    Ok((paths, others))
}

fn file_name(path: &Path) -> String {
    path.file_name()
        .map_or_else(String::new, |name| name.to_string_lossy().into_owned())
}

fn open_file(path: &Path) -> Result<(Vec<Profile>, Vec<u8>)> {
    let bytes = fs::read(path).map_err(|source| Error::io("read", path, source))?;
    let profiles = if path
        .extension()
        .is_some_and(|extension| extension == "kreport")
    {
        let sample = path
            .file_stem()
            .map_or_else(String::new, |stem| stem.to_string_lossy().into_owned());
        read_kreport(&bytes[..], &sample).map(|profile| vec![profile])
    } else {
        read_tidy(&bytes[..])
    };
    match profiles {
        Ok(profiles) => Ok((profiles, bytes)),
        Err(error) => Err(error.at_path(path)),
    }
}

fn twice(sample: &str, path: &Path, earlier: &Path) -> Error {
    Error::new(
        ErrorKind::Duplicate,
        format!("sample {sample} is also in {}", earlier.display()),
    )
    .at_path(path)
    .mend("keep one of the two, or give one another sample id")
}

#[cfg(test)]
mod tests {
    use super::*;

    const REPORT: &str = "100.00\t3\t3\tR\t1\troot\n";
    const TABLE: &str = "sample\ttaxid\tname\trank\tlineage\treads\nb\t1\troot\tno rank\t\t3\n";

    #[test]
    fn a_folder_may_mix_reports_and_tables() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("a.kreport"), REPORT).unwrap();
        fs::write(folder.path().join("rest.tsv"), TABLE).unwrap();
        fs::write(folder.path().join("README"), "x").unwrap();
        let found = open_profiles(folder.path()).unwrap();
        let samples: Vec<&str> = found.profiles.iter().map(Profile::sample).collect();
        assert_eq!(samples, ["a", "b"]);
        assert_eq!(found.other_files, ["README"]);
        assert_eq!(found.files.len(), 2);
    }

    #[test]
    fn a_sample_in_two_files_is_refused_with_both_names() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("b.kreport"), REPORT).unwrap();
        fs::write(folder.path().join("rest.tsv"), TABLE).unwrap();
        let error = open_profiles(folder.path()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Duplicate);
        assert!(error.to_string().contains("b.kreport"), "{error}");
    }

    #[test]
    fn an_empty_folder_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        assert!(open_profiles(folder.path()).is_err());
    }

    #[test]
    fn profiles_tsv_stands_for_its_folder() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("profiles.tsv"), TABLE).unwrap();
        fs::write(folder.path().join("b.kreport"), REPORT).unwrap();
        fs::write(folder.path().join("quality.tsv"), "no profile").unwrap();
        fs::create_dir(folder.path().join("tables")).unwrap();
        let found = open_profiles(folder.path()).unwrap();
        assert_eq!(found.profiles.len(), 1);
        assert_eq!(found.files.len(), 1);
        assert_eq!(found.other_files, ["b.kreport", "quality.tsv", "tables"]);
    }
}
