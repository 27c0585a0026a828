//! Food-frequency questionnaires: frequency, portion and season to grams a day.

use crate::diet::intake::daily_food::DailyFood;
use crate::diet::intake::frequency::FrequencyCategories;
use crate::error::{Error, ErrorKind, Mistakes, Result, excerpt};
use crate::tabular::values::narrow;
use std::collections::{BTreeMap, BTreeSet};

/// What a questionnaire asks and what its answers mean.
#[derive(Debug, Clone, PartialEq)]
pub struct Questionnaire {
    /// How often.
    pub frequencies: FrequencyCategories,
    /// Answers to "how much", each with its multiple of the standard portion: `small`
    /// is 0.5, `usual` 1.
    pub portions: BTreeMap<String, f64>,
    /// The foods it asks for.
    pub foods: BTreeMap<String, QuestionnaireFood>,
}

/// A food of a questionnaire.
#[derive(Debug, Clone, PartialEq)]
pub struct QuestionnaireFood {
    /// The standard portion, in grams.
    pub portion_g: f64,
    /// Months of the year in which it is eaten as often as answered, 1 to 12; for
    /// foods that are asked for "in their season" fewer than 12.
    pub months_a_year: f64,
}

/// One answer.
#[derive(Debug, Clone, PartialEq)]
pub struct FrequencyAnswer {
    /// The person.
    pub person: String,
    /// The food, as the questionnaire names it.
    pub food: String,
    /// How often, as answered.
    pub frequency: String,
    /// How much, as answered; none where the questionnaire does not ask.
    pub portion: Option<String>,
}

/// Grams a day of each person and food, in order of both: times a day, times the
/// portion, times the share of the year in which the food is eaten.
///
/// # Errors
/// All at once: answers and foods that the questionnaire does not know, a food
/// answered twice, portions and months out of their range.
pub fn grams_a_day_of_answers(
    answers: &[FrequencyAnswer],
    questionnaire: &Questionnaire,
) -> Result<Vec<DailyFood>> {
    let mut mistakes = Mistakes::new();
    mistakes.extend(questionnaire.check());
    let mut seen = BTreeSet::new();
    let mut grams = Vec::new();
    for (answer, number) in answers.iter().zip(1..) {
        let place = |error: Error| {
            error
                .at_record(number, answer.person.as_str())
                .at_field(answer.food.as_str())
        };
        if !seen.insert((&answer.person, &answer.food)) {
            let message = "the person answered for this food twice";
            mistakes.push(place(Error::new(ErrorKind::Duplicate, message)));
            continue;
        }
        match questionnaire.grams_a_day(answer) {
            Ok(grams_per_day) => grams.push(DailyFood {
                person: answer.person.clone(),
                food: answer.food.clone(),
                grams_per_day,
            }),
            Err(error) => mistakes.push(place(error)),
        }
    }
    mistakes.finish()?;
    grams.sort_by(|a, b| (&a.person, &a.food).cmp(&(&b.person, &b.food)));
    Ok(grams)
}

impl Questionnaire {
    fn check(&self) -> Vec<Error> {
        let mut errors = Vec::new();
        let refused =
            |message: String, name: &str| Error::new(ErrorKind::Parameter, message).at_field(name);
        for (name, food) in &self.foods {
            if !(food.portion_g > 0.0 && food.portion_g.is_finite()) {
                let message = format!(
                    "found a portion of {} g, expected more than 0",
                    food.portion_g
                );
                errors.push(refused(message, name));
            }
            if !(food.months_a_year > 0.0 && food.months_a_year <= 12.0) {
                let message = format!(
                    "found {} months a year, expected up to 12",
                    food.months_a_year
                );
                errors.push(refused(message, name));
            }
        }
        for (name, factor) in &self.portions {
            if !(*factor >= 0.0 && factor.is_finite()) {
                let message = format!("found {factor} standard portions, expected 0 or more");
                errors.push(refused(message, name));
            }
        }
        errors
    }

    fn grams_a_day(&self, answer: &FrequencyAnswer) -> Result<f64> {
        let food = self.foods.get(&answer.food).ok_or_else(|| {
            Error::new(
                ErrorKind::Missing,
                "the questionnaire does not ask for this food",
            )
            .mend("add the food with its standard portion")
        })?;
        let times = self.frequencies.times_a_day(&answer.frequency)?;
        let factor = match &answer.portion {
            None => 1.0,
            Some(portion) => *self.portions.get(narrow(portion).trim()).ok_or_else(|| {
                let found = excerpt(portion.as_bytes());
                let portions: Vec<&str> = self.portions.keys().map(String::as_str).collect();
                let expected = portions.join(", ");
                let message = format!("found the portion \"{found}\", expected one of {expected}");
                Error::new(ErrorKind::Malformed, message)
            })?,
        };
        Ok(times * food.portion_g * factor * food.months_a_year / 12.0)
    }
}
