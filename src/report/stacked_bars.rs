//! One bar a row, cut into parts: what a whole is made of.
//!
//! A bar is an SVG without text that stretches with the page, so the words
//! beside it keep their size on a phone.

use super::markup::Markup;
use super::number::{coordinate, percent};
use super::palette::Fill;
use super::prose::Sign;

/// From this many characters on, a label is long.
const LONG_LABEL: usize = 12;

/// From this many bars on, they are thin.
const MANY_ROWS: usize = 60;

/// One kind of part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BarKey {
    /// Its name.
    pub label: String,
    /// Its fill.
    pub fill: Fill,
}

/// One bar.
#[derive(Debug, Clone, PartialEq)]
pub struct BarRow {
    /// What the bar stands for.
    pub label: String,
    /// The parts as fractions of the whole, in the order of the keys; none where
    /// there is no whole, which is then said instead of drawn.
    pub fractions: Vec<f64>,
    /// A number worth reading at the end of the bar.
    pub ending: String,
    /// The anchor on the page to which the label leads.
    pub anchor: Option<String>,
}

/// Stacked bars with their key.
#[derive(Debug, Clone, PartialEq)]
pub struct StackedBars {
    /// What the picture shows.
    pub caption: String,
    /// The heading over the row labels.
    pub row_heading: String,
    /// The heading over the endings.
    pub ending_heading: String,
    /// The kinds of parts, in the order in which they are stacked.
    pub keys: Vec<BarKey>,
    /// The bars.
    pub rows: Vec<BarRow>,
}

impl StackedBars {
    pub(super) fn render(&self, out: &mut Markup) {
        out.element("figure", &[], |out| {
            out.leaf("figcaption", &[], &self.caption);
            out.element("ul", &[("class", "key")], |out| {
                for key in &self.keys {
                    out.element("li", &[], |out| {
                        Sign::Swatch(key.fill).render(out);
                        out.text(&key.label);
                    });
                }
            });
            out.element("table", &[("class", self.class())], |out| {
                out.element("thead", &[], |out| {
                    out.element("tr", &[], |out| {
                        let column = [("scope", "col"), ("class", "words")];
                        out.leaf("th", &column, &self.row_heading);
                        out.element("th", &column, |out| {
                            out.leaf("span", &[("class", "unseen")], "Parts");
                        });
                        let column = [("scope", "col"), ("class", "number")];
                        out.leaf("th", &column, &self.ending_heading);
                    });
                });
                out.element("tbody", &[], |out| {
                    for row in &self.rows {
                        self.render_row(row, out);
                    }
                });
            });
        });
    }

    /// On a phone, long labels stand above their bars.
    fn class(&self) -> &'static str {
        let longest = self.rows.iter().map(|row| row.label.chars().count()).max();
        let long = longest.is_some_and(|letters| letters >= LONG_LABEL);
        match (long, self.rows.len() >= MANY_ROWS) {
            (true, true) => "bars stacks many",
            (true, false) => "bars stacks",
            (false, true) => "bars many",
            (false, false) => "bars",
        }
    }

    fn render_row(&self, row: &BarRow, out: &mut Markup) {
        out.element("tr", &[], |out| {
            let heading = [("scope", "row"), ("class", "words")];
            out.element("th", &heading, |out| match &row.anchor {
                Some(anchor) => {
                    out.leaf("a", &[("href", &format!("#{anchor}"))], &row.label);
                }
                None => out.text(&row.label),
            });
            out.element("td", &[("class", "bar")], |out| self.render_bar(row, out));
            out.leaf("td", &[("class", "number")], &row.ending);
        });
    }

    fn render_bar(&self, row: &BarRow, out: &mut Markup) {
        let parts = || self.keys.iter().zip(&row.fractions);
        let spoken: Vec<String> = parts()
            .filter(|(_, fraction)| **fraction > 0.0)
            .map(|(key, &fraction)| format!("{} {}", key.label, percent(fraction)))
            .collect();
        if row.fractions.is_empty() {
            return out.leaf("span", &[("class", "no-parts")], "nothing");
        }
        let name = format!("{}: {}", row.label, spoken.join(", "));
        let picture = [
            ("viewBox", "0 0 100 1"),
            ("preserveAspectRatio", "none"),
            ("role", "img"),
            ("aria-label", name.as_str()),
        ];
        out.element("svg", &picture, |out| {
            let mut start = 0.0;
            for (key, &fraction) in parts() {
                let from = start;
                start += 100.0 * fraction;
                if fraction <= 0.0 {
                    continue;
                }
                let (x, width) = (coordinate(from), coordinate(100.0 * fraction));
                let attributes = [
                    ("class", key.fill.class()),
                    ("x", &x),
                    ("y", "0"),
                    ("width", &width),
                    ("height", "1"),
                ];
                out.element("rect", &attributes, |out| {
                    let hint = format!("{}, {}: {}", row.label, key.label, percent(fraction));
                    out.leaf("title", &[], &hint);
                });
            }
        });
    }
}
