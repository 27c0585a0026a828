//! Who is left out by which rule.

use crate::diet::energy::exclusion::{EnergyRule, Verdict};
use crate::diet::energy::respondent::Respondent;
use crate::error::{Error, ErrorKind, Mistakes, Result};
use crate::tabular::values::Sex;
use serde::Serialize;

/// What becomes of people whom a rule cannot judge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotAssessable {
    /// They stay in, and are counted.
    Keep,
    /// They are left out, and are counted.
    Exclude,
}

/// How many people a rule was asked about, and what it said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct FlowCounts {
    /// People who came to the rule.
    pub entered: usize,
    /// Left out: energy too low to be true.
    pub too_low: usize,
    /// Left out: energy too high to be true.
    pub too_high: usize,
    /// Not judged: the rule needs what is not known of them.
    pub not_assessable: usize,
    /// People who go on to the next rule.
    pub left: usize,
}

/// One rule of the flow.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FlowStep {
    /// The name of the rule.
    pub rule: String,
    /// Where it comes from.
    pub source: String,
    /// Of all people.
    pub all: FlowCounts,
    /// Of women.
    pub female: FlowCounts,
    /// Of men.
    pub male: FlowCounts,
}

/// The rules in the order in which they were applied, and who is left.
#[derive(Debug, Clone, PartialEq)]
pub struct ExclusionFlow {
    /// What each rule did.
    pub steps: Vec<FlowStep>,
    /// For each person the rule (counted from 0) that left the person out, and why.
    pub left_out: Vec<Option<(usize, Verdict)>>,
}

impl ExclusionFlow {
    /// The places of the people who are left.
    pub fn kept(&self) -> impl Iterator<Item = usize> + '_ {
        let places = self.left_out.iter().enumerate();
        places
            .filter(|(_, out)| out.is_none())
            .map(|(place, _)| place)
    }
}

/// Applies rules one after the other; who is left out by one does not come to the next.
///
/// # Errors
/// Every person whose energy is negative or no number.
pub fn apply_rules(
    rules: &[EnergyRule],
    people: &[Respondent],
    not_assessable: NotAssessable,
) -> Result<ExclusionFlow> {
    let mut mistakes = Mistakes::new();
    for (person, number) in people.iter().zip(1..) {
        let energy = person.energy_kcal_per_day;
        if !(energy >= 0.0 && energy.is_finite()) {
            let message = format!("found {energy} kcal a day, expected 0 or more");
            let error = Error::new(ErrorKind::Malformed, message);
            mistakes.push(
                error
                    .at_record(number, person.person.as_str())
                    .at_field("energy"),
            );
        }
    }
    mistakes.finish()?;
    let mut flow = ExclusionFlow {
        steps: Vec::new(),
        left_out: vec![None; people.len()],
    };
    for (index, rule) in rules.iter().enumerate() {
        let places: Vec<usize> = flow.kept().collect();
        let entered: Vec<&Respondent> = places.iter().map(|&place| &people[place]).collect();
        let mut step = FlowStep {
            rule: rule.name(),
            source: rule.source(),
            all: FlowCounts::default(),
            female: FlowCounts::default(),
            male: FlowCounts::default(),
        };
        for (verdict, &place) in rule.judge(&entered).into_iter().zip(&places) {
            let leaves = match verdict {
                Verdict::Plausible => false,
                Verdict::TooLow | Verdict::TooHigh => true,
                Verdict::NotAssessable(_) => not_assessable == NotAssessable::Exclude,
            };
            step.all.count(verdict, leaves);
            match people[place].sex {
                Some(Sex::Female) => step.female.count(verdict, leaves),
                Some(Sex::Male) => step.male.count(verdict, leaves),
                Some(Sex::Other) | None => {}
            }
            if leaves {
                flow.left_out[place] = Some((index, verdict));
            }
        }
        flow.steps.push(step);
    }
    Ok(flow)
}

impl FlowCounts {
    fn count(&mut self, verdict: Verdict, leaves: bool) {
        self.entered += 1;
        self.left += usize::from(!leaves);
        match verdict {
            Verdict::Plausible => {}
            Verdict::TooLow => self.too_low += 1,
            Verdict::TooHigh => self.too_high += 1,
            Verdict::NotAssessable(_) => self.not_assessable += 1,
        }
    }
}
