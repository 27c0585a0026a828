//! The whole procedure, for the true outcome and for permuted ones.

use super::folds::{Chance, assign, cut};
use super::model::Model;
use super::nested::Nested;
use super::people::People;
use super::plan::Plan;
use super::score::out_of_fold_r2;
use crate::error::{Error, ErrorKind, Result};
use ndarray::Array1;
use rayon::prelude::*;

/// What one repeat foretold for each person, who was left out then.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct OutOfFold {
    /// The outer fold in which the person was left out.
    pub(super) fold: Vec<usize>,
    /// By covariates and taxa.
    pub(super) full: Vec<f64>,
    /// By covariates alone.
    pub(super) baseline: Vec<f64>,
    /// The mean outcome of the training people.
    pub(super) training_mean: Vec<f64>,
}

/// The procedure's result for one outcome.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Evaluation {
    /// One a repeat.
    pub(super) repeats: Vec<OutOfFold>,
    /// The models of the outer folds; empty for permuted outcomes.
    pub(super) models: Vec<Model>,
    /// R² of covariates and taxa; one a repeat.
    pub(super) r2_of_repeats: Vec<f64>,
    /// R² of the covariates alone; one a repeat.
    pub(super) baseline_r2_of_repeats: Vec<f64>,
}

/// The part of one outer fold in an evaluation.
struct FoldResult {
    full: Array1<f64>,
    baseline: Array1<f64>,
    training_mean: f64,
    model: Option<Model>,
}

/// Runs the procedure for each outcome; only the first one's models are kept.
///
/// The folds are the same for all outcomes. Results stand in the order of the
/// outcomes and do not depend on the number of threads of the current pool.
/// `done` is called once for each of `repeats · outer_folds` folds.
///
/// # Errors
/// When a covariate is constant in a fold, the elastic net does not converge,
/// or an outcome does not differ from its training means.
pub(super) fn evaluate(
    people: &People,
    plan: &Plan,
    outcomes: &[Array1<f64>],
    done: &(dyn Fn() + Sync),
) -> Result<Vec<Evaluation>> {
    let fold_of: Vec<Vec<usize>> = (0..plan.repeats)
        .map(|repeat| {
            let chance = Chance::Outer { repeat };
            assign(people.len(), plan.outer_folds, chance, plan.seed)
        })
        .collect();
    let everyone: Vec<usize> = (0..people.len()).collect();
    let tasks: Vec<(usize, usize)> = (0..plan.repeats)
        .flat_map(|repeat| (0..plan.outer_folds).map(move |fold| (repeat, fold)))
        .collect();
    let results = tasks
        .par_iter()
        .map(|&(repeat, fold)| {
            let halves = cut(&everyone, &fold_of[repeat], fold);
            let chance = Chance::Inner { repeat, fold };
            let nested = Nested::prepare(people, plan, halves, chance)?;
            let results = outcomes
                .par_iter()
                .enumerate()
                .map(|(index, outcome)| run_fold(&nested, plan, outcome, index == 0))
                .collect::<Result<Vec<FoldResult>>>();
            done();
            results.map(|results| (nested.outer.test, results))
        })
        .collect::<Result<Vec<_>>>()?;

    let mut evaluations: Vec<Evaluation> = outcomes
        .iter()
        .map(|_| Evaluation::empty(&fold_of, people.len()))
        .collect();
    for ((repeat, _), (test, results)) in tasks.iter().zip(results) {
        for (evaluation, result) in evaluations.iter_mut().zip(results) {
            evaluation.take(*repeat, &test, result);
        }
    }
    for (evaluation, outcome) in evaluations.iter_mut().zip(outcomes) {
        evaluation.score(&outcome.to_vec())?;
    }
    Ok(evaluations)
}

fn run_fold(
    nested: &Nested,
    plan: &Plan,
    outcome: &Array1<f64>,
    keep_model: bool,
) -> Result<FoldResult> {
    let (fit, penalty) = nested.fit(outcome.view(), plan)?;
    let baseline = nested.outer.fit_baseline(outcome.view());
    Ok(FoldResult {
        full: nested.outer.predict(&fit),
        baseline: nested.outer.predict(&baseline),
        training_mean: nested.outer.training_mean(outcome.view()),
        model: keep_model.then(|| nested.outer.model(&fit, penalty)),
    })
}

impl Evaluation {
    fn empty(fold_of: &[Vec<usize>], people: usize) -> Self {
        let repeats = fold_of.iter().map(|fold| OutOfFold {
            fold: fold.clone(),
            full: vec![0.0; people],
            baseline: vec![0.0; people],
            training_mean: vec![0.0; people],
        });
        Self {
            repeats: repeats.collect(),
            models: Vec::new(),
            r2_of_repeats: Vec::new(),
            baseline_r2_of_repeats: Vec::new(),
        }
    }

    fn take(&mut self, repeat: usize, test: &[usize], result: FoldResult) {
        let out_of_fold = &mut self.repeats[repeat];
        for (index, &row) in test.iter().enumerate() {
            out_of_fold.full[row] = result.full[index];
            out_of_fold.baseline[row] = result.baseline[index];
            out_of_fold.training_mean[row] = result.training_mean;
        }
        self.models.extend(result.model);
    }

    fn score(&mut self, outcome: &[f64]) -> Result<()> {
        let flat = || Error::new(ErrorKind::NotEstimable, "the outcome does not differ");
        for repeat in &self.repeats {
            let r2 = |foretold| out_of_fold_r2(outcome, foretold, &repeat.training_mean);
            self.r2_of_repeats.push(r2(&repeat.full).ok_or_else(flat)?);
            self.baseline_r2_of_repeats
                .push(r2(&repeat.baseline).ok_or_else(flat)?);
        }
        Ok(())
    }

    /// The mean R² of covariates and taxa over the repeats.
    pub(super) fn r2(&self) -> f64 {
        mean(&self.r2_of_repeats)
    }

    /// The mean R² of the covariates alone over the repeats.
    pub(super) fn baseline_r2(&self) -> f64 {
        mean(&self.baseline_r2_of_repeats)
    }

    /// How much more the taxa foretell than the covariates alone.
    pub(super) fn gain(&self) -> f64 {
        self.r2() - self.baseline_r2()
    }
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}
