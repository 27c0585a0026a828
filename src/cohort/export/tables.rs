//! The tables of an export: what each holds, and what each column means.

/// A table of an export; its first column is the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExportTable {
    /// The name, without `.tsv`.
    pub name: &'static str,
    /// What one row stands for.
    pub row: &'static str,
    /// The columns in order: name, unit, meaning.
    pub columns: &'static [(&'static str, &'static str, &'static str)],
    /// Where the rows come from, in an order of their own.
    pub(super) from: &'static str,
}

type ColumnText = (&'static str, &'static str, &'static str);

const PARTICIPANT: ColumnText = ("participant", "", "the person's pseudonym");
const VISIT: ColumnText = ("visit", "", "the visit or time point");
const SURVEY: ColumnText = ("survey", "", "the survey's id");
const DAY: ColumnText = ("day", "", "the day within the survey");
const LIMIT_SIDE: ColumnText = (
    "limit_side",
    "",
    "below or above, where the value is a limit of the method and the true one lies below or above it",
);
const WRITTEN_VALUE: ColumnText = ("written_value", "", "the value as the source wrote it");
const WRITTEN_UNIT: ColumnText = ("written_unit", "", "the unit of the source");

/// All tables but the profiles.
pub(super) const TABLES: [ExportTable; 9] = [
    ExportTable {
        name: "participants",
        row: "a person",
        columns: &[
            PARTICIPANT,
            ("sex", "", "female, male or other"),
            ("birth_year", "year", "the year of birth"),
            ("region", "", "where the person lives"),
            ("household", "", "people of one household share it"),
            ("site", "", "where the person was seen"),
        ],
        from: "participant ORDER BY participant",
    },
    ExportTable {
        name: "participant_attributes",
        row: "a further fact of a person",
        columns: &[
            PARTICIPANT,
            ("name", "", "what is told"),
            ("value", "", "the text as written"),
        ],
        from: "participant_attribute ORDER BY participant, name",
    },
    ExportTable {
        name: "consent",
        row: "a decision of a person",
        columns: &[
            PARTICIPANT,
            ("purpose", "", "what was decided on"),
            ("decision", "", "given or withdrawn"),
            ("date", "day", "the day of the decision"),
        ],
        from: "consent ORDER BY participant, date, purpose, decision",
    },
    ExportTable {
        name: "samples",
        row: "a sample",
        columns: &[
            PARTICIPANT,
            ("sample", "", "the sample's id"),
            VISIT,
            ("date", "day", "the day it was taken"),
            ("time", "time of day", "when it was taken"),
            ("kit", "", "the collection kit"),
            ("run", "", "the sequencing run"),
            ("batch", "", "the laboratory batch"),
            ("stool_form", "Bristol scale", "1 to 7"),
            (
                "host_share",
                "fraction of reads",
                "the share of reads that are the host's",
            ),
        ],
        from: "sample ORDER BY sample",
    },
    ExportTable {
        name: "sample_attributes",
        row: "a further fact of a sample",
        columns: &[
            PARTICIPANT,
            ("sample", "", "the sample's id"),
            ("name", "", "what is told"),
            ("value", "", "the text as written"),
        ],
        from: "sample_attribute JOIN sample USING (sample) ORDER BY sample, name",
    },
    ExportTable {
        name: "foods",
        row: "a food of a survey",
        columns: &[
            PARTICIPANT,
            SURVEY,
            VISIT,
            ("date", "day", "the day of the survey"),
            ("instrument", "", "the questionnaire or method"),
            ("item", "", "the number of the item in its survey"),
            DAY,
            ("occasion", "", "the meal"),
            ("food", "", "the food's code as written"),
            ("food_name", "", "the food's name as written"),
            ("grams", "g", "grams eaten; of questionnaires grams a day"),
            ("times_per_day", "1/d", "how often it is eaten"),
            ("portion_grams", "g", "grams of one portion"),
            (
                "composition_code",
                "",
                "the food's number in a composition table",
            ),
            (
                "weighed",
                "",
                "what its grams are of: edible (also where it is empty) or as_bought",
            ),
        ],
        from: "food_item JOIN survey USING (survey) ORDER BY survey, item",
    },
    ExportTable {
        name: "nutrients",
        row: "a nutrient value of a survey or of a day of it",
        columns: &[
            PARTICIPANT,
            SURVEY,
            VISIT,
            ("date", "day", "the day of the survey"),
            ("instrument", "", "the questionnaire or method"),
            DAY,
            ("nutrient", "", "the nutrient"),
            ("value", "as unit says", "the value"),
            ("unit", "", "its unit"),
            LIMIT_SIDE,
            WRITTEN_VALUE,
            WRITTEN_UNIT,
        ],
        from: "nutrient JOIN survey USING (survey) ORDER BY survey, day, nutrient",
    },
    ExportTable {
        name: "markers",
        row: "a measured value of a person",
        columns: &[
            PARTICIPANT,
            VISIT,
            ("date", "day", "the day of the measurement"),
            ("code", "", "what was measured"),
            ("value", "as unit says", "the value, where it is a number"),
            ("text_value", "", "the value, where it is words"),
            ("unit", "", "its unit; 1 for numbers without"),
            LIMIT_SIDE,
            WRITTEN_VALUE,
            WRITTEN_UNIT,
        ],
        from: "marker ORDER BY participant, visit, date, code",
    },
    ExportTable {
        name: "medications",
        row: "a drug that a person takes",
        columns: &[
            PARTICIPANT,
            ("medication", "", "the drug's code or name"),
            ("started", "day", "the first day"),
            ("ended", "day", "the last day"),
            ("dose", "", "the dose as written"),
            ("reason", "", "what it is for"),
        ],
        from: "medication ORDER BY participant, medication, started",
    },
];

/// The profiles, whose numbers are not rows in the store.
pub(super) const PROFILES: ExportTable = ExportTable {
    name: "profiles",
    row: "a taxon, the unknown or the host in one sample by one method",
    columns: &[
        PARTICIPANT,
        ("sample", "", "the sample's id"),
        ("method", "", "how it was profiled"),
        (
            "taxid",
            "",
            "the taxon's id in its reference; 0 where it has none",
        ),
        ("name", "", "the taxon's name, or unknown, or host"),
        ("rank", "", "the taxon's rank; no rank for unknown and host"),
        ("lineage", "", "the named levels down to the taxon"),
        (
            "value",
            "as unit says",
            "what was found at the taxon or below it; taxa that are not listed have 0",
        ),
        ("unit", "", "reads, or share (a fraction of the whole)"),
        (
            "total",
            "as unit says",
            "the whole of the sample, the unknown and the host's included",
        ),
        (
            "status",
            "",
            "present, doubtful or rejected, where the source says",
        ),
        (
            "sequence_share",
            "fraction of all reads",
            "the share of all reads, where the source tells it",
        ),
        (
            "taxonomic_share",
            "fraction of cells",
            "the share of all cells, where the source tells it",
        ),
    ],
    from: "",
};
