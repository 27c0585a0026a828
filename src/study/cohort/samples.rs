//! Which samples are in.

use super::medication::Drugs;
use super::people::People;
use super::profiles::ProfileSource;
use crate::cohort::{Cohort, ProfileTotals, ProfileUnit, SampleRecord};
use crate::error::{Error, ErrorKind, Result};
use crate::study::flow::{Flow, OpenStep};
use crate::study::plan::{JoinPlan, Keep};
use std::collections::{BTreeMap, BTreeSet};

const SUBJECT: &str = "samples";

/// A sample with its profile's whole and its survey.
pub(super) struct Sample {
    pub(super) record: SampleRecord,
    pub(super) totals: ProfileTotals,
    /// The place of its survey.
    pub(super) survey: Option<usize>,
}

impl Sample {
    /// Reads without the host's; `None` where the profile holds shares.
    pub(super) fn reads_without_host(&self) -> Option<f64> {
        let is_counted = self.totals.unit == ProfileUnit::Reads;
        is_counted.then(|| self.totals.total - self.totals.host.unwrap_or(0.0))
    }

    /// Reads of the host; `None` where it was not looked for or nothing is counted.
    pub(super) fn host_reads(&self) -> Option<f64> {
        self.totals
            .host
            .filter(|_| self.totals.unit == ProfileUnit::Reads)
    }

    /// The share of host reads: of the profile, or else as the sample tells it.
    fn host_share(&self) -> Option<f64> {
        let share = |host: f64| (self.totals.total > 0.0).then(|| host / self.totals.total);
        self.totals.host.and_then(share).or(self.record.host_share)
    }

    /// The year of the sample less the year of birth.
    pub(super) fn age_years(&self, people: &People) -> Option<u64> {
        let born = people.get(&self.record.participant)?.birth_year?;
        let year = self.record.moment.date?.year();
        year.checked_sub(born).map(u64::from)
    }
}

/// The samples of the people that the plan takes, in order of person and id.
pub(super) fn take_samples(
    cohort: &Cohort,
    plan: &JoinPlan,
    source: &ProfileSource<'_>,
    people: &People,
    flow: &mut Flow,
) -> Result<Vec<Sample>> {
    let names: BTreeSet<String> = people.keys().cloned().collect();
    let records = cohort.sample_records(&names)?;
    let ids: BTreeSet<&str> = records
        .iter()
        .map(|record| record.sample.as_str())
        .collect();
    let mut totals = source.totals(|sample| ids.contains(sample))?;
    if let Some(in_folder) = source.in_folder() {
        // Not named: whose they are is not known, or may not be told.
        let mut step = OpenStep::new("profiles of samples of these people", "profiles", in_folder);
        step.leave_out_unnamed("no sample of these people", in_folder - totals.len());
        flow.close(step);
    }
    let mut step = OpenStep::new("a profile", SUBJECT, records.len());
    let mut samples = Vec::new();
    for record in records {
        match totals.remove(&record.sample) {
            Some(totals) => samples.push(Sample {
                record,
                totals,
                survey: None,
            }),
            None => step.leave_out("no profile", record.sample),
        }
    }
    flow.close(step);
    samples.sort_by(|one, other| {
        let (one, other) = (&one.record, &other.record);
        (&one.participant, &one.sample).cmp(&(&other.participant, &other.sample))
    });
    apply_rules(cohort, plan, people, &names, &mut samples, flow)?;
    Ok(samples)
}

fn apply_rules(
    cohort: &Cohort,
    plan: &JoinPlan,
    people: &People,
    names: &BTreeSet<String>,
    samples: &mut Vec<Sample>,
    flow: &mut Flow,
) -> Result<()> {
    let rules = &plan.samples;
    if !rules.visits.is_empty() {
        let step = format!("visit: {}", rules.visits.join(", "));
        leave_out(samples, step, flow, |sample| {
            match &sample.record.moment.visit {
                Some(visit) if rules.visits.contains(visit) => None,
                Some(visit) => Some(format!("visit {visit}")),
                None => Some("visit is not told".to_owned()),
            }
        });
    }
    if rules.min_age_years.is_some() || rules.max_age_years.is_some() {
        let youngest = rules.min_age_years.unwrap_or(0);
        let oldest = rules.max_age_years.unwrap_or(u64::MAX);
        let step = match rules.max_age_years {
            Some(oldest) => format!("age {youngest} to {oldest} years"),
            None => format!("age {youngest} years or more"),
        };
        leave_out(samples, step, flow, |sample| {
            match sample.age_years(people) {
                Some(age) if age < youngest => Some("too young".to_owned()),
                Some(age) if age > oldest => Some("too old".to_owned()),
                Some(_) => None,
                None => Some("year of birth or day of the sample is not told".to_owned()),
            }
        });
    }
    if !rules.medications.is_empty() {
        let drugs = Drugs::read(cohort, rules, names)?;
        let days = rules.medication_days_before;
        let step = format!("no {} in {days} days before", rules.medications.join(", "));
        leave_out(samples, step, flow, |sample| {
            drugs.reason(&sample.record, days)
        });
    }
    if let Some(fewest) = rules.min_reads {
        if samples
            .iter()
            .any(|sample| sample.reads_without_host().is_none())
        {
            let message = "the profiles hold shares, which have no reads";
            return Err(Error::new(ErrorKind::Parameter, message)
                .at_field("samples.min_reads")
                .mend("leave this rule out"));
        }
        let step = format!("{fewest} reads or more");
        leave_out_unless(samples, step, "too few reads", flow, |sample| {
            sample
                .reads_without_host()
                .is_some_and(|reads| reads >= fewest as f64)
        });
    }
    if let Some(most) = rules.max_host_share {
        let step = format!("share of host reads up to {most}");
        leave_out(samples, step, flow, |sample| match sample.host_share() {
            Some(share) if share > most => Some("too many host reads".to_owned()),
            Some(_) => None,
            None => Some("host reads are not told".to_owned()),
        });
    }
    Ok(())
}

/// Leaves out the samples for which there is a reason.
pub(super) fn leave_out(
    samples: &mut Vec<Sample>,
    step: impl Into<String>,
    flow: &mut Flow,
    reason: impl Fn(&Sample) -> Option<String>,
) {
    let mut step = OpenStep::new(step, SUBJECT, samples.len());
    samples.retain(|sample| match reason(sample) {
        Some(reason) => {
            step.leave_out(reason, &sample.record.sample);
            false
        }
        None => true,
    });
    flow.close(step);
}

/// Leaves out the samples that are not as they should be, for one reason.
pub(super) fn leave_out_unless(
    samples: &mut Vec<Sample>,
    step: impl Into<String>,
    reason: &str,
    flow: &mut Flow,
    is_right: impl Fn(&Sample) -> bool,
) {
    leave_out(samples, step, flow, |sample| {
        (!is_right(sample)).then(|| reason.to_owned())
    });
}

/// Keeps one sample of each person, if the plan says so.
pub(super) fn keep_one_each(keep: Keep, samples: &mut Vec<Sample>, flow: &mut Flow) {
    let (step, reason) = match keep {
        Keep::All => return,
        Keep::First => ("the first sample of each person", "not the first"),
        Keep::Last => ("the last sample of each person", "not the last"),
    };
    let mut kept: BTreeMap<String, SampleRecord> = BTreeMap::new();
    for sample in samples.iter() {
        let record = &sample.record;
        let when = |record: &SampleRecord| {
            let moment = &record.moment;
            (moment.date, moment.visit.clone(), record.sample.clone())
        };
        let known = kept
            .entry(record.participant.clone())
            .or_insert_with(|| record.clone());
        let is_better = match keep {
            Keep::Last => when(record) > when(known),
            Keep::First | Keep::All => when(record) < when(known),
        };
        if is_better {
            *known = record.clone();
        }
    }
    leave_out_unless(samples, step, reason, flow, |sample| {
        let known = kept.get(&sample.record.participant);
        known.is_some_and(|known| known.sample == sample.record.sample)
    });
}
