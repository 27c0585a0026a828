//! Wide matrices: taxa of one level by samples, one quantity.

use super::cells::{Cells, render};
use super::dictionary::{Dictionary, integer, number, text};
use super::tidy_columns::{HOST, UNKNOWN, UNPLACED};
use crate::error::{Error, ErrorKind, Result};
use crate::profile::{Bound, LevelTable, Quantity};
use crate::text_table::{Quotes, TextTable};
use ndarray::ArrayView1;

/// `tables/<rank>.<quantity>.tsv`
pub(super) const MATRIX: Dictionary = Dictionary {
    table: "matrix",
    file: "tables/<rank>.<quantity>.tsv",
    row: "the unknown, the host (where it was looked for), the unplaced (where there are any) or one taxon of the rank believed to be in some sample",
    loses: "intervals, status, evidence, other ranks and quantities, the host's taxid",
    columns: &[
        integer("taxid", "", "the taxon's id in the reference; 0 for unknown, host and unplaced"),
        text("name", "the taxon's name, or unknown, host, unplaced (classified, but to no taxon of the rank)"),
        text("lineage", "the named levels down to the taxon; may be empty"),
        number("<sample>", "as the file's name says: reads, fraction of all reads (sequence_share) or fraction of cells that are not host cells (taxonomic_share)", "the number in this sample; 0 where the taxon is not believed to be there").or("NA"),
    ],
};

const COLUMNS: [&str; 3] = ["taxid", "name", "lineage"];

/// One row of a matrix.
#[derive(Debug, Clone, PartialEq)]
pub struct MatrixRow {
    /// The taxon's id; 0 for unknown, host and unplaced.
    pub taxid: u64,
    /// The taxon's name.
    pub name: String,
    /// The named levels down to the taxon.
    pub lineage: String,
    /// The number in each sample; `None` where it is not known.
    pub values: Vec<Option<f64>>,
}

/// A wide matrix.
#[derive(Debug, Clone, PartialEq)]
pub struct Matrix {
    /// The samples' ids.
    pub samples: Vec<String>,
    /// Unknown, host, unplaced, then the taxa in order of taxid.
    pub rows: Vec<MatrixRow>,
}

impl Matrix {
    /// One quantity of a table.
    pub fn of(table: &LevelTable<'_>, quantity: Quantity) -> Self {
        let values = |column: ArrayView1<'_, f64>| -> Vec<Option<f64>> {
            let known = |value: &f64| Some(*value).filter(|value| !value.is_nan());
            column.iter().map(known).collect()
        };
        let part = |name: &str, column: ArrayView1<'_, f64>| MatrixRow {
            taxid: 0,
            name: name.to_owned(),
            lineage: String::new(),
            values: values(column),
        };
        let mut rows = vec![part(UNKNOWN, table.unknown(quantity))];
        if table.host(quantity).iter().any(|value| !value.is_nan()) {
            rows.push(part(HOST, table.host(quantity)));
        }
        if table.unplaced(quantity).iter().any(|&value| value > 0.0) {
            rows.push(part(UNPLACED, table.unplaced(quantity)));
        }
        let array = table.values(quantity, Bound::Estimate);
        let taxa = table.taxa().iter().zip(array.columns());
        rows.extend(taxa.map(|(taxon, column)| MatrixRow {
            taxid: taxon.taxid,
            name: taxon.name.to_owned(),
            lineage: taxon.lineage.to_owned(),
            values: values(column),
        }));
        Self {
            samples: table.samples().map(str::to_owned).collect(),
            rows,
        }
    }
}

/// The table.
///
/// # Errors
/// Samples that have the names of columns, all at once.
pub fn render_matrix(matrix: &Matrix) -> Result<String> {
    let clashes = matrix.samples.iter();
    let clashes = clashes.filter(|sample| COLUMNS.contains(&sample.as_str()));
    let clashes = clashes.map(|sample| {
        let message = format!("a sample has the id {sample}, which names a column of the table");
        Error::new(ErrorKind::Duplicate, message).mend("give the sample another id")
    });
    if let Some(error) = Error::gather(clashes.collect()) {
        return Err(error);
    }
    let header = COLUMNS.into_iter();
    let header: Vec<&str> = header
        .chain(matrix.samples.iter().map(String::as_str))
        .collect();
    let mut text = header.join("\t") + "\n";
    for row in &matrix.rows {
        text += &format!("{}\t{}\t{}", row.taxid, row.name, row.lineage);
        for value in &row.values {
            text.push('\t');
            text += &render(*value);
        }
        text.push('\n');
    }
    Ok(text)
}

/// Reads a matrix.
///
/// # Errors
/// All at once: mistakes of form, a missing column, a cell that is neither a number
/// nor `NA`.
pub fn read_matrix(bytes: &[u8]) -> Result<Matrix> {
    let table = TextTable::parse(bytes, Quotes::Plain)?;
    table.columns(COLUMNS)?;
    let samples = table.header().iter();
    let samples = samples.filter(|name| !COLUMNS.contains(&name.as_str()));
    let samples: Vec<String> = samples.cloned().collect();
    let mut errors = Vec::new();
    let mut rows = Vec::new();
    for row in table.rows() {
        let mut cells = Cells::new(&table, row);
        let row = MatrixRow {
            taxid: cells.whole("taxid"),
            name: cells.text("name").to_owned(),
            lineage: cells.text("lineage").to_owned(),
            values: samples.iter().map(|sample| cells.number(sample)).collect(),
        };
        match cells.finish(row) {
            Ok(row) => rows.push(row),
            Err(error) => errors.push(error),
        }
    }
    match Error::gather(errors) {
        Some(error) => Err(error),
        None => Ok(Matrix { samples, rows }),
    }
}
