//! What the cells of a table mean: numbers, dates, codes, missing values.
//!
//! Every reader takes a [`Cell`](crate::tabular::Cell) and gives a value or an error
//! that says what was found and how to mend it; [`Row::read`](crate::tabular::Row::read)
//! adds file, line and column. [`MissingCodes::read`] stands before each reader whose
//! cell may be empty.

mod bound;
mod code;
mod date;
mod date_form;
mod date_text;
mod date_time;
mod english_month;
mod japanese_era;
mod kana;
mod missing;
mod number;
mod sex;
mod width;
mod yes_no;

pub use bound::{Measured, read_measured};
pub use code::{CodeList, read_text};
pub use date::Date;
pub use date_form::{DateForm, DateOrder, ExcelEpoch, Times};
pub use date_text::{read_date, read_date_time};
pub use date_time::{DateTime, TimeOfDay};
pub use kana::plain_kana;
pub use missing::MissingCodes;
pub use number::{NumberForm, read_number, read_whole_number};
pub use sex::{Sex, read_sex};
pub use width::narrow;
pub use yes_no::read_yes_no;
