//! Nutrients a day.

use super::names::Names;
use super::samples::Sample;
use super::surveys::Surveys;
use crate::cohort::{Cohort, LimitSide};
use crate::error::{Error, ErrorKind, Mistakes, Result};
use crate::study::beside::{ObservationTable, TableColumn};
use crate::study::plan::{JoinPlan, LimitValue, Take};
use ndarray::Array2;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// The nutrients of surveys: of each, the value a day.
pub(super) struct Nutrients {
    /// By nutrient: the unit, and the value of each survey.
    values: BTreeMap<String, (String, HashMap<String, f64>)>,
}

impl Nutrients {
    /// Reads what the plan takes, and energy where a rule needs it. A value of the
    /// whole survey counts; where there is none, the mean of its days. Where the plan takes
    /// no limits, a survey with a limit has no value.
    pub(super) fn read(
        cohort: &Cohort,
        plan: &JoinPlan,
        people: &BTreeSet<String>,
        mistakes: &mut Mistakes,
    ) -> Result<Self> {
        let energy = (!plan.energy.rules.is_empty()).then_some(&plan.energy.nutrient);
        let mut nutrients = Self {
            values: BTreeMap::new(),
        };
        if energy.is_none() && plan.nutrients.is_nothing() {
            return Ok(nutrients);
        }
        let mut known = BTreeSet::new();
        let mut sums: BTreeMap<(String, String), DaySum> = BTreeMap::new();
        for record in cohort.nutrient_records(people)? {
            known.insert(record.nutrient.clone());
            if Some(&record.nutrient) != energy && !plan.nutrients.takes(&record.nutrient) {
                continue;
            }
            let of_nutrient = nutrients.values.entry(record.nutrient.clone());
            of_nutrient.or_insert_with(|| (record.unit.clone(), HashMap::new()));
            let sum = sums.entry((record.nutrient, record.survey)).or_default();
            let value = within_limits(record.value, record.limit_side, plan.nutrient_limits);
            if record.day.is_empty() {
                sum.whole = Some(value);
            } else {
                // One day whose value is missing makes the mean one that is not known.
                sum.total = sum.total.zip(value).map(|(total, value)| total + value);
                sum.days += 1;
            }
        }
        for ((nutrient, survey), sum) in sums {
            let value = match sum.whole {
                Some(whole) => whole,
                None => sum.total.map(|total| total / f64::from(sum.days)),
            };
            let values = nutrients
                .values
                .get_mut(&nutrient)
                .map(|(_, values)| values);
            if let (Some(value), Some(values)) = (value, values) {
                values.insert(survey, value);
            }
        }
        expect_known(&plan.nutrients, &known, "nutrients.take", mistakes);
        if let Some(energy) = energy {
            let take = Take::Named(vec![energy.clone()]);
            expect_known(&take, &known, "energy.nutrient", mistakes);
        }
        Ok(nutrients)
    }

    /// The unit of a nutrient and its values by survey.
    pub(super) fn get(&self, nutrient: &str) -> Option<&(String, HashMap<String, f64>)> {
        self.values.get(nutrient)
    }

    /// The table of what the plan takes.
    pub(super) fn table(
        &self,
        plan: &JoinPlan,
        surveys: &Surveys,
        samples: &[Sample],
    ) -> Option<ObservationTable> {
        let codes: Vec<&String> = match &plan.nutrients {
            Take::All => self.values.keys().collect(),
            Take::Named(names) => names.iter().collect(),
        };
        if codes.is_empty() {
            return None;
        }
        let mut names = Names::of_table();
        let mut columns = Vec::new();
        let mut values = Array2::from_elem((samples.len(), codes.len()), f64::NAN);
        for (place, code) in codes.into_iter().enumerate() {
            let (unit, of_surveys) = self.values.get(code)?;
            columns.push(TableColumn {
                name: names.name(code),
                unit: unit.clone(),
                code: code.clone(),
            });
            for (row, sample) in samples.iter().enumerate() {
                let survey = sample.survey.map(|survey| &surveys.record(survey).survey);
                if let Some(value) = survey.and_then(|survey| of_surveys.get(survey)) {
                    values[[row, place]] = *value;
                }
            }
        }
        Some(ObservationTable {
            name: "nutrients".to_owned(),
            columns,
            values,
        })
    }
}

/// A nutrient of one survey while it is read.
struct DaySum {
    /// The sum over the days; nothing where the value of one of them is missing.
    total: Option<f64>,
    days: u32,
    /// The value of the whole survey, where there is one; it may be missing too.
    whole: Option<Option<f64>>,
}

impl Default for DaySum {
    fn default() -> Self {
        Self {
            total: Some(0.0),
            days: 0,
            whole: None,
        }
    }
}

/// What stands for a value by the plan.
fn within_limits(value: f64, side: Option<LimitSide>, limits: LimitValue) -> Option<f64> {
    match (side, limits) {
        (None, _) | (Some(_), LimitValue::Limit) | (Some(LimitSide::Above), LimitValue::Half) => {
            Some(value)
        }
        (Some(LimitSide::Below), LimitValue::Half) => Some(value / 2.0),
        (Some(_), LimitValue::Missing) => None,
    }
}

/// Notes what a plan names and the cohort does not have.
pub(super) fn expect_known(
    take: &Take,
    known: &BTreeSet<String>,
    key: &str,
    mistakes: &mut Mistakes,
) {
    let Take::Named(names) = take else {
        return;
    };
    for name in names.iter().filter(|name| !known.contains(*name)) {
        mistakes.push(unknown(name, known.iter(), key));
    }
}

/// A name that the people of the plan do not have.
pub(super) fn unknown<'a>(name: &str, known: impl Iterator<Item = &'a String>, key: &str) -> Error {
    const MOST_TOLD: usize = 40;
    let mut told: Vec<&str> = known.map(String::as_str).collect();
    let more = match told.len().saturating_sub(MOST_TOLD) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    told.truncate(MOST_TOLD);
    let message = format!("found \"{name}\", which the people of the plan do not have");
    Error::new(ErrorKind::Missing, message)
        .at_field(key)
        .mend(format!("they have {}{more}", told.join(", ")))
}
