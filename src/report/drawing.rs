//! Lines and words of pictures.

use super::markup::Markup;
use super::number::coordinate;

/// A straight line.
pub(super) fn render_line(class: &str, [from, to]: [(f64, f64); 2], out: &mut Markup) {
    let places = [from.0, from.1, to.0, to.1].map(coordinate);
    let attributes = [
        ("class", class),
        ("x1", &places[0]),
        ("y1", &places[1]),
        ("x2", &places[2]),
        ("y2", &places[3]),
    ];
    out.element("line", &attributes, |_| {});
}

/// Words that start, end or are centred (`start`, `end`, `middle`) at a place.
pub(super) fn render_text(place: (f64, f64), anchor: &str, text: &str, out: &mut Markup) {
    let (x, y) = (coordinate(place.0), coordinate(place.1));
    let attributes = [("x", x.as_str()), ("y", &y), ("text-anchor", anchor)];
    out.leaf("text", &attributes, text);
}

/// The name of an axis up the page, turned, `x` from the left.
pub(super) fn render_turned_text(place: (f64, f64), text: &str, out: &mut Markup) {
    let (x, y) = (coordinate(place.0), coordinate(place.1));
    let turned = format!("translate({x} {y}) rotate(-90)");
    let attributes = [("transform", turned.as_str()), ("text-anchor", "middle")];
    out.leaf("text", &attributes, text);
}
