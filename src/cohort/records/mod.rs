//! Records of the store, typed, for the stages that join them.

mod amounts;
mod facts;
mod moment;
mod read;

pub use amounts::FoodAmount;
pub use moment::{Moment, TimeWindow};

use crate::tabular::values::{Date, Sex};

/// A person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParticipantRecord {
    /// The pseudonym.
    pub participant: String,
    /// The sex.
    pub sex: Option<Sex>,
    /// The year of birth.
    pub birth_year: Option<u16>,
    /// Where the person lives.
    pub region: Option<String>,
    /// The household.
    pub household: Option<String>,
    /// Where the person was seen.
    pub site: Option<String>,
}

/// A sample.
#[derive(Debug, Clone, PartialEq)]
pub struct SampleRecord {
    /// The sample's id.
    pub sample: String,
    /// Whose it is.
    pub participant: String,
    /// When it was taken.
    pub moment: Moment,
    /// The sequencing run.
    pub run: Option<String>,
    /// The laboratory batch.
    pub batch: Option<String>,
    /// The Bristol stool form, 1 to 7.
    pub stool_form: Option<u8>,
    /// The share of reads that are the host's, 0 to 1.
    pub host_share: Option<f64>,
}

/// A measured value.
#[derive(Debug, Clone, PartialEq)]
pub enum MarkerValue {
    /// A number in the marker's unit.
    Exact(f64),
    /// The true value lies below this limit.
    Below(f64),
    /// The true value lies above this limit.
    Above(f64),
    /// Words.
    Words(String),
}

/// A marker of a person.
#[derive(Debug, Clone, PartialEq)]
pub struct MarkerRecord {
    /// Whose it is.
    pub participant: String,
    /// When it was measured.
    pub moment: Moment,
    /// What was measured.
    pub code: String,
    /// The value.
    pub value: MarkerValue,
    /// Its unit; one code has one unit throughout a store.
    pub unit: String,
}

/// On which side of a limit the true value lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LimitSide {
    /// Below it.
    Below,
    /// Above it, as that of a sum which lacks something eaten.
    Above,
}

/// A nutrient of a survey.
#[derive(Debug, Clone, PartialEq)]
pub struct NutrientRecord {
    /// The survey.
    pub survey: String,
    /// Whose it is.
    pub participant: String,
    /// When the survey was.
    pub moment: Moment,
    /// The day within the survey; empty where the value is of the whole.
    pub day: String,
    /// The nutrient.
    pub nutrient: String,
    /// The value, in the unit.
    pub value: f64,
    /// Where the true value lies beyond it; `None` where it is the value itself.
    pub limit_side: Option<LimitSide>,
    /// Its unit; one nutrient has one unit throughout a store.
    pub unit: String,
}

/// A food of a survey.
#[derive(Debug, Clone, PartialEq)]
pub struct FoodRecord {
    /// The survey.
    pub survey: String,
    /// Whose it is.
    pub participant: String,
    /// When the survey was.
    pub moment: Moment,
    /// The day within the survey, where it has several.
    pub day: Option<String>,
    /// The food's code as written.
    pub food: String,
    /// Grams eaten, of questionnaires grams a day; `None` where it is not told.
    pub grams: Option<f64>,
    /// The food's number in a composition table, where it is mapped.
    pub composition_code: Option<String>,
}

/// A food survey.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SurveyRecord {
    /// The survey's id.
    pub survey: String,
    /// Who was asked.
    pub participant: String,
    /// When.
    pub moment: Moment,
    /// The questionnaire or method.
    pub instrument: Option<String>,
}

/// A drug that a person takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MedicationRecord {
    /// Who takes it.
    pub participant: String,
    /// Its code or name.
    pub medication: String,
    /// The first day, where it is told.
    pub started: Option<Date>,
    /// The last day, where it is told.
    pub ended: Option<Date>,
}

/// A further fact of a person or of a sample, as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttributeRecord {
    /// The person's pseudonym, or the sample's id.
    pub of: String,
    /// What is told.
    pub name: String,
    /// The text.
    pub value: String,
}

/// A file that was imported into the store.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ImportedFile {
    /// What it was imported as.
    pub kind: String,
    /// Its name, without its folder.
    pub name: String,
    /// The SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
}
