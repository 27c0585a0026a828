//! The kinds of table that can be imported, and the fields of each.

use super::field::{Field, field};
use super::form::Form::{Choice, Clock, DayOf, Id, Number, SexOf, Text, Whole};
use super::frequency::Frequency;
use serde::Deserialize;

/// What the rows of a table are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RecordKind {
    /// People.
    Participants,
    /// Their decisions on the use of their data.
    Consent,
    /// Their samples.
    Samples,
    /// Their food surveys, without what was eaten.
    Surveys,
    /// What was eaten: food records, recalls, questionnaire answers.
    Foods,
    /// Ready nutrient values of a survey.
    Nutrients,
    /// Check-up and other measured values.
    Markers,
    /// What they take.
    Medications,
    /// Taxa of their samples.
    Profiles,
}

const PARTICIPANT: Field = field("participant", Id, "the person's pseudonym");
const SURVEY: Field = field(
    "survey",
    Id,
    "the survey's id; without it one is made of participant, instrument, visit and date",
);
const VISIT: Field = field("visit", Text, "the visit or time point");
const DATE: Field = field("date", DayOf, "the day");
const INSTRUMENT: Field = field("instrument", Text, "the questionnaire or method");
const PART_OF_SURVEY: Field = field(
    "day",
    Text,
    "the day within the survey, where it has several",
);

const PURPOSES: &[&str] = &[
    "research",
    "commercial_use",
    "third_party_provision",
    "recommendation",
    "genome_data",
];
const DECISIONS: &[&str] = &["given", "withdrawn"];
const WEIGHED: &[&str] = &["edible", "as_bought"];

/// The most grams of a food.
pub(super) const MOST_GRAMS: f64 = 1e9;

impl RecordKind {
    /// All kinds.
    pub const ALL: [Self; 9] = [
        Self::Participants,
        Self::Consent,
        Self::Samples,
        Self::Surveys,
        Self::Foods,
        Self::Nutrients,
        Self::Markers,
        Self::Medications,
        Self::Profiles,
    ];

    /// The name in mappings.
    pub fn name(self) -> &'static str {
        match self {
            Self::Participants => "participants",
            Self::Consent => "consent",
            Self::Samples => "samples",
            Self::Surveys => "surveys",
            Self::Foods => "foods",
            Self::Nutrients => "nutrients",
            Self::Markers => "markers",
            Self::Medications => "medications",
            Self::Profiles => "profiles",
        }
    }

    /// The fields a mapping may fill.
    pub fn fields(self) -> &'static [Field] {
        match self {
            Self::Participants => {
                const {
                    &[
                        PARTICIPANT,
                        field("sex", SexOf, "female, male or other"),
                        field(
                            "birth_year",
                            Whole(1880, 2200),
                            "the year of birth; dates of birth are refused",
                        ),
                        field(
                            "region",
                            Text,
                            "where they live: prefecture number (JIS X 0401) or any name",
                        ),
                        field("household", Id, "people of one household share it"),
                        field("site", Id, "where they were seen"),
                    ]
                }
            }
            Self::Consent => {
                const {
                    &[
                        PARTICIPANT,
                        field("purpose", Choice(PURPOSES), "what was decided on"),
                        field(
                            "decision",
                            Choice(DECISIONS),
                            "given or withdrawn, with date",
                        ),
                        field("date", DayOf, "the day of the decision"),
                        field(
                            "given_on",
                            DayOf,
                            "instead of decision and date: the day it was given",
                        ),
                        field(
                            "withdrawn_on",
                            DayOf,
                            "instead of decision and date: the day it was withdrawn",
                        ),
                        field("source", Text, "the document that shows it"),
                    ]
                }
            }
            Self::Samples => {
                const {
                    &[
                        field("sample", Id, "the sample's id, unique in the cohort"),
                        PARTICIPANT,
                        VISIT,
                        field("date", DayOf, "the day it was taken"),
                        field("time", Clock, "the time of day it was taken, 07:30"),
                        field("kit", Text, "the collection kit"),
                        field("run", Text, "the sequencing run"),
                        field("batch", Text, "the laboratory batch"),
                        field("stool_form", Whole(1, 7), "the Bristol stool form, 1 to 7"),
                        field(
                            "host_share",
                            Number(0.0, 1.0),
                            "the share of reads that are the host's, 0 to 1",
                        ),
                    ]
                }
            }
            Self::Surveys => const { &[SURVEY, PARTICIPANT, VISIT, DATE, INSTRUMENT] },
            Self::Foods => {
                const {
                    &[
                        SURVEY,
                        PARTICIPANT,
                        VISIT,
                        DATE,
                        INSTRUMENT,
                        field(
                            "item",
                            Whole(1, 1_000_000_000),
                            "the item's number in its survey; without it the order of the rows",
                        ),
                        PART_OF_SURVEY,
                        field("occasion", Text, "the meal"),
                        field("food", Text, "the food's code as written"),
                        field("food_name", Text, "the food's name as written"),
                        field(
                            "grams",
                            Number(0.0, MOST_GRAMS),
                            "grams eaten; for questionnaires grams a day",
                        ),
                        field(
                            "times_per_day",
                            Number(0.0, Frequency::MOST_TIMES_A_DAY),
                            "how often it is eaten: times a day, or an answer that [frequencies] explains",
                        ),
                        field(
                            "portion_grams",
                            Number(0.0, MOST_GRAMS),
                            "grams of one portion",
                        ),
                        field(
                            "composition_code",
                            Text,
                            "the food's number in a composition table",
                        ),
                        field(
                            "weighed",
                            Choice(WEIGHED),
                            "what its grams are of: the edible part, or the food as bought",
                        ),
                    ]
                }
            }
            Self::Nutrients => {
                const {
                    &[
                        SURVEY,
                        PARTICIPANT,
                        VISIT,
                        DATE,
                        INSTRUMENT,
                        PART_OF_SURVEY,
                        field("nutrient", Id, "the nutrient, in long tables"),
                        field("value", Text, "its value, in long tables"),
                        field("unit", Text, "its unit, in long tables"),
                    ]
                }
            }
            Self::Markers => {
                const {
                    &[
                        PARTICIPANT,
                        VISIT,
                        DATE,
                        field("code", Id, "what was measured, in long tables"),
                        field("value", Text, "its value, in long tables"),
                        field("unit", Text, "its unit, in long tables"),
                    ]
                }
            }
            Self::Medications => {
                const {
                    &[
                        PARTICIPANT,
                        field("medication", Id, "the drug's code or name"),
                        field("started", DayOf, "the first day"),
                        field("ended", DayOf, "the last day"),
                        field("dose", Text, "the dose as written"),
                        field("reason", Text, "what it is for"),
                    ]
                }
            }
            Self::Profiles => {
                const { &[field("sample", Id, "the sample, where taxa are columns")] }
            }
        }
    }

    /// A field of a name.
    pub fn field(self, name: &str) -> Option<&'static Field> {
        self.fields().iter().find(|field| field.name == name)
    }

    /// Fields without which a row means nothing.
    pub(super) fn required(self) -> &'static [&'static str] {
        match self {
            Self::Participants | Self::Markers => &["participant"],
            Self::Consent => &["participant", "purpose"],
            Self::Samples => &["sample", "participant"],
            Self::Surveys => &["participant"],
            Self::Foods => &["food"],
            Self::Nutrients | Self::Profiles => &[],
            Self::Medications => &["participant", "medication"],
        }
    }

    /// Whether rows may carry further columns as attributes.
    pub(super) fn has_attributes(self) -> bool {
        matches!(self, Self::Participants | Self::Samples)
    }

    /// Whether rows may carry a column for each value.
    pub(super) fn has_values(self) -> bool {
        matches!(self, Self::Foods | Self::Nutrients | Self::Markers)
    }
}
