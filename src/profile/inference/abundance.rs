//! How many reads each believed species has: expectation-maximisation over the
//! classes of reads.
//!
//! A read that several species may have given is shared out by how many reads each
//! has and by how well the read matches each (the match steps of the species's own
//! reads). Each species has a twin of stray reads, of relatives that the reference
//! lacks; what falls to the twins is unknown.

use super::{Finding, MatchScale};
use crate::profile::Status;
use crate::profile::evidence::{Candidates, Evidence};
use crate::taxonomy::{Taxon, Taxonomy};
use std::collections::BTreeMap;

const MOST_ROUNDS: usize = 1000;
/// Rounds end when no species changes by more reads than this.
const SETTLED_READS: f64 = 0.01;

/// The reads of the believed species.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Abundance {
    /// Reads of each finding, in the order of the findings; 0 for those not believed.
    pub reads: Vec<f64>,
    /// Reads that another believed species might have given as well, by finding.
    pub contested: Vec<f64>,
    /// Classified reads that no believed species gave, by the taxon they reach.
    pub unknown: BTreeMap<Taxon, f64>,
}

/// A class of reads that some believed species may have given.
struct Contest {
    reads: f64,
    /// Index of the finding, likelihood as its own read, likelihood as a stray read.
    rivals: Vec<(usize, f64, f64)>,
    /// Where its stray reads reach.
    reach: Taxon,
}

/// Shares the reads out.
pub fn weigh_reads(
    taxonomy: &Taxonomy,
    findings: &[Finding],
    evidence: &Evidence,
    scale: &MatchScale,
) -> Abundance {
    let believed: BTreeMap<Taxon, usize> = findings
        .iter()
        .enumerate()
        .filter(|(_, finding)| finding.status == Status::Present)
        .map(|(index, finding)| (finding.species, index))
        .collect();
    let mut unknown: BTreeMap<Taxon, f64> = BTreeMap::new();
    // Reads with one candidate were told from strays when they were fitted.
    let mut fixed = vec![0.0; findings.len()];
    let mut strays = vec![0.0; findings.len()];
    for (index, finding) in findings.iter().enumerate() {
        let above = taxonomy.parent(finding.species);
        if finding.status == Status::Present {
            fixed[index] = finding.matches.own_reads;
            strays[index] = finding.matches.stray_reads;
            *unknown.entry(above).or_default() += finding.matches.stray_reads;
        } else {
            *unknown.entry(above).or_default() += finding.single_reads as f64;
        }
    }
    let mut contests = Vec::new();
    for (candidates, reads) in evidence.classes.groups() {
        match contest(taxonomy, findings, &believed, scale, (candidates, reads)) {
            Some(contest) => contests.push(contest),
            None => *unknown.entry(reached(taxonomy, candidates)).or_default() += reads as f64,
        }
    }
    for (taxon, reads) in evidence.classes.above() {
        let rivals: Vec<(usize, f64, f64)> = believed
            .iter()
            .filter(|(species, _)| taxonomy.is_ancestor(taxon, **species))
            .map(|(_, &index)| (index, 1.0, 1.0))
            .collect();
        if rivals.is_empty() {
            *unknown.entry(taxon).or_default() += reads as f64;
        } else {
            contests.push(Contest {
                reads: reads as f64,
                rivals,
                reach: taxon,
            });
        }
    }

    let mut own = fixed.clone();
    for _ in 0..MOST_ROUNDS {
        let mut next = fixed.clone();
        for contest in &contests {
            let total = contest.weight(&own, &strays);
            for &(index, as_own, _) in &contest.rivals {
                next[index] += contest.reads * own[index] * as_own / total;
            }
        }
        let change = own
            .iter()
            .zip(&next)
            .map(|(a, b)| (a - b).abs())
            .fold(0.0, f64::max);
        own = next;
        if change < SETTLED_READS {
            break;
        }
    }
    let mut contested = vec![0.0; findings.len()];
    for contest in &contests {
        let total = contest.weight(&own, &strays);
        let mut stray = 1.0;
        for &(index, as_own, _) in &contest.rivals {
            let share = own[index] * as_own / total;
            stray -= share;
            contested[index] += contest.reads * share * (1.0 - share);
        }
        *unknown.entry(contest.reach).or_default() += contest.reads * stray.max(0.0);
    }
    Abundance {
        reads: own,
        contested,
        unknown,
    }
}

/// The believed species among the candidates; `None` if there is none.
fn contest(
    taxonomy: &Taxonomy,
    findings: &[Finding],
    believed: &BTreeMap<Taxon, usize>,
    scale: &MatchScale,
    (candidates, reads): (&Candidates, u64),
) -> Option<Contest> {
    let rivals: Vec<(usize, f64, f64)> = candidates
        .iter()
        .filter_map(|(species, step)| {
            let index = *believed.get(species)?;
            let matches = &findings[index].matches;
            let step = scale.step(*step);
            // A step that the fitted curve all but forbids still happens.
            Some((
                index,
                matches.own_steps[step] + 1e-6,
                matches.stray_steps[step] + 1e-6,
            ))
        })
        .collect();
    (!rivals.is_empty()).then(|| Contest {
        reads: reads as f64,
        rivals,
        reach: reached(taxonomy, candidates),
    })
}

/// The lowest taxon above species that holds all candidates.
fn reached(taxonomy: &Taxonomy, candidates: &Candidates) -> Taxon {
    candidates.iter().fold(Taxon::NONE, |all, &(species, _)| {
        taxonomy.lowest_common_ancestor(all, taxonomy.parent(species))
    })
}

impl Contest {
    fn weight(&self, own: &[f64], strays: &[f64]) -> f64 {
        let weights = self
            .rivals
            .iter()
            .map(|&(index, as_own, as_stray)| own[index] * as_own + strays[index] * as_stray);
        weights.sum::<f64>().max(f64::MIN_POSITIVE)
    }
}
