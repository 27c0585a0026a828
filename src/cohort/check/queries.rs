//! What SQL can find, each with the text of its cases. `?1` is the day of the check.

use super::finding::Gravity::{self, Doubt, Mistake, Note};

/// One question to the store.
pub(super) struct Query {
    pub(super) gravity: Gravity,
    pub(super) subject: &'static str,
    pub(super) text: &'static str,
    /// Gives one text a case, in order.
    pub(super) sql: &'static str,
}

const fn query(
    gravity: Gravity,
    subject: &'static str,
    text: &'static str,
    sql: &'static str,
) -> Query {
    Query {
        gravity,
        subject,
        text,
        sql,
    }
}

pub(super) const QUERIES: [Query; 15] = [
    query(
        Mistake,
        "integrity",
        "records that refer to something that is not there",
        "SELECT \"table\" || ' to ' || parent FROM pragma_foreign_key_check WHERE ?1 = ?1",
    ),
    query(
        Mistake,
        "consent",
        "people who were removed and are still there",
        "SELECT participant FROM participant JOIN removal USING (participant) WHERE ?1 = ?1 ORDER BY 1",
    ),
    query(
        Doubt,
        "consent",
        "people of the consent ledger who are not in the store",
        "SELECT DISTINCT participant FROM consent WHERE ?1 = ?1
           AND participant NOT IN (SELECT participant FROM participant)
           AND participant NOT IN (SELECT participant FROM removal) ORDER BY 1",
    ),
    query(
        Doubt,
        "consent",
        "decisions of a day that is still to come",
        "SELECT participant || ' ' || purpose || ' ' || date FROM consent WHERE date > ?1 ORDER BY 1",
    ),
    query(
        Doubt,
        "consent",
        "people with data who consent to no purpose at all",
        "SELECT participant FROM participant AS person WHERE NOT EXISTS (
           SELECT 1 FROM consent AS given WHERE given.participant = person.participant
             AND decision = 'given' AND date <= ?1 AND NOT EXISTS (
               SELECT 1 FROM consent AS later WHERE later.participant = given.participant
                 AND later.purpose = given.purpose AND later.decision = 'withdrawn'
                 AND later.date BETWEEN given.date AND ?1)) ORDER BY 1",
    ),
    query(
        Doubt,
        "plausibility",
        "samples taken on a day that is still to come",
        "SELECT sample || ' ' || date FROM sample WHERE date > ?1 ORDER BY 1",
    ),
    query(
        Doubt,
        "plausibility",
        "markers measured on a day that is still to come",
        "SELECT participant || ' ' || code || ' ' || date FROM marker WHERE date > ?1 ORDER BY 1",
    ),
    query(
        Doubt,
        "plausibility",
        "surveys of a day that is still to come",
        "SELECT survey || ' ' || date FROM survey WHERE date > ?1 ORDER BY 1",
    ),
    query(
        Doubt,
        "plausibility",
        "samples taken before the person was born, or after their 120th year",
        "SELECT sample || ' ' || date FROM sample JOIN participant USING (participant)
         WHERE ?1 = ?1 AND CAST(substr(date, 1, 4) AS INTEGER) - birth_year NOT BETWEEN 0 AND 120
         ORDER BY 1",
    ),
    query(
        Doubt,
        "plausibility",
        "foods of more than 5 kg",
        "SELECT survey || ' ' || food || ' ' || grams || ' g' FROM food_item
         WHERE ?1 = ?1 AND grams > 5000 ORDER BY 1",
    ),
    query(
        Doubt,
        "plausibility",
        "medications that end before they start",
        "SELECT participant || ' ' || medication FROM medication
         WHERE ?1 = ?1 AND started <> '' AND ended < started ORDER BY 1",
    ),
    query(
        Note,
        "completeness",
        "samples without a profile",
        "SELECT sample FROM sample WHERE ?1 = ?1
           AND sample NOT IN (SELECT sample FROM profile) ORDER BY 1",
    ),
    query(
        Note,
        "completeness",
        "people without a sample",
        "SELECT participant FROM participant WHERE ?1 = ?1
           AND participant NOT IN (SELECT participant FROM sample) ORDER BY 1",
    ),
    query(
        Note,
        "completeness",
        "people without a food survey",
        "SELECT participant FROM participant WHERE ?1 = ?1
           AND participant NOT IN (SELECT participant FROM survey) ORDER BY 1",
    ),
    query(
        Note,
        "completeness",
        "people without sex or year of birth",
        "SELECT participant FROM participant WHERE ?1 = ?1
           AND (sex IS NULL OR birth_year IS NULL) ORDER BY 1",
    ),
];
