//! Energy adjustment without a fit.

use crate::error::{Error, ErrorKind, Result};
use ndarray::{Array1, Array2, ArrayView1, Axis, stack};

/// The nutrient density: the amount in so much energy (`per_kcal`, 1000 as a rule).
/// Goes into a model beside energy.
///
/// # Errors
/// When the columns differ in length, values are no numbers, or energy is not over 0.
pub fn density(
    nutrient: ArrayView1<'_, f64>,
    energy_kcal: ArrayView1<'_, f64>,
    per_kcal: f64,
) -> Result<Array1<f64>> {
    check_columns(nutrient, energy_kcal)?;
    check_energy(energy_kcal)?;
    Ok(&nutrient / &energy_kcal * per_kcal)
}

/// The share of energy that comes from a nutrient, 0 to 1: grams times the energy of a
/// gram (4 for protein and carbohydrate, 9 for fat, 7 for alcohol) over all energy.
///
/// # Errors
/// As [`density`]; when more energy comes from the nutrient than from everything.
pub fn energy_share(
    nutrient_g: ArrayView1<'_, f64>,
    kcal_per_g: f64,
    energy_kcal: ArrayView1<'_, f64>,
) -> Result<Array1<f64>> {
    let partition = energy_partition(nutrient_g, kcal_per_g, energy_kcal)?;
    check_energy(energy_kcal)?;
    Ok(&partition.column(0) / &energy_kcal)
}

/// The columns of the standard multivariate model, shape (people, 2): the nutrient and
/// energy, both as they are.
///
/// # Errors
/// When the columns differ in length or values are no numbers.
pub fn standard_multivariate(
    nutrient: ArrayView1<'_, f64>,
    energy_kcal: ArrayView1<'_, f64>,
) -> Result<Array2<f64>> {
    check_columns(nutrient, energy_kcal)?;
    two_columns(nutrient, energy_kcal)
}

/// The columns of the energy partition model, shape (people, 2): energy from the
/// nutrient and energy from everything else, in kcal.
///
/// # Errors
/// When the columns differ in length or values are no numbers; people who have more
/// energy from the nutrient than from everything, all at once.
pub fn energy_partition(
    nutrient_g: ArrayView1<'_, f64>,
    kcal_per_g: f64,
    energy_kcal: ArrayView1<'_, f64>,
) -> Result<Array2<f64>> {
    check_columns(nutrient_g, energy_kcal)?;
    let from_nutrient = &nutrient_g * kcal_per_g;
    let from_others = &energy_kcal - &from_nutrient;
    let too_much = |(person, others): (usize, &f64)| {
        // Rounding of tables: pure sugar may be a little more than itself.
        (*others < -0.005 * energy_kcal[person].abs()).then(|| {
            let (part, whole) = (from_nutrient[person], energy_kcal[person]);
            let message = format!("found {part} kcal from the nutrient of {whole} kcal in all");
            Error::new(ErrorKind::Mismatch, message)
                .at_record(person as u64 + 1, "")
                .mend("check the units of the nutrient and of energy")
        })
    };
    let errors: Vec<Error> = from_others
        .iter()
        .enumerate()
        .filter_map(too_much)
        .collect();
    match Error::gather(errors) {
        Some(error) => Err(error),
        None => two_columns(from_nutrient.view(), from_others.view()),
    }
}

/// Two columns of the same length that hold numbers.
pub(super) fn check_columns(
    nutrient: ArrayView1<'_, f64>,
    energy: ArrayView1<'_, f64>,
) -> Result<()> {
    if nutrient.len() != energy.len() {
        let (found, expected) = (nutrient.len(), energy.len());
        let message = format!("found {found} nutrient values and {expected} of energy");
        return Err(Error::new(ErrorKind::Mismatch, message));
    }
    let columns = [
        (nutrient.reborrow(), "nutrient"),
        (energy.reborrow(), "energy"),
    ];
    let errors = columns.iter().flat_map(|(values, field)| {
        let bad = values
            .iter()
            .enumerate()
            .filter(|(_, value)| !value.is_finite());
        bad.map(|(person, value)| {
            Error::new(
                ErrorKind::Malformed,
                format!("found {value}, expected a number"),
            )
            .at_record(person as u64 + 1, "")
            .at_field(*field)
        })
    });
    Error::gather(errors.collect()).map_or(Ok(()), Err)
}

fn check_energy(energy: ArrayView1<'_, f64>) -> Result<()> {
    let bad = energy
        .iter()
        .enumerate()
        .filter(|(_, energy)| **energy <= 0.0);
    let errors = bad.map(|(person, energy)| {
        let message = format!("found {energy} kcal, expected more than 0");
        Error::new(ErrorKind::NotEstimable, message)
            .at_record(person as u64 + 1, "")
            .at_field("energy")
    });
    Error::gather(errors.collect()).map_or(Ok(()), Err)
}

fn two_columns(first: ArrayView1<'_, f64>, second: ArrayView1<'_, f64>) -> Result<Array2<f64>> {
    stack(Axis(1), &[first.reborrow(), second.reborrow()])
        .map_err(|error| Error::new(ErrorKind::Mismatch, error.to_string()))
}
