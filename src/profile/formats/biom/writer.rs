//! Writes a BIOM file.

use super::{BiomTable, SLASH, hdf5_error};
use crate::atomic_file::write_by_path;
use crate::error::Result;
use hdf5::types::VarLenUnicode;
use hdf5::{Dataset, File, FileBuilder, Group, H5Type};
use ndarray::ArrayView2;
use std::path::Path;
use std::str::FromStr;

/// The format wants a date and time; a true one would make every file another.
const CREATION_DATE: &str = "1970-01-01T00:00:00";

/// Writes a table, whole or not at all.
///
/// # Errors
/// When the file cannot be created, written or renamed.
pub fn write_biom(table: &BiomTable, path: &Path) -> Result<()> {
    write_by_path(path, |temporary| {
        write(table, temporary).map_err(|error| hdf5_error("write the BIOM file", &error))
    })
}

fn write(table: &BiomTable, path: &Path) -> hdf5::Result<()> {
    let mut builder = FileBuilder::new();
    // Nobody else knows the temporary name, and locks fail on some network disks.
    builder.with_fapl(|access| access.file_locking(false));
    let file = builder.create(path)?;
    let by_taxon = Compressed::of(table.reads.view());
    let by_sample = Compressed::of(table.reads.t());
    write_attributes(table, by_taxon.data.len(), &file)?;

    let observations = file.create_group("observation")?;
    let ids: Vec<String> = table
        .taxa
        .iter()
        .map(|taxon| taxon.taxid.to_string())
        .collect();
    texts(&observations, "ids", ids.iter().map(String::as_str))?;
    by_taxon.write(&observations)?;
    observations.create_group("group-metadata")?;
    let metadata = observations.create_group("metadata")?;
    // A table without species has nothing to be told of.
    if !table.taxa.is_empty() {
        let taxids: Vec<i64> = table.taxa.iter().map(|taxon| taxon.taxid as i64).collect();
        numbers(&metadata, "taxid", &taxids)?;
        texts(
            &metadata,
            "name",
            table.taxa.iter().map(|taxon| taxon.name.as_str()),
        )?;
        let levels = table.taxa.iter().flat_map(|taxon| &taxon.taxonomy);
        let levels = unicodes(levels.map(String::as_str))?;
        let shape = (table.taxa.len(), levels.len() / table.taxa.len());
        let taxonomy = plain::<VarLenUnicode, _>(&metadata, "taxonomy", shape)?;
        taxonomy.write_raw(&levels)?;
    }

    let samples = file.create_group("sample")?;
    texts(&samples, "ids", table.samples.iter().map(String::as_str))?;
    by_sample.write(&samples)?;
    samples.create_group("group-metadata")?;
    let metadata = samples.create_group("metadata")?;
    for (name, sums) in &table.sums {
        let sums: Vec<i64> = sums.iter().map(|&reads| reads as i64).collect();
        numbers(&metadata, name, &sums)?;
    }
    for (name, cells) in &table.columns {
        texts(
            &metadata,
            &name.replace('/', SLASH),
            cells.iter().map(String::as_str),
        )?;
    }
    file.close()
}

fn write_attributes(table: &BiomTable, nonzero: usize, file: &File) -> hdf5::Result<()> {
    let attributes = [
        ("id", "nuka profiles"),
        ("type", "Taxon table"),
        ("format-url", "http://biom-format.org"),
        ("generated-by", concat!("nuka ", env!("CARGO_PKG_VERSION"))),
        ("creation-date", CREATION_DATE),
    ];
    for (name, text) in attributes {
        let attribute = file.new_attr::<VarLenUnicode>().create(name)?;
        attribute.write_scalar(&unicode(text)?)?;
    }
    let (taxa, samples) = table.reads.dim();
    let pairs = [
        ("format-version", [2, 1]),
        ("shape", [taxa as i64, samples as i64]),
    ];
    for (name, pair) in pairs {
        file.new_attr::<i64>()
            .shape(2)
            .create(name)?
            .write_raw(&pair)?;
    }
    file.new_attr::<i64>()
        .create("nnz")?
        .write_scalar(&(nonzero as i64))
}

/// A sparse matrix by rows.
struct Compressed {
    data: Vec<f64>,
    indices: Vec<i32>,
    indptr: Vec<i32>,
}

impl Compressed {
    fn of(matrix: ArrayView2<'_, f64>) -> Self {
        let mut compressed = Self {
            data: Vec::new(),
            indices: Vec::new(),
            indptr: vec![0],
        };
        for row in matrix.rows() {
            for (column, &value) in row.iter().enumerate().filter(|(_, value)| **value != 0.0) {
                compressed.data.push(value);
                compressed.indices.push(column as i32);
            }
            compressed.indptr.push(compressed.data.len() as i32);
        }
        compressed
    }

    fn write(&self, axis: &Group) -> hdf5::Result<()> {
        let group = axis.create_group("matrix")?;
        numbers(&group, "data", &self.data)?;
        numbers(&group, "indices", &self.indices)?;
        numbers(&group, "indptr", &self.indptr)
    }
}

fn numbers<T: H5Type>(parent: &Group, name: &str, values: &[T]) -> hdf5::Result<()> {
    plain::<T, _>(parent, name, values.len())?.write_raw(values)
}

fn texts<'a>(
    parent: &Group,
    name: &str,
    values: impl IntoIterator<Item = &'a str>,
) -> hdf5::Result<()> {
    let values = unicodes(values)?;
    plain::<VarLenUnicode, _>(parent, name, values.len())?.write_raw(&values)
}

fn unicodes<'a>(texts: impl IntoIterator<Item = &'a str>) -> hdf5::Result<Vec<VarLenUnicode>> {
    texts.into_iter().map(unicode).collect()
}

fn unicode(text: &str) -> hdf5::Result<VarLenUnicode> {
    VarLenUnicode::from_str(text)
        .map_err(|error| hdf5::Error::Internal(format!("{text:?}: {error}")))
}

/// A dataset in one piece that does not record when it was made.
fn plain<T: H5Type, S: Into<hdf5::Extents>>(
    parent: &Group,
    name: &str,
    shape: S,
) -> hdf5::Result<Dataset> {
    let builder = parent.new_dataset::<T>().shape(shape);
    builder.obj_track_times(false).create(name)
}
