//! Which records of a person belong to a sample.

use crate::cohort::{Moment, TimeWindow};

/// How surveys and markers are matched to a sample of the same person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Matching {
    /// The same visit; a record with neither visit nor day holds for the person
    /// throughout.
    Visit,
    /// The nearest day within a window ([`TimeWindow::nearest`]).
    Nearest(TimeWindow),
}

impl Matching {
    /// The record that belongs to a sample; of equally good ones the first.
    pub fn choose<'r, R>(
        &self,
        sample: &Moment,
        records: &'r [R],
        moment: impl Fn(&R) -> &Moment,
    ) -> Option<&'r R> {
        match self {
            Self::Nearest(window) => {
                window.nearest(sample, records, |record| moment(record).clone())
            }
            Self::Visit => {
                let of_visit =
                    |record: &&R| sample.visit.is_some() && moment(record).visit == sample.visit;
                let holds_always = |record: &&R| *moment(record) == Moment::default();
                let found = records.iter().find(of_visit);
                found.or_else(|| records.iter().find(holds_always))
            }
        }
    }

    /// In words, for the flow.
    pub fn describe(&self) -> String {
        match self {
            Self::Visit => "of the same visit".to_owned(),
            Self::Nearest(window) => format!(
                "up to {} days before and {} days after the sample",
                window.days_before, window.days_after
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment(visit: &str, day: &str) -> Moment {
        Moment {
            visit: Some(visit.to_owned()).filter(|visit| !visit.is_empty()),
            date: day.parse().ok(),
        }
    }

    fn chosen(matching: Matching, sample: &Moment, records: &[Moment]) -> Option<usize> {
        let found = matching.choose(sample, records, |record| record)?;
        records
            .iter()
            .position(|record| std::ptr::eq(record, found))
    }

    #[test]
    fn the_window_holds_its_last_days_and_not_the_days_beyond() {
        let window = Matching::Nearest(TimeWindow {
            days_before: 30,
            days_after: 7,
        });
        let sample = moment("", "2025-04-01");
        for (day, belongs) in [
            ("2025-03-02", true),
            ("2025-03-01", false),
            ("2025-04-08", true),
            ("2025-04-09", false),
            ("2025-04-01", true),
        ] {
            let found = chosen(window, &sample, &[moment("", day)]);
            assert_eq!(found.is_some(), belongs, "{day}");
        }
    }

    #[test]
    fn a_visit_is_not_another_whatever_the_days() {
        let records = [
            moment("1", "2025-04-01"),
            moment("2", "2025-05-01"),
            moment("", ""),
        ];
        assert_eq!(
            chosen(Matching::Visit, &moment("2", "2025-04-01"), &records),
            Some(1)
        );
        assert_eq!(chosen(Matching::Visit, &moment("3", ""), &records), Some(2));
        assert_eq!(
            chosen(Matching::Visit, &moment("3", ""), &records[..2]),
            None
        );
        assert_eq!(
            chosen(Matching::Visit, &moment("", "2025-04-01"), &records[..2]),
            None
        );
    }
}
