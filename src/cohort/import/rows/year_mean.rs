//! What is eaten in a season as the mean of a year.

use super::super::season::MONTHS_A_YEAR;

/// What is eaten in the months outside the season.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum OutOfSeason {
    /// Nothing.
    Nothing,
    /// What the table tells, if it does.
    Asked(Option<f64>),
}

/// The mean over a year: of `in_season` in so many months and of what is eaten out of
/// season in the others, each weighed by its months. Nothing where a part that counts is
/// not told: months that are not told are never taken for twelve.
///
/// Two cases need less. What is eaten neither in season nor out of it is 0 whatever the
/// months, and a part of no months needs no answer.
pub(super) fn year_mean(
    in_season: Option<f64>,
    out_of_season: OutOfSeason,
    months: Option<f64>,
) -> Option<f64> {
    let is_never_eaten = in_season == Some(0.0)
        && matches!(
            out_of_season,
            OutOfSeason::Nothing | OutOfSeason::Asked(Some(0.0))
        );
    if is_never_eaten {
        return Some(0.0);
    }
    let months = months?;
    let weigh = |amount: Option<f64>, months: f64| {
        if months == 0.0 {
            Some(0.0)
        } else {
            amount.map(|amount| amount * (months / MONTHS_A_YEAR))
        }
    };
    match out_of_season {
        OutOfSeason::Nothing => Some(in_season? * (months / MONTHS_A_YEAR)),
        OutOfSeason::Asked(amount) => {
            Some(weigh(in_season, months)? + weigh(amount, MONTHS_A_YEAR - months)?)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn three_times_a_week_in_three_months_is_a_quarter_of_it() {
        let times = year_mean(Some(3.0 / 7.0), OutOfSeason::Nothing, Some(3.0));
        assert_eq!(times, Some(3.0 / 28.0));
    }

    #[test]
    fn what_is_eaten_out_of_season_counts_in_its_months() {
        // 1 a day in 4 months and 0.25 a day in 8: (4 + 2) / 12.
        let asked = OutOfSeason::Asked(Some(0.25));
        assert_eq!(year_mean(Some(1.0), asked, Some(4.0)), Some(0.5));
    }

    #[test]
    fn a_season_that_is_not_told_is_never_the_whole_year() {
        assert_eq!(year_mean(Some(1.0), OutOfSeason::Nothing, None), None);
        let asked = OutOfSeason::Asked(Some(0.5));
        assert_eq!(year_mean(Some(1.0), asked, None), None);
        assert_eq!(year_mean(Some(0.0), asked, None), None);
        assert_eq!(year_mean(None, OutOfSeason::Nothing, Some(3.0)), None);
        assert_eq!(year_mean(None, OutOfSeason::Nothing, Some(0.0)), None);
        let asked = OutOfSeason::Asked(None);
        assert_eq!(year_mean(Some(1.0), asked, Some(3.0)), None);
        assert_eq!(
            year_mean(None, OutOfSeason::Asked(Some(1.0)), Some(3.0)),
            None
        );
    }

    #[test]
    fn what_cannot_matter_need_not_be_told() {
        assert_eq!(year_mean(Some(0.0), OutOfSeason::Nothing, None), Some(0.0));
        let never = OutOfSeason::Asked(Some(0.0));
        assert_eq!(year_mean(Some(0.0), never, None), Some(0.0));
        let all_year = year_mean(Some(0.7), OutOfSeason::Asked(None), Some(12.0));
        assert_eq!(all_year, Some(0.7));
        let no_season = year_mean(None, OutOfSeason::Asked(Some(0.7)), Some(0.0));
        assert_eq!(no_season, Some(0.7));
    }

    proptest! {
        #[test]
        fn the_mean_lies_between_its_parts(
            within in 0.0..20.0_f64,
            outside in 0.0..20.0_f64,
            months in 0.0..=12.0_f64,
        ) {
            let mean = year_mean(Some(within), OutOfSeason::Asked(Some(outside)), Some(months));
            let mean = mean.unwrap();
            let (least, most) = (within.min(outside), within.max(outside));
            prop_assert!(mean >= least - 1e-9 && mean <= most + 1e-9, "{}", mean);
            let alone = year_mean(Some(within), OutOfSeason::Nothing, Some(months)).unwrap();
            prop_assert!(alone <= within + 1e-9 && alone <= mean + 1e-9);
        }
    }
}
