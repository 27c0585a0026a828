//! When something was, and what belongs together in time.

use crate::tabular::values::Date;

/// When something was, as far as it is told.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Moment {
    /// The visit or time point.
    pub visit: Option<String>,
    /// The day.
    pub date: Option<Date>,
}

/// How far apart in time two records of a person may be to belong together.
///
/// ```
/// use nuka::cohort::{Moment, TimeWindow};
///
/// let on = |day: &str| Moment { visit: None, date: day.parse().ok() };
/// let window = TimeWindow { days_before: 30, days_after: 7 };
/// let surveys = [on("2025-03-01"), on("2025-03-28"), on("2025-04-05")];
/// // 28 March is 4 days before the sample, 5 April 4 days after it: the earlier counts.
/// let nearest = window.nearest(&on("2025-04-01"), &surveys, |survey| survey.clone());
/// assert_eq!(nearest, Some(&surveys[1]));
/// assert_eq!(window.nearest(&on("2025-05-30"), &surveys, |survey| survey.clone()), None);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimeWindow {
    /// Days the record may lie before the sample.
    pub days_before: u32,
    /// Days the record may lie after the sample.
    pub days_after: u32,
}

/// How well a record fits a sample; smaller is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    /// Days apart, and whether it lies behind the sample.
    Days(u64, bool),
    /// The same visit, where a day is not told.
    SameVisit,
    /// The record has neither day nor visit: it holds for the person throughout.
    Always,
}

impl TimeWindow {
    /// The record of the same person that belongs to a sample; of several the nearest,
    /// of equally near ones the earlier, then the first in order.
    ///
    /// Where both tell the day, the days decide. Otherwise both must be of one visit,
    /// or the record must have neither day nor visit.
    pub fn nearest<'r, R>(
        &self,
        sample: &Moment,
        records: &'r [R],
        moment: impl Fn(&R) -> Moment,
    ) -> Option<&'r R> {
        let fits = records
            .iter()
            .filter_map(|record| Some((self.fit(sample, &moment(record))?, record)));
        fits.min_by_key(|(fit, _)| *fit).map(|(_, record)| record)
    }

    fn fit(&self, sample: &Moment, record: &Moment) -> Option<Fit> {
        if let (Some(taken), Some(asked)) = (sample.date, record.date) {
            let days = asked.days_since(taken);
            let apart = days.unsigned_abs();
            let most = if days < 0 {
                self.days_before
            } else {
                self.days_after
            };
            return (apart <= u64::from(most)).then_some(Fit::Days(apart, days > 0));
        }
        match (&sample.visit, &record.visit) {
            (Some(one), Some(other)) => (one == other).then_some(Fit::SameVisit),
            (_, None) if record.date.is_none() => Some(Fit::Always),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const WINDOW: TimeWindow = TimeWindow {
        days_before: 10,
        days_after: 3,
    };

    fn moment(visit: &str, day: i64) -> Moment {
        Moment {
            visit: Some(visit.to_owned()).filter(|visit| !visit.is_empty()),
            date: Some(day)
                .filter(|day| *day > 0)
                .and_then(Date::from_days_since_1970),
        }
    }

    fn nearest(sample: &Moment, records: &[Moment]) -> Option<usize> {
        let found = WINDOW.nearest(sample, records, Moment::clone)?;
        records
            .iter()
            .position(|record| std::ptr::eq(record, found))
    }

    #[test]
    fn visits_decide_where_days_are_not_told() {
        let records = [moment("1", 0), moment("2", 0), moment("", 0)];
        assert_eq!(nearest(&moment("2", 500), &records), Some(1));
        assert_eq!(nearest(&moment("3", 500), &records), Some(2));
        assert_eq!(nearest(&moment("3", 500), &records[..2]), None);
        assert_eq!(nearest(&moment("", 500), &records), Some(2));
    }

    #[test]
    fn days_decide_over_visits() {
        let records = [moment("1", 100), moment("2", 500)];
        assert_eq!(nearest(&moment("1", 501), &records), Some(1));
    }

    proptest! {
        /// The twin looks at every distance in turn, the earlier day first.
        #[test]
        fn the_nearest_day_within_the_window_is_found(
            sample in 100_i64..140,
            days in proptest::collection::vec(80_i64..160, 0..12),
        ) {
            let records: Vec<Moment> = days.iter().map(|day| moment("", *day)).collect();
            let expected = (0..=10).find_map(|apart| {
                let at = |day: i64| days.iter().position(|other| *other == day);
                at(sample - apart).or_else(|| (apart <= 3).then(|| at(sample + apart))?)
            });
            prop_assert_eq!(nearest(&moment("", sample), &records), expected);
        }
    }
}
