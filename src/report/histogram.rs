//! How many there are of each size: columns side by side.

use super::markup::Markup;
use super::number::coordinate;

/// One column.
#[derive(Debug, Clone, PartialEq)]
pub struct HistogramColumn {
    /// What it counts, said when pointed at.
    pub hint: String,
    /// Its height, in any unit, 0 or more.
    pub height: f64,
}

/// Columns of one width, without gaps in their order.
#[derive(Debug, Clone, PartialEq)]
pub struct Histogram {
    /// What the picture shows, with the unit.
    pub caption: String,
    /// The name of the picture for those who cannot see it.
    pub spoken: String,
    /// The columns, from the left.
    pub columns: Vec<HistogramColumn>,
    /// What stands under the first column and under the last.
    pub ends: (String, String),
}

impl Histogram {
    pub(super) fn render(&self, out: &mut Markup) {
        let columns = self.columns.iter();
        let highest = columns.map(|column| column.height).fold(0.0, f64::max);
        let view = format!("0 0 {} 100", self.columns.len().max(1));
        let picture = [
            ("viewBox", view.as_str()),
            ("preserveAspectRatio", "none"),
            ("role", "img"),
            ("aria-label", &self.spoken),
        ];
        out.element("figure", &[("class", "histogram")], |out| {
            out.leaf("figcaption", &[], &self.caption);
            out.element("svg", &picture, |out| {
                for (index, column) in self.columns.iter().enumerate() {
                    if column.height > 0.0 && highest > 0.0 {
                        // A column that is there is seen.
                        let height = (100.0 * column.height / highest).max(1.0);
                        render_column(index, height, &column.hint, out);
                    }
                }
            });
            out.element("p", &[("class", "ends"), ("aria-hidden", "true")], |out| {
                out.leaf("span", &[], &self.ends.0);
                out.leaf("span", &[], &self.ends.1);
            });
        });
    }
}

fn render_column(index: usize, height: f64, hint: &str, out: &mut Markup) {
    let (x, y) = (index.to_string(), coordinate(100.0 - height));
    let height = coordinate(height);
    let attributes = [
        ("x", x.as_str()),
        ("y", &y),
        ("width", "1"),
        ("height", &height),
    ];
    out.element("rect", &attributes, |out| out.leaf("title", &[], hint));
}
