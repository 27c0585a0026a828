//! The whole procedure: evaluation, null distribution, the model of all people.

use super::evaluation::{Evaluation, evaluate};
use super::findings::Progress;
use super::folds::{Chance, enough};
use super::model::Model;
use super::nested::Nested;
use super::null::{NullOutcomes, NullStatistics};
use super::people::People;
use super::plan::Plan;
use crate::community::ZeroLog;
use crate::error::{Error, ErrorKind, Result};
use ndarray::Array1;

/// Everything the findings are told from.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Learned {
    pub(super) people: People,
    /// The true outcome, everyone left out once a repeat.
    pub(super) observed: Evaluation,
    /// The same of permuted outcomes.
    pub(super) null: NullStatistics,
    /// The model of all people.
    pub(super) model: Model,
    /// What was done to zeros in it.
    pub(super) zeros: Option<ZeroLog>,
}

impl Learned {
    /// Evaluates the true outcome and the permuted ones, and fits all people.
    ///
    /// # Errors
    /// See [`learn`](super::learn).
    pub(super) fn from_people(people: People, plan: &Plan, progress: Progress<'_>) -> Result<Self> {
        check(&people, plan)?;
        let everyone: Vec<usize> = (0..people.len()).collect();
        let nested = Nested::prepare(&people, plan, (everyone, Vec::new()), Chance::Final)?;
        let (fit, penalty) = nested.fit(people.outcome.view(), plan)?;
        let model = nested.outer.model(&fit, penalty);
        if model.taxa() == 0 {
            return Err(no_taxa(plan));
        }
        let (observed, null) = evaluate_with_null(&people, plan, progress)?;
        if observed.models.iter().all(|model| model.taxa() == 0) {
            return Err(no_taxa(plan));
        }
        Ok(Self {
            observed,
            null,
            model,
            zeros: nested.outer.features.zeros,
            people,
        })
    }
}

fn evaluate_with_null(
    people: &People,
    plan: &Plan,
    progress: Progress<'_>,
) -> Result<(Evaluation, NullStatistics)> {
    let null = NullOutcomes::draw(people, plan)?;
    let outcomes: Vec<Array1<f64>> = std::iter::once(people.outcome.clone())
        .chain(null.permuted)
        .chain(null.rest_permuted)
        .collect();
    let mut evaluations = evaluate(people, plan, &outcomes, progress)?.into_iter();
    let observed = evaluations
        .next()
        .ok_or_else(|| Error::new(ErrorKind::NotEstimable, "nothing was evaluated"))?;
    let permuted = evaluations.by_ref().take(plan.permutations);
    let r2 = permuted.map(|evaluation| evaluation.r2()).collect();
    let gain = evaluations.map(|evaluation| evaluation.gain()).collect();
    Ok((observed, NullStatistics { r2, gain }))
}

fn check(people: &People, plan: &Plan) -> Result<()> {
    let covariates = plan.covariates.len();
    enough(people.len(), plan.outer_folds, plan.inner_folds, covariates).map_err(|error| {
        match people.people_left_out.first() {
            None => error,
            Some(first) => error.mend(format!(
                "{} people of the study were left out, the first: {} ({})",
                people.people_left_out.len(),
                first.id,
                first.reason
            )),
        }
    })?;
    let first = people.outcome[0];
    if people.outcome.iter().all(|&outcome| outcome == first) {
        return Err(Error::new(
            ErrorKind::NotEstimable,
            format!("all {} people have the same outcome, {first}", people.len()),
        )
        .at_field(plan.outcome.clone()));
    }
    Ok(())
}

fn no_taxa(plan: &Plan) -> Error {
    Error::new(
        ErrorKind::NotEstimable,
        format!(
            "fewer than two parts are found in a share of {} of the people",
            plan.min_prevalence
        ),
    )
    .at_field("taxa.min_prevalence")
    .mend("take a smaller share, or a wider rank")
}
