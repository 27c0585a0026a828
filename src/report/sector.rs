//! Places, parts of rings and lines to write on, around one middle.
//!
//! Fractions of the circle count clockwise from the top.

use super::number::coordinate;

/// The middle, across and up alike, in the units of the picture.
pub(super) const MIDDLE: f64 = 200.0;

/// More of a circle than this is drawn as all of it.
const WHOLE: f64 = 0.999;

/// A place on a circle, by its fraction clockwise from the top.
pub(super) fn point(radius: f64, fraction: f64) -> (f64, f64) {
    let (sine, cosine) = (std::f64::consts::TAU * fraction).sin_cos();
    (MIDDLE + radius * sine, MIDDLE - radius * cosine)
}

fn place(radius: f64, fraction: f64) -> String {
    let (x, y) = point(radius, fraction);
    format!("{} {}", short(x), short(y))
}

/// A tenth of a unit is below what is seen; shorter numbers keep pages small.
pub(super) fn short(value: f64) -> String {
    coordinate((value * 10.0).round() / 10.0)
}

/// A part of a ring.
pub(super) fn sector((from, to): (f64, f64), start: f64, fraction: f64) -> String {
    let (inner, outer) = (short(from), short(to));
    if fraction > WHOLE {
        // One arc cannot end where it starts: two halves out, two halves back.
        let half = |radius: f64, printed: &str, sweep: u8| {
            let (top, bottom) = (place(radius, 0.0), place(radius, 0.5));
            let arc = format!("A{printed} {printed} 0 0 {sweep} ");
            format!("M{top}{arc}{bottom}{arc}{top}z")
        };
        return format!("{}{}", half(to, &outer, 1), half(from, &inner, 0));
    }
    let end = start + fraction;
    let large = u8::from(fraction > 0.5);
    format!(
        "M{}A{outer} {outer} 0 {large} 1 {}L{}A{inner} {inner} 0 {large} 0 {}z",
        place(to, start),
        place(to, end),
        place(from, end),
        place(from, start),
    )
}

/// The line on which a name stands: clockwise in the upper half, the other way
/// in the lower one, so that no name stands on its head.
pub(super) fn baseline(middle: f64, start: f64, fraction: f64) -> String {
    const HALF_HEIGHT: f64 = 3.4;
    let end = start + fraction.min(WHOLE);
    let centre = (start + end) / 2.0;
    let large = u8::from(fraction > 0.5);
    let (radius, from, to, sweep) = match (0.25..0.75).contains(&centre) {
        true => (middle + HALF_HEIGHT, end, start, 0),
        false => (middle - HALF_HEIGHT, start, end, 1),
    };
    let printed = short(radius);
    format!(
        "M{}A{printed} {printed} 0 {large} {sweep} {}",
        place(radius, from),
        place(radius, to)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quarters_start_at_the_top_and_run_clockwise() {
        assert_eq!(place(100.0, 0.0), "200 100");
        assert_eq!(place(100.0, 0.25), "300 200");
        assert_eq!(place(100.0, 0.5), "200 300");
        assert_eq!(place(100.0, 0.75), "100 200");
    }

    #[test]
    fn a_part_above_half_takes_the_long_way_round() {
        assert!(sector((50.0, 100.0), 0.0, 0.5).contains("A100 100 0 0 1 "));
        assert!(sector((50.0, 100.0), 0.0, 0.51).contains("A100 100 0 1 1 "));
    }

    #[test]
    fn a_whole_ring_is_drawn_out_and_back_in_halves() {
        assert_eq!(
            sector((50.0, 150.0), 0.0, 1.0),
            "M200 50A150 150 0 0 1 200 350A150 150 0 0 1 200 50z\
             M200 150A50 50 0 0 0 200 250A50 50 0 0 0 200 150z"
        );
    }

    #[test]
    fn names_below_the_middle_run_the_other_way() {
        assert!(baseline(100.0, 0.4, 0.2).contains(" 0 0 0 "));
        assert!(baseline(100.0, 0.9, 0.2).contains(" 0 0 1 "));
    }
}
