//! Intervals in a cell of a table, on one scale for the whole column.

use super::markup::Markup;
use super::number::coordinate;
use super::palette::Fill;

/// One interval as places along its scale, 0 at the left and 1 at the right.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct IntervalBar {
    /// The fill of the bar.
    pub fill: Fill,
    /// The lower end.
    pub low: f64,
    /// The estimate, drawn as a mark.
    pub estimate: f64,
    /// The upper end.
    pub high: f64,
}

/// Intervals one above the other.
#[derive(Debug, Clone, PartialEq)]
pub struct IntervalBars {
    /// The picture in words.
    pub spoken: String,
    /// The intervals, from the top.
    pub bars: Vec<IntervalBar>,
    /// Places of the lines of the scale.
    pub lines: Vec<f64>,
}

/// Heights in the units of the picture: a lane, its bar, its mark.
const LANE: f64 = 10.0;
const BAR: f64 = 4.0;
const MARK: f64 = 8.0;

impl IntervalBars {
    pub(super) fn render(&self, out: &mut Markup) {
        let height = LANE * self.bars.len().max(1) as f64;
        let view = format!("0 0 100 {height}");
        let picture = [
            ("class", "intervals"),
            ("viewBox", view.as_str()),
            ("preserveAspectRatio", "none"),
            ("role", "img"),
            ("aria-label", &self.spoken),
        ];
        out.element("svg", &picture, |out| {
            for &line in &self.lines {
                render_rect("line", (line * 100.0 - 0.3, 0.6), (0.0, height), out);
            }
            for (lane, bar) in self.bars.iter().enumerate() {
                let middle = LANE * (lane as f64 + 0.5);
                let [low, estimate, high] =
                    [bar.low, bar.estimate, bar.high].map(|place| 100.0 * place.clamp(0.0, 1.0));
                let class = bar.fill.class();
                let faint = format!("{class} faint");
                let wide = (low, (high - low).max(0.8));
                render_rect(&faint, wide, (middle - BAR / 2.0, BAR), out);
                let mark = (estimate - 1.2, 2.4);
                render_rect(class, mark, (middle - MARK / 2.0, MARK), out);
            }
        });
    }
}

fn render_rect(class: &str, (x, width): (f64, f64), (y, height): (f64, f64), out: &mut Markup) {
    let [x, width, y, height] = [x, width, y, height].map(coordinate);
    let attributes = [
        ("class", class),
        ("x", &x),
        ("y", &y),
        ("width", &width),
        ("height", &height),
    ];
    out.element("rect", &attributes, |_| {});
}
