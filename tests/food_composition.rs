//! The Standard Tables of Food Composition in Japan 2020, the workbook of the ministry,
//! against a table that others made of it (katoharu432/standards-tables-of-food-
//! composition-in-japan, CC BY 4.0), cell by cell.
//!
//! The data are kept beside the project: `NUKA_SHARED` names their folder (default
//! `../shared`). Without it the test says that it was skipped.

#![expect(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "what fails in a helper fails its test, and a skipped test says so"
)]

#[path = "support/shared.rs"]
mod shared;

use nuka::diet::composition::{
    CommonFoods, Content, EnergyMethod, FoodTable, Unit, open_japan_standard,
};
use nuka::diet::diversity::FoodTree;
use nuka::tabular::{Sheet, SheetOptions};
use shared::shared_data;
use std::path::{Path, PathBuf};

const WORKBOOK: &str = "original_20201225-mxt_kagsei-mext_01110_012.xlsx";

/// The folder of both tables.
fn tables(test: &str) -> Option<PathBuf> {
    let shared = shared_data(test)?;
    let places = [
        shared.join("food_composition"),
        shared.join("data/food_composition"),
    ];
    places.into_iter().find(|folder| folder.is_dir())
}

/// The other table: its values without brackets, `null` for what was not measured and
/// for traces.
fn others(folder: &Path) -> (Vec<String>, Sheet) {
    let header = std::fs::read_to_string(folder.join("header.csv")).unwrap();
    let names = header.lines().last().unwrap();
    let body = std::fs::read_to_string(folder.join("body.csv")).unwrap();
    let table = format!("{names}\n{body}");
    let sheet = Sheet::parse(table.into_bytes(), &SheetOptions::default()).unwrap();
    (names.split(',').map(str::to_owned).collect(), sheet)
}

/// How two cells agree.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Agreement {
    Equal,
    /// Equal in all digits that the other table has.
    Rounded,
    Different,
}

fn compare(content: Content, other: &str) -> Agreement {
    let agreement = |is_equal: bool| match is_equal {
        true => Agreement::Equal,
        false => Agreement::Different,
    };
    let amount = match content.amount() {
        None => return agreement(matches!(other, "null" | "*")),
        Some(_) if content.is_trace() => return agreement(other == "null"),
        Some(amount) => amount,
    };
    let other = other.trim_matches(['†', '\'']);
    let Ok(value) = other.parse::<f64>() else {
        return Agreement::Different;
    };
    let digits = other
        .split_once('.')
        .map_or(0, |(_, fraction)| fraction.len());
    match (amount - value).abs() {
        difference if difference < 1e-9 => Agreement::Equal,
        difference if difference <= 0.5 / 10f64.powi(digits as i32) => Agreement::Rounded,
        _ => Agreement::Different,
    }
}

/// Cells compared, the codes of foods with rounded ones, and all that differ.
fn check_cells(
    table: &FoodTable,
    names: &[String],
    sheet: &Sheet,
) -> (usize, Vec<String>, Vec<String>) {
    // Energy in kJ is before energy in kcal there, and is not read here.
    let columns: Vec<&String> = names[5..].iter().filter(|name| *name != "enerc").collect();
    assert_eq!(columns.len(), table.components().len());
    let (mut compared, mut rounded, mut different) = (0, Vec::new(), Vec::new());
    for (food, row) in sheet.rows().enumerate() {
        let code = &table.foods()[food].code;
        assert_eq!(row.cell(1).text(), code);
        for (component, name) in columns.iter().enumerate() {
            let other = row.cell(sheet.column(name).unwrap()).text();
            let content = table.content(food, component);
            compared += 1;
            match compare(content, other) {
                Agreement::Equal => {}
                Agreement::Rounded => rounded.push(code.clone()),
                Agreement::Different => {
                    different.push(format!("{code} {name}: {content:?} and {other}"));
                }
            }
        }
    }
    (compared, rounded, different)
}

#[test]
fn the_ministrys_workbook_is_read_as_others_read_it() {
    let Some(folder) = tables("the_ministrys_workbook_is_read_as_others_read_it") else {
        return;
    };
    let table = open_japan_standard(&folder.join(WORKBOOK)).unwrap();
    // 2,478 foods in 18 groups are in the edition of 2020.
    assert_eq!(table.foods().len(), 2478);
    assert!(
        table.edition().name.contains("2020"),
        "{:?}",
        table.edition()
    );
    assert_eq!(table.edition().energy, EnergyMethod::Components);
    let sodium = table.component("NA").unwrap();
    assert_eq!(table.components()[sodium].unit, Unit::Milligram);

    let (names, sheet) = others(&folder);
    let (compared, rounded, different) = check_cells(&table, &names, &sheet);
    assert_eq!(compared, 2478 * 52);
    // Twenty seasonings have energy and carbohydrate unrounded behind their format, and
    // a pancake with bean jam its vitamin B12.
    assert_eq!(rounded.len(), 41, "{rounded:?}");
    assert!(
        rounded
            .iter()
            .all(|code| code.starts_with("17") || code == "15027")
    );
    // Two cells that went wrong in the other table: a full-width bracket and a stray
    // word before the number.
    let expected = [
        "07137 fatnlea: Estimated(0.0) and (0)",
        "15076 choavldf: Estimated(30.5) and null30.5",
    ];
    assert_eq!(different, expected);

    // Marks that the other table has lost, read in the workbook by eye: amaranth has
    // estimated protein of amino acids, a trace of vitamin A, no measured alcohol.
    let content = |code: &str, tag: &str| {
        table.content(table.food(code).unwrap(), table.component(tag).unwrap())
    };
    assert_eq!(content("01001", "PROTCAA"), Content::Estimated(11.3));
    assert_eq!(content("01001", "VITA_RAE"), Content::Trace);
    assert_eq!(content("01001", "ALC"), Content::NotMeasured);
    assert_eq!(content("18024", "CHOLE"), Content::EstimatedTrace);
    // Stored as -98 with a format that prints brackets.
    assert_eq!(content("15027", "CHOLE"), Content::Estimated(98.0));

    let tree = FoodTree::of_table(&table);
    assert!(table.foods().iter().all(|food| tree.contains(&food.code)));
}

#[test]
fn every_cell_of_the_common_foods_is_the_workbooks() {
    let Some(folder) = tables("every_cell_of_the_common_foods_is_the_workbooks") else {
        return;
    };
    let workbook = open_japan_standard(&folder.join(WORKBOOK)).unwrap();
    let common = CommonFoods::built_in().unwrap();
    let common = common.table();
    let mut compared = 0;
    for (place, food) in common.foods().iter().enumerate() {
        let there = workbook.food(&food.code).unwrap();
        assert_eq!(food, &workbook.foods()[there]);
        for (component, described) in common.components().iter().enumerate() {
            let column = workbook.component(&described.tag).unwrap();
            assert_eq!(described, &workbook.components()[column]);
            assert_eq!(
                common.content(place, component),
                workbook.content(there, column),
                "{} {}",
                food.code,
                described.tag
            );
            compared += 1;
        }
    }
    assert_eq!(compared, 74 * 35);
}
