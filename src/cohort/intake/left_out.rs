//! The foods that add nothing, gathered over all surveys.

use super::account::{IntakeAccount, LeftOutFood, LeftOutReason};
use super::eaten::EatenFood;
use crate::diet::composition::{Content, FoodTable};
use crate::diet::intake::Weighed;
use std::collections::BTreeMap;

/// All foods of all surveys, each once by its code as written and its composition code.
#[derive(Debug, Default)]
pub(super) struct FoodTallies(BTreeMap<(String, String), Tally>);

#[derive(Debug, Default)]
struct Tally {
    name: String,
    items: u64,
    /// Weights of the edible part.
    edible: Amount,
    /// Weights as bought.
    as_bought: Amount,
}

impl Tally {
    fn weighed(&self) -> Amount {
        Amount {
            items: self.edible.items + self.as_bought.items,
            grams: self.edible.grams + self.as_bought.grams,
        }
    }
}

/// How often a food was weighed, and the grams as they were weighed.
#[derive(Debug, Default, Clone, Copy)]
struct Amount {
    items: u64,
    grams: f64,
}

impl Amount {
    fn add(&mut self, grams: f64) {
        self.items += 1;
        self.grams += grams;
    }
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
                match food.weighed {
                    Weighed::Edible => tally.edible.add(grams),
                    Weighed::AsBought => tally.as_bought.add(grams),
                }
            }
        }
    }

    /// Writes into the account what was eaten and what of it adds nothing: in order of
    /// reasons, the heaviest first.
    pub(super) fn tell(&self, table: &FoodTable, account: &mut IntakeAccount) {
        account.grams = self.0.values().map(|tally| tally.weighed().grams).sum();
        let mut grams_counted = 0.0;
        for ((food, code), tally) in &self.0 {
            account.items += tally.items;
            let looked_up = if code.is_empty() { food } else { code };
            let place = table.food(looked_up);
            let probable_code = table.code_with_zeros(looked_up).unwrap_or_default();
            let mut leave_out = |reason, component: &str, items, amount: Amount| {
                let grams = (amount.items > 0).then_some(amount.grams);
                account.left_out.push(LeftOutFood {
                    reason,
                    food: food.clone(),
                    food_name: tally.name.clone(),
                    composition_code: code.clone(),
                    probable_code: probable_code.to_owned(),
                    component: component.to_owned(),
                    items,
                    grams,
                    grams_share: grams.map(|grams| share(grams, account.grams)),
                });
            };
            let weighed = tally.weighed();
            if tally.items > weighed.items {
                let items = tally.items - weighed.items;
                leave_out(LeftOutReason::NoAmount, "", items, Amount::default());
            }
            let Some(place) = place else {
                let reason = match code.is_empty() {
                    true => LeftOutReason::NotMapped,
                    false => LeftOutReason::NotInTable,
                };
                leave_out(reason, "", tally.items, weighed);
                continue;
            };
            let mut counted = weighed;
            let refuse = table
                .foods()
                .get(place)
                .and_then(|food| food.refuse_percent);
            if refuse.is_none() && tally.as_bought.items > 0 {
                counted = tally.edible;
                let (reason, amount) = (LeftOutReason::RefuseNotKnown, tally.as_bought);
                leave_out(reason, "", amount.items, amount);
            }
            if counted.items > 0 {
                for (component, described) in table.components().iter().enumerate() {
                    if table.content(place, component) == Content::NotMeasured {
                        let reason = LeftOutReason::NotMeasured;
                        leave_out(reason, &described.tag, counted.items, counted);
                    }
                }
            }
            account.items_counted += counted.items;
            grams_counted += counted.grams;
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
