//! Codes that a spreadsheet took for numbers.

use super::{compute, with_surveys};
use crate::cohort::intake::LeftOutFood;
use crate::diet::composition::CommonFoods;

#[test]
fn a_code_without_its_leading_zeros_is_hinted_at_and_not_taken() {
    let mut made = with_surveys(&[
        "'qa', 1, '1', 'gohan', 300, NULL, NULL, '1088'",
        "'qa', 2, '1', 'natto', 50, NULL, NULL, '4046.0'",
        "'qa', 3, '1', '13003', 200, NULL, NULL, NULL",
        "'qa', 4, '1', '7107', 90, NULL, NULL, NULL",
        "'qa', 5, '1', 'sake', 80, NULL, NULL, '99999'",
        "'qa', 6, '1', 'soup', 70, NULL, NULL, NULL",
    ]);
    let common = CommonFoods::built_in().unwrap();
    let account = compute(&mut made, common.table());
    let hints: Vec<(&str, &str, &str)> = account
        .left_out
        .iter()
        .filter(|food| food.component.is_empty())
        .map(|food: &LeftOutFood| {
            let code = food.composition_code.as_str();
            (food.reason.name(), code, food.probable_code.as_str())
        })
        .collect();
    assert_eq!(
        hints,
        [
            ("not_mapped", "", "07107"),
            ("not_mapped", "", ""),
            ("not_in_table", "1088", "01088"),
            ("not_in_table", "99999", ""),
            ("not_in_table", "4046.0", "04046"),
        ]
    );
    // Only the milk counted.
    assert_eq!((account.items, account.items_counted), (6, 1));
    let told = account.render_left_out();
    let row = told.lines().find(|row| row.contains("\t1088\t")).unwrap();
    assert!(
        row.ends_with("\tprobably 01088 without its leading zeros: keep codes as text and import again with --update"),
        "{row}"
    );
    assert!(told.contains("not_mapped\tsoup\t\t\t\t1\t70\t"), "{told}");
}
