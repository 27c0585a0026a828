//! Profiles in the formats of programs.

use super::host_sex::read_sex_reads;
use super::incoming::{ProfileDesk, Sums};
use crate::cohort::import::desk::Desk;
use crate::cohort::profile::{CohortEntry, CohortTaxon, ProfileUnit};
use crate::error::{Error, Result};
use crate::profile::formats::{BiomTable, MergedShares, read_biom, read_merged, read_metaphlan};
use crate::profile::{Entry, Profile, SEVEN_LEVELS, ShareTable, open_profiles};
use crate::taxonomy::{Level, Rank};
use std::path::Path;

/// A folder of `nuka profile`, a folder of kreports, or one tidy table. Of the first kind
/// host reads by sex chromosome are taken from the records too.
pub(super) fn put_nuka(
    path: &Path,
    profiles: &mut ProfileDesk<'_>,
    desk: &mut Desk<'_>,
) -> Result<()> {
    let all = open_profiles(path)?.profiles;
    let mut sex_reads = read_sex_reads(path, &all)?;
    for profile in all {
        let entries: Result<Vec<CohortEntry>> = profile
            .entries()
            .iter()
            .map(|entry| entry_of(entry, profiles, desk))
            .collect();
        let sample = profile.sample();
        let at = |error: Error| error.at_path(path);
        let changed_before = desk.account.records_changed;
        profiles.put(sample, sums_of(&profile), entries?, desk, at)?;
        let is_changed = desk.account.records_changed > changed_before;
        let sex = sex_reads.remove(sample);
        profiles.put_sex_reads(sample, sex, is_changed, desk, at)?;
    }
    Ok(())
}

fn sums_of(profile: &Profile) -> Sums {
    Sums {
        unit: ProfileUnit::Reads,
        total: profile.total_reads() as f64,
        unknown: Some(profile.unclassified_reads() as f64),
        host: profile.host().map(|host| host.part.reads as f64),
    }
}

fn entry_of(entry: &Entry, profiles: &mut ProfileDesk<'_>, desk: &Desk<'_>) -> Result<CohortEntry> {
    let taxon = CohortTaxon {
        taxid: entry.taxid,
        name: entry.name.clone(),
        rank: entry.rank,
        lineage: entry.lineage.clone(),
    };
    let estimate = entry.estimate.as_ref();
    let share = estimate.and_then(|estimate| estimate.taxonomic_share);
    Ok(CohortEntry {
        taxon: profiles.number(&taxon, desk)?,
        value: entry.clade_reads as f64,
        status: estimate.map(|estimate| estimate.status),
        sequence_share: estimate.map(|estimate| estimate.sequence_share.estimate),
        taxonomic_share: share.map(|share| share.estimate),
    })
}

/// MetaPhlAn's table of one sample, or a merged one.
pub(super) fn put_metaphlan(
    path: &Path,
    profiles: &mut ProfileDesk<'_>,
    desk: &mut Desk<'_>,
) -> Result<()> {
    let bytes = std::fs::read(path).map_err(|source| Error::io("read", path, source))?;
    let is_merged = bytes.split(|&byte| byte == b'\n').any(|line| {
        line.starts_with(b"clade_name\t") && !line.starts_with(b"clade_name\tNCBI_tax_id\trelative")
    });
    if is_merged {
        let merged = read_merged(&bytes).map_err(|error| error.at_path(path))?;
        put_merged(&merged, path, profiles, desk)
    } else {
        let table = read_metaphlan(&bytes).map_err(|error| error.at_path(path))?;
        put_shares(&table, path, profiles, desk)
    }
}

fn put_shares(
    table: &ShareTable,
    path: &Path,
    profiles: &mut ProfileDesk<'_>,
    desk: &mut Desk<'_>,
) -> Result<()> {
    let mut entries = Vec::new();
    for row in &table.rows {
        let steps: Vec<(Level, &str)> = row
            .path
            .iter()
            .map(|step| (step.level, step.name.as_str()))
            .collect();
        if let Some(taxon) = taxon_of_steps(row.taxid, &steps) {
            entries.push(share_entry(profiles.number(&taxon, desk)?, row.share));
        }
    }
    let sums = share_sums(table.unknown, table.host);
    // MetaPhlAn writes the same word for every sample.
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let sample = match table.sample.as_str() {
        "" | "Metaphlan_Analysis" => &stem,
        sample => sample,
    };
    profiles.put(sample, sums, entries, desk, |error| error.at_path(path))
}

fn put_merged(
    merged: &MergedShares,
    path: &Path,
    profiles: &mut ProfileDesk<'_>,
    desk: &mut Desk<'_>,
) -> Result<()> {
    let mut numbers = Vec::new();
    for (clade, _) in &merged.clades {
        let steps: Vec<(Level, &str)> = clade.split('|').filter_map(step_of).collect();
        let number = match taxon_of_steps(0, &steps) {
            Some(taxon) => Some(profiles.number(&taxon, desk)?),
            None => None,
        };
        numbers.push(number);
    }
    for (place, sample) in merged.samples.iter().enumerate() {
        let clades = merged.clades.iter().zip(&numbers);
        let entries = clades.filter_map(|((_, shares), number)| {
            let share = shares[place].filter(|share| *share > 0.0)?;
            Some(share_entry((*number)?, share))
        });
        let sums = share_sums(merged.unknown[place], None);
        profiles.put(sample, sums, entries.collect(), desk, |error| {
            error.at_path(path)
        })?;
    }
    Ok(())
}

/// `k__Bacteria`: MetaPhlAn's kingdom is the domain.
fn step_of(step: &str) -> Option<(Level, &str)> {
    let (letter, name) = step.split_once("__")?;
    let level = match letter {
        "k" | "d" => Level::Domain,
        _ => SEVEN_LEVELS
            .into_iter()
            .find(|level| letter == level.letter().to_ascii_lowercase().to_string())?,
    };
    Some((level, name))
}

fn taxon_of_steps(taxid: u64, steps: &[(Level, &str)]) -> Option<CohortTaxon> {
    let (level, name) = steps.last()?;
    Some(CohortTaxon {
        taxid,
        name: name.replace('_', " "),
        rank: level.rank(),
        lineage: render_lineage(steps.iter().copied()),
    })
}

/// `d__Bacteria;p__...`
pub(super) fn render_lineage<'a>(steps: impl Iterator<Item = (Level, &'a str)>) -> String {
    let steps =
        steps.map(|(level, name)| format!("{}__{name}", level.letter().to_ascii_lowercase()));
    steps.collect::<Vec<_>>().join(";")
}

fn share_entry(taxon: u32, share: f64) -> CohortEntry {
    CohortEntry {
        taxon,
        value: share,
        status: None,
        sequence_share: None,
        taxonomic_share: None,
    }
}

fn share_sums(unknown: Option<f64>, host: Option<f64>) -> Sums {
    Sums {
        unit: ProfileUnit::Share,
        total: 1.0,
        unknown,
        host,
    }
}

/// BIOM 2.1: species by samples.
pub(super) fn put_biom(
    path: &Path,
    profiles: &mut ProfileDesk<'_>,
    desk: &mut Desk<'_>,
) -> Result<()> {
    let table: BiomTable = read_biom(path).map_err(|error| error.at_path(path))?;
    let mut numbers = Vec::new();
    for taxon in &table.taxa {
        let taxon = CohortTaxon {
            taxid: taxon.taxid,
            name: taxon.name.clone(),
            rank: Rank::Species,
            lineage: taxon.taxonomy.join(";"),
        };
        numbers.push(profiles.number(&taxon, desk)?);
    }
    for (place, sample) in table.samples.iter().enumerate() {
        let column = table.reads.column(place);
        let entries: Vec<CohortEntry> = numbers
            .iter()
            .zip(column)
            .filter(|(_, reads)| **reads > 0.0)
            .map(|(&number, &reads)| share_entry(number, reads))
            .collect();
        let sum = |name: &str| {
            let sums = table.sums.get(name)?;
            sums.get(place).map(|&reads| reads as f64)
        };
        let sums = Sums {
            unit: ProfileUnit::Reads,
            total: sum("total_reads").unwrap_or_else(|| column.sum()),
            unknown: sum("unknown_reads"),
            host: sum("host_reads"),
        };
        profiles.put(sample, sums, entries, desk, |error| error.at_path(path))?;
    }
    Ok(())
}
