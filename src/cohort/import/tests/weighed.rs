//! Weights of foods as bought.

use super::{guide_example_with, import, import_as, rows};
use crate::cohort::import::{Differences, Mapping};
use crate::cohort::made_cohort::MadeCohort;

const WEIGHED: &str = "SELECT food, grams, weighed FROM food_item ORDER BY survey, item";

#[test]
fn the_example_of_the_guide_says_it_of_all_rows() {
    let mut made = MadeCohort::with_people(&["a"]);
    let mapping = guide_example_with("weighed = {");
    let table = "id,food,grams,number\na,banana,120,07107\na,aji,200,10003\n";
    import(&mut made, mapping, table).unwrap();
    assert_eq!(
        rows(&made, WEIGHED),
        ["banana|120|as_bought", "aji|200|as_bought"]
    );
    assert!(!import(&mut made, mapping, table).unwrap().is_change());

    // What was told for the whole is taken back only on demand.
    let edible = mapping.replace("as_bought\" }", "edible\" }");
    assert!(import(&mut made, &edible, table).is_err());
    import_as(&mut made, &edible, table, Differences::Update, false).unwrap();
    assert_eq!(
        rows(&made, WEIGHED),
        ["banana|120|edible", "aji|200|edible"]
    );
}

#[test]
fn a_column_of_words_or_codes_says_it_row_by_row() {
    let mut made = MadeCohort::with_people(&["a"]);
    let mapping = "kind = \"foods\"\nmissing = [\"-\"]\n[fields]\nparticipant = \"p\"\nfood = \"f\"\n\
                   grams = \"g\"\nweighed = { column = \"w\", codes = { \"皮つき\" = \"as_bought\", \"可食部\" = \"edible\" } }\n";
    let table = "p,f,g,w\na,banana,120,皮つき\na,rice,150,可食部\na,tea,200,-\n";
    import(&mut made, mapping, table).unwrap();
    assert_eq!(
        rows(&made, WEIGHED),
        ["banana|120|as_bought", "rice|150|edible", "tea|200|-"]
    );
    let plain = "kind = \"foods\"\n[fields]\nparticipant = \"p\"\nfood = \"f\"\ngrams = \"g\"\nweighed = \"w\"\n";
    let error = import(&mut made, plain, "p,f,g,w\na,rice,1,raw\na,tea,1,whole\n").unwrap_err();
    let lines: Vec<Option<u64>> = error.all().map(|one| one.place().line).collect();
    assert_eq!(lines, [Some(2), Some(3)], "{error}");
}

#[test]
fn columns_of_foods_say_it_of_themselves_before_the_whole_table() {
    let fields = "kind = \"foods\"\n[fields]\nparticipant = \"p\"\n";
    let weighed = |mapping: &str| {
        let mut made = MadeCohort::with_people(&["a"]);
        let mapping = format!("{fields}{mapping}");
        import(&mut made, &mapping, "p,banana,rice\na,120,150\n").unwrap();
        rows(&made, WEIGHED)
    };
    let column =
        |name: &str, more: &str| format!("[[values]]\ncolumn = \"{name}\"\nunit = \"g\"\n{more}");
    let [of_banana, of_rice] =
        ["as_bought", "edible"].map(|word| format!("weighed = \"{word}\"\n"));
    let banana = column("banana", &of_banana);
    assert_eq!(
        weighed(&(banana.clone() + &column("rice", ""))),
        ["banana|120|as_bought", "rice|150|-"]
    );
    let whole = "weighed = { value = \"as_bought\" }\n".to_owned();
    assert_eq!(
        weighed(&(whole + &column("banana", "") + &column("rice", &of_rice))),
        ["banana|120|as_bought", "rice|150|edible"]
    );
    let others = "[other_values]\nunit = \"g\"\n[other_values.weighed]\nbanana = \"as_bought\"\n";
    assert_eq!(weighed(others), ["banana|120|as_bought", "rice|150|-"]);
}

#[test]
fn a_word_that_is_none_of_the_two_and_a_column_that_is_not_there_are_mistakes() {
    let fields = "kind = \"foods\"\n[fields]\nparticipant = \"p\"\n";
    let wrong = format!("{fields}[[values]]\ncolumn = \"a\"\nunit = \"g\"\nweighed = \"raw\"\n");
    let error = Mapping::parse(&wrong).unwrap_err();
    assert!(error.to_string().contains("as_bought"), "{error}");
    let elsewhere = "kind = \"markers\"\n[fields]\nparticipant = \"p\"\n[[values]]\n\
                     column = \"a\"\nunit = \"g\"\nweighed = \"edible\"\n";
    let error = Mapping::parse(elsewhere).unwrap_err();
    assert!(error.to_string().contains("weighed"), "{error}");
    let mut made = MadeCohort::with_people(&["a"]);
    let absent = format!(
        "{fields}[other_values]\nunit = \"g\"\n[other_values.weighed]\npear = \"as_bought\"\n"
    );
    let error = import(&mut made, &absent, "p,rice\na,1\n").unwrap_err();
    assert!(error.to_string().contains("pear"), "{error}");
}
