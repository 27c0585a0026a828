//! Reads a BIOM file.

use super::table::SUMS;
use super::{BiomTable, BiomTaxon, SLASH, hdf5_error};
use crate::error::{Error, ErrorKind, Result};
use hdf5::types::VarLenUnicode;
use hdf5::{Dataset, File, FileBuilder, H5Type};
use ndarray::Array2;
use std::collections::BTreeMap;
use std::path::Path;

/// Reads a table that [`write_biom`](super::write_biom) wrote, or biom-format wrote
/// again.
///
/// # Errors
/// When the file cannot be read, is no BIOM 2.1 file of nuka, or its parts do not fit.
pub fn read_biom(path: &Path) -> Result<BiomTable> {
    std::fs::File::open(path).map_err(|source| Error::io("read", path, source))?;
    let mut builder = FileBuilder::new();
    builder.with_fapl(|access| access.file_locking(false));
    let file = builder.open(path).map_err(|error| {
        let error = hdf5_error("read it as an HDF5 file", &error);
        error
            .at_path(path)
            .mend("give a file that nuka profile wrote")
    })?;
    read(&file).map_err(|error| error.at_path(path))
}

fn read(file: &File) -> Result<BiomTable> {
    let samples = texts(file, "sample/ids")?;
    let ids = texts(file, "observation/ids")?;
    let mut sums = BTreeMap::new();
    for name in SUMS {
        let path = format!("sample/metadata/{name}");
        let of_samples = if samples.is_empty() {
            Vec::new()
        } else {
            numbers(file, &path)?
        };
        as_long(of_samples.len(), samples.len(), &path)?;
        sums.insert(name.to_owned(), of_samples);
    }
    let mut columns = BTreeMap::new();
    for name in members(file, "sample/metadata")? {
        if !SUMS.contains(&name.as_str()) {
            let path = format!("sample/metadata/{name}");
            let cells = texts(file, &path)?;
            as_long(cells.len(), samples.len(), &path)?;
            columns.insert(name.replace(SLASH, "/"), cells);
        }
    }
    Ok(BiomTable {
        taxa: taxa(file, ids.len())?,
        reads: matrix(file, (ids.len(), samples.len()))?,
        samples,
        sums,
        columns,
    })
}

fn taxa(file: &File, count: usize) -> Result<Vec<BiomTaxon>> {
    if count == 0 {
        return Ok(Vec::new());
    }
    let of = |name: &str| format!("observation/metadata/{name}");
    let taxids: Vec<u64> = numbers(file, &of("taxid"))?;
    let names = texts(file, &of("name"))?;
    let levels = texts(file, &of("taxonomy"))?;
    as_long(taxids.len(), count, &of("taxid"))?;
    as_long(names.len(), count, &of("name"))?;
    if levels.is_empty() || levels.len() % count != 0 {
        as_long(levels.len(), count, &of("taxonomy"))?;
    }
    let taxonomies = levels.chunks(levels.len().div_ceil(count).max(1));
    let taxa = taxids.into_iter().zip(names).zip(taxonomies);
    Ok(taxa
        .map(|((taxid, name), taxonomy)| BiomTaxon {
            taxid,
            name,
            taxonomy: taxonomy.to_vec(),
        })
        .collect())
}

/// The matrix by taxa, which that by samples must repeat.
fn matrix(file: &File, shape: (usize, usize)) -> Result<Array2<f64>> {
    let by_taxon = compressed(file, "observation", shape)?;
    let by_sample = compressed(file, "sample", (shape.1, shape.0))?;
    if by_taxon != by_sample.t() {
        let message = "found other numbers by samples than by observations";
        return Err(Error::new(ErrorKind::Corrupt, message).at_field("sample/matrix"));
    }
    Ok(by_taxon)
}

fn compressed(file: &File, axis: &str, shape: (usize, usize)) -> Result<Array2<f64>> {
    let of = |name: &str| format!("{axis}/matrix/{name}");
    let data: Vec<f64> = numbers(file, &of("data"))?;
    let indices: Vec<u64> = numbers(file, &of("indices"))?;
    let indptr: Vec<u64> = numbers(file, &of("indptr"))?;
    as_long(indices.len(), data.len(), &of("indices"))?;
    as_long(indptr.len(), shape.0 + 1, &of("indptr"))?;
    let mut matrix = Array2::zeros(shape);
    for (row, ends) in indptr.windows(2).enumerate() {
        let span = ends[0] as usize..ends[1] as usize;
        let pair = data.get(span.clone()).zip(indices.get(span));
        let (data, indices) = pair.ok_or_else(|| outside(&of("indptr")))?;
        for (&value, &column) in data.iter().zip(indices) {
            let place = matrix.get_mut((row, column as usize));
            *place.ok_or_else(|| outside(&of("indices")))? = value;
        }
    }
    Ok(matrix)
}

fn outside(field: &str) -> Error {
    Error::new(ErrorKind::Malformed, "found a place outside the matrix").at_field(field)
}

fn as_long(found: usize, expected: usize, field: &str) -> Result<()> {
    if found == expected {
        return Ok(());
    }
    let message = format!("found {found} values, expected {expected}");
    Err(Error::new(ErrorKind::Mismatch, message).at_field(field))
}

fn members(file: &File, path: &str) -> Result<Vec<String>> {
    let group = file.group(path).map_err(|_| missing(path))?;
    let names = group.member_names();
    names.map_err(|error| hdf5_error(&format!("read {path}"), &error))
}

fn dataset(file: &File, path: &str) -> Result<Dataset> {
    file.dataset(path).map_err(|_| missing(path))
}

fn missing(path: &str) -> Error {
    Error::new(ErrorKind::Missing, "found no such part")
        .at_field(path)
        .mend("give a BIOM 2.1 file that nuka profile wrote")
}

fn numbers<T: H5Type>(file: &File, path: &str) -> Result<Vec<T>> {
    let values = dataset(file, path)?.read_raw();
    values.map_err(|error| hdf5_error(&format!("read {path}"), &error))
}

fn texts(file: &File, path: &str) -> Result<Vec<String>> {
    let dataset = dataset(file, path)?;
    if dataset.size() == 0 {
        return Ok(Vec::new());
    }
    let texts: hdf5::Result<Vec<VarLenUnicode>> = dataset.read_raw();
    let texts = texts.map_err(|error| hdf5_error(&format!("read {path}"), &error))?;
    Ok(texts.iter().map(|text| text.to_string()).collect())
}
