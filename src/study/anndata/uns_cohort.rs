//! The cohort of a study, as it stands under `uns/nuka/cohort`.
//!
//! The flow stands there as columns of equal length, so that `pandas.DataFrame` takes
//! it as it is.

use super::super::beside::CohortOrigin;
use super::super::flow::{Flow, FlowReason, FlowStep};
use crate::error::{Error, ErrorKind, Result};
use serde::{Deserialize, Serialize};

/// The members of `uns/nuka/cohort`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct UnsCohort {
    /// The purpose to which everyone agreed.
    purpose: String,
    /// The day on which their consent held.
    consent_on: String,
    /// The text of the plan.
    plan: String,
    /// The numbers of the flow.
    flow: FlowColumns,
    /// Who and what was left out.
    left_out: LeftOutColumns,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
struct FlowColumns {
    /// The number of the step, counted from 1.
    number: Vec<u64>,
    step: Vec<String>,
    subject: Vec<String>,
    entered: Vec<u64>,
    reason: Vec<String>,
    dropped: Vec<u64>,
    left: Vec<u64>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
struct LeftOutColumns {
    /// The row of the flow, counted from 1.
    row: Vec<u64>,
    name: Vec<String>,
}

impl UnsCohort {
    pub(super) fn of(origin: &CohortOrigin) -> Self {
        let mut flow = FlowColumns::default();
        let mut left_out = LeftOutColumns::default();
        for (step, number) in origin.flow.steps.iter().zip(1..) {
            let none = [FlowReason::default()];
            let reasons = match step.reasons.as_slice() {
                [] => none.as_slice(),
                reasons => reasons,
            };
            for reason in reasons {
                flow.number.push(number);
                flow.step.push(step.step.clone());
                flow.subject.push(step.subject.clone());
                flow.entered.push(step.entered);
                flow.reason.push(reason.reason.clone());
                flow.dropped.push(reason.count);
                flow.left.push(step.left);
                let row = flow.number.len() as u64;
                left_out.row.extend(reason.named.iter().map(|_| row));
                left_out.name.extend(reason.named.iter().cloned());
            }
        }
        Self {
            purpose: origin.purpose.clone(),
            consent_on: origin.consent_on.clone(),
            plan: origin.plan.clone(),
            flow,
            left_out,
        }
    }

    /// The cohort, when its columns fit.
    ///
    /// # Errors
    /// When they are of different lengths or name rows that are not there.
    pub(super) fn origin(self) -> Result<CohortOrigin> {
        let misfit = || {
            Error::new(ErrorKind::Mismatch, "found a flow whose columns do not fit")
                .at_field("uns/nuka/cohort")
        };
        let columns = &self.flow;
        let texts = [&columns.step, &columns.subject, &columns.reason].map(Vec::len);
        let numbers = [&columns.entered, &columns.dropped, &columns.left].map(Vec::len);
        let rows = columns.number.len();
        if [texts, numbers] != [[rows; 3]; 2] || self.left_out.row.len() != self.left_out.name.len()
        {
            return Err(misfit());
        }
        let mut named: Vec<Vec<String>> = vec![Vec::new(); rows];
        for (row, name) in self.left_out.row.into_iter().zip(self.left_out.name) {
            let place = usize::try_from(row).ok().and_then(|row| row.checked_sub(1));
            let place = place.and_then(|place| named.get_mut(place));
            place.ok_or_else(misfit)?.push(name);
        }
        let mut flow = Flow::default();
        let mut before = None;
        for (row, named) in named.into_iter().enumerate() {
            if before != Some(columns.number[row]) {
                before = Some(columns.number[row]);
                flow.steps.push(FlowStep {
                    step: columns.step[row].clone(),
                    subject: columns.subject[row].clone(),
                    entered: columns.entered[row],
                    left: columns.left[row],
                    reasons: Vec::new(),
                });
            }
            let reason = FlowReason {
                reason: columns.reason[row].clone(),
                count: columns.dropped[row],
                named,
            };
            if let Some(step) = flow.steps.last_mut().filter(|_| reason.count > 0) {
                step.reasons.push(reason);
            }
        }
        Ok(CohortOrigin {
            purpose: self.purpose,
            consent_on: self.consent_on,
            plan: self.plan,
            flow,
        })
    }
}
