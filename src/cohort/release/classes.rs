//! Classes of people whom nothing known tells apart.

use std::collections::{BTreeMap, BTreeSet};

/// A person of a release, without an id.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct ReleaseRow {
    /// What others may know of the person.
    pub(super) known: Vec<String>,
    /// Values that each class must hold several of.
    pub(super) sensitive: Vec<String>,
    /// Further values.
    pub(super) others: Vec<String>,
}

/// What the rows that are left reach.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Reached {
    /// People in the smallest class (k-anonymity: Sweeney 2002,
    /// doi:10.1142/S0218488502001648).
    pub(super) k: u64,
    /// Different values of a sensitive column in the poorest class (distinct
    /// l-diversity: Machanavajjhala 2007, doi:10.1145/1217299.1217302); none without
    /// sensitive columns.
    pub(super) l: Option<u64>,
    pub(super) classes: u64,
}

/// Takes out the classes that are too small or too uniform, and sorts the others by
/// content, so that their order tells nothing.
pub(super) fn suppress(rows: Vec<ReleaseRow>, k: u64, l: u64) -> (Vec<ReleaseRow>, Reached) {
    let mut classes: BTreeMap<Vec<String>, Vec<ReleaseRow>> = BTreeMap::new();
    for row in rows {
        classes.entry(row.known.clone()).or_default().push(row);
    }
    let mut reached = Reached::default();
    let mut kept = Vec::new();
    for mut class in classes.into_values() {
        let size = class.len() as u64;
        let diversity = diversity(&class);
        if size < k || diversity.is_some_and(|diversity| diversity < l) {
            continue;
        }
        reached.k = if reached.classes == 0 {
            size
        } else {
            reached.k.min(size)
        };
        reached.l = match (reached.l, diversity) {
            (Some(least), Some(found)) => Some(least.min(found)),
            (None, found) => found,
            (least, None) => least,
        };
        reached.classes += 1;
        class.sort();
        kept.append(&mut class);
    }
    (kept, reached)
}

/// The fewest different values of any sensitive column.
fn diversity(class: &[ReleaseRow]) -> Option<u64> {
    let columns = class.first()?.sensitive.len();
    let different = |column: usize| {
        let values: BTreeSet<&str> = class
            .iter()
            .map(|row| row.sensitive[column].as_str())
            .collect();
        values.len() as u64
    };
    (0..columns).map(different).min()
}

/// Counts fit to be shown: those from 1 to below `least` are withheld, and when only
/// one would be, the next smallest too, for else it could be worked out from the sum.
pub(super) fn withhold_small(counts: &[u64], least: u64) -> Vec<Option<u64>> {
    let mut shown: Vec<Option<u64>> = counts
        .iter()
        .map(|&count| Some(count).filter(|&count| count == 0 || count >= least))
        .collect();
    if shown.iter().filter(|count| count.is_none()).count() == 1 {
        let next = (0..counts.len())
            .filter(|&place| shown[place].is_some_and(|count| count > 0))
            .min_by_key(|&place| counts[place]);
        if let Some(next) = next {
            shown[next] = None;
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn row(known: &str, sensitive: &str) -> ReleaseRow {
        ReleaseRow {
            known: vec![known.to_owned()],
            sensitive: vec![sensitive.to_owned()],
            others: Vec::new(),
        }
    }

    #[test]
    fn a_single_person_is_suppressed_and_so_is_a_class_of_one_value() {
        let rows = vec![
            row("F 1960s", "high"),
            row("F 1960s", "low"),
            row("M 1960s", "high"),
            row("M 1970s", "high"),
            row("M 1970s", "high"),
        ];
        let (kept, reached) = suppress(rows.clone(), 2, 2);
        assert_eq!(kept, [row("F 1960s", "high"), row("F 1960s", "low")]);
        assert_eq!((reached.k, reached.l, reached.classes), (2, Some(2), 1));
        let (kept, reached) = suppress(rows, 2, 1);
        assert_eq!((kept.len(), reached.l), (4, Some(1)));
    }

    #[test]
    fn one_withheld_count_cannot_be_worked_out() {
        assert_eq!(
            withhold_small(&[30, 4, 12, 0], 10),
            [Some(30), None, None, Some(0)]
        );
        assert_eq!(withhold_small(&[3, 4, 12], 10), [None, None, Some(12)]);
        assert_eq!(withhold_small(&[10, 12], 10), [Some(10), Some(12)]);
        assert_eq!(withhold_small(&[4], 10), [None]);
    }

    proptest! {
        #[test]
        fn what_is_kept_reaches_k_and_l_and_nothing_more_is_taken(
            people in proptest::collection::vec((0_u8..4, 0_u8..3), 0..60),
            k in 2_u64..6,
            l in 1_u64..4,
        ) {
            let rows: Vec<ReleaseRow> =
                people.iter().map(|(known, value)| row(&known.to_string(), &value.to_string())).collect();
            let (kept, reached) = suppress(rows, k, l);
            for known in 0_u8..4 {
                let class: Vec<u8> =
                    people.iter().filter(|(class, _)| *class == known).map(|(_, value)| *value).collect();
                let different: BTreeSet<u8> = class.iter().copied().collect();
                let fits = class.len() as u64 >= k && different.len() as u64 >= l;
                let found = kept.iter().filter(|row| row.known[0] == known.to_string()).count();
                prop_assert_eq!(found, if fits { class.len() } else { 0 });
            }
            prop_assert!(kept.is_empty() || (reached.k >= k && reached.l.unwrap() >= l));
        }
    }
}
