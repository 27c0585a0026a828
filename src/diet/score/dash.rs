//! The DASH score.

use crate::diet::score::cohort_score::{self, CohortScore, ComponentPoints};
use crate::error::Result;
use ndarray::{Array1, ArrayView1};

/// Intakes of a study that the DASH score needs, one number a person; any unit will do,
/// for people are only ranked. A component that the survey does not have is none.
#[derive(Debug, Clone, Copy, Default)]
pub struct DashInput<'a> {
    /// Fruit and fruit juice.
    pub fruits: Option<ArrayView1<'a, f64>>,
    /// Vegetables without potatoes and legumes.
    pub vegetables: Option<ArrayView1<'a, f64>>,
    /// Nuts and legumes, soy foods included.
    pub nuts_and_legumes: Option<ArrayView1<'a, f64>>,
    /// Whole grains.
    pub whole_grains: Option<ArrayView1<'a, f64>>,
    /// Low-fat dairy.
    pub low_fat_dairy: Option<ArrayView1<'a, f64>>,
    /// Sodium.
    pub sodium: Option<ArrayView1<'a, f64>>,
    /// Red and processed meat.
    pub red_and_processed_meat: Option<ArrayView1<'a, f64>>,
    /// Sweetened beverages.
    pub sweetened_beverages: Option<ArrayView1<'a, f64>>,
}

/// The DASH score (Fung et al. 2008, doi:10.1001/archinte.168.7.713): of five
/// components the quintile in the study, 1 to 5; of sodium, red and processed meat and
/// sweetened beverages the quintile from above. The total is 8 to 40.
///
/// A value on the border of two quintiles belongs to the upper; borders are linear
/// quantiles. Fung's people were all women: men and women are to be scored apart.
///
/// # Errors
/// When the columns differ in length or hold what is no number.
pub fn dash_score(input: &DashInput<'_>) -> Result<CohortScore> {
    let good = [
        ("fruits", input.fruits),
        ("vegetables", input.vegetables),
        ("nuts and legumes", input.nuts_and_legumes),
        ("whole grains", input.whole_grains),
        ("low-fat dairy", input.low_fat_dairy),
    ];
    let limited = [
        ("sodium", input.sodium),
        ("red and processed meat", input.red_and_processed_meat),
        ("sweetened beverages", input.sweetened_beverages),
    ];
    cohort_score::check(&[good.as_slice(), limited.as_slice()].concat())?;
    let points = |(name, column): (&'static str, Option<ArrayView1<'_, f64>>), reversed: bool| {
        let points = column.map(|column| {
            let quintiles = quintiles(column);
            if reversed { 6.0 - quintiles } else { quintiles }
        });
        ComponentPoints { name, points }
    };
    let components = good.into_iter().map(|one| points(one, false));
    Ok(CohortScore {
        name: "DASH score",
        source: "Fung et al. 2008, doi:10.1001/archinte.168.7.713",
        range: (8.0, 40.0),
        components: components
            .chain(limited.into_iter().map(|one| points(one, true)))
            .collect(),
    })
}

/// The quintile of each value, 1 to 5.
fn quintiles(column: ArrayView1<'_, f64>) -> Array1<f64> {
    let sorted = cohort_score::sorted(column.iter().copied());
    let borders = [0.2, 0.4, 0.6, 0.8].map(|share| cohort_score::quantile(&sorted, share));
    column.map(|value| 1.0 + borders.iter().filter(|border| value >= border).count() as f64)
}
