//! The lineages of the taxa of a count table.

use super::formats::render_lineage;
use crate::cohort::import::profile_form::{LineageForm, ProfileForm};
use crate::cohort::profile::CohortTaxon;
use crate::error::{Error, ErrorKind, Mistakes, Result};
use crate::tabular::{Row, Sheet};
use crate::taxonomy::{Level, Rank};
use std::collections::HashMap;
use std::path::Path;

/// What is known of the taxa of a table.
#[derive(Debug, Default)]
pub(super) struct Lineages {
    by_name: HashMap<String, CohortTaxon>,
    in_order: Vec<CohortTaxon>,
    rank: Option<Rank>,
}

impl Lineages {
    /// Reads the file of lineages, where the mapping speaks of one.
    ///
    /// # Errors
    /// All mistakes of the file at once; a file without a word of it in the mapping,
    /// or the reverse.
    pub(super) fn open(form: &ProfileForm, path: Option<&Path>) -> Result<Self> {
        let mut lineages = Self {
            rank: form
                .rank
                .as_deref()
                .map(parse_rank)
                .transpose()?
                .map(Level::rank),
            ..Self::default()
        };
        match (&form.lineages, path) {
            (None, None) => {}
            (Some(form), Some(path)) => lineages.read(form, path)?,
            (Some(_), None) => {
                return Err(Error::new(
                    ErrorKind::Parameter,
                    "the mapping speaks of a table of lineages",
                )
                .at_field("profile.lineages")
                .mend("give it with --lineages FILE"));
            }
            (None, Some(path)) => {
                return Err(Error::new(
                    ErrorKind::Parameter,
                    "the mapping does not speak of a table of lineages",
                )
                .at_path(path)
                .mend("write [profile.lineages] into the mapping, with the column of each rank"));
            }
        }
        Ok(lineages)
    }

    fn read(&mut self, form: &LineageForm, path: &Path) -> Result<()> {
        let mut mistakes = Mistakes::new();
        let sheet = Sheet::open_with_mistakes(path, &form.table.options(), &mut mistakes)?;
        let mut columns = Vec::new();
        for (name, column) in &form.ranks {
            match parse_rank(name).and_then(|level| Ok((level, sheet.column(column)?))) {
                Ok(found) => columns.push(found),
                Err(error) => mistakes.push(error),
            }
        }
        columns.sort();
        let taxon = form
            .taxon
            .as_ref()
            .map(|column| sheet.column(column))
            .transpose();
        match taxon {
            Ok(taxon) => {
                for row in sheet.rows() {
                    self.keep(row, taxon, &columns, &mut mistakes);
                }
            }
            Err(error) => mistakes.push(error),
        }
        mistakes.finish()
    }

    fn keep(
        &mut self,
        row: Row<'_>,
        taxon: Option<usize>,
        columns: &[(Level, usize)],
        mistakes: &mut Mistakes,
    ) {
        let steps: Vec<(Level, &str)> = columns
            .iter()
            .map(|&(level, column)| (level, row.cell(column).text()))
            .filter(|(_, name)| !name.is_empty() && *name != "NA")
            .collect();
        let Some(&(level, lowest)) = steps.last() else {
            let error = Error::new(ErrorKind::Missing, "found a taxon without any rank");
            mistakes.push(error.at_line(row.line()));
            return;
        };
        let key = taxon.map(|column| row.cell(column).text());
        let found = CohortTaxon {
            taxid: 0,
            name: key.unwrap_or(lowest).to_owned(),
            rank: level.rank(),
            lineage: render_lineage(steps.iter().copied()),
        };
        if let Some(key) = key
            && self.by_name.insert(key.to_owned(), found.clone()).is_some()
        {
            let error = Error::new(
                ErrorKind::Duplicate,
                format!("the taxon \"{key}\" has two lineages"),
            );
            mistakes.push(error.at_line(row.line()));
        }
        self.in_order.push(found);
    }

    /// The taxon of a name.
    ///
    /// # Errors
    /// When there are lineages and this taxon has none.
    pub(super) fn of_name(&self, name: &str) -> Result<CohortTaxon> {
        if let Some(taxon) = self.by_name.get(name) {
            return Ok(taxon.clone());
        }
        if !self.in_order.is_empty() {
            let message = format!("the taxon \"{name}\" has no lineage");
            return Err(
                Error::new(ErrorKind::Missing, message).mend("add it to the table of lineages")
            );
        }
        Ok(CohortTaxon {
            taxid: 0,
            name: name.to_owned(),
            rank: self.rank.unwrap_or(Rank::NoRank),
            lineage: String::new(),
        })
    }

    /// The taxon at a place, counted from 0, where the table of counts has no names.
    ///
    /// # Errors
    /// When there are fewer lineages.
    pub(super) fn at(&self, place: usize) -> Result<CohortTaxon> {
        self.in_order.get(place).cloned().ok_or_else(|| {
            let message = format!("found {} lineages for more taxa", self.in_order.len());
            Error::new(ErrorKind::Mismatch, message).mend("give one lineage for each row of counts")
        })
    }

    /// How many lineages stand in the table.
    pub(super) fn len(&self) -> usize {
        self.in_order.len()
    }
}

fn parse_rank(name: &str) -> Result<Level> {
    Rank::from_name(name).level().ok_or_else(|| {
        let names = Level::ALL.map(|level| level.rank().name()).join(", ");
        Error::new(
            ErrorKind::Parameter,
            format!("found the rank \"{name}\", expected one of {names}"),
        )
        .at_field("profile")
    })
}
