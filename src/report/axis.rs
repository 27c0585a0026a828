//! Round numbers along an axis.

/// Ticks at round steps (1, 2 or 5 times a power of ten) that cover `low` to
/// `high` in about `wanted` steps; the first is at or below `low`, the last at
/// or above `high`.
pub(super) fn round_ticks(low: f64, high: f64, wanted: usize) -> Vec<f64> {
    let span = (high - low).max(low.abs().max(high.abs()).max(1.0) * 1e-6);
    let raw = span / wanted.max(1) as f64;
    let power = 10f64.powf(raw.log10().floor());
    let step = match raw / power {
        ratio if ratio <= 1.0 => power,
        ratio if ratio <= 2.0 => 2.0 * power,
        ratio if ratio <= 5.0 => 5.0 * power,
        _ => 10.0 * power,
    };
    let first = (low / step).floor() as i64;
    let last = (high / step).ceil() as i64;
    let last = last.max(first + 1);
    (first..=last).map(|index| index as f64 * step).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_cover_the_range() {
        assert_eq!(
            round_ticks(83.0, 172.0, 5),
            [80.0, 100.0, 120.0, 140.0, 160.0, 180.0]
        );
        assert_eq!(round_ticks(-3.0, 4.0, 4), [-4.0, -2.0, 0.0, 2.0, 4.0]);
    }

    #[test]
    fn a_range_without_width_still_has_two_ticks() {
        for value in [0.0, 120.0, -7.5] {
            let ticks = round_ticks(value, value, 5);
            assert!(ticks.len() >= 2, "{ticks:?}");
            assert!(ticks[0] <= value && value <= ticks[ticks.len() - 1]);
        }
    }
}
