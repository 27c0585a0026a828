//! The Standard Tables of Food Composition in Japan 2020, the workbook of the ministry,
//! against a table that others made of it (katoharu432/standards-tables-of-food-
//! composition-in-japan, CC BY 4.0), cell by cell.
//!
//! The data are kept beside the project: `NUKA_SHARED` names their folder (default
//! `../shared`). Without it the test says that it was skipped.

#![expect(clippy::unwrap_used, reason = "what fails in a helper fails its test")]

mod support;

use nuka::diet::composition::{Content, EnergyMethod, FoodTable, Unit, open_japan_standard};
use nuka::diet::diversity::FoodTree;
use nuka::tabular::{Sheet, SheetOptions};
use std::path::Path;
use support::shared::shared_data;

const WORKBOOK: &str = "original_20201225-mxt_kagsei-mext_01110_012.xlsx";

/// What the other table has for a component: its values without brackets, 0 for traces,
/// `null` for what was not measured.
fn others(folder: &Path) -> (Vec<String>, Sheet) {
    let header = std::fs::read_to_string(folder.join("header.csv")).unwrap();
    let names = header.lines().last().unwrap();
    let body = std::fs::read_to_string(folder.join("body.csv")).unwrap();
    let table = format!("{names}\n{body}");
    let sheet = Sheet::parse(table.into_bytes(), &SheetOptions::default()).unwrap();
    (names.split(',').map(str::to_owned).collect(), sheet)
}

fn agrees(content: Content, other: &str) -> bool {
    match content.amount() {
        None => matches!(other, "null" | "*"),
        Some(amount) => {
            // The two cannot differ by a digit that is printed.
            let other: Option<f64> = other.trim_matches(['†', '\'']).parse().ok();
            other.is_some_and(|other| (amount - other).abs() < 1e-9 * other.abs().max(1.0))
        }
    }
}

fn check_cells(table: &FoodTable, names: &[String], sheet: &Sheet) -> (usize, Vec<String>) {
    // Energy in kJ is before energy in kcal there, and is not read here.
    let columns: Vec<&String> = names[5..].iter().filter(|name| *name != "enerc").collect();
    assert_eq!(columns.len(), table.components().len());
    let mut compared = 0;
    let mut different = Vec::new();
    for (food, row) in sheet.rows().enumerate() {
        assert_eq!(row.cell(1).text(), table.foods()[food].code);
        for (component, name) in columns.iter().enumerate() {
            let other = row.cell(sheet.column(name).unwrap()).text();
            compared += 1;
            if !agrees(table.content(food, component), other) {
                let content = table.content(food, component);
                let code = &table.foods()[food].code;
                different.push(format!("{code} {name}: {content:?} and {other}"));
            }
        }
    }
    (compared, different)
}

#[test]
fn the_ministrys_workbook_is_read_as_others_read_it() {
    let Some(shared) = shared_data("the_ministrys_workbook_is_read_as_others_read_it") else {
        return;
    };
    let folder = shared.join("food_composition");
    let folder = if folder.is_dir() {
        folder
    } else {
        shared.join("data/food_composition")
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
    let (compared, different) = check_cells(&table, &names, &sheet);
    assert_eq!(compared, 2478 * 54);
    assert!(
        different.is_empty(),
        "{} differ: {:#?}",
        different.len(),
        &different[..different.len().min(20)]
    );

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
