//! The files of a join, read and checked.

use super::account::{InputFile, Provenance};
use super::participants::{ParticipantTable, parse_participants};
use super::samples::{SampleTable, parse_samples};
use crate::error::{Error, Result, both};
use crate::profile::{Profile, open_profiles};
use std::fs;
use std::path::{Path, PathBuf};

/// Where the inputs of a join are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JoinPaths {
    /// A folder of profiles, or one tidy table.
    pub profiles: PathBuf,
    /// The food survey: CSV or TSV with a column `participant`.
    pub survey: PathBuf,
    /// The check-up markers: CSV or TSV with a column `participant`.
    pub markers: PathBuf,
    /// Whose sample is whose; without it a sample's id is its participant's.
    pub samples: Option<PathBuf>,
}

/// The inputs of a join, each checked for itself.
#[derive(Debug, Clone, PartialEq)]
pub struct JoinInputs {
    /// The profiles, in order of sample id.
    pub profiles: Vec<Profile>,
    /// Files in the folder of profiles that are no profiles.
    pub other_files: Vec<String>,
    /// The food survey.
    pub survey: ParticipantTable,
    /// The check-up markers.
    pub markers: ParticipantTable,
    /// Whose sample is whose.
    pub samples: Option<SampleTable>,
    /// The files and the program.
    pub provenance: Provenance,
}

/// Reads all inputs of a join.
///
/// # Errors
/// The mistakes of all files at once; see [`open_profiles`],
/// [`parse_participants`] and [`parse_samples`].
pub fn open_inputs(paths: &JoinPaths) -> Result<JoinInputs> {
    let mut files = Vec::new();
    let profiles = open_profiles(&paths.profiles).inspect(|profiles| {
        for file in &profiles.files {
            files.push(InputFile::of_file("profiles", &file.path, &file.bytes));
        }
    });
    let survey = open("survey", &paths.survey, parse_participants, &mut files);
    let markers = open("markers", &paths.markers, parse_participants, &mut files);
    let samples = paths
        .samples
        .as_deref()
        .map(|path| open("samples", path, parse_samples, &mut files))
        .transpose();
    let tables = both(survey, both(markers, samples));
    let (profiles, (survey, (markers, samples))) = both(profiles, tables)?;
    files.sort();
    Ok(JoinInputs {
        profiles: profiles.profiles,
        other_files: profiles.other_files,
        survey,
        markers,
        samples,
        provenance: Provenance {
            made_by: concat!("nuka ", env!("CARGO_PKG_VERSION")).to_owned(),
            inputs: files,
        },
    })
}

fn open<T>(
    role: &str,
    path: &Path,
    parse: fn(&[u8]) -> Result<T>,
    files: &mut Vec<InputFile>,
) -> Result<T> {
    let bytes = fs::read(path).map_err(|source| Error::io("read", path, source))?;
    let table = parse(&bytes).map_err(|error| error.at_path(path))?;
    files.push(InputFile::of_file(role, path, &bytes));
    Ok(table)
}
