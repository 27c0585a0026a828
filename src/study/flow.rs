//! The flow of a study: what came in, what was left out at each step and why.
//!
//! In the manner of STROBE (von Elm 2007, doi:10.1371/journal.pmed.0040296, item 13):
//! numbers at each stage, with reasons. People who do not consent are counted and
//! never named; everything else that is left out is named.

use crate::error::{Error, ErrorKind, Result};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The steps in the order in which they were taken.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flow {
    /// The steps.
    pub steps: Vec<FlowStep>,
}

/// One step: a rule, and what it left out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FlowStep {
    /// What was asked.
    pub step: String,
    /// What is counted: participants, samples, surveys, marker values, foods, taxa.
    pub subject: String,
    /// How many came to the step.
    pub entered: u64,
    /// How many go on.
    pub left: u64,
    /// What was left out, in order of reason.
    pub reasons: Vec<FlowReason>,
}

/// What one step left out for one reason.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FlowReason {
    /// Why.
    pub reason: String,
    /// How many.
    pub count: u64,
    /// Which, in order; empty for people who may not be named. Of items that have no
    /// name of their own, what they are, each once.
    pub named: Vec<String>,
}

/// A step that is being taken.
#[derive(Debug)]
pub(super) struct OpenStep {
    step: FlowStep,
    named: BTreeMap<String, (u64, Vec<String>)>,
}

impl OpenStep {
    /// A step to which some came.
    pub(super) fn new(step: impl Into<String>, subject: &str, entered: usize) -> Self {
        Self {
            step: FlowStep {
                step: step.into(),
                subject: subject.to_owned(),
                entered: entered as u64,
                ..FlowStep::default()
            },
            named: BTreeMap::new(),
        }
    }

    /// Leaves one out, by name.
    pub(super) fn leave_out(&mut self, reason: impl Into<String>, name: impl Into<String>) {
        self.leave_out_items(reason, name, 1);
    }

    /// Leaves out several that have one name.
    pub(super) fn leave_out_items(
        &mut self,
        reason: impl Into<String>,
        name: impl Into<String>,
        count: u64,
    ) {
        let (sum, names) = self.named.entry(reason.into()).or_default();
        *sum += count;
        names.push(name.into());
    }

    /// Leaves some out who may not be named.
    pub(super) fn leave_out_unnamed(&mut self, reason: &str, count: usize) {
        if count > 0 {
            self.step.reasons.push(FlowReason {
                reason: reason.to_owned(),
                count: count as u64,
                named: Vec::new(),
            });
        }
    }
}

impl Flow {
    /// Keeps a step that is done.
    pub(super) fn close(&mut self, open: OpenStep) {
        let OpenStep { mut step, named } = open;
        for (reason, (count, mut named)) in named {
            named.sort();
            step.reasons.push(FlowReason {
                reason,
                count,
                named,
            });
        }
        step.reasons
            .sort_by(|one, other| one.reason.cmp(&other.reason));
        let left_out: u64 = step.reasons.iter().map(|reason| reason.count).sum();
        step.left = step.entered.saturating_sub(left_out);
        self.steps.push(step);
    }

    /// The flow as indented JSON, with a line end.
    ///
    /// # Errors
    /// When it cannot be rendered, which its types rule out.
    pub fn to_json(&self) -> Result<String> {
        serde_json::to_string_pretty(self)
            .map(|text| text + "\n")
            .map_err(|error| Error::new(ErrorKind::Malformed, error.to_string()))
    }

    /// The numbers as a table: a row for each step and reason, one for a step that
    /// left nothing out (with an empty reason).
    pub fn rows(&self) -> Vec<FlowRow<'_>> {
        let mut rows = Vec::new();
        for step in &self.steps {
            let row = |reason, dropped| FlowRow {
                step: &step.step,
                subject: &step.subject,
                entered: step.entered,
                reason,
                dropped,
                left: step.left,
            };
            if step.reasons.is_empty() {
                rows.push(row("", 0));
            }
            for reason in &step.reasons {
                rows.push(row(&reason.reason, reason.count));
            }
        }
        rows
    }

    /// Everything that was left out and may be named, as (step, subject, reason, name).
    pub fn left_out(&self) -> impl Iterator<Item = [&str; 4]> {
        self.steps.iter().flat_map(|step| {
            step.reasons.iter().flat_map(move |reason| {
                let place = [&step.step, &step.subject, &reason.reason].map(String::as_str);
                let names = reason.named.iter();
                names.map(move |name| [place[0], place[1], place[2], name.as_str()])
            })
        })
    }
}

/// A row of the flow table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FlowRow<'a> {
    /// What was asked.
    pub step: &'a str,
    /// What is counted.
    pub subject: &'a str,
    /// How many came to the step.
    pub entered: u64,
    /// Why some were left out; empty where none was.
    pub reason: &'a str,
    /// How many were, for this reason.
    pub dropped: u64,
    /// How many go on after the step.
    pub left: u64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_enters_a_step_is_left_or_left_out() {
        let mut flow = Flow::default();
        let mut step = OpenStep::new("consent", "participants", 9);
        step.leave_out_unnamed("no consent", 3);
        step.leave_out_unnamed("nobody", 0);
        step.leave_out("b", "p2");
        step.leave_out("b", "p1");
        step.leave_out("a", "p3");
        flow.close(step);
        flow.close(OpenStep::new("sex", "participants", 3));
        let step = &flow.steps[0];
        assert_eq!((step.entered, step.left), (9, 3));
        let rows: Vec<(&str, u64)> = flow
            .rows()
            .iter()
            .map(|row| (row.reason, row.dropped))
            .collect();
        assert_eq!(rows, [("a", 1), ("b", 2), ("no consent", 3), ("", 0)]);
        let names: Vec<&str> = flow.left_out().map(|[_, _, _, name]| name).collect();
        assert_eq!(names, ["p3", "p1", "p2"]);
    }
}
