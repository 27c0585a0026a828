//! The Japanese Diet Index.

use crate::diet::score::cohort_score::{self, CohortScore, ComponentPoints};
use crate::error::{Error, ErrorKind, Result};
use crate::tabular::values::Sex;
use ndarray::{Array1, ArrayView1};

/// Which foods are in the index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JapaneseDietVersion {
    /// Nine components, 0 to 9 (JDI).
    Nine,
    /// The nine and soy foods, fruit and mushrooms, 0 to 12 (modified JDI, mJDI12).
    Twelve,
}

/// Intakes of a study that the Japanese Diet Index needs, in one unit each, one number a
/// person. A component that the survey does not have is none.
#[derive(Debug, Clone, Copy, Default)]
pub struct JapaneseDietInput<'a> {
    /// Rice.
    pub rice: Option<ArrayView1<'a, f64>>,
    /// Miso soup.
    pub miso_soup: Option<ArrayView1<'a, f64>>,
    /// Seaweeds.
    pub seaweeds: Option<ArrayView1<'a, f64>>,
    /// Pickles.
    pub pickles: Option<ArrayView1<'a, f64>>,
    /// Green and yellow vegetables.
    pub green_and_yellow_vegetables: Option<ArrayView1<'a, f64>>,
    /// Fish and shellfish.
    pub fish: Option<ArrayView1<'a, f64>>,
    /// Green tea.
    pub green_tea: Option<ArrayView1<'a, f64>>,
    /// Beef and pork.
    pub beef_and_pork: Option<ArrayView1<'a, f64>>,
    /// Coffee.
    pub coffee: Option<ArrayView1<'a, f64>>,
    /// Soybeans and soy foods.
    pub soy_foods: Option<ArrayView1<'a, f64>>,
    /// Fruit.
    pub fruits: Option<ArrayView1<'a, f64>>,
    /// Mushrooms.
    pub mushrooms: Option<ArrayView1<'a, f64>>,
}

/// The Japanese Diet Index: a point for every food eaten as much as the median of the
/// same sex in the study or more; of beef and pork and of coffee a point for less
/// (reviewed by Matsuyama et al. 2022, doi:10.3390/nu14102034; twelve components as in
/// the modified index of Zhang et al. 2019, doi:10.1186/s12937-019-0468-9).
///
/// Where half of a sex or more eat none of a food, its median is 0 and all get the
/// point; [`CohortScore::components`] shows such components.
///
/// # Errors
/// When the columns differ in length or hold what is no number; when a person's sex is
/// neither female nor male, for then there is no median to compare with.
pub fn japanese_diet_index(
    input: &JapaneseDietInput<'_>,
    sexes: &[Sex],
    version: JapaneseDietVersion,
) -> Result<CohortScore> {
    let mut more = vec![
        ("rice", input.rice),
        ("miso soup", input.miso_soup),
        ("seaweeds", input.seaweeds),
        ("pickles", input.pickles),
        (
            "green and yellow vegetables",
            input.green_and_yellow_vegetables,
        ),
        ("fish", input.fish),
        ("green tea", input.green_tea),
    ];
    if version == JapaneseDietVersion::Twelve {
        more.extend([
            ("soy foods", input.soy_foods),
            ("fruits", input.fruits),
            ("mushrooms", input.mushrooms),
        ]);
    }
    let less = [
        ("beef and pork", input.beef_and_pork),
        ("coffee", input.coffee),
    ];
    let all: Vec<_> = more.iter().chain(&less).copied().collect();
    cohort_score::check(&all)?;
    check_sexes(&all, sexes)?;
    let points = |(name, column): (&'static str, Option<ArrayView1<'_, f64>>), wants_more: bool| {
        let points = column.map(|column| above_median(column, sexes, wants_more));
        ComponentPoints { name, points }
    };
    let components = more.into_iter().map(|one| points(one, true));
    let (name, highest) = match version {
        JapaneseDietVersion::Nine => ("Japanese Diet Index", 9.0),
        JapaneseDietVersion::Twelve => ("modified Japanese Diet Index, 12 components", 12.0),
    };
    Ok(CohortScore {
        name,
        source: "Matsuyama et al. 2022, doi:10.3390/nu14102034; Zhang et al. 2019, doi:10.1186/s12937-019-0468-9",
        range: (0.0, highest),
        components: components
            .chain(less.into_iter().map(|one| points(one, false)))
            .collect(),
    })
}

fn check_sexes(columns: &[(&str, Option<ArrayView1<'_, f64>>)], sexes: &[Sex]) -> Result<()> {
    let people = columns
        .iter()
        .find_map(|(_, column)| column.map(|column| column.len()));
    if let Some(people) = people
        && people != sexes.len()
    {
        let message = format!("found {} sexes of {people} people", sexes.len());
        return Err(Error::new(ErrorKind::Mismatch, message).at_field("sex"));
    }
    let others = sexes.iter().zip(1..).filter(|(sex, _)| **sex == Sex::Other);
    let errors = others.map(|(_, person)| {
        Error::new(
            ErrorKind::NotEstimable,
            "the index compares with the median of a sex",
        )
        .at_record(person, "")
        .at_field("sex")
        .mend("leave the person out of this index")
    });
    Error::gather(errors.collect()).map_or(Ok(()), Err)
}

/// A point for at least the median of the sex, or for less.
fn above_median(column: ArrayView1<'_, f64>, sexes: &[Sex], wants_more: bool) -> Array1<f64> {
    let median = |sex: Sex| {
        let same = column.iter().zip(sexes).filter(|(_, other)| **other == sex);
        let sorted = cohort_score::sorted(same.map(|(value, _)| *value));
        cohort_score::quantile(&sorted, 0.5)
    };
    let (female, male) = (median(Sex::Female), median(Sex::Male));
    let points = column.iter().zip(sexes).map(|(&value, sex)| {
        let median = if *sex == Sex::Male { male } else { female };
        f64::from(u8::from((value >= median) == wants_more))
    });
    points.collect()
}
