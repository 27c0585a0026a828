//! Excel workbooks (`.xlsx`, `.xlsm`), read by calamine.
//!
//! Cells are taken in the order of the file, so that one stray cell far away costs
//! nothing. Formulas have the value that was stored with them.

use crate::error::{Error, ErrorKind, Mistakes, Result};
use crate::tabular::cell::CellValue;
use crate::tabular::column_letters;
use crate::tabular::grid::Grid;
use crate::tabular::merged::{MergedArea, MergedCells};
use crate::tabular::options::SheetOptions;
use crate::tabular::values::{DateTime, ExcelEpoch};
use calamine::{DataRef, Reader, SheetType, SheetVisible, Xlsx, XlsxError};
use std::io::Cursor;

type Workbook = Xlsx<Cursor<Vec<u8>>>;

/// Whether the first bytes are those of a workbook.
///
/// # Errors
/// For older or encrypted workbooks, and for other files that are no table.
pub(super) fn is_workbook(bytes: &[u8]) -> Result<bool> {
    let refusal = |what: &str, hint: &str| {
        Err(Error::new(ErrorKind::Unsupported, format!("found {what}")).mend(hint))
    };
    match bytes {
        [b'P', b'K', 3, 4, ..] => Ok(true),
        [0xd0, 0xcf, 0x11, 0xe0, ..] => refusal(
            "a workbook of Excel 97-2003, or one with a password",
            "save it as .xlsx without a password",
        ),
        [b'%', b'P', b'D', b'F', ..] => refusal("a PDF", "ask for the table as CSV or xlsx"),
        [0x1f, 0x8b, ..] => refusal("a gzip file", "unpack it first"),
        _ => Ok(false),
    }
}

/// The cells of one sheet.
pub(super) fn parse(
    bytes: Vec<u8>,
    options: &SheetOptions,
    mistakes: &mut Mistakes,
) -> Result<Grid> {
    let mut workbook: Workbook = Xlsx::new(Cursor::new(bytes)).map_err(not_readable)?;
    let name = choose_sheet(&mut workbook, options.sheet.as_deref())?;
    parse_sheet(&mut workbook, &name, options, mistakes)
}

/// The cells of every visible sheet that holds anything.
pub(super) fn parse_all(
    bytes: Vec<u8>,
    options: &SheetOptions,
    mistakes: &mut Mistakes,
) -> Result<Vec<Grid>> {
    let mut workbook: Workbook = Xlsx::new(Cursor::new(bytes)).map_err(not_readable)?;
    let names = filled_sheets(&mut workbook)?;
    names
        .iter()
        .map(|name| parse_sheet(&mut workbook, name, options, mistakes))
        .collect()
}

fn parse_sheet(
    workbook: &mut Workbook,
    name: &str,
    options: &SheetOptions,
    mistakes: &mut Mistakes,
) -> Result<Grid> {
    let merged = merged_areas(workbook, name)?;
    let epoch = match workbook.has_1904_epoch() {
        true => ExcelEpoch::Year1904,
        false => ExcelEpoch::Year1900,
    };
    let mut cells = read_cells(workbook, name, epoch, mistakes)?;
    if options.merged == MergedCells::Fill {
        fill(&mut cells, &merged);
    }
    let mut grid = into_grid(name, &cells);
    grid.merged = merged;
    Ok(grid)
}

struct FilledCell {
    line: u64,
    column: usize,
    written: String,
    value: CellValue,
}

fn not_readable(error: XlsxError) -> Error {
    let (kind, hint) = match error {
        XlsxError::Password => (ErrorKind::Unsupported, "save it without a password"),
        _ => (
            ErrorKind::Malformed,
            "open it in a spreadsheet program and save it as .xlsx",
        ),
    };
    Error::new(kind, format!("cannot read the workbook: {error}")).mend(hint)
}

fn choose_sheet(workbook: &mut Workbook, given: Option<&str>) -> Result<String> {
    let names = workbook.sheet_names();
    if let Some(given) = given {
        return names
            .iter()
            .find(|name| name.trim() == given.trim())
            .cloned()
            .ok_or_else(|| {
                let found = names.join(", ");
                Error::new(ErrorKind::Missing, format!("found the sheets {found}"))
                    .at_field(given)
                    .mend("name one of them")
            });
    }
    let filled = filled_sheets(workbook)?;
    match filled.as_slice() {
        [only] => Ok(only.clone()),
        [] => Err(Error::new(
            ErrorKind::Truncated,
            "found no visible sheet that holds anything",
        )
        .mend("name the sheet if it is hidden")),
        several => Err(Error::new(
            ErrorKind::Malformed,
            format!("found {} sheets: {}", several.len(), several.join(", ")),
        )
        .mend("name the sheet")),
    }
}

fn filled_sheets(workbook: &mut Workbook) -> Result<Vec<String>> {
    let visible: Vec<String> = workbook
        .sheets_metadata()
        .iter()
        .filter(|sheet| sheet.visible == SheetVisible::Visible && sheet.typ == SheetType::WorkSheet)
        .map(|sheet| sheet.name.clone())
        .collect();
    let mut filled = Vec::new();
    for name in visible {
        if holds_anything(workbook, &name)? {
            filled.push(name);
        }
    }
    Ok(filled)
}

fn holds_anything(workbook: &mut Workbook, name: &str) -> Result<bool> {
    let mut reader = workbook
        .worksheet_cells_reader(name)
        .map_err(not_readable)?;
    while let Some(cell) = reader.next_cell().map_err(not_readable)? {
        if *cell.get_value() != DataRef::Empty {
            return Ok(true);
        }
    }
    Ok(false)
}

fn merged_areas(workbook: &mut Workbook, name: &str) -> Result<Vec<MergedArea>> {
    let areas = workbook
        .merge_cells_by_sheet_name(name)
        .map_err(not_readable)?;
    let area = |area: calamine::Dimensions| MergedArea {
        lines: (u64::from(area.start.0) + 1, u64::from(area.end.0) + 1),
        columns: (area.start.1 as usize, area.end.1 as usize),
    };
    Ok(areas.into_iter().map(area).collect())
}

fn read_cells(
    workbook: &mut Workbook,
    name: &str,
    epoch: ExcelEpoch,
    mistakes: &mut Mistakes,
) -> Result<Vec<FilledCell>> {
    let mut reader = workbook
        .worksheet_cells_reader(name)
        .map_err(not_readable)?;
    let mut cells: Vec<FilledCell> = Vec::new();
    while let Some(cell) = reader
        .next_cell_with_formula_metadata()
        .map_err(not_readable)?
    {
        let (line, column) = (u64::from(cell.pos.0) + 1, cell.pos.1 as usize);
        if cell.value == DataRef::Empty {
            if cell.formula.is_some() {
                let message = "found a formula without its value";
                mistakes.push(
                    Error::new(ErrorKind::Missing, message)
                        .at_line(line)
                        .at_field(format!("column {}", column_letters(column)))
                        .mend("open the workbook in Excel or LibreOffice and save it again"),
                );
            }
            continue;
        }
        let (written, value) = read_value(&cell.value, epoch);
        cells.push(FilledCell {
            line,
            column,
            written,
            value,
        });
    }
    // Some programs write rows in another order than they stand.
    cells.sort_by_key(|cell| (cell.line, cell.column));
    Ok(cells)
}

fn read_value(value: &DataRef<'_>, epoch: ExcelEpoch) -> (String, CellValue) {
    match value {
        DataRef::Int(number) => (number.to_string(), CellValue::Number(*number as f64)),
        DataRef::Float(number) => (number.to_string(), CellValue::Number(*number)),
        DataRef::String(text) => (text.clone(), CellValue::Text),
        DataRef::SharedString(text) => ((*text).to_string(), CellValue::Text),
        DataRef::Bool(true) => ("TRUE".to_string(), CellValue::Bool(true)),
        DataRef::Bool(false) => ("FALSE".to_string(), CellValue::Bool(false)),
        DataRef::DateTime(serial) if serial.is_datetime() => {
            match DateTime::from_excel_serial(serial.as_f64(), epoch) {
                Some(date) => (date.to_string(), CellValue::Date(date)),
                // A time without a day, or a number that only looks like a date.
                None => (
                    serial.as_f64().to_string(),
                    CellValue::Number(serial.as_f64()),
                ),
            }
        }
        DataRef::DateTime(serial) => (
            serial.as_f64().to_string(),
            CellValue::Number(serial.as_f64()),
        ),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => (text.clone(), CellValue::Text),
        DataRef::Error(error) => (error.to_string(), CellValue::Error),
        DataRef::Empty => (String::new(), CellValue::Text),
    }
}

/// Gives every cell of a merged area the value of its first cell.
fn fill(cells: &mut Vec<FilledCell>, merged: &[MergedArea]) {
    let last_line = cells.last().map_or(0, |cell| cell.line);
    let last_column = cells.iter().map(|cell| cell.column).max().unwrap_or(0);
    let mut copies = Vec::new();
    for area in merged {
        let first = cells.binary_search_by_key(&(area.lines.0, area.columns.0), |cell| {
            (cell.line, cell.column)
        });
        let Ok(first) = first.map(|index| &cells[index]) else {
            continue;
        };
        for line in area.lines.0..=area.lines.1.min(last_line) {
            for column in area.columns.0..=area.columns.1.min(last_column) {
                copies.push(FilledCell {
                    line,
                    column,
                    written: first.written.clone(),
                    value: first.value,
                });
            }
        }
    }
    // The sort keeps the order of equals and `dedup` the first: the copies.
    copies.append(cells);
    copies.sort_by_key(|cell| (cell.line, cell.column));
    copies.dedup_by_key(|cell| (cell.line, cell.column));
    *cells = copies;
}

fn into_grid(name: &str, cells: &[FilledCell]) -> Grid {
    let mut grid = Grid::of_sheet(name);
    for row in cells.chunk_by(|a, b| a.line == b.line) {
        let Some(first) = row.first() else { continue };
        grid.start_row(first.line);
        let mut column = 0;
        for cell in row {
            while column < cell.column {
                grid.push_cell("", CellValue::Text);
                column += 1;
            }
            grid.push_cell(&cell.written, cell.value);
            column += 1;
        }
    }
    grid
}
