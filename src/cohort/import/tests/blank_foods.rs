//! Wide tables in which an empty cell means that a food was not eaten.

use super::{guide_example_with, import, rows};
use crate::cohort::import::Mapping;
use crate::cohort::made_cohort::MadeCohort;

const FOODS: &str = "SELECT survey, day, food, grams, times_per_day FROM food_item
    ORDER BY survey, item";

fn diary() -> &'static str {
    guide_example_with("blank = \"not eaten\"")
}

#[test]
fn an_empty_cell_is_nothing_eaten_where_the_mapping_says_so() {
    let mut made = MadeCohort::with_people(&["a"]);
    let table = "id,day,rice,tea,miso\na,1,150, ,?\na,2,,0,\n";
    let account = import(&mut made, diary(), table).unwrap();
    assert_eq!((account.values_missing, account.rows_not_told), (1, 0));
    assert_eq!(
        rows(&made, FOODS),
        [
            "a|1|rice|150|-",
            "a|1|tea|0|-",
            "a|1|miso|-|-",
            "a|2|rice|0|-",
            "a|2|tea|0|-",
            "a|2|miso|0|-",
        ]
    );
    assert!(!import(&mut made, diary(), table).unwrap().is_change());
}

#[test]
fn without_the_word_of_the_mapping_an_empty_cell_is_not_told() {
    for blank in ["", "blank = \"not told\""] {
        let mut made = MadeCohort::with_people(&["a"]);
        let mapping = diary().replace("blank = \"not eaten\"", blank);
        let account = import(&mut made, &mapping, "id,day,rice,tea\na,1,150,\na,2,,\n").unwrap();
        assert_eq!((account.values_missing, account.rows_not_told), (3, 0));
        let foods = rows(&made, FOODS);
        assert_eq!(foods[1..], ["a|1|tea|-|-", "a|2|rice|-|-", "a|2|tea|-|-"]);
    }
}

#[test]
fn a_row_in_which_nothing_is_written_is_never_a_day_without_food() {
    let mut made = MadeCohort::with_people(&["a"]);
    let table = "id,day,rice,tea\na,1,150,\na,2,,\na,3,?,\n";
    let account = import(&mut made, diary(), table).unwrap();
    assert_eq!((account.values_missing, account.rows_not_told), (4, 2));
    assert_eq!(
        rows(&made, FOODS),
        [
            "a|1|rice|150|-",
            "a|1|tea|0|-",
            "a|2|rice|-|-",
            "a|2|tea|-|-",
            "a|3|rice|-|-",
            "a|3|tea|-|-",
        ]
    );
}

#[test]
fn what_was_not_eaten_is_nothing_in_the_unit_of_its_column_and_in_any_season() {
    let mut made = MadeCohort::with_people(&["a"]);
    let mapping = "kind = \"foods\"\nblank = \"not eaten\"\n[fields]\nparticipant = \"id\"\n\
        [frequencies]\nweekly = \"1/week\"\ndaily = 1\n\
        [[values]]\ncolumn = \"rice\"\nunit = \"g\"\n\
        [[values]]\ncolumn = \"tea\"\nunit = \"times/day\"\n\
        [[values]]\ncolumn = \"kaki\"\nunit = \"frequency\"\nportion_grams = 180\n\
        codes = { w = \"weekly\", d = \"daily\" }\n\
        [[values]]\ncolumn = \"nashi\"\nunit = \"frequency\"\nportion_grams = 200\n\
        [[seasons]]\ncode = \"kaki\"\nmonths = \"m\"\n\
        [[seasons]]\ncode = \"nashi\"\nmonths = \"m\"\nout_of_season = \"rest\"\n";
    import(
        &mut made,
        mapping,
        "id,rice,tea,kaki,nashi,rest,m\na,,,,,daily,3\n",
    )
    .unwrap();
    assert_eq!(
        rows(&made, FOODS),
        [
            "a|-|rice|0|-",
            "a|-|tea|-|0",
            "a|-|kaki|0|0",
            "a|-|nashi|150|0.75",
        ]
    );
    let mut made = MadeCohort::with_people(&["a"]);
    import(
        &mut made,
        mapping,
        "id,rice,tea,kaki,nashi,rest,m\na,1,,,daily,,\n",
    )
    .unwrap();
    assert_eq!(rows(&made, FOODS)[2..], ["a|-|kaki|0|0", "a|-|nashi|-|-"]);
}

#[test]
fn only_a_column_for_each_food_can_be_blank() {
    let long = "kind = \"foods\"\nblank = \"not eaten\"\n\
        [fields]\nparticipant = \"p\"\nfood = \"f\"\n";
    let markers = "kind = \"markers\"\nblank = \"not eaten\"\n\
        [fields]\nparticipant = \"p\"\n[other_values]\nunit = \"g\"\n";
    for mapping in [long, markers] {
        let told = Mapping::parse(mapping).unwrap_err().to_string();
        assert!(told.contains("have no blank"), "{told}");
    }
    let unknown = diary().replace("not eaten", "zero");
    let told = Mapping::parse(&unknown).unwrap_err().to_string();
    assert!(told.contains("not eaten"), "{told}");
}
