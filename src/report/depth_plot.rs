//! Something from 0 to 1 against the depth of sequencing, which spans decades.

use super::drawing::{render_line, render_text, render_turned_text};
use super::mark::Mark;
use super::markup::Markup;
use super::number::{coordinate, percent};
use super::prose::Sign;

/// One taxon.
#[derive(Debug, Clone, PartialEq)]
pub struct DepthPoint {
    /// What it says when pointed at.
    pub hint: String,
    /// How many times the genome was sequenced.
    pub depth: f64,
    /// The value up the page, 0 to 1.
    pub fraction: f64,
    /// What chance alone would give at this depth, 0 to 1.
    pub expected: Option<f64>,
}

/// Points of one kind.
#[derive(Debug, Clone, PartialEq)]
pub struct DepthSeries {
    /// What they have in common.
    pub label: String,
    /// Their mark.
    pub mark: Mark,
    /// The points.
    pub points: Vec<DepthPoint>,
}

/// Points over a logarithmic axis of depth, each hung from what was expected of
/// it; the expectations are joined to a curve.
#[derive(Debug, Clone, PartialEq)]
pub struct DepthPlot {
    /// What the picture shows.
    pub caption: String,
    /// The name of the picture for those who cannot see it.
    pub spoken: String,
    /// The name of the axis along the page.
    pub x_label: String,
    /// The name of the axis up the page.
    pub y_label: String,
    /// What the curve is.
    pub curve_label: String,
    /// The kinds of points; the first is drawn on top.
    pub series: Vec<DepthSeries>,
}

const LEFT: f64 = 58.0;
const RIGHT: f64 = 470.0;
const TOP: f64 = 10.0;
const BOTTOM: f64 = 250.0;

/// More decades than these get no label each.
const LABELLED_DECADES: i32 = 7;

impl DepthPlot {
    pub(super) fn render(&self, out: &mut Markup) {
        let Some(scale) = Scale::new(self.points().map(|point| point.depth)) else {
            return;
        };
        let picture = [
            ("class", "scatter depths"),
            ("viewBox", "0 0 480 300"),
            ("role", "img"),
            ("aria-label", self.spoken.as_str()),
        ];
        out.element("figure", &[], |out| {
            out.leaf("figcaption", &[], &self.caption);
            let curve = self.curve();
            self.render_key(&curve, out);
            out.element("svg", &picture, |out| {
                self.render_axes(&scale, out);
                Self::render_curve(&curve, &scale, out);
                for series in self.series.iter().rev() {
                    for point in &series.points {
                        scale.render_hanger(point, out);
                    }
                }
                for series in self.series.iter().rev() {
                    for point in &series.points {
                        let place = (scale.x(point.depth), y(point.fraction));
                        series.mark.render_at(place, &point.hint, out);
                    }
                }
            });
        });
    }

    fn points(&self) -> impl Iterator<Item = &DepthPoint> + Clone {
        self.series.iter().flat_map(|series| &series.points)
    }

    fn render_key(&self, curve: &[(f64, f64)], out: &mut Markup) {
        out.element("ul", &[("class", "key")], |out| {
            for series in &self.series {
                out.element("li", &[], |out| {
                    Sign::Point(series.mark).render(out);
                    out.text(&format!("{} ({})", series.label, series.points.len()));
                });
            }
            if !curve.is_empty() {
                out.element("li", &[], |out| {
                    let dashes = [("class", "dashes"), ("aria-hidden", "true")];
                    out.leaf("span", &dashes, "");
                    out.text(&self.curve_label);
                });
            }
        });
    }

    fn render_axes(&self, scale: &Scale, out: &mut Markup) {
        for tick in [0.0, 0.25, 0.5, 0.75, 1.0] {
            render_line("grid", [(LEFT, y(tick)), (RIGHT, y(tick))], out);
            let printed = match tick {
                0.0 => "0".to_owned(),
                _ => percent(tick).replace(".0", ""),
            };
            render_text((LEFT - 8.0, y(tick) + 4.5), "end", &printed, out);
        }
        let every = ((scale.last - scale.first) / LABELLED_DECADES + 1).max(1);
        for decade in scale.first..=scale.last {
            let x = scale.x(10f64.powi(decade));
            render_line("grid", [(x, TOP), (x, BOTTOM)], out);
            if (decade - scale.first) % every == 0 {
                render_text((x, BOTTOM + 18.0), "middle", &decade_name(decade), out);
            }
        }
        let centre = (LEFT + RIGHT) / 2.0;
        render_text((centre, BOTTOM + 42.0), "middle", &self.x_label, out);
        render_turned_text((13.0, (TOP + BOTTOM) / 2.0), &self.y_label, out);
    }

    /// What was expected of the points, in order of depth; nothing where that is
    /// no line.
    fn curve(&self) -> Vec<(f64, f64)> {
        let expected = |point: &DepthPoint| Some((point.depth, point.expected?));
        let mut curve: Vec<(f64, f64)> = self.points().filter_map(expected).collect();
        curve.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
        if curve.len() < 2 {
            curve.clear();
        }
        curve
    }

    fn render_curve(curve: &[(f64, f64)], scale: &Scale, out: &mut Markup) {
        if curve.is_empty() {
            return;
        }
        let rising = never_falling(curve.iter().map(|(_, value)| *value));
        let places: Vec<String> = curve
            .iter()
            .zip(rising)
            .map(|(&(depth, _), value)| {
                let (x, y) = (coordinate(scale.x(depth)), coordinate(y(value)));
                format!("{x},{y}")
            })
            .collect();
        let attributes = [("class", "expected"), ("points", &places.join(" "))];
        out.element("polyline", &attributes, |_| {});
    }
}

/// The closest values that never fall (least squares, by pooling neighbours that
/// do). More depth cannot mean less breadth; that the expectations of genomes of
/// different lengths lie on no single curve would otherwise show as teeth.
fn never_falling(values: impl Iterator<Item = f64>) -> Vec<f64> {
    let mut pools: Vec<(f64, usize)> = Vec::new();
    for value in values {
        let mut pool = (value, 1);
        while let Some(&(mean, count)) = pools.last()
            && mean > pool.0
        {
            let together = count + pool.1;
            pool.0 = (mean * count as f64 + pool.0 * pool.1 as f64) / together as f64;
            pool.1 = together;
            pools.pop();
        }
        pools.push(pool);
    }
    let spread = |(mean, count)| std::iter::repeat_n(mean, count);
    pools.into_iter().flat_map(spread).collect()
}

fn y(fraction: f64) -> f64 {
    BOTTOM - (BOTTOM - TOP) * fraction
}

/// `0.01×`
fn decade_name(decade: i32) -> String {
    match decade {
        0.. => format!("{}×", 10f64.powi(decade)),
        _ => format!("{:.*}×", decade.unsigned_abs() as usize, 10f64.powi(decade)),
    }
}

/// From depths to places, over whole decades.
struct Scale {
    first: i32,
    last: i32,
}

impl Scale {
    /// `None` without any depth above 0.
    fn new(depths: impl Iterator<Item = f64> + Clone) -> Option<Self> {
        let logs = || depths.clone().filter(|&depth| depth > 0.0).map(f64::log10);
        let (low, high) = (
            logs().fold(f64::INFINITY, f64::min),
            logs().fold(f64::NEG_INFINITY, f64::max),
        );
        if !(low.is_finite() && high.is_finite()) {
            return None;
        }
        let first = low.floor() as i32;
        let last = (high.ceil() as i32).max(first + 1);
        Some(Self { first, last })
    }

    /// A depth of 0 stands at the left edge.
    fn x(&self, depth: f64) -> f64 {
        let (first, last) = (f64::from(self.first), f64::from(self.last));
        let along = (depth.log10().max(first) - first) / (last - first);
        LEFT + (RIGHT - LEFT) * along
    }

    fn render_hanger(&self, point: &DepthPoint, out: &mut Markup) {
        if let Some(expected) = point.expected {
            let x = self.x(point.depth);
            render_line("hanger", [(x, y(expected)), (x, y(point.fraction))], out);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scale_covers_whole_decades() {
        let scale = Scale::new([0.03, 12.0, 0.0].into_iter()).unwrap();
        assert_eq!((scale.first, scale.last), (-2, 2));
        assert_eq!(scale.x(0.01), LEFT);
        assert_eq!(scale.x(0.0), LEFT);
        assert_eq!(scale.x(100.0), RIGHT);
        assert_eq!(scale.x(1.0), (LEFT + RIGHT) / 2.0);
    }

    #[test]
    fn depths_alike_still_have_a_scale_and_no_depth_has_none() {
        let scale = Scale::new([1.0, 1.0].into_iter()).unwrap();
        assert_eq!((scale.first, scale.last), (0, 1));
        assert!(Scale::new([0.0].into_iter()).is_none());
    }

    #[test]
    fn a_curve_never_falls_and_keeps_what_rises() {
        assert_eq!(never_falling([0.1, 0.2, 0.9].into_iter()), [0.1, 0.2, 0.9]);
        let pooled = never_falling([0.2, 0.6, 0.4, 0.8].into_iter());
        assert_eq!(pooled, [0.2, 0.5, 0.5, 0.8]);
        let pooled = never_falling([3.0, 2.0, 1.0].into_iter());
        assert_eq!(pooled, [2.0; 3]);
    }

    #[test]
    fn decades_are_named_without_exponents() {
        assert_eq!([-3, 0, 2].map(decade_name), ["0.001×", "1×", "100×"]);
    }
}
