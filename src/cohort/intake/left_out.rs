//! The foods that add nothing, gathered over all surveys.

use super::account::{IntakeAccount, LeftOutFood, LeftOutReason};
use super::eaten::EatenFood;
use crate::diet::composition::{Content, FoodTable};
use std::collections::BTreeMap;

/// All foods of all surveys, each once by its code as written and its composition code.
#[derive(Debug, Default)]
pub(super) struct FoodTallies(BTreeMap<(String, String), Tally>);

#[derive(Debug, Default)]
struct Tally {
    name: String,
    items: u64,
    items_weighed: u64,
    grams: f64,
}

impl FoodTallies {
    /// Counts the foods of a survey.
    pub(super) fn add(&mut self, foods: &[EatenFood]) {
        for food in foods {
            let key = (food.food.clone(), food.composition_code.clone());
            let tally = self.0.entry(key).or_default();
            if tally.name.is_empty() {
                tally.name.clone_from(&food.food_name);
            }
            tally.items += 1;
            if let Some(grams) = food.grams {
                tally.items_weighed += 1;
                tally.grams += grams;
            }
        }
    }

    /// Writes into the account what was eaten and what of it adds nothing: in order of
    /// reasons, the heaviest first.
    pub(super) fn tell(&self, table: &FoodTable, account: &mut IntakeAccount) {
        account.grams = self.0.values().map(|tally| tally.grams).sum();
        let mut grams_counted = 0.0;
        for ((food, code), tally) in &self.0 {
            account.items += tally.items;
            let place = table.food(if code.is_empty() { food } else { code });
            let mut leave_out = |reason, component: &str, items| {
                let grams = (tally.items_weighed > 0 && reason != LeftOutReason::NoAmount)
                    .then_some(tally.grams);
                account.left_out.push(LeftOutFood {
                    reason,
                    food: food.clone(),
                    food_name: tally.name.clone(),
                    composition_code: code.clone(),
                    component: component.to_owned(),
                    items,
                    grams,
                    grams_share: grams.map(|grams| share(grams, account.grams)),
                });
            };
            if tally.items > tally.items_weighed {
                let items = tally.items - tally.items_weighed;
                leave_out(LeftOutReason::NoAmount, "", items);
            }
            let Some(place) = place else {
                let reason = match code.is_empty() {
                    true => LeftOutReason::NotMapped,
                    false => LeftOutReason::NotInTable,
                };
                leave_out(reason, "", tally.items);
                continue;
            };
            if tally.items_weighed > 0 {
                for (component, described) in table.components().iter().enumerate() {
                    if table.content(place, component) == Content::NotMeasured {
                        let reason = LeftOutReason::NotMeasured;
                        leave_out(reason, &described.tag, tally.items_weighed);
                    }
                }
            }
            account.items_counted += tally.items_weighed;
            grams_counted += tally.grams;
        }
        account.grams_counted_share = share(grams_counted, account.grams);
        let weight = |food: &LeftOutFood| food.grams.unwrap_or(0.0);
        account.left_out.sort_by(|a, b| {
            let by_weight = weight(b).total_cmp(&weight(a));
            a.reason.cmp(&b.reason).then(by_weight)
        });
    }
}

/// A share of nothing is 0: nothing was weighed, nothing is left out.
fn share(part: f64, whole: f64) -> f64 {
    if whole > 0.0 { part / whole } else { 0.0 }
}
