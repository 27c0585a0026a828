//! The taxa of the samples.

use super::profiles::ProfileSource;
use super::samples::Sample;
use crate::cohort::{CohortEntry, CohortProfile, CohortTaxon};
use crate::error::{Error, ErrorKind, Mistakes, Result};
use crate::profile::Status;
use crate::study::beside::{Layer, Quantity, TaxidSource};
use crate::study::flow::{Flow, OpenStep};
use crate::study::plan::TaxaFilter;
use crate::study::sheet::StudyTaxon;
use crate::taxonomy::Rank;
use ndarray::Array2;
use std::collections::{BTreeMap, HashMap};

/// The taxa with their numbers.
pub(super) struct TaxaTable {
    pub(super) taxa: Vec<StudyTaxon>,
    pub(super) values: Array2<f64>,
    pub(super) unit: Quantity,
    pub(super) taxids: TaxidSource,
    pub(super) layers: Vec<Layer>,
}

/// Builds the table of the taxa that the plan takes; rows in the order of samples.
///
/// # Errors
/// When some profiles tell their unknown part and others do not, when one taxid
/// stands for two taxa, and when profiles cannot be read.
pub(super) fn taxa_table(
    source: &ProfileSource<'_>,
    filter: &TaxaFilter,
    samples: &[Sample],
    flow: &mut Flow,
) -> Result<TaxaTable> {
    let tells_unknown = tells_unknown(samples)?;
    let rows: HashMap<&str, usize> = samples
        .iter()
        .enumerate()
        .map(|(row, sample)| (sample.record.sample.as_str(), row))
        .collect();
    let known = source.taxa()?;
    let mut with: HashMap<u32, usize> = HashMap::new();
    let mut tells_cells = false;
    source.for_each(|profile| {
        if rows.contains_key(profile.sample.as_str()) {
            for entry in &profile.entries {
                // Taxa that are nowhere believed to be there are told in the flow.
                *with.entry(entry.taxon).or_default() += usize::from(is_present(entry));
                tells_cells |= entry.taxonomic_share.is_some();
            }
        }
        Ok(())
    })?;
    let (chosen, taxids) = choose(&known, &with, filter, samples.len(), flow)?;

    let first = usize::from(tells_unknown);
    let places: HashMap<u32, usize> = chosen
        .iter()
        .enumerate()
        .map(|(place, (number, _))| (*number, place + first))
        .collect();
    let shape = (samples.len(), chosen.len() + first);
    let mut values = Array2::zeros(shape);
    let mut cells = tells_cells.then(|| Array2::from_elem(shape, f64::NAN));
    source.for_each(|profile| {
        let Some(&row) = rows.get(profile.sample.as_str()) else {
            return Ok(());
        };
        let mut values = values.row_mut(row);
        if let (true, Some(unknown)) = (tells_unknown, profile.unknown) {
            values[0] = unknown;
        }
        for entry in profile.entries.iter().filter(|entry| is_present(entry)) {
            if let Some(&place) = places.get(&entry.taxon) {
                values[place] = entry.value;
            }
        }
        if let Some(cells) = &mut cells {
            fill_cells(profile, &places, first, cells, row);
        }
        Ok(())
    })?;

    let unknown = tells_unknown.then(|| StudyTaxon {
        taxid: 0,
        name: "unknown".to_owned(),
        rank: Rank::NoRank,
        lineage: String::new(),
    });
    let taxa = unknown
        .into_iter()
        .chain(chosen.into_iter().map(|(_, taxon)| taxon));
    let unit = samples
        .first()
        .map_or(Quantity::Reads, |sample| sample.totals.unit.into());
    let share = (unit == Quantity::Reads).then(|| shares(&values, samples));
    let layer = |name: &str, values| Layer {
        name: name.to_owned(),
        values,
    };
    let layers = share.map(|values| layer("share", values));
    let layers = layers
        .into_iter()
        .chain(cells.map(|values| layer("taxonomic_share", values)));
    Ok(TaxaTable {
        taxa: taxa.collect(),
        layers: layers.collect(),
        values,
        unit,
        taxids,
    })
}

/// Whether a taxon is believed to be in the sample.
fn is_present(entry: &CohortEntry) -> bool {
    match entry.status {
        Some(status) => status == Status::Present,
        None => entry.value > 0.0,
    }
}

fn fill_cells(
    profile: &CohortProfile,
    places: &HashMap<u32, usize>,
    first: usize,
    cells: &mut Array2<f64>,
    row: usize,
) {
    if !profile
        .entries
        .iter()
        .any(|entry| entry.taxonomic_share.is_some())
    {
        return;
    }
    let mut cells = cells.row_mut(row);
    // The store does not keep the unknown part's share of cells.
    cells.iter_mut().skip(first).for_each(|cell| *cell = 0.0);
    for entry in profile.entries.iter().filter(|entry| is_present(entry)) {
        if let Some(&place) = places.get(&entry.taxon) {
            cells[place] = entry.taxonomic_share.unwrap_or(f64::NAN);
        }
    }
}

/// Shares of all reads, the unknown and the host's included.
fn shares(values: &Array2<f64>, samples: &[Sample]) -> Array2<f64> {
    let mut shares = values.clone();
    for (mut row, sample) in shares.rows_mut().into_iter().zip(samples) {
        row /= sample.totals.total;
    }
    shares
}

fn tells_unknown(samples: &[Sample]) -> Result<bool> {
    let (told, silent): (Vec<&Sample>, Vec<&Sample>) = samples
        .iter()
        .partition(|sample| sample.totals.unknown.is_some());
    match (told.first(), silent.first()) {
        (Some(told), Some(silent)) => Err(Error::new(
            ErrorKind::Mismatch,
            format!(
                "the profile of sample {} tells its unknown part, that of sample {} does not",
                told.record.sample, silent.record.sample
            ),
        )
        .mend("import one of them under a method of its own, and choose one in the plan")),
        (told, _) => Ok(told.is_some()),
    }
}

/// The taxa that the plan takes, with their number in the source, in order of taxid.
fn choose(
    known: &BTreeMap<u32, CohortTaxon>,
    with: &HashMap<u32, usize>,
    filter: &TaxaFilter,
    samples: usize,
    flow: &mut Flow,
) -> Result<(Vec<(u32, StudyTaxon)>, TaxidSource)> {
    let mut found: Vec<(&CohortTaxon, u32)> = with
        .keys()
        .filter_map(|number| Some((known.get(number)?, *number)))
        .collect();
    // The number in the store depends on the order of imports; the taxon does not.
    found.sort();
    let name = |taxon: &CohortTaxon| match taxon.lineage.is_empty() {
        true => taxon.name.clone(),
        false => taxon.lineage.clone(),
    };
    let mut step = OpenStep::new("present in some sample", "taxa", found.len());
    found.retain(|(taxon, number)| {
        let is_present = with.get(number).is_some_and(|count| *count > 0);
        if !is_present {
            step.leave_out("doubtful or rejected in every sample", name(taxon));
        }
        is_present
    });
    flow.close(step);
    if !filter.ranks.is_empty() {
        let ranks: Vec<&str> = filter.ranks.iter().map(|rank| rank.name()).collect();
        let step = format!("rank: {}", ranks.join(", "));
        let mut step = OpenStep::new(step, "taxa", found.len());
        found.retain(|(taxon, _)| {
            let is_wanted = filter.ranks.contains(&taxon.rank);
            if !is_wanted {
                step.leave_out(format!("rank {}", taxon.rank.name()), name(taxon));
            }
            is_wanted
        });
        flow.close(step);
    }
    let fewest = filter.min_prevalence;
    if fewest > 0.0 {
        let step = format!("present in {fewest} of the samples or more");
        let mut step = OpenStep::new(step, "taxa", found.len());
        found.retain(|(taxon, number)| {
            let count = with.get(number).copied().unwrap_or(0);
            let is_common = count as f64 >= fewest * samples as f64;
            if !is_common {
                step.leave_out("in too few samples", name(taxon));
            }
            is_common
        });
        flow.close(step);
    }
    number(found)
}

/// The reference's taxids where every taxon has one, otherwise 1, 2, 3, ...
fn number(mut found: Vec<(&CohortTaxon, u32)>) -> Result<(Vec<(u32, StudyTaxon)>, TaxidSource)> {
    let has_all = found.iter().all(|(taxon, _)| taxon.taxid > 0);
    if has_all {
        let mut mistakes = Mistakes::new();
        for pair in found
            .windows(2)
            .filter(|pair| pair[0].0.taxid == pair[1].0.taxid)
        {
            let [one, other] = [pair[0].0, pair[1].0]
                .map(|taxon| format!("{} {} ({})", taxon.rank, taxon.name, taxon.lineage));
            let message = format!("taxid {} is {one} and {other}", pair[0].0.taxid);
            let mistake = Error::new(ErrorKind::Mismatch, message);
            mistakes.push(mistake.mend("take profiles of one and the same reference"));
        }
        mistakes.finish()?;
    } else {
        let key = |taxon: &CohortTaxon| (taxon.lineage.clone(), taxon.name.clone(), taxon.rank);
        found.sort_by_key(|(taxon, _)| key(taxon));
    }
    let taxa = found.into_iter().zip(1..).map(|((taxon, number), place)| {
        let taxon = StudyTaxon {
            taxid: if has_all { taxon.taxid } else { place },
            name: taxon.name.clone(),
            rank: taxon.rank,
            lineage: taxon.lineage.clone(),
        };
        (number, taxon)
    });
    let source = match has_all {
        true => TaxidSource::Reference,
        false => TaxidSource::Study,
    };
    Ok((taxa.collect(), source))
}
