//! The sex of the host, as its reads tell it.

use serde::{Deserialize, Serialize};

/// Fewest fragments of X and Y together that say anything.
const FEWEST_FRAGMENTS: u64 = 20;
/// The share of Y in a woman's fragments, of that in a man's: reads that stray, and a
/// little of somebody else.
const STRAY_SHARE: f64 = 0.1;
/// How many times more likely one sex must be than the other.
const LEAST_ODDS: f64 = 1_000.0;

/// Host reads by sex chromosome, with the filter's keys that tell them.
#[doc = ""]
#[doc = include_str!("host_sex.md")]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SexReads {
    /// Fragments of the host that are of X alone.
    pub host_reads_x: u64,
    /// Fragments of the host that are of Y alone.
    pub host_reads_y: u64,
    /// Keys of the filter that are of X alone.
    pub filter_keys_x: u64,
    /// Keys of the filter that are of Y alone.
    pub filter_keys_y: u64,
}

/// The sex that reads speak for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ReadSex {
    /// One X and one Y.
    Male,
    /// X alone.
    Female,
    /// Too few reads, or reads that fit both.
    Undecided,
}

impl SexReads {
    /// The natural logarithm of how many times more likely the reads are a man's than a
    /// woman's; 0 where the keys tell nothing.
    pub fn log_odds_of_male(&self) -> f64 {
        let (x, y) = (self.filter_keys_x as f64, self.filter_keys_y as f64);
        if x <= 0.0 || y <= 0.0 {
            return 0.0;
        }
        let of_man = y / (x + y);
        let of_woman = of_man * STRAY_SHARE;
        let of_each_y = -STRAY_SHARE.ln();
        let of_each_x = (-of_man).ln_1p() - (-of_woman).ln_1p();
        self.host_reads_y as f64 * of_each_y + self.host_reads_x as f64 * of_each_x
    }

    /// The sex that the reads speak for.
    pub fn speak_for(&self) -> ReadSex {
        let least = LEAST_ODDS.ln();
        let log_odds = self.log_odds_of_male();
        let fragments = self.host_reads_x.saturating_add(self.host_reads_y);
        if fragments < FEWEST_FRAGMENTS {
            ReadSex::Undecided
        } else if log_odds >= least {
            ReadSex::Male
        } else if log_odds <= -least {
            ReadSex::Female
        } else {
            ReadSex::Undecided
        }
    }

    /// Adds the fragments of another part of the same sample.
    pub(super) fn add(&mut self, other: Self) {
        self.host_reads_x += other.host_reads_x;
        self.host_reads_y += other.host_reads_y;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn reads(x: u64, y: u64, keys: (u64, u64)) -> SexReads {
        SexReads {
            host_reads_x: x,
            host_reads_y: y,
            filter_keys_x: keys.0,
            filter_keys_y: keys.1,
        }
    }

    /// Seven of X to one of Y.
    const KEYS: (u64, u64) = (7_000, 1_000);

    fn place(sex: ReadSex) -> u8 {
        match sex {
            ReadSex::Female => 0,
            ReadSex::Undecided => 1,
            ReadSex::Male => 2,
        }
    }

    /// The probability of `y` of `x + y`, term by term.
    fn binomial(x: u64, y: u64, share: f64) -> f64 {
        let ways: f64 = (1..=y).map(|i| (x + i) as f64 / i as f64).product();
        ways * share.powi(y as i32) * (1.0 - share).powi(x as i32)
    }

    proptest! {
        #[test]
        fn the_ratio_is_that_of_two_binomial_probabilities(
            x in 0_u64..100, y in 0_u64..20, keys in (1_u64..1_000, 1_u64..1_000),
        ) {
            let share = keys.1 as f64 / (keys.0 + keys.1) as f64;
            let expected = (binomial(x, y, share) / binomial(x, y, share / 10.0)).ln();
            let found = reads(x, y, keys).log_odds_of_male();
            prop_assert!((found - expected).abs() < 1e-8 * (1.0 + expected.abs()), "{} {}", found, expected);
        }

        #[test]
        fn a_read_of_y_never_speaks_for_a_woman_nor_one_of_x_for_a_man(
            x in 20_u64..5_000, y in 0_u64..2_000, more in 1_u64..100,
            keys in (1_u64..1_000_000, 1_u64..1_000_000),
        ) {
            let at = |x, y| place(reads(x, y, keys).speak_for());
            prop_assert!(at(x, y + more) >= at(x, y));
            prop_assert!(at(x + more, y) <= at(x, y));
        }

        #[test]
        fn two_parts_of_a_sample_say_together_what_each_says(
            a in (0_u64..5_000, 0_u64..2_000), b in (0_u64..5_000, 0_u64..2_000),
        ) {
            let (first, second) = (reads(a.0, a.1, KEYS), reads(b.0, b.1, KEYS));
            let mut both = first;
            both.add(second);
            let sum = first.log_odds_of_male() + second.log_odds_of_male();
            prop_assert!((both.log_odds_of_male() - sum).abs() < 1e-6);
        }

        #[test]
        fn only_the_ratio_of_the_keys_counts(
            x in 0_u64..5_000, y in 0_u64..2_000, keys in (1_u64..1_000, 1_u64..1_000), times in 1_u64..1_000,
        ) {
            let one = reads(x, y, keys).log_odds_of_male();
            let many = reads(x, y, (keys.0 * times, keys.1 * times)).log_odds_of_male();
            prop_assert!((one - many).abs() < 1e-6 * (1.0 + one.abs()));
        }

        #[test]
        fn what_is_expected_of_a_man_is_male_and_of_a_woman_female(
            keys in (1_000_u64..20_000, 1_000_u64..5_000), fragments in 2_000_u64..100_000,
        ) {
            let of_man = fragments * keys.1 / (keys.0 + keys.1);
            let man = reads(fragments - of_man, of_man, keys);
            prop_assert_eq!(man.speak_for(), ReadSex::Male);
            // XXY: twice the X of a man.
            let of_klinefelter = fragments * keys.1 / (2 * keys.0 + keys.1);
            let klinefelter = reads(fragments - of_klinefelter, of_klinefelter, keys);
            prop_assert_eq!(klinefelter.speak_for(), ReadSex::Male);
            prop_assert_eq!(reads(fragments, 0, keys).speak_for(), ReadSex::Female);
            let stray = of_man / 10;
            prop_assert_eq!(reads(fragments - stray, stray, keys).speak_for(), ReadSex::Female);
        }
    }

    #[test]
    fn few_reads_are_undecided() {
        // By hand: 16 ln(0.875 / 0.9875) + 4 ln 10 = 7.27, above ln 1000 = 6.91.
        assert_eq!(reads(16, 4, KEYS).speak_for(), ReadSex::Male);
        assert_eq!(reads(15, 4, KEYS).speak_for(), ReadSex::Undecided);
        assert_eq!(reads(0, 19, KEYS).speak_for(), ReadSex::Undecided);
        // 57 and 58 times ln(0.875 / 0.9875) are -6.893 and -7.014.
        assert_eq!(reads(57, 0, KEYS).speak_for(), ReadSex::Undecided);
        assert_eq!(reads(58, 0, KEYS).speak_for(), ReadSex::Female);
        assert_eq!(reads(0, 0, KEYS).speak_for(), ReadSex::Undecided);
    }

    #[test]
    fn without_keys_nothing_is_said() {
        for keys in [(0, 0), (0, 9), (9, 0)] {
            assert_eq!(reads(9_000, 9_000, keys).speak_for(), ReadSex::Undecided);
        }
    }
}
