//! Foods in grams a day.

use super::names::Names;
use super::nutrients::unknown;
use super::samples::Sample;
use super::surveys::Surveys;
use crate::cohort::{Cohort, FoodAmount};
use crate::error::{Error, ErrorKind, Mistakes, Result};
use crate::study::beside::{ObservationTable, TableColumn};
use crate::study::flow::{Flow, OpenStep};
use crate::study::plan::{FoodName, FoodPlan, JoinPlan, Take};
use ndarray::Array2;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// HDF5 keeps the names of a data frame's columns in one attribute of 64 KiB, 16 bytes
/// each.
const MOST_FOODS: usize = 4000;

/// The table of what the plan takes; nothing where it takes none.
pub(super) fn foods_table(
    cohort: &Cohort,
    plan: &JoinPlan,
    surveys: &Surveys,
    samples: &[Sample],
    flow: &mut Flow,
) -> Result<Option<ObservationTable>> {
    if plan.foods.take.is_nothing() {
        return Ok(None);
    }
    let mut sums = Sums::new(&plan.foods, surveys);
    cohort.for_each_food_amount(|amount| sums.add(amount))?;
    sums.close_survey();
    sums.tell(flow);
    let foods = sums.chosen(flow)?;
    let places: HashMap<u32, usize> = foods
        .iter()
        .enumerate()
        .map(|(place, food)| (food.1, place))
        .collect();
    let mut values = Array2::from_elem((samples.len(), foods.len()), f64::NAN);
    for (row, sample) in samples.iter().enumerate() {
        let Some(eaten) = sample
            .survey
            .and_then(|survey| sums.of_survey[survey].as_ref())
        else {
            continue;
        };
        let mut row = values.row_mut(row);
        row.fill(0.0);
        for (food, grams) in eaten {
            if let Some(&place) = places.get(food) {
                row[place] = *grams;
            }
        }
    }
    let mut names = Names::of_table();
    let columns = foods.into_iter().map(|(code, _)| TableColumn {
        name: names.name(&code),
        unit: "g/d".to_owned(),
        code,
    });
    Ok(Some(ObservationTable {
        name: "foods".to_owned(),
        columns: columns.collect(),
        values,
    }))
}

/// What was eaten, gathered survey by survey.
struct Sums<'a> {
    plan: &'a FoodPlan,
    /// The surveys that belong to samples.
    used: HashMap<&'a str, usize>,
    /// The foods by name, with the number each has here.
    numbers: HashMap<String, u32>,
    /// For each survey the grams a day of its foods; nothing where it has none.
    of_survey: Vec<Option<Vec<(u32, f64)>>>,
    open: Open,
    items: usize,
    without_grams: Vec<String>,
    without_code: BTreeMap<String, u64>,
}

/// The survey that is being read: items come survey by survey.
#[derive(Default)]
struct Open {
    survey: String,
    place: Option<usize>,
    grams: HashMap<u32, f64>,
    days: BTreeSet<String>,
}

impl<'a> Sums<'a> {
    fn new(plan: &'a FoodPlan, surveys: &'a Surveys) -> Self {
        Self {
            plan,
            used: surveys.used(),
            numbers: HashMap::new(),
            of_survey: vec![None; surveys.len()],
            open: Open::default(),
            items: 0,
            without_grams: Vec::new(),
            without_code: BTreeMap::new(),
        }
    }

    fn add(&mut self, amount: &FoodAmount<'_>) {
        if amount.survey != self.open.survey {
            self.close_survey();
            self.open.survey.push_str(amount.survey);
            self.open.place = self.used.get(amount.survey).copied();
        }
        if self.open.place.is_none() {
            return;
        }
        self.items += 1;
        if !amount.day.is_empty() && !self.open.days.contains(amount.day) {
            self.open.days.insert(amount.day.to_owned());
        }
        let name = match self.plan.by {
            FoodName::Food => amount.food,
            FoodName::CompositionCode => amount.composition_code,
        };
        if name.is_empty() {
            *self.without_code.entry(amount.food.to_owned()).or_default() += 1;
            return;
        }
        let number = match self.numbers.get(name) {
            Some(number) => *number,
            None => {
                let number = self.numbers.len() as u32;
                self.numbers.insert(name.to_owned(), number);
                number
            }
        };
        if amount.grams.is_none() {
            self.without_grams
                .push(format!("{} {}", amount.survey, amount.food));
        }
        // An amount that is not told makes the sum one that is not known.
        *self.open.grams.entry(number).or_default() += amount.grams.unwrap_or(f64::NAN);
    }

    fn close_survey(&mut self) {
        let open = std::mem::take(&mut self.open);
        if let Some(place) = open.place {
            let days = open.days.len().max(1) as f64;
            let eaten = open
                .grams
                .into_iter()
                .map(|(food, grams)| (food, grams / days));
            self.of_survey[place] = Some(eaten.collect());
        }
    }

    fn tell(&self, flow: &mut Flow) {
        let mut step = OpenStep::new("amounts of foods", "food items", self.items);
        for name in &self.without_grams {
            step.leave_out("grams are not told: the amount is missing", name);
        }
        for (food, count) in &self.without_code {
            step.leave_out_items("no composition code", food, *count);
        }
        flow.close(step);
    }

    /// The foods of the table with their numbers, in order.
    fn chosen(&self, flow: &mut Flow) -> Result<Vec<(String, u32)>> {
        let mut with = vec![0_usize; self.numbers.len()];
        for (food, grams) in self.of_survey.iter().flatten().flatten() {
            // Questionnaires ask for foods that nobody eats.
            if *grams > 0.0 {
                with[*food as usize] += 1;
            }
        }
        let known: BTreeMap<&String, u32> = self
            .numbers
            .iter()
            .map(|(name, number)| (name, *number))
            .collect();
        let foods: Vec<(String, u32)> = match &self.plan.take {
            Take::All => known
                .iter()
                .map(|(name, number)| ((*name).clone(), *number))
                .collect(),
            Take::Named(names) => {
                let mut mistakes = Mistakes::new();
                for name in names.iter().filter(|name| !known.contains_key(name)) {
                    mistakes.push(unknown(name, known.keys().copied(), "foods.take"));
                }
                mistakes.finish()?;
                let number = |name: &String| Some((name.clone(), *known.get(name)?));
                names.iter().filter_map(number).collect()
            }
        };
        let surveys = self.of_survey.iter().flatten().count();
        let fewest = self.plan.min_prevalence;
        let mut chosen = foods;
        if fewest > 0.0 {
            let step = format!("in {fewest} of the surveys or more");
            let mut step = OpenStep::new(step, "foods", chosen.len());
            chosen.retain(|(name, number)| {
                let is_common = with[*number as usize] as f64 >= fewest * surveys as f64;
                if !is_common {
                    step.leave_out("in too few surveys", name);
                }
                is_common
            });
            flow.close(step);
        }
        if chosen.len() > MOST_FOODS {
            let message = format!(
                "found {} foods, expected {MOST_FOODS} or fewer",
                chosen.len()
            );
            return Err(Error::new(ErrorKind::Unsupported, message)
                .at_field("foods.min_prevalence")
                .mend("take the more common foods, or name those you want"));
        }
        Ok(chosen)
    }
}
