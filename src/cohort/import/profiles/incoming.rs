//! Profiles on their way into the store.

use super::super::desk::{Desk, read_ids};
use super::super::profile_form::ProfileForm;
use super::super::upsert::{TableShape, Upsert};
use super::host_sex::HOST_SEX_READS;
use crate::cohort::profile::{CohortEntry, CohortTaxon, ProfileUnit, pack};
use crate::cohort::store::store_error;
use crate::error::{Error, ErrorKind, Result};
use crate::taxonomy::Rank;
use rusqlite::Transaction;
use rusqlite::types::Value;
use std::collections::{HashMap, HashSet};

const PROFILES: TableShape = TableShape {
    table: "profile",
    key: &["sample", "method"],
    others: &["quantity", "total", "unknown", "host", "taxa", "entries"],
};

/// What a profile says of the whole.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Sums {
    pub(super) unit: ProfileUnit,
    pub(super) total: f64,
    pub(super) unknown: Option<f64>,
    pub(super) host: Option<f64>,
}

/// Puts profiles and their taxa.
pub(super) struct ProfileDesk<'t> {
    upsert: Upsert<'t>,
    sex_reads: Upsert<'t>,
    taxa: HashMap<CohortTaxon, u32>,
    next: u32,
    samples: HashSet<String>,
    method: String,
    /// What names of samples end in and their ids do not.
    suffix: String,
}

impl<'t> ProfileDesk<'t> {
    pub(super) fn open(desk: &mut Desk<'t>, form: &ProfileForm) -> Result<Self> {
        let taxa = read_taxa(desk.transaction).map_err(store_error)?;
        Ok(Self {
            upsert: desk.upsert(PROFILES),
            sex_reads: desk.upsert(HOST_SEX_READS),
            next: taxa.values().max().map_or(1, |most| most + 1),
            taxa,
            samples: read_ids(desk.transaction, "SELECT sample FROM sample")?,
            method: form.method.clone(),
            suffix: form.sample_suffix.clone().unwrap_or_default(),
        })
    }

    /// How the profiles were made.
    pub(super) fn method(&self) -> &str {
        &self.method
    }

    /// A sample's id, of the name that a program gave it.
    pub(super) fn sample_id<'s>(&self, name: &'s str) -> &'s str {
        name.strip_suffix(&self.suffix).unwrap_or(name)
    }

    /// Where counts of host reads by sex chromosome are put.
    pub(super) fn sex_reads(&mut self) -> &mut Upsert<'t> {
        &mut self.sex_reads
    }

    /// The number of a taxon, given to it when it is new.
    pub(super) fn number(&mut self, taxon: &CohortTaxon, desk: &Desk<'_>) -> Result<u32> {
        if let Some(&number) = self.taxa.get(taxon) {
            return Ok(number);
        }
        let number = self.next;
        self.next += 1;
        desk.transaction
            .prepare_cached("INSERT INTO taxon VALUES (?1, ?2, ?3, ?4, ?5)")
            .and_then(|mut insert| {
                let rank = taxon.rank.name();
                insert.execute((number, taxon.taxid, &taxon.name, rank, &taxon.lineage))
            })
            .map_err(store_error)?;
        self.taxa.insert(taxon.clone(), number);
        Ok(number)
    }

    /// Puts one profile, or notes why not.
    pub(super) fn put(
        &mut self,
        sample: &str,
        sums: Sums,
        mut entries: Vec<CohortEntry>,
        desk: &mut Desk<'_>,
        at: impl Fn(Error) -> Error,
    ) -> Result<()> {
        desk.account.rows_read += 1;
        let sample = self.sample_id(sample);
        if !self.samples.contains(sample) {
            let message = format!("found the sample \"{sample}\" that is not in the store");
            let error = Error::new(ErrorKind::Missing, message).mend("import the samples first");
            desk.mistakes.push(at(error));
            return Ok(());
        }
        if let Some(error) = sums_mistake(sums, &entries) {
            desk.mistakes
                .push(at(error.within(&format!("sample {sample}"))));
            return Ok(());
        }
        entries.sort_by_key(|entry| entry.taxon);
        let number = |number: Option<f64>| number.map_or(Value::Null, Value::Real);
        let record = [
            Value::Text(sample.to_owned()),
            Value::Text(self.method.clone()),
            Value::Text(sums.unit.name().to_owned()),
            Value::Real(sums.total),
            number(sums.unknown),
            number(sums.host),
            Value::Integer(entries.len() as i64),
            Value::Blob(pack(&entries)),
        ];
        desk.put(&mut self.upsert, &record, at)
    }
}

/// The parts must not be more than the whole at any level. Shares are rounded by their
/// programs, so that many small ones may pass 1 by a little.
fn sums_mistake(sums: Sums, entries: &[CohortEntry]) -> Option<Error> {
    const ROUNDING: f64 = 1e-3;
    let outside = sums.unknown.unwrap_or(0.0) + sums.host.unwrap_or(0.0);
    let most = entries.iter().map(|entry| entry.value).fold(0.0, f64::max);
    let limit = sums.total
        + if sums.unit == ProfileUnit::Share {
            ROUNDING
        } else {
            0.0
        };
    (most + outside > limit).then(|| {
        Error::new(
            ErrorKind::Mismatch,
            format!(
                "found a taxon with {most} beside {outside} of no taxon, but {} in all",
                sums.total
            ),
        )
        .mend("check whether the numbers are reads, shares or percents")
    })
}

fn read_taxa(transaction: &Transaction<'_>) -> rusqlite::Result<HashMap<CohortTaxon, u32>> {
    let mut statement =
        transaction.prepare("SELECT taxid, name, rank, lineage, taxon FROM taxon")?;
    let rows = statement.query_map([], |row| {
        let rank: String = row.get(2)?;
        let taxon = CohortTaxon {
            taxid: row.get(0)?,
            name: row.get(1)?,
            rank: Rank::from_name(&rank),
            lineage: row.get(3)?,
        };
        Ok((taxon, row.get(4)?))
    })?;
    rows.collect()
}
