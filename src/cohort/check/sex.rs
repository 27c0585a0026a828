//! Samples whose host reads speak for another sex than is recorded.

use super::Cases;
use crate::cohort::store::{Cohort, store_error};
use crate::error::Result;
use crate::profile::{ReadSex, SexReads};
use rusqlite::Row;

const SAMPLES: &str = "SELECT sample, participant, sex,
        host_reads_x, host_reads_y, filter_keys_x, filter_keys_y
    FROM host_sex_reads JOIN sample USING (sample) JOIN participant USING (participant)
    WHERE sex IN ('female', 'male') ORDER BY sample, method";

impl Cohort {
    /// Samples of people whose recorded sex their host reads contradict. A warning: it
    /// says what the counts speak for and no more ([`SexReads`]).
    pub(super) fn sexes_that_differ(&self) -> Result<Cases> {
        let read = || -> rusqlite::Result<Cases> {
            let mut statement = self.connection().prepare_cached(SAMPLES)?;
            let cases = statement.query_map([], difference)?;
            cases.filter_map(|case| case.transpose()).collect()
        };
        read().map_err(store_error)
    }
}

fn difference(row: &Row<'_>) -> rusqlite::Result<Option<String>> {
    let (sample, participant): (String, String) = (row.get(0)?, row.get(1)?);
    let recorded: String = row.get(2)?;
    let reads = SexReads {
        host_reads_x: row.get(3)?,
        host_reads_y: row.get(4)?,
        filter_keys_x: row.get(5)?,
        filter_keys_y: row.get(6)?,
    };
    let found = match reads.speak_for() {
        ReadSex::Male => "male",
        ReadSex::Female => "female",
        ReadSex::Undecided => return Ok(None),
    };
    Ok((found != recorded).then(|| {
        format!(
            "{sample} of {participant}: recorded {recorded}, {} host reads of X and {} of Y speak for {found}",
            reads.host_reads_x, reads.host_reads_y
        )
    }))
}

#[cfg(test)]
mod tests {
    use crate::cohort::check::Gravity;
    use crate::cohort::made_cohort::MadeCohort;
    use crate::tabular::values::Date;

    /// A person of a sex with one sample that shows so many reads of X and of Y.
    fn add(made: &MadeCohort, person: &str, sex: &str, [x, y]: [u64; 2]) {
        made.run(&format!(
            "INSERT INTO participant (participant, sex, import) VALUES ('{person}', {sex}, 1);
             INSERT INTO sample (sample, participant, import) VALUES ('s-{person}', '{person}', 1);
             INSERT INTO profile VALUES ('s-{person}', '', 'reads', 9, 2, 1, 0, x'0100', 1);
             INSERT INTO host_sex_reads VALUES ('s-{person}', '', {x}, {y}, 7000, 1000, 1);"
        ));
    }

    #[test]
    fn only_a_contradiction_is_told_and_with_its_counts() {
        let made = MadeCohort::with_people(&[]);
        add(&made, "a", "'male'", [700, 100]);
        add(&made, "b", "'female'", [700, 1]);
        add(&made, "c", "'male'", [700, 1]);
        add(&made, "d", "'female'", [700, 100]);
        add(&made, "e", "NULL", [700, 100]);
        add(&made, "f", "'other'", [700, 100]);
        add(&made, "g", "'male'", [9, 0]);
        let findings = made.cohort.check(Date::new(2026, 4, 1).unwrap()).unwrap();
        let of_sex: Vec<_> = findings
            .iter()
            .filter(|finding| finding.text.contains("another sex"))
            .collect();
        assert_eq!(of_sex.len(), 1, "{findings:?}");
        assert_eq!((of_sex[0].gravity, of_sex[0].count), (Gravity::Doubt, 2));
        assert_eq!(
            of_sex[0].examples,
            [
                "s-c of c: recorded male, 700 host reads of X and 1 of Y speak for female",
                "s-d of d: recorded female, 700 host reads of X and 100 of Y speak for male",
            ]
        );
    }
}
