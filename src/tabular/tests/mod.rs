//! Dirty tables, each read right or refused with row, column and value.

mod bytes;
mod dates;
mod form;
mod shape;
mod values;
mod workbooks;

use super::{Sheet, SheetOptions};
use crate::Error;

fn read(bytes: impl AsRef<[u8]>) -> Sheet {
    Sheet::parse(bytes.as_ref().to_vec(), &SheetOptions::default()).unwrap()
}

fn refused(bytes: impl AsRef<[u8]>) -> Error {
    refused_with(bytes, &SheetOptions::default())
}

fn refused_with(bytes: impl AsRef<[u8]>, options: &SheetOptions) -> Error {
    Sheet::parse(bytes.as_ref().to_vec(), options).unwrap_err()
}

/// Header, then the rows, all as texts.
fn texts(sheet: &Sheet) -> Vec<Vec<&str>> {
    let header = sheet.header().iter().map(String::as_str).collect();
    let rows = sheet
        .rows()
        .map(|row| row.cells().map(|cell| cell.text()).collect());
    std::iter::once(header).chain(rows).collect()
}

fn lines(sheet: &Sheet) -> Vec<u64> {
    sheet.rows().map(|row| row.line()).collect()
}

/// Line, field and message of each mistake.
fn places(error: &Error) -> Vec<(u64, String, String)> {
    let place = |error: &Error| {
        let place = error.place();
        let field = place.field.clone().unwrap_or_default();
        (place.line.unwrap_or(0), field, error.message().to_string())
    };
    error.all().map(place).collect()
}
