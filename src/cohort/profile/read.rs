//! Profiles and their taxa read from the store.

use super::packed::unpack;
use super::stored::{CohortProfile, CohortTaxon, ProfileUnit};
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

fn read_profile(row: &rusqlite::Row<'_>) -> Result<CohortProfile> {
    let read = || -> rusqlite::Result<(CohortProfile, Option<ProfileUnit>, Vec<u8>)> {
        let unit: String = row.get(2)?;
        let unit = ProfileUnit::from_name(&unit);
        let profile = CohortProfile {
            sample: row.get(0)?,
            method: row.get(1)?,
            unit: unit.unwrap_or(ProfileUnit::Reads),
            total: row.get(3)?,
            unknown: row.get(4)?,
            host: row.get(5)?,
            entries: Vec::new(),
        };
        Ok((profile, unit, row.get(6)?))
    };
    let (mut profile, unit, bytes) = read().map_err(store_error)?;
    if unit.is_none() {
        let error = Error::new(ErrorKind::Corrupt, "found a profile in an unknown unit");
        return Err(error.at_record_name(&profile.sample));
    }
    profile.entries = unpack(&bytes).map_err(|error| error.at_record_name(&profile.sample))?;
    Ok(profile)
}
