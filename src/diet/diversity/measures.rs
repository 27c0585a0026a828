//! Diversity of the foods that each person eats.

use crate::diet::diversity::tree::FoodTree;
use crate::diet::intake::DailyFood;
use crate::error::{Error, ErrorKind, Mistakes, Result};
use std::collections::BTreeMap;

/// How varied one person's diet is.
#[derive(Debug, Clone, PartialEq)]
pub struct DietDiversity {
    /// The person.
    pub person: String,
    /// Foods eaten at all.
    pub foods: usize,
    /// Shannon's entropy of the weights of foods, in nats: 0 for one food.
    pub shannon: f64,
    /// Simpson's diversity, 0 to 1: the chance that two grams are of two foods.
    pub simpson: f64,
    /// Branches of the tree of foods above what was eaten (Faith).
    pub tree_branches: usize,
    /// Grams a day of foods that are not in the tree; they count everywhere but in
    /// `tree_branches`.
    pub grams_not_in_tree: f64,
}

/// The diversity of each person's diet, in order of the people. Foods are told apart by
/// the names in `foods`, which are the codes of the tree; foods of 0 g are not eaten.
///
/// # Errors
/// All weights that are negative or no numbers, at once.
pub fn diet_diversity(foods: &[DailyFood], tree: &FoodTree) -> Result<Vec<DietDiversity>> {
    let mut mistakes = Mistakes::new();
    let mut people: BTreeMap<&str, BTreeMap<&str, f64>> = BTreeMap::new();
    for food in foods {
        if !(food.grams_per_day >= 0.0 && food.grams_per_day.is_finite()) {
            let message = format!("found {} g a day, expected 0 or more", food.grams_per_day);
            let error = Error::new(ErrorKind::Malformed, message).at_record_name(&food.person);
            mistakes.push(error.at_field(food.food.as_str()));
            continue;
        }
        let eaten = people.entry(&food.person).or_default();
        if food.grams_per_day > 0.0 {
            *eaten.entry(&food.food).or_default() += food.grams_per_day;
        }
    }
    mistakes.finish()?;
    let diversity = |(person, eaten): (&str, BTreeMap<&str, f64>)| {
        let whole: f64 = eaten.values().sum();
        let shares = || eaten.values().map(|grams| grams / whole);
        let not_in_tree = eaten.iter().filter(|(food, _)| !tree.contains(food));
        DietDiversity {
            person: person.to_string(),
            foods: eaten.len(),
            // `+ 0.0` makes the -0 of a single food 0.
            shannon: -shares().map(|share| share * share.ln()).sum::<f64>() + 0.0,
            simpson: if eaten.is_empty() {
                0.0
            } else {
                1.0 - shares().map(|share| share * share).sum::<f64>()
            },
            tree_branches: tree.branches(eaten.keys().copied()),
            grams_not_in_tree: not_in_tree.map(|(_, grams)| grams).sum(),
        }
    };
    Ok(people.into_iter().map(diversity).collect())
}
