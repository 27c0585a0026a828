//! From the cells of a grid to a table with a header.

use crate::error::{Error, ErrorKind, Mistakes, Result, excerpt};
use crate::tabular::grid::{Grid, GridRow};
use crate::tabular::merged::MergedCells;
use crate::tabular::options::{Header, SheetOptions, ShortRows};
use crate::tabular::sheet::Sheet;

/// Begins the row that tells the types of columns (QIIME 2, "Metadata in QIIME 2").
const TYPES_OF_QIIME2: &str = "#q2:types";

/// Finds the header, and the rows below it that are well formed.
pub(super) fn sheet_of(
    grid: Grid,
    options: &SheetOptions,
    mistakes: &mut Mistakes,
) -> Result<Sheet> {
    let header_row = find_header(&grid, options)?;
    let width = filled_width(&grid, header_row);
    let header_line = grid.row(header_row).line();
    let names = names_of(&grid, header_row, width, options);
    let named: Vec<bool> = names.iter().map(|name| !name.is_empty()).collect();

    check_names(&grid, header_line, &names, mistakes);
    let needed = named
        .iter()
        .rposition(|&is_named| is_named)
        .map_or(0, |last| last + 1);
    let first_row = match options.header {
        Header::Named => header_row + 1,
        Header::Numbered => header_row,
    };
    check_unnamed(&grid, first_row, &named[..needed], mistakes);
    if options.merged == MergedCells::Refuse {
        check_merged(&grid, header_line, mistakes);
    }
    let (mut rows, mut repeated_headers) = (Vec::new(), Vec::new());
    for index in first_row..grid.rows().len() {
        let row = grid.row(index);
        if row.is_empty() || row.cell(0).text() == TYPES_OF_QIIME2 {
            continue;
        }
        if needed > 1 && (0..width).all(|column| row.cell(column).text() == names[column]) {
            repeated_headers.push(row.line());
            continue;
        }
        if let Some(column) = (needed..row.len()).find(|&column| !row.cell(column).is_empty()) {
            mistakes.push(too_long(&grid, row, column, needed));
        } else if is_short(&grid, row, needed, options) {
            mistakes.push(too_short(row, needed));
        } else {
            rows.push(index);
        }
    }
    let columns: Vec<usize> = (0..width).filter(|&column| named[column]).collect();
    Ok(Sheet {
        path: None,
        header: columns
            .iter()
            .map(|&column| names[column].clone())
            .collect(),
        grid,
        header_line,
        columns,
        rows,
        repeated_headers,
    })
}

fn find_header(grid: &Grid, options: &SheetOptions) -> Result<usize> {
    let nothing = |message: String| {
        Error::new(ErrorKind::Truncated, message).mend("give a table with a header line")
    };
    let found = match options.header_line {
        Some(line) => grid
            .rows()
            .position(|row| row.line() == line && !row.is_empty()),
        None => grid.rows().position(|row| !row.is_empty()),
    };
    let Some(header) = found else {
        return Err(match options.header_line {
            Some(line) => nothing("found nothing, expected the header".to_string()).at_line(line),
            None => nothing("found nothing, expected a header line".to_string()),
        });
    };
    let filled = |row: GridRow<'_>| row.cells().filter(|cell| !cell.is_empty()).count();
    let next = grid.rows().skip(header + 1).find(|row| !row.is_empty());
    if options.header_line.is_none()
        && options.header == Header::Named
        && filled(grid.row(header)) == 1
        && let Some(next) = next
        && filled(next) > 1
    {
        let title = grid
            .row(header)
            .cells()
            .map(|cell| cell.text())
            .collect::<String>();
        let title = excerpt(title.as_bytes());
        return Err(Error::new(
            ErrorKind::Malformed,
            format!("found \"{title}\" alone in the first row, which looks like a title"),
        )
        .at_line(grid.row(header).line())
        .mend(format!(
            "give the line of the header, such as {}",
            next.line()
        )));
    }
    Ok(header)
}

/// The names of the columns; empty where a column has none.
fn names_of(grid: &Grid, header_row: usize, width: usize, options: &SheetOptions) -> Vec<String> {
    if options.header == Header::Numbered {
        return (1..=width).map(|number| number.to_string()).collect();
    }
    let header = grid.row(header_row);
    let mut names: Vec<String> = (0..width)
        .map(|column| header.cell(column).text().to_string())
        .collect();
    if let (Some(first), Some(name)) = (names.first_mut(), &options.first_column)
        && first.is_empty()
    {
        first.clone_from(name);
    }
    names
}

/// The number of columns up to the last one that holds anything.
fn filled_width(grid: &Grid, header_row: usize) -> usize {
    let width = |row: GridRow<'_>| {
        let filled = (0..row.len())
            .rev()
            .find(|&column| !row.cell(column).is_empty());
        filled.map_or(0, |last| last + 1)
    };
    grid.rows().skip(header_row).map(width).max().unwrap_or(0)
}

fn check_names(grid: &Grid, line: u64, names: &[String], mistakes: &mut Mistakes) {
    let mut first_place = std::collections::HashMap::new();
    for (column, name) in names
        .iter()
        .enumerate()
        .filter(|(_, name)| !name.is_empty())
    {
        if let Some(earlier) = first_place.get(name.as_str()) {
            let places = [*earlier, column].map(|column| grid.column_place(column));
            let message = format!("{} and {} have the same name", places[0], places[1]);
            mistakes.push(
                Error::new(ErrorKind::Duplicate, message)
                    .at_line(line)
                    .at_field(name.as_str())
                    .mend("give one of them another name"),
            );
        } else {
            first_place.insert(name.as_str(), column);
        }
    }
}

/// Values below no name: of each such column the first one.
fn check_unnamed(grid: &Grid, first_row: usize, named: &[bool], mistakes: &mut Mistakes) {
    for column in (0..named.len()).filter(|&column| !named[column]) {
        let below = grid.rows().skip(first_row);
        let Some(row) = below.into_iter().find(|row| !row.cell(column).is_empty()) else {
            continue;
        };
        let value = excerpt(row.cell(column).text().as_bytes());
        mistakes.push(
            Error::new(
                ErrorKind::Malformed,
                format!("found \"{value}\" in a column without a name"),
            )
            .at_line(row.line())
            .at_field(grid.column_place(column))
            .mend("name the column or take it out"),
        );
    }
}

fn check_merged(grid: &Grid, header_line: u64, mistakes: &mut Mistakes) {
    for area in grid.merged() {
        let top = grid.rows().find(|row| row.line() == area.lines.0);
        let Some(top) = top.filter(|_| area.lines.1 >= header_line) else {
            continue;
        };
        let value = top.cell(area.columns.0);
        if value.is_empty() {
            continue;
        }
        let value = excerpt(value.text().as_bytes());
        mistakes.push(
            Error::new(
                ErrorKind::Malformed,
                format!("the cells {area} are merged and hold \"{value}\""),
            )
            .at_line(area.lines.0)
            .at_field(grid.column_place(area.columns.0))
            .mend("unmerge them, or say that merged cells are to be filled"),
        );
    }
}

/// Whether a row of a text file has lost cells. Rows of workbooks never have.
fn is_short(grid: &Grid, row: GridRow<'_>, needed: usize, options: &SheetOptions) -> bool {
    grid.sheet().is_none() && options.short_rows == ShortRows::Refuse && row.len() < needed
}

fn too_short(row: GridRow<'_>, needed: usize) -> Error {
    let last = row.cells().last().map_or("", |cell| cell.text());
    let last = excerpt(last.as_bytes());
    let message = format!(
        "found {} cells, the last \"{last}\", expected {needed}",
        row.len()
    );
    Error::new(ErrorKind::Malformed, message)
        .at_line(row.line())
        .mend("write every cell, empty ones too, or say that short rows are to be filled")
}

fn too_long(grid: &Grid, row: GridRow<'_>, column: usize, needed: usize) -> Error {
    let value = excerpt(row.cell(column).text().as_bytes());
    let message = format!("found \"{value}\" past the {needed} columns of the header");
    Error::new(ErrorKind::Malformed, message)
        .at_line(row.line())
        .at_field(grid.column_place(column))
        .mend("name the column, or put cells that hold the delimiter in quotes")
}
