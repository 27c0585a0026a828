//! Drugs that leave samples out.

use crate::cohort::{Cohort, MedicationRecord, SampleRecord};
use crate::error::Result;
use crate::study::plan::SampleRules;
use std::collections::{BTreeSet, HashMap};

/// The drugs of a plan that people take.
pub(super) struct Drugs(HashMap<String, Vec<MedicationRecord>>);

impl Drugs {
    /// Those of some people.
    pub(super) fn read(
        cohort: &Cohort,
        rules: &SampleRules,
        people: &BTreeSet<String>,
    ) -> Result<Self> {
        let lower: Vec<String> = rules
            .medications
            .iter()
            .map(|name| name.to_lowercase())
            .collect();
        let mut drugs: HashMap<String, Vec<MedicationRecord>> = HashMap::new();
        for record in cohort.medication_records(people)? {
            let name = record.medication.to_lowercase();
            if lower.iter().any(|beginning| name.starts_with(beginning)) {
                drugs
                    .entry(record.participant.clone())
                    .or_default()
                    .push(record);
            }
        }
        Ok(Self(drugs))
    }

    /// Why a sample is left out; what is not told speaks against it.
    pub(super) fn reason(&self, sample: &SampleRecord, days_before: u32) -> Option<String> {
        let drugs = self.0.get(&sample.participant)?;
        let Some(taken_on) = sample.moment.date else {
            return Some("such a drug, and the day of the sample is not told".to_owned());
        };
        let counts = |drug: &&MedicationRecord| {
            let began = drug.started.is_none_or(|day| day <= taken_on);
            let days = |day| taken_on.days_since(day);
            began
                && drug
                    .ended
                    .is_none_or(|day| days(day) <= i64::from(days_before))
        };
        let drug = drugs.iter().find(counts)?;
        Some(drug.medication.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cohort::Moment;

    fn reason(started: &str, ended: &str, day: &str) -> Option<String> {
        let record = MedicationRecord {
            participant: "p".to_owned(),
            medication: "J01CA".to_owned(),
            started: started.parse().ok(),
            ended: ended.parse().ok(),
        };
        let sample = SampleRecord {
            sample: "s".to_owned(),
            participant: "p".to_owned(),
            moment: Moment {
                visit: None,
                date: day.parse().ok(),
            },
            run: None,
            batch: None,
            stool_form: None,
            host_share: None,
        };
        Drugs(HashMap::from([("p".to_owned(), vec![record])])).reason(&sample, 30)
    }

    #[test]
    fn a_drug_counts_from_its_first_day_to_the_days_after_its_last() {
        for (day, counts) in [
            ("2025-03-31", false),
            ("2025-04-01", true),
            ("2025-05-10", true),
            ("2025-05-11", false),
        ] {
            let found = reason("2025-04-01", "2025-04-10", day);
            assert_eq!(found.is_some(), counts, "{day}");
        }
    }

    #[test]
    fn what_is_not_told_speaks_against_the_sample() {
        assert!(reason("", "", "2025-04-01").is_some());
        assert!(reason("2025-01-01", "", "2025-12-01").is_some());
        assert!(reason("2025-01-01", "2025-01-02", "").is_some());
    }
}
