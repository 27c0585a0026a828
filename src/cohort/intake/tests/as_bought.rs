//! Weights with peel and bones, by the values that the Standard Tables of Food
//! Composition in Japan 2020 print: bananas (07107) 40 % refuse, 93 kcal and 1.1 g of
//! fibre in 100 g; horse mackerel (10003) 55 % and 112 kcal; salmon (10134), a fillet,
//! 0 % and 124 kcal.

use super::{compute, stored, table, with_surveys};
use crate::cohort::intake::{IntakeAccount, LeftOutReason};
use crate::cohort::made_cohort::MadeCohort;
use crate::diet::composition::CommonFoods;

fn as_bought(made: &MadeCohort, condition: &str) {
    made.run(&format!(
        "UPDATE food_item SET weighed = 'as_bought' WHERE {condition}"
    ));
}

fn by_common_foods(made: &mut MadeCohort) -> IntakeAccount {
    let common = CommonFoods::built_in().unwrap();
    compute(made, common.table())
}

fn value(made: &MadeCohort, day: &str, nutrient: &str) -> (f64, bool) {
    let sql = format!(
        "SELECT value, limit_side IS NULL FROM nutrient
         WHERE survey = 'qa' AND day = '{day}' AND nutrient = '{nutrient}'"
    );
    let connection = made.cohort.connection();
    connection
        .query_row(&sql, [], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap()
}

#[track_caller]
fn assert_exact(found: (f64, bool), expected: f64) {
    assert!((found.0 - expected).abs() < 1e-9 && found.1, "{found:?}");
}

#[test]
fn the_refuse_of_the_table_is_taken_off_what_was_weighed_as_bought() {
    let mut made = with_surveys(&[
        "'qa', 1, '1', 'banana', 120, NULL, NULL, '07107'",
        "'qa', 2, '2', 'aji', 200, NULL, NULL, '10003'",
        "'qa', 3, '2', 'banana', 100, NULL, NULL, '07107'",
        "'qa', 4, '3', 'banana', NULL, 0.5, 150, '07107'",
        "'qa', 5, '4', 'salmon', 80, NULL, NULL, '10134'",
    ]);
    as_bought(&made, "item <> 3");
    let account = by_common_foods(&mut made);
    // 72 g of banana: 72 x 0.93 kcal and 72 x 0.011 g of fibre.
    assert_exact(value(&made, "1", "ENERC_KCAL"), 66.96);
    assert_exact(value(&made, "1", "FIB-"), 0.792);
    // 90 g of fish x 1.12 kcal, and 100 g of peeled banana x 0.93.
    assert_exact(value(&made, "2", "ENERC_KCAL"), 100.8 + 93.0);
    // Half a banana of 150 g a day: 45 g x 0.93.
    assert_exact(value(&made, "3", "ENERC_KCAL"), 41.85);
    // A fillet has no refuse: 80 g x 1.24.
    assert_exact(value(&made, "4", "ENERC_KCAL"), 99.2);
    // The account has the weights as they were taken.
    assert_eq!((account.grams, account.grams_counted_share), (575.0, 1.0));
    assert_eq!(account.items_counted, 5);
}

#[test]
fn without_the_word_grams_are_of_the_edible_part() {
    let mut made = with_surveys(&["'qa', 1, '1', 'banana', 120, NULL, NULL, '07107'"]);
    by_common_foods(&mut made);
    assert_exact(value(&made, "1", "ENERC_KCAL"), 111.6);
    made.run("UPDATE food_item SET weighed = 'edible'");
    assert!(!by_common_foods(&mut made).is_change());
    as_bought(&made, "item = 1");
    assert!(by_common_foods(&mut made).values_changed > 0);
    assert_exact(value(&made, "1", "ENERC_KCAL"), 66.96);
}

#[test]
fn a_food_whose_refuse_is_not_known_is_listed_and_never_counted() {
    // The made-up table tells no refuse.
    let mut made = with_surveys(&[
        "'qa', 1, '1', 'rice', 200, NULL, NULL, NULL",
        "'qa', 2, '1', 'rice', 100, NULL, NULL, NULL",
        "'qa', 3, '2', 'rice', 50, NULL, NULL, NULL",
        "'qa', 4, '2', 'mystery', 50, NULL, NULL, NULL",
        "'qb', 1, '1', 'rice', 100, NULL, NULL, NULL",
    ]);
    as_bought(&made, "item IN (2, 3, 4)");
    let account = compute(&mut made, &table("x"));
    // Day 1 has 200 g that count and 100 g that do not: a lower bound of 5 g. Nothing
    // of day 2 is known, and the other survey is whole.
    let protein: Vec<String> = stored(&made)
        .into_iter()
        .filter(|value| value.contains("PROT-"))
        .collect();
    assert_eq!(
        protein,
        ["qa 1 PROT- 5.0 g above", "qb 1 PROT- 2.5 g exact"]
    );
    let refuse_not_known: Vec<(u64, Option<f64>)> = account
        .left_out_for(LeftOutReason::RefuseNotKnown)
        .map(|food| (food.items, food.grams))
        .collect();
    assert_eq!(refuse_not_known, [(2, Some(150.0))]);
    assert_eq!(account.items_counted, 2);
    assert_eq!(account.grams_counted_share, 300.0 / 500.0);
    let told = account.render_left_out();
    assert!(
        told.contains("not_mapped\tmystery\t\t\t\t1\t50\t0.1\t\n"),
        "{told}"
    );
    assert!(
        told.contains("refuse_not_known\trice\t\t\t\t2\t150\t0.3\t\n"),
        "{told}"
    );
}
