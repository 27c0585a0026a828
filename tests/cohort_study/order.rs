//! The same records give the same bytes.

use crate::made::{ALL, Made, files};
use nuka::study::StudyForm;

#[test]
fn the_order_of_imports_and_a_second_run_change_no_byte() {
    let forms = [StudyForm::AnnData, StudyForm::Tables];
    let mut made = Made::new();
    let first = forms.map(|form| made.keep(ALL, form));
    let again = forms.map(|form| made.keep(ALL, form));
    assert!(first == again, "a second run gave other bytes");
    // People and surveys come before what belongs to them; all else may change places.
    let orders = [
        [0, 3, 2, 9, 8, 7, 6, 5, 4, 1],
        [0, 2, 9, 1, 8, 6, 3, 4, 7, 5],
        [0, 1, 2, 8, 9, 3, 5, 4, 6, 7],
    ];
    for order in orders {
        let files = files();
        let ordered: Vec<_> = order.iter().map(|&place| files[place].clone()).collect();
        let mut other = Made::of(&ordered);
        let other = forms.map(|form| other.keep(ALL, form));
        for (first, other) in first.iter().zip(&other) {
            for (name, bytes) in first {
                assert!(other[name] == *bytes, "{name} of the order {order:?}");
            }
        }
    }
}

/// What must differ: one number of one table.
#[test]
fn one_changed_number_changes_the_study() {
    let mut made = Made::new();
    let before = made.keep(ALL, StudyForm::Tables);
    made.import(
        "change.csv",
        "survey,food,grams,item\nbert02-q1,rice,101,1\n",
        "kind = \"foods\"\n[fields]\nsurvey = \"survey\"\nfood = \"food\"\ngrams = \"grams\"\nitem = \"item\"\n",
    );
    let after = made.keep(ALL, StudyForm::Tables);
    let changed: Vec<&String> = before
        .keys()
        .filter(|name| before[*name] != after[*name])
        .collect();
    // The files imported are told too.
    assert_eq!(changed, ["foods.tsv", "study.json"]);
}
