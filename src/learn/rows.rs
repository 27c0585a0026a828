//! The tables of the findings: one struct a table, its columns the dictionary.

/// One row of an output table.
pub trait Row {
    /// The name of the file.
    const FILE: &'static str;
    /// The columns in order, each with what it means.
    const COLUMNS: &'static [(&'static str, &'static str)];

    /// The cells in the order of the columns; `NA` where there is no value.
    fn cells(&self) -> Vec<String>;
}

fn or_na<T: ToString>(value: Option<T>) -> String {
    value.map_or_else(|| "NA".to_owned(), |value| value.to_string())
}

/// The slope of one part of the composition, of a covariate, or the intercept.
#[derive(Debug, Clone, PartialEq)]
pub struct CoefficientRow {
    /// `intercept`, `covariate`, `taxon`, `other` or `unknown`.
    pub kind: &'static str,
    /// The taxon's id; absent for what is no taxon.
    pub taxid: Option<u64>,
    /// The name of the taxon or covariate.
    pub name: String,
    /// The taxon's lineage; may be empty.
    pub lineage: String,
    /// Outcome units for each unit of the covariate, or of the part's centred
    /// log-ratio (natural logarithm), in the model of all people; absent when
    /// the part is not in it.
    pub per_unit: Option<f64>,
    /// Outcome units for each standard deviation of the log-ratio.
    pub per_sd: Option<f64>,
    /// The share of outer folds whose training people had the part often enough.
    pub share_kept: Option<f64>,
    /// The share of outer folds in which the slope was not 0.
    pub share_nonzero: Option<f64>,
    /// Among these, the share with the sign that most have.
    pub sign_consistency: Option<f64>,
}

impl Row for CoefficientRow {
    const FILE: &'static str = "coefficients.tsv";
    const COLUMNS: &'static [(&'static str, &'static str)] = &[
        (
            "kind",
            "intercept, covariate, taxon, other (classified reads of no kept taxon) or unknown (reads that no taxon explains)",
        ),
        ("taxid", "the taxon's id; NA for what is no taxon"),
        ("name", "the name of the taxon or covariate"),
        ("lineage", "the taxon's lineage"),
        (
            "per_unit",
            "outcome units for each unit of the covariate, or of the part's centred log-ratio (natural logarithm), in the model of all people; NA when the part is not in it",
        ),
        (
            "per_sd",
            "outcome units for each standard deviation of the log-ratio among all people",
        ),
        (
            "share_kept",
            "the share of outer folds whose training people had the part often enough",
        ),
        (
            "share_nonzero",
            "the share of outer folds in which the slope was not 0",
        ),
        (
            "sign_consistency",
            "among these, the share with the sign that most have; NA when the slope was always 0",
        ),
    ];

    fn cells(&self) -> Vec<String> {
        vec![
            self.kind.to_owned(),
            or_na(self.taxid),
            self.name.clone(),
            self.lineage.clone(),
            or_na(self.per_unit),
            or_na(self.per_sd),
            or_na(self.share_kept),
            or_na(self.share_nonzero),
            or_na(self.sign_consistency),
        ]
    }
}

/// What was foretold for one person in one repeat, while that person was left out.
#[derive(Debug, Clone, PartialEq)]
pub struct PredictionRow {
    /// The person.
    pub participant: String,
    /// The repeat, from 1.
    pub repeat: usize,
    /// The outer fold in which the person was left out, from 1.
    pub fold: usize,
    /// The outcome that was measured.
    pub outcome: f64,
    /// The outcome foretold by covariates and taxa.
    pub foretold: f64,
    /// The outcome foretold by the covariates alone.
    pub baseline: f64,
    /// The mean outcome of the training people.
    pub training_mean: f64,
}

impl Row for PredictionRow {
    const FILE: &'static str = "predictions.tsv";
    const COLUMNS: &'static [(&'static str, &'static str)] = &[
        ("participant", "the person"),
        ("repeat", "the repeat, from 1"),
        (
            "fold",
            "the outer fold in which the person was left out, from 1",
        ),
        ("outcome", "the outcome that was measured"),
        (
            "foretold",
            "the outcome foretold by covariates and taxa, the person left out",
        ),
        (
            "baseline",
            "the outcome foretold by the covariates alone, the person left out",
        ),
        ("training_mean", "the mean outcome of the training people"),
    ];

    fn cells(&self) -> Vec<String> {
        vec![
            self.participant.clone(),
            self.repeat.to_string(),
            self.fold.to_string(),
            self.outcome.to_string(),
            self.foretold.to_string(),
            self.baseline.to_string(),
            self.training_mean.to_string(),
        ]
    }
}

/// The statistics of one permutation.
#[derive(Debug, Clone, PartialEq)]
pub struct NullRow {
    /// The permutation, from 1.
    pub permutation: usize,
    /// The mean R² when the outcome is permuted.
    pub r2: f64,
    /// The mean gain when what the covariates leave over is permuted; absent
    /// without covariates.
    pub gain: Option<f64>,
}

impl Row for NullRow {
    const FILE: &'static str = "null.tsv";
    const COLUMNS: &'static [(&'static str, &'static str)] = &[
        ("permutation", "the permutation, from 1"),
        (
            "r2",
            "out-of-fold R2 (mean over the repeats) when the outcome is permuted across people",
        ),
        (
            "gain",
            "R2 minus baseline R2 when what the covariates leave over of the outcome is permuted; NA without covariates",
        ),
    ];

    fn cells(&self) -> Vec<String> {
        vec![
            self.permutation.to_string(),
            self.r2.to_string(),
            or_na(self.gain),
        ]
    }
}

/// What one column of one table means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DictionaryRow {
    /// The file.
    pub file: &'static str,
    /// The column.
    pub column: &'static str,
    /// What it means.
    pub meaning: &'static str,
}

impl Row for DictionaryRow {
    const FILE: &'static str = "dictionary.tsv";
    const COLUMNS: &'static [(&'static str, &'static str)] = &[
        ("file", "the file"),
        ("column", "the column"),
        ("meaning", "what it means"),
    ];

    fn cells(&self) -> Vec<String> {
        [self.file, self.column, self.meaning]
            .map(str::to_owned)
            .to_vec()
    }
}

/// The columns of all tables of the findings.
pub fn dictionary() -> Vec<DictionaryRow> {
    fn of<R: Row>() -> impl Iterator<Item = DictionaryRow> {
        R::COLUMNS.iter().map(|&(column, meaning)| DictionaryRow {
            file: R::FILE,
            column,
            meaning,
        })
    }
    of::<CoefficientRow>()
        .chain(of::<PredictionRow>())
        .chain(of::<NullRow>())
        .collect()
}
