//! Coefficients as bars to the left and right of zero.

use super::markup::Markup;
use super::number::{coordinate, signed};
use super::palette::Fill;

/// One coefficient.
#[derive(Debug, Clone, PartialEq)]
pub struct CoefficientRow {
    /// What it belongs to.
    pub label: String,
    /// What the model says.
    pub estimate: f64,
    /// What was planted, drawn as a mark; `None` where nothing was.
    pub planted: Option<f64>,
    /// How the two compare, in a word or two.
    pub remark: String,
    /// The fill of the bar.
    pub fill: Fill,
}

/// Horizontal bars with a common zero.
#[derive(Debug, Clone, PartialEq)]
pub struct CoefficientChart {
    /// What the picture shows, with the unit.
    pub caption: String,
    /// The heading over the labels.
    pub row_heading: String,
    /// The rows, from the top.
    pub rows: Vec<CoefficientRow>,
}

/// The width of the picture in its own units, and of the mark of a planted value.
const WIDTH: f64 = 100.0;
const MARK: f64 = 1.0;

impl CoefficientChart {
    pub(super) fn render(&self, out: &mut Markup) {
        let values = self.rows.iter();
        let values = values.flat_map(|row| [row.estimate, row.planted.unwrap_or(0.0)]);
        // A little room, so that no mark is cut at the edge.
        let reach = 1.04 * values.map(f64::abs).fold(0.0, f64::max);
        let place = |value: f64| match reach > 0.0 {
            true => WIDTH / 2.0 * (1.0 + value / reach),
            false => WIDTH / 2.0,
        };
        out.element("figure", &[], |out| {
            out.leaf("figcaption", &[], &self.caption);
            out.element("table", &[("class", "bars stacks coefficients")], |out| {
                out.element("thead", &[], |out| {
                    out.element("tr", &[], |out| {
                        let words = [("scope", "col"), ("class", "words")];
                        let number = [("scope", "col"), ("class", "number")];
                        out.leaf("th", &words, &self.row_heading);
                        out.element("th", &words, |out| {
                            out.leaf("span", &[("class", "unseen")], "Size");
                        });
                        out.leaf("th", &number, "Model");
                        out.leaf("th", &number, "Planted");
                        out.leaf("th", &words, "");
                    });
                });
                out.element("tbody", &[], |out| {
                    for row in &self.rows {
                        row.render(&place, out);
                    }
                });
            });
        });
    }
}

impl CoefficientRow {
    fn render(&self, place: &impl Fn(f64) -> f64, out: &mut Markup) {
        let model = signed(self.estimate, 1);
        let planted = self
            .planted
            .map_or_else(|| "\u{2013}".to_owned(), |value| signed(value, 1));
        out.element("tr", &[], |out| {
            let heading = [("scope", "row"), ("class", "words")];
            out.leaf("th", &heading, &self.label);
            out.element("td", &[("class", "bar")], |out| {
                let name = format!("{}: model {model}, planted {planted}", self.label);
                self.render_bar(&name, place, out);
            });
            out.leaf("td", &[("class", "number")], &model);
            out.leaf("td", &[("class", "number")], &planted);
            out.leaf("td", &[("class", "words remark")], &self.remark);
        });
    }

    fn render_bar(&self, name: &str, place: &impl Fn(f64) -> f64, out: &mut Markup) {
        let picture = [
            ("viewBox", "0 0 100 1"),
            ("preserveAspectRatio", "none"),
            ("role", "img"),
            ("aria-label", name),
        ];
        let zero = place(0.0);
        let here = place(self.estimate);
        out.element("svg", &picture, |out| {
            out.leaf("title", &[], name);
            let bar = (zero.min(here), (here - zero).abs());
            render_rect(self.fill.class(), bar, ("0.15", "0.7"), out);
            render_rect("zero", (zero - 0.15, 0.3), ("0", "1"), out);
            if let Some(planted) = self.planted {
                let mark = (place(planted) - MARK / 2.0, MARK);
                render_rect("planted", mark, ("0", "1"), out);
            }
        });
    }
}

fn render_rect(class: &str, (x, width): (f64, f64), (y, height): (&str, &str), out: &mut Markup) {
    let (x, width) = (coordinate(x), coordinate(width));
    let attributes = [
        ("class", class),
        ("x", &x),
        ("y", y),
        ("width", &width),
        ("height", height),
    ];
    out.element("rect", &attributes, |_| {});
}
