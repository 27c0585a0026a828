//! What the join did: who was matched, who was not, from which files.

use crate::checksum::Checksum;
use crate::error::{Error, ErrorKind, Result};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::Path;

/// Who was matched and who was not; every list is complete and in order of id.
///
/// A participant in several lists is missing on several sides.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct JoinAccount {
    /// Participants in profiles, survey and markers: those of the study.
    pub participants_matched: u64,
    /// Samples of these participants: the observations of the study.
    pub samples_matched: u64,
    /// Participants with at least one profile; of a study of a cohort those whom its
    /// plan takes.
    pub participants_in_profiles: u64,
    /// Participants in the survey; of a study of a cohort 0, its flow tells of surveys.
    pub participants_in_survey: u64,
    /// Participants in the markers; of a study of a cohort 0.
    pub participants_in_markers: u64,
    /// Profiles whose sample the samples table does not list.
    pub samples_without_participant: Vec<String>,
    /// Samples of the samples table without a profile.
    pub samples_without_profile: Vec<String>,
    /// Participants with a profile but not in the survey.
    pub in_profiles_not_in_survey: Vec<String>,
    /// Participants with a profile but not in the markers.
    pub in_profiles_not_in_markers: Vec<String>,
    /// Participants in the survey without a profile.
    pub in_survey_not_in_profiles: Vec<String>,
    /// Participants in the survey but not in the markers.
    pub in_survey_not_in_markers: Vec<String>,
    /// Participants in the markers without a profile.
    pub in_markers_not_in_profiles: Vec<String>,
    /// Participants in the markers but not in the survey.
    pub in_markers_not_in_survey: Vec<String>,
    /// By column, the participants of the study whose value is missing.
    pub missing_values: BTreeMap<String, Vec<String>>,
    /// Columns that are text only because of a few cells, one sentence each.
    pub doubtful_columns: Vec<String>,
    /// Files in the folder of profiles that are no profiles.
    pub other_files: Vec<String>,
}

impl JoinAccount {
    /// The account as indented JSON, with a line end.
    ///
    /// # Errors
    /// When it cannot be rendered, which its types rule out.
    pub fn to_json(&self) -> Result<String> {
        serde_json::to_string_pretty(self)
            .map(|text| text + "\n")
            .map_err(|error| Error::new(ErrorKind::Malformed, error.to_string()))
    }

    /// The lists of unmatched ids with their titles, for printing.
    pub fn unmatched(&self) -> [(&'static str, &[String]); 8] {
        [
            (
                "samples without a participant",
                &self.samples_without_participant,
            ),
            ("samples without a profile", &self.samples_without_profile),
            (
                "with a profile, not in the survey",
                &self.in_profiles_not_in_survey,
            ),
            (
                "with a profile, not in the markers",
                &self.in_profiles_not_in_markers,
            ),
            (
                "in the survey, without a profile",
                &self.in_survey_not_in_profiles,
            ),
            (
                "in the survey, not in the markers",
                &self.in_survey_not_in_markers,
            ),
            (
                "in the markers, without a profile",
                &self.in_markers_not_in_profiles,
            ),
            (
                "in the markers, not in the survey",
                &self.in_markers_not_in_survey,
            ),
        ]
    }
}

/// One input of a join.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct InputFile {
    /// What it was read as: `profiles`, `survey`, `markers`, `samples`, `plan`, or the
    /// kind of table that was imported into a cohort.
    pub role: String,
    /// The file's name, without its folder.
    pub name: String,
    /// The SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
}

impl InputFile {
    /// A file with its bytes.
    pub(super) fn of_file(role: &str, path: &Path, bytes: &[u8]) -> Self {
        let name = path.file_name();
        let name = name.map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        Self::of_bytes(role, &name, bytes)
    }

    /// Bytes under a name.
    pub(super) fn of_bytes(role: &str, name: &str, bytes: &[u8]) -> Self {
        Self {
            role: role.to_owned(),
            name: name.to_owned(),
            sha256: Checksum::of_bytes(bytes).sha256,
        }
    }
}

/// What a study was made of and by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Provenance {
    /// The program and its version.
    pub made_by: String,
    /// The inputs, in order of role and name.
    pub inputs: Vec<InputFile>,
}
