//! Energy adjustment by residuals.

use crate::error::{Error, ErrorKind, Result};
use crate::tabular::values::Sex;
use ndarray::{Array1, ArrayView1};

/// The scale on which a nutrient is regressed on energy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scale {
    /// As it is.
    Linear,
    /// Logarithms of both, as nutrients spread more where they are higher.
    Log,
}

/// Whether men and women have lines of their own.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Strata<'a> {
    /// One line for all.
    Overall,
    /// One line a sex; one sex a person, in the order of the values.
    BySex(&'a [Sex]),
}

impl Strata<'_> {
    fn of(&self, person: usize) -> Option<Sex> {
        match self {
            Self::Overall => None,
            Self::BySex(sexes) => sexes.get(person).copied(),
        }
    }
}

/// The line of a nutrient on energy, one a stratum.
///
/// The adjusted intake of a person is the residual of the line plus the value of the
/// line at the mean energy of the stratum (Willett and Stampfer 1986,
/// doi:10.1093/oxfordjournals.aje.a114366); on the log scale at the mean of log
/// energy, taken back with the exponential. Fit and application are apart, so that
/// people who are to be predicted can be left out of the fit.
#[derive(Debug, Clone, PartialEq)]
pub struct ResidualModel {
    scale: Scale,
    lines: Vec<(Option<Sex>, Line)>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
struct Line {
    slope: f64,
    mean_energy: f64,
}

impl ResidualModel {
    /// Fits the lines.
    ///
    /// # Errors
    /// When the columns differ in length; when values are no numbers or, on the log
    /// scale, not over 0; when a stratum has fewer than three people or all its people
    /// the same energy.
    pub fn fit(
        nutrient: ArrayView1<'_, f64>,
        energy: ArrayView1<'_, f64>,
        strata: Strata<'_>,
        scale: Scale,
    ) -> Result<Self> {
        let points = points(nutrient, energy, strata, scale)?;
        let mut strata: Vec<Option<Sex>> = points.iter().map(|point| point.stratum).collect();
        strata.sort_unstable();
        strata.dedup();
        let mut lines = Vec::new();
        for stratum in strata {
            let inside: Vec<&Point> = points
                .iter()
                .filter(|point| point.stratum == stratum)
                .collect();
            let line = Line::through(&inside).map_err(|error| match stratum {
                Some(sex) => error.at_field(sex.name()),
                None => error,
            })?;
            lines.push((stratum, line));
        }
        Ok(Self { scale, lines })
    }

    /// The adjusted intakes of people, in the unit of the nutrient.
    ///
    /// # Errors
    /// As [`fit`](Self::fit); when a person is of a sex that had no line.
    pub fn adjust(
        &self,
        nutrient: ArrayView1<'_, f64>,
        energy: ArrayView1<'_, f64>,
        strata: Strata<'_>,
    ) -> Result<Array1<f64>> {
        let points = points(nutrient, energy, strata, self.scale)?;
        let adjust = |(point, person): (Point, u64)| {
            let line = self
                .lines
                .iter()
                .find(|(stratum, _)| *stratum == point.stratum);
            let Some((_, line)) = line else {
                return Err(Error::new(
                    ErrorKind::NotEstimable,
                    "the line was fitted without people of this sex",
                )
                .at_record(person, ""));
            };
            let adjusted = point.nutrient - line.slope * (point.energy - line.mean_energy);
            Ok(match self.scale {
                Scale::Linear => adjusted,
                Scale::Log => adjusted.exp(),
            })
        };
        points.into_iter().zip(1..).map(adjust).collect()
    }

    /// Fits the lines and adjusts the same people.
    ///
    /// # Errors
    /// As [`fit`](Self::fit).
    pub fn fit_adjust(
        nutrient: ArrayView1<'_, f64>,
        energy: ArrayView1<'_, f64>,
        strata: Strata<'_>,
        scale: Scale,
    ) -> Result<Array1<f64>> {
        Self::fit(nutrient, energy, strata, scale)?.adjust(nutrient, energy, strata)
    }
}

struct Point {
    stratum: Option<Sex>,
    nutrient: f64,
    energy: f64,
}

fn points(
    nutrient: ArrayView1<'_, f64>,
    energy: ArrayView1<'_, f64>,
    strata: Strata<'_>,
    scale: Scale,
) -> Result<Vec<Point>> {
    super::adjustment::check_columns(nutrient, energy)?;
    if let Strata::BySex(sexes) = strata
        && sexes.len() != nutrient.len()
    {
        let message = format!("found {} sexes of {} people", sexes.len(), nutrient.len());
        return Err(Error::new(ErrorKind::Mismatch, message));
    }
    let on_scale = |value: f64, person: u64, field: &str| match scale {
        Scale::Linear => Ok(value),
        Scale::Log if value > 0.0 => Ok(value.ln()),
        Scale::Log => Err(Error::new(
            ErrorKind::NotEstimable,
            format!("found {value}, which has no logarithm"),
        )
        .at_record(person, "")
        .at_field(field)
        .mend("use the linear scale, or leave people without this nutrient out")),
    };
    let mut errors = Vec::new();
    let mut points = Vec::with_capacity(nutrient.len());
    for (person, (&nutrient, &energy)) in nutrient.iter().zip(&energy).enumerate() {
        let number = person as u64 + 1;
        let read = (
            on_scale(nutrient, number, "nutrient"),
            on_scale(energy, number, "energy"),
        );
        match crate::error::both(read.0, read.1) {
            Ok((nutrient, energy)) => points.push(Point {
                stratum: strata.of(person),
                nutrient,
                energy,
            }),
            Err(error) => errors.push(error),
        }
    }
    Error::gather(errors).map_or(Ok(points), Err)
}

impl Line {
    /// Least squares.
    fn through(points: &[&Point]) -> Result<Self> {
        let refused = |message: String| Err(Error::new(ErrorKind::NotEstimable, message));
        if points.len() < 3 {
            return refused(format!(
                "a line through {} people, expected 3 or more",
                points.len()
            ));
        }
        let n = points.len() as f64;
        let mean_energy = points.iter().map(|point| point.energy).sum::<f64>() / n;
        let mean_nutrient = points.iter().map(|point| point.nutrient).sum::<f64>() / n;
        let (mut squares, mut products) = (0.0, 0.0);
        for point in points {
            let deviation = point.energy - mean_energy;
            squares += deviation * deviation;
            products += deviation * (point.nutrient - mean_nutrient);
        }
        // Rounding leaves a trace where all energies are the same.
        if squares <= f64::EPSILON * n * mean_energy * mean_energy {
            return refused("all people have the same energy".to_string());
        }
        Ok(Self {
            slope: products / squares,
            mean_energy,
        })
    }
}
