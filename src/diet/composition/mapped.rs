//! Any composition table, with a mapping that says what its columns are.

use crate::checksum::Checksum;
use crate::diet::composition::component::{Component, Unit};
use crate::diet::composition::content::Content;
use crate::diet::composition::edition::{Edition, EnergyMethod};
use crate::diet::composition::table::{Food, FoodTable};
use crate::error::{Error, ErrorKind, Mistakes, Result};
use crate::tabular::values::{MissingCodes, read_number, read_text};
use crate::tabular::{Cell, Row, Sheet, TableForm};
use serde::Deserialize;
use std::path::Path;

/// What the columns of a composition table are.
///
/// ```
/// let mapping = nuka::diet::composition::CompositionMapping::parse(r#"
///     edition = "Hospital table 2024"
///     code = "番号"
///     name = "食品名"
///     marks = "numbers"
///     missing = ["-"]
///     [[component]]
///     column = "たんぱく質"
///     tag = "PROT-"
///     unit = "g"
/// "#).unwrap();
/// assert_eq!(mapping.per_grams, 100.0);
/// ```
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CompositionMapping {
    /// Name and year of the table.
    pub edition: String,
    /// How it counts energy.
    #[serde(default = "unknown")]
    pub energy: EnergyMethod,
    /// The column of codes.
    pub code: String,
    /// The column of names.
    pub name: String,
    /// The column of groups.
    pub group: Option<String>,
    /// The column of the part thrown away, in percent of the weight as bought.
    pub refuse_percent: Option<String>,
    /// The weight of food, in grams, that amounts are given for.
    #[serde(default = "hundred")]
    pub per_grams: f64,
    /// How amounts are marked.
    #[serde(default)]
    pub marks: Marks,
    /// Codes of amounts that were not measured; empty cells are such too.
    #[serde(default)]
    pub missing: Vec<String>,
    /// How the table is written, where its bytes do not say.
    #[serde(default)]
    pub table: TableForm,
    /// The columns of components.
    pub component: Vec<MappedComponent>,
    /// The SHA-256 of the mapping's text, in hexadecimal; empty where there is none.
    #[serde(skip)]
    pub sha256: String,
}

/// A column of a composition table.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MappedComponent {
    /// The name of the column.
    pub column: String,
    /// The tag that nuka is to know it by.
    pub tag: String,
    /// The unit of its amounts.
    pub unit: Unit,
}

/// How amounts are marked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Marks {
    /// Only numbers, all of them measured.
    #[default]
    Numbers,
    /// As in the Japanese tables: `Tr`, `(1.2)`, `-`.
    Japan,
}

fn unknown() -> EnergyMethod {
    EnergyMethod::Unknown
}

fn hundred() -> f64 {
    100.0
}

impl CompositionMapping {
    /// Reads a table.
    ///
    /// # Errors
    /// All at once: mistakes of form, columns that are not there, amounts that cannot
    /// be read, codes that stand twice.
    pub fn open(&self, path: &Path) -> Result<FoodTable> {
        if !(self.per_grams > 0.0 && self.per_grams.is_finite()) {
            let message = format!("found {}, expected a weight over 0 g", self.per_grams);
            return Err(Error::new(ErrorKind::Parameter, message).at_field("per_grams"));
        }
        let mut mistakes = Mistakes::new();
        let sheet = Sheet::open_with_mistakes(path, &self.table.options(), &mut mistakes)?;
        let foods = match self.columns(&sheet) {
            Ok(columns) => self.read_foods(&sheet, &columns, &mut mistakes),
            Err(error) => return Err(error),
        };
        mistakes.finish()?;
        let edition = Edition {
            name: self.edition.clone(),
            energy: self.energy,
            sha256: Checksum::of_file(path)?.sha256,
        };
        let component = |mapped: &MappedComponent| Component {
            tag: mapped.tag.clone(),
            unit: mapped.unit,
        };
        let components = self.component.iter().map(component).collect();
        FoodTable::new(edition, components, foods).map_err(|error| error.at_path(path))
    }

    fn columns(&self, sheet: &Sheet) -> Result<Columns> {
        let mut errors = Vec::new();
        let mut place = |name: &str| {
            sheet.column(name).unwrap_or_else(|error| {
                errors.push(error);
                0
            })
        };
        let columns = Columns {
            code: place(&self.code),
            name: place(&self.name),
            group: self.group.as_deref().map(&mut place),
            refuse: self.refuse_percent.as_deref().map(&mut place),
            components: self
                .component
                .iter()
                .map(|one| place(&one.column))
                .collect(),
        };
        Error::gather(errors).map_or(Ok(columns), Err)
    }

    fn read_foods(
        &self,
        sheet: &Sheet,
        columns: &Columns,
        mistakes: &mut Mistakes,
    ) -> Vec<(Food, Vec<Content>)> {
        let missing = MissingCodes::new(self.missing.iter().map(String::as_str));
        let mut foods = Vec::new();
        for row in sheet.rows() {
            let mut keep = |error: Error| mistakes.push(error);
            let code = row.read(columns.code, read_text).map_err(&mut keep).ok();
            let name = row.read(columns.name, read_text).map_err(&mut keep).ok();
            let refuse_percent = columns.refuse.and_then(|column| {
                let percent = row.read(column, |cell| missing.read(cell, read_percent));
                percent.map_err(&mut keep).ok().flatten()
            });
            let contents = self.read_contents(row, columns, &missing, &mut keep);
            let group = columns.group.map_or("", |column| row.cell(column).text());
            if let (Some(code), Some(name)) = (code, name) {
                let food = Food {
                    code: code.to_string(),
                    name: name.to_string(),
                    group: group.to_string(),
                    refuse_percent,
                };
                foods.push((food, contents));
            }
        }
        foods
    }

    fn read_contents(
        &self,
        row: Row<'_>,
        columns: &Columns,
        missing: &MissingCodes,
        keep: &mut impl FnMut(Error),
    ) -> Vec<Content> {
        let read = |cell: Cell<'_>| match self.marks {
            Marks::Japan => Content::read(cell),
            Marks::Numbers => read_amount(cell).map(Content::Measured),
        };
        let per_hundred = |content: Content| {
            let factor = 100.0 / self.per_grams;
            match content {
                Content::Measured(amount) => Content::Measured(amount * factor),
                Content::Estimated(amount) => Content::Estimated(amount * factor),
                other => other,
            }
        };
        let contents = columns.components.iter().map(|&column| {
            match row.read(column, |cell| missing.read(cell, read)) {
                Ok(Some(content)) => per_hundred(content),
                Ok(None) => Content::NotMeasured,
                Err(error) => {
                    keep(error);
                    Content::NotMeasured
                }
            }
        });
        contents.collect()
    }
}

struct Columns {
    code: usize,
    name: usize,
    group: Option<usize>,
    refuse: Option<usize>,
    components: Vec<usize>,
}

fn read_amount(cell: Cell<'_>) -> Result<f64> {
    let amount = read_number(cell)?;
    match amount >= 0.0 {
        true => Ok(amount),
        false => Err(Error::new(
            ErrorKind::Malformed,
            format!("found {amount}, expected an amount of 0 or more"),
        )),
    }
}

fn read_percent(cell: Cell<'_>) -> Result<f64> {
    let percent = read_number(cell)?;
    match (0.0..=100.0).contains(&percent) {
        true => Ok(percent),
        false => Err(Error::new(
            ErrorKind::Malformed,
            format!("found {percent}, expected 0 to 100 %"),
        )),
    }
}
