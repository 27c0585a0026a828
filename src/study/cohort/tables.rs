//! A study as a folder of tables.

use super::keep::plain;
use crate::error::{Error, ErrorKind, Result};
use crate::study::beside::{ObservationTable, Quantity};
use crate::study::column::{Column, Values};
use crate::study::sheet::Study;
use ndarray::ArrayView2;
use std::fmt::Write;

/// Tables that a study may have or not.
pub(super) const TABLES_OF_SOME_STUDIES: [&str; 5] =
    ["reads", "share", "taxonomic_share", "foods", "nutrients"];

/// The files by name: tables, their dictionary, and `study.json`.
///
/// # Errors
/// When the JSON cannot be rendered, which its types rule out.
pub(super) fn study_tables(study: &Study) -> Result<Vec<(String, String)>> {
    let beside = study.beside();
    let unit = beside.unit.name();
    let mut dictionary = Dictionary::default();
    let mut files = vec![
        (
            "observations.tsv".to_owned(),
            observations(study, &mut dictionary),
        ),
        ("taxa.tsv".to_owned(), taxa(study, &mut dictionary)),
    ];
    let taxids: Vec<String> = study
        .taxa()
        .iter()
        .map(|taxon| taxon.taxid.to_string())
        .collect();
    let mut by_taxon = |name: &str, unit: &str, values| {
        dictionary.add(
            name,
            "taxid",
            unit,
            "the value of the taxon of this taxid; see taxa.tsv",
        );
        (format!("{name}.tsv"), matrix(study, &taxids, values))
    };
    let what = match beside.unit {
        Quantity::Reads => "reads",
        Quantity::Share => "fraction",
    };
    files.push(by_taxon(unit, what, study.reads()));
    for layer in &beside.layers {
        files.push(by_taxon(&layer.name, "fraction", layer.values.view()));
    }
    for table in &beside.tables {
        files.push(table_file(study, table, &mut dictionary));
    }
    files.push(("dictionary.tsv".to_owned(), dictionary.0));
    files.push(("study.json".to_owned(), json(study)?));
    Ok(files)
}

struct Dictionary(String);

impl Default for Dictionary {
    fn default() -> Self {
        Self("table\tcolumn\tunit\tmeaning\n".to_owned())
    }
}

impl Dictionary {
    fn add(&mut self, table: &str, column: &str, unit: &str, meaning: &str) {
        let cells = [table, column, unit, meaning].map(plain);
        self.0 += &cells.join("\t");
        self.0.push('\n');
    }
}

fn observations(study: &Study, dictionary: &mut Dictionary) -> String {
    const TABLE: &str = "observations";
    let are_counted = study.beside().unit == Quantity::Reads;
    let mut header = vec!["sample", "participant"];
    dictionary.add(TABLE, "sample", "", "the sample's id");
    dictionary.add(TABLE, "participant", "", "the person's pseudonym");
    if are_counted {
        header.extend(["total_reads", "host_reads"]);
        dictionary.add(TABLE, "total_reads", "reads", "all reads but the host's");
        dictionary.add(TABLE, "host_reads", "reads", "reads of the host");
    }
    for column in study.columns() {
        header.push(&column.name);
        let meaning = format!("taken from: {}", origin(column));
        dictionary.add(TABLE, &column.name, &column.unit, &meaning);
    }
    let mut text = line(header.into_iter());
    for (row, observation) in study.observations().iter().enumerate() {
        let mut cells = vec![observation.sample.clone(), observation.participant.clone()];
        if are_counted {
            cells.push(observation.total_reads.to_string());
            cells.push(observation.host_reads.to_string());
        }
        cells.extend(
            study
                .columns()
                .iter()
                .map(|column| cell(&column.values, row)),
        );
        text += &line(cells.iter().map(String::as_str));
    }
    text
}

fn origin(column: &Column) -> &'static str {
    use crate::study::column::Origin;
    match column.origin {
        Origin::Participant => "the person",
        Origin::Sample => "the sample",
        Origin::Survey => "the food survey",
        Origin::Markers => "the check-up",
    }
}

/// Nothing for a missing value.
fn cell(values: &Values, row: usize) -> String {
    match values {
        Values::Number(values) => values[row].map_or_else(String::new, |value| value.to_string()),
        Values::Text(values) => values[row].clone().unwrap_or_default(),
    }
}

fn taxa(study: &Study, dictionary: &mut Dictionary) -> String {
    let source = format!("the taxon's id, of the {}", study.beside().taxids.name());
    for (column, meaning) in [
        ("taxid", source.as_str()),
        ("name", "the taxon's name"),
        ("rank", "the taxon's rank"),
        ("lineage", "the named levels down to the taxon"),
    ] {
        dictionary.add("taxa", column, "", meaning);
    }
    let mut text = line(["taxid", "name", "rank", "lineage"].into_iter());
    for taxon in study.taxa() {
        let taxid = taxon.taxid.to_string();
        text += &line([&taxid, &taxon.name, taxon.rank.name(), &taxon.lineage].into_iter());
    }
    text
}

fn table_file(
    study: &Study,
    table: &ObservationTable,
    dictionary: &mut Dictionary,
) -> (String, String) {
    for column in &table.columns {
        let meaning = format!("in the store: {}", column.code);
        dictionary.add(&table.name, &column.name, &column.unit, &meaning);
    }
    let names: Vec<String> = table
        .columns
        .iter()
        .map(|column| column.name.clone())
        .collect();
    let text = matrix(study, &names, table.values.view());
    (format!("{}.tsv", table.name), text)
}

/// A row for each sample; NaN, which stands for what is not told, is an empty cell.
fn matrix(study: &Study, names: &[String], values: ArrayView2<'_, f64>) -> String {
    let header = std::iter::once("sample").chain(names.iter().map(String::as_str));
    let mut text = line(header);
    for (observation, row) in study.observations().iter().zip(values.rows()) {
        text += &plain(&observation.sample);
        for value in row {
            text.push('\t');
            if !value.is_nan() {
                // Writing to a text cannot fail.
                let _ = write!(text, "{value}");
            }
        }
        text.push('\n');
    }
    text
}

fn line<'a>(cells: impl Iterator<Item = &'a str>) -> String {
    let cells: Vec<String> = cells.map(plain).collect();
    cells.join("\t") + "\n"
}

fn json(study: &Study) -> Result<String> {
    let beside = study.beside();
    let cohort = beside.cohort.as_ref();
    let value = serde_json::json!({
        "made_by": study.provenance().made_by,
        "inputs": study.provenance().inputs,
        "purpose": cohort.map(|cohort| &cohort.purpose),
        "consent_on": cohort.map(|cohort| &cohort.consent_on),
        "plan": cohort.map(|cohort| &cohort.plan),
        "quantity": beside.unit.name(),
        "taxids": beside.taxids.name(),
        "join": study.account(),
    });
    serde_json::to_string_pretty(&value)
        .map(|text| text + "\n")
        .map_err(|error| Error::new(ErrorKind::Malformed, error.to_string()))
}
