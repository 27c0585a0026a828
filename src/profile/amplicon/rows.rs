//! The genera and species of a sample: whether each is believed, and its reads.

use super::AmpliconProfileParameters;
use super::abundance::{Amount, weigh_reads};
use super::evidence::AmpliconEvidence;
use super::presence::{Judgement, gather};
use crate::profile::Status;
use crate::profile::inference::reach::whole_reads;
use crate::taxonomy::{Level, Taxon, Taxonomy};
use std::collections::BTreeMap;

/// The genera, in order of taxon, and the reads of no genus by what they reach.
pub(super) fn genera(
    taxonomy: &Taxonomy,
    evidence: &AmpliconEvidence,
    parameters: &AmpliconProfileParameters,
) -> (Vec<Row>, BTreeMap<Taxon, f64>) {
    let least = parameters.minimum_posterior;
    let total = evidence.reads.fragments;
    let abundance = weigh_reads(&evidence.placed, least);
    let mut supports = gather(&evidence.placed, parameters.enough(total), |placed| {
        placed.genus(least)
    });
    let may_be_missed = |&(_, &reads): &(&Taxon, &f64)| reads >= parameters.minimum_reads as f64;
    for (&genus, _) in abundance.wavering.iter().filter(may_be_missed) {
        supports.entry(genus).or_default();
    }
    let mut unknown = abundance.unknown;
    for (&genus, amount) in &abundance.genera {
        if !supports.contains_key(&genus) {
            *unknown.entry(above(taxonomy, genus)).or_default() += amount.reads;
        }
    }
    let mut rows: Vec<Row> = supports
        .iter()
        .map(|(&taxon, support)| Row {
            taxon,
            amount: abundance.genera.get(&taxon).copied().unwrap_or_default(),
            judgement: support.judge(taxonomy, total, parameters),
            whole: 0,
        })
        .collect();
    set_whole(&mut rows, total);
    (rows, unknown)
}

/// The species of genera, in order of taxon. Only reads that speak for a species
/// count; the others of its genus have a genus and no species.
pub(super) fn species(
    taxonomy: &Taxonomy,
    evidence: &AmpliconEvidence,
    parameters: &AmpliconProfileParameters,
    genera: &[Row],
) -> Vec<Row> {
    let least = parameters.minimum_posterior;
    let total = evidence.reads.fragments;
    let genus_of = |species: Taxon| {
        let genus = taxonomy.at_level(species, Level::Genus)?;
        let place = genera.binary_search_by_key(&genus, |row| row.taxon).ok()?;
        genera.get(place)
    };
    let mut amounts: BTreeMap<Taxon, Amount> = BTreeMap::new();
    for placed in evidence.placed.iter().filter(|placed| !placed.is_chimera) {
        if let Some(species) = placed.species(least) {
            let probability = placed.placement.species[0].1;
            amounts
                .entry(species)
                .or_default()
                .add(placed.variant.copies, probability);
        }
    }
    let supports = gather(&evidence.placed, parameters.enough(total), |placed| {
        placed.species(least)
    });
    let mut rows: Vec<Row> = Vec::new();
    for (&taxon, support) in &supports {
        let Some(genus) = genus_of(taxon) else {
            continue;
        };
        let mut judgement = support.judge(taxonomy, total, parameters);
        if !genus.is_present() && judgement.status == Status::Present {
            judgement.status = genus.judgement.status;
            judgement.reason = format!("its genus is {}", genus.judgement.status);
        }
        rows.push(Row {
            taxon,
            amount: amounts.get(&taxon).copied().unwrap_or_default(),
            judgement,
            whole: 0,
        });
    }
    // Siblings stand side by side, so the species of a genus are a run of rows.
    for group in rows.chunk_by_mut(|a, b| {
        taxonomy.at_level(a.taxon, Level::Genus) == taxonomy.at_level(b.taxon, Level::Genus)
    }) {
        let most = group.first().and_then(|row| genus_of(row.taxon));
        set_whole(group, most.map_or(0, |genus| genus.whole));
    }
    rows
}

/// What the reads of a genus that is not believed still reach.
pub(super) fn above(taxonomy: &Taxonomy, genus: Taxon) -> Taxon {
    match taxonomy.parent(genus) {
        Taxon::ROOT => Taxon::NONE,
        above => above,
    }
}

/// A taxon with reads, believed or not.
pub(super) struct Row {
    pub(super) taxon: Taxon,
    pub(super) amount: Amount,
    pub(super) judgement: Judgement,
    /// Whole reads; 0 where it is not believed.
    pub(super) whole: u64,
}

impl Row {
    pub(super) fn is_present(&self) -> bool {
        self.judgement.status == Status::Present
    }
}

/// Whole reads for the believed rows, `most` in all.
fn set_whole(rows: &mut [Row], most: u64) {
    let fractions: Vec<f64> = rows
        .iter()
        .map(|row| {
            if row.is_present() {
                row.amount.reads
            } else {
                0.0
            }
        })
        .collect();
    for (row, whole) in rows.iter_mut().zip(whole_reads(&fractions, most)) {
        row.whole = whole;
    }
}
