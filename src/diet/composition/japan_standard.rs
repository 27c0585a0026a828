//! The Standard Tables of Food Composition in Japan, as the ministry publishes them.
//!
//! One sheet a food group; above the foods a printed header over many merged rows,
//! then a row of units and a row of INFOODS tags, which say what each column is. The
//! table is the user's own copy; nothing of it is in nuka.

use crate::checksum::Checksum;
use crate::diet::composition::component::{Component, Unit};
use crate::diet::composition::content::Content;
use crate::diet::composition::edition::{Edition, EnergyMethod};
use crate::diet::composition::table::{Food, FoodTable};
use crate::error::{Error, ErrorKind, Mistakes, Result, both};
use crate::tabular::values::{narrow, read_number};
use crate::tabular::{Grid, GridRow, MergedCells, SheetOptions};
use std::path::Path;

const FOOD_NUMBER: usize = 1;
const NAME: usize = 3;
const REFUSE: &str = "REFUSE";

/// Reads the main table (`本表`) of the Standard Tables of Food Composition in Japan
/// 2015 or later, from the workbook of the Ministry of Education, Culture, Sports,
/// Science and Technology.
///
/// Energy in kJ is left out where the table has kcal too. Columns without a tag, which
/// mark the carbohydrate that energy was counted from, are not read.
///
/// # Errors
/// All at once: sheets without the row of tags, with other tags than the first, units
/// or amounts that cannot be read, food numbers that stand twice.
pub fn open_japan_standard(path: &Path) -> Result<FoodTable> {
    let options = SheetOptions {
        // Units are printed once below several columns.
        merged: MergedCells::Fill,
        ..SheetOptions::default()
    };
    let grids = Grid::open_all(path, &options)?;
    let sha256 = Checksum::of_file(path)?.sha256;
    read_grids(&grids, sha256).map_err(|error| error.at_path(path))
}

fn read_grids(grids: &[Grid], sha256: String) -> Result<FoodTable> {
    let mut mistakes = Mistakes::new();
    let mut foods = Vec::new();
    let mut first: Option<Columns> = None;
    for grid in grids {
        let sheet = grid.sheet().unwrap_or("");
        let columns = match Columns::find(grid) {
            Ok(columns) => columns,
            Err(error) => {
                mistakes.extend([error.within(&format!("sheet {sheet}"))]);
                continue;
            }
        };
        let expected = first.get_or_insert_with(|| columns.clone());
        if expected.components() != columns.components() {
            let message = format!("sheet {sheet}: other components than the first sheet");
            mistakes.push(Error::new(ErrorKind::Mismatch, message));
            continue;
        }
        let group = group_name(sheet);
        for row in grid.rows().filter(|row| row.line() > columns.tag_line) {
            if let Some(code) = food_number(row) {
                match columns.read_food(grid, row, code, &group) {
                    Ok(food) => foods.push(food),
                    Err(error) => mistakes.extend([error.within(&format!("sheet {sheet}"))]),
                }
            }
        }
    }
    mistakes.finish()?;
    let components = first
        .map(|columns| columns.components())
        .unwrap_or_default();
    FoodTable::new(edition(&components, foods.len(), sha256), components, foods)
}

/// Where each component stands in a sheet.
#[derive(Debug, Clone, PartialEq)]
struct Columns {
    tag_line: u64,
    refuse: usize,
    components: Vec<(usize, Component)>,
}

impl Columns {
    fn find(grid: &Grid) -> Result<Self> {
        let tags = grid
            .rows()
            .find(|row| row.cell(NAME).text().starts_with("成分識別子"));
        let Some(tags) = tags else {
            let message = "found no row of component tags (成分識別子)";
            return Err(Error::new(ErrorKind::Missing, message).mend(
                "give the workbook of the main table (本表), or a mapping for another table",
            ));
        };
        let units = grid.rows().filter(|row| row.line() < tags.line()).last();
        let mut refuse = None;
        let mut components = Vec::new();
        let mut errors = Vec::new();
        for column in NAME + 1..tags.len() {
            let tag = tags.cell(column).text();
            if tag == REFUSE {
                refuse = Some(column);
            } else if is_tag(tag) {
                let unit = units.map_or("", |units| units.cell(column).text());
                match Unit::parse(unit) {
                    Ok(unit) => components.push((
                        column,
                        Component {
                            tag: tag.into(),
                            unit,
                        },
                    )),
                    Err(error) => errors.push(
                        error
                            .at_line(tags.line())
                            .at_field(grid.column_place(column)),
                    ),
                }
            }
        }
        if components
            .iter()
            .any(|(_, one)| one.unit == Unit::Kilocalorie)
        {
            components.retain(|(_, one)| one.unit != Unit::Kilojoule);
        }
        let refuse = refuse.ok_or_else(|| {
            let message = format!("found no column with the tag {REFUSE}");
            Error::new(ErrorKind::Missing, message).at_line(tags.line())
        });
        let units_read = Error::gather(errors).map_or(Ok(()), Err);
        let (refuse, ()) = both(refuse, units_read)?;
        Ok(Self {
            tag_line: tags.line(),
            refuse,
            components,
        })
    }

    fn components(&self) -> Vec<Component> {
        self.components
            .iter()
            .map(|(_, component)| component.clone())
            .collect()
    }

    fn read_food(
        &self,
        grid: &Grid,
        row: GridRow<'_>,
        code: String,
        group: &str,
    ) -> Result<(Food, Vec<Content>)> {
        let place = |error: Error, column| {
            error
                .at_line(row.line())
                .at_record_name(&code)
                .at_field(grid.column_place(column))
        };
        let mut errors = Vec::new();
        let mut contents = Vec::with_capacity(self.components.len());
        for &(column, _) in &self.components {
            match Content::read(row.cell(column)) {
                Ok(content) => contents.push(content),
                Err(error) => errors.push(place(error, column)),
            }
        }
        let refuse = read_number(row.cell(self.refuse)).and_then(|percent| {
            let message = format!("found {percent}, expected 0 to 100 %");
            match (0.0..=100.0).contains(&percent) {
                true => Ok(percent),
                false => Err(Error::new(ErrorKind::Malformed, message)),
            }
        });
        let refuse_percent = refuse
            .map_err(|error| errors.push(place(error, self.refuse)))
            .ok();
        match Error::gather(errors) {
            Some(error) => Err(error),
            None => {
                let name = row.cell(NAME).text().to_string();
                Ok((
                    Food {
                        code,
                        name,
                        group: group.to_string(),
                        refuse_percent,
                    },
                    contents,
                ))
            }
        }
    }
}

/// Tags are capital Latin letters; the column of remarks has none.
fn is_tag(text: &str) -> bool {
    let is_of_tags =
        |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || b"_-+".contains(&byte);
    text.bytes()
        .next()
        .is_some_and(|first| first.is_ascii_uppercase())
        && text.bytes().all(is_of_tags)
}

/// The number of a food: two digits of its group and three of its own.
fn food_number(row: GridRow<'_>) -> Option<String> {
    let number = narrow(row.cell(FOOD_NUMBER).text()).into_owned();
    let is_number = number.len() == 5 && number.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then_some(number)
}

/// The group of a sheet such as `１０ 魚介類`.
fn group_name(sheet: &str) -> String {
    let name = narrow(sheet);
    let name = name.trim_start_matches(|letter: char| letter.is_ascii_digit());
    name.trim().to_string()
}

/// The edition by what only it has: the eighth revision counts energy from available
/// carbohydrate by difference too; 2,478 foods are those of 2020, 2,538 those of the
/// supplement of 2023.
fn edition(components: &[Component], foods: usize, sha256: String) -> Edition {
    let has = |tag: &str| components.iter().any(|component| component.tag == tag);
    let title = "Standard Tables of Food Composition in Japan";
    let (name, energy) = match (has("CHOAVLDF-"), foods) {
        (true, 2478) => (
            format!("{title} 2020 (eighth revised edition)"),
            EnergyMethod::Components,
        ),
        (true, 2538) => (
            format!("{title} (eighth revised edition), supplement 2023"),
            EnergyMethod::Components,
        ),
        (true, _) => (
            format!("{title} (eighth revised edition), {foods} foods"),
            EnergyMethod::Components,
        ),
        (false, _) => (
            format!("{title} (before the eighth revision), {foods} foods"),
            EnergyMethod::Atwater,
        ),
    };
    Edition {
        name,
        energy,
        sha256,
    }
}
