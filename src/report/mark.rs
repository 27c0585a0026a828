//! Marks of points, told apart by shape and by colour.

use super::markup::Markup;
use super::number::coordinate;

/// The mark of a point.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Mark {
    /// A filled blue disc.
    Disc,
    /// A filled orange triangle.
    Triangle,
    /// A vermillion cross.
    Cross,
}

impl Mark {
    fn class(self) -> &'static str {
        match self {
            Self::Disc => "mark m-disc",
            Self::Triangle => "mark m-triangle",
            Self::Cross => "mark m-cross",
        }
    }

    /// The mark around a place of a picture, with what it says when pointed at.
    pub(super) fn render_at(self, (x, y): (f64, f64), hint: &str, out: &mut Markup) {
        let shape = self.shape((x, y));
        let attributes = [("class", self.class()), ("d", &shape)];
        out.element("path", &attributes, |out| {
            if !hint.is_empty() {
                out.leaf("title", &[], hint);
            }
        });
    }

    /// The mark among words, which must say what it means.
    pub(super) fn render_inline(self, out: &mut Markup) {
        let picture = [
            ("class", "sign"),
            ("viewBox", "0 0 12 12"),
            ("aria-hidden", "true"),
        ];
        out.element("svg", &picture, |out| self.render_at((6.0, 6.0), "", out));
    }

    fn shape(self, (x, y): (f64, f64)) -> String {
        let place = |across: f64, up: f64| {
            let (x, y) = (coordinate(x + across), coordinate(y + up));
            format!("{x} {y}")
        };
        match self {
            Self::Disc => format!("M{}a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0-9 0", place(-4.5, 0.0)),
            Self::Triangle => {
                format!("M{}l5.5 9.5h-11z", place(0.0, -6.0))
            }
            Self::Cross => format!("M{}l7 7m0-7l-7 7", place(-3.5, -3.5)),
        }
    }
}
