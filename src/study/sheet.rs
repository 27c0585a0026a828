//! The study itself.

use super::account::{JoinAccount, Provenance};
use super::beside::Beside;
use super::column::Column;
use crate::error::{Error, ErrorKind, Result};
use crate::taxonomy::Rank;
use ndarray::{Array2, ArrayView2};

/// One sample of one participant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Observation {
    /// The sample's id, unique in the study.
    pub sample: String,
    /// The participant's id; a participant may have several samples.
    pub participant: String,
    /// All reads of the sample but the host's, the unknown ones included.
    pub total_reads: u64,
    /// Reads of the host, which are in no other count; 0 where it was not looked for.
    pub host_reads: u64,
}

/// One taxon of a study; taxid 0 stands for the reads that no taxon explains.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct StudyTaxon {
    /// The taxon's id in its reference, unique in the study; 0 for the unknown part.
    pub taxid: u64,
    /// The taxon's name.
    pub name: String,
    /// The taxon's level.
    pub rank: Rank,
    /// The named levels down to the taxon; may be empty.
    pub lineage: String,
}

/// Samples by taxa, with what is known of the participants.
#[derive(Debug, Clone, PartialEq)]
pub struct Study {
    observations: Vec<Observation>,
    taxa: Vec<StudyTaxon>,
    reads: Array2<f64>,
    columns: Vec<Column>,
    account: JoinAccount,
    provenance: Provenance,
    beside: Beside,
}

impl Study {
    /// Checks that the parts fit and keeps them.
    ///
    /// `reads` has shape (observations, taxa): reads at the taxon or below it.
    ///
    /// # Errors
    /// All at once: shapes that do not fit, a sample, taxid or column that
    /// occurs twice, reads that are negative or not finite.
    pub fn new(
        observations: Vec<Observation>,
        taxa: Vec<StudyTaxon>,
        reads: Array2<f64>,
        columns: Vec<Column>,
        account: JoinAccount,
        provenance: Provenance,
    ) -> Result<Self> {
        let study = Self {
            observations,
            taxa,
            reads,
            columns,
            account,
            provenance,
            beside: Beside::default(),
        };
        match Error::gather(study.check()) {
            Some(error) => Err(error),
            None => Ok(study),
        }
    }

    /// With what stands beside reads and columns.
    ///
    /// # Errors
    /// All parts whose shape does not fit.
    pub fn with_beside(mut self, beside: Beside) -> Result<Self> {
        let mistakes = beside.mistakes(self.reads.dim());
        self.beside = beside;
        Error::gather(mistakes).map_or(Ok(self), Err)
    }

    fn check(&self) -> Vec<Error> {
        let mut errors = Vec::new();
        let shape = (self.observations.len(), self.taxa.len());
        if self.reads.dim() != shape {
            errors.push(Error::new(
                ErrorKind::Mismatch,
                format!(
                    "found reads of shape {:?}, expected {shape:?}",
                    self.reads.dim()
                ),
            ));
        }
        for column in &self.columns {
            if column.values.len() != shape.0 {
                errors.push(
                    Error::new(
                        ErrorKind::Mismatch,
                        format!("found {} values, expected {}", column.values.len(), shape.0),
                    )
                    .at_field(column.name.clone()),
                );
            }
        }
        errors.extend(twice(
            "sample",
            self.observations.iter().map(|o| o.sample.clone()),
        ));
        errors.extend(twice(
            "taxid",
            self.taxa.iter().map(|t| t.taxid.to_string()),
        ));
        errors.extend(twice("column", self.columns.iter().map(|c| c.name.clone())));
        if self
            .reads
            .iter()
            .any(|&reads| !(reads >= 0.0 && reads.is_finite()))
        {
            errors.push(Error::new(
                ErrorKind::Malformed,
                "found reads that are negative or not finite",
            ));
        }
        errors
    }

    /// The samples, in order of participant and sample.
    pub fn observations(&self) -> &[Observation] {
        &self.observations
    }

    /// The taxa of all ranks, in order of taxid; the unknown part first.
    pub fn taxa(&self) -> &[StudyTaxon] {
        &self.taxa
    }

    /// Reads at each taxon or below it (or shares, as [`Beside::unit`] says); shape
    /// (observations, taxa).
    pub fn reads(&self) -> ArrayView2<'_, f64> {
        self.reads.view()
    }

    /// What stands beside reads and columns: units, layers, foods, the cohort.
    pub fn beside(&self) -> &Beside {
        &self.beside
    }

    /// The columns of people and samples, of the survey, then those of the markers.
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// The column of a name.
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// Who was matched and who was not.
    pub fn account(&self) -> &JoinAccount {
        &self.account
    }

    /// What the study was made of and by.
    pub fn provenance(&self) -> &Provenance {
        &self.provenance
    }
}

fn twice(what: &str, ids: impl Iterator<Item = String>) -> Vec<Error> {
    let mut ids: Vec<String> = ids.collect();
    ids.sort();
    ids.windows(2)
        .filter(|pair| pair[0] == pair[1])
        .map(|pair| {
            Error::new(
                ErrorKind::Duplicate,
                format!("{what} {} occurs twice", pair[0]),
            )
        })
        .collect()
}
