//! The foods that come with nuka, in place of a composition table.

use crate::kitchen::{Kitchen, assert_value, told_commands};
use crate::program::nuka;
use std::fs;

/// A kitchen whose store has the foods of the example.
fn with_foods() -> Kitchen {
    let kitchen = Kitchen::without_tables();
    for command in told_commands()[0]
        .iter()
        .filter(|one| one.contains(" import ") || one.contains(" init "))
    {
        kitchen.run(command);
    }
    kitchen
}

/// What the program says when it refuses an intake.
fn refused(kitchen: &Kitchen, options: &str) -> String {
    let command = format!("cohort intake diet.sqlite {options}");
    let output = nuka()
        .args(command.split_whitespace())
        .current_dir(kitchen.folder.path())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1), "{options}");
    String::from_utf8(output.stderr).unwrap()
}

#[test]
fn they_give_the_example_the_sums_of_the_published_values() {
    let kitchen = with_foods();
    let account = kitchen.intake("--composition common-foods --unmapped unmapped.tsv");
    assert_eq!(account["file"], "common-foods");
    assert!(account["edition"].as_str().unwrap().contains("2020"));
    let nutrients = kitchen.nutrients();
    // As worked by hand from the printed values, above.
    for (key, expected) in [
        (["k01", "1", "ENERC_KCAL"], (570.85, "kcal", "")),
        (["k01", "1", "FIB-"], (7.85, "g", "above")),
        (["k01", "1", "VITC"], (12.0, "mg", "")),
        (["k01", "1", "ID"], (0.05, "ug", "")),
        (["k01", "1", "NACL_EQ"], (0.725, "g", "")),
        (["k01", "2", "ENERC_KCAL"], (416.7, "kcal", "")),
        (["k02", "2", "ENERC_KCAL"], (453.6, "kcal", "above")),
        (["k03", "", "ENERC_KCAL"], (834.0, "kcal", "")),
        (["k03", "", "ID"], (32.5, "ug", "")),
    ] {
        assert_value(&nutrients, key, expected);
    }
    let unmapped = fs::read_to_string(kitchen.folder.path().join("unmapped.tsv")).unwrap();
    assert!(unmapped.contains("not_mapped\tsoup\t自家製スープ\t\t\t1\t150\t"));
}

#[test]
fn a_number_of_the_tables_that_is_not_among_them_is_listed() {
    let kitchen = with_foods();
    // 04048 is gotonatto, which only the whole table has.
    let record = "id,visit,day,meal,food,name,number,grams\nk02,2,1,lunch,goto,五斗納豆,04048,40\n";
    fs::write(kitchen.folder.path().join("more.csv"), record).unwrap();
    kitchen.run("nuka cohort import diet.sqlite more.csv --mapping food_composition/record.toml");
    kitchen.intake("--composition common-foods --unmapped unmapped.tsv");
    let unmapped = fs::read_to_string(kitchen.folder.path().join("unmapped.tsv")).unwrap();
    assert!(
        unmapped.contains("not_in_table\tgoto\t五斗納豆\t04048\t\t1\t40\t"),
        "{unmapped}"
    );
}

#[test]
fn a_file_of_their_name_is_never_passed_over_in_silence() {
    let kitchen = with_foods();
    let path = kitchen.folder.path().join("common-foods");
    let told = refused(
        &kitchen,
        "--composition common-foods --mapping food_composition/body.toml",
    );
    assert!(told.contains("need no mapping"), "{told}");
    fs::write(&path, "food_number,name\n01088,rice\n").unwrap();
    let told = refused(&kitchen, "--composition common-foods");
    assert!(told.contains("write ./common-foods for the file"), "{told}");
    // With its path it is a table like any other, here one that needs a mapping.
    let told = refused(&kitchen, "--composition ./common-foods");
    assert!(told.contains("or a mapping for another table"), "{told}");
}
