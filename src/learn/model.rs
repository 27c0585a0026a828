//! A fitted model in the units of the data.

/// The slope of one part.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Slope {
    /// The part.
    pub(super) part: PartPlace,
    /// Outcome units for each unit of the centred log-ratio.
    pub(super) per_unit: f64,
    /// Outcome units for each standard deviation among the training people.
    pub(super) per_sd: f64,
}

/// One part of the composition that a model looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum PartPlace {
    /// The taxon of this place among the people's taxa.
    Taxon(usize),
    /// Classified reads of no kept taxon: rare taxa, and reads above the rank.
    Other,
    /// Reads that no taxon explains.
    Unknown,
}

/// Outcome = intercept + covariates · their slopes + log-ratios · their slopes.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Model {
    /// The penalty that was chosen.
    pub(super) penalty: f64,
    /// The outcome where all covariates and log-ratios are 0.
    pub(super) intercept: f64,
    /// Outcome units for each unit of each covariate.
    pub(super) covariates: Vec<f64>,
    /// One slope a kept part; 0 where the penalty took it out.
    pub(super) slopes: Vec<Slope>,
}

impl Model {
    /// The number of taxa the model looks at.
    pub(super) fn taxa(&self) -> usize {
        let is_taxon = |part| matches!(part, PartPlace::Taxon(_));
        self.slopes
            .iter()
            .filter(|slope| is_taxon(slope.part))
            .count()
    }
}
