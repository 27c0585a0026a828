//! The profile of a sample with a Kraken 2 database: what that format allows.
//!
//! The table says neither how long genomes are nor how many keys a species has, so
//! there is no identity, no depth, no breadth, and reads cannot be turned into cells.
//! A species is believed when enough reads match it well and bring enough distinct
//! minimizers; reads above species are shared out among the believed species below
//! in proportion to their own.

use super::assemble::{Conclusion, Conclusions, HostReads, assemble};
use super::limits::describe_reads;
use super::rank_sums::CladeCounts;
use super::{PresenceParameters, parameters::KRAKEN2_LEAST_MATCH};
use crate::error::Result;
use crate::profile::evidence::{Kraken2Evidence, MATCH_STEPS};
use crate::profile::{Profile, Status};
use crate::taxonomy::{Level, Taxon, Taxonomy};
use std::collections::BTreeMap;

/// Of the minimizers that the reads of one genome find, at least this share is
/// distinct, until `ENOUGH_DISTINCT` of them are.
const DISTINCT_SHARE: f64 = 0.3;
const ENOUGH_DISTINCT: f64 = 2_000.0;

/// What is counted of one species.
#[derive(Debug, Clone, Copy, Default)]
struct Counted {
    reads: u64,
    matching_steps: u64,
    distinct: u64,
    found: u64,
}

impl Counted {
    /// Mean share of a read's k-mers that match.
    fn matching(&self) -> f64 {
        self.matching_steps as f64 / (MATCH_STEPS as u64 * self.reads.max(1)) as f64
    }
}

/// Estimates the profile of a sample.
///
/// # Errors
/// When a parameter is out of range.
pub fn estimate_kraken2_profile(
    sample: &str,
    taxonomy: &Taxonomy,
    evidence: &Kraken2Evidence,
    host: Option<HostReads>,
    parameters: &PresenceParameters,
    platform: &str,
) -> Result<Profile> {
    parameters.check()?;
    let counted = count_species(taxonomy, evidence);
    // Databases with a capped size hold a part of the minimizers only, so matches are
    // measured against the best.
    let best_match = counted
        .values()
        .filter(|counted| counted.reads >= parameters.minimum_reads)
        .map(Counted::matching)
        .fold(0.0, f64::max);
    let judged: BTreeMap<Taxon, (Status, String)> = counted
        .iter()
        .map(|(&species, counted)| (species, judge(counted, best_match, parameters)))
        .collect();
    let believed: BTreeMap<Taxon, f64> = counted
        .iter()
        .filter(|(species, _)| judged[species].0 == Status::Present)
        .map(|(&species, counted)| (species, counted.reads as f64))
        .collect();
    let (reads, unknown) = share_out(taxonomy, evidence, &believed);
    let species = judged.into_iter().map(|(species, (status, reason))| {
        let own = believed.get(&species).copied().unwrap_or(0.0);
        let all = reads.get(&species).copied().unwrap_or(0.0);
        Conclusion {
            species,
            status,
            reason,
            reads: all,
            // Chance, half of what came from above species, and the reads of another
            // strain that its mismatch makes one expect to miss.
            reads_log_sd: if all > 0.0 {
                let mismatch =
                    1.0 - counted[&species].matching() / best_match.max(f64::MIN_POSITIVE);
                let moved = 0.5 * (all - own) / all;
                let missed = 0.5 * mismatch.max(0.0);
                (1.0 / all + moved.powi(2) + missed.powi(2)).sqrt()
            } else {
                0.0
            },
            cells: None,
            ani: None,
            depth: None,
            breadths: None,
            distinct_keys: counted[&species].distinct,
            reference_keys: 0,
        }
    });
    assemble(Conclusions {
        sample,
        taxonomy,
        called: &evidence.called,
        total: evidence.reads.fragments,
        host,
        species: species.collect(),
        unknown,
        unknown_cells: None,
        quality: describe_reads(&evidence.reads, &[], parameters, platform),
    })
}

/// Reads, matches and distinct minimizers of each species, those below it included.
fn count_species(taxonomy: &Taxonomy, evidence: &Kraken2Evidence) -> BTreeMap<Taxon, Counted> {
    let mut counters = BTreeMap::new();
    let mut counted: BTreeMap<Taxon, Counted> = BTreeMap::new();
    for taxon in taxonomy.taxa() {
        let Some(species) = taxonomy.at_level(taxon, Level::Species) else {
            continue;
        };
        let steps = &evidence.steps[taxon.index()];
        let reads: u64 = steps.iter().sum();
        if reads > 0 {
            let counted = counted.entry(species).or_default();
            counted.reads += reads;
            let matching = (0..).zip(steps).map(|(step, reads)| step * reads);
            counted.matching_steps += matching.sum::<u64>();
        }
        if let Some(distinct) = evidence.called.distinct(taxon) {
            let counter: &mut crate::classify::DistinctCounter =
                counters.entry(species).or_default();
            counter.merge(distinct);
        }
    }
    for (species, counted) in &mut counted {
        if let Some(counter) = counters.get(species) {
            counted.distinct = counter.distinct();
            counted.found = counter.seen();
        }
    }
    counted
}

fn judge(counted: &Counted, best_match: f64, parameters: &PresenceParameters) -> (Status, String) {
    let reads = counted.reads;
    let matching = counted.matching();
    let needed = (DISTINCT_SHARE * counted.found as f64).min(ENOUGH_DISTINCT);
    if reads < parameters.minimum_reads {
        let reason = format!("{reads} reads, fewer than {}", parameters.minimum_reads);
        return (Status::Doubtful, reason);
    }
    if (counted.distinct as f64) < needed {
        let reason = format!(
            "{reads} reads bring {} distinct minimizers, {needed:.0} expected: a few regions only",
            counted.distinct
        );
        return (Status::Rejected, reason);
    }
    if matching < KRAKEN2_LEAST_MATCH * best_match {
        let reason = format!(
            "reads match in {:.0} % of their k-mers: a relative that the reference lacks",
            100.0 * matching
        );
        return (Status::Rejected, reason);
    }
    let reason = format!(
        "reads match in {:.0} % of their k-mers; the database holds no genome lengths to test more",
        100.0 * matching
    );
    (Status::Present, reason)
}

/// Reads of the believed species, and of none by the taxon they reach.
fn share_out(
    taxonomy: &Taxonomy,
    evidence: &Kraken2Evidence,
    believed: &BTreeMap<Taxon, f64>,
) -> (BTreeMap<Taxon, f64>, BTreeMap<Taxon, f64>) {
    let mut reads = believed.clone();
    let mut unknown = BTreeMap::new();
    let clades = CladeCounts::of(taxonomy, &evidence.called);
    for taxon in taxonomy.taxa().filter(|&taxon| clades.reads(taxon) > 0) {
        let called = evidence.called.reads(taxon) as f64;
        if called == 0.0 {
            continue;
        }
        if let Some(species) = taxonomy.at_level(taxon, Level::Species) {
            if !believed.contains_key(&species) {
                *unknown.entry(taxonomy.parent(species)).or_default() += called;
            }
            continue;
        }
        let below = || {
            believed
                .iter()
                .filter(|(species, _)| taxonomy.is_ancestor(taxon, **species))
        };
        let total: f64 = below().map(|(_, reads)| reads).sum();
        if total == 0.0 {
            *unknown.entry(taxon).or_default() += called;
        }
        for (species, own) in below() {
            *reads.entry(*species).or_default() += called * own / total;
        }
    }
    (reads, unknown)
}
