//! Facts of people and samples.

use super::names::Names;
use super::nutrients::unknown;
use super::people::People;
use super::samples::Sample;
use crate::cohort::{AttributeRecord, Cohort, ParticipantRecord};
use crate::error::{Error, ErrorKind, Mistakes, Result};
use crate::study::column::{Column, Origin, Values};
use crate::study::plan::JoinPlan;
use std::collections::{BTreeMap, BTreeSet, HashMap};

const OF_PEOPLE: [&str; 6] = ["sex", "age", "birth_year", "region", "household", "site"];
const OF_SAMPLES: [&str; 5] = ["visit", "date", "run", "batch", "stool_form"];

/// The facts that a plan takes, with the attributes read.
pub(super) struct Covariates {
    names: Vec<String>,
    of_people: Attributes,
    of_samples: Attributes,
}

/// Attributes by name, then by whose they are.
type Attributes = BTreeMap<String, HashMap<String, String>>;

impl Covariates {
    /// Reads the attributes.
    pub(super) fn read(
        cohort: &Cohort,
        plan: &JoinPlan,
        people: &BTreeSet<String>,
        mistakes: &mut Mistakes,
    ) -> Result<Self> {
        let of_people = by_name(cohort.participant_attributes(people)?);
        let of_samples = by_name(cohort.sample_attributes(people)?);
        for name in &plan.covariates {
            let is_fact = OF_PEOPLE.contains(&name.as_str()) || OF_SAMPLES.contains(&name.as_str());
            let is_attribute = [&of_people, &of_samples].map(|known| known.contains_key(name));
            match is_attribute {
                _ if is_fact => {}
                [false, false] => {
                    let facts = OF_PEOPLE
                        .iter()
                        .chain(&OF_SAMPLES)
                        .map(|name| (*name).to_owned());
                    let known: Vec<String> = facts
                        .chain(of_people.keys().cloned())
                        .chain(of_samples.keys().cloned())
                        .collect();
                    mistakes.push(unknown(name, known.iter(), "covariates"));
                }
                [true, true] => {
                    let message = format!("\"{name}\" is told of people and of samples");
                    let mistake = Error::new(ErrorKind::Duplicate, message).at_field("covariates");
                    mistakes.push(mistake.mend("import one of them under another name"));
                }
                [true, false] | [false, true] => {}
            }
        }
        Ok(Self {
            names: plan.covariates.clone(),
            of_people,
            of_samples,
        })
    }

    /// The columns: those of people, then those of samples, each in the plan's order.
    pub(super) fn columns(
        &self,
        people: &People,
        samples: &[Sample],
        names: &mut Names,
    ) -> Vec<Column> {
        let mut columns: Vec<Column> = self
            .names
            .iter()
            .map(|name| self.column(name, people, samples, names))
            .collect();
        columns.sort_by_key(|column| column.origin == Origin::Sample);
        columns
    }

    fn column(&self, fact: &str, people: &People, samples: &[Sample], names: &mut Names) -> Column {
        let (origin, unit, values) = match fact {
            "age" => (Origin::Sample, "a", ages(people, samples)),
            _ if OF_PEOPLE.contains(&fact) => of_people(fact, people, samples),
            _ if OF_SAMPLES.contains(&fact) => of_samples(fact, samples),
            _ => self.attribute(fact, samples),
        };
        Column {
            name: names.name(fact),
            origin,
            unit: unit.to_owned(),
            values,
        }
    }

    fn attribute(&self, name: &str, samples: &[Sample]) -> (Origin, &'static str, Values) {
        type Id = fn(&Sample) -> &String;
        let (origin, known, id): (Origin, &Attributes, Id) = match self.of_people.get(name) {
            Some(_) => (Origin::Participant, &self.of_people, |sample| {
                &sample.record.participant
            }),
            None => (Origin::Sample, &self.of_samples, |sample| {
                &sample.record.sample
            }),
        };
        let texts = known.get(name);
        let cell = |sample| texts.and_then(|texts| texts.get(id(sample)));
        let cells: Vec<&str> = samples
            .iter()
            .map(|sample| cell(sample).map_or("", String::as_str))
            .collect();
        (origin, "", Values::from_cells(&cells))
    }
}

fn by_name(records: Vec<AttributeRecord>) -> Attributes {
    let mut attributes = Attributes::new();
    for record in records {
        attributes
            .entry(record.name)
            .or_default()
            .insert(record.of, record.value);
    }
    attributes
}

fn ages(people: &People, samples: &[Sample]) -> Values {
    let age = |sample: &Sample| sample.age_years(people).map(|age| age as f64);
    Values::Number(samples.iter().map(age).collect())
}

fn of_people(fact: &str, people: &People, samples: &[Sample]) -> (Origin, &'static str, Values) {
    let person = |sample: &Sample| people.get(&sample.record.participant);
    if fact == "birth_year" {
        let year = |sample: &Sample| person(sample)?.birth_year.map(f64::from);
        let years = samples.iter().map(year).collect();
        return (Origin::Participant, "year", Values::Number(years));
    }
    let text = |person: &ParticipantRecord| match fact {
        "sex" => person.sex.map(|sex| sex.name().to_owned()),
        "region" => person.region.clone(),
        "household" => person.household.clone(),
        _ => person.site.clone(),
    };
    let texts = samples
        .iter()
        .map(|sample| person(sample).and_then(text))
        .collect();
    (Origin::Participant, "", Values::Text(texts))
}

fn of_samples(fact: &str, samples: &[Sample]) -> (Origin, &'static str, Values) {
    if fact == "stool_form" {
        let form = |sample: &Sample| sample.record.stool_form.map(f64::from);
        let forms = samples.iter().map(form).collect();
        return (Origin::Sample, "Bristol scale", Values::Number(forms));
    }
    let text = |sample: &Sample| match fact {
        "visit" => sample.record.moment.visit.clone(),
        "date" => sample.record.moment.date.map(|date| date.to_string()),
        "run" => sample.record.run.clone(),
        _ => sample.record.batch.clone(),
    };
    (
        Origin::Sample,
        "",
        Values::Text(samples.iter().map(text).collect()),
    )
}
