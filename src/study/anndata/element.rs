//! The elements of AnnData's layout, written one by one.

use hdf5::types::VarLenUnicode;
use hdf5::{Dataset, Group, H5Type, Location, Result};
use ndarray::ArrayView2;
use serde_json::Value;
use std::collections::BTreeSet;
use std::str::FromStr;

/// zlib's level: for the matrices of large cohorts 4 takes twice as long as 1 and saves
/// a few hundredths of the space.
const COMPRESSION: u8 = 1;

/// A chunk of a matrix holds about so many numbers.
const CHUNK_NUMBERS: usize = 1 << 17;

/// Says what an element is and in which version.
pub(super) fn mark(element: &Location, encoding: &str, version: &str) -> Result<()> {
    text_attribute(element, "encoding-type", encoding)?;
    text_attribute(element, "encoding-version", version)
}

/// An attribute of one text.
pub(super) fn text_attribute(element: &Location, name: &str, text: &str) -> Result<()> {
    let attribute = element.new_attr::<VarLenUnicode>().create(name)?;
    attribute.write_scalar(&unicode(text)?)
}

fn unicode(text: &str) -> Result<VarLenUnicode> {
    VarLenUnicode::from_str(text)
        .map_err(|error| hdf5::Error::Internal(format!("{text:?}: {error}")))
}

fn unicodes<'a>(texts: impl IntoIterator<Item = &'a str>) -> Result<Vec<VarLenUnicode>> {
    texts.into_iter().map(unicode).collect()
}

/// An attribute of several texts.
pub(super) fn texts_attribute(element: &Location, name: &str, texts: &[&str]) -> Result<()> {
    let attribute = element
        .new_attr::<VarLenUnicode>()
        .shape(texts.len())
        .create(name)?;
    attribute.write_raw(&unicodes(texts.iter().copied())?)
}

/// A dictionary: a group whose members are elements.
pub(super) fn dict(parent: &Group, name: &str) -> Result<Group> {
    let group = parent.create_group(name)?;
    mark(&group, "dict", "0.1.0")?;
    Ok(group)
}

/// Numbers in one dimension.
pub(super) fn numbers<T: H5Type>(parent: &Group, name: &str, values: &[T]) -> Result<()> {
    let dataset = plain::<T, _>(parent, name, values.len())?;
    dataset.write_raw(values)?;
    mark(&dataset, "array", "0.2.0")
}

/// A matrix in chunks of rows, compressed.
pub(super) fn matrix(parent: &Group, name: &str, values: ArrayView2<'_, f64>) -> Result<()> {
    let (rows, columns) = values.dim();
    let chunk_rows = (CHUNK_NUMBERS / columns.max(1)).clamp(1, rows.max(1));
    let dataset = parent
        .new_dataset::<f64>()
        .chunk((chunk_rows, columns.max(1)))
        .shuffle()
        .deflate(COMPRESSION)
        .shape((rows, columns))
        .obj_track_times(false)
        .create(name)?;
    // A flat slice, so that HDF5's own version of ndarray need not be ours.
    match values.as_slice() {
        Some(flat) => dataset.write_raw(flat)?,
        None => dataset.write_raw(&values.iter().copied().collect::<Vec<f64>>())?,
    }
    mark(&dataset, "array", "0.2.0")
}

/// Texts in one dimension.
pub(super) fn texts<'a>(
    parent: &Group,
    name: &str,
    values: impl IntoIterator<Item = &'a str>,
) -> Result<()> {
    let values = unicodes(values)?;
    let dataset = plain::<VarLenUnicode, _>(parent, name, values.len())?;
    dataset.write_raw(&values)?;
    mark(&dataset, "string-array", "0.2.0")
}

/// Texts of which some may be missing: codes into a sorted list of categories.
pub(super) fn categories(parent: &Group, name: &str, values: &[Option<String>]) -> Result<()> {
    let known: BTreeSet<&str> = values.iter().flatten().map(String::as_str).collect();
    let known: Vec<&str> = known.into_iter().collect();
    let codes: Vec<i32> = values
        .iter()
        .map(|value| match value {
            Some(text) => known
                .binary_search(&text.as_str())
                .map_or(-1, |code| code as i32),
            None => -1,
        })
        .collect();
    let group = parent.create_group(name)?;
    mark(&group, "categorical", "0.2.0")?;
    group
        .new_attr::<bool>()
        .create("ordered")?
        .write_scalar(&false)?;
    texts(&group, "categories", known)?;
    numbers(&group, "codes", &codes)
}

/// A JSON value: objects become dictionaries, lists of texts string arrays, lists of
/// whole numbers arrays of numbers.
pub(super) fn json(parent: &Group, name: &str, value: &Value) -> Result<()> {
    let unsupported = || hdf5::Error::Internal(format!("{name}: {value} has no place in the file"));
    match value {
        Value::Object(members) => {
            let group = dict(parent, name)?;
            for (name, value) in members {
                json(&group, name, value)?;
            }
            Ok(())
        }
        Value::Array(items) => {
            let words: Option<Vec<&str>> = items.iter().map(Value::as_str).collect();
            if let Some(words) = words {
                return texts(parent, name, words);
            }
            let whole: Option<Vec<i64>> = items.iter().map(Value::as_i64).collect();
            numbers(parent, name, &whole.ok_or_else(unsupported)?)
        }
        Value::String(text) => {
            let dataset = plain::<VarLenUnicode, _>(parent, name, ())?;
            dataset.write_scalar(&unicode(text)?)?;
            mark(&dataset, "string", "0.2.0")
        }
        Value::Number(number) => {
            let number = number.as_i64().ok_or_else(unsupported)?;
            let dataset = plain::<i64, _>(parent, name, ())?;
            dataset.write_scalar(&number)?;
            mark(&dataset, "numeric-scalar", "0.2.0")
        }
        Value::Bool(_) | Value::Null => Err(unsupported()),
    }
}

/// A dataset in one piece that does not record when it was made.
fn plain<T: H5Type, S: Into<hdf5::Extents>>(
    parent: &Group,
    name: &str,
    shape: S,
) -> Result<Dataset> {
    parent
        .new_dataset::<T>()
        .shape(shape)
        .obj_track_times(false)
        .create(name)
}
