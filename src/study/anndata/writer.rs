//! Writes a study.

use super::super::column::{Origin, Values};
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
            for name in ["layers", "obsm", "obsp", "varm", "varp"] {
                dict(&file, name)?;
            }
            file.close()
        };
        write().map_err(|error| hdf5_error("write the study", &error))
    })
}

fn write_observations(study: &Study, file: &File) -> hdf5::Result<()> {
    let observations = study.observations();
    let mut order = vec!["sample", "participant", "total_reads", "host_reads"];
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
    let totals = counts(|observation| observation.total_reads);
    numbers(&group, "total_reads", &totals)?;
    let hosts = counts(|observation| observation.host_reads);
    numbers(&group, "host_reads", &hosts)?;
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

fn data_frame(file: &File, name: &str, order: &[&str]) -> hdf5::Result<Group> {
    let group = file.create_group(name)?;
    mark(&group, "dataframe", "0.2.0")?;
    text_attribute(&group, "_index", INDEX)?;
    texts_attribute(&group, "column-order", order)?;
    Ok(group)
}

impl Uns {
    fn of(study: &Study) -> Self {
        let provenance = study.provenance();
        let column = |part: fn(&super::super::InputFile) -> &String| -> Vec<String> {
            provenance.inputs.iter().map(part).cloned().collect()
        };
        let of_origin = |origin: Origin| -> Vec<String> {
            let columns = study
                .columns()
                .iter()
                .filter(|column| column.origin == origin);
            columns.map(|column| column.name.clone()).collect()
        };
        Self {
            made_by: provenance.made_by.clone(),
            input_roles: column(|input| &input.role),
            input_names: column(|input| &input.name),
            input_sha256: column(|input| &input.sha256),
            survey_columns: of_origin(Origin::Survey),
            marker_columns: of_origin(Origin::Markers),
            join: study.account().clone(),
        }
    }
}
