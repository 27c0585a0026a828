//! What the join did: who was matched, who was not, from which files.

use crate::error::{Error, ErrorKind, Result};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Who was matched and who was not; every list is complete and in order of id.
///
/// A participant in several lists is missing on several sides.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct JoinAccount {
    /// Participants in profiles, survey and markers: those of the study.
    pub participants_matched: u64,
    /// Samples of these participants: the observations of the study.
    pub samples_matched: u64,
    /// Participants with at least one profile.
    pub participants_in_profiles: u64,
    /// Participants in the survey.
    pub participants_in_survey: u64,
    /// Participants in the markers.
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
    /// What it was read as: `profiles`, `survey`, `markers` or `samples`.
    pub role: String,
    /// The file's name, without its folder.
    pub name: String,
    /// The SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
}

/// What a study was made of and by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Provenance {
    /// The program and its version.
    pub made_by: String,
    /// The inputs, in order of role and name.
    pub inputs: Vec<InputFile>,
}
