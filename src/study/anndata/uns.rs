//! What stands under `uns/nuka`.

use super::super::account::{InputFile, JoinAccount, Provenance};
use crate::error::{Error, ErrorKind, Result};
use serde::{Deserialize, Serialize};

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
    /// The account of the join.
    pub(super) join: JoinAccount,
}

impl Uns {
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
