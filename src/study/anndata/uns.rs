//! What stands under `uns/nuka`.

use super::super::account::{InputFile, JoinAccount, Provenance};
use super::super::beside::{ObservationTable, Quantity, TableColumn, TaxidSource};
use super::super::column::{Column, Origin};
use super::super::sheet::Study;
use super::uns_cohort::UnsCohort;
use crate::error::{Error, ErrorKind, Result};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The order of the columns of a study.
pub(super) const ORIGINS: [Origin; 4] = [
    Origin::Participant,
    Origin::Sample,
    Origin::Survey,
    Origin::Markers,
];

/// The members of `uns/nuka`; lists of the inputs stand in one order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Uns {
    /// The program and its version.
    pub(super) made_by: String,
    /// What each input was read as.
    pub(super) input_roles: Vec<String>,
    /// The name of each input file.
    pub(super) input_names: Vec<String>,
    /// The SHA-256 of each input file.
    pub(super) input_sha256: Vec<String>,
    /// Columns of `obs` that came from the survey.
    pub(super) survey_columns: Vec<String>,
    /// Columns of `obs` that came from the markers.
    pub(super) marker_columns: Vec<String>,
    /// Columns of `obs` that tell of the person.
    #[serde(default)]
    pub(super) participant_columns: Vec<String>,
    /// Columns of `obs` that tell of the sample.
    #[serde(default)]
    pub(super) sample_columns: Vec<String>,
    /// The unit of each column: those of people, samples, survey, markers, in this
    /// order; empty in studies of earlier versions.
    #[serde(default)]
    pub(super) column_units: Vec<String>,
    /// What `X` holds: `reads` or `share`.
    #[serde(default = "reads")]
    pub(super) quantity: String,
    /// Whose the taxids are: `reference` or `study`.
    #[serde(default = "reference")]
    pub(super) taxids: String,
    /// The tables under `obsm`.
    #[serde(default)]
    pub(super) tables: BTreeMap<String, UnsTable>,
    /// The account of the join.
    pub(super) join: JoinAccount,
    /// The cohort, of a study of one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) cohort: Option<UnsCohort>,
}

/// What the columns of a table under `obsm` are; the lists stand in one order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct UnsTable {
    /// The names of the columns.
    pub(super) columns: Vec<String>,
    /// Their units.
    pub(super) units: Vec<String>,
    /// What the store calls them.
    pub(super) codes: Vec<String>,
}

fn reads() -> String {
    Quantity::Reads.name().to_owned()
}

fn reference() -> String {
    TaxidSource::Reference.name().to_owned()
}

impl Uns {
    /// What is told of a study.
    pub(super) fn of(study: &Study) -> Self {
        let provenance = study.provenance();
        let part = |part: fn(&InputFile) -> &String| -> Vec<String> {
            provenance.inputs.iter().map(part).cloned().collect()
        };
        let of_origin = |origin: Origin| {
            let columns = study.columns().iter();
            columns.filter(move |column| column.origin == origin)
        };
        let names = |origin: Origin| -> Vec<String> {
            of_origin(origin)
                .map(|column| column.name.clone())
                .collect()
        };
        let beside = study.beside();
        let units = ORIGINS.into_iter().flat_map(of_origin);
        Self {
            made_by: provenance.made_by.clone(),
            input_roles: part(|input| &input.role),
            input_names: part(|input| &input.name),
            input_sha256: part(|input| &input.sha256),
            survey_columns: names(Origin::Survey),
            marker_columns: names(Origin::Markers),
            participant_columns: names(Origin::Participant),
            sample_columns: names(Origin::Sample),
            column_units: units.map(|column: &Column| column.unit.clone()).collect(),
            quantity: beside.unit.name().to_owned(),
            taxids: beside.taxids.name().to_owned(),
            tables: beside.tables.iter().map(UnsTable::of).collect(),
            join: study.account().clone(),
            cohort: beside.cohort.as_ref().map(UnsCohort::of),
        }
    }

    /// The columns of `obs` with origin and unit, in the order of [`ORIGINS`].
    pub(super) fn columns(&self) -> impl Iterator<Item = (&str, Origin, &str)> {
        let of_origin = |origin| match origin {
            Origin::Participant => &self.participant_columns,
            Origin::Sample => &self.sample_columns,
            Origin::Survey => &self.survey_columns,
            Origin::Markers => &self.marker_columns,
        };
        let names = ORIGINS.into_iter().flat_map(move |origin| {
            let names = of_origin(origin).iter();
            names.map(move |name| (name.as_str(), origin))
        });
        let units = self.column_units.iter().map(String::as_str);
        let units = units.chain(std::iter::repeat(""));
        names
            .zip(units)
            .map(|((name, origin), unit)| (name, origin, unit))
    }

    /// What `X` holds, and whose the taxids are.
    ///
    /// # Errors
    /// When the file says what this program does not know.
    pub(super) fn meaning(&self) -> Result<(Quantity, TaxidSource)> {
        let quantities = [Quantity::Reads, Quantity::Share];
        let sources = [TaxidSource::Reference, TaxidSource::Study];
        let unknown = |field: &str, found: &str| {
            Error::new(ErrorKind::Unsupported, format!("found \"{found}\"")).at_field(field)
        };
        let quantity = quantities
            .into_iter()
            .find(|known| known.name() == self.quantity);
        let source = sources
            .into_iter()
            .find(|known| known.name() == self.taxids);
        Ok((
            quantity.ok_or_else(|| unknown("uns/nuka/quantity", &self.quantity))?,
            source.ok_or_else(|| unknown("uns/nuka/taxids", &self.taxids))?,
        ))
    }

    /// The provenance, when its lists are equally long.
    pub(super) fn provenance(&self) -> Result<Provenance> {
        let lengths = [&self.input_roles, &self.input_names, &self.input_sha256].map(Vec::len);
        if lengths != [lengths[0]; 3] {
            return Err(Error::new(
                ErrorKind::Mismatch,
                format!("found lists of inputs of lengths {lengths:?}"),
            )
            .at_field("uns/nuka"));
        }
        let inputs = self
            .input_roles
            .iter()
            .zip(&self.input_names)
            .zip(&self.input_sha256);
        Ok(Provenance {
            made_by: self.made_by.clone(),
            inputs: inputs
                .map(|((role, name), sha256)| InputFile {
                    role: role.clone(),
                    name: name.clone(),
                    sha256: sha256.clone(),
                })
                .collect(),
        })
    }
}

impl UnsTable {
    fn of(table: &ObservationTable) -> (String, Self) {
        let part = |part: fn(&TableColumn) -> &String| -> Vec<String> {
            table.columns.iter().map(part).cloned().collect()
        };
        let told = Self {
            columns: part(|column| &column.name),
            units: part(|column| &column.unit),
            codes: part(|column| &column.code),
        };
        (table.name.clone(), told)
    }
}
