//! The elements of AnnData's layout, read one by one.

use super::hdf5_error;
use crate::error::{Error, ErrorKind, Result};
use hdf5::types::{TypeDescriptor, VarLenUnicode};
use hdf5::{Container, Dataset, Group, Location};
use ndarray::Array2;
use serde_json::{Map, Value};

/// A member of a group that must be there.
pub(super) fn group(parent: &Group, name: &str) -> Result<Group> {
    parent.group(name).map_err(|_| missing(name))
}

fn dataset(parent: &Group, name: &str) -> Result<Dataset> {
    parent.dataset(name).map_err(|_| missing(name))
}

fn missing(name: &str) -> Error {
    Error::new(ErrorKind::Missing, "found no such element")
        .at_field(name)
        .mend("give a file that nuka study join wrote")
}

/// What an element says it is.
pub(super) fn encoding(element: &Location) -> Result<String> {
    text_attribute(element, "encoding-type")
}

/// An attribute of one text.
pub(super) fn text_attribute(element: &Location, name: &str) -> Result<String> {
    let text: VarLenUnicode = element
        .attr(name)
        .and_then(|attribute| attribute.read_scalar())
        .map_err(|error| hdf5_error(&format!("read the attribute {name}"), &error))?;
    Ok(text.to_string())
}

/// A dense matrix.
pub(super) fn matrix(parent: &Group, name: &str) -> Result<Array2<f64>> {
    let dataset = parent.dataset(name).map_err(|_| {
        Error::new(ErrorKind::Unsupported, "found no dense matrix")
            .at_field(name)
            .mend("write X as a dense array")
    })?;
    let [rows, columns] = dataset.shape()[..] else {
        return Err(Error::new(
            ErrorKind::Unsupported,
            format!("found {} dimensions, expected 2", dataset.ndim()),
        )
        .at_field(name));
    };
    let flat = dataset
        .read_raw()
        .map_err(|error| hdf5_error(&format!("read {name}"), &error))?;
    Array2::from_shape_vec((rows, columns), flat).map_err(|error| {
        Error::new(ErrorKind::Malformed, format!("not a matrix: {error}")).at_field(name)
    })
}

/// Numbers in one dimension.
pub(super) fn numbers<T: hdf5::H5Type>(parent: &Group, name: &str) -> Result<Vec<T>> {
    dataset(parent, name)?
        .read_raw()
        .map_err(|error| hdf5_error(&format!("read {name}"), &error))
}

/// Texts, written as such or as categories; missing ones are `None`.
pub(super) fn texts(parent: &Group, name: &str) -> Result<Vec<Option<String>>> {
    if let Ok(dataset) = parent.dataset(name) {
        let texts: Vec<VarLenUnicode> = dataset
            .read_raw()
            .map_err(|error| hdf5_error(&format!("read {name}"), &error))?;
        return Ok(texts.iter().map(|text| Some(text.to_string())).collect());
    }
    let group = group(parent, name)?;
    let found = encoding(&group)?;
    if found != "categorical" {
        return Err(Error::new(
            ErrorKind::Unsupported,
            format!("found the encoding {found}, expected texts"),
        )
        .at_field(name));
    }
    let known = texts(&group, "categories")?;
    let codes: Vec<i64> = numbers(&group, "codes")?;
    codes
        .iter()
        .map(|&code| match usize::try_from(code) {
            Err(_) => Ok(None),
            Ok(code) => known.get(code).cloned().ok_or_else(|| {
                Error::new(ErrorKind::Malformed, format!("found no category {code}")).at_field(name)
            }),
        })
        .collect()
}

/// Texts none of which may be missing.
pub(super) fn whole_texts(parent: &Group, name: &str) -> Result<Vec<String>> {
    let texts: Option<Vec<String>> = texts(parent, name)?.into_iter().collect();
    texts.ok_or_else(|| Error::new(ErrorKind::Missing, "found a missing text").at_field(name))
}

/// Whether a member holds numbers.
pub(super) fn is_number(parent: &Group, name: &str) -> bool {
    parent
        .dataset(name)
        .ok()
        .and_then(|dataset| descriptor(&dataset))
        .is_some_and(|found| {
            matches!(
                found,
                TypeDescriptor::Integer(_) | TypeDescriptor::Unsigned(_) | TypeDescriptor::Float(_)
            )
        })
}

fn descriptor(container: &Container) -> Option<TypeDescriptor> {
    container
        .dtype()
        .and_then(|dtype| dtype.to_descriptor())
        .ok()
}

/// A dictionary as JSON: dictionaries, lists of texts or whole numbers, texts and whole
/// numbers.
pub(super) fn json(parent: &Group) -> Result<Value> {
    let doing = |name: &str, error: &hdf5::Error| hdf5_error(&format!("read {name}"), error);
    let mut members = Map::new();
    let names = parent
        .member_names()
        .map_err(|error| doing("uns", &error))?;
    for name in names {
        let value = if let Ok(group) = parent.group(&name) {
            json(&group)?
        } else if !dataset(parent, &name)?.is_scalar() {
            match is_number(parent, &name) {
                true => numbers::<i64>(parent, &name)?.into(),
                false => whole_texts(parent, &name)?.into(),
            }
        } else if is_number(parent, &name) {
            let dataset = dataset(parent, &name)?;
            let number: i64 = dataset
                .read_scalar()
                .map_err(|error| doing(&name, &error))?;
            number.into()
        } else {
            let dataset = dataset(parent, &name)?;
            let text: VarLenUnicode = dataset
                .read_scalar()
                .map_err(|error| doing(&name, &error))?;
            text.to_string().into()
        };
        members.insert(name, value);
    }
    Ok(Value::Object(members))
}
