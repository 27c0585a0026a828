//! Profiles and their taxa read from the store.

use super::packed::unpack;
use super::stored::{CohortProfile, CohortTaxon, ProfileTotals, ProfileUnit};
use crate::cohort::store::{Cohort, store_error};
use crate::error::{Error, ErrorKind, Result};
use crate::taxonomy::Rank;
use std::collections::BTreeMap;

impl Cohort {
    /// The taxa of all profiles, by their number in the store.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn taxa(&self) -> Result<BTreeMap<u32, CohortTaxon>> {
        let read = || -> rusqlite::Result<BTreeMap<u32, CohortTaxon>> {
            let mut statement = self
                .connection()
                .prepare_cached("SELECT taxon, taxid, name, rank, lineage FROM taxon")?;
            let rows = statement.query_map([], |row| {
                let rank: String = row.get(3)?;
                Ok((
                    row.get(0)?,
                    CohortTaxon {
                        taxid: row.get(1)?,
                        name: row.get(2)?,
                        rank: Rank::from_name(&rank),
                        lineage: row.get(4)?,
                    },
                ))
            })?;
            rows.collect()
        };
        read().map_err(store_error)
    }

    /// The whole of every profile, in order of sample and method; much quicker than
    /// reading their taxa.
    ///
    /// # Errors
    /// When the store cannot be read or is damaged.
    pub fn profile_totals(&self) -> Result<Vec<ProfileTotals>> {
        let mut statement = self
            .connection()
            .prepare_cached(
                "SELECT sample, method, quantity, total, unknown, host
                 FROM profile ORDER BY sample, method",
            )
            .map_err(store_error)?;
        let mut rows = statement.query([]).map_err(store_error)?;
        let mut totals = Vec::new();
        while let Some(row) = rows.next().map_err(store_error)? {
            totals.push(read_totals(row)?);
        }
        Ok(totals)
    }

    /// Hands over every profile, in order of sample and method, one at a time: a large
    /// cohort never lies in memory as a whole.
    ///
    /// # Errors
    /// When the store cannot be read or is damaged, and what `each` reports.
    pub fn for_each_profile(
        &self,
        mut each: impl FnMut(CohortProfile) -> Result<()>,
    ) -> Result<()> {
        let mut statement = self
            .connection()
            .prepare_cached(
                "SELECT sample, method, quantity, total, unknown, host, entries
                 FROM profile ORDER BY sample, method",
            )
            .map_err(store_error)?;
        let mut rows = statement.query([]).map_err(store_error)?;
        while let Some(row) = rows.next().map_err(store_error)? {
            each(read_profile(row)?)?;
        }
        Ok(())
    }
}

fn read_totals(row: &rusqlite::Row<'_>) -> Result<ProfileTotals> {
    let read = || -> rusqlite::Result<(ProfileTotals, Option<ProfileUnit>)> {
        let unit: String = row.get(2)?;
        let unit = ProfileUnit::from_name(&unit);
        let totals = ProfileTotals {
            sample: row.get(0)?,
            method: row.get(1)?,
            unit: unit.unwrap_or(ProfileUnit::Reads),
            total: row.get(3)?,
            unknown: row.get(4)?,
            host: row.get(5)?,
        };
        Ok((totals, unit))
    };
    match read().map_err(store_error)? {
        (totals, Some(_)) => Ok(totals),
        (totals, None) => {
            let error = Error::new(ErrorKind::Corrupt, "found a profile in an unknown unit");
            Err(error.at_record_name(&totals.sample))
        }
    }
}

fn read_profile(row: &rusqlite::Row<'_>) -> Result<CohortProfile> {
    let totals = read_totals(row)?;
    let bytes = row.get_ref(6).map_err(store_error)?;
    let bytes = bytes.as_blob().map_err(|_| {
        Error::new(ErrorKind::Corrupt, "found a profile without taxa")
            .at_record_name(&totals.sample)
    })?;
    let entries = unpack(bytes).map_err(|error| error.at_record_name(&totals.sample))?;
    Ok(CohortProfile {
        sample: totals.sample,
        method: totals.method,
        unit: totals.unit,
        total: totals.total,
        unknown: totals.unknown,
        host: totals.host,
        entries,
    })
}
