//! Predicted against measured: one point a person, and the line they would lie
//! on if the prediction were perfect.

use super::axis::round_ticks;
use super::drawing::{render_line, render_text, render_turned_text};
use super::markup::Markup;
use super::number::{coordinate, decimal};

/// One person.
#[derive(Debug, Clone, PartialEq)]
pub struct ScatterPoint {
    /// Who.
    pub label: String,
    /// The value along the page.
    pub x: f64,
    /// The value up the page.
    pub y: f64,
}

/// A square plot whose axes have one scale, with the line of equal values.
#[derive(Debug, Clone, PartialEq)]
pub struct ScatterPlot {
    /// What the picture shows.
    pub caption: String,
    /// The name of the picture for those who cannot see it.
    pub spoken: String,
    /// The name of the axis along the page, with its unit.
    pub x_label: String,
    /// The name of the axis up the page, with its unit.
    pub y_label: String,
    /// The points.
    pub points: Vec<ScatterPoint>,
}

const LEFT: f64 = 58.0;
const TOP: f64 = 12.0;
const SIDE: f64 = 330.0;
const BOTTOM: f64 = TOP + SIDE;
const RIGHT: f64 = LEFT + SIDE;

impl ScatterPlot {
    pub(super) fn render(&self, out: &mut Markup) {
        let values = || self.points.iter().flat_map(|point| [point.x, point.y]);
        let low = values().fold(f64::INFINITY, f64::min);
        let high = values().fold(f64::NEG_INFINITY, f64::max);
        if !(low.is_finite() && high.is_finite()) {
            return;
        }
        let scale = Scale::new(round_ticks(low, high, 5));
        let picture = [
            ("class", "scatter"),
            ("viewBox", "0 0 400 396"),
            ("role", "img"),
            ("aria-label", self.spoken.as_str()),
        ];
        out.element("figure", &[], |out| {
            out.leaf("figcaption", &[], &self.caption);
            out.element("svg", &picture, |out| {
                self.render_axes(&scale, out);
                let diagonal = [(LEFT, BOTTOM), (RIGHT, TOP)];
                render_line("equal", diagonal, out);
                for point in &self.points {
                    render_point(point, &scale, out);
                }
            });
        });
    }

    fn render_axes(&self, scale: &Scale, out: &mut Markup) {
        for &tick in &scale.ticks {
            let (x, y) = (scale.x(tick), scale.y(tick));
            render_line("grid", [(x, TOP), (x, BOTTOM)], out);
            render_line("grid", [(LEFT, y), (RIGHT, y)], out);
            let printed = decimal(tick, scale.decimals);
            render_text((x, BOTTOM + 18.0), "middle", &printed, out);
            render_text((LEFT - 8.0, y + 4.5), "end", &printed, out);
        }
        render_text(
            (LEFT + SIDE / 2.0, BOTTOM + 42.0),
            "middle",
            &self.x_label,
            out,
        );
        let middle = TOP + SIDE / 2.0;
        render_turned_text((15.0, middle), &self.y_label, out);
    }
}

/// From values to places on the page.
struct Scale {
    ticks: Vec<f64>,
    low: f64,
    span: f64,
    decimals: usize,
}

impl Scale {
    fn new(ticks: Vec<f64>) -> Self {
        let low = ticks.first().copied().unwrap_or(0.0);
        let high = ticks.last().copied().unwrap_or(1.0);
        let step = ticks.get(1).map_or(1.0, |second| second - low);
        Self {
            decimals: (-step.log10().floor()).clamp(0.0, 6.0) as usize,
            span: high - low,
            low,
            ticks,
        }
    }

    fn x(&self, value: f64) -> f64 {
        LEFT + SIDE * (value - self.low) / self.span
    }

    fn y(&self, value: f64) -> f64 {
        BOTTOM - SIDE * (value - self.low) / self.span
    }
}

fn render_point(point: &ScatterPoint, scale: &Scale, out: &mut Markup) {
    let (x, y) = (coordinate(scale.x(point.x)), coordinate(scale.y(point.y)));
    let attributes = [
        ("class", "point f-blue"),
        ("cx", x.as_str()),
        ("cy", &y),
        ("r", "5.5"),
    ];
    out.element("circle", &attributes, |out| {
        let (across, up) = (decimal(point.x, 1), decimal(point.y, 1));
        out.leaf("title", &[], &format!("{}: {across}, {up}", point.label));
    });
}
