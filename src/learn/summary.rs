//! The findings in short.

use super::estimate::Estimate;
use super::learned::Learned;
use super::people::LeftOut;
use super::plan::ValidPlan;
use super::score::permutation_p;
use crate::community::ZeroLog;
use crate::study::{Provenance, Study};
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

impl Summary {
    /// Of what was learned.
    pub(super) fn of(study: &Study, plan: &ValidPlan, learned: &Learned) -> Self {
        let people = &learned.people;
        let observed = &learned.observed;
        let has_covariates = !plan.get().covariates.is_empty();
        let beside_covariates = |estimate: Estimate| match has_covariates {
            true => estimate,
            false => Estimate::NotEstimable("no covariates in the plan".to_owned()),
        };
        Self {
            made_by: concat!("nuka ", env!("CARGO_PKG_VERSION")).to_owned(),
            study: study.provenance().clone(),
            plan: plan.clone(),
            people: people.len(),
            samples: people.samples.iter().map(Vec::len).sum(),
            people_left_out: people.people_left_out.clone(),
            samples_left_out: people.samples_left_out.clone(),
            taxa: people.taxa.len(),
            taxa_kept: learned.model.taxa(),
            zeros: learned.zeros,
            penalty: learned.model.penalty,
            penalties_of_folds: observed.models.iter().map(|model| model.penalty).collect(),
            r2: Estimate::Value(observed.r2()),
            r2_of_repeats: observed.r2_of_repeats.clone(),
            baseline_r2: beside_covariates(Estimate::Value(observed.baseline_r2())),
            gain: beside_covariates(Estimate::Value(observed.gain())),
            r2_p: p_value(observed.r2(), &learned.null.r2),
            gain_p: beside_covariates(p_value(observed.gain(), &learned.null.gain)),
            r2_definition: R2_DEFINITION,
            p_definition: P_DEFINITION,
            caution: CAUTION,
        }
    }
}

fn p_value(observed: f64, null: &[f64]) -> Estimate {
    match permutation_p(observed, null) {
        Some(p) => Estimate::Value(p),
        None => Estimate::NotEstimable("no permutations in the plan".to_owned()),
    }
}

/// How R² is defined.
const R2_DEFINITION: &str = "1 - sum (outcome - foretold)^2 / sum (outcome - reference)^2, summed over all people of a repeat; each person is foretold by a model of the other folds, and the reference is the mean outcome of those same training people; then the mean over the repeats";

/// How p is defined.
const P_DEFINITION: &str = "(1 + b) / (1 + B), b of B permutations with a statistic at least as large; the whole nested procedure is run again for each; for r2 the outcome is permuted across people, for the gain what the covariates leave over of it (Freedman and Lane 1983)";

/// What these numbers cannot say.
const CAUTION: &str = "observational: a taxon that foretells an outcome need not change it; coefficients are of the model, penalised towards 0 and without intervals";
