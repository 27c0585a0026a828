//! Tables as people have them, read right or refused with row, column and value.
//!
//! A table comes as CSV or TSV in any of several encodings, or as an Excel
//! workbook. A [`Grid`] is its cells with their places, whatever they mean. A
//! [`Sheet`] is a grid with one header row, checked for its form: every filled cell
//! stands below a name, no name stands twice, no row has lost a cell. What a cell
//! means is read by [`values`]: numbers, dates, codes, missing values.
//!
//! Nothing is guessed in silence. What can be read in two ways (`1,234`,
//! `03/05/2024`, bytes that are letters in two encodings) is refused with a hint
//! which option decides it, and all mistakes of a table are told at once.
//!
//! ```
//! use nuka::tabular::values::{read_date, read_measured, DateForm, Measured, MissingCodes};
//! use nuka::tabular::{Sheet, SheetOptions};
//!
//! let bytes = "受診者,受診日,CRP\nP1,令和6年5月3日,０.３未満\nP2,2024/5/4,測定不可\n";
//! let sheet = Sheet::parse(bytes.into(), &SheetOptions::default())?;
//! let missing = MissingCodes::new(["測定不可"]);
//! let [date, marker] = sheet.columns(["受診日", "CRP"])?;
//!
//! let mut values = Vec::new();
//! for row in sheet.rows() {
//!     let day = row.read(date, |cell| read_date(cell, &DateForm::default()))?;
//!     let crp = row.read(marker, |cell| missing.read(cell, read_measured))?;
//!     values.push((day.to_string(), crp));
//! }
//! let below = Measured::Below { limit: 0.3, limit_included: false };
//! assert_eq!(values[0], ("2024-05-03".to_string(), Some(below)));
//! assert_eq!(values[1], ("2024-05-04".to_string(), None));
//! # Ok::<(), nuka::Error>(())
//! ```

mod cell;
mod column_letters;
mod delimited;
mod delimiter;
mod encoding;
mod form;
mod grid;
mod merged;
mod options;
mod sheet;
mod table_form;
pub mod values;
mod workbook;

pub use cell::{Cell, CellValue};
pub use column_letters::column_letters;
pub use delimiter::Delimiter;
pub use encoding::Encoding;
pub use grid::{Grid, GridRow};
pub use merged::{MergedArea, MergedCells};
pub use options::{Header, SheetOptions, ShortRows};
pub use sheet::{Row, Sheet};
pub use table_form::TableForm;

#[cfg(test)]
pub(crate) mod made_workbook;
#[cfg(test)]
mod tests;
