//! A tree as rings: each ring a level, each arc a part of the whole circle.
//!
//! The circle starts at the top and runs clockwise. What is hatched is left out
//! of the drawing, so that the hatched ground of the picture is seen.

use super::markup::Markup;
use super::number::coordinate;
use super::palette::Fill;
use super::prose::Sign;
use super::sector::{MIDDLE, baseline, point, sector, short};

/// An arc over one ring or several.
#[derive(Debug, Clone, PartialEq)]
pub struct RingArc {
    /// The first and the last ring it fills, counted from 0 at the centre.
    pub rings: (usize, usize),
    /// Where it starts, as a fraction of the circle.
    pub start: f64,
    /// How much of the circle it takes, as a fraction.
    pub fraction: f64,
    /// Its fill.
    pub fill: Fill,
    /// How far the fill is lightened: 0 not at all, up to 5.
    pub tint: u8,
    /// Names to write on it, the best first; the first that fits is taken.
    pub names: Vec<String>,
    /// What it says when pointed at.
    pub hint: String,
}

/// One kind of part, told beside the picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SunburstKey {
    /// Its name.
    pub label: String,
    /// Its fill.
    pub fill: Fill,
    /// Its share of the circle, as it is to be printed.
    pub share: String,
}

/// Rings around a number.
#[derive(Debug, Clone, PartialEq)]
pub struct Sunburst {
    /// A name that no other picture of the page has, for its parts.
    pub anchor: String,
    /// What the picture shows.
    pub caption: String,
    /// The name of the picture for those who cannot see it.
    pub spoken: String,
    /// The number in the centre, and what it counts.
    pub centre: (String, String),
    /// The widths of the rings from the centre; they share what room there is.
    pub ring_widths: Vec<f64>,
    /// The arcs.
    pub arcs: Vec<RingArc>,
    /// The key.
    pub keys: Vec<SunburstKey>,
}

/// In the units of the picture: the hole, the outer edge.
const HOLE: f64 = 42.0;
const EDGE: f64 = 199.0;

/// A ring must be this wide to carry a name, a letter takes this much of it, and
/// a wide letter (Japanese, for one) twice that.
const NAMED_WIDTH: f64 = 15.0;
const LETTER_WIDTH: f64 = 5.3;

impl Sunburst {
    pub(super) fn render(&self, out: &mut Markup) {
        let picture = [
            ("viewBox", "0 0 400 400"),
            ("role", "img"),
            ("aria-label", self.spoken.as_str()),
        ];
        out.element("figure", &[("class", "sunburst")], |out| {
            out.leaf("figcaption", &[], &self.caption);
            out.element("svg", &picture, |out| {
                self.render_ground(out);
                self.render_centre(out);
                for arc in self.seen() {
                    let (from, to) = (self.radius(arc.rings.0), self.radius(arc.rings.1 + 1));
                    let class = format!("{} t{}", arc.fill.class(), arc.tint);
                    let shape = sector((from, to), arc.start, arc.fraction);
                    let attributes = [("class", class.as_str()), ("d", &shape)];
                    out.element("path", &attributes, |out| {
                        out.leaf("title", &[], &arc.hint);
                    });
                }
                self.render_names(out);
            });
            out.element("ul", &[("class", "key shares")], |out| {
                for key in &self.keys {
                    out.element("li", &[], |out| {
                        Sign::Swatch(key.fill).render(out);
                        out.leaf("span", &[], &key.label);
                        out.leaf("span", &[("class", "number")], &key.share);
                    });
                }
            });
        });
    }

    /// The arcs that are drawn.
    fn seen(&self) -> impl Iterator<Item = &RingArc> {
        let seen = |arc: &&RingArc| arc.fill != Fill::Hatched && arc.fraction > 0.0;
        self.arcs.iter().filter(seen)
    }

    /// Covers the hatched ground but for the hatched part. A circle of nothing
    /// has no hatched part.
    fn render_ground(&self, out: &mut Markup) {
        let hatched = self.arcs.iter().find(|arc| arc.fill == Fill::Hatched);
        let known = hatched.map_or(1.0, |arc| arc.start);
        // Past the edge, so that no hatched hair is left around it.
        let shape = sector((HOLE, EDGE + 4.0), 0.0, known);
        out.element("path", &[("class", "ground"), ("d", &shape)], |_| {});
        if let Some(arc) = hatched {
            // Invisible, but it answers when pointed at.
            let shape = sector((HOLE, EDGE), arc.start, arc.fraction);
            out.element("path", &[("class", "f-hatched"), ("d", &shape)], |out| {
                out.leaf("title", &[], &arc.hint);
            });
        }
    }

    fn render_names(&self, out: &mut Markup) {
        for (index, arc) in self.arcs.iter().enumerate() {
            let (from, to) = (self.radius(arc.rings.0), self.radius(arc.rings.1 + 1));
            let middle = (from + to) / 2.0;
            let room = middle * std::f64::consts::TAU * arc.fraction - 8.0;
            let fits = |name: &&String| letters_width(name) <= room;
            match arc.names.iter().find(fits) {
                Some(name) if arc.fill == Fill::Hatched => {
                    render_level_name(name, arc, middle, out)
                }
                Some(name) if to - from >= NAMED_WIDTH => {
                    self.render_bent_name(name, arc, (index, middle), out);
                }
                _ => {}
            }
        }
    }

    fn render_bent_name(
        &self,
        name: &str,
        arc: &RingArc,
        (index, middle): (usize, f64),
        out: &mut Markup,
    ) {
        let id = format!("{}-{index}", self.anchor);
        let shape = baseline(middle, arc.start, arc.fraction);
        let line = [("id", id.as_str()), ("class", "base"), ("d", &shape)];
        out.element("path", &line, |_| {});
        out.element("text", &[], |out| {
            let reference = format!("#{id}");
            let along = [
                ("href", reference.as_str()),
                ("startOffset", "50%"),
                ("text-anchor", "middle"),
            ];
            out.leaf("textPath", &along, name);
        });
    }

    fn render_centre(&self, out: &mut Markup) {
        let (number, word) = (&self.centre.0, &self.centre.1);
        let middle = coordinate(MIDDLE);
        let hole = coordinate(HOLE);
        let circle = [
            ("class", "ground"),
            ("cx", middle.as_str()),
            ("cy", &middle),
            ("r", &hole),
        ];
        out.element("circle", &circle, |_| {});
        for (class, y, text) in [("centre", "204", number), ("centre-word", "220", word)] {
            let attributes = [
                ("class", class),
                ("x", middle.as_str()),
                ("y", y),
                ("text-anchor", "middle"),
            ];
            out.leaf("text", &attributes, text);
        }
    }

    /// The inner edge of a ring.
    fn radius(&self, ring: usize) -> f64 {
        let all: f64 = self.ring_widths.iter().sum();
        let inner: f64 = self.ring_widths.iter().take(ring).sum();
        match all > 0.0 {
            true => HOLE + (EDGE - HOLE) * inner / all,
            false => HOLE,
        }
    }
}

/// On hatching a name needs a halo, which would cut the letters of a bent one.
fn render_level_name(name: &str, arc: &RingArc, radius: f64, out: &mut Markup) {
    let (x, y) = point(radius, arc.start + arc.fraction / 2.0);
    let (x, y) = (short(x), short(y + 4.0));
    let attributes = [
        ("class", "halo"),
        ("x", x.as_str()),
        ("y", &y),
        ("text-anchor", "middle"),
    ];
    out.leaf("text", &attributes, name);
}

fn letters_width(name: &str) -> f64 {
    let width = |letter: char| match letter {
        '\u{1100}'.. => 2.0 * LETTER_WIDTH,
        _ => LETTER_WIDTH,
    };
    name.chars().map(width).sum()
}
