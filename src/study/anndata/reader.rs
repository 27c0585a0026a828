//! Reads a study.

use super::super::beside::{Beside, Layer, ObservationTable, TableColumn};
use super::super::column::{Column, Values};
use super::super::sheet::{Observation, Study, StudyTaxon};
use super::element_reader::{
    encoding, group, is_number, json, matrix, numbers, texts, whole_texts,
};
use super::uns::Uns;
use super::uns_cohort::UnsCohort;
use super::{OURS, hdf5_error, without_locks};
use crate::error::{Error, ErrorKind, Result};
use crate::taxonomy::Rank;
use hdf5::{File, Group};
use ndarray::Array2;
use std::path::Path;

/// Reads a study that [`write_study`](super::write_study) wrote, or Python's
/// `anndata` wrote again.
///
/// # Errors
/// When the file cannot be read, is no AnnData file, was not made by a join, or
/// its parts do not fit.
pub fn open_study(path: &Path) -> Result<Study> {
    std::fs::File::open(path).map_err(|source| Error::io("read", path, source))?;
    let file = without_locks().open(path).map_err(|error| {
        hdf5_error("read it as an HDF5 file", &error)
            .at_path(path)
            .mend("give a file that nuka study join wrote")
    })?;
    read(&file).map_err(|error| error.at_path(path))
}

fn read(file: &File) -> Result<Study> {
    let found = encoding(file)?;
    if found != "anndata" {
        return Err(Error::new(
            ErrorKind::Unsupported,
            format!("found the encoding {found}, expected anndata"),
        ));
    }
    let uns = json(&group(&group(file, "uns")?, OURS)?)?;
    let uns: Uns = serde_json::from_value(uns).map_err(|error| {
        Error::new(ErrorKind::Malformed, error.to_string()).at_field("uns/nuka")
    })?;
    let obs = group(file, "obs")?;
    let mut columns = Vec::new();
    for (name, origin, unit) in uns.columns() {
        columns.push(Column {
            name: name.to_owned(),
            origin,
            unit: unit.to_owned(),
            values: values(&obs, name)?,
        });
    }
    let study = Study::new(
        observations(&obs)?,
        taxa(&group(file, "var")?)?,
        matrix(file, "X")?,
        columns,
        uns.join.clone(),
        uns.provenance()?,
    )?;
    study.with_beside(beside(file, uns)?)
}

fn beside(file: &File, uns: Uns) -> Result<Beside> {
    let (unit, taxids) = uns.meaning()?;
    let mut layers = Vec::new();
    if file.link_exists("layers") {
        let folder = group(file, "layers")?;
        let names = folder.member_names();
        for name in names.map_err(|error| hdf5_error("read the layers", &error))? {
            let values = matrix(&folder, &name)?;
            layers.push(Layer { name, values });
        }
    }
    let mut tables = Vec::new();
    for (name, told) in uns.tables {
        let frame = group(&group(file, "obsm")?, &name)?;
        let lengths = [&told.columns, &told.units, &told.codes].map(Vec::len);
        equally_long(&name, lengths)?;
        let columns: Vec<TableColumn> = told
            .columns
            .into_iter()
            .zip(told.units.into_iter().zip(told.codes))
            .map(|(name, (unit, code))| TableColumn { name, unit, code })
            .collect();
        let read: Result<Vec<Vec<f64>>> = columns
            .iter()
            .map(|column| numbers(&frame, &column.name))
            .collect();
        let read = read?;
        let rows = read.first().map_or_else(
            || whole_texts(&frame, "_index").map(|index| index.len()),
            |column| Ok(column.len()),
        )?;
        if let Some(column) = read.iter().find(|column| column.len() != rows) {
            equally_long(&name, [rows, column.len(), rows])?;
        }
        let values =
            Array2::from_shape_fn((rows, columns.len()), |(row, column)| read[column][row]);
        tables.push(ObservationTable {
            name,
            columns,
            values,
        });
    }
    Ok(Beside {
        unit,
        taxids,
        layers,
        tables,
        cohort: uns.cohort.map(UnsCohort::origin).transpose()?,
    })
}

fn values(obs: &Group, name: &str) -> Result<Values> {
    if !is_number(obs, name) {
        return texts(obs, name).map(Values::Text);
    }
    let numbers: Vec<f64> = numbers(obs, name)?;
    if numbers.iter().any(|number| number.is_infinite()) {
        return Err(Error::new(ErrorKind::Malformed, "found an infinite number").at_field(name));
    }
    let numbers = numbers
        .into_iter()
        .map(|number| Some(number).filter(|number| !number.is_nan()));
    Ok(Values::Number(numbers.collect()))
}

fn observations(obs: &Group) -> Result<Vec<Observation>> {
    let samples = whole_texts(obs, "sample")?;
    let participants = whole_texts(obs, "participant")?;
    // Studies of shares tell no reads.
    let totals: Vec<u64> = match obs.link_exists("total_reads") {
        true => numbers(obs, "total_reads")?,
        false => vec![0; samples.len()],
    };
    equally_long("obs", [samples.len(), participants.len(), totals.len()])?;
    // Studies of earlier versions do not tell of the host.
    let hosts: Vec<u64> = match obs.link_exists("host_reads") {
        true => numbers(obs, "host_reads")?,
        false => vec![0; totals.len()],
    };
    equally_long("obs", [totals.len(), hosts.len(), hosts.len()])?;
    Ok(samples
        .into_iter()
        .zip(participants)
        .zip(totals.into_iter().zip(hosts))
        .map(
            |((sample, participant), (total_reads, host_reads))| Observation {
                sample,
                participant,
                total_reads,
                host_reads,
            },
        )
        .collect())
}

fn taxa(var: &Group) -> Result<Vec<StudyTaxon>> {
    let taxids: Vec<u64> = numbers(var, "taxid")?;
    let names = whole_texts(var, "name")?;
    let ranks = whole_texts(var, "rank")?;
    let lineages = whole_texts(var, "lineage")?;
    equally_long("var", [taxids.len(), names.len(), ranks.len()])?;
    equally_long("var", [taxids.len(), lineages.len(), lineages.len()])?;
    let rows = taxids.into_iter().zip(names).zip(ranks).zip(lineages);
    rows.map(|(((taxid, name), rank), lineage)| {
        Ok(StudyTaxon {
            taxid,
            name,
            rank: known_rank(&rank)?,
            lineage,
        })
    })
    .collect()
}

fn known_rank(name: &str) -> Result<Rank> {
    match Rank::from_name(name) {
        Rank::Unlisted => Err(Error::new(
            ErrorKind::Malformed,
            format!("found the rank \"{name}\", which is none"),
        )
        .at_field("var/rank")),
        rank => Ok(rank),
    }
}

fn equally_long(field: &str, lengths: [usize; 3]) -> Result<()> {
    if lengths == [lengths[0]; 3] {
        return Ok(());
    }
    Err(Error::new(
        ErrorKind::Mismatch,
        format!("found columns of lengths {lengths:?}"),
    )
    .at_field(field))
}
