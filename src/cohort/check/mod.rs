//! Whether a store can be trusted: integrity, plausibility, completeness, consent.

mod finding;
mod queries;
mod sex;

pub use finding::{CheckFinding, Gravity};

use super::store::{Cohort, store_error};
use crate::checkup::{CheckupItems, Plausibility, ucum_unit};
use crate::error::Result;
use crate::tabular::values::Date;
use queries::QUERIES;
use rusqlite::Row;

/// Markers whose code is known, as (participant, code, value, unit).
const MARKERS: &str = "SELECT participant, code, value, unit FROM marker
    WHERE value IS NOT NULL ORDER BY participant, code, date, visit";

impl Cohort {
    /// Looks the whole store over; the gravest findings come first. `today` is the
    /// day after which nothing can have happened yet.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn check(&self, today: Date) -> Result<Vec<CheckFinding>> {
        let mut findings = Vec::new();
        let mut add = |gravity, subject, text, cases: Cases| {
            if cases.count > 0 {
                findings.push(CheckFinding {
                    gravity,
                    subject,
                    text,
                    count: cases.count,
                    examples: cases.examples,
                });
            }
        };
        let (mistake, doubt) = (Gravity::Mistake, Gravity::Doubt);
        let damage = self.damage()?.into_iter().collect();
        add(mistake, "integrity", "damage of the file", damage);
        add(
            mistake,
            "integrity",
            "profiles that cannot be read",
            self.unreadable_profiles()?,
        );
        let (units, ranges) = self.implausible_markers()?;
        add(
            doubt,
            "plausibility",
            "check-up values in a unit that the item does not have",
            units,
        );
        add(
            doubt,
            "plausibility",
            "check-up values that no living adult has",
            ranges,
        );
        add(
            doubt,
            "plausibility",
            "host reads that speak for another sex than is recorded: a swapped sample?",
            self.sexes_that_differ()?,
        );
        let today = today.to_string();
        for query in &QUERIES {
            let cases = self.texts(query.sql, &[&today])?.into_iter().collect();
            add(query.gravity, query.subject, query.text, cases);
        }
        findings.sort_by_key(|finding| finding.gravity);
        Ok(findings)
    }

    fn unreadable_profiles(&self) -> Result<Cases> {
        let mut cases = Cases::default();
        let mut statement = self
            .connection()
            .prepare_cached("SELECT sample, entries, taxa FROM profile ORDER BY sample, method")
            .map_err(store_error)?;
        let mut rows = statement.query([]).map_err(store_error)?;
        while let Some(row) = rows.next().map_err(store_error)? {
            let (sample, taxa, is_whole) = read_profile(row).map_err(store_error)?;
            if !is_whole {
                cases.extend([format!("{sample} with {taxa} taxa")]);
            }
        }
        Ok(cases)
    }

    /// Values in a unit that the item does not have, and values out of its range.
    fn implausible_markers(&self) -> Result<(Cases, Cases)> {
        let items = CheckupItems::built_in()?;
        let read = || -> rusqlite::Result<(Cases, Cases)> {
            let (mut units, mut ranges) = (Cases::default(), Cases::default());
            let mut statement = self.connection().prepare_cached(MARKERS)?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                let (participant, code): (String, String) = (row.get(0)?, row.get(1)?);
                let (value, unit): (f64, String) = (row.get(2)?, row.get(3)?);
                let Some(item) = items.by_code(&code).or_else(|| items.by_key(&code)) else {
                    continue;
                };
                let case = format!("{participant} {code} {value} {unit}");
                let plausibility = item
                    .in_its_unit(value, ucum_unit(&unit))
                    .map(|value| item.plausibility(value));
                match plausibility {
                    Err(_) => units.extend([case]),
                    Ok(Plausibility::TooLow | Plausibility::TooHigh) => ranges.extend([case]),
                    Ok(Plausibility::Plausible | Plausibility::NotANumber) => {}
                }
            }
            Ok((units, ranges))
        };
        read().map_err(store_error)
    }
}

fn read_profile(row: &Row<'_>) -> rusqlite::Result<(String, u64, bool)> {
    let (bytes, taxa): (Vec<u8>, u64) = (row.get(1)?, row.get(2)?);
    let entries = super::profile::unpack(&bytes);
    let is_whole = entries.is_ok_and(|entries| entries.len() as u64 == taxa);
    Ok((row.get(0)?, taxa, is_whole))
}

/// Cases counted, the first of them kept.
#[derive(Default)]
struct Cases {
    count: u64,
    examples: Vec<String>,
}

impl Extend<String> for Cases {
    fn extend<I: IntoIterator<Item = String>>(&mut self, cases: I) {
        for case in cases {
            self.count += 1;
            if self.examples.len() < CheckFinding::MOST_EXAMPLES {
                self.examples.push(case);
            }
        }
    }
}

impl FromIterator<String> for Cases {
    fn from_iter<I: IntoIterator<Item = String>>(cases: I) -> Self {
        let mut all = Self::default();
        all.extend(cases);
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cohort::consent::Purpose;
    use crate::cohort::made_cohort::MadeCohort;

    fn today() -> Date {
        Date::new(2026, 4, 1).unwrap()
    }

    fn texts(made: &MadeCohort) -> Vec<(&'static str, Vec<String>)> {
        let findings = made.cohort.check(today()).unwrap();
        let is_grave = |finding: &CheckFinding| finding.gravity != Gravity::Note;
        findings
            .into_iter()
            .filter(is_grave)
            .map(|finding| (finding.text, finding.examples))
            .collect()
    }

    #[test]
    fn a_sound_store_has_nothing_grave() {
        let made = MadeCohort::with_people(&["p1"]);
        made.decide("p1", Purpose::Research, "given", today());
        made.run("INSERT INTO marker VALUES ('p1', '', '2026-01-01', 'bmi', 22, NULL, 'kg/m2', NULL, '22', 'kg/m2', 1);
            INSERT INTO marker VALUES ('p1', '', '2026-01-01', 'systolic_pressure', 120, NULL, 'mmHg', NULL, '120', 'mmHg', 1)");
        assert!(texts(&made).is_empty(), "{:?}", texts(&made));
    }

    #[test]
    fn each_planted_fault_is_found() {
        let made = MadeCohort::with_people(&["p1", "p2"]);
        made.decide("p1", Purpose::Research, "given", today());
        made.decide("ghost", Purpose::Research, "given", today());
        made.decide(
            "p2",
            Purpose::Research,
            "given",
            Date::new(2025, 1, 1).unwrap(),
        );
        made.decide(
            "p2",
            Purpose::Research,
            "withdrawn",
            Date::new(2025, 2, 1).unwrap(),
        );
        made.run(
            "UPDATE participant SET birth_year = 2020 WHERE participant = 'p1';
             INSERT INTO sample (sample, participant, date, import) VALUES ('s1', 'p1', '2019-01-01', 1);
             INSERT INTO sample (sample, participant, date, import) VALUES ('s2', 'p1', '2026-04-02', 1);
             INSERT INTO profile VALUES ('s1', '', 'reads', 9, 2, 1, 2, x'0101010407', 1);
             INSERT INTO marker VALUES ('p1', '', '', '3D046000001906202', 55, NULL, '%', NULL, '55', '%', 1);
             INSERT INTO marker VALUES ('p1', '', '', 'uric_acid', 5, NULL, 'kg', NULL, '5', 'kg', 1);",
        );
        let found = texts(&made);
        for (text, example) in [
            ("profiles that cannot be read", "s1 with 2 taxa"),
            (
                "check-up values in a unit that the item does not have",
                "p1 uric_acid 5 kg",
            ),
            (
                "check-up values that no living adult has",
                "p1 3D046000001906202 55 %",
            ),
            (
                "people of the consent ledger who are not in the store",
                "ghost",
            ),
            ("people with data who consent to no purpose at all", "p2"),
            (
                "samples taken on a day that is still to come",
                "s2 2026-04-02",
            ),
            (
                "samples taken before the person was born, or after their 120th year",
                "s1 2019-01-01",
            ),
        ] {
            let expected = (text, vec![example.to_owned()]);
            assert!(found.contains(&expected), "no {expected:?} in {found:?}");
        }
        assert_eq!(found.len(), 7, "{found:?}");
    }
}
