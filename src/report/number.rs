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

/// A fraction as a percentage to about three digits however small it is, with
/// the sign: 12.3 %, 1.23 %, 0.0123 %.
pub(super) fn fine_percent(fraction: f64) -> String {
    format!("{}{NO_BREAK}%", fine_percent_number(fraction))
}

/// The same without the sign.
pub(super) fn fine_percent_number(fraction: f64) -> String {
    match 100.0 * fraction {
        0.0 => "0".to_owned(),
        value if value < 0.000_1 => "<0.0001".to_owned(),
        100.0 => "100".to_owned(),
        99.95..100.0 => ">99.9".to_owned(),
        value if value < 0.001 => format!("{value:.4}"),
        value if value < 0.099_5 => digits(value, 2),
        value => digits(value, 3),
    }
}

/// How many times something was sequenced: 12.3×.
pub(super) fn times(value: f64) -> String {
    match value {
        0.0 => "0×".to_owned(),
        value if value < 0.000_1 => "<0.0001×".to_owned(),
        value if value < 0.099_5 => format!("{}×", digits(value, 2)),
        value => format!("{}×", digits(value, 3)),
    }
}

/// Bases in the unit that leaves few digits: 4.52 Gb.
pub(super) fn bases(count: u64) -> String {
    let units = [(1e12, "Tb"), (1e9, "Gb"), (1e6, "Mb"), (1e3, "kb")];
    let value = count as f64;
    match units.into_iter().find(|(size, _)| value >= *size) {
        Some((size, unit)) => format!("{}{NO_BREAK}{unit}", digits(value / size, 3)),
        None => format!("{count}{NO_BREAK}b"),
    }
}

/// A positive number to so many significant digits, never with an exponent.
fn digits(value: f64, wanted: i32) -> String {
    // The power of ten after rounding: 9.996 to three digits is 10.0.
    let printed = format!("{value:.*e}", (wanted - 1).max(0) as usize);
    let power = printed.split_once('e').and_then(|(_, p)| p.parse().ok());
    let decimals = (wanted - 1 - power.unwrap_or(0)).max(0) as usize;
    format!("{value:.decimals$}")
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
    fn fine_percentages_keep_three_digits_and_never_become_nothing() {
        let number = |fraction| fine_percent_number(fraction);
        let printed = [0.0, 4e-7, 3.14e-6, 0.000_123_4, 0.001_234, 0.012_34].map(number);
        assert_eq!(
            printed,
            ["0", "<0.0001", "0.0003", "0.012", "0.123", "1.23"]
        );
        let printed = [0.123_4, 0.099_96, 0.000_999_6, 0.999_9, 1.0].map(number);
        assert_eq!(printed, ["12.3", "10.0", "0.100", ">99.9", "100"]);
    }

    #[test]
    fn depths_and_bases_have_few_digits() {
        assert_eq!(
            [0.0, 0.012_3, 12.34, 1234.0].map(times),
            ["0×", "0.012×", "12.3×", "1234×"]
        );
        let printed = [0, 999, 4_520_000_000, 151_000].map(bases);
        let printed = printed.map(|text| text.replace(NO_BREAK, " "));
        assert_eq!(printed, ["0 b", "999 b", "4.52 Gb", "151 kb"]);
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
