//! The profiles of an export.

use super::writer::TableWriter;
use crate::cohort::profile::{CohortProfile, CohortTaxon};
use crate::cohort::store::{Cohort, store_error};
use crate::error::Result;
use std::collections::{BTreeMap, BTreeSet};

impl Cohort {
    /// Writes the profiles of some people; gives the number of those left out for
    /// their host reads.
    pub(super) fn write_profiles(
        &self,
        people: &BTreeSet<String>,
        most_host_share: f64,
        writer: &mut TableWriter,
    ) -> Result<u64> {
        let owners = self.sample_owners()?;
        let taxa = self.taxa()?;
        let mut left_out = 0;
        self.for_each_profile(|profile| {
            let Some(owner) = owners.get(&profile.sample) else {
                return Ok(());
            };
            if !people.contains(owner) {
                return Ok(());
            }
            if profile.host.unwrap_or(0.0) > most_host_share * profile.total {
                left_out += 1;
                return Ok(());
            }
            write_profile(owner, &profile, &taxa, writer)
        })?;
        Ok(left_out)
    }

    /// Whose each sample is.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn sample_owners(&self) -> Result<BTreeMap<String, String>> {
        let read = || -> rusqlite::Result<BTreeMap<String, String>> {
            let mut statement = self
                .connection()
                .prepare_cached("SELECT sample, participant FROM sample")?;
            let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
            rows.collect()
        };
        read().map_err(store_error)
    }
}

fn write_profile(
    owner: &str,
    profile: &CohortProfile,
    taxa: &BTreeMap<u32, CohortTaxon>,
    writer: &mut TableWriter,
) -> Result<()> {
    let number = |number: Option<f64>| number.map_or_else(String::new, |number| number.to_string());
    let row = |taxon: [String; 4], value: f64, rest: [String; 3]| {
        let sample = [owner, &profile.sample, &profile.method].map(str::to_owned);
        let amounts = [
            value.to_string(),
            profile.unit.name().to_owned(),
            profile.total.to_string(),
        ];
        [&sample[..], &taxon, &amounts, &rest].concat()
    };
    for (name, part) in [("unknown", profile.unknown), ("host", profile.host)] {
        if let Some(part) = part {
            let taxon = ["0", name, "no rank", ""].map(str::to_owned);
            writer.write_row(&row(taxon, part, Default::default()))?;
        }
    }
    for entry in &profile.entries {
        let Some(taxon) = taxa.get(&entry.taxon) else {
            continue;
        };
        let status = entry
            .status
            .map_or_else(String::new, |status| status.to_string());
        let rest = [
            status,
            number(entry.sequence_share),
            number(entry.taxonomic_share),
        ];
        let taxon = [
            taxon.taxid.to_string(),
            taxon.name.clone(),
            taxon.rank.name().to_owned(),
            taxon.lineage.clone(),
        ];
        writer.write_row(&row(taxon, entry.value, rest))?;
    }
    Ok(())
}
