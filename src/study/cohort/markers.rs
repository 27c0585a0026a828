//! Check-up values of each sample.

use super::names::Names;
use super::nutrients::{expect_known, unknown};
use super::samples::{Sample, leave_out_unless};
use crate::cohort::{Cohort, MarkerRecord, MarkerValue, Moment};
use crate::error::{Mistakes, Result};
use crate::study::column::{Column, Origin, Values};
use crate::study::flow::{Flow, OpenStep};
use crate::study::plan::{JoinPlan, LimitValue, MarkerPlan, Take};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// The values of each person, by code.
pub(super) struct Markers {
    of_people: HashMap<String, BTreeMap<String, Vec<MarkerRecord>>>,
    /// The codes of the study with their units, in order.
    codes: Vec<(String, String)>,
}

impl Markers {
    /// Reads what the plan takes, and what its rules of energy need.
    pub(super) fn read(
        cohort: &Cohort,
        plan: &JoinPlan,
        people: &BTreeSet<String>,
        mistakes: &mut Mistakes,
    ) -> Result<Self> {
        let mut markers = Self {
            of_people: HashMap::new(),
            codes: Vec::new(),
        };
        let needs_body = !plan.energy.rules.is_empty();
        if plan.markers.take.is_nothing() && !needs_body {
            return Ok(markers);
        }
        let mut units: BTreeMap<String, String> = BTreeMap::new();
        for record in cohort.marker_records(people)? {
            if !units.contains_key(&record.code) {
                units.insert(record.code.clone(), record.unit.clone());
            }
            let is_body = record.code == plan.energy.weight || record.code == plan.energy.height;
            if plan.markers.take.takes(&record.code) || needs_body && is_body {
                let of_person = markers.of_people.entry(record.participant.clone());
                let of_code = of_person.or_default().entry(record.code.clone());
                of_code.or_default().push(record);
            }
        }
        let known: BTreeSet<String> = units.keys().cloned().collect();
        expect_known(&plan.markers.take, &known, "markers.take", mistakes);
        for code in &plan.markers.required {
            // Those of a list are told already.
            if plan.markers.take == Take::All && !known.contains(code) {
                mistakes.push(unknown(code, known.iter(), "markers.required"));
            }
        }
        markers.codes = match &plan.markers.take {
            Take::All => units.into_iter().collect(),
            Take::Named(names) => names
                .iter()
                .filter_map(|name| units.get_key_value(name))
                .map(|(code, unit)| (code.clone(), unit.clone()))
                .collect(),
        };
        Ok(markers)
    }

    /// The value that belongs to a sample.
    pub(super) fn chosen(
        &self,
        plan: &MarkerPlan,
        sample: &Sample,
        code: &str,
    ) -> Option<&MarkerRecord> {
        let records = self.of_people.get(&sample.record.participant)?.get(code)?;
        plan.matching
            .choose(&sample.record.moment, records, |record| &record.moment)
    }

    /// Leaves out samples without a value that the plan requires.
    pub(super) fn leave_out_without(
        &self,
        plan: &MarkerPlan,
        samples: &mut Vec<Sample>,
        flow: &mut Flow,
    ) {
        for code in &plan.required {
            let step = format!("a value of {code} {}", plan.matching.describe());
            let reason = format!("no value of {code}");
            leave_out_unless(samples, step, &reason, flow, |sample| {
                self.chosen(plan, sample, code).is_some()
            });
        }
    }

    /// A column for each code, and one that tells the side of limits where there are
    /// any. A code with words among its values is one of words.
    pub(super) fn columns(
        &self,
        plan: &JoinPlan,
        samples: &[Sample],
        names: &mut Names,
    ) -> Vec<Column> {
        let mut columns = Vec::new();
        for (code, unit) in &self.codes {
            let records: Vec<Option<&MarkerRecord>> = samples
                .iter()
                .map(|sample| self.chosen(&plan.markers, sample, code))
                .collect();
            let values = || {
                records
                    .iter()
                    .map(|record| record.map(|record| &record.value))
            };
            let has_words = values()
                .flatten()
                .any(|value| matches!(value, MarkerValue::Words(_)));
            let of_values = match has_words {
                true => Values::Text(values().map(|value| value.map(in_words)).collect()),
                false => {
                    let limits = plan.markers.limits;
                    Values::Number(values().map(|value| number(value?, limits)).collect())
                }
            };
            let sides: Vec<Option<String>> = values()
                .map(|value| value.map(|value| side(value).to_owned()))
                .collect();
            let has_limits = sides.iter().flatten().any(|side| side != "exact");
            let column = |name: String, unit: &str, values| Column {
                name,
                origin: Origin::Markers,
                unit: unit.to_owned(),
                values,
            };
            columns.push(column(names.name(code), unit, of_values));
            if has_limits && !has_words {
                let name = names.name(&format!("{code}_limit"));
                columns.push(column(name, "", Values::Text(sides)));
            }
        }
        columns
    }

    /// Tells the values in the store that belong to no sample of the study.
    pub(super) fn tell_unused(&self, plan: &JoinPlan, samples: &[Sample], flow: &mut Flow) {
        if self.codes.is_empty() {
            return;
        }
        let mut of_person: BTreeMap<&str, Vec<&Sample>> = BTreeMap::new();
        for sample in samples {
            of_person
                .entry(&sample.record.participant)
                .or_default()
                .push(sample);
        }
        let matching = plan.markers.matching;
        let mut entered = 0;
        let mut unused = Vec::new();
        for (person, samples) in &of_person {
            let Some(of_codes) = self.of_people.get(*person) else {
                continue;
            };
            for (code, _) in &self.codes {
                let records = of_codes.get(code).map_or(&[][..], Vec::as_slice);
                entered += records.len();
                let chosen: Vec<&MarkerRecord> = samples
                    .iter()
                    .filter_map(|sample| self.chosen(&plan.markers, sample, code))
                    .collect();
                for record in records {
                    if chosen.iter().any(|other| std::ptr::eq(*other, record)) {
                        continue;
                    }
                    let one = std::slice::from_ref(record);
                    let fits = samples.iter().any(|sample| {
                        let moment = &sample.record.moment;
                        matching
                            .choose(moment, one, |record| &record.moment)
                            .is_some()
                    });
                    let reason = match fits {
                        true => "another value belongs to the sample",
                        false => "no sample at that time",
                    };
                    unused.push((reason, format!("{person} {code}{}", when(&record.moment))));
                }
            }
        }
        let step = format!("values {}", matching.describe());
        let mut step = OpenStep::new(step, "marker values", entered);
        for (reason, name) in unused {
            step.leave_out(reason, name);
        }
        flow.close(step);
    }
}

fn when(moment: &Moment) -> String {
    let visit = moment.visit.as_ref().map(|visit| format!(" visit {visit}"));
    let date = moment.date.map(|date| format!(" {date}"));
    [visit, date].into_iter().flatten().collect()
}

fn number(value: &MarkerValue, limits: LimitValue) -> Option<f64> {
    match (value, limits) {
        (MarkerValue::Exact(number), _) => Some(*number),
        (MarkerValue::Below(limit) | MarkerValue::Above(limit), LimitValue::Limit)
        | (MarkerValue::Above(limit), LimitValue::Half) => Some(*limit),
        (MarkerValue::Below(limit), LimitValue::Half) => Some(limit / 2.0),
        (MarkerValue::Below(_) | MarkerValue::Above(_), LimitValue::Missing)
        | (MarkerValue::Words(_), _) => None,
    }
}

/// On which side of the number that stands for it the true value lies.
fn side(value: &MarkerValue) -> &'static str {
    match value {
        MarkerValue::Below(_) => "below",
        MarkerValue::Above(_) => "above",
        MarkerValue::Exact(_) | MarkerValue::Words(_) => "exact",
    }
}

fn in_words(value: &MarkerValue) -> String {
    match value {
        MarkerValue::Words(words) => words.clone(),
        MarkerValue::Exact(number) => number.to_string(),
        MarkerValue::Below(limit) => format!("<{limit}"),
        MarkerValue::Above(limit) => format!(">{limit}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_stand_as_the_plan_says_and_are_never_numbers_by_accident() {
        let below = MarkerValue::Below(0.3);
        let above = MarkerValue::Above(500.0);
        let all = [LimitValue::Limit, LimitValue::Half, LimitValue::Missing];
        assert_eq!(
            all.map(|limits| number(&below, limits)),
            [Some(0.3), Some(0.15), None]
        );
        assert_eq!(
            all.map(|limits| number(&above, limits)),
            [Some(500.0), Some(500.0), None]
        );
        assert_eq!(
            (in_words(&below), in_words(&above)),
            ("<0.3".into(), ">500".into())
        );
    }
}
