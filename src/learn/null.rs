//! Outcomes as they would be if nothing foretold them.

use super::covariates::CovariateBasis;
use super::folds::{Chance, shuffled};
use super::people::People;
use super::plan::Plan;
use crate::error::Result;
use ndarray::{Array1, Axis};

/// Outcomes for two questions; entry `b` of both comes from permutation `b`.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct NullOutcomes {
    /// Outcomes permuted across people: neither covariates nor taxa foretell
    /// them. For the R² of the whole model.
    pub(super) permuted: Vec<Array1<f64>>,
    /// What the covariates foretell, plus what they leave over permuted across
    /// people (Freedman & Lane 1983, doi:10.1080/07350015.1983.10509354): the
    /// covariates matter as they do, the taxa add nothing. For the gain. Empty
    /// without covariates, where both are the same.
    pub(super) rest_permuted: Vec<Array1<f64>>,
}

/// The statistics of the null outcomes; entry `b` of both comes from permutation `b`.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct NullStatistics {
    /// Mean R² of the whole model; one a permutation.
    pub(super) r2: Vec<f64>,
    /// Mean gain by the taxa; empty without covariates.
    pub(super) gain: Vec<f64>,
}

impl NullOutcomes {
    /// Draws the plan's permutations, each from a stream of its own.
    ///
    /// # Errors
    /// When a covariate is constant or a sum of others.
    pub(super) fn draw(people: &People, plan: &Plan) -> Result<Self> {
        let orders: Vec<Vec<usize>> = (0..plan.permutations)
            .map(|index| shuffled(people.len(), Chance::Permutation { index }, plan.seed))
            .collect();
        let permute = |values: &Array1<f64>| -> Vec<Array1<f64>> {
            orders
                .iter()
                .map(|order| values.select(Axis(0), order))
                .collect()
        };
        let permuted = permute(&people.outcome);
        let mut rest_permuted = Vec::new();
        if !plan.covariates.is_empty() {
            let basis = CovariateBasis::build(people.covariates.view(), &plan.covariates)?;
            let rest = basis.residual(people.outcome.view());
            let foretold = &people.outcome - &rest;
            rest_permuted = permute(&rest);
            rest_permuted
                .iter_mut()
                .for_each(|outcome| *outcome += &foretold);
        }
        Ok(Self {
            permuted,
            rest_permuted,
        })
    }
}
