//! What the rows and columns of a count table stand for.

use super::incoming::ProfileDesk;
use super::lineages::Lineages;
use super::written_lineage::{WrittenLineage, without_empty_steps};
use crate::cohort::import::desk::Desk;
use crate::cohort::import::profile_form::ProfileForm;
use crate::cohort::profile::CohortTaxon;
use crate::error::{Error, ErrorKind, Result};
use std::collections::HashSet;

/// What a row or column of a count table stands for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Part {
    Taxon(u32),
    Unknown,
    Host,
}

/// Tells what each row or column stands for; a taxon may stand there once.
pub(super) struct Parts<'a> {
    pub(super) form: &'a ProfileForm,
    pub(super) lineages: &'a Lineages,
    seen: HashSet<u32>,
    /// Lineages that name their taxon, as they are written.
    written: HashSet<String>,
}

impl<'a> Parts<'a> {
    pub(super) fn new(form: &'a ProfileForm, lineages: &'a Lineages) -> Self {
        Self {
            form,
            lineages,
            seen: HashSet::new(),
            written: HashSet::new(),
        }
    }

    /// What a name stands for.
    ///
    /// # Errors
    /// When it is empty, has no lineage among those there are, or stands there twice.
    pub(super) fn of_name(
        &mut self,
        name: &str,
        profiles: &mut ProfileDesk<'_>,
        desk: &Desk<'_>,
    ) -> Result<Part> {
        if let Some(part) = self.outside(name) {
            return Ok(part);
        }
        if name.is_empty() {
            return Err(Error::new(
                ErrorKind::Missing,
                "found a taxon without a name",
            ));
        }
        let taxon = self.lineages.of_name(name)?;
        self.once(&taxon, profiles, desk)
    }

    /// The part that is no taxon, if these words stand for one.
    fn outside(&self, words: &str) -> Option<Part> {
        if self.form.unknown.as_deref() == Some(words) {
            return Some(Part::Unknown);
        }
        (self.form.host.as_deref() == Some(words)).then_some(Part::Host)
    }

    /// What a row or column with a lineage stands for. Where names and lineages are one,
    /// the taxon has the name of its lowest rank, and lineages that differ only in how
    /// their ranks without a name are written (`f__;g__` and `__;__`) are one taxon.
    ///
    /// # Errors
    /// When the lineage cannot be read, and as [`of_name`](Self::of_name).
    pub(super) fn of_lineage(
        &mut self,
        name: &str,
        lineage: &str,
        profiles: &mut ProfileDesk<'_>,
        desk: &Desk<'_>,
    ) -> Result<Part> {
        let named = without_empty_steps(lineage);
        if let Some(part) = self.outside(lineage).or_else(|| self.outside(named)) {
            return Ok(part);
        }
        let id = (self.form.taxon != self.form.lineage).then_some(name);
        let column = self.form.lineage.as_deref().unwrap_or_default();
        let steps = WrittenLineage::parse(lineage).map_err(|error| error.at_field(column))?;
        match steps.taxon(id) {
            Some(taxon) if id.is_none() => {
                let number = profiles.number(&taxon, desk)?;
                self.seen.insert(number);
                if self.written.insert(lineage.trim().to_owned()) {
                    Ok(Part::Taxon(number))
                } else {
                    Err(stands_twice(&taxon))
                }
            }
            None if id.is_none() && !named.is_empty() => self.of_name(named, profiles, desk),
            Some(taxon) if !name.is_empty() && self.outside(name).is_none() => {
                self.once(&taxon, profiles, desk)
            }
            _ => self.of_name(name, profiles, desk),
        }
    }

    /// A taxon, which may stand there once.
    ///
    /// # Errors
    /// When it does twice.
    pub(super) fn once(
        &mut self,
        taxon: &CohortTaxon,
        profiles: &mut ProfileDesk<'_>,
        desk: &Desk<'_>,
    ) -> Result<Part> {
        let number = profiles.number(taxon, desk)?;
        if self.seen.insert(number) {
            return Ok(Part::Taxon(number));
        }
        Err(stands_twice(taxon))
    }
}

fn stands_twice(taxon: &CohortTaxon) -> Error {
    let message = format!("the taxon \"{}\" stands in the table twice", taxon.name);
    Error::new(ErrorKind::Duplicate, message).mend("add its rows up, or tell them apart by lineage")
}
