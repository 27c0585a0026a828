//! Surveys whose energy cannot be true.

use super::markers::Markers;
use super::nutrients::Nutrients;
use super::people::People;
use super::samples::{Sample, leave_out};
use super::surveys::Surveys;
use crate::cohort::MarkerValue;
use crate::diet::energy::{
    ExclusionFlow, KILOJOULES_PER_KILOCALORIE, NotAssessable, Respondent, Verdict, apply_rules,
};
use crate::error::{Error, ErrorKind, Result};
use crate::study::flow::{Flow, OpenStep};
use crate::study::plan::JoinPlan;
use std::collections::BTreeMap;

const SUBJECT: &str = "surveys";

/// Leaves out samples whose survey tells energy that cannot be true.
pub(super) fn leave_out_untrue_energy(
    plan: &JoinPlan,
    people: &People,
    surveys: &Surveys,
    nutrients: &Nutrients,
    markers: &Markers,
    samples: &mut Vec<Sample>,
    flow: &mut Flow,
) -> Result<()> {
    if plan.energy.rules.is_empty() {
        return Ok(());
    }
    let Some((unit, energy)) = nutrients.get(&plan.energy.nutrient) else {
        return Ok(());
    };
    let kcal_of_unit = kilocalories(unit)?;
    // The first sample of a survey tells of the person at that time.
    let mut first: BTreeMap<usize, &Sample> = BTreeMap::new();
    for sample in samples.iter() {
        if let Some(survey) = sample.survey {
            first.entry(survey).or_insert(sample);
        }
    }
    let mut out: BTreeMap<usize, String> = BTreeMap::new();
    let mut places = Vec::new();
    let mut respondents = Vec::new();
    let mut step = OpenStep::new("energy is told", SUBJECT, first.len());
    for (&place, sample) in &first {
        let record = surveys.record(place);
        match energy.get(&record.survey) {
            Some(value) => {
                let body = |marker: &str| match markers.chosen(&plan.markers, sample, marker)?.value
                {
                    MarkerValue::Exact(value) => Some(value),
                    _ => None,
                };
                places.push(place);
                respondents.push(Respondent {
                    person: record.survey.clone(),
                    energy_kcal_per_day: value * kcal_of_unit,
                    sex: people
                        .get(&record.participant)
                        .and_then(|person| person.sex),
                    age_years: sample.age_years(people).map(|age| age as f64),
                    weight_kg: body(&plan.energy.weight),
                    height_cm: body(&plan.energy.height),
                });
            }
            None if plan.energy.unjudged == NotAssessable::Exclude => {
                step.leave_out("energy is not told", &record.survey);
                out.insert(place, "energy is not told".to_owned());
            }
            None => {}
        }
    }
    flow.close(step);
    let verdicts = apply_rules(&plan.energy.rules, &respondents, plan.energy.unjudged)?;
    tell(&verdicts, &respondents, &places, &mut out, flow);
    leave_out(samples, "energy that can be true", flow, |sample| {
        out.get(&sample.survey?).cloned()
    });
    Ok(())
}

fn tell(
    verdicts: &ExclusionFlow,
    respondents: &[Respondent],
    places: &[usize],
    out: &mut BTreeMap<usize, String>,
    flow: &mut Flow,
) {
    for (number, rule) in verdicts.steps.iter().enumerate() {
        let name = format!("energy: {} ({})", rule.rule, rule.source);
        let mut step = OpenStep::new(name, SUBJECT, rule.all.entered);
        for (person, verdict) in verdicts.left_out.iter().enumerate() {
            let Some((_, verdict)) = verdict.filter(|(by, _)| *by == number) else {
                continue;
            };
            let reason = match verdict {
                Verdict::TooLow => "energy too low".to_owned(),
                Verdict::TooHigh => "energy too high".to_owned(),
                Verdict::NotAssessable(missing) => format!("cannot be judged without {missing}"),
                Verdict::Plausible => continue,
            };
            step.leave_out(&reason, &respondents[person].person);
            out.insert(places[person], format!("{reason} ({})", rule.rule));
        }
        flow.close(step);
    }
}

/// Kilocalories in one of the unit.
fn kilocalories(unit: &str) -> Result<f64> {
    match unit {
        "kcal" | "kcal/d" => Ok(1.0),
        "kJ" | "kJ/d" => Ok(1.0 / KILOJOULES_PER_KILOCALORIE),
        _ => Err(Error::new(
            ErrorKind::Mismatch,
            format!("found energy in \"{unit}\", expected kcal or kJ"),
        )
        .at_field("energy.nutrient")
        .mend("name the nutrient that is energy in kcal or kJ, or leave the rules out")),
    }
}
