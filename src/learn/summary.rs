//! The findings in short.

use super::estimate::Estimate;
use super::people::LeftOut;
use super::plan::ValidPlan;
use crate::community::ZeroLog;
use crate::study::Provenance;
use serde::Serialize;

/// What was found, how, and about whom.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Summary {
    /// The program and its version.
    pub made_by: String,
    /// What the study was made of.
    pub study: Provenance,
    /// The plan, defaults included.
    pub plan: ValidPlan,
    /// People in the model.
    pub people: usize,
    /// Samples of these people.
    pub samples: usize,
    /// People of the study who are not in the model, and why.
    pub people_left_out: Vec<LeftOut>,
    /// Samples that are not in the model, and why.
    pub samples_left_out: Vec<LeftOut>,
    /// Taxa of the rank in the study.
    pub taxa: usize,
    /// Of these, the ones prevalent enough in the model of all people.
    pub taxa_kept: usize,
    /// What was done to zeros in the model of all people.
    pub zeros: Option<ZeroLog>,
    /// The penalty of the model of all people.
    pub penalty: f64,
    /// The penalties of the outer folds, repeat by repeat.
    pub penalties_of_folds: Vec<f64>,
    /// Out-of-fold R² of covariates and taxa: the mean over the repeats.
    pub r2: Estimate,
    /// The same, one a repeat.
    pub r2_of_repeats: Vec<f64>,
    /// Out-of-fold R² of the covariates alone: the mean over the repeats.
    pub baseline_r2: Estimate,
    /// `r2` minus `baseline_r2`: what the taxa add.
    pub gain: Estimate,
    /// The permutation p of `r2`.
    pub r2_p: Estimate,
    /// The permutation p of `gain`.
    pub gain_p: Estimate,
    /// How R² is defined.
    pub r2_definition: &'static str,
    /// How p is defined.
    pub p_definition: &'static str,
    /// What these numbers cannot say.
    pub caution: &'static str,
}

/// How R² is defined.
pub(super) const R2_DEFINITION: &str = "1 - sum (outcome - foretold)^2 / sum (outcome - reference)^2, summed over all people of a repeat; each person is foretold by a model of the other folds, and the reference is the mean outcome of those same training people; then the mean over the repeats";

/// How p is defined.
pub(super) const P_DEFINITION: &str = "(1 + b) / (1 + B), b of B permutations with a statistic at least as large; the whole nested procedure is run again for each; for r2 the outcome is permuted across people, for the gain what the covariates leave over of it (Freedman and Lane 1983)";

/// What these numbers cannot say.
pub(super) const CAUTION: &str = "observational: a taxon that foretells an outcome need not change it; coefficients are of the model, penalised towards 0 and without intervals";
