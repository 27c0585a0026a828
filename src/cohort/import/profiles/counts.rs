//! Count tables: taxa by samples, either way round.

use super::incoming::{ProfileDesk, Sums};
use super::lineages::Lineages;
use super::parts::{Part, Parts};
use super::written_lineage::looks_like_lineage;
use crate::cohort::import::desk::Desk;
use crate::cohort::import::fields::text;
use crate::cohort::import::profile_form::{HeadersAre, ProfileForm, ProfileQuantity, TaxaAre};
use crate::cohort::import::rows::Table;
use crate::cohort::profile::{CohortEntry, ProfileUnit};
use crate::error::{Error, ErrorKind, Result};
use crate::tabular::Row;

/// The numbers of one sample.
#[derive(Debug, Clone, Default)]
struct Column {
    entries: Vec<(u32, f64)>,
    unknown: Option<f64>,
    host: Option<f64>,
}

impl Column {
    fn add(&mut self, part: Part, value: f64) {
        match part {
            // Many rows may have no lineage.
            Part::Unknown => *self.unknown.get_or_insert(0.0) += value,
            Part::Host => *self.host.get_or_insert(0.0) += value,
            // What is not listed is not there.
            Part::Taxon(_) if value == 0.0 => {}
            Part::Taxon(taxon) => self.entries.push((taxon, value)),
        }
    }

    /// The sums and entries. Numbers of one taxon, whose lineage was written in two ways,
    /// are added up.
    fn finish(mut self, quantity: ProfileQuantity) -> (Sums, Vec<CohortEntry>) {
        let scale = |value: f64| match quantity {
            ProfileQuantity::Percents => value / 100.0,
            ProfileQuantity::Reads | ProfileQuantity::Shares => value,
        };
        let of_taxa: f64 = self.entries.iter().map(|(_, value)| value).sum();
        self.entries.sort_by_key(|(taxon, _)| *taxon);
        self.entries.dedup_by(|next, kept| {
            let is_same = next.0 == kept.0;
            if is_same {
                kept.1 += next.1;
            }
            is_same
        });
        let is_counted = quantity == ProfileQuantity::Reads;
        let sums = Sums {
            unit: if is_counted {
                ProfileUnit::Reads
            } else {
                ProfileUnit::Share
            },
            total: if is_counted {
                of_taxa + self.unknown.unwrap_or(0.0) + self.host.unwrap_or(0.0)
            } else {
                1.0
            },
            unknown: self.unknown.map(scale),
            host: self.host.map(scale),
        };
        let entries = self.entries.into_iter().map(|(taxon, value)| CohortEntry {
            taxon,
            value: scale(value),
            status: None,
            sequence_share: None,
            taxonomic_share: None,
        });
        (sums, entries.collect())
    }
}

/// Puts the profiles of a count table.
pub(super) fn put(
    table: &Table<'_>,
    form: &ProfileForm,
    lineages: &Lineages,
    profiles: &mut ProfileDesk<'_>,
    desk: &mut Desk<'_>,
) -> Result<()> {
    let parts = Parts::new(form, lineages);
    match form.taxa {
        Some(TaxaAre::Rows) => put_taxa_in_rows(table, parts, profiles, desk),
        _ => put_taxa_in_columns(table, parts, profiles, desk),
    }
}

fn put_taxa_in_rows(
    table: &Table<'_>,
    mut parts: Parts<'_>,
    profiles: &mut ProfileDesk<'_>,
    desk: &mut Desk<'_>,
) -> Result<()> {
    let (form, sheet) = (parts.form, table.sheet);
    let name_column = form.taxon.as_ref().and_then(|name| sheet.column(name).ok());
    let lineage_column = form
        .lineage
        .as_ref()
        .and_then(|name| sheet.column(name).ok());
    if name_column.is_none() && parts.lineages.len() != sheet.rows().len() {
        let message = format!(
            "found {} rows of counts and {} lineages",
            sheet.rows().len(),
            parts.lineages.len()
        );
        let error = Error::new(ErrorKind::Mismatch, message);
        desk.mistakes.push(
            error.mend("give one lineage for each row of counts, or the column of taxon names"),
        );
        return Ok(());
    }
    let columns: Vec<usize> = (0..sheet.header().len())
        .filter(|column| !table.taken.contains(column) && Some(*column) != name_column)
        .collect();
    let mut samples = vec![Column::default(); columns.len()];
    for (place, row) in sheet.rows().enumerate() {
        let part = match name_column {
            Some(column) => {
                let name = row.cell(column).text();
                match lineage_column {
                    Some(column) => parts.of_lineage(name, row.cell(column).text(), profiles, desk),
                    None => parts.of_name(name, profiles, desk),
                }
            }
            None => parts
                .lineages
                .at(place)
                .and_then(|taxon| parts.once(&taxon, profiles, desk)),
        };
        let part = match part {
            Ok(part) => part,
            Err(error) => {
                desk.mistakes.push(error.at_line(row.line()));
                continue;
            }
        };
        for (&column, sample) in columns.iter().zip(&mut samples) {
            if let Some(value) = read_count(row, column, table, desk) {
                sample.add(part, value);
            }
        }
    }
    let quantity = form.quantity.unwrap_or(ProfileQuantity::Reads);
    for ((sample, &column), number) in samples.into_iter().zip(&columns).zip(1_u64..) {
        let name = match &form.samples {
            Some(pattern) => numbered(pattern, number),
            None => sheet.header()[column].clone(),
        };
        let (sums, entries) = sample.finish(quantity);
        let line = sheet.header_line();
        profiles.put(&name, sums, entries, desk, |error| {
            error.at_line(line).at_field(sheet.header()[column].clone())
        })?;
    }
    Ok(())
}

fn put_taxa_in_columns(
    table: &Table<'_>,
    mut parts: Parts<'_>,
    profiles: &mut ProfileDesk<'_>,
    desk: &mut Desk<'_>,
) -> Result<()> {
    let sheet = table.sheet;
    let mut columns = Vec::new();
    for (column, name) in sheet.header().iter().enumerate() {
        if table.taken.contains(&column) {
            continue;
        }
        if !parts.form.takes_column(name) {
            if looks_like_lineage(name) {
                desk.mistakes
                    .push(lineage_left_out(name, sheet.header_line()));
            }
            continue;
        }
        let part = match parts.form.headers {
            Some(HeadersAre::Lineages) => parts.of_lineage(name, name, profiles, desk),
            _ => parts.of_name(name, profiles, desk),
        };
        match part {
            Ok(part) => columns.push((column, part)),
            Err(error) => {
                let error = error.at_line(sheet.header_line()).at_field(name.clone());
                desk.mistakes.push(error);
            }
        }
    }
    if let (Some(prefixes), true) = (&parts.form.taxon_prefixes, columns.is_empty()) {
        let message = format!("found no column that begins with {}", prefixes.join(" or "));
        let error = Error::new(ErrorKind::Missing, message).at_line(sheet.header_line());
        let mend = "write into taxon_prefixes what the headers of taxa begin with";
        desk.mistakes.push(error.mend(mend));
    }
    let quantity = parts.form.quantity.unwrap_or(ProfileQuantity::Reads);
    for (row, number) in sheet.rows().zip(1..) {
        let values = match table.fields.read(row, number, table.reading) {
            Ok(values) => values,
            Err(error) => {
                desk.mistakes.push(error);
                continue;
            }
        };
        let mut sample = Column::default();
        for &(column, part) in &columns {
            if let Some(value) = read_count(row, column, table, desk) {
                sample.add(part, value);
            }
        }
        let (sums, entries) = sample.finish(quantity);
        let line = row.line();
        profiles.put(text(&values[0]), sums, entries, desk, |error| {
            error.at_line(line)
        })?;
    }
    Ok(())
}

/// Reads of a taxon that is left out would be missing in the whole, and every share would
/// be too large.
fn lineage_left_out(header: &str, line: u64) -> Error {
    let message = "found a lineage that begins with none of taxon_prefixes";
    Error::new(ErrorKind::Parameter, message)
        .at_line(line)
        .at_field(header)
        .mend("add what it begins with to taxon_prefixes, or leave the column out under drop")
}

/// A number of a count table. Nothing is not nought: an empty cell is a mistake unless
/// the mapping lists what stands for a missing value.
fn read_count(row: Row<'_>, column: usize, table: &Table<'_>, desk: &mut Desk<'_>) -> Option<f64> {
    let read = row.read(column, |cell| {
        if table.reading.missing.is_missing(cell) && !cell.is_empty() {
            return Ok(None);
        }
        let number = table.reading.numbers.read(cell)?;
        if number < 0.0 {
            return Err(Error::new(
                ErrorKind::Malformed,
                format!("found {number}, expected 0 or more"),
            ));
        }
        Ok(Some(number))
    });
    match read {
        Ok(Some(number)) => Some(number),
        Ok(None) => {
            desk.account.values_missing += 1;
            None
        }
        Err(error) => {
            desk.mistakes.push(error);
            None
        }
    }
}

/// A number in place of the `#`s of a pattern.
fn numbered(pattern: &str, number: u64) -> String {
    let digits = pattern.matches('#').count();
    let before = pattern.split('#').next().unwrap_or_default();
    let behind = pattern.rsplit('#').next().unwrap_or_default();
    format!("{before}{number:0digits$}{behind}")
}
