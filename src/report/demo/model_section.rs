//! Laying out the model of the marker.

use super::numbers::{Coefficient, Model, Planted};
use super::sections::paragraph;
use crate::report::number::{count, decimal, p_value};
use crate::report::{
    Block, CoefficientChart, CoefficientRow, Column, Fact, Fill, ScatterPlot, ScatterPoint,
    Section, Table,
};

/// The section on one model.
pub(super) fn model_section(model: &Model) -> Section {
    let unit = &model.unit;
    let predictions = Table {
        caption: format!("{} in {unit}.", model.marker),
        columns: vec![
            Column::Words("Person".to_owned()),
            Column::Numbers("Measured".to_owned()),
            Column::Numbers("Predicted".to_owned()),
        ],
        rows: model
            .predictions
            .iter()
            .map(|prediction| {
                vec![
                    prediction.participant.clone().into(),
                    decimal(prediction.measured, 1).into(),
                    decimal(prediction.predicted, 1).into(),
                ]
            })
            .collect(),
    };
    Section {
        heading: format!("Does the gut foretell {}?", model.marker),
        blocks: vec![
            paragraph(&format!(
                "One elastic-net model, asked only about people it had not seen: in each of \
                 {} rounds some people are left out, the model is fitted to the others, and \
                 predicts those left out.",
                model.folds
            )),
            Block::Facts(facts(model)),
            Block::Scatter(scatter(model)),
            Block::Folded {
                summary: "All predictions as a table".to_owned(),
                blocks: vec![Block::Table(predictions)],
            },
            Block::Coefficients(coefficients(model)),
            paragraph(
                "A dark mark shows the planted size. Shrinkage draws the model's own numbers \
                 towards zero, so a bar is expected to stop short of its mark.",
            ),
        ],
    }
}

fn facts(model: &Model) -> Vec<Fact> {
    let reachable = model.r_squared_reachable.map_or_else(String::new, |value| {
        format!("planted effects reach {}", decimal(value, 2))
    });
    let fact = |label: &str, value: String, note: String| Fact {
        label: label.to_owned(),
        value,
        note,
    };
    vec![
        fact(
            "R² for unseen people",
            decimal(model.r_squared_out_of_fold, 2),
            reachable,
        ),
        fact(
            "Permutation p",
            p_value(model.permutation_p),
            format!("{} permutations", count(u64::from(model.permutations))),
        ),
        fact(
            "People",
            count(model.predictions.len() as u64),
            format!("{} folds", model.folds),
        ),
    ]
}

fn scatter(model: &Model) -> ScatterPlot {
    let unit = &model.unit;
    ScatterPlot {
        caption: format!(
            "Predicted against measured {}, one point a person. On the dashed line both are equal.",
            model.marker
        ),
        spoken: format!(
            "Scatter plot of predicted against measured {} for {} people, R² {}. The numbers \
             stand in the table below.",
            model.marker,
            model.predictions.len(),
            decimal(model.r_squared_out_of_fold, 2)
        ),
        x_label: format!("Measured ({unit})"),
        y_label: format!("Predicted ({unit})"),
        points: model
            .predictions
            .iter()
            .map(|prediction| ScatterPoint {
                label: prediction.participant.clone(),
                x: prediction.measured,
                y: prediction.predicted,
            })
            .collect(),
    }
}

/// Largest first; ties keep the order they came in.
fn coefficients(model: &Model) -> CoefficientChart {
    let mut sorted: Vec<&Coefficient> = model.coefficients.iter().collect();
    sorted.sort_by(|a, b| b.estimate.abs().total_cmp(&a.estimate.abs()));
    CoefficientChart {
        caption: format!(
            "Change of {} in {} for one standard deviation of each predictor.",
            model.marker, model.unit
        ),
        row_heading: "Predictor".to_owned(),
        rows: sorted.into_iter().map(coefficient_row).collect(),
    }
}

fn coefficient_row(coefficient: &Coefficient) -> CoefficientRow {
    let kept = coefficient.estimate != 0.0;
    let (planted, remark, fill) = match coefficient.planted {
        Planted::Direct(size) if !kept => (Some(size), "missed", Fill::Blue),
        Planted::Direct(size) if size * coefficient.estimate < 0.0 => {
            (Some(size), "wrong sign", Fill::Vermillion)
        }
        Planted::Direct(size) => (Some(size), "found", Fill::Blue),
        Planted::Nothing if kept => (None, "not planted", Fill::Grey),
        Planted::Nothing => (None, "rightly dropped", Fill::Grey),
    };
    CoefficientRow {
        label: coefficient.predictor.clone(),
        estimate: coefficient.estimate,
        planted,
        remark: remark.to_owned(),
        fill,
    }
}
