//! Who agreed to what, and when.

use super::purpose::Purpose;
use crate::cohort::store::{Cohort, store_error};
use crate::error::{Error, ErrorKind, Result};
use crate::tabular::values::Date;
use std::collections::BTreeSet;

/// One line of the ledger.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct ConsentEntry {
    /// The person's pseudonym.
    pub participant: String,
    /// The purpose's name.
    pub purpose: String,
    /// `given` or `withdrawn`.
    pub decision: String,
    /// The day of the decision.
    pub date: String,
    /// The document that shows it; may be empty.
    pub source: String,
}

/// The last decision up to a day counts; of two on one day, the withdrawal.
const WITH_CONSENT: &str = "
    SELECT participant FROM participant AS person
    WHERE 'given' = (
        SELECT decision FROM consent
        WHERE consent.participant = person.participant AND purpose = ?1 AND date <= ?2
        ORDER BY date DESC, decision = 'withdrawn' DESC LIMIT 1)
    ORDER BY participant";

impl Cohort {
    /// The people in the store whose consent to a purpose holds on a day.
    ///
    /// The last decision up to that day counts, and of two decisions of one day the
    /// withdrawal. Without any decision there is no consent. Everything that takes
    /// people out of the store asks here.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn participants_with_consent(
        &self,
        purpose: Purpose,
        on: Date,
    ) -> Result<BTreeSet<String>> {
        let people = self.texts(WITH_CONSENT, &[purpose.name(), &on.to_string()])?;
        Ok(people.into_iter().collect())
    }

    /// The ledger in the order it was written; of one person where one is named.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn consent_entries(&self, participant: Option<&str>) -> Result<Vec<ConsentEntry>> {
        let read = || -> rusqlite::Result<Vec<ConsentEntry>> {
            let mut statement = self.connection().prepare_cached(
                "SELECT participant, purpose, decision, date, source FROM consent
                 WHERE ?1 IS NULL OR participant = ?1 ORDER BY entry",
            )?;
            let rows = statement.query_map([participant], |row| {
                Ok(ConsentEntry {
                    participant: row.get(0)?,
                    purpose: row.get(1)?,
                    decision: row.get(2)?,
                    date: row.get(3)?,
                    source: row.get(4)?,
                })
            })?;
            rows.collect()
        };
        read().map_err(store_error)
    }

    /// Writes withdrawals of the purposes into the ledger; one that is there already
    /// is not written twice.
    ///
    /// # Errors
    /// When the store does not know the person, or cannot be written.
    pub fn withdraw(
        &mut self,
        participant: &str,
        purposes: &[Purpose],
        on: Date,
        source: &str,
    ) -> Result<()> {
        self.expect_known(participant)?;
        let transaction = self.transaction()?;
        for purpose in purposes {
            transaction
                .execute(
                    "INSERT INTO consent (participant, purpose, decision, date, source)
                     VALUES (?1, ?2, 'withdrawn', ?3, ?4) ON CONFLICT DO NOTHING",
                    (participant, purpose.name(), on.to_string(), source),
                )
                .map_err(store_error)?;
        }
        transaction.commit().map_err(store_error)
    }

    /// A person is known by their data or by the ledger.
    pub(in crate::cohort) fn expect_known(&self, participant: &str) -> Result<()> {
        let known = self.texts(
            "SELECT participant FROM participant WHERE participant = ?1
             UNION SELECT participant FROM consent WHERE participant = ?1
             UNION SELECT participant FROM removal WHERE participant = ?1",
            &[participant],
        )?;
        if known.is_empty() {
            return Err(
                Error::new(ErrorKind::Missing, "the store knows no such person")
                    .at_path(self.path())
                    .at_record_name(participant)
                    .mend("write the id as nuka cohort show lists it"),
            );
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cohort::made_cohort::MadeCohort;
    use proptest::prelude::*;

    fn day(number: u8) -> Date {
        Date::new(2025, 1, number).unwrap()
    }

    #[test]
    fn without_a_decision_there_is_no_consent() {
        let made = MadeCohort::with_people(&["p1"]);
        let people = made
            .cohort
            .participants_with_consent(Purpose::Research, day(31));
        assert!(people.unwrap().is_empty());
    }

    #[test]
    fn one_purpose_is_not_another() {
        let made = MadeCohort::with_people(&["p1"]);
        made.decide("p1", Purpose::Research, "given", day(2));
        for purpose in Purpose::ALL {
            let people = made
                .cohort
                .participants_with_consent(purpose, day(2))
                .unwrap();
            assert_eq!(people.len(), usize::from(purpose == Purpose::Research));
        }
    }

    #[test]
    fn an_unknown_person_cannot_withdraw() {
        let mut made = MadeCohort::with_people(&["p1"]);
        let error = made
            .cohort
            .withdraw("p2", &Purpose::ALL, day(1), "")
            .unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Missing);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]

        /// The twin walks the decisions day by day.
        #[test]
        fn consent_on_a_day_is_what_was_last_decided(
            decisions in proptest::collection::vec((1_u8..15, any::<bool>()), 0..8),
        ) {
            let made = MadeCohort::with_people(&["p1"]);
            for &(on, given) in &decisions {
                let decision = if given { "given" } else { "withdrawn" };
                made.decide("p1", Purpose::Research, decision, day(on));
            }
            let mut holds = false;
            for today in 1..16 {
                let of_today: Vec<bool> =
                    decisions.iter().filter(|(on, _)| *on == today).map(|(_, given)| *given).collect();
                if !of_today.is_empty() {
                    holds = of_today.iter().all(|given| *given);
                }
                let people = made.cohort.participants_with_consent(Purpose::Research, day(today));
                prop_assert_eq!(people.unwrap().len(), usize::from(holds));
            }
        }
    }
}
