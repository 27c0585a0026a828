//! How many reads each genus has.
//!
//! A read that speaks for a genus counts with its probability. Reads that waver
//! between genera are shared out by expectation-maximisation: by how many reads each
//! genus has and how well it explains the read. Wavering reads alone are shared so, or a
//! rare genus beside an abundant relative would lose its reads to it. And no genus
//! gets more of them than it has reads that do not waver: where nearly all waver, the
//! genus that would get all of them for a handful of its own is as likely a relative
//! of the true one. What is left over is unknown, and reaches their family.

use super::evidence::Placed;
use crate::taxonomy::Taxon;
use std::collections::BTreeMap;

const MOST_ROUNDS: usize = 1000;
/// Rounds end when no genus changes by more reads than this.
const SETTLED_READS: f64 = 0.01;

/// Reads of one taxon, with what is not sure of them.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Amount {
    pub(super) reads: f64,
    /// The variance that comes from not knowing whose the reads are.
    pub(super) variance: f64,
}

/// The reads of a sample, shared out.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Abundance {
    /// By genus, believed or not.
    pub(super) genera: BTreeMap<Taxon, Amount>,
    /// Reads of no genus, by the taxon they reach.
    pub(super) unknown: BTreeMap<Taxon, f64>,
    /// Reads that waver, by each genus they may belong to, as if all genera were
    /// equally frequent.
    pub(super) wavering: BTreeMap<Taxon, f64>,
}

impl Amount {
    /// Adds the copies of a variant that belong to the taxon with some probability:
    /// all do or none does.
    pub(super) fn add(&mut self, copies: u64, probability: f64) {
        let copies = copies as f64;
        self.reads += copies * probability;
        self.variance += copies * copies * probability * (1.0 - probability);
    }
}

/// Shares the reads out.
pub(super) fn weigh_reads(placed: &[Placed], minimum_posterior: f64) -> Abundance {
    let mut abundance = Abundance::default();
    let mut wavering = Vec::new();
    for placed in placed {
        let copies = placed.variant.copies as f64;
        let placement = &placed.placement;
        let unknown = abundance.unknown.entry(reach(placed)).or_default();
        let known: f64 = placement
            .genera
            .iter()
            .map(|(_, probability)| probability)
            .sum();
        if placed.is_chimera || known == 0.0 {
            *unknown += copies;
            continue;
        }
        *unknown += copies * (1.0 - known);
        if placed.genus(minimum_posterior).is_some() {
            for &(genus, probability) in &placement.genera {
                let amount = abundance.genera.entry(genus).or_default();
                amount.add(placed.variant.copies, probability);
            }
        } else {
            wavering.push(placed);
            for &(genus, probability) in &placement.genera {
                *abundance.wavering.entry(genus).or_default() += copies * probability;
            }
        }
    }
    let fixed: BTreeMap<Taxon, f64> = abundance
        .genera
        .iter()
        .map(|(&genus, amount)| (genus, amount.reads))
        .collect();
    let settled = settle(&fixed, &wavering);
    let kept = |genus: Taxon| {
        let own = fixed.get(&genus).copied().unwrap_or(0.0);
        let gained = settled.get(&genus).copied().unwrap_or(0.0) - own;
        if gained > own { own / gained } else { 1.0 }
    };
    for placed in wavering {
        for (genus, probability) in shared(placed, &settled) {
            let kept = kept(genus);
            let amount = abundance.genera.entry(genus).or_default();
            amount.add(placed.variant.copies, probability * kept);
            let left = placed.variant.copies as f64 * probability * (1.0 - kept);
            *abundance.unknown.entry(reach(placed)).or_default() += left;
        }
    }
    abundance
}

/// What is left to say of reads without a genus; no taxon for chimeras.
fn reach(placed: &Placed) -> Taxon {
    match placed.placement.reach {
        _ if placed.is_chimera => Taxon::NONE,
        Taxon::ROOT => Taxon::NONE,
        reach => reach,
    }
}

/// Expectation-maximisation over the wavering reads.
fn settle(fixed: &BTreeMap<Taxon, f64>, wavering: &[&Placed]) -> BTreeMap<Taxon, f64> {
    let mut reads = fixed.clone();
    for placed in wavering {
        let copies = placed.variant.copies as f64;
        for &(genus, probability) in &placed.placement.genera {
            *reads.entry(genus).or_default() += copies * probability;
        }
    }
    for _ in 0..MOST_ROUNDS {
        let mut next = fixed.clone();
        for placed in wavering {
            let copies = placed.variant.copies as f64;
            for (genus, probability) in shared(placed, &reads) {
                *next.entry(genus).or_default() += copies * probability;
            }
        }
        let change = reads
            .iter()
            .map(|(genus, reads)| (next.get(genus).copied().unwrap_or(0.0) - reads).abs())
            .fold(0.0, f64::max);
        reads = next;
        if change < SETTLED_READS {
            break;
        }
    }
    reads
}

/// The genera of a wavering read with their probabilities, given how many reads each
/// genus has; their sum is that of its own probabilities.
fn shared<'a>(
    placed: &'a Placed,
    reads: &'a BTreeMap<Taxon, f64>,
) -> impl Iterator<Item = (Taxon, f64)> + 'a {
    let genera = &placed.placement.genera;
    let weight = |&(genus, probability): &(Taxon, f64)| {
        probability * reads.get(&genus).copied().unwrap_or(0.0)
    };
    let known: f64 = genera.iter().map(|(_, probability)| probability).sum();
    let total = genera
        .iter()
        .map(weight)
        .sum::<f64>()
        .max(f64::MIN_POSITIVE);
    genera
        .iter()
        .map(move |pair| (pair.0, known * weight(pair) / total))
}
