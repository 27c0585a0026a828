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

#[test]
fn weights_as_bought_lose_their_refuse_and_cut_codes_are_hinted_at() {
    let kitchen = with_foods();
    let folder = kitchen.folder.path();
    let mapping = fs::read_to_string(folder.join("food_composition/record.toml")).unwrap();
    let mapping = format!("{mapping}weighed = {{ value = \"as_bought\" }}\n");
    fs::write(folder.join("as_bought.toml"), mapping).unwrap();
    let record = "id,visit,day,meal,food,name,number,grams\n\
                  k02,2,1,lunch,banana,バナナ,07107,120\n\
                  k02,2,2,lunch,aji,あじ,10003,200\n\
                  k02,2,2,lunch,gohan,ごはん,1088,150\n";
    fs::write(folder.join("bought.csv"), record).unwrap();
    kitchen.run("nuka cohort import diet.sqlite bought.csv --mapping as_bought.toml");
    let said = kitchen
        .run("nuka cohort intake diet.sqlite --composition common-foods --unmapped unmapped.tsv");
    assert!(
        said.contains("1 of these have a code that seems to have lost its leading zeros (1088 is probably 01088)"),
        "{said}"
    );
    let unmapped = fs::read_to_string(folder.join("unmapped.tsv")).unwrap();
    assert!(unmapped.contains("\tprobably 01088 without its leading zeros"));
    kitchen.run("nuka cohort export diet.sqlite --purpose research --date 2026-02-01 --out kept");
    let nutrients = fs::read_to_string(folder.join("kept/nutrients.tsv")).unwrap();
    // 120 g with 40 % refuse x 0.93 kcal; 200 g with 55 % x 1.12, and a rice not counted.
    for (value, side) in [("66.96", ""), ("100.8", "above")] {
        let is_there = nutrients.lines().any(|line| {
            let cells: Vec<&str> = line.split('\t').collect();
            let near = |cell: &&str| {
                let difference =
                    cell.parse::<f64>().unwrap_or(f64::NAN) - value.parse::<f64>().unwrap();
                difference.abs() < 1e-9
            };
            cells.contains(&"ENERC_KCAL")
                && cells.iter().any(near)
                && cells.contains(&"above") == (side == "above")
        });
        assert!(is_there, "no {value} {side}");
    }
    let foods = fs::read_to_string(folder.join("kept/foods.tsv")).unwrap();
    assert!(
        foods.lines().next().unwrap().ends_with("\tweighed"),
        "{foods}"
    );
    assert_eq!(foods.matches("\tas_bought\n").count(), 3);
}
