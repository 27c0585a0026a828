//! Which food survey belongs to which sample.

use super::names::Names;
use super::samples::Sample;
use crate::cohort::{Cohort, SurveyRecord};
use crate::error::Result;
use crate::study::column::{Column, Origin, Values};
use crate::study::flow::{Flow, OpenStep};
use crate::study::plan::JoinPlan;
use std::collections::{BTreeSet, HashMap};

/// The surveys of the people, and which of them belong to a sample.
pub(super) struct Surveys {
    records: Vec<SurveyRecord>,
    is_used: Vec<bool>,
}

impl Surveys {
    /// Reads the surveys and gives each sample its own. Nothing is read where the plan
    /// asks for nothing of a survey.
    pub(super) fn read(
        cohort: &Cohort,
        plan: &JoinPlan,
        people: &BTreeSet<String>,
        samples: &mut [Sample],
    ) -> Result<Self> {
        let mut records = match plan.needs_survey() {
            true => cohort.survey_records(people)?,
            false => Vec::new(),
        };
        if let Some(instrument) = &plan.survey.instrument {
            records.retain(|record| record.instrument.as_ref() == Some(instrument));
        }
        let mut by_person: HashMap<&str, Vec<(usize, &SurveyRecord)>> = HashMap::new();
        for (place, record) in records.iter().enumerate() {
            let of_person = by_person.entry(&record.participant).or_default();
            of_person.push((place, record));
        }
        for sample in samples.iter_mut() {
            let of_person = by_person.get(sample.record.participant.as_str());
            sample.survey = of_person.and_then(|of_person| {
                let moment = &sample.record.moment;
                let matching = plan.survey.matching;
                let chosen = matching.choose(moment, of_person, |(_, record)| &record.moment);
                chosen.map(|(place, _)| *place)
            });
        }
        let mut surveys = Self {
            is_used: vec![false; records.len()],
            records,
        };
        surveys.narrow(samples);
        Ok(surveys)
    }

    /// Only surveys of these samples count as used.
    pub(super) fn narrow(&mut self, samples: &[Sample]) {
        self.is_used.fill(false);
        for place in samples.iter().filter_map(|sample| sample.survey) {
            self.is_used[place] = true;
        }
    }

    /// Tells the surveys that belong to no sample.
    pub(super) fn tell(&self, plan: &JoinPlan, samples: &[Sample], flow: &mut Flow) {
        if !plan.needs_survey() {
            return;
        }
        let mut of_person: HashMap<&str, Vec<&Sample>> = HashMap::new();
        for sample in samples {
            of_person
                .entry(&sample.record.participant)
                .or_default()
                .push(sample);
        }
        let matching = plan.survey.matching;
        let step = format!("surveys {}", matching.describe());
        let mut step = OpenStep::new(step, "surveys", self.records.len());
        for (record, is_used) in self.records.iter().zip(&self.is_used) {
            if *is_used {
                continue;
            }
            let one = std::slice::from_ref(record);
            let samples = of_person.get(record.participant.as_str());
            let fits = samples.into_iter().flatten().any(|sample| {
                let moment = &sample.record.moment;
                matching
                    .choose(moment, one, |record| &record.moment)
                    .is_some()
            });
            let reason = match (fits, samples) {
                (true, _) => "another survey belongs to the sample",
                (false, Some(_)) => "no sample at that time",
                (false, None) => "no sample of the person",
            };
            step.leave_out(reason, &record.survey);
        }
        flow.close(step);
    }

    /// The survey at a place.
    pub(super) fn record(&self, place: usize) -> &SurveyRecord {
        &self.records[place]
    }

    /// The number of surveys, the unused ones included.
    pub(super) fn len(&self) -> usize {
        self.records.len()
    }

    /// The places of the surveys that belong to samples, by id.
    pub(super) fn used(&self) -> HashMap<&str, usize> {
        let places = self.records.iter().enumerate();
        let used = places.filter(|(place, _)| self.is_used[*place]);
        used.map(|(place, record)| (record.survey.as_str(), place))
            .collect()
    }
}

/// Which survey, and how many days after the sample it was.
pub(super) fn survey_columns(
    plan: &JoinPlan,
    surveys: &Surveys,
    samples: &[Sample],
    names: &mut Names,
) -> Vec<Column> {
    if !plan.needs_survey() {
        return Vec::new();
    }
    let of = |sample: &Sample| sample.survey.map(|place| surveys.record(place));
    let ids = samples
        .iter()
        .map(|sample| of(sample).map(|record| record.survey.clone()));
    let days = samples.iter().map(|sample| {
        let asked = of(sample)?.moment.date?;
        Some(asked.days_since(sample.record.moment.date?) as f64)
    });
    vec![
        Column {
            name: names.name("survey"),
            origin: Origin::Survey,
            unit: String::new(),
            values: Values::Text(ids.collect()),
        },
        Column {
            name: names.name("survey_days"),
            origin: Origin::Survey,
            unit: "d".to_owned(),
            values: Values::Number(days.collect()),
        },
    ]
}
