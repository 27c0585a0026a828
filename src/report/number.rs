//! Numbers as people read them.

/// Between a number and its unit: they stay on one line.
const NO_BREAK: char = '\u{A0}';

/// Below zero as a true minus sign.
const MINUS: char = '\u{2212}';

/// A fraction as a percentage with one decimal and the sign.
pub(super) fn percent(fraction: f64) -> String {
    format!("{}{NO_BREAK}%", percent_number(fraction))
}

/// The same without the sign. What is not quite 0 or not quite 100 % is not
/// printed as if it were.
pub(super) fn percent_number(fraction: f64) -> String {
    match 100.0 * fraction {
        0.0 => "0".to_owned(),
        value if value < 0.05 => "<0.1".to_owned(),
        100.0 => "100".to_owned(),
        99.95..100.0 => ">99.9".to_owned(),
        value => format!("{value:.1}"),
    }
}

/// A count with commas: 12,345.
pub fn count(value: u64) -> String {
    let digits = value.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A number with a fixed count of decimals and a true minus sign.
pub(super) fn decimal(value: f64, decimals: usize) -> String {
    let printed = format!("{:.decimals$}", value.abs());
    let is_zero = printed.chars().all(|c| matches!(c, '0' | '.'));
    if value < 0.0 && !is_zero {
        format!("{MINUS}{printed}")
    } else {
        printed
    }
}

/// The same with a plus sign where it is above zero.
pub(super) fn signed(value: f64, decimals: usize) -> String {
    let printed = decimal(value, decimals);
    let is_zero = printed.chars().all(|c| matches!(c, '0' | '.'));
    if value > 0.0 && !is_zero {
        format!("+{printed}")
    } else {
        printed
    }
}

/// A p-value to two significant digits without trailing zeros, never 0.
pub(super) fn p_value(p: f64) -> String {
    if p < 0.0001 {
        return "<0.0001".to_owned();
    }
    let decimals = match p {
        _ if p >= 0.0995 => 2,
        _ if p >= 0.00995 => 3,
        _ if p >= 0.000_995 => 4,
        _ => 5,
    };
    without_trailing_zeros(&format!("{p:.decimals$}")).to_owned()
}

/// A coordinate of a picture: three decimals, no trailing zeros, no minus zero.
pub(super) fn coordinate(value: f64) -> String {
    match without_trailing_zeros(&format!("{value:.3}")) {
        "-0" | "" => "0".to_owned(),
        other => other.to_owned(),
    }
}

fn without_trailing_zeros(printed: &str) -> &str {
    printed.trim_end_matches('0').trim_end_matches('.')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentages_do_not_round_to_nothing_or_to_all() {
        let number = |fraction| percent(fraction).replace(NO_BREAK, " ");
        assert_eq!(number(0.0), "0 %");
        assert_eq!(number(0.0003), "<0.1 %");
        assert_eq!(number(0.1234), "12.3 %");
        assert_eq!(number(0.9999), ">99.9 %");
        assert_eq!(number(1.0), "100 %");
    }

    #[test]
    fn counts_have_commas() {
        let printed = [0, 999, 1_000, 12_345_678].map(count);
        assert_eq!(printed, ["0", "999", "1,000", "12,345,678"]);
    }

    #[test]
    fn signs_are_true_and_zero_has_none() {
        assert_eq!(decimal(-1.25, 1), "\u{2212}1.2");
        assert_eq!(decimal(-0.01, 1), "0.0");
        assert_eq!(signed(2.0, 1), "+2.0");
        assert_eq!(signed(0.01, 1), "0.0");
    }

    #[test]
    fn p_values_keep_up_to_two_digits_and_are_never_0() {
        let printed = [0.5, 0.0321, 0.001, 0.00012, 1e-9].map(p_value);
        assert_eq!(printed, ["0.5", "0.032", "0.001", "0.00012", "<0.0001"]);
    }

    #[test]
    fn coordinates_are_short() {
        let printed = [0.0, -0.0001, 12.5, 100.0, 33.333_33].map(coordinate);
        assert_eq!(printed, ["0", "0", "12.5", "100", "33.333"]);
    }
}
