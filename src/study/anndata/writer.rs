//! Writes a study.

use super::super::beside::{ObservationTable, Quantity};
use super::super::column::Values;
use super::super::sheet::{Observation, Study};
use super::element::texts_attribute;
use super::element::{categories, dict, json, mark, matrix, numbers, text_attribute, texts};
use super::uns::Uns;
use super::{OURS, hdf5_error, without_locks};
use crate::atomic_file::write_by_path;
use crate::error::{Error, ErrorKind, Result};
use hdf5::{File, Group};
use std::path::Path;

/// The index column of `obs` and `var`.
const INDEX: &str = "_index";

/// Writes a study, whole or not at all.
///
/// # Errors
/// When the file cannot be created, written or renamed.
pub fn write_study(study: &Study, path: &Path) -> Result<()> {
    write_study_then(study, path, |_| Ok(()))
}

/// As [`write_study`], with something to be done when the bytes are written but the
/// file does not yet have its name; it is given the file's temporary place.
///
/// # Errors
/// As [`write_study`], and what `then` reports; the file then does not appear.
pub fn write_study_then(
    study: &Study,
    path: &Path,
    then: impl FnOnce(&Path) -> Result<()>,
) -> Result<()> {
    let uns = serde_json::to_value(Uns::of(study))
        .map_err(|error| Error::new(ErrorKind::Malformed, error.to_string()))?;
    write_by_path(path, |temporary| {
        let write = || -> hdf5::Result<()> {
            let file = without_locks().create(temporary)?;
            mark(&file, "anndata", "0.1.0")?;
            matrix(&file, "X", study.reads())?;
            write_observations(study, &file)?;
            write_taxa(study, &file)?;
            json(&dict(&file, "uns")?, OURS, &uns)?;
            let layers = dict(&file, "layers")?;
            for layer in &study.beside().layers {
                matrix(&layers, &layer.name, layer.values.view())?;
            }
            let tables = dict(&file, "obsm")?;
            for table in &study.beside().tables {
                write_table(study, table, &tables)?;
            }
            for name in ["obsp", "varm", "varp"] {
                dict(&file, name)?;
            }
            file.close()
        };
        write().map_err(|error| hdf5_error("write the study", &error))?;
        then(temporary)
    })
}

/// A table as a data frame whose index is that of the samples.
fn write_table(study: &Study, table: &ObservationTable, parent: &Group) -> hdf5::Result<()> {
    let names: Vec<&str> = table
        .columns
        .iter()
        .map(|column| column.name.as_str())
        .collect();
    let group = data_frame(parent, &table.name, &names)?;
    let samples = study.observations().iter();
    texts(
        &group,
        INDEX,
        samples.map(|observation| observation.sample.as_str()),
    )?;
    for (name, values) in names.into_iter().zip(table.values.columns()) {
        numbers(&group, name, &values.to_vec())?;
    }
    Ok(())
}

fn write_observations(study: &Study, file: &File) -> hdf5::Result<()> {
    let observations = study.observations();
    let are_counted = study.beside().unit == Quantity::Reads;
    let mut order = vec!["sample", "participant"];
    if are_counted {
        order.extend(["total_reads", "host_reads"]);
    }
    order.extend(study.columns().iter().map(|column| column.name.as_str()));
    let group = data_frame(file, "obs", &order)?;
    let samples = || {
        observations
            .iter()
            .map(|observation| observation.sample.as_str())
    };
    let counts =
        |reads: fn(&Observation) -> u64| -> Vec<u64> { observations.iter().map(reads).collect() };
    texts(&group, INDEX, samples())?;
    texts(&group, "sample", samples())?;
    texts(
        &group,
        "participant",
        observations
            .iter()
            .map(|observation| observation.participant.as_str()),
    )?;
    if are_counted {
        let totals = counts(|observation| observation.total_reads);
        numbers(&group, "total_reads", &totals)?;
        let hosts = counts(|observation| observation.host_reads);
        numbers(&group, "host_reads", &hosts)?;
    }
    for column in study.columns() {
        match &column.values {
            Values::Number(values) => {
                let values: Vec<f64> = values
                    .iter()
                    .map(|value| value.unwrap_or(f64::NAN))
                    .collect();
                numbers(&group, &column.name, &values)?;
            }
            Values::Text(values) => categories(&group, &column.name, values)?,
        }
    }
    Ok(())
}

fn write_taxa(study: &Study, file: &File) -> hdf5::Result<()> {
    let taxa = study.taxa();
    let group = data_frame(file, "var", &["taxid", "name", "rank", "lineage"])?;
    let ids: Vec<u64> = taxa.iter().map(|taxon| taxon.taxid).collect();
    let index: Vec<String> = ids.iter().map(u64::to_string).collect();
    texts(&group, INDEX, index.iter().map(String::as_str))?;
    numbers(&group, "taxid", &ids)?;
    texts(&group, "name", taxa.iter().map(|taxon| taxon.name.as_str()))?;
    texts(&group, "rank", taxa.iter().map(|taxon| taxon.rank.name()))?;
    texts(
        &group,
        "lineage",
        taxa.iter().map(|taxon| taxon.lineage.as_str()),
    )
}

fn data_frame(parent: &Group, name: &str, order: &[&str]) -> hdf5::Result<Group> {
    let group = parent.create_group(name)?;
    mark(&group, "dataframe", "0.2.0")?;
    text_attribute(&group, "_index", INDEX)?;
    texts_attribute(&group, "column-order", order)?;
    Ok(group)
}
