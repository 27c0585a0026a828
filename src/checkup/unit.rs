//! The ways in which people and machines write the units of check-ups.

use crate::tabular::values::narrow;

/// Each unit in UCUM, and other ways of writing it. A litre is `L` here, as in the
/// codes of the check-up; 1 mm3 is 1 uL by definition.
const SPELLINGS: [(&str, &[&str]); 13] = [
    ("mm[Hg]", &["mmHg", "mmhg", "mm Hg"]),
    ("mg/dL", &["mg/dl"]),
    ("g/dL", &["g/dl"]),
    ("g/L", &["g/l"]),
    (
        "U/L",
        &["U/l", "IU/L", "IU/l", "[IU]/L", "[iU]/L", "[IU]/l"],
    ),
    ("kg/m2", &["kg/m^2", "kg/m²", "kg/㎡", "Kg/m2"]),
    (
        "10*4/mm3",
        &[
            "10^4/mm3",
            "10*4/uL",
            "10^4/uL",
            "10*4/ul",
            "×10^4/uL",
            "万/mm3",
            "万/㎣",
            "万/uL",
            "万/ul",
        ],
    ),
    (
        "10*12/L",
        &[
            "10^12/L", "10*12/l", "10*6/uL", "10*6/ul", "10^6/uL", "10*6/mm3",
        ],
    ),
    (
        "mL/min/1.73m2",
        &[
            "ml/min/1.73m2",
            "mL/min/{1.73_m2}",
            "mL/min/{1.73m2}",
            "mL/min/1.73 m2",
            "mL/min/1.73m^2",
            "mL/min/1.73m²",
            "mL/min/1.73㎡",
            "ml/min/1.73㎡",
        ],
    ),
    ("mmol/L", &["mmol/l"]),
    ("umol/L", &["umol/l"]),
    ("mmol/mol", &["mmol/mol{Hb}"]),
    ("%", &["%{NGSP}"]),
];

/// A unit in UCUM where it is written in one of the ways known for check-ups, and
/// otherwise as it is written.
///
/// ```
/// use nuka::checkup::ucum_unit;
///
/// assert_eq!(ucum_unit("mg/dl"), "mg/dL");
/// assert_eq!(ucum_unit("mmHg"), "mm[Hg]");
/// assert_eq!(ucum_unit("万／μＬ"), "10*4/mm3");
/// assert_eq!(ucum_unit("furlong"), "furlong");
/// ```
pub fn ucum_unit(written: &str) -> &str {
    let narrowed = narrow(written.trim()).replace(['μ', 'µ'], "u");
    let unit = SPELLINGS
        .iter()
        .find(|(unit, others)| *unit == narrowed || others.contains(&narrowed.as_str()));
    unit.map_or(written, |(unit, _)| unit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_spelling_means_two_units_and_every_unit_means_itself() {
        let mut seen = std::collections::BTreeSet::new();
        for (unit, others) in SPELLINGS {
            assert_eq!(ucum_unit(unit), unit);
            for spelling in others.iter().chain([&unit]) {
                assert!(seen.insert(*spelling), "{spelling}");
                assert_eq!(ucum_unit(spelling), unit, "{spelling}");
            }
        }
    }
}
