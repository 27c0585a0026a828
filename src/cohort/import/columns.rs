//! What happens to each column of a table.

use super::fields::Fields;
use super::mapping::Mapping;
use super::privacy::{ColumnWatch, Personal, personal_header};
use super::season::FoodSeason;
use crate::error::{Error, ErrorKind, Mistakes};
use crate::tabular::Sheet;
use std::collections::{BTreeMap, BTreeSet};

/// The columns of a table, sorted by what the mapping says of them.
#[derive(Debug)]
pub(super) struct Columns {
    /// Columns that fields, attributes or `drop` name.
    pub(super) taken: BTreeSet<usize>,
    /// Columns of values, each of its own name.
    values: BTreeSet<usize>,
    dropped: BTreeSet<usize>,
    /// Columns that are read, with whether their values are a vocabulary.
    read: BTreeMap<usize, bool>,
    /// Other columns that are read as well: values, taxa or samples.
    others: BTreeSet<usize>,
}

impl Columns {
    /// Sorts the columns; those to be dropped that are not there are noted.
    pub(super) fn find(
        mapping: &Mapping,
        sheet: &Sheet,
        fields: &Fields,
        mistakes: &mut Mistakes,
    ) -> Self {
        let mut read: BTreeMap<usize, bool> = fields.columns().collect();
        let find = |name: &String| sheet.column(name).ok();
        for source in mapping.attributes.values() {
            let source = source.detailed();
            let names = source
                .column
                .into_iter()
                .chain(source.join.unwrap_or_default());
            read.extend(names.filter_map(|name| Some((find(&name)?, false))));
        }
        let of_seasons = mapping.seasons.iter().flat_map(FoodSeason::columns);
        read.extend(of_seasons.filter_map(|name| Some((find(&name)?, true))));
        let profile = mapping.profile.iter();
        for name in profile.flat_map(|profile| profile.taxon.iter().chain(&profile.lineage)) {
            match sheet.column(name) {
                Ok(column) => {
                    read.insert(column, true);
                }
                Err(error) => mistakes.push(error),
            }
        }
        let mut dropped = BTreeSet::new();
        for name in &mapping.drop {
            match sheet.column(name) {
                Ok(column) => {
                    dropped.insert(column);
                }
                Err(error) => {
                    mistakes.push(error.mend("take the column out of drop, or correct its name"))
                }
            }
        }
        let values = mapping
            .values
            .iter()
            .filter_map(|value| find(&value.column));
        let values: BTreeSet<usize> = values.collect();
        let taken: BTreeSet<usize> = read.keys().chain(&dropped).copied().collect();
        let is_read = |name: &str| match &mapping.profile {
            Some(profile) => profile.takes_column(name),
            None => mapping.other_values.is_some(),
        };
        let names = sheet.header().iter().enumerate();
        let others = names
            .filter(|(column, name)| !taken.contains(column) && is_read(name))
            .map(|(column, _)| column);
        Self {
            others: others.collect(),
            taken,
            values,
            dropped,
            read,
        }
    }

    /// The names of columns that are left out.
    pub(super) fn left_out(&self, sheet: &Sheet) -> Vec<String> {
        let is_left_out = |column: &usize| {
            let kinds = [&self.taken, &self.values, &self.others];
            !kinds.iter().any(|kind| kind.contains(column))
        };
        let names = sheet.header().iter().enumerate();
        names
            .filter(|(column, _)| is_left_out(column))
            .map(|(_, name)| name.clone())
            .collect()
    }

    /// Notes every column that would tell who a person is, unless it is dropped.
    pub(super) fn refuse_personal(&self, sheet: &Sheet, mistakes: &mut Mistakes) {
        let mut watches = vec![ColumnWatch::default(); sheet.header().len()];
        for row in sheet.rows() {
            for (cell, watch) in row.cells().zip(&mut watches) {
                watch.see(cell.text());
            }
        }
        for ((column, name), watch) in sheet.header().iter().enumerate().zip(&watches) {
            if self.dropped.contains(&column) {
                continue;
            }
            let is_vocabulary = self.read.get(&column) == Some(&true);
            let is_value = self.values.contains(&column) || self.others.contains(&column);
            let by_header = personal_header(name)
                .filter(|personal| !(is_vocabulary && *personal == Personal::Name));
            let Some(personal) = by_header.or_else(|| watch.verdict(is_vocabulary || is_value))
            else {
                continue;
            };
            mistakes.push(
                Error::new(
                    ErrorKind::Unsupported,
                    format!("the column looks like {personal}, which the store never holds"),
                )
                .at_line(sheet.header_line())
                .at_field(name.clone())
                .mend(format!("leave it out: drop = [\"{name}\"] in the mapping")),
            );
        }
    }
}
