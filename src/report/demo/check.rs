//! Refusing numbers that a page must not show.

use super::numbers::{DemoReport, Model, PersonShares, Planted};
use crate::error::{Error, ErrorKind, Result};

/// Shares of a person may miss 1 by this much.
const SUM_TOLERANCE: f64 = 1e-6;

/// All mistakes at once.
pub(super) fn check(report: &DemoReport) -> Result<()> {
    let mut errors = Vec::new();
    for (index, person) in report.people.iter().enumerate() {
        let found = check_person(person, report.species.len());
        errors.extend(found.map(|e| e.at_record(index as u64 + 1, &person.participant)));
    }
    for effect in &report.food_effects {
        for value in [effect.planted_log_ratio, effect.estimated_log_ratio] {
            errors.extend(check_number(value, "food_effects"));
        }
    }
    for food in &report.food_nutrients {
        let known = [food.energy_kcal_per_day, food.fibre_g_per_day];
        for value in known.into_iter().flatten().chain([food.grams_per_day]) {
            errors.extend(check_amount(value, &food.food));
        }
    }
    errors.extend(check_model(&report.model));
    Error::gather(errors).map_or(Ok(()), Err)
}

fn check_person(person: &PersonShares, species: usize) -> Option<Error> {
    let found = person.species_fractions.len();
    if found != species {
        let message = format!("found {found} shares, expected one for each of {species} species");
        return Some(Error::new(ErrorKind::Mismatch, message));
    }
    let rest = [person.above_species_fraction, person.unknown_fraction];
    let all = || person.species_fractions.iter().chain(&rest);
    if let Some(share) = all().find(|share| !(0.0..=1.0).contains(*share)) {
        let message = format!("found a share of {share}, expected 0 to 1");
        return Some(Error::new(ErrorKind::Parameter, message));
    }
    let sum: f64 = all().sum();
    ((sum - 1.0).abs() > SUM_TOLERANCE).then(|| {
        let message = format!("the shares sum to {sum}, expected 1 with the unknown part");
        Error::new(ErrorKind::Mismatch, message)
    })
}

fn check_model(model: &Model) -> Vec<Error> {
    let mut errors = Vec::new();
    if !(model.permutation_p > 0.0 && model.permutation_p <= 1.0) {
        let message = format!("found {}, expected above 0 to 1", model.permutation_p);
        errors.push(Error::new(ErrorKind::Parameter, message).at_field("permutation_p"));
    }
    for r_squared in [Some(model.r_squared_out_of_fold), model.r_squared_reachable] {
        if r_squared.is_some_and(|value| value.is_nan() || value > 1.0) {
            let message = format!("found {r_squared:?}, expected at most 1");
            errors.push(Error::new(ErrorKind::Parameter, message).at_field("r_squared"));
        }
    }
    for coefficient in &model.coefficients {
        errors.extend(check_number(coefficient.estimate, "coefficients"));
        if let Planted::Direct(value) = coefficient.planted {
            errors.extend(check_number(value, "coefficients"));
        }
    }
    for prediction in &model.predictions {
        for value in [prediction.measured, prediction.predicted] {
            errors.extend(check_number(value, "predictions"));
        }
    }
    errors
}

fn check_number(value: f64, field: &str) -> Option<Error> {
    (!value.is_finite()).then(|| {
        let message = format!("found {value}, expected a number");
        Error::new(ErrorKind::Parameter, message).at_field(field)
    })
}

fn check_amount(value: f64, food: &str) -> Option<Error> {
    (!(value >= 0.0 && value.is_finite())).then(|| {
        let message = format!("found {value}, expected an amount of 0 or more");
        Error::new(ErrorKind::Parameter, message).at_field(food)
    })
}
